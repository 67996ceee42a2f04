"""What layers compute, as functions: `import gradviz.nn.functional as F`.

Every function here is a composition of the operations in `gradviz.core`, so it has no gradient of its own
and is drawn, stepped and checked as the operations are.
"""

from __future__ import annotations

import math
from typing import Any

from ..core.advice.loss_checks import spread_of
from ..core.advice.tensor_checks import warn_learner
from ..core.grad_mode import no_grad
from ..core.operation import FUNCTIONS
from ..core.scalars import load_numpy
from ..core.tensor import Tensor, constant
from ..core.words.creation import rand
from ..core.words.missing import message
from .class_losses import cross_entropy, nll_loss
from .regression_losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    huber_loss,
    l1_loss,
    mse_loss,
    smooth_l1_loss,
)

__all__ = [
    "batch_norm", "binary_cross_entropy", "binary_cross_entropy_with_logits", "cross_entropy", "dropout", "elu",
    "embedding", "gelu", "huber_loss", "l1_loss", "layer_norm", "leaky_relu", "linear", "log_softmax", "mse_loss",
    "nll_loss", "normalize", "one_hot", "relu", "sigmoid", "silu", "smooth_l1_loss", "softmax", "softplus", "tanh",
]  # fmt: skip

sigmoid, tanh, silu, softplus = (FUNCTIONS[name] for name in ("sigmoid", "tanh", "silu", "softplus"))


# -- layers --------------------------------------------------------------------------------------------


def linear(input: Any, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """X Wᵀ + b for rows x: input (..., in), weight (out, in), bias (out), result (..., out)."""
    product = FUNCTIONS["matmul"](input, weight.t() if weight.ndim == 2 else weight)
    return product if bias is None else product + bias  # type: ignore[no-any-return]


def embedding(input: Any, weight: Tensor) -> Tensor:
    """The rows of a table that whole numbers name: input (...), weight (rows, size), result (..., size).

    Raises:
        TypeError: if the input does not hold integers.
        IndexError: if a number names no row.
    """
    index = _whole("embedding", input)
    if index.size and (index.min() < 0 or index.max() >= weight.shape[0]):
        raise IndexError(
            f"embedding got the number {int(index.min() if index.min() < 0 else index.max())}, but the table has rows "
            f"0 to {weight.shape[0] - 1}. Make the table larger, or look for a wrong number in the input."
        )
    return weight[index]


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Set each number to 0 with probability p and scale the rest by 1/(1 − p); without `training`, nothing.

    The random mask is a Tensor of its own, so that a picture shows which numbers were dropped.
    """
    probability(p)
    if not training or p == 0:
        return input
    kept = (load_numpy().asarray(rand(*input.shape).value) >= p) * (1.0 / (1.0 - p) if p < 1 else 0.0)
    return input * constant(kept if input.shape else float(kept)).named("mask")


def probability(p: float) -> float:
    """P, if it is one.

    Raises:
        ValueError: otherwise.
    """
    if not 0 <= p <= 1:
        raise ValueError(f"dropout got p={p}, which is no probability. Use a number from 0 (keep all) to 1 (drop all).")
    return p


def one_hot(tensor: Any, num_classes: int = -1) -> Tensor:
    """Whole numbers as rows with a single 1: shape (...) becomes (..., num_classes), integers.

    Args:
        tensor: the class numbers.
        num_classes: how many classes; −1 takes the largest number plus 1.

    Raises:
        TypeError: if the class numbers are not integers.
        ValueError: if a number is negative or not below num_classes.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.one_hot(gv.tensor([2, 0])).tolist()
        [[0, 0, 1], [1, 0, 0]]
    """
    index = _whole("one_hot", tensor)
    count = int(index.max()) + 1 if num_classes == -1 else num_classes
    if index.size and (index.min() < 0 or index.max() >= count):
        raise ValueError(
            f"one_hot got {spread_of(index)} for {count} classes. They count from 0, so "
            "the largest is num_classes − 1. Try a larger num_classes, or subtract 1 from numbers that start at 1."
        )
    return constant((index[..., None] == load_numpy().arange(count)).astype("int64"))


def _whole(name: str, given: Any) -> Any:
    """An array of integers."""
    array = load_numpy().asarray(given._value if isinstance(given, Tensor) else given)
    if array.dtype.kind not in "iu":
        raise TypeError(
            f"{name} got {array.dtype} numbers of shape {tuple(array.shape)}, but numbers that pick a row or class are "
            "integers. Write t.to(gv.int64), or make them with dtype=gv.int64."
        )
    return array


# -- activations ---------------------------------------------------------------------------------------


def relu(input: Any, inplace: bool = False) -> Any:
    """max(0, x); the slope at 0 is taken as 0. `inplace` is accepted, and the input is never changed."""
    return FUNCTIONS["relu"](input)


def leaky_relu(input: Any, negative_slope: float = 0.01, inplace: bool = False) -> Any:
    """X where x > 0, else negative_slope · x."""
    return FUNCTIONS["leaky_relu"](input, negative_slope)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """X where x > 0, else alpha · (eˣ − 1)."""
    below = FUNCTIONS["expm1"](FUNCTIONS["clamp"](input, None, 0.0))  # e to a large x would overflow for nothing
    return FUNCTIONS["where"](input > 0, input, below * alpha)  # type: ignore[no-any-return]


def gelu(input: Any, approximate: str = "none") -> Any:
    """X Φ(x); with approximate="tanh" by ½x(1 + tanh(√(2/π)(x + 0.044715 x³)))."""
    if approximate == "none":
        return FUNCTIONS["gelu"](input)
    if approximate != "tanh":
        raise ValueError(f'gelu got approximate={approximate!r}; it is "none" or "tanh".')
    inner = math.sqrt(2.0 / math.pi) * (input + 0.044715 * input**3)
    return 0.5 * input * (1.0 + tanh(inner))


def softmax(input: Tensor, dim: int | None = None) -> Tensor:
    """Positive parts of 1 along `dim`: eˣ over the sum of all eˣ."""
    return FUNCTIONS["softmax"](input, _chosen("softmax", input, dim))  # type: ignore[no-any-return]


def log_softmax(input: Tensor, dim: int | None = None) -> Tensor:
    """The logarithm of the softmax along `dim`, without overflow."""
    return FUNCTIONS["log_softmax"](input, _chosen("log_softmax", input, dim))  # type: ignore[no-any-return]


def _chosen(name: str, input: Tensor, dim: int | None) -> int:
    """The dimension; where none is given PyTorch's choice, with a warning."""
    if dim is not None:
        return dim
    chosen = 0 if input.ndim in (0, 1, 3) else 1
    warn_learner(
        f"{name} was not told along which dimension the parts add up to 1, and took dim={chosen} for shape "
        f"{tuple(input.shape)}. Write dim=-1 for the last one (usually the classes)."
    )
    return chosen


# -- normalising ---------------------------------------------------------------------------------------


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Tensor:
    """Divide by the Euclidean length along `dim` (at least eps). Only p=2 is known here."""
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


def __getattr__(name: str) -> object:
    """The error for a function that gradviz does not have."""
    if name.startswith("_"):
        raise AttributeError(f"module 'gradviz.nn.functional' has no attribute {name!r}")
    raise AttributeError(message("gradviz.nn.functional", name, __all__), name=name)
