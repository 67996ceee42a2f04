"""Losses of scores for classes against the right class."""

from __future__ import annotations

from typing import Any

from ..core.operation import FUNCTIONS
from ..core.scalars import load_numpy
from ..core.tensor import Tensor, constant
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
    scores = _classes_last(input)
    if _are_probabilities(input, target):
        target = _classes_last(target)
        if reduction == "mean" and weight is None and not label_smoothing and not _needs_gradient(target):
            return FUNCTIONS["cross_entropy"](scores, target)  # type: ignore[no-any-return]
        parts = _weighted(_smooth(target, label_smoothing, scores.shape[-1]), weight)
        losses = -FUNCTIONS["sum"](parts * FUNCTIONS["log_softmax"](scores, -1), -1)
        return reduced(losses, reduction)
    numbers, counts = _class_numbers("cross_entropy", input, target, ignore_index)
    if reduction == "mean" and weight is None and not label_smoothing and counts is None:
        return FUNCTIONS["cross_entropy"](scores, constant(numbers))  # type: ignore[no-any-return]
    log_probabilities = FUNCTIONS["log_softmax"](scores, -1)
    share = _share(numbers, counts, weight, scores.shape[-1])
    losses = _picked(log_probabilities, numbers, share)
    if label_smoothing:
        row = _weighted(constant(load_numpy().ones(scores.shape[-1])), weight)
        evenly = -FUNCTIONS["mean"](row * log_probabilities, -1)
        evenly = evenly if counts is None else evenly * constant(counts)
        losses = (1.0 - label_smoothing) * losses + label_smoothing * evenly
    return _over(losses, share, reduction)


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
    """
    rows = _classes_last(input)
    numbers, counts = _class_numbers("nll_loss", input, target, ignore_index)
    if reduction == "mean" and weight is None and counts is None:
        return FUNCTIONS["nll_loss"](rows, constant(numbers))  # type: ignore[no-any-return]
    share = _share(numbers, counts, weight, rows.shape[-1])
    return _over(_picked(rows, numbers, share), share, reduction)


def _raw(value: Any) -> Any:
    return load_numpy().asarray(value._value if isinstance(value, Tensor) else value)


def _needs_gradient(target: Any) -> bool:
    return isinstance(target, Tensor) and target.requires_grad


def _classes_last(input: Any) -> Any:
    """(n, classes, ...) as (n, ..., classes); two dimensions and fewer stay."""
    if len(input.shape) <= 2:
        return input
    return FUNCTIONS["permute"](input, (0, *range(2, len(input.shape)), 1))


def _are_probabilities(input: Tensor, target: Any) -> bool:
    """Whether a target holds one probability for each score.

    Raises:
        TypeError: if it has that shape but holds integers.
    """
    if _raw(target).shape != input.shape:
        return False
    if _raw(target).dtype.kind == "f":
        return True
    raise TypeError(
        f"cross_entropy got a target of the input's own shape {input.shape}, so it is read as probabilities, but it "
        "holds integers. Give class numbers instead (one_hot.argmax(1)), or floats: target.to(gv.float64)."
    )


def _class_numbers(name: str, input: Tensor, target: Any, ignore_index: int) -> tuple[Any, Any]:
    """The class numbers, with ignored ones as 0, and which examples count (None: all).

    Raises:
        TypeError: if they are not integers.
        ValueError: if the shape does not fit, or a number is no class.
    """
    numbers = _raw(target)
    rows, classes = (input.shape[:1] + input.shape[2:], input.shape[1]) if input.ndim > 1 else ((), input.shape[0])
    if numbers.shape != rows:
        extra = " Try target.squeeze(1)." if numbers.shape == (*rows, 1) else ""
        raise ValueError(
            f"{name} got scores of shape {input.shape} and a target of shape {numbers.shape}. Each example needs one "
            f"class number: shape {rows}, or one probability for each class: shape {input.shape}.{extra}"
        )
    if numbers.dtype.kind not in "iu":
        raise TypeError(
            f"{name} got class numbers as {numbers.dtype}; a class number counts classes, so it is an integer. "
            "Write target.to(gv.int64), or target.long() in PyTorch."
        )
    ignored = numbers == ignore_index
    numbers = load_numpy().where(ignored, 0, numbers)
    if numbers.size and (numbers.min() < 0 or numbers.max() >= classes):
        raise ValueError(
            f"{name} got class numbers from {numbers.min()} to {numbers.max()} for {classes} scores. They count "
            f"from 0, so the largest is {classes - 1}. Subtract 1 if yours start at 1, or give the last layer more "
            "outputs."
        )
    return numbers, (~ignored).astype(float) if ignored.any() else None


def _smooth(target: Any, smoothing: float, classes: int) -> Any:
    return target * (1.0 - smoothing) + smoothing / classes if smoothing else target


def _weighted(parts: Any, weight: Any) -> Any:
    return parts if weight is None else parts * weight


def _share(numbers: Any, counts: Any, weight: Any, classes: int) -> Any:
    """How much each example counts: the weight of its class, and 0 where ignored."""
    share = load_numpy().ones(classes)[numbers] if weight is None else _raw(weight)[numbers]
    return share if counts is None else share * counts


def _picked(log_probabilities: Tensor, numbers: Any, share: Any) -> Tensor:
    """Minus the log probability of each example's class, times its share."""
    places = (*load_numpy().indices(numbers.shape, sparse=True), numbers)
    return -log_probabilities[places] * _leaf(share)


def _leaf(share: Any) -> Tensor:
    return constant(share if share.shape else float(share))


def _over(losses: Tensor, share: Any, reduction: str) -> Tensor:
    """The losses reduced; the mean is over what the examples count together."""
    if reduction != "mean":
        return reduced(losses, reduction)
    return FUNCTIONS["sum"](losses) / float(share.sum())  # type: ignore[no-any-return]
