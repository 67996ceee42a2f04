"""Which Tensors a function uses that were there before it was called."""

from __future__ import annotations

from typing import Any

from ..core.grad_mode import Watcher, mode
from ..core.tensor import Tensor, serials


class Outsiders(Watcher):
    """A watcher that collects, for a while, the Tensors which were there before, are used, and need gradients.

    Args:
        keep_record: whether others are told what is recorded, and it is packed; else the record will be dropped.
    """

    def __init__(self, keep_record: bool) -> None:
        self.tensors: dict[int, Tensor] = {}
        self._others, self._packing, self._start = mode.watchers, mode.packing, next(serials)
        self._of_record = self._others if keep_record else ()
        mode.watch((self,), self._packing if keep_record else None)

    def __enter__(self) -> Outsiders:
        return self

    def __exit__(self, *exc_info: object) -> None:
        mode.watch(self._others, self._packing)

    def add(self, inputs: tuple[Any, ...]) -> None:
        """Collect those that were there before."""
        found = {id(x): x for x in inputs if x.__class__ is Tensor and x._needs and x._serial < self._start}
        self.tensors.update(found)

    def called(self, op: Any, inputs: tuple[Any, ...]) -> None:
        """An operation was computed: those who count calls count it."""
        self.add(inputs)
        for watcher in self._others:
            watcher.called(op, inputs)

    def recorded(self, node: Any) -> None:
        """A node was recorded."""
        for watcher in self._of_record:
            watcher.recorded(node)

    def passed(self, node: Any) -> None:
        """A backward pass inside the function is done with a node."""
        for watcher in self._of_record:
            watcher.passed(node)
