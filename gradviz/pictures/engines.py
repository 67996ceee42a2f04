"""Layout engines: who turns DOT into SVG, in which order they are tried, and what happens when one fails.

The order is: an explicit choice (`gradviz.options.engine`, or the environment variable GRADVIZ_ENGINE), the
embedded `graphviz-pure` executable that pip installed, `dot` on PATH. Each runs as a process of its own
with a limit of time and of output, and what it wrote is looked at before it counts as drawn. The `graphviz` package
is not asked to run anything: it has no time limit.
"""

from __future__ import annotations

import os
import shutil
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from numbers import Real
from pathlib import Path
from typing import Any, TypeVar

from .. import options
from ..processes import finished

T = TypeVar("T")


class EngineError(RuntimeError):
    """An engine failed, there is none, or a setting of `gradviz.options` for it makes no sense."""


class _RefusedError(EngineError):
    """An engine ended by itself and said that it could not."""


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
            EngineError: if the engine is missing, crashes, writes no SVG where one was asked for, writes without
                end or takes longer than `gradviz.options.time_limit` seconds.
        """
        data, limit = dot.encode(), time_limit()
        try:
            code, drawn, complaint = finished([*self.command, f"-T{format}"], data, limit)
        except TimeoutError:
            raise EngineError(f"{self.where} was stopped after {limit:g} s") from None
        except OverflowError as error:
            raise EngineError(f"{self.where} {error} and was stopped") from None
        except (OSError, ValueError) as error:  # a path with a NUL in it is a ValueError
            why = getattr(error, "strerror", None) or error
            raise EngineError(f"{self.where} could not be started: {why}") from None
        if code:
            said = complaint.decode(errors="replace").strip().splitlines()
            kind = _RefusedError if code > 0 else EngineError
            raise kind(f"{self.where} ended with code {code}{': ' + said[0] if said else ''}")
        if format == "svg" and b"<svg" not in drawn:
            raise EngineError(f"{self.where} wrote no SVG")
        return drawn

    @property
    def where(self) -> str:
        """The engine in words, for messages."""
        return f"the {self.name} engine ({self.command[0]})"

    @property
    def counts_bytes(self) -> bool:
        """Whether it takes a text of several colours to be as wide as it has bytes."""
        return Path(self.command[0]).stem == "graphviz-pure"

    def version(self) -> str:
        """What the engine says of its own version.

        Raises:
            EngineError: if it cannot be run.
        """
        try:
            code, said, complaint = finished([*self.command, "-V"], b"", time_limit())
        except (OSError, OverflowError, ValueError) as error:
            raise EngineError(f"{self.where} does not run: {error or type(error).__name__}") from None
        lines = (complaint or said).decode(errors="replace").strip().splitlines()
        if code or not lines:
            raise EngineError(f"{self.where} does not run: asked for its version it ended with code {code}")
        return lines[0]


def time_limit() -> float:
    """`gradviz.options.time_limit`, if it is a time.

    Raises:
        EngineError: if it is not.
    """
    limit: Any = options.time_limit
    number = isinstance(limit, Real) and not isinstance(limit, bool)
    if not number or not limit > 0:
        raise EngineError(
            f"gradviz.options.time_limit is {limit!r}. It says how many seconds an engine may take for one layout, so "
            "it has to be a number above 0. Try: gradviz.options.time_limit = 10"
        )
    return float(min(limit, threading.TIMEOUT_MAX))


def choice() -> str | None:
    """The engine that was asked for, in `gradviz.options.engine` or the environment, as text.

    Raises:
        EngineError: if it is neither a name nor a path.
    """
    asked: object = options.engine
    if asked is None or asked == "":
        return os.environ.get("GRADVIZ_ENGINE") or None
    text = os.fspath(asked) if isinstance(asked, str | os.PathLike) else None
    if isinstance(text, str):
        return text
    raise EngineError(
        f"gradviz.options.engine is {asked!r}. It says which program lays pictures out, so it has to be a name or path."
        ' Try: gradviz.options.engine = "embedded", "dot", the path of an executable, or None for the first that works.'
    )


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
    asked = choice()
    if asked is None:
        return None
    engine = embedded() if asked == "embedded" else on_path() if asked == "dot" else Engine("chosen", (asked,))
    if engine is None:
        raise EngineError(f"the engine {asked!r} was asked for, but it is not installed")
    return engine


def available() -> list[Engine]:
    """The engines to try, in order; an explicit choice comes first and does not end the list."""
    return list(_candidates())


def _candidates() -> Iterator[Engine]:
    """The engines one by one: PATH is searched only when those before it have failed."""
    choice(), time_limit()  # a setting that makes no sense is the same with every engine
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


def lay_out(dot: str, read: Callable[[str], T]) -> T:
    """The SVG of DOT text, as `read` takes it, from the first engine that manages it.

    Args:
        dot: the DOT text.
        read: takes the SVG, or raises a ValueError if it is not what was asked for.

    Raises:
        EngineError: if no engine manages it. The message says what was tried and what to install.
    """
    return first(
        dot, "svg", lambda drawn: read(drawn.decode()),
        "{}. Without one there is no picture, only its text. Try: pip install graphviz-pure   "
        "(or install Graphviz from https://graphviz.org/download and restart the kernel).",
    )  # fmt: skip


def first(dot: str | Callable[[Engine], str], form: str, read: Callable[[bytes], T], none_left: str) -> T:
    """What the first engine draws that `read` takes; each that fails leaves one visible note.

    There is no note when an engine says itself that it could not, and the form is another than SVG: few know them all.

    Args:
        dot: the DOT text, or what makes it for an engine.
        form: what to draw it as.
        read: takes what was drawn, or raises a ValueError if it is not what was asked for.
        none_left: the message when none is left; what was tried stands at its "{}".

    Raises:
        EngineError: if none is left, or a setting makes no sense.
    """
    tried: list[str] = []
    for engine in _candidates():
        try:
            drawn = engine.run(dot if isinstance(dot, str) else dot(engine), form)
        except EngineError as error:
            tried.append(str(error))
            if form != "svg" and isinstance(error, _RefusedError):
                continue
        else:
            try:
                return read(drawn)
            except ValueError as error:
                tried.append(f"{engine.where} wrote a .{form} that cannot be read: {error}")
        _say_once(f"gradviz: {tried[-1]}. The next engine is tried.")
    raise EngineError(none_left.replace("{}", "; ".join(tried) or "no layout engine was found"))


_said: set[str] = set()


def _say_once(message: str) -> None:
    if message not in _said:
        _said.add(message)
        warnings.warn(message, stacklevel=2)
