"""Numbers brought to length 1, or to mean 0 and spread 1: each example by itself, or over a batch."""

from __future__ import annotations

import math
from typing import Any

from ..core.grad_mode import no_grad
from ..core.operation import FUNCTIONS
from ..core.tensor import Tensor


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Tensor:
    """Divide by the Euclidean length along `dim` (at least eps). Only p=2 is known here.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.normalize(gv.tensor([[3.0, 4.0]]))
        tensor([[0.6000, 0.8000]])
    """
    if p != 2:
        raise ValueError(f"normalize got p={p}; gradviz has Euclidean length only, p=2.")
    length = FUNCTIONS["norm"](input, dim, True)
    return input / FUNCTIONS["clamp"](length, eps)  # type: ignore[no-any-return]


def layer_norm(
    input: Tensor, normalized_shape: Any, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-5
) -> Tensor:
    """(x − mean)/√(var + eps) · weight + bias, with mean and var over the last dimensions of each example.

    Args:
        input: of shape (..., *normalized_shape).
        normalized_shape: the sizes of the dimensions that are averaged over, or the last one as a number.
        weight: a factor for each element of normalized_shape, or None.
        bias: a summand for each, or None.
        eps: keeps the division away from 0.

    Raises:
        ValueError: if the input does not end with normalized_shape.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.layer_norm(gv.tensor([[1.0, 3.0], [10.0, 30.0]]), 2)
        tensor([[-1.0000,  1.0000],
                [-1.0000,  1.0000]])
    """
    sizes = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
    if input.shape[-len(sizes) :] != sizes:
        raise ValueError(
            f"layer_norm got an input of shape {tuple(input.shape)}, which does not end with "
            f"normalized_shape={sizes}: those "
            f"are the dimensions it averages over. Try normalized_shape={tuple(input.shape[-1:])}."
        )
    over = tuple(range(-len(sizes), 0))
    mean = FUNCTIONS["mean"](input, over, True).named("mean")
    var = FUNCTIONS["var"](input, over, 0, True).named("var")
    return _scaled((input - mean) / FUNCTIONS["sqrt"](var + eps), weight, bias)


def batch_norm(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None,
    weight: Tensor | None = None, bias: Tensor | None = None,
    training: bool = False, momentum: float = 0.1, eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """(x − mean)/√(var + eps) · weight + bias, with one mean and var for each column over the batch.

    In training they are the batch's own, and every example's gradient depends on all the others; the running
    numbers move towards them by the factor `momentum`. Afterwards the running numbers are used.

    Args:
        input: of shape (n, columns) or (n, columns, length).
        running_mean: the mean so far, changed in place in training; None keeps none.
        running_var: the variance so far (divided by n − 1), likewise.
        weight: a factor for each column, or None.
        bias: a summand for each column, or None.
        training: whether the batch's own numbers are used.
        momentum: how far the running numbers move.
        eps: keeps the division away from 0.

    Raises:
        ValueError: if a single value per column is left to average over in training.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.batch_norm(gv.tensor([[1.0], [3.0]]), None, None, training=True).tolist()
        [[-0.9999950000374997], [0.9999950000374997]]
    """
    over, column = (0, *range(2, input.ndim)), (1, -1, *[1] * (input.ndim - 2))
    if not training and running_mean is not None and running_var is not None:
        mean, var = running_mean.reshape(column), running_var.reshape(column)
    else:
        count = math.prod(input.shape) // max(input.shape[1], 1)
        if count < 2 and training:
            raise ValueError(
                f"batch_norm got shape {tuple(input.shape)} in training: one value per column has no "
                "spread to divide by. "
                "Use larger batches (drop_last=True drops a last one of size 1), or call model.eval() first."
            )
        mean = FUNCTIONS["mean"](input, over, True).named("mean")
        var = FUNCTIONS["var"](input, over, 0, True).named("var")
        _move(running_mean, mean.reshape(-1), momentum)
        _move(running_var, var.reshape(-1) * (count / max(count - 1, 1)), momentum)
    normal = (input - mean) / FUNCTIONS["sqrt"](var + eps)
    return _scaled(normal, *(p if p is None or input.ndim == 2 else p.reshape(column) for p in (weight, bias)))


@no_grad()
def _move(running: Tensor | None, seen: Tensor, momentum: float) -> None:
    """Move a running number towards the one just seen."""
    if running is not None:
        running.copy_((1.0 - momentum) * running + momentum * seen)


def _scaled(normal: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    scaled = normal if weight is None else normal * weight
    return scaled if bias is None else scaled + bias
