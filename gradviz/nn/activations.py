"""Activations as modules, for use in a Sequential; each calls the function of its name."""

from __future__ import annotations

from typing import Any

from ..core.tensor import Tensor
from . import functional as F
from .module import Module


class Sigmoid(Module):
    """1/(1 + e⁻ˣ): squashes to (0, 1).

    Elementwise, for any shape.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.Sigmoid()(gv.tensor([0.0, 2.0]))
        tensor([0.5000, 0.8808])
    """

    def forward(self, input: Tensor) -> Any:
        """σ(x)."""
        return F.sigmoid(input)


class Tanh(Module):
    """Hyperbolic tangent: squashes to (−1, 1).

    Elementwise, for any shape.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.Tanh()(gv.tensor([0.0, 0.5]))
        tensor([0.0000, 0.4621])
    """

    def forward(self, input: Tensor) -> Any:
        """The hyperbolic tangent."""
        return F.tanh(input)


class ReLU(Module):
    """max(0, x): passes positive numbers, blocks the rest, with slope 0 at 0.

    Args:
        inplace: accepted for PyTorch's sake; the input is never changed.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.ReLU()(gv.tensor([-1.0, 0.0, 2.0]))
        tensor([0., 0., 2.])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Any:
        """max(0, x)."""
        return F.relu(input)

    def extra_repr(self) -> str:
        """PyTorch shows `inplace` where it was asked for."""
        return "inplace=True" if self.inplace else ""


class LeakyReLU(Module):
    """Passes positive numbers and a little of negative ones, so that no unit can die.

    Args:
        negative_slope: how much of negative numbers passes.
        inplace: accepted for PyTorch's sake; the input is never changed.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.LeakyReLU(0.1)(gv.tensor([-1.0, 2.0]))
        tensor([-0.1000,  2.0000])
    """

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__()
        self.negative_slope, self.inplace = negative_slope, inplace

    def forward(self, input: Tensor) -> Any:
        """The input where it is positive, else negative_slope times the input."""
        return F.leaky_relu(input, self.negative_slope)

    def extra_repr(self) -> str:
        """The slope."""
        return f"negative_slope={self.negative_slope}" + (", inplace=True" if self.inplace else "")


class ELU(Module):
    """Passes positive numbers; negative ones end at −alpha.

    Args:
        alpha: how far down it goes.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.ELU()(gv.tensor([-1.0, 2.0]))
        tensor([-0.6321,  2.0000])
    """

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        self.alpha = alpha

    def forward(self, input: Tensor) -> Any:
        """The input x where it is positive, else alpha · (eˣ − 1)."""
        return F.elu(input, self.alpha)

    def extra_repr(self) -> str:
        """The depth."""
        return f"alpha={self.alpha}"


class GELU(Module):
    """x Φ(x): the input times the part of a normal distribution below it.

    Args:
        approximate: "none", or "tanh" for the approximation by a hyperbolic tangent.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.GELU()(gv.tensor([-1.0, 2.0]))
        tensor([-0.1587,  1.9545])
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, input: Tensor) -> Any:
        """The input times Φ of it."""
        return F.gelu(input, self.approximate)

    def extra_repr(self) -> str:
        """The kind."""
        return f"approximate={self.approximate!r}"


class SiLU(Module):
    """x σ(x): the input times its own sigmoid.

    Elementwise, for any shape.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.SiLU()(gv.tensor([-1.0, 2.0]))
        tensor([-0.2689,  1.7616])
    """

    def forward(self, input: Tensor) -> Any:
        """The input times its sigmoid."""
        return F.silu(input)


class Softplus(Module):
    """ln(1 + e^(βx))/β: a smooth relu.

    Elementwise, for any shape; its slope is σ(βx).

    Args:
        beta: how steep it is.
        threshold: accepted for PyTorch's sake (see `functional.softplus`).

    Example:
        >>> import gradviz as gv
        >>> gv.nn.Softplus()(gv.tensor([0.0, 2.0]))
        tensor([0.6931, 2.1269])
    """

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta, self.threshold = beta, threshold

    def forward(self, input: Tensor) -> Any:
        """ln(1 + e^(βx))/β."""
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        """Both settings."""
        return f"beta={self.beta}, threshold={self.threshold}"


class _AlongOne(Module):
    """What the two softmaxes share: a dimension along which they work."""

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim: Any = dim

    def extra_repr(self) -> str:
        """The dimension."""
        return f"dim={self.dim}"


class Softmax(_AlongOne):
    """Positive parts of 1 along `dim`. Not before CrossEntropyLoss, which has its own.

    Args:
        dim: the dimension whose elements add up to 1.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.Softmax(dim=1)(gv.tensor([[1.0, 2.0, 3.0]]))
        tensor([[0.0900, 0.2447, 0.6652]])
    """

    def forward(self, input: Tensor) -> Any:
        """eˣ over the sum of all eˣ."""
        return F.softmax(input, self.dim)


class LogSoftmax(_AlongOne):
    """The logarithm of the softmax along `dim`: what NLLLoss takes.

    Args:
        dim: the dimension whose probabilities add up to 1.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.LogSoftmax(dim=1)(gv.tensor([[1.0, 2.0, 3.0]]))
        tensor([[-2.4076, -1.4076, -0.4076]])
    """

    def forward(self, input: Tensor) -> Any:
        """The input minus the logarithm of the sum of all eˣ."""
        return F.log_softmax(input, self.dim)
