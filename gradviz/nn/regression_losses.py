"""Losses of numbers against numbers, and of probabilities against yes and no."""

from __future__ import annotations

from typing import Any

from ..core.advice.loss_checks import check_reduction, refuse_other_shape, warn_of_broadcast
from ..core.operation import FUNCTIONS
from ..core.tensor import Tensor


def reduced(losses: Tensor, reduction: str) -> Tensor:
    """The losses of all elements as their mean, their sum, or as they are.

    Raises:
        ValueError: for another word.
    """
    check_reduction("the loss", reduction)
    return losses if reduction == "none" else FUNCTIONS[reduction](losses)


def mse_loss(input: Tensor, target: Any, reduction: str = "mean") -> Tensor:
    """Squared differences: the mean of (input − target)².

    Args:
        input: the predictions.
        target: what they should be, of the same shape.
        reduction: "mean", "sum" or "none".

    Warns:
        UserWarning: if the shapes differ but broadcast, as (3, 1) and (3,) do to (3, 3).

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.mse_loss(gv.tensor([1.0, 2.0]), gv.tensor([0.0, 4.0]))
        tensor(2.5000)
    """
    return FUNCTIONS["mse_loss"](input, target, reduction)  # type: ignore[no-any-return]


def l1_loss(input: Tensor, target: Any, reduction: str = "mean") -> Tensor:
    """Absolute differences: the mean of |input − target|. Warns as `mse_loss` does.

    Args:
        input: the predictions.
        target: what they should be, of the same shape.
        reduction: "mean", "sum" or "none".

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.l1_loss(gv.tensor([1.0, 2.0]), gv.tensor([0.0, 4.0]))
        tensor(1.5000)
    """
    return reduced(FUNCTIONS["abs"](_difference("l1_loss", input, target)), reduction)


def huber_loss(input: Tensor, target: Any, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    """½d² for differences d up to delta, beyond that delta · (|d| − ½ delta): outliers pull less.

    Args:
        input: the predictions.
        target: what they should be, of the same shape.
        reduction: "mean", "sum" or "none".
        delta: where small differences end.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.huber_loss(gv.tensor([1.0, 2.0]), gv.tensor([0.0, 4.0]))
        tensor(1.)
    """
    difference = _difference("huber_loss", input, target)
    near = FUNCTIONS["clamp"](difference, -delta, delta)  # infinite differences leave 0·∞ nowhere
    far = FUNCTIONS["abs"](difference) - FUNCTIONS["abs"](near)
    return reduced(0.5 * near**2 + delta * far, reduction)


def smooth_l1_loss(input: Tensor, target: Any, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """The Huber loss divided by beta: |d| far out, whatever beta is.

    Args:
        input: the predictions.
        target: what they should be, of the same shape.
        reduction: "mean", "sum" or "none".
        beta: where small differences end.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.smooth_l1_loss(gv.tensor([1.0, 2.0]), gv.tensor([0.0, 4.0]))
        tensor(1.)
    """
    if beta == 0:
        return l1_loss(input, target, reduction)
    return huber_loss(input, target, reduction, beta) / beta


def binary_cross_entropy(input: Tensor, target: Any, weight: Any = None, reduction: str = "mean") -> Tensor:
    """−(t ln p + (1 − t) ln(1 − p)) for probabilities p.

    As in PyTorch no logarithm is taken below −100, and the p(1 − p) under the gradient is at least 10⁻¹². After a
    sigmoid, `binary_cross_entropy_with_logits` is more exact.

    Args:
        input: probabilities.
        target: 0 and 1, or numbers between, of the same shape.
        weight: a factor for each loss, or None.
        reduction: "mean", "sum" or "none".

    Raises:
        ValueError: if the shapes differ, or a number is no probability.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.binary_cross_entropy(gv.tensor([0.8, 0.4]), gv.tensor([1.0, 0.0]))
        tensor(0.3670)
    """
    if weight is None:
        return FUNCTIONS["binary_cross_entropy"](input, target, reduction)  # type: ignore[no-any-return]
    return reduced(FUNCTIONS["binary_cross_entropy"](input, target, "none") * weight, reduction)


def binary_cross_entropy_with_logits(
    input: Tensor, target: Any, weight: Any = None, reduction: str = "mean", pos_weight: Any = None
) -> Tensor:
    """`binary_cross_entropy` of σ(input), without rounding the sigmoid: softplus(x) − t x. Its gradient is σ(x) − t.

    Args:
        input: any numbers x.
        target: 0 and 1, or numbers between, of the same shape.
        weight: a factor for each loss, or None.
        reduction: "mean", "sum" or "none".
        pos_weight: a factor for the losses of the positive class, or None.

    Raises:
        ValueError: if the shapes differ.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.binary_cross_entropy_with_logits(gv.tensor([2.0, -1.0]), gv.tensor([1.0, 0.0]))
        tensor(0.2201)
    """
    refuse_other_shape("binary_cross_entropy_with_logits", input, target)
    if pos_weight is None:
        losses = FUNCTIONS["softplus"](input) - target * input
    else:
        yes, no = FUNCTIONS["softplus"](-input), FUNCTIONS["softplus"](input)
        losses = pos_weight * target * yes + (1.0 - target) * no
    return reduced(losses if weight is None else losses * weight, reduction)


def _difference(name: str, input: Any, target: Any) -> Any:
    """Input − target; with a warning where their shapes only fit by broadcasting."""
    warn_of_broadcast(name, input, target)
    return input - target
