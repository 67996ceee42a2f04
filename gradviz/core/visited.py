"""Which Tensors take part in a backward pass: found once, before it starts.

A Tensor that takes part is marked in the slot of its gradient, where nothing has arrived yet, so that no set of
those already met is needed.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from .saved import inputs_of
from .tensor import A_NEEDS, ARRAYS, B_NEEDS, BOTH_NEED, MANY, Tensor

WAITING: Any = type("Waiting", (), {"__repr__": lambda self: "waiting for gradients"})()
"""The mark."""

_by_serial = attrgetter("_serial")


class Visited:
    """The Tensors that take part in a sweep.

    Attributes:
        inner: the recorded nodes, newest first.
        leaves: those that no operation made.
        held: the gradients that some of them held before; a fresh graph has none.
        arrays: whether any node computed with arrays, or may have.
        root: where the sweep starts.
        plain: whether every leaf has received a finite float, so that nothing is left to be done or said.
    """

    __slots__ = ("arrays", "held", "inner", "leaves", "plain", "root")

    held: dict[Tensor, Any]
    inner: list[Tensor]
    leaves: list[Tensor]
    plain: bool
    arrays: bool
    root: Tensor

    def before(self, tensor: Tensor) -> Any:
        """The gradient that a Tensor held before the sweep, which may have begun already."""
        return self.held.get(tensor) if tensor._grad is WAITING else tensor._grad

    def received(self, wanted: list[Tensor]) -> list[Any]:
        """What each of some Tensors has received, None where it took no part; all get back what they held before."""
        met = {id(tensor) for tensor in (*self.inner, *self.leaves)}
        found = [tensor._grad if id(tensor) in met else None for tensor in wanted]
        self.put_back()
        return found

    def put_back(self) -> None:
        """Give every Tensor the gradient again that it held before the sweep."""
        held = self.held
        for tensor in (*self.inner, *self.leaves):
            tensor._grad = held.get(tensor) if held else None

    def leave_out(self, inputs: Any) -> None:
        """Give all leaves but some the gradient again that they held before."""
        wanted = {id(tensor) for tensor in (inputs if isinstance(inputs, (tuple, list)) else [inputs])}
        for leaf in self.leaves:
            if id(leaf) not in wanted:
                leaf._grad = self.held.get(leaf)
        self.leaves = [leaf for leaf in self.leaves if id(leaf) in wanted]

    def forget_unreached(self) -> None:
        """Leave out what no gradient has reached, because a student's backward returned None on every way to it.

        Inner Tensors have got a 0 there, so that the sweep could go on; they had none, and so it stays.
        """
        reached = {id((self.inner or self.leaves)[0])}  # the root
        for node in self.inner:
            context = node._info.context if node._info is not None else None
            silent = context._silent if context is not None else ()
            if id(node) in reached:
                reached.update(id(x) for place, x in enumerate(inputs_of(node)) if place not in silent)
        for tensor in (*self.inner, *self.leaves):
            if id(tensor) not in reached:
                tensor._grad = self.held.pop(tensor, None)
        self.inner = [tensor for tensor in self.inner if id(tensor) in reached]
        self.leaves = [tensor for tensor in self.leaves if id(tensor) in reached]


def collect(root: Tensor) -> Visited:
    """Find every node and leaf above `root` that needs a gradient; all of them now wait for theirs."""
    visited = Visited()
    visited.root, visited.inner, visited.leaves = root, [], []
    visited.held, visited.arrays = {}, False
    if root._grad is not None:
        visited.held[root] = root._grad
    root._grad = WAITING
    (visited.leaves if root._op is None else visited.inner).append(root)
    if not _climb(visited, visited.inner, visited.leaves, visited.held):
        visited.inner.sort(key=_by_serial, reverse=True)
    return visited


def _climb(visited: Visited, inner: list[Any], leaves: list[Tensor], held: dict[Tensor, Any]) -> bool:
    """Go from every node to its inputs; whether the nodes were met newest first already, as in a chain."""
    in_order, last = True, inner[0]._serial if inner else 0
    for node in inner:  # grows while it is walked
        a, b = node._a, node._b
        needs, serial = node._needs, node._serial
        if serial > last:
            in_order = False
        last = serial
        if needs > BOTH_NEED:
            if needs & (MANY | ARRAYS):
                visited.arrays = True
            if needs & MANY:
                _meet(a, visited)
                continue
            needs &= BOTH_NEED
        if needs != B_NEEDS and a._grad is not WAITING and a._needs:
            if a._grad is not None:
                held[a] = a._grad
            a._grad = WAITING
            (leaves if a._op is None else inner).append(a)
        if needs != A_NEEDS and b._grad is not WAITING and b._needs:
            if b._grad is not None:
                held[b] = b._grad
            b._grad = WAITING
            (leaves if b._op is None else inner).append(b)
    return in_order


def _meet(sources: tuple[Any, ...], visited: Visited) -> None:
    """Add those of many inputs that need a gradient and were not met before."""
    for source in sources:
        if source.__class__ is Tensor and source._needs and source._grad is not WAITING:
            if source._grad is not None:
                visited.held[source] = source._grad
            source._grad = WAITING
            (visited.leaves if source._op is None else visited.inner).append(source)
