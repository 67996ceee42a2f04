"""Layers that bring numbers to mean 0 and spread 1, and then learn another mean and spread."""

from __future__ import annotations

from typing import Any

from ..core.making import changed_in_place, tensor
from ..core.tensor import Tensor
from ..core.words.creation import ones, zeros
from . import functional as F
from .module import Module
from .parameter import Parameter


class LayerNorm(Module):
    """y = (x − mean)/√(var + eps) · weight + bias, over the last dimensions of each example by itself.

    Shapes: x and y are (..., *normalized_shape), weight and bias are normalized_shape. The variance is divided
    by n.

    Args:
        normalized_shape: the sizes of the dimensions that are averaged over, or the last one as a number.
        eps: keeps the division away from 0.
        elementwise_affine: whether weight and bias are learned.
        bias: whether there is a bias.

    Example:
        >>> import gradviz as gv
        >>> layer = gv.nn.LayerNorm(2)
        >>> layer(gv.tensor([[1.0, 3.0], [10.0, 30.0]])).detach()
        tensor([[-1.0000,  1.0000],
                [-1.0000,  1.0000]])
    """

    def __init__(
        self, normalized_shape: Any, eps: float = 1e-5, elementwise_affine: bool = True, bias: bool = True
    ) -> None:
        super().__init__()
        sizes = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.normalized_shape, self.eps, self.elementwise_affine = sizes, eps, elementwise_affine
        made: dict[str, Any] = {"weight": Parameter(ones(sizes)), "bias": Parameter(zeros(sizes))}
        self.register_parameter("weight", made["weight"] if elementwise_affine else None)
        self.register_parameter("bias", made["bias"] if elementwise_affine and bias else None)

    def forward(self, input: Tensor) -> Tensor:
        """Each example brought to mean 0 and spread 1, then scaled and moved."""
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """The sizes and options."""
        affine = f"elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}"
        return f"{self.normalized_shape}, eps={self.eps}, {affine}"


class BatchNorm1d(Module):
    """y = (x − mean)/√(var + eps) · weight + bias, for each column over the batch.

    In training mean and variance are the batch's own: the layer keeps them for the backward pass beside its
    input, and each example's gradient depends on all the others. After `eval()` it uses running numbers, which
    training has moved by running = (1 − momentum) · running + momentum · batch. The batch's variance is divided
    by n, the running one by n − 1.

    Shapes: x and y are (n, num_features) or (n, num_features, length).

    Args:
        num_features: how many columns.
        eps: keeps the division away from 0.
        momentum: how far the running numbers move; None averages over all batches evenly.
        affine: whether a weight is learned, and a bias.
        track_running_stats: whether there are running numbers; without them the batch's own are always used.
        bias: False learns a weight alone.

    Raises:
        ValueError: when called, if the input has another shape, or one value per column in training.

    Example:
        >>> import gradviz as gv
        >>> layer = gv.nn.BatchNorm1d(2)
        >>> layer(gv.tensor([[1.0, 10.0], [3.0, 30.0]])).detach()
        tensor([[-1.0000, -1.0000],
                [ 1.0000,  1.0000]])
        >>> layer.running_mean
        tensor([0.2000, 2.0000])

    Source: Ioffe and Szegedy, "Batch Normalization", 2015.
    """

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1, affine: bool = True,
        track_running_stats: bool = True, *, bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        made: dict[str, Any] = {"weight": Parameter(ones(num_features)), "bias": Parameter(zeros(num_features))}
        for name, parameter in made.items():
            self.register_parameter(name, parameter if affine and (bias or name == "weight") else None)
        for name, make in (("running_mean", zeros), ("running_var", ones)):
            self.register_buffer(name, make(num_features).named(name) if track_running_stats else None)
        self.register_buffer("num_batches_tracked", tensor(0) if track_running_stats else None)

    def forward(self, input: Tensor) -> Tensor:
        """Each column brought to mean 0 and spread 1, then scaled and moved."""
        if input.ndim not in (2, 3) or input.shape[1] != self.num_features:
            raise ValueError(
                f"{self!r} got an input of shape {tuple(input.shape)}; it takes (n, {self.num_features}) or "
                f"(n, {self.num_features}, length), one mean for each column. "
                f"Try BatchNorm1d({tuple(input.shape[1:2])})."
            )
        counts, momentum = self.training and self.track_running_stats, self.momentum
        if momentum is None:
            momentum = 1.0 / (self.num_batches_tracked.item() + 1) if counts else 0.0
        output = F.batch_norm(
            input, self.running_mean, self.running_var, self.weight, self.bias,
            self.training or not self.track_running_stats, momentum, self.eps,
        )  # fmt: skip
        if counts:
            changed_in_place(self.num_batches_tracked, self.num_batches_tracked._value + 1)
        return output

    def extra_repr(self) -> str:
        """The sizes and options."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.affine and self.bias is not None}, track_running_stats={self.track_running_stats}"
        )
