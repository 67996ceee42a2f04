"""Data sets of points in the plane and on a line, the same on every computer: each is drawn from a fixed seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = Any


class Points(NamedTuple):
    """A data set.

    Attributes:
        X: the points, one in a row: two columns for the plane, one for a line.
        t: the targets, one in a row of one column: 0 or 1 for two classes, any number on a line.
        classes: what the learner called the two classes, or () where the targets are numbers.
    """

    X: Array
    t: Array
    classes: tuple[Any, ...]


def two_moons(count: int = 60, seed: int = 0) -> Points:
    """Two half circles, each around an end of the other."""
    angle = np.linspace(0.0, np.pi, count // 2)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    return _two(upper, lower, 0.08, seed)


def circles(count: int = 60, seed: int = 0) -> Points:
    """A small circle inside a large one."""
    angle = np.linspace(0.0, 2 * np.pi, count // 2, endpoint=False)
    around = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _two(around, 0.4 * around, 0.06, seed)


def clouds(count: int = 40, seed: int = 0) -> Points:
    """Two clouds that one straight line can separate."""
    return _two(np.full((count // 2, 2), -1.0), np.full((count // 2, 2), 1.0), 0.55, seed)


def xor() -> Points:
    """The four corners of a square, of one class where both coordinates are alike: no straight line separates them."""
    X = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    return Points(X, np.array([[0.0], [0.0], [1.0], [1.0]]), (0, 1))


def line(count: int = 12, seed: int = 0) -> Points:
    """Points near the line t = 2x + 1."""
    x = np.linspace(-1.0, 1.0, count)[:, None]
    return Points(x, 2 * x + 1 + 0.2 * np.random.default_rng(seed).standard_normal(x.shape), ())


def _two(one: Array, other: Array, noise: float, seed: int) -> Points:
    X = np.concatenate([one, other])
    t = np.repeat([[0.0], [1.0]], [len(one), len(other)], axis=0)
    return Points(X + noise * np.random.default_rng(seed).standard_normal(X.shape), t, (0, 1))


DATA: dict[str, Callable[[], Points]] = {
    "two moons": two_moons, "circles": circles, "xor": xor, "perceptron": clouds, "line": line,
}  # fmt: skip
"""What `gv.train` knows by name."""


def own(X: Any, y: Any) -> Points:
    """The learner's own points and targets.

    Args:
        X: a list or array: one number or one row for each point.
        y: for each point a number; where rows have two columns or more, one of two classes.

    Raises:
        ValueError, TypeError: if they do not fit together; the message has their shapes.
    """
    X, targets = _numbers("X", X), np.asarray(y)
    X = X[:, None] if X.ndim == 1 else X
    if X.ndim != 2 or not X.size:
        raise ValueError(f"X has shape {X.shape}, and a data set is a list of points. Give one row for each point.")
    if targets.ndim == 2 and targets.shape[1] == 1:
        targets = targets[:, 0]
    if targets.shape != (len(X),):
        raise ValueError(
            f"X has {len(X)} points and y has shape {targets.shape}. Each point has one target: give {len(X)} of them."
        )
    if X.shape[1] == 1:
        return Points(X, _numbers("y", targets)[:, None], ())
    classes = tuple(sorted(set(targets.tolist())))
    if len(classes) != 2:
        raise ValueError(
            f"y holds {len(classes)} different targets, and this net tells two classes apart. Give each point one of "
            "two labels; for targets that are numbers give points on a line, or your own loss: gv.train(f, ...)."
        )
    return Points(X, (targets == classes[1]).astype(float)[:, None], classes)


def _numbers(name: str, given: Any) -> Array:
    try:
        numbers = np.array(given, dtype=float)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} cannot be read as an array of numbers ({error}). Give rows of equal length.") from None
    if not np.isfinite(numbers).all():
        raise ValueError(f"{name} holds inf or nan, and no step could be computed from it. Leave those points out.")
    return numbers
