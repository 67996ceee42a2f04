"""Naming the operation in which inf or nan was born.

The recorder calls `forward` when a result does not look finite. Most often that is a result further down, whose
input was inf or nan already: then nothing is said, for the operation that made it has been named. So the stack is
walked once for each birth, and nothing is stored for any operation until somebody asks for its line with
`gradviz.autograd.set_detect_anomaly(True)`.
"""

from __future__ import annotations

from typing import Any

from ..grad_mode import Watcher, mode
from ..operation import Op
from ..saved import inputs_of
from ..scalars import flags
from ..tensor import Tensor
from .anomaly_words import describe_birth, describe_leaf, is_finite
from .learner import learners_place, line_of

LIMIT = 10_000
"""The number of operations in a graph from which on nothing is looked for, unless the learner asks for it."""


class AnomalyWarning(RuntimeWarning):
    """A forward or backward pass made inf or nan out of finite numbers.

    Its text names the operation, its inputs and the line. To make it an error:
    `warnings.simplefilter("error", gv.AnomalyWarning)`.

    Example:
        >>> import warnings
        >>> import gradviz as gv
        >>> with warnings.catch_warnings(record=True) as caught:
        ...     warnings.simplefilter("always")
        ...     y = gv.log(gv.tensor(-1.0))
        >>> caught[0].category.__name__, str(caught[0].message)[:28]
        ('AnomalyWarning', 'log made nan out of a = -1. ')
    """


class Detection:
    """What the learner has asked for.

    Attributes:
        asked: True to look in graphs of any size, False not to look; None looks in graphs below `LIMIT` operations.
    """

    asked: bool | None = None

    @classmethod
    def ask(cls, asked: bool | None) -> None:
        """Look from now on, or not; while it is True, every recorded operation remembers its line."""
        cls.asked = asked
        others = tuple(watcher for watcher in mode.watchers if watcher is not LINES)
        mode.watch((*others, LINES) if asked else others, mode.packing)
        if not asked:
            LINES.of.clear()


class unsaid:
    """A context in which nothing is warned of: a figure that shows inf and nan itself. What was asked for holds on."""

    def __enter__(self) -> None:
        self._before = Detection.asked
        Detection.asked = self._before or False

    def __exit__(self, *exc_info: object) -> None:
        Detection.asked = self._before


class _Lines(Watcher):
    """A watcher that remembers for every recorded node the line of the learner's code that made it.

    Attributes:
        of: file and line number, or the text of a formula, by serial number; of the last million nodes.
    """

    follows = False

    def __init__(self) -> None:
        self.of: dict[int, tuple[str, int] | str] = {}

    def recorded(self, node: Tensor) -> None:
        """A node was recorded: remember where."""
        place = learners_place()
        self.of[node._serial] = place.formula or (place.frame.f_code.co_filename, place.frame.f_lineno)
        if len(self.of) > 1_000_000:
            del self.of[next(iter(self.of))]


LINES = _Lines()

_known: set[int] = set()
"""Serial numbers of Tensors without history that are inf or nan, and of which the learner has heard."""


def remembered_line(node: Tensor) -> str:
    """Where a node was made, as a message shows it; "" if that was not remembered."""
    line = LINES.of.get(node._serial)
    if line is None:
        return ""
    return f"in the formula {line!r}" if isinstance(line, str) else line_of(*line)


def forward(op: Op, inputs: tuple[Any, ...], value: Any, out: Tensor | None) -> None:
    """Say that an operation has made inf or nan out of finite numbers, once for each line of the learner's code.

    Args:
        op: the operation.
        inputs: its inputs, Tensors and raw numbers.
        value: its result as a raw value; whether it is finite is looked at again here.
        out: its result as a Tensor, if there is one already.
    """
    flags.raised = False
    if Detection.asked is False or is_finite(value):
        return
    if out is not None and out._op is None:  # no later operation may take it for data of the learner's
        _remember(out)
    bad = [x for x in inputs if x.__class__ is Tensor and not is_finite(x._value)]
    source = _source(bad[0]) if bad else None
    if bad and source is None:
        return
    place = learners_place()
    key = op.name, source is not None
    if "gradviz.core.backward" in place.through or place.heard(key):
        return  # what goes wrong in a backward pass is explained when it is over
    if Detection.asked is None and _is_large(inputs):
        place.now_heard(key)
        return
    if source is not None:
        _remember(source)
        place.warn(describe_leaf(op, source, place), AnomalyWarning)
    else:
        place.warn(describe_birth(op, inputs, value, place), AnomalyWarning)
    place.now_heard(key)


def _remember(tensor: Tensor) -> None:
    """Do not speak of this Tensor again (or hardly: what is remembered is thrown away before it gets large)."""
    if len(_known) >= LIMIT:
        _known.clear()
    _known.add(tensor._serial)


def _source(tensor: Tensor) -> Tensor | None:
    """The leaf from which a Tensor has its inf or nan; None if that is known already, or an operation made it.

    A computed number was looked at when it was made. An array may have got its nan from data without numpy's
    noticing, so its inputs are looked at, and theirs.
    """
    for _ in range(LIMIT):
        if tensor._op is None:
            return None if tensor._serial in _known else tensor
        inputs = [] if tensor._value.__class__ is float else inputs_of(tensor)
        bad = [x for x in inputs if x.__class__ is Tensor and not is_finite(x._value)]
        if not bad:
            return None
        tensor = bad[0]
    return None


def _is_large(inputs: tuple[Any, ...]) -> bool:
    """Whether `LIMIT` operations or more are recorded above; this is counted only when something is wrong."""
    waiting = [x for x in inputs if x.__class__ is Tensor and x._op is not None]
    seen = {id(x) for x in waiting}
    while waiting and len(seen) < LIMIT:
        for x in inputs_of(waiting.pop()):
            if x.__class__ is Tensor and x._op is not None and id(x) not in seen:
                seen.add(id(x))
                waiting.append(x)
    return len(seen) >= LIMIT
