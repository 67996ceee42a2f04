"""Losses of numbers against numbers, and of probabilities against yes and no."""

from __future__ import annotations

import math
from typing import Any

from ..core.operation import FUNCTIONS
from ..core.scalars import PLAIN, load_numpy, shape_of
from ..core.tensor import Tensor
from ..core.tensor_checks import warn_learner

REDUCTIONS = ("mean", "sum", "none")


def reduced(losses: Tensor, reduction: str) -> Tensor:
    """The losses of all elements as their mean, their sum, or as they are.

    Raises:
        ValueError: for another word.
    """
    if reduction not in REDUCTIONS:
        raise ValueError(f"reduction={reduction!r} says no way to make one number of many losses: use {REDUCTIONS}.")
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
    return reduced((input - _matched("mse_loss", input, target)) ** 2, reduction)


def l1_loss(input: Tensor, target: Any, reduction: str = "mean") -> Tensor:
    """Absolute differences: the mean of |input − target|. Warns as `mse_loss` does."""
    return reduced(FUNCTIONS["abs"](input - _matched("l1_loss", input, target)), reduction)


def huber_loss(input: Tensor, target: Any, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    """½d² for differences d up to delta, beyond that delta · (|d| − ½ delta): outliers pull less."""
    difference = input - _matched("huber_loss", input, target)
    size = FUNCTIONS["abs"](difference)
    near, far = 0.5 * difference**2, delta * (size - 0.5 * delta)
    return reduced(FUNCTIONS["where"](size < delta, near, far), reduction)


def smooth_l1_loss(input: Tensor, target: Any, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """The Huber loss divided by beta: |d| far out, whatever beta is."""
    if beta == 0:
        return l1_loss(input, target, reduction)
    return huber_loss(input, target, reduction, beta) / beta


def binary_cross_entropy(input: Tensor, target: Any, weight: Any = None, reduction: str = "mean") -> Tensor:
    """−(t ln p + (1 − t) ln(1 − p)) for probabilities p.

    No logarithm is taken below −100, as in PyTorch; where p is that close to 0 or 1 the loss is flat and the
    gradient 0. After a sigmoid, `binary_cross_entropy_with_logits` is more exact.

    Args:
        input: probabilities.
        target: 0 and 1, or numbers between, of the same shape.
        weight: a factor for each loss, or None.
        reduction: "mean", "sum" or "none".

    Raises:
        ValueError: if the shapes differ, or a number is no probability.
    """
    _refuse_other_shape("binary_cross_entropy", input, target)
    array = load_numpy().asarray(input._value)
    if (array < 0).any() or (array > 1).any():
        raise ValueError(
            f"binary_cross_entropy got inputs from {array.min():.4g} to {array.max():.4g}; a probability is between "
            "0 and 1. Put a sigmoid before it, or use BCEWithLogitsLoss, which takes any numbers."
        )
    floor = math.exp(-100.0)
    yes, no = (FUNCTIONS["log"](FUNCTIONS["clamp"](p, floor)) for p in (input, 1.0 - input))
    losses = -(target * yes + (1.0 - target) * no)
    return reduced(losses if weight is None else losses * weight, reduction)


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
    """
    _refuse_other_shape("binary_cross_entropy_with_logits", input, target)
    if pos_weight is None:
        losses = FUNCTIONS["softplus"](input) - target * input
    else:
        yes, no = FUNCTIONS["softplus"](-input), FUNCTIONS["softplus"](input)
        losses = pos_weight * target * yes + (1.0 - target) * no
    return reduced(losses if weight is None else losses * weight, reduction)


def _shape(value: Any) -> tuple[int, ...]:
    return value.shape if isinstance(value, Tensor) else shape_of(value)


def _matched(name: str, input: Any, target: Any) -> Any:
    """The target; with a warning where its shape only fits by broadcasting."""
    have, want = _shape(target), _shape(input)
    if have != want and target.__class__ not in PLAIN:
        result = tuple(load_numpy().broadcast_shapes(have, want)) if _fit(have, want) else None
        if result is not None:
            warn_learner(
                f"{name} got an input of shape {want} and a target of shape {have}, which broadcast to {result}: then "
                f"numbers that do not belong together are compared too. Try target.reshape({want})"
                f"{' or input.squeeze(-1)' if want[-1:] == (1,) else ''}."
            )
    return target


def _fit(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Whether two shapes broadcast."""
    return all(m == n or 1 in (m, n) for m, n in zip(reversed(a), reversed(b), strict=False))


def _refuse_other_shape(name: str, input: Any, target: Any) -> None:
    have, want = _shape(target), _shape(input)
    if have != want:
        raise ValueError(
            f"{name} got an input of shape {want} and a target of shape {have}; each prediction needs one target. "
            f"Try target.reshape({want}){' or input.squeeze(-1)' if want[-1:] == (1,) else ''}."
        )
