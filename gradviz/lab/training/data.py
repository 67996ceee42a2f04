"""Data sets of points in the plane and on a line, the same on every computer: each is drawn from a fixed seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = Any

MOST_CLASSES = 6
"""As many as there are looks of points in a plot."""


class Points(NamedTuple):
    """A data set.

    Attributes:
        X: the points, one in a row: two columns for the plane, one for a line.
        t: the targets, one in a row of one column: 0 or 1 for two classes, any number on a line. For three classes or
            more the number of each point's class, all in one row, as cross entropy takes them.
        classes: what the classes are called, or () where the targets are numbers.
    """

    X: Array
    t: Array
    classes: tuple[Any, ...]

    def of_class(self, number: int) -> Array:
        """The points of one class."""
        return self.X[np.ravel(self.t) == number]


def two_moons(count: int = 60, seed: int = 0) -> Points:
    """Two half circles, each around an end of the other."""
    angle = np.linspace(0.0, np.pi, count // 2)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    return _made([upper, lower], 0.08, seed, ("upper", "lower"))


def circles(count: int = 60, seed: int = 0) -> Points:
    """A small circle inside a large one."""
    angle = np.linspace(0.0, 2 * np.pi, count // 2, endpoint=False)
    around = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _made([around, 0.4 * around], 0.06, seed, ("outer", "inner"))


def clouds(count: int = 40, seed: int = 0) -> Points:
    """Two clouds that one straight line can separate."""
    one = np.ones((count // 2, 2))
    return _made([-one, one], 0.55, seed, ("lower left", "upper right"))


def three_clouds(count: int = 60, seed: int = 0) -> Points:
    """Three clouds around the corners of a triangle."""
    corners = np.array([[0.0, 1.2], [-1.1, -0.7], [1.1, -0.7]])
    return _made([np.tile(corner, (count // 3, 1)) for corner in corners], 0.4, seed, ("top", "left", "right"))


def xor() -> Points:
    """The four corners of a square, of one class where both coordinates are alike: no straight line separates them."""
    X = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    return Points(X, np.array([[0.0], [0.0], [1.0], [1.0]]), ("alike", "different"))


def line(count: int = 12, seed: int = 0) -> Points:
    """Points near the line t = 2x + 1."""
    x = np.linspace(-1.0, 1.0, count)[:, None]
    return Points(x, 2 * x + 1 + 0.2 * np.random.default_rng(seed).standard_normal(x.shape), ())


def _made(groups: list[Array], noise: float, seed: int, classes: tuple[str, ...]) -> Points:
    """One class for each group of points, which are moved a little at random."""
    X = np.concatenate(groups)
    t = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return Points(X + noise * np.random.default_rng(seed).standard_normal(X.shape), targets(t, len(groups)), classes)


def targets(numbers: Array, count: int) -> Array:
    """The numbers of classes as a loss takes them: binary cross entropy 0.0 or 1.0 in a column, cross entropy a row."""
    return numbers.astype(float)[:, None] if count == 2 else numbers


DATA: dict[str, Callable[[], Points]] = {
    "two moons": two_moons, "circles": circles, "xor": xor, "perceptron": clouds, "three clouds": three_clouds,
    "line": line,
}  # fmt: skip
"""What `gv.train` knows by name."""


def own(X: Any, y: Any) -> Points:
    """The learner's own points and targets.

    Args:
        X: a list or array: one number or one row for each point.
        y: for each point a number; where rows have two columns or more, the name or number of its class.

    Raises:
        ValueError, TypeError: if they do not fit together; the message has their shapes.
    """
    X, y = rows(X), np.asarray(y)
    if X.ndim != 2:
        raise ValueError(f"X has shape {X.shape}, and a data set is a list of points. Give one row for each point.")
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.shape != (len(X),):
        raise ValueError(
            f"X has {len(X)} points and y has shape {y.shape}. Each point has one target: give {len(X)} of them."
        )
    if X.shape[1] == 1:
        return Points(X, numbers("y", y)[:, None], ())
    classes, places = named(y)
    if not 2 <= len(classes) <= MOST_CLASSES:
        held = "1 different target" if len(classes) == 1 else f"{len(classes)} different targets"
        raise ValueError(
            f"y holds {held}, and this net tells 2 to {MOST_CLASSES} classes apart. Give each point the label of its "
            "class; for targets that are numbers give points on a line, or a model and loss of your own: "
            "gv.train(model, data=(X, y), loss=gv.nn.MSELoss())."
        )
    return Points(X, targets(places, len(classes)), classes)


def named(y: Array) -> tuple[tuple[Any, ...], Array]:
    """The classes that labels name, in order, and the number of each label's."""
    try:
        classes, places = np.unique(y, return_inverse=True)
    except TypeError:
        kinds = ", ".join(sorted({type(each).__name__ for each in np.ravel(y).tolist()}))
        raise TypeError(
            f"y mixes labels of several kinds, {kinds}, which have no order. Give labels of one kind, and leave out "
            "the examples that have none."
        ) from None
    called = tuple(int(c) if isinstance(c, float) and c.is_integer() else c for c in classes.tolist())
    return called, places.reshape(y.shape)


def rows(X: Any) -> Array:
    """Examples as an array with one row for each; plain numbers are rows of one column.

    Raises:
        ValueError, TypeError: if they are no such thing.
    """
    X = numbers("X", X)
    X = X[:, None] if X.ndim == 1 else X
    if not X.size or X.ndim < 2:
        raise ValueError(f"X has shape {X.shape}, and a data set is a list of points. Give one row for each point.")
    return X


def examples(X: Any) -> Array:
    """Examples as they are, if they are numbers: whole ones stay whole."""
    floats, given = rows(X), np.asarray(X)
    return given if given.dtype.kind in "iu" else floats


def numbers(name: str, given: Any) -> Array:
    """Finite numbers as an array."""
    try:
        found = np.array(given, dtype=float)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} cannot be read as an array of numbers ({error}). {_instead(name, given)}") from None
    if not np.isfinite(found).all():
        raise ValueError(f"{name} holds inf or nan, and no step could be computed from it. Leave those points out.")
    return found


def _instead(name: str, given: Any) -> str:
    """What to give where an array is not one of numbers."""
    words = [each for each in np.ravel(np.array(given, dtype=object)) if isinstance(each, str)]
    if not words:
        return "Give rows of equal length; shorter texts are filled up with a number that stands for no word."
    if name == "X":
        return (
            "A model computes with numbers: give each word one, {word: k for k, word in enumerate(words)}, and a "
            "model that looks them up, gv.nn.Embedding."
        )
    return "Words name classes: give the model one output for each of them, and leave loss= out or give cross entropy."
