"""A learner's own `nn.Module` on a learner's own data: what is trained, and what of it can be drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import Tensor
from ...language import say
from ...nn import Module
from . import data
from .data import DATA, MOST_CLASSES, Points
from .fitting import Fitted, Loss, fitting
from .own_model import OwnModel
from .problem import CLASSES, Problem


def of_module(model: Module, given: Any, loss: Loss | None) -> Problem:
    """A learner's model on a data set.

    Args:
        model: the model.
        given: (X, y), a TensorDataset of them, or the name of a ready data set.
        loss: what is made small, `loss(output, target)`; without it what fits the model's output.
    """
    X, y = _pair(given)
    made = OwnModel(model)
    if taken := {"X", "y"} & made.parameters.keys():
        raise ValueError(
            f"the model has a parameter called {min(taken)}, and in the loop of the figure examples and targets are "
            "called X and y. Give it another name in the model, such as self.weight."
        )
    X, said = _run(made, X)
    fitted = fitting(said, y, loss)

    def forward(X: Tensor, y: Tensor, **parameters: Tensor) -> Any:
        p = made(X, parameters)
        return fitted.loss(p if p.name else p.named("p"), y)

    def measured(X: Tensor, y: Tensor, **parameters: Tensor) -> Any:
        return fitted.loss(made(X, parameters, training=False), y)

    def score(X: Tensor, **parameters: Tensor) -> Any:
        return made(X, parameters, training=False)

    points, why_not = _drawn(X, said, fitted)
    if points is not None and not made.takes_more(X):
        points, why_not = None, say("The model takes {count} examples and no other number of them, so it cannot be "
                                    "drawn over its data.", count=len(X))  # fmt: skip
    return Problem(
        forward, made.parameters, {"X": X, "y": fitted.targets}, f"L = {fitted.name}(model(X), y)", score, points,
        boundary=fitted.boundary, examples=len(X), model=made, measured=measured if made.moody else None,
        notes=[note for note in (fitted.note, _attached(made), why_not) if note],
    )  # fmt: skip


def _attached(made: OwnModel) -> str:
    """What is said of buffers that keep their history; "" where none does."""
    names = ", ".join(made.attached)
    return names and say("{names}: forward computes it from the parameters and keeps its history, so that the next "
                         "backward pass would go on into this one. Keep the number alone: write .detach() behind what "
                         "is kept.", names=names)  # fmt: skip


def _run(made: OwnModel, X: Any) -> tuple[Any, Tensor]:
    """The examples in the form that the model takes, and its output: as whole numbers where it looks them up."""
    floats = data.rows(X)
    try:
        return floats, made.tried(floats)
    except Exception as error:  # the model's own
        numbers = _whole(X)
        if numbers is None:
            raise
        try:
            return numbers, made.tried(numbers)
        except Exception as other:  # of two, the one about a row that is not there, or the numbers as they were given
            if X.dtype.kind in "iu" or isinstance(other, IndexError):
                raise
            raise error from None


def _whole(X: Any) -> Any:
    """The examples as whole numbers; None where they are no such numbers."""
    if X.dtype.kind in "iu":
        return X
    if X.dtype.kind != "f" or not np.isfinite(X).all() or (X % 1 != 0).any() or np.abs(X).max(initial=0) >= 2**53:
        return None
    return X.astype(np.int64)


def _drawn(X: Any, said: Tensor, fitted: Fitted) -> tuple[Points | None, str]:
    """The examples as points, or why they are not drawn."""
    if X.dtype.kind in "iu":
        return None, say("The examples are whole numbers that the model looks up, such as the numbers of words: they "
                         "are no places, so there is no plot of data and model.")  # fmt: skip
    columns = X.shape[1] if X.ndim == 2 else " × ".join(map(str, X.shape[1:]))
    if len(fitted.classes) > MOST_CLASSES:
        return None, say("A plot tells {most} classes apart, and here are {count}: loss and parameters tell how "
                         "training goes.", most=MOST_CLASSES, count=len(fitted.classes))  # fmt: skip
    if fitted.classes and columns != 2:
        return None, say("A decision boundary is drawn over two columns, and X has {columns}: here loss and parameters "
                         "tell how training goes.", columns=columns)  # fmt: skip
    if fitted.classes:
        places = fitted.targets if fitted.boundary == CLASSES else (fitted.targets > 0).astype(float)
        return Points(X, places, fitted.classes), ""
    if columns != 1 or said._value.size != len(X):
        return None, say("A model is drawn over its data for one column and one number to be met, and for two columns "
                         "with classes: here loss and parameters tell how training goes.")  # fmt: skip
    return Points(X, np.reshape(fitted.targets, (len(X), -1)), ()), ""


def _pair(given: Any) -> tuple[Any, Any]:
    """Examples and targets as arrays."""
    if isinstance(given, str) and given in DATA:
        X, t, classes = DATA[given]()
        return X, np.asarray(classes)[np.ravel(t).astype(int)] if classes else t
    pair = getattr(given, "tensors", given)
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        names = ", ".join(map(repr, DATA))
        what = f"a {type(given).__name__}" + (f" of {len(given)}" if isinstance(given, (tuple, list)) else "")
        what = "missing" if given is None else repr(given) if isinstance(given, str) else what
        cuts = " It cuts batches itself: data=loader.dataset, batch_size=8." if hasattr(given, "dataset") else ""
        raise TypeError(
            f"a model needs examples and their targets, and data= is {what:.60}. Give data=(X, y), one row of X and "
            f"one target for each example, or a ready set by its name: {names}.{cuts}"
        )
    X, y = (part.numpy() if isinstance(part, Tensor) else part for part in pair)
    X, y = data.examples(X), np.asarray(y)
    if not y.shape or len(y) != len(X):
        raise ValueError(
            f"X has {len(X)} examples and y has shape {y.shape}. Each example has one target: give {len(X)} of them."
        )
    return X, y
