"""Who holds a Tensor: a change in place that reaches one name alone is no news, until somebody holds another.

In PyTorch `t *= 0.5` changes the object that every name stands for, and a view's change reaches what it was taken from.
In gradviz a computed Tensor is replaced and values are not shared, so the other one keeps the old value. Where there
is another one, the learner is told so. Python counts references but does not say whose they are: the count is asked
first, and only where it is too high (mostly because later results point at this Tensor) they are looked at.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from types import CellType, FrameType
from typing import Any

from ..grad_mode import mode
from ..operation import Gate
from ..saved import inputs_of
from ..scalars import shape_of
from ..tensor import Tensor
from .learner import Place, is_ours, learners_place


class _Probe:
    """An object that says how many references Python counts while `+=` runs on it."""

    count = 0

    def __iadd__(self, _other: object) -> _Probe:
        _Probe.count = sys.getrefcount(self)
        return self


def _count(held: Any) -> int:
    held[0] += 1
    return _Probe.count


ONE_HOLDER = _count([_Probe()])
"""The references to a Tensor, seen from inside `+=`, that one name or place holds; Pythons differ."""

ARRAY_ALONE = sys.getrefcount(object()) + 1
"""The references to something that one other object holds, seen by `getrefcount`."""


def is_view(tensor: Tensor) -> bool:
    """Whether PyTorch would change another Tensor with this one, and that one's values are still held by somebody."""
    value, info = tensor._value, tensor._info
    base = getattr(value, "base", None)
    if tensor._op is not None:
        source = (*inputs_of(tensor), None)[0] if tensor._op.gate is Gate.CARRIER else None
        is_part = base is not None or shape_of(value) == ()
        return is_part and source.__class__ is Tensor and sys.getrefcount(source) > ARRAY_ALONE + 1  # the node's, ours
    if base is not None:
        return sys.getrefcount(base) > ARRAY_ALONE + 1  # the view's, ours
    if info is None or info.view_of is None or info.read_only:
        return False
    return sys.getrefcount(info.view_of) > ARRAY_ALONE + (2 if info.view_of is value else 0)  # its own, ours


def warn_of_view(tensor: Tensor) -> None:
    """Warn that a change in place of what was made by indexing, reshape, T or detach reaches nothing else."""
    if not is_view(tensor):
        return
    place = learners_place()
    if place.heard("view"):
        return
    place.warn(
        f"a Tensor of shape {tuple(shape_of(tensor._value))} was changed in place that was made by indexing, reshape, "
        "T, detach or the like. In PyTorch the Tensor it came from would change too; in gradviz values are not shared, "
        "so it stays. Change that one itself: x[0, 1] = 5 for x[0][1] = 5; or say clone() to mean a copy.",
        UserWarning,
    )
    place.now_heard("view")  # after the warning, which may clear what was heard


def warn_of_alias(tensor: Tensor) -> None:
    """Warn if more than one name or place of the learner's holds a computed Tensor that `+=` is about to replace.

    A line is looked at once: to ask Python for references costs as much as there are objects.
    """
    place = learners_place()
    if mode.watched or place.heard("alias"):
        return
    place.now_heard("alias")
    if sum(_holders(tensor, place)) < 2:
        return
    name = place.name_of(tensor) or "t"
    place.warn(
        f"an operator such as += or *= replaced the computed Tensor {name} by a new result, and another name or list "
        "that holds the same Tensor keeps the old value (in PyTorch it would change too). "
        f"Say which one is meant: {name} = {name} * 0.5 for a new value under this name (a function then returns it), "
        "things[i] = things[i] * 0.5 for an element of a list.",
        UserWarning,
    )
    place.now_heard("alias")  # again, for a warning may clear what was heard


def _holders(tensor: Tensor, place: Place) -> Iterator[int]:
    """How often each frame and each object of the learner's holds a Tensor."""
    frames = list(_frames(place.frame))
    passing = {id(v) for f in _frames(sys._getframe()) if is_ours(f) for v in f.f_locals.values()}
    known = {id(f.f_locals) for f in _frames(sys._getframe()) if f.f_locals is not f.f_globals} | passing
    for frame in frames:
        if frame.f_locals is not frame.f_globals and not is_ours(frame):
            shared = (*frame.f_code.co_cellvars, *frame.f_code.co_freevars)  # held by a cell, which is found below
            yield _among([v for n, v in frame.f_locals.items() if n.isidentifier() and n not in shared], tensor)
    spaces = {id(frame.f_globals) for frame in frames}
    shown = {id(frame.f_globals.get("_oh")) for frame in frames}  # what a notebook has printed
    for holder in gc.get_referrers(tensor):
        if id(holder) not in known | shown:
            yield _times(holder, tensor, id(holder) in spaces)


def _among(values: Iterable[Any], tensor: Tensor) -> int:
    """How many of the values are this very Tensor; by ids, for a closure over it would be one more holder."""
    return list(map(id, values)).count(id(tensor))


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _times(holder: Any, tensor: Tensor, is_globals: bool) -> int:
    """How often an object holds a Tensor, for the learner: not counted are the tape and Python's own machinery."""
    if isinstance(holder, dict):
        return _among([v for n, v in holder.items() if not (is_globals and n.startswith("_"))], tensor)
    if isinstance(holder, tuple) and not any(isinstance(each, dict) for each in gc.get_referrers(holder)):
        return 0  # a node's inputs, arguments on their way, the pair of a loop over enumerate(...)
    if isinstance(holder, (list, tuple, set)):
        return _among(holder, tensor)
    of_learner = hasattr(holder, "__dict__") and type(holder).__module__.partition(".")[0] != __name__.partition(".")[0]
    return int(of_learner or isinstance(holder, CellType))
