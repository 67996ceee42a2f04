"""Where the learner is: the line of their own code that led to what gradviz is doing now."""

from __future__ import annotations

import linecache
import os.path
import sys
import warnings
from collections.abc import Hashable
from types import FrameType
from typing import Any, NamedTuple

from ..tensor import Tensor

_PACKAGE = __name__.partition(".")[0]


class Place(NamedTuple):
    """A place in the learner's code.

    Attributes:
        frame: the learner's function or cell that is running.
        formula: the text of the formula that is being computed, if one is.
        through: the modules of this package through which the call came.
    """

    frame: FrameType
    formula: str | None
    through: set[str]

    def __str__(self) -> str:
        code = self.frame.f_code
        return f"in the formula {self.formula!r}" if self.formula else line_of(code.co_filename, self.frame.f_lineno)

    def name_of(self, tensor: Any) -> str | None:
        """The name of a Tensor: its own, or that of the variable which holds it here."""
        if tensor.__class__ is not Tensor:
            return None
        if tensor.name:
            return tensor.name
        held = self.frame.f_locals.items()
        return next((name for name, value in held if value is tensor and not name.startswith("_")), None)

    def owner_of(self, gradient: Tensor) -> str | None:
        """The name of a Tensor here whose `.grad` this is."""
        held = (*self.frame.f_locals.items(), *self.frame.f_globals.items())
        owners = (self.name_of(value) or name for name, value in held if value.__class__ is Tensor
                  and value._grad is gradient)  # fmt: skip
        return next(owners, None)

    def warn(self, message: str, category: type[Warning]) -> None:
        """Warn, and show this line."""
        code, module = self.frame.f_code, self.frame.f_globals.get("__name__", "<exec>")  # a None would be dropped
        warnings.warn_explicit(message, category, code.co_filename, self.frame.f_lineno, module, self._registry())

    def heard(self, what: Hashable) -> bool:
        """Whether `now_heard` was called for this line since the warning filters were last replaced.

        Python itself shows a warning once for each line *and text*; here the text has numbers in it, which differ
        each time round a loop. What was heard is kept beside Python's own notes, so that a notebook (which throws
        them away when a cell runs) and a test (which brings filters of its own) begin anew.
        """
        return self._registry().get(self._mark(what)) is warnings.filters

    def now_heard(self, what: Hashable) -> None:
        """Remember that the learner was told something about this line."""
        self._registry()[self._mark(what)] = warnings.filters

    def _registry(self) -> dict[Any, Any]:
        return self.frame.f_globals.setdefault("__warningregistry__", {})  # type: ignore[no-any-return]

    def _mark(self, what: Hashable) -> Hashable:
        return _PACKAGE, what, self.formula or (self.frame.f_code.co_filename, self.frame.f_lineno)


def learners_place() -> Place:
    """The first place on the stack outside this package (its outermost one, if all is inside)."""
    frame, formula, through = sys._getframe(1), None, set()
    while frame.f_back is not None and is_ours(frame):
        through.add(_module(frame))
        if _module(frame) == f"{_PACKAGE}.recording.formula" and frame.f_code.co_name == "__call__":
            formula = frame.f_locals["self"].text
        frame = frame.f_back
    return Place(frame, formula, through)


def is_ours(frame: FrameType) -> bool:
    """Whether a frame runs code of this package."""
    return _module(frame).partition(".")[0] == _PACKAGE


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def line_of(filename: str, number: int) -> str:
    """A line of code as a message shows it: where it is, and its text where that can be read."""
    (folder, name), text = os.path.split(filename), linecache.getline(filename, number).strip()
    in_cell = os.path.basename(folder).startswith("ipykernel_") or filename.startswith("<ipython-input")
    where = f"in line {number} of the cell" if in_cell else f"in {name}, line {number}"
    return f"{where}: {text}" if text else where


def warn_learner(message: str, category: type[Warning] = UserWarning) -> None:
    """Warn, and show the line of the learner's own code."""
    learners_place().warn(message, category)
