"""A learner's own `nn.Module` on a learner's own data, and the loss that fits its output."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ...core import Tensor
from ...nn import Module
from ...nn import functional as F
from . import data
from .data import DATA, Points
from .own_model import OwnModel
from .problem import CHANCES, CLASSES, LOGITS, Problem

Loss = Callable[[Tensor, Tensor], Tensor]


class Fitted(NamedTuple):
    """How an output is held against targets: the loss and its name, the targets, and what they are called and show."""

    loss: Loss
    name: str
    targets: Any
    classes: tuple[Any, ...] = ()
    boundary: str = ""


def of_module(model: Module, given: Any, loss: Loss | None) -> Problem:
    """A learner's model on a data set.

    Args:
        model: the model.
        given: (X, y), a TensorDataset of them, or the name of a ready data set.
        loss: what is made small, `loss(output, target)`; without it what fits the model's output.
    """
    X, y = _pair(given)
    made = OwnModel(model)
    said = made.tried(X)
    fitted = _fitting(said, y, loss)

    def forward(X: Tensor, y: Tensor, **parameters: Tensor) -> Any:
        p = made(X, parameters)
        return fitted.loss(p if p.name else p.named("p"), y)

    def measured(X: Tensor, y: Tensor, **parameters: Tensor) -> Any:
        return fitted.loss(made(X, parameters, training=False), y)

    def score(X: Tensor, **parameters: Tensor) -> Any:
        return made(X, parameters, training=False)

    columns = X.shape[1] if X.ndim == 2 else 0
    drawn = columns == (2 if fitted.classes else 1) and (fitted.classes or said._value.size == len(X))
    t = fitted.targets if fitted.classes else np.reshape(fitted.targets, (len(X), -1))
    return Problem(
        forward, made.parameters, {"X": X, "y": fitted.targets}, f"L = {fitted.name}(model(X), y)", score,
        Points(X, t, fitted.classes) if drawn else None, boundary=fitted.boundary, examples=len(X), model=made,
        measured=measured if made.moody else None,
    )  # fmt: skip


def _pair(given: Any) -> tuple[Any, Any]:
    """Examples and targets as arrays."""
    if isinstance(given, str) and given in DATA:
        X, t, classes = DATA[given]()
        return X, np.asarray(classes)[np.ravel(t).astype(int)] if classes else t
    pair = getattr(given, "tensors", given)
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        names = ", ".join(map(repr, DATA))
        raise TypeError(
            f"a model needs examples and their targets, and data= is {given!r:.40}. Give data=(X, y), one row of X and "
            f"one target for each example, or a ready set by its name: {names}."
        )
    X, y = (part.numpy() if isinstance(part, Tensor) else part for part in pair)
    X, y = data.rows(X), np.asarray(y)
    if not y.shape or len(y) != len(X):
        raise ValueError(
            f"X has {len(X)} examples and y has shape {y.shape}. Each example has one target: give {len(X)} of them."
        )
    return X, y


def _fitting(said: Tensor, y: Any, own: Loss | None) -> Fitted:
    """The loss that an output asks for, unless there is the learner's own: shape and last operation say what it is."""
    outputs = said.shape[1] if len(said.shape) == 2 else 1
    last = said._op.name if said._op is not None else ""
    column = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    if outputs > 1 and column.ndim == 1:
        classes, places = _labelled(column, outputs)
        loss, name = (F.nll_loss, "nll_loss") if last == "log_softmax" else (F.cross_entropy, "cross_entropy")
        if last == "softmax" and own is None:
            raise ValueError(
                "the model ends with softmax, and cross entropy takes the scores before it: it has softmax in it. "
                "Leave out the model's softmax, or give a loss of your own: loss=f."
            )
        found = Fitted(loss, name, places, classes, CLASSES)
    elif outputs == 1 and _two(column, own is not None):
        classes, places = data.named(column)
        targets = np.reshape(places.astype(float), said.shape)
        if last == "sigmoid":
            found = Fitted(F.binary_cross_entropy, "bce", targets, classes, CHANCES)
        else:
            found = Fitted(F.binary_cross_entropy_with_logits, "bce_with_logits", targets, classes, LOGITS)
    else:
        found = Fitted(F.mse_loss, "mse_loss", _like(y, said))
    if own is None:
        return found
    if not callable(own):
        raise TypeError(f"loss={own!r:.40} cannot be called. Give a function of output and target: gv.nn.MSELoss().")
    return found._replace(loss=own, name=getattr(own, "__name__", type(own).__name__).replace("<lambda>", "loss"))


def _labelled(y: Any, outputs: int) -> tuple[tuple[Any, ...], Any]:
    """The classes that labels name, one for each output; whole numbers from 0 are the outputs' own numbers."""
    if y.dtype.kind in "iu" and y.min() >= 0 and y.max() < outputs:
        return tuple(range(outputs)), y
    classes, places = data.named(y)
    if len(classes) != outputs:
        raise ValueError(
            f"the model has {outputs} outputs and y names {len(classes)} classes. Give the model one output for each "
            f"class; a target that is a number for each output has shape ({len(y)}, {outputs})."
        )
    return classes, places


def _two(y: Any, own: bool) -> bool:
    """Whether targets are two classes: words or truth values, or with no loss of the learner's own whole numbers."""
    if y.ndim != 1 or len(set(y.tolist())) != 2:
        return False
    return y.dtype.kind in "USOb" or (not own and y.dtype.kind in "iuf" and bool((y % 1 == 0).all()))


def _like(y: Any, said: Tensor) -> Any:
    """Targets that are numbers, in the shape of the output: (n,) against (n, 1) would broadcast to n × n."""
    numbers = data.numbers("y", y)
    if numbers.size != said._value.size:
        raise ValueError(
            f"the model's output has shape {tuple(said.shape)} and y has shape {numbers.shape}. Give as many outputs "
            "as each target has numbers, or one output for each class."
        )
    return numbers.reshape(said.shape)
