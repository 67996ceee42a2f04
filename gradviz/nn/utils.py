"""Keeping gradients from growing, between `backward()` and `step()`; all parameters as one vector."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ..core.grad_mode import no_grad
from ..core.operation import FUNCTIONS
from ..core.scalars import load_numpy, settle
from ..core.tensor import Tensor, constant
from ..core.words.missing import unknown

__all__ = ["clip_grad_norm_", "clip_grad_value_", "parameters_to_vector", "vector_to_parameters"]


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


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """All elements of some Tensors in a row; gradients go back to where they came from."""
    return FUNCTIONS["cat"]([FUNCTIONS["reshape"](p, (-1,)) for p in parameters], 0)  # type: ignore[no-any-return]


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Copy the parts of a vector into some Tensors, in their order.

    Raises:
        ValueError: if the vector has another number of elements than all of them together.
    """
    given = list(parameters)
    sizes = [math.prod(p.shape) for p in given]
    if tuple(vec.shape) != (sum(sizes),):
        raise ValueError(
            f"vector_to_parameters got a vector of shape {tuple(vec.shape)} for {sum(sizes)} numbers in {len(given)} "
            "parameters. Each number has its own place: give as many, as parameters_to_vector does."
        )
    with no_grad():
        for place, parameter in enumerate(given):
            start = sum(sizes[:place])
            parameter.copy_(vec[start : start + sizes[place]].reshape(parameter.shape))


def __getattr__(name: str) -> object:
    """The error for a name that gradviz does not have."""
    raise unknown(__name__, name, __all__)
