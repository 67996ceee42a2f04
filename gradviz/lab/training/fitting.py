"""The loss that fits a model's output and its targets, and whether the targets are numbers or classes.

A loss of gradviz's says itself what it compares. Without a loss, words, truth values and the numbers 0 and 1 (or -1 and
1) are classes, and other numbers are numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ...core import Tensor
from ...language import say
from ...nn import functional as F
from ...nn import losses
from . import data
from .problem import CHANCES, CLASSES, LOGITS

Loss = Callable[[Tensor, Tensor], Tensor]

NUMBERS, OWN = "numbers", "own"

KINDS: dict[Any, str] = {
    losses.MSELoss: NUMBERS, F.mse_loss: NUMBERS, losses.L1Loss: NUMBERS, F.l1_loss: NUMBERS,
    losses.HuberLoss: NUMBERS, F.huber_loss: NUMBERS, losses.SmoothL1Loss: NUMBERS, F.smooth_l1_loss: NUMBERS,
    losses.BCELoss: CHANCES, F.binary_cross_entropy: CHANCES,
    losses.BCEWithLogitsLoss: LOGITS, F.binary_cross_entropy_with_logits: LOGITS,
    losses.CrossEntropyLoss: CLASSES, F.cross_entropy: CLASSES, losses.NLLLoss: CLASSES, F.nll_loss: CLASSES,
}  # fmt: skip
"""What a loss compares: numbers, chances or logits of one class, scores for each class."""


class Fitted(NamedTuple):
    """How an output is held against targets.

    Attributes:
        loss: the loss.
        name: what it is called.
        targets: the targets as it takes them.
        classes: what the classes are called, or () where the targets are numbers.
        boundary: what the output says of a class, as in `Problem`.
        note: a sentence where another reading was as near.
    """

    loss: Loss
    name: str
    targets: Any
    classes: tuple[Any, ...] = ()
    boundary: str = ""
    note: str = ""


def fitting(said: Tensor, y: Any, own: Loss | None) -> Fitted:
    """How an output is held against targets: as the learner's loss says, and without one as both look.

    Args:
        said: the model's output for all examples.
        y: the targets.
        own: the learner's loss.

    Raises:
        TypeError, ValueError: if loss, output and targets do not go together.
    """
    column = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    if y.dtype.kind == "f":
        data.numbers("y", y)
    if own is None:
        return _found(said, y, column)
    if not callable(own) or isinstance(own, type):
        what = "is a class, not a loss made of it" if isinstance(own, type) else "cannot be called"
        raise TypeError(
            f"loss={getattr(own, '__name__', repr(own)):.40} {what}, and the loss is called with output and target in "
            "every step. Give a loss that is made, loss=gv.nn.MSELoss(), or a function of output and target."
        )
    name = getattr(own, "__name__", type(own).__name__).replace("<lambda>", "loss")
    kind = KINDS.get(type(own)) or _kind_of(own)
    if kind == NUMBERS:
        return Fitted(own, name, _like(y, said, name))
    if kind == CLASSES:
        return _scored(own, name, said, y, column)
    if kind in (CHANCES, LOGITS):
        return _binary(own, name, said, y, column, kind)
    return _of_a_function(own, name, said, y, column)


def _kind_of(own: Loss) -> str:
    """What a function compares; OWN where only its learner knows."""
    return next((kind for known, kind in KINDS.items() if known is own), OWN)


def _found(said: Tensor, y: Any, column: Any) -> Fitted:
    """The loss that an output asks for: shape and last operation say what it is."""
    outputs, last = _outputs(said), said._op.name if said._op is not None else ""
    if outputs > 1 and column.ndim == 1:
        if last == "softmax":
            raise ValueError(
                "the model ends with softmax, and cross entropy takes the scores before it: it has softmax in it. "
                "Leave out the model's softmax, or give a loss of your own: loss=f."
            )
        if last == "log_softmax":
            return _scored(F.nll_loss, "nll_loss", said, y, column)
        return _scored(F.cross_entropy, "cross_entropy", said, y, column)
    if outputs == 1 and column.ndim == 1 and (_words(column) or _two(column)):
        sigmoid = last == "sigmoid"
        loss, name = (F.binary_cross_entropy, "bce") if sigmoid else (F.binary_cross_entropy_with_logits,
                                                                      "bce_with_logits")  # fmt: skip
        found = _binary(loss, name, said, y, column, CHANCES if sigmoid else LOGITS)
        return found if _words(column) else found._replace(note=_taken_for_classes(found.classes))
    if outputs > 1 and y.shape == said.shape and bool(((y == 0) | (y == 1)).all() and (y.sum(axis=1) == 1).all()):
        note = say("Each row of y has a single 1, and its numbers are to be met. If it stands for a class, give "
                   "loss=gv.nn.CrossEntropyLoss().")  # fmt: skip
        return Fitted(F.mse_loss, "mse_loss", _like(y, said, "mse_loss"), note=note)
    note = _taken_for_numbers() if outputs == 1 and _two(column, any_whole=True) and len(column) > 2 else ""
    return Fitted(F.mse_loss, "mse_loss", _like(y, said, "mse_loss"), note=note)


def _taken_for_classes(classes: tuple[Any, ...]) -> str:
    one, other = classes
    return say("The targets {one} and {other} are taken for two classes. If they are numbers to be met, give "
               "loss=gv.nn.MSELoss().", one=one, other=other)  # fmt: skip


def _taken_for_numbers() -> str:
    return say("The targets are taken for numbers to be met. If they are two classes, give "
               "loss=gv.nn.BCEWithLogitsLoss().")  # fmt: skip


def _scored(loss: Loss, name: str, said: Tensor, y: Any, column: Any) -> Fitted:
    """Scores for each class: a class for each example, or a probability for each class of each example."""
    outputs = _outputs(said)
    if outputs == 1:
        raise ValueError(
            f"{name} compares the scores of classes, and the model has 1 output: with one score alone the loss is "
            f"always 0. Give the last layer one output for each class, {len(set(np.ravel(y).tolist()))} here, or use "
            "loss=gv.nn.BCEWithLogitsLoss() for two classes and one output."
        )
    if column.ndim != 1:
        return Fitted(loss, name, _like(y, said, name))
    classes, places = _labelled(column, outputs)
    return Fitted(loss, name, places, classes, CLASSES, _what_it_takes(loss, name, said._value))


def _what_it_takes(loss: Loss, name: str, scores: Any) -> str:
    """What is said where the scores are not those that a loss of classes takes; "" where they are."""
    with np.errstate(over="ignore"):
        logarithms = np.allclose(np.exp(scores).sum(axis=1), 1)
    if loss is F.nll_loss or isinstance(loss, losses.NLLLoss):
        return "" if logarithms else say("{name} takes logarithms of probabilities, which the model does not give: end "
                                         "it with log_softmax, or leave loss= out.", name=name)  # fmt: skip
    if (scores >= 0).all() and np.allclose(scores.sum(axis=1), 1):
        return say("{name} has softmax in it, and the model seems to end with one too, which makes it learn slowly: "
                   "leave out the model's.", name=name)  # fmt: skip
    return ""


def _binary(loss: Loss, name: str, said: Tensor, y: Any, column: Any, boundary: str) -> Fitted:
    """One output for two classes, or chances to be met."""
    if _words(column) or (_two(column, any_whole=True) and _outputs(said) == 1):
        classes, places = data.named(column)
        if _outputs(said) != 1:
            raise ValueError(
                f"{name} holds one output against two classes, and the model has {_outputs(said)} outputs. Give the "
                "last layer 1 output; or leave loss= out: cross entropy takes one output for each class."
            )
        if len(classes) != 2:
            raise ValueError(_misfit(1, classes, len(column)))
        return Fitted(loss, name, np.reshape(places.astype(float), said.shape), classes, boundary)
    chances = _like(y, said, name)
    if chances.min() < 0 or chances.max() > 1:
        raise ValueError(
            f"{name} compares chances, and y goes from {chances.min():g} to {chances.max():g}: a chance is between 0 "
            "and 1. Give 0 and 1, or words, for two classes; for numbers to be met use loss=gv.nn.MSELoss()."
        )
    return Fitted(loss, name, chances)


def _of_a_function(own: Loss, name: str, said: Tensor, y: Any, column: Any) -> Fitted:
    """A function of the learner's own: words become numbers of classes, and numbers are passed as they are."""
    outputs = _outputs(said)
    if outputs > 1 and column.ndim == 1:
        if _words(column) or _numbered(column, outputs):
            classes, places = _labelled(column, outputs)
            return Fitted(own, name, places, classes, CLASSES)
        return Fitted(own, name, data.numbers("y", y))
    if _words(column):
        chances = said._op is not None and said._op.name == "sigmoid"
        found = _binary(own, name, said, y, column, CHANCES if chances else LOGITS)
        zero, one = found.classes
        return found._replace(note=say("{name} is given {zero} as 0 and {one} as 1. For other numbers give them in y.",
                                       name=name, zero=zero, one=one))  # fmt: skip
    targets = _like(y, said, name)
    if set(np.ravel(targets).tolist()) == {-1.0, 1.0} and outputs == 1:  # as a hinge takes them: the sign decides
        return Fitted(own, name, targets, (-1, 1), LOGITS)
    return Fitted(own, name, targets)


