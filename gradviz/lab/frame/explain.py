"""What went wrong in the learner's function, in the few lines that help."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...language import say
from ...recording import FormulaError
from ...recording.running import code_of

MOST = 2000

OURS = str(Path(__file__).parents[2])
"""Where the library's own code is, no line of which tells a learner anything."""


def explain(error: BaseException, function: Callable[..., Any]) -> str:
    """The error and the learner's own line that raised it, without the library's inner lines."""
    if isinstance(error, FormulaError):
        return str(error)[:MOST]
    if isinstance(error, KeyboardInterrupt):
        return say("Interrupted before the function had returned. Move an input to run it again.")
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return "\n".join([_line(error, function) + said, *getattr(error, "__notes__", [])])[:MOST]


def _line(error: BaseException, function: Callable[..., Any]) -> str:
    """The last line of the learner's own file that was running, or "" where there is none."""
    code, frames = code_of(function), traceback.extract_tb(error.__traceback__)
    theirs = code.co_filename if code is not None else ""
    if theirs.startswith(OURS):  # the figure's own step, which calls what the learner gave
        theirs = next((f.filename for f in frames if not f.filename.startswith(OURS)), "")
    frames = [f for f in frames if f.filename == theirs]
    if not frames:
        return ""
    frame = frames[-1]
    text = linecache.getline(frame.filename, frame.lineno or 0).strip()
    return say("line {number} of {name}: {text}", number=frame.lineno, name=frame.name, text=text) + "\n"
