"""What is run apart with a learner's function: small jobs that return plain data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core import Tensor, tensor
from ..core.custom import tensor_op


def at_points(function: Callable[..., Any], points: list[float]) -> list[float | None]:
    """The function's numbers at some points; None where it returns no number."""
    found: list[float | None] = []
    for x in points:
        value = function(x)
        value = value.item() if hasattr(value, "item") else value
        found.append(float(value) if isinstance(value, (int, float)) else None)
    return found


def walked(walk: Callable[..., Any]) -> list[tuple[list[str], list[str], list[str]]]:
    """For two nets: the names that the function gives, all names, and those along the first way alone."""
    return [([str(name) for name in walk(result)], _names(result), _first_way(result)) for result in _nets()]


def _nets() -> list[Tensor]:
    """A net of two layers on one example, and a number that is used more than once."""
    w1, w2 = (tensor([[0.5, -1.0, 2.0]] * rows, requires_grad=True) for rows in (2, 3))
    b1, b2 = (tensor([0.0, 0.1, 0.2], requires_grad=True) for _ in range(2))
    x = tensor(2.0, requires_grad=True)
    return [((tensor([[1.0, 2.0]]) @ w1 + b1).relu() @ w2 + b2).sum(), (x * x + x) ** 2]


def _names(result: Any) -> list[str]:
    found = [result.grad_fn]
    for node in found:
        for following, _ in node.next_functions:
            if following is not None and all(following != each for each in found):
                found.append(following)
    return [str(node.name()) for node in found]


def _first_way(result: Any) -> list[str]:
    node, found = result.grad_fn, []
    while node is not None:
        found.append(str(node.name()))
        node = node.next_functions[0][0] if node.next_functions else None
    return found


def gated(function: Callable[..., Any], points: list[float], upstream: float) -> tuple[list[float], list[float]]:
    """Values at some points, and the gradients there for what comes from above."""
    values, gradients = [], []
    for number in points:
        x = tensor(number, requires_grad=True)
        y = function(x)
        (y * upstream).backward()
        values.append(float(y.item()))
        gradients.append(0.0 if x.grad is None else float(x.grad.item()))
    return values, gradients


def gated_operation(operation: Any, points: list[float], upstream: float) -> tuple[list[float], list[float]]:
    """The same for an operation's class."""
    return gated(tensor_op(operation), points, upstream)
