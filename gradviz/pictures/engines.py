"""Layout engines: who turns DOT into SVG, in which order they are tried, and what happens when one fails.

The order is: an explicit choice (`gradviz.options.engine`, or the environment variable GRADVIZ_ENGINE), the
embedded `graphviz-pure` executable that pip installed, `dot` on PATH. Each runs as a process of its own
with a time limit. The `graphviz` package is not asked to run anything: it has no time limit.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from .. import options


class EngineError(RuntimeError):
    """An engine failed, or there is none."""


@dataclass(frozen=True, slots=True)
class Engine:
    """One way to run Graphviz.

    Attributes:
        name: "embedded", "dot", or "chosen" for a path the user gave.
        command: the executable and its fixed arguments.
    """

    name: str
    command: tuple[str, ...]

    def run(self, dot: str, format: str = "svg") -> bytes:
        """Lay out DOT text.

        Raises:
            EngineError: if the engine is missing, crashes, writes nothing usable or takes longer than
                `gradviz.options.time_limit` seconds.
        """
        where = f"the {self.name} engine ({self.command[0]})"
        try:
            code, drawn, complaint = _finished([*self.command, f"-T{format}"], dot.encode(), options.time_limit)
        except TimeoutError:
            raise EngineError(f"{where} was stopped after {options.time_limit:g} s") from None
        except OSError as error:
            raise EngineError(f"{where} could not be started: {error.strerror or error}") from None
        if code:
            said = complaint.decode(errors="replace").strip().splitlines()
            raise EngineError(f"{where} ended with code {code}{': ' + said[0] if said else ''}")
        if format == "svg" and b"<svg" not in drawn:
            raise EngineError(f"{where} wrote no SVG")
        return drawn

    def version(self) -> str:
        """What the engine says of its own version.

        Raises:
            EngineError: if it cannot be run.
        """
        try:
            done = subprocess.run([*self.command, "-V"], capture_output=True, timeout=options.time_limit, check=True)
        except (OSError, subprocess.SubprocessError) as error:
            raise EngineError(f"the {self.name} engine ({self.command[0]}) does not run: {error}") from None
        return (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()[0]


def _finished(command: list[str], data: bytes, limit: float) -> tuple[int, bytes, bytes]:
    """Run a command to its end: its exit code, output and complaints.

    Like `subprocess.run(timeout=)`, which however sleeps in steps while it waits and costs a quarter of a
    small layout; and what the command itself started is stopped with it. A group of processes is enough for that: to a
    new session Linux gives a share of the processor of its own, for which it waits on a busy machine, up to four times
    as long as a small layout takes.

    Raises:
        TimeoutError: if it took longer than `limit` seconds.
        OSError: if it could not be started.
    """
    pipe, late = subprocess.PIPE, threading.Event()
    group = 0 if os.name == "posix" else None
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, process_group=group)

    def stop() -> None:
        late.set()
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL) if os.name == "posix" else process.kill()

    timer = threading.Timer(limit, stop)
    timer.start()
    try:
        drawn, complaint = process.communicate(data)
    finally:
        timer.cancel()
        if process.poll() is None:  # an interrupt came through: leave nothing behind
            stop()
    if late.is_set():
        raise TimeoutError
    return process.returncode, drawn, complaint


@lru_cache(maxsize=1)
def embedded() -> Engine | None:
    """The executable of the `graphviz-pure` wheel, found through its installed files (PATH often lacks it)."""
    try:
        files = metadata.files("graphviz-pure") or []
    except metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.stem == "graphviz-pure" and file.suffix in ("", ".exe"):
            path = Path(str(file.locate())).resolve()
            return Engine("embedded", (str(path),)) if path.exists() else None
    return None


def on_path() -> Engine | None:
    """`dot` of a system Graphviz, if PATH has it."""
    path = shutil.which("dot")
    return Engine("dot", (path,)) if path else None


def chosen() -> Engine | None:
    """The engine that was asked for, if one was.

    Raises:
        EngineError: if "embedded" or "dot" was asked for and is not there.
    """
    choice = options.engine or os.environ.get("GRADVIZ_ENGINE")
    if not choice:
        return None
    engine = embedded() if choice == "embedded" else on_path() if choice == "dot" else Engine("chosen", (choice,))
    if engine is None:
        raise EngineError(f"the engine {choice!r} was asked for, but it is not installed")
    return engine


def available() -> list[Engine]:
    """The engines to try, in order; an explicit choice comes first and does not end the list."""
    return list(_candidates())


def _candidates() -> Iterator[Engine]:
    """The engines one by one: PATH is searched only when those before it have failed."""
    found: list[Engine] = []
    for look in (chosen, embedded, on_path):
        try:
            engine = look()
        except EngineError as error:
            _say_once(f"gradviz: {error}. The next engine is used.")
            continue
        if engine is not None and engine not in found:
            found.append(engine)
            yield engine


def lay_out(dot: str) -> str:
    """The SVG of DOT text, from the first engine that manages it; each that fails leaves one visible note.

    Raises:
        EngineError: if none does. The message says what was tried and what to install.
    """
    tried: list[str] = []
    for engine in _candidates():
        try:
            return engine.run(dot).decode("utf-8", errors="replace")
        except EngineError as error:
            tried.append(str(error))
            _say_once(f"gradviz: {error}. The next engine is tried.")
    what = "; ".join(tried) if tried else "no layout engine was found"
    raise EngineError(
        f"{what}. Without one there is no picture, only its text. Try: pip install graphviz-pure   "
        "(or install Graphviz from https://graphviz.org/download and restart the kernel)."
    )


_said: set[str] = set()


def _say_once(message: str) -> None:
    if message not in _said:
        _said.add(message)
        warnings.warn(message, stacklevel=2)
