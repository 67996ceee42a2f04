"""Predictions that met the targets of other examples: shapes (n, 1) and (n,), which broadcast to (n, n).

Where operations are recorded, their history is looked through when a square of numbers has been reduced to one. Where
they are not (a validation loss under no_grad, a comparison of classes), the result of such a meeting is marked, and
the operations that follow hand the mark on.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..operation import VJP, Op
from ..saved import inputs_of
from ..scalars import load_numpy, shape_of
from ..tensor import Tensor
from .learner import learners_place

REDUCING = ("sum", "mean", "amax", "amin", "norm", "prod", "logsumexp", "var", "std")
"""Operations that make one number of many."""

GOING_ON = ("sum", "mean", "reshape", "where", "cast")
"""Operations, besides those on single elements, that may stand between the meeting and the one number."""

LOOKED_AT = 20
"""So many operations are looked through."""


class Meeting(NamedTuple):
    """An operation in which every element of one Tensor has met every element of another."""

    name: str
    first: Tensor
    second: Tensor


def _goes_on(op: Op) -> bool:
    return op.name in GOING_ON or all(partial.kind is not VJP for partial in op.partials)


def _met(name: str, inputs: Any) -> Meeting | None:
    """The meeting of two inputs of shapes (n, 1) and (n,), in either order; None for any others."""
    tensors = [x for x in inputs if x.__class__ is Tensor]
    if len(tensors) != 2:
        return None
    row, column = sorted((shape_of(x._value) for x in tensors), key=len)
    if len(row) != 1 or column != (row[0], 1) or row[0] == 1:
        return None
    return Meeting(name, *tensors)


def note_pairs(out: Tensor, name: str, inputs: Any, op: Op | None = None) -> None:
    """Mark a result that is not recorded, if it is a meeting of all pairs or follows from one.

    Args:
        out: the result.
        name: what computed it.
        inputs: what it was computed from.
        op: the operation, if it is one; else elements have stayed elements.
    """
    if op is None or _goes_on(op):
        marked = (x._info.pairs for x in inputs if x.__class__ is Tensor and x._info is not None)
        meeting = next((mark for mark in marked if mark is not None), None) or _met(name, inputs)
        if meeting is not None:
            out._extras().pairs = meeting


def hint_all_pairs(op: Op, reduced: Any) -> None:
    """Warn if what `op` reduces to one number was made by a meeting of all pairs.

    The operations that led to it are gone through, for the difference may have been squared before the mean was taken.
    """
    if op.name not in REDUCING or reduced.__class__ is not Tensor:
        return
    while reduced._op is not None and reduced._op.name in ("sum", "mean", "reshape"):
        reduced = inputs_of(reduced)[0]
    shape = shape_of(reduced._value)
    is_square = len(shape) == 2 and shape[0] == shape[1] != 1
    if not is_square and (reduced._info is None or reduced._info.pairs is None):
        return
    nodes = [reduced]
    for node in nodes:  # grows while it is walked
        if node._info is not None and node._info.pairs is not None:
            return _hint(node._info.pairs)
        if node._op is None or not _goes_on(node._op):
            continue
        sources = [x for x in inputs_of(node) if x.__class__ is Tensor]
        meeting = _met(node._op.name, sources) if node._op.plain else None
        if meeting is not None:
            return _hint(meeting)
        new = [x for x in sources if shape_of(x._value) == shape and all(x is not y for y in nodes)]
        nodes += new if len(nodes) < LOOKED_AT else []


def _hint(meeting: Meeting) -> None:
    row, column = sorted(meeting[1:], key=lambda x: x.ndim)
    if load_numpy().may_share_memory(row._value, column._value):
        return  # x[:, None] - x means all pairs
    if column._op is not None and any(x is row for x in inputs_of(column)):
        return
    place, count = learners_place(), len(row)
    ours = any(".nn." in module for module in place.through)  # losses say so themselves
    if ours or place.heard("all pairs"):
        return
    name, other = (place.name_of(x) or letter for x, letter in zip((row, column), "ba", strict=True))
    shapes = " and ".join(str(tuple(x.shape)) for x in meeting[1:])
    place.warn(
        f"{meeting.name} got shapes {shapes}, which broadcast to {(count, count)}, "
        f"and all {count * count} numbers were reduced to one: each of {other} has met each of {name}. If they belong "
        f"together one by one, give both one shape, as in {other}.squeeze(-1) or {name}.reshape({count}, 1). "
        f"If all pairs are meant, say so: {name}[None, :].",
        UserWarning,
    )
    place.now_heard("all pairs")