def _outputs(said: Tensor) -> int:
    return int(said.shape[1]) if len(said.shape) == 2 else 1


def _words(y: Any) -> bool:
    """Whether targets are words or truth values."""
    return y.dtype.kind in "USOb"


def _two(y: Any, any_whole: bool = False) -> bool:
    """Whether targets are two numbers that stand for classes: 0 and 1, -1 and 1, or any two that are whole."""
    if y.ndim != 1 or y.dtype.kind not in "iuf":
        return False
    found = set(y.tolist())
    return len(found) == 2 and (found in ({0, 1}, {-1, 1}) or (any_whole and all(value % 1 == 0 for value in found)))


def _numbered(y: Any, outputs: int) -> bool:
    """Whether targets are the outputs' own numbers, from 0."""
    return y.dtype.kind in "iu" and bool(y.min() >= 0 and y.max() < outputs)


def _labelled(y: Any, outputs: int) -> tuple[tuple[Any, ...], Any]:
    """The classes that labels name, one for each output; whole numbers from 0 are the outputs' own numbers."""
    if _numbered(y, outputs):
        return tuple(range(outputs)), y
    classes, places = data.named(y)
    if len(classes) != outputs:
        raise ValueError(_misfit(outputs, classes, len(y)))
    return classes, places


def _misfit(outputs: int, classes: tuple[Any, ...], examples: int) -> str:
    """What is said where the model has other outputs than y has classes."""
    count = len(classes)
    some = ", ".join(f"{c:.4g}" if isinstance(c, float) else f"{c!r:.20}" for c in classes[:4])
    some += ", …" if count > 4 else ""
    have = f"the model has {outputs} output{'s' if outputs > 1 else ''} and y names {count} class"
    have += f"{'es' if count > 1 else ''}: {some}"
    if count == 1:
        return f"{have}. A loss of classes tells them apart, and here is nothing to tell. Give examples of two or more."
    if any(isinstance(called, float) for called in classes):
        return (
            f"{have}. Every different number in y counts as a class here. If y holds numbers to be met, give the model "
            f"1 output, or y the shape ({examples}, {outputs})."
        )
    return (
        f"{have}. Each class has an output of its own; only two classes can do with one. Give the last layer {count} "
        f"outputs, such as gv.nn.Linear(…, {count}){', without loss=' if outputs == 1 else ''}; or look for a label in "
        "y that is misspelt or missing."
    )


def _like(y: Any, said: Tensor, name: str) -> Any:
    """Targets that are numbers, in the shape of the output: (n,) against (n, 1) would broadcast to n × n."""
    numbers = data.numbers("y", y)
    if numbers.size != said._value.size:
        raise ValueError(
            f"the model's output has shape {tuple(said.shape)} and y has shape {numbers.shape}, and {name} compares "
            "number with number. Give as many outputs as each target has numbers, or one output for each class."
        )
    return numbers.reshape(said.shape)
