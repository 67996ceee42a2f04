"""The ready models: a line, a perceptron and a net with one hidden layer, run on Tensors.

What a variable is called here is what the picture says.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import FUNCTIONS
from .data import Points
from .problem import CLASSES, LOGITS, Problem


def of_points(points: Points, hidden: int, seed: int = 0) -> Problem:
    """A straight line through points on a line, or a net that tells classes of points apart.

    Two classes take one output, whose σ is the probability of the second; more take one output each.

    Args:
        points: the data set.
        hidden: how many tanh units the layer between has; 0 for a perceptron, σ(XW + b).
        seed: of the numbers that the weights start from.
    """
    if not points.classes:
        return Problem(
            _line_loss, {"w": 0.0, "b": 0.0}, {"x": points.X, "t": points.t}, "L = ((x*w + b - t)**2).mean()",
            _line, points, {"lr": 0.3, "steps": 20}, examples=len(points.X),
        )  # fmt: skip
    if not isinstance(hidden, int) or isinstance(hidden, bool) or hidden < 0:
        raise ValueError(f"hidden={hidden!r:.40} counts units. Give a whole number: hidden=8, or 0 for a perceptron.")
    two = len(points.classes) == 2
    loss, outputs = ("bce", 1) if two else ("cross_entropy", len(points.classes))
    draw, width = np.random.default_rng(seed), points.X.shape[1]
    given = {"data": {"X": points.X, "t": points.t}, "points": points, "examples": len(points.X)}
    given["boundary"] = LOGITS if two else CLASSES
    if hidden == 0:
        start = {"W": 0.5 * draw.standard_normal((width, outputs)), "b": np.zeros(outputs)}
        return Problem(_perceptron_loss if two else _flat_classes_loss, start, code=f"L = {loss}(X @ W + b, t)",
                       score=_perceptron, defaults={"lr": 0.5, "steps": 20}, **given)  # fmt: skip
    start = {
        "W1": draw.standard_normal((width, hidden)), "b1": np.zeros(hidden),
        "W2": draw.standard_normal((hidden, outputs)) / hidden**0.5, "b2": np.zeros(outputs),
    }  # fmt: skip
    return Problem(_net_loss if two else _net_classes_loss, start, code=f"L = {loss}(tanh(X @ W1 + b1) @ W2 + b2, t)",
                   score=_net, defaults={"lr": 0.1, "steps": 100, "optimizer": "Adam"}, **given)  # fmt: skip


def _line(x: Any, w: Any, b: Any) -> Any:
    return x * w + b


def _line_loss(x: Any, t: Any, w: Any, b: Any) -> Any:
    p = _line(x, w, b).named("p")
    d = p - t
    L = (d**2).mean()
    return L


def _perceptron(X: Any, W: Any, b: Any) -> Any:
    return X @ W + b


def _perceptron_loss(X: Any, t: Any, W: Any, b: Any) -> Any:
    s = _perceptron(X, W, b).named("s")
    L = _bce(s, t)
    return L


def _flat_classes_loss(X: Any, t: Any, W: Any, b: Any) -> Any:
    s = _perceptron(X, W, b).named("s")
    L = FUNCTIONS["cross_entropy"](s, t)
    return L


def _net(X: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    h = FUNCTIONS["tanh"](X @ W1 + b1).named("h")
    return h @ W2 + b2


def _net_loss(X: Any, t: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    s = _net(X, W1, b1, W2, b2).named("s")
    L = _bce(s, t)
    return L


def _net_classes_loss(X: Any, t: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    s = _net(X, W1, b1, W2, b2).named("s")
    L = FUNCTIONS["cross_entropy"](s, t)
    return L


def _bce(s: Any, t: Any) -> Any:
    """Binary cross entropy of p = σ(s): the picture keeps σ, which the learner knows, and rounding does no harm."""
    p = FUNCTIONS["sigmoid"](s).named("p")
    return FUNCTIONS["binary_cross_entropy"](p, t, "mean")
