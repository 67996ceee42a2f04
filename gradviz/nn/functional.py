"""What layers compute, as functions: `import gradviz.nn.functional as F`.

Every function here is a composition of the operations in `gradviz.core`, so it has no gradient of its own
and is drawn, stepped and checked as the operations are.
"""

from __future__ import annotations

import math
from typing import Any

from ..core.advice.loss_checks import spread_of
from ..core.advice.tensor_checks import warn_learner
from ..core.operation import FUNCTIONS
from ..core.scalars import load_numpy
from ..core.tensor import Tensor, constant
from ..core.words.creation import rand
from ..core.words.missing import unknown
from .class_losses import cross_entropy, nll_loss
from .normalising import batch_norm, layer_norm, normalize
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

sigmoid, tanh, silu = (FUNCTIONS[name] for name in ("sigmoid", "tanh", "silu"))


# -- layers --------------------------------------------------------------------------------------------


def linear(input: Any, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Each output is a weighted sum of all inputs, plus a bias: x Wᵀ + b for rows x.

    Shapes: input (..., in), weight (out, in), bias (out), result (..., out).

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.linear(gv.tensor([[1.0, 2.0]]), gv.tensor([[3.0, 4.0]]), gv.tensor([0.5]))
        tensor([[11.5000]])
    """
    product = FUNCTIONS["matmul"](input, weight.t() if weight.ndim == 2 else weight)
    return product if bias is None else product + bias  # type: ignore[no-any-return]


def embedding(input: Any, weight: Tensor) -> Tensor:
    """The rows of a table that whole numbers name: input (...), weight (rows, size), result (..., size).

    Raises:
        TypeError: if the input does not hold integers.
        IndexError: if a number names no row.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.embedding(gv.tensor([2, 0]), gv.tensor([[1.0], [2.0], [3.0]])).tolist()
        [[3.0], [1.0]]
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

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.dropout(gv.ones(3), p=0.5, training=False)
        tensor([1., 1., 1.])
    """
    probability(p)
    if not training or p == 0:
        return input
    kept = (load_numpy().asarray(rand(*input.shape).value) >= p) * (1.0 / (1.0 - p) if p < 1 else 0.0)
    return input * constant(kept if input.shape else float(kept)).named("mask")


def probability(p: float) -> float:
    """The number itself, if it is a probability.

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
    """max(0, x); the slope at 0 is taken as 0. `inplace` is accepted, and the input is never changed.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.relu(gv.tensor([-1.0, 0.0, 2.0]))
        tensor([0., 0., 2.])
    """
    return FUNCTIONS["relu"](input)


def leaky_relu(input: Any, negative_slope: float = 0.01, inplace: bool = False) -> Any:
    """The input where it is positive, else negative_slope times the input.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.leaky_relu(gv.tensor([-1.0, 2.0]), 0.1)
        tensor([-0.1000,  2.0000])
    """
    return FUNCTIONS["leaky_relu"](input, negative_slope)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """The input x where it is positive, else alpha · (eˣ − 1).

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.elu(gv.tensor([-1.0, 2.0]))
        tensor([-0.6321,  2.0000])
    """
    below = FUNCTIONS["expm1"](FUNCTIONS["clamp"](input, None, 0.0))  # e to a large x would overflow for nothing
    return FUNCTIONS["where"](input > 0, input, below * alpha)  # type: ignore[no-any-return]


def gelu(input: Any, approximate: str = "none") -> Any:
    """The input x times Φ(x), the part of a normal distribution below it.

    With approximate="tanh" by ½x(1 + tanh(√(2/π)(x + 0.044715 x³))).

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.gelu(gv.tensor([-1.0, 2.0]))
        tensor([-0.1587,  1.9545])
    """
    if approximate == "none":
        return FUNCTIONS["gelu"](input)
    if approximate != "tanh":
        raise ValueError(f'gelu got approximate={approximate!r}; it is "none" or "tanh".')
    inner = math.sqrt(2.0 / math.pi) * (input + 0.044715 * input**3)
    return 0.5 * input * (1.0 + tanh(inner))


def softplus(input: Any, beta: float = 1.0, threshold: float = 20.0) -> Any:
    """ln(1 + e^(βx))/β: a smooth relu, steeper at 0 with a larger β.

    Above βx = threshold PyTorch takes x itself, from which this differs by rounding only where the threshold is 20.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.functional.softplus(gv.tensor([0.0, 1.0]), beta=2.0)
        tensor([0.3466, 1.0635])
    """
    return FUNCTIONS["softplus"](input) if beta == 1 else FUNCTIONS["softplus"](input * beta) / beta


def softmax(input: Tensor, dim: int | None = None) -> Tensor:
    """Positive parts of 1 along `dim`: eˣ over the sum of all eˣ.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.softmax(gv.tensor([1.0, 2.0, 3.0]), dim=0)
        tensor([0.0900, 0.2447, 0.6652])
    """
    return FUNCTIONS["softmax"](input, _chosen("softmax", input, dim))  # type: ignore[no-any-return]


def log_softmax(input: Tensor, dim: int | None = None) -> Tensor:
    """The logarithm of the softmax along `dim`, without overflow.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.log_softmax(gv.tensor([1.0, 2.0, 3.0]), dim=0)
        tensor([-2.4076, -1.4076, -0.4076])
    """
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


def __getattr__(name: str) -> object:
    """The error for a function that gradviz does not have."""
    raise unknown(__name__, name, __all__)
