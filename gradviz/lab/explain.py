"""What went wrong in the learner's function, in the few lines that help."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Callable
from typing import Any

from ..recording import FormulaError
from ..recording.running import code_of

MOST = 2000


def explain(error: BaseException, function: Callable[..., Any]) -> str:
    """The error and the learner's own line that raised it, without the library's inner lines."""
    if isinstance(error, FormulaError):
        return str(error)[:MOST]
    if isinstance(error, KeyboardInterrupt):
        return "Interrupted before the function had returned. Move an input to run it again."
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return "\n".join([_line(error, function) + said, *getattr(error, "__notes__", [])])[:MOST]


def _line(error: BaseException, function: Callable[..., Any]) -> str:
    """The last line of the learner's own file that was running, or "" where there is none."""
    code = code_of(function)
    if code is None:
        return ""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == code.co_filename]
    if not frames:
        return ""
    frame = frames[-1]
    text = linecache.getline(frame.filename, frame.lineno or 0).strip()
    return f"line {frame.lineno} of {frame.name}: {text}\n"
