"""Losses of scores for classes against the right class."""

from __future__ import annotations

from typing import Any

from ..core.advice.loss_checks import check_class_numbers, is_soft, raw_array
from ..core.advice.tensor_checks import has_shape
from ..core.operation import FUNCTIONS
from ..core.ops.losses import as_parts
from ..core.scalars import load_numpy
from ..core.tensor import Tensor
from .regression_losses import reduced


def cross_entropy(
    input: Tensor, target: Any, weight: Any = None, ignore_index: int = -100, reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:  # fmt: skip
    """Softmax and negative log likelihood in one: −ln of the probability given to the right class.

    The gradient of the scores is p − t, over the number of examples for "mean".

    Args:
        input: scores (logits), any numbers, of shape (n, classes), (classes,) or (n, classes, ...).
        target: class numbers of shape (n), () or (n, ...), as integers; or probabilities in the input's shape.
        weight: a factor for each class, or None.
        ignore_index: examples with this class number do not count.
        reduction: "mean" (over examples; with weights over their sum), "sum" or "none".
        label_smoothing: the part of the target that is spread evenly over all classes, from 0 to 1.

    Raises:
        TypeError: if class numbers are not integers, or probabilities are.
        ValueError: if shapes do not fit, or a class number is out of range.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.cross_entropy(gv.tensor([1.0, 2.0, 3.0]), gv.tensor(2))
        tensor(0.4076)
    """
    numbers, ignored, share = raw_array(target), None, None
    parts: Any = target
    if not is_soft("cross_entropy", tuple(has_shape("cross_entropy", input).shape), numbers):
        numbers, ignored = _counted(numbers, ignore_index)
    if weight is None and ignored is None and not label_smoothing:
        return FUNCTIONS["cross_entropy"](input, target, reduction)  # type: ignore[no-any-return]
    if numbers.dtype.kind != "f":
        check_class_numbers("cross_entropy", tuple(input.shape), numbers)
        parts, share = as_parts(input, numbers), _share(numbers, ignored, weight)
    if label_smoothing:
        parts = parts * (1.0 - label_smoothing) + label_smoothing / input.shape[min(1, input.ndim - 1)]
    if weight is not None:
        parts = parts * raw_array(weight).astype(raw_array(input).dtype).reshape(-1, *[1] * (input.ndim - 2))
    if ignored is not None:
        parts = parts * ~load_numpy().expand_dims(ignored, min(1, input.ndim - 1))
    return _over(FUNCTIONS["cross_entropy"](input, parts, "none"), share, reduction)


def nll_loss(
    input: Tensor, target: Any, weight: Any = None, ignore_index: int = -100, reduction: str = "mean"
) -> Tensor:
    """Negative log likelihood: minus the log probability of the right class. After `log_softmax`.

    Args:
        input: log probabilities, of shape (n, classes), (classes,) or (n, classes, ...).
        target: class numbers of shape (n), () or (n, ...), as integers.
        weight: a factor for each class, or None.
        ignore_index: examples with this class number do not count.
        reduction: "mean", "sum" or "none".

    Raises:
        TypeError: if class numbers are not integers.
        ValueError: if shapes do not fit, or a class number is out of range.

    Example:
        >>> import gradviz as gv
        >>> import gradviz.nn.functional as F
        >>> F.nll_loss(gv.tensor([[0.5, 0.25, 0.25]]).log(), gv.tensor([0]))
        tensor(0.6931)
    """
    numbers, ignored = _counted(raw_array(target), ignore_index)
    if weight is None and ignored is None:
        return FUNCTIONS["nll_loss"](input, target, reduction)  # type: ignore[no-any-return]
    losses = FUNCTIONS["nll_loss"](input, numbers, "none")
    share = _share(numbers, ignored, weight).astype(raw_array(input).dtype)
    counted = losses if ignored is None else FUNCTIONS["where"](~ignored, losses, 0.0)  # 0 · inf would be nan
    return _over(counted * share, share, reduction)


def _counted(numbers: Any, ignore_index: int) -> tuple[Any, Any]:
    """The class numbers, with ignored ones as 0, and which those are (None: none)."""
    ignored = numbers == ignore_index
    return (load_numpy().where(ignored, 0, numbers), ignored) if ignored.any() else (numbers, None)


def _share(numbers: Any, ignored: Any, weight: Any) -> Any:
    """How much each example counts: the weight of its class, and 0 where ignored."""
    share = load_numpy().ones(numbers.shape) if weight is None else raw_array(weight)[numbers]
    return share if ignored is None else share * ~ignored


def _over(losses: Tensor, share: Any, reduction: str) -> Tensor:
    """The losses reduced; the mean is over what the examples count together, if that is given."""
    if reduction != "mean" or share is None:
        return reduced(losses, reduction)
    return FUNCTIONS["sum"](losses) / float(share.sum())  # type: ignore[no-any-return]
