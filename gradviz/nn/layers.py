"""Layers with weights, and those that only move or drop numbers."""

from __future__ import annotations

import math
from typing import Any

from ..core.tensor import Tensor
from ..core.words.creation import empty, randn
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter


class Linear(Module):
    """y = x Wᵀ + b: every output is a weighted sum of all inputs, plus its own bias.

    Shapes: x is (..., in_features), the output (..., out_features), W (out_features, in_features), b
    (out_features). All start uniform in ±1/√in_features, as in PyTorch.

    Args:
        in_features: the size of the input's last dimension.
        out_features: the size of the output's last dimension.
        bias: whether there is a b.
        dtype: the kind of numbers, float64 unless said otherwise.

    Raises:
        ValueError: when called, if the input's last size is not in_features.

    Example:
        >>> import gradviz as gv
        >>> from gradviz import nn
        >>> layer = nn.Linear(2, 3)
        >>> layer
        Linear(in_features=2, out_features=3, bias=True)
        >>> layer(gv.ones(5, 2)).shape
        torch.Size([5, 3])
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True, *, dtype: Any = None) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(empty(out_features, in_features, dtype=dtype))
        self.register_parameter("bias", Parameter(empty(out_features, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new starting values."""
        bound = 1.0 / math.sqrt(self.in_features) if self.in_features else 0.0
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def forward(self, input: Any) -> Tensor:
        """The weighted sums: x Wᵀ + b."""
        shape = getattr(input, "shape", None)
        if shape is None:
            number = [[input]] if isinstance(input, (int, float)) else input
            raise TypeError(
                f"{self!r} got {input!r:.60} ({type(input).__name__}); it takes a Tensor whose last size is "
                f"in_features={self.in_features}. Make one of it: gv.tensor({number!r:.60})."
            )
        if (not shape or shape[-1] != self.in_features):
            raise ValueError(
                f"{self!r} got an input of shape {tuple(shape)}. Its last size must be in_features={self.in_features}, "
                f"as each row of the weight has a number for each. Try Linear({shape[-1] if shape else 1}, "
                f"{self.out_features}), or reshape the input{' to (1,)' if not shape else ''}."
            )
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        """The sizes."""
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class Embedding(Module):
    """A table with one row to learn for each of the numbers 0 … num_embeddings − 1.

    Shapes: the indices have any shape (...), the output is (..., embedding_dim). Rows start normal with
    standard deviation 1.

    Args:
        num_embeddings: how many rows.
        embedding_dim: how long a row is.

    Example:
        >>> import gradviz as gv
        >>> table = gv.nn.Embedding(10, 3)
        >>> table(gv.tensor([[1, 2], [7, 2]])).shape
        torch.Size([2, 2, 3])
    """

    def __init__(self, num_embeddings: int, embedding_dim: int) -> None:
        super().__init__()
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.weight = Parameter(randn(num_embeddings, embedding_dim))

    def forward(self, input: Any) -> Tensor:
        """The rows that the indices name."""
        return F.embedding(input, self.weight)

    def extra_repr(self) -> str:
        """The sizes."""
        return f"{self.num_embeddings}, {self.embedding_dim}"


class Identity(Module):
    """Gives its input back. Any arguments are taken, so that it can stand in for another layer.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.Identity()(gv.tensor([1.0, 2.0]))
        tensor([1., 2.])
    """

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__()

    def forward(self, input: Any) -> Any:
        """The input."""
        return input


class Flatten(Module):
    """Joins dimensions into one; by default all but the first, which counts the examples.

    Args:
        start_dim: the first dimension to join.
        end_dim: the last one.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.Flatten()(gv.zeros(5, 2, 3)).shape
        torch.Size([5, 6])
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input: Tensor) -> Tensor:
        """The same numbers in fewer dimensions."""
        return input.flatten(self.start_dim, self.end_dim)  # type: ignore[no-any-return]

    def extra_repr(self) -> str:
        """The dimensions."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Dropout(Module):
    """Sets each number to 0 with probability p while training, and scales the rest by 1/(1−p).

    The scaling keeps the expected value the same, so that nothing has to change after `eval()`, which passes
    everything. `gradviz.manual_seed` decides what is dropped.

    Args:
        p: the probability, from 0 to 1.
        inplace: accepted for PyTorch's sake; the input is never changed.

    Raises:
        ValueError: if p is not a probability.

    Example:
        >>> import gradviz as gv
        >>> layer = gv.nn.Dropout(0.5)
        >>> layer.eval()(gv.ones(3))
        tensor([1., 1., 1.])
    """

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        self.p, self.inplace = F.probability(p), inplace

    def forward(self, input: Tensor) -> Tensor:
        """The input with some numbers dropped, or after `eval()` as it is."""
        return F.dropout(input, self.p, self.training)

    def extra_repr(self) -> str:
        """The probability."""
        return f"p={self.p}, inplace={self.inplace}"
