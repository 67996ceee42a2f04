"""A meter for what the engine does: operations run, nodes recorded, values saved, and when they are free again."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from .grad_mode import Watcher, mode
from .saved import memory_of, saved_by
from .tensor import Tensor


class Moment(NamedTuple):
    """How much was saved after something happened.

    Attributes:
        event: "recorded" in the forward pass, "passed" in the backward pass.
        operation: the name of the operation.
        saved: how many values are saved now.
        bytes: how much memory they take.
    """

    event: str
    operation: str
    saved: int
    bytes: int


class _Kept(NamedTuple):
    """One piece of memory that is saved."""

    value: Any  # held, so that its identity is not given to another
    bytes: int
    is_parameter: bool
    uses: int


class Meter(Watcher):
    """Counts what the operations in a block do and what they save for the backward pass.

    A saved value counts once, however many operations saved it; two views of one array are one value. It counts
    from the operation that saved it until a backward pass (without retain_graph) has used it for the last time.
    Only what gradients need is counted, see `gradviz.core.saved`: under `no_grad` that is nothing.

    Attributes:
        calls: how often each operation was computed, recorded or not, by name.
        recorded: how many nodes were put on the tape.
        saved: how many values are saved now.
        bytes: how many bytes they take, a number being 8.
        parameter_bytes: the part of `bytes` in leaves that need gradients; they would be in memory anyway.
        peak_saved: the most values that were saved at once.
        peak_bytes: the most bytes.
        saved_by: what the operations of each name have saved: (values, bytes).
        timeline: a Moment after every recorded and every passed node.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(0.5, requires_grad=True)
        >>> with gv.Meter() as meter:
        ...     y = gv.exp(x * x)
        ...     y.backward()
        >>> meter.forward_calls, meter.peak_saved, meter.peak_bytes, meter.saved
        (2, 2, 16, 0)
    """

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.recorded_nodes = 0
        self.bytes = self.parameter_bytes = self.peak_saved = self.peak_bytes = 0
        self.saved_by: dict[str, tuple[int, int]] = {}
        self.timeline: list[Moment] = []
        self._kept: dict[int, _Kept] = {}
        self._of_node: dict[int, tuple[Tensor, list[int]]] = {}

    def __enter__(self) -> Meter:
        mode.watch((*mode.watchers, self), mode.packing)
        return self

    def __exit__(self, *exc_info: object) -> None:
        mode.watch(tuple(w for w in mode.watchers if w is not self), mode.packing)

    @property
    def forward_calls(self) -> int:
        """How many operations were computed."""
        return sum(self.calls.values())

    @property
    def saved(self) -> int:
        """How many values are saved now."""
        return len(self._kept)

    @property
    def activation_bytes(self) -> int:
        """The bytes that are saved now apart from parameters: what grows with batch and width."""
        return self.bytes - self.parameter_bytes

    def called(self, op: Any, inputs: tuple[Any, ...]) -> None:
        """An operation was computed."""
        if op is not None:
            self.calls[op.name] += 1

    def recorded(self, node: Tensor) -> None:
        """A node was recorded: count what it saves."""
        name = node._op.name  # type: ignore[union-attr]
        kept = _what_is_kept(node)
        sizes = dict(memory_of(value) for value, _ in kept)
        for value, is_parameter in kept:
            self._add(value, is_parameter)
        values, total = self.saved_by.get(name, (0, 0))
        self.saved_by[name] = values + len(sizes), total + sum(sizes.values())
        self.recorded_nodes += 1
        self._of_node[id(node)] = node, [memory_of(value)[0] for value, _ in kept]
        self._note("recorded", name)

    def passed(self, node: Tensor) -> None:
        """A backward pass is done with a node: what no other node has saved is free."""
        for key in self._of_node.pop(id(node), (node, []))[1]:
            entry = self._kept[key]
            if entry.uses > 1:
                self._kept[key] = entry._replace(uses=entry.uses - 1)
                continue
            del self._kept[key]
            self.bytes -= entry.bytes
            self.parameter_bytes -= entry.bytes if entry.is_parameter else 0
        self._note("passed", node._op.name)  # type: ignore[union-attr]

    def _add(self, value: Any, is_parameter: bool) -> None:
        key, size = memory_of(value)
        entry = self._kept.get(key)
        if entry is not None:
            self._kept[key] = entry._replace(uses=entry.uses + 1)
            return
        self._kept[key] = _Kept(_owner(value), size, is_parameter, 1)
        self.bytes += size
        self.parameter_bytes += size if is_parameter else 0

    def _note(self, event: str, operation: str) -> None:
        self.peak_saved, self.peak_bytes = max(self.peak_saved, self.saved), max(self.peak_bytes, self.bytes)
        self.timeline.append(Moment(event, operation, self.saved, self.bytes))


def _what_is_kept(node: Tensor) -> list[tuple[Any, bool]]:
    """What a node has saved, as raw values or what packing made of them; and whether it is a parameter."""
    info = node._info
    packed = (info.packed if info is not None else None) or {}
    kept = [
        (packed[place][1], False) if place in packed else (x._value, x._op is None and x._needs != 0)
        for place, x in saved_by(node)
    ]
    return info.context.kept(kept) if info is not None and info.context is not None else kept


def _owner(value: Any) -> Any:
    while getattr(value, "base", None) is not None:
        value = value.base
    return value
