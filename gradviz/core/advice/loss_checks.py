"""What a loss refuses or warns of: targets that do not belong to the predictions, in any shape or kind."""

from __future__ import annotations

from typing import Any

from ..scalars import PLAIN, load_numpy, shape_of
from ..tensor import Tensor
from .tensor_checks import warn_learner

REDUCTIONS = ("mean", "sum", "none")


def check_reduction(name: str, reduction: str) -> None:
    """Raise ValueError for a word that does not say what becomes of the losses of all examples."""
    if reduction not in REDUCTIONS:
        raise ValueError(f"{name} got reduction={reduction!r}; the losses of all examples become one of {REDUCTIONS}.")


def raw_array(value: Any) -> Any:
    """A Tensor, number or array as a numpy array."""
    return load_numpy().asarray(value._value if isinstance(value, Tensor) else value)


def shape(value: Any) -> tuple[int, ...]:
    """The shape of a Tensor, array or number."""
    return tuple(shape_of(value._value if isinstance(value, Tensor) else value))


def is_soft(name: str, scores: tuple[int, ...], target: Any) -> bool:
    """Whether a target holds one probability for each of the scores, whose shape is given.

    Raises:
        TypeError: if it has that shape but holds integers.
    """
    if not scores or target.shape != scores:
        return False
    if target.dtype.kind == "f":
        return True
    raise TypeError(
        f"{name} got a target of the input's own shape {scores}, so it is read as probabilities, but it "
        "holds integers. Give class numbers instead (one_hot.argmax(1)), or floats: target.to(gv.float64)."
    )


def check_class_numbers(name: str, scores: tuple[int, ...], target: Any) -> None:
    """Hold an array of class numbers against the shape of the scores: (classes,), (n, classes) or (n, classes, ...).

    Raises:
        TypeError: if they are not integers.
        ValueError: if the shape does not fit, or a number is no class.
    """
    if not scores:
        raise ValueError(f"{name} got a single number where it takes one score for each class: shape (n, classes).")
    rows, classes = (scores[:1] + scores[2:], scores[1]) if len(scores) > 1 else ((), scores[0])
    if target.shape != rows:
        extra = " Try target.squeeze(1)." if target.shape == (*rows, 1) else ""
        raise ValueError(
            f"{name} got scores of shape {tuple(scores)} and a target of shape {target.shape}. Each example needs one "
            f"class number: shape {rows}, or one probability for each class: shape {tuple(scores)}.{extra}"
        )
    if target.dtype.kind not in "iu":
        raise TypeError(
            f"{name} got class numbers as {target.dtype}; a class number counts classes, so it is an integer. "
            "Write target.to(gv.int64), or target.long() in PyTorch."
        )
    if target.size and not 0 <= target.min() <= target.max() < classes:
        raise ValueError(
            f"{name} got {spread_of(target)} for {classes} scores. They count "
            f"from 0, so the largest is {classes - 1}. Subtract 1 if yours start at 1, or give the last layer more "
            "outputs."
        )


def spread_of(numbers: Any) -> str:
    """An array of class numbers in words."""
    low, high = numbers.min(), numbers.max()
    return f"class numbers of {low}" if low == high else f"class numbers from {low} to {high}"


def warn_of_broadcast(name: str, input: Any, target: Any) -> None:
    """Warn where the shape of a target only fits by broadcasting; a plain number as target is meant so."""
    want, have = shape(input), shape(target)
    if have == want or target.__class__ in PLAIN or input is None or target is None:
        return
    if all(m == n or 1 in (m, n) for m, n in zip(reversed(have), reversed(want), strict=False)):
        warn_learner(
            f"{name} got an input of shape {want} and a target of shape {have}, which broadcast to "
            f"{tuple(load_numpy().broadcast_shapes(have, want))}: then numbers that do not belong together are "
            f"compared too. Try target.reshape({want}){_or_squeeze(want)}."
        )


def refuse_other_shape(name: str, input: Any, target: Any) -> None:
    """Raise ValueError if the shapes differ."""
    want, have = shape(input), shape(target)
    if have != want:
        raise ValueError(
            f"{name} got an input of shape {want} and a target of shape {have}; each prediction needs one target. "
            f"Try target.reshape({want}){_or_squeeze(want)}."
        )


def _or_squeeze(want: tuple[int, ...]) -> str:
    return " or input.squeeze(-1)" if want[-1:] == (1,) else ""


def refuse_no_probabilities(name: str, input: Any) -> None:
    """Raise ValueError if a number is below 0 or above 1."""
    array = raw_array(input)
    if array.size and (array.min() < 0 or array.max() > 1):
        raise ValueError(
            f"{name} got inputs from {array.min():.4g} to {array.max():.4g}; a probability is between "
            "0 and 1. Put a sigmoid before it, or use BCEWithLogitsLoss, which takes any numbers."
        )
