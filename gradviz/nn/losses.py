"""Losses as modules; each calls the function of the same kind in `gradviz.nn.functional`."""

from __future__ import annotations

from typing import Any

from ..core.tensor import Tensor
from . import functional as F
from . import module_checks as checks
from .module import Module


class _Loss(Module):
    """What every loss has: how it makes one number of many."""

    def __new__(cls, *given: Any, **options: Any) -> Any:
        """Refuse predictions and targets where the loss is made: it is given them when it is called."""
        tensors = [place for place, x in enumerate(given) if isinstance(x, Tensor)]
        may_be_weight = tensors == [0] and issubclass(cls, _Weighted) and not given[0].requires_grad
        if tensors and not may_be_weight:
            raise TypeError(checks.loss_was_given(cls.__name__, len(given)))
        if given and cls in (MSELoss, L1Loss, SmoothL1Loss):
            raise TypeError(f"nn.{cls.__name__} got {given[0]!r:.40}; its options go by name: reduction='sum'.")
        return super().__new__(cls)

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = reduction


class MSELoss(_Loss):
    """The mean of (input − target)².

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> import gradviz as gv
        >>> loss = gv.nn.MSELoss()
        >>> loss(gv.tensor([1.0, 2.0]), gv.tensor([0.0, 4.0]))
        tensor(2.5000)
    """

    def forward(self, input: Tensor, target: Any) -> Tensor:
        """The loss of predictions against targets of the same shape."""
        return F.mse_loss(input, target, self.reduction)


class L1Loss(_Loss):
    """The mean of |input − target|.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> import gradviz as gv
        >>> loss = gv.nn.L1Loss()
        >>> loss(gv.tensor([1.0, 2.0]), gv.tensor([0.0, 4.0]))
        tensor(1.5000)
    """

    def forward(self, input: Tensor, target: Any) -> Tensor:
        """The loss of predictions against targets of the same shape."""
        return F.l1_loss(input, target, self.reduction)


class HuberLoss(_Loss):
    """Squared for small differences, linear for large ones.

    Args:
        reduction: "mean", "sum" or "none".
        delta: where small ends.

    Example:
        >>> import gradviz as gv
        >>> loss = gv.nn.HuberLoss()
        >>> loss(gv.tensor([1.0, 2.0]), gv.tensor([0.0, 4.0]))
        tensor(1.)
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction=reduction)
        self.delta = delta

    def forward(self, input: Tensor, target: Any) -> Tensor:
        """The loss of predictions against targets of the same shape."""
        return F.huber_loss(input, target, self.reduction, self.delta)


class SmoothL1Loss(_Loss):
    """The Huber loss divided by beta.

    Args:
        reduction: "mean", "sum" or "none".
        beta: where small differences end.

    Example:
        >>> import gradviz as gv
        >>> loss = gv.nn.SmoothL1Loss()
        >>> loss(gv.tensor([1.0, 2.0]), gv.tensor([0.0, 4.0]))
        tensor(1.)
    """

    def __init__(self, *, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__(reduction=reduction)
        self.beta = beta

    def forward(self, input: Tensor, target: Any) -> Tensor:
        """The loss of predictions against targets of the same shape."""
        return F.smooth_l1_loss(input, target, self.reduction, self.beta)


class _Weighted(_Loss):
    """A loss with a weight for each class or element, kept as a buffer."""

    def __init__(self, weight: Tensor | None = None, *, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.register_buffer("weight", weight)


class CrossEntropyLoss(_Weighted):
    """Softmax and negative log likelihood in one; takes scores, so put no softmax before it.

    Args:
        weight: a factor for each class, or None.
        ignore_index: examples with this class number do not count.
        reduction: "mean", "sum" or "none".
        label_smoothing: the part of the target that is spread evenly over all classes.

    Example:
        >>> import gradviz as gv
        >>> loss = gv.nn.CrossEntropyLoss()
        >>> loss(gv.tensor([[1.0, 2.0, 3.0]]), gv.tensor([2]))
        tensor(0.4076)
    """

    def __init__(
        self,
        weight: Tensor | None = None,
        *,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(weight, reduction=reduction)
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing

    def forward(self, input: Tensor, target: Any) -> Tensor:
        """The loss of scores (n, classes) against class numbers (n) or probabilities (n, classes)."""
        return F.cross_entropy(input, target, self.weight, self.ignore_index, self.reduction, self.label_smoothing)


class NLLLoss(_Weighted):
    """Minus the log probability of the right class; takes the output of LogSoftmax.

    Args:
        weight: a factor for each class, or None.
        ignore_index: examples with this class number do not count.
        reduction: "mean", "sum" or "none".

    Example:
        >>> import gradviz as gv
        >>> loss = gv.nn.NLLLoss()
        >>> loss(gv.tensor([[0.5, 0.25, 0.25]]).log(), gv.tensor([0]))
        tensor(0.6931)
    """

    def __init__(self, weight: Tensor | None = None, *, ignore_index: int = -100, reduction: str = "mean") -> None:
        super().__init__(weight, reduction=reduction)
        self.ignore_index = ignore_index

    def forward(self, input: Tensor, target: Any) -> Tensor:
        """The loss of log probabilities (n, classes) against class numbers (n)."""
        return F.nll_loss(input, target, self.weight, self.ignore_index, self.reduction)


class BCELoss(_Weighted):
    """−(t ln p + (1 − t) ln(1 − p)) for probabilities p, after a sigmoid.

    Args:
        weight: a factor for each loss, or None.
        reduction: "mean", "sum" or "none".

    Example:
        >>> import gradviz as gv
        >>> loss = gv.nn.BCELoss()
        >>> loss(gv.tensor([0.8, 0.4]), gv.tensor([1.0, 0.0]))
        tensor(0.3670)
    """

    def forward(self, input: Tensor, target: Any) -> Tensor:
        """The loss of probabilities against 0 and 1, of the same shape."""
        return F.binary_cross_entropy(input, target, self.weight, self.reduction)


class BCEWithLogitsLoss(_Weighted):
    """`BCELoss` of σ(x), computed from x itself; put no sigmoid before it.

    Args:
        weight: a factor for each loss, or None.
        reduction: "mean", "sum" or "none".
        pos_weight: a factor for the losses of the positive class, or None.

    Example:
        >>> import gradviz as gv
        >>> loss = gv.nn.BCEWithLogitsLoss()
        >>> loss(gv.tensor([2.0, -1.0]), gv.tensor([1.0, 0.0]))
        tensor(0.2201)
    """

    def __init__(
        self, weight: Tensor | None = None, *, reduction: str = "mean", pos_weight: Tensor | None = None
    ) -> None:
        super().__init__(weight, reduction=reduction)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input: Tensor, target: Any) -> Tensor:
        """The loss of any numbers against 0 and 1, of the same shape."""
        return F.binary_cross_entropy_with_logits(input, target, self.weight, self.reduction, self.pos_weight)
