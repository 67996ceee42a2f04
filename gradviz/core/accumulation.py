"""What happens to gradients that have arrived: leaves add them up in `.grad`, and inner Tensors that were asked to."""

from __future__ import annotations

from typing import Any

from .tensor import Tensor, constant
from .visited import Visited


def give(visited: Visited, seed: Any, graph: bool) -> None:
    """Add what every leaf has received to what it held before."""
    seen = {id(seed)}
    for leaf in visited.leaves:
        received, before = leaf._grad, visited.held.get(leaf)
        if graph:
            shared = id(received) in seen
            seen.add(id(received))
            leaf._grad = before + received if before is not None else received + 0.0 if shared else received
        elif before is not None:
            leaf._grad = _added(before, received)
        elif received.__class__ is not float:
            leaf._grad = _own(received, seen)


def retain(inner: list[Tensor]) -> None:
    """Let the inner Tensors that were asked to do so add up their gradients, as leaves do."""
    for node in inner:
        if node._info is not None and node._info.retains:
            now = node._grad if node._grad.__class__ is Tensor else constant(node._grad)
            node._info.kept = now if node._info.kept is None else node._info.kept + now


def _added(before: Any, received: Any) -> Any:
    """A leaf's `.grad` with what it received now; a Tensor that somebody may hold stays the same object."""
    if before.__class__ is not Tensor:
        return before + received
    before._value = before._value + received
    return before


def _own(received: Any, seen: set[int]) -> Any:
    """A leaf's first gradient as an array that nobody else holds (an in-place zero_ must not reach two leaves)."""
    shared = getattr(received, "base", None) is not None or id(received) in seen
    seen.add(id(received))
    return received.copy() if shared else received
