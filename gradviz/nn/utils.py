"""Keeping gradients from growing: called between `backward()` and `step()`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ..core.scalars import load_numpy, settle
from ..core.tensor import Tensor, constant


def clip_grad_norm_(parameters: Tensor | Iterable[Tensor], max_norm: float) -> Tensor:
    """Scale all gradients by one factor, so that together they are no longer than `max_norm`.

    Args:
        parameters: one Tensor or several; those without a gradient are passed over.
        max_norm: the largest Euclidean length allowed.

    Returns:
        The length before.
    """
    given = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    having = [p for p in given if p.grad is not None]
    numpy = load_numpy()
    length = math.sqrt(math.fsum(float(numpy.square(_gradient(p)).sum()) for p in having))
    factor = max_norm / (length + 1e-6)
    if factor < 1:
        for parameter in having:
            parameter.grad = constant(settle(numpy.asarray(_gradient(parameter) * factor)))
    return constant(length)


def _gradient(parameter: Tensor) -> Any:
    """The raw gradient of a parameter that has one."""
    return None if parameter.grad is None else parameter.grad._value


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float) -> None:
    """Move every element of all gradients into ±clip_value."""
    given = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    for parameter in given:
        if parameter.grad is not None:
            clipped = load_numpy().clip(parameter.grad._value, -clip_value, clip_value)
            parameter.grad = constant(settle(load_numpy().asarray(clipped)))
