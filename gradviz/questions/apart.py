"""A learner's program run apart: in a process of its own, with limits of time, memory and output.

A program that loops for ever, eats memory, starts others, prints without end or exits takes its own process with it and
nothing else. The limits keep accidents away from the learner's notebook; they are no wall against an attacker.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..language import say
from ..processes import finished

SECONDS = 10.0
"""How long a program may run."""

MEGABYTES = 1024
"""How much memory it may take, where the system can limit that (not on Windows; macOS only tries)."""

PRINTED = 2**20
"""How many bytes it may print."""

# What runs there. It takes the limits, then reads what to call, and marks its own answer among what is printed.
_PROGRAM = """
import json, os, pickle, sys
mark, megabytes, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
del sys.argv[1:]
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
except (ImportError, ValueError, OSError):
    pass
paths, payload = pickle.loads(sys.stdin.buffer.read())
sys.path[:] = paths
answer = os.dup(1)
try:
    job, given = pickle.loads(payload)
    said = json.dumps({"value": job(*given)})
except MemoryError:
    said = json.dumps({"failed": "memory"})
except BaseException as error:
    said = json.dumps({"failed": type(error).__name__, "text": str(error)[:2000]})
sys.stdout.flush()
os.write(answer, ("\\n" + mark + said + "\\n").encode())
os._exit(0)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run apart.

    Attributes:
        value: what the job returned; None where it failed.
        failed: "" where it returned, else "time", "memory", "output", "exit", "start", or the error's name.
        message: what happened, for the learner; "" where it returned.
        printed: what was printed on the way, cut.
    """

    value: Any
    failed: str = ""
    message: str = ""
    printed: str = ""


def apart(job: Callable[..., Any], *given: Any, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> Outcome:
    """Call a function in a process of its own, in an empty folder that is removed afterwards.

    Args:
        job: what to call; it returns plain data (what JSON can hold).
        *given: its arguments, among them what the learner wrote in a notebook: classes and functions travel whole.
        seconds: how long it may take.
        megabytes: how much memory it may take.

    Returns:
        The Outcome; nothing is raised for what the learner's program does.

    Example:
        >>> apart(divmod, 7, 2).value
        [3, 1]
    """
    import cloudpickle

    try:
        payload = cloudpickle.dumps((list(map(os.path.abspath, sys.path)), cloudpickle.dumps((job, given))))
    except Exception as error:  # an open file, a lock, a running generator ... anything may sit in a learner's globals
        text = say("Your program could not be sent to a process of its own ({error}). Leave open files and "
                   "running things out of it.", error=f"{type(error).__name__}: {error}"[:300])  # fmt: skip
        return Outcome(None, "start", text)
    mark = secrets.token_hex(16)
    command = [sys.executable, "-c", _PROGRAM, mark, str(megabytes), str(seconds)]
    quiet = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        with tempfile.TemporaryDirectory(prefix="gradviz-", ignore_cleanup_errors=True) as place:
            _, out, err = finished(command, payload, seconds, PRINTED, quiet, place)
    except TimeoutError:
        return Outcome(None, "time", say("It had not ended after {seconds} seconds and was stopped. Is there a loop "
                                         "without an end?", seconds=f"{seconds:g}"))  # fmt: skip
    except OverflowError:
        text = say("It printed more than a megabyte and was stopped. Is there a print in a loop?")
        return Outcome(None, "output", text)
    except OSError as error:
        return Outcome(None, "start", say("No process could be started here: {error}.", error=str(error)))
    return _read(out.decode("utf-8", "replace"), err.decode("utf-8", "replace"), mark)


def _read(out: str, err: str, mark: str) -> Outcome:
    """The answer among what was printed."""
    printed, found, answer = out.rpartition(f"\n{mark}")
    if not found:
        if "MemoryError" in err:
            return _failed({"failed": "memory"}, out)
        text = say("It ended without an answer: it left Python, or the system stopped it.")
        return Outcome(None, "exit", text, out[-2000:])
    said = json.loads(answer)
    return _failed(said, printed) if "failed" in said else Outcome(said["value"], printed=printed[-2000:])


def _failed(said: dict[str, Any], printed: str) -> Outcome:
    """An Outcome for what went wrong inside."""
    kind = said["failed"]
    if kind == "memory":
        text = say("It took more memory than it may, and was stopped. Does something grow in a loop?")
    elif kind in ("SystemExit", "KeyboardInterrupt"):
        return Outcome(None, "exit", say("It left Python (exit or quit) before it had answered."), printed[-2000:])
    else:
        text = f"{kind}: {said['text']}" if said.get("text") else kind
    return Outcome(None, kind, text, printed[-2000:])
