"""The loss as a curve or a surface over its parameters, and what a model says of the plane: grids of numbers."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ...core.advice.anomaly import unsaid
from ...recording.running import as_leaf, run_on
from .batches import aside
from .loop import Run
from .problem import CLASSES, LOGITS

Array = Any

PATIENCE = 0.5
"""So many seconds may be spent on a grid; a slower loss gets a coarser one, and one that is slower still none."""

SIDES = {1: 81, 2: 33}
LEAST = 9
TRIES = 5
"""The time of a loss is the shortest of so many: what else runs on the computer makes some of them long."""


class Grid(NamedTuple):
    """The loss on a grid: `axes` has the places along each parameter, `values` one loss for each place."""

    axes: tuple[Array, ...]
    values: Array


def names(run: Run) -> list[str]:
    """What the single numbers of the parameters are called: w, or W[0, 1] in an array."""
    found = []
    for name, value in run.states[0].items():
        shape = getattr(value, "shape", ())
        found += [f"{name}{list(place)}" if shape else name for place in np.ndindex(*shape)]
    return found


def flat(state: dict[str, Any]) -> Array:
    """All numbers of the parameters in one row."""
    return np.concatenate([np.ravel(value) for value in state.values()])


def way(run: Run) -> Array:
    """The parameters of all epochs, as far as all of them are finite: one row each."""
    rows = [flat(state) for state in run.states]
    return np.array([row for row in rows if np.isfinite(row).all()])


def grid(run: Run) -> Grid | None:
    """The loss around the way that a run took; None where it has other than one or two parameters, or is too slow.

    An interrupt ends it too: of a loss that takes too long where no step has been, there is no grid.
    """
    try:
        return _grid(run)
    except KeyboardInterrupt:
        return None


def _grid(run: Run) -> Grid | None:
    count = len(names(run))
    if count not in SIDES:
        return None
    side = _side(run, count)
    if side < LEAST:
        return None
    shown = near(run)
    axes = tuple(_around(shown[:, k], side | 1) for k in range(count))
    places = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, count)
    values = [loss_at(run, place) for place in places]
    losses = np.array([math.nan if v is None else v for v in values]).reshape([len(axis) for axis in axes])
    return Grid(axes, losses)


def _side(run: Run, count: int) -> int:
    """How many places along each parameter there is time for; 0 where the loss fails at the start of the run."""
    start, spent, shortest, side = flat(run.states[0]), 0.0, math.inf, 0
    for _ in range(TRIES):
        began = time.monotonic()
        if loss_at(run, start) is None:
            return 0
        each = time.monotonic() - began
        spent, shortest = spent + each, min(shortest, each)
        side = min(SIDES[count], int((PATIENCE / max(shortest, 1e-6)) ** (1 / count)))
        if side == SIDES[count] or spent > PATIENCE:
            break
    return side


def near(run: Run) -> Array:
    """The part of the way that can be drawn: without the epochs in which the loss has run away."""
    rows, losses = way(run), run.losses
    most = 100 * (abs(losses[0]) + 1) if losses else math.inf
    kept = [row for row, loss in zip(rows, losses, strict=False) if abs(loss) <= most]
    return np.array(kept or rows[:1])


def loss_at(run: Run, place: Sequence[float]) -> float | None:
    """The loss at other parameters; None where the learner's function fails there."""
    leaves, start = {}, 0
    for name, value in run.states[0].items():
        size = getattr(value, "size", 1)
        part = np.asarray(place[start : start + size], dtype=float)
        leaves[name] = as_leaf(part.reshape(value.shape) if getattr(value, "shape", ()) else float(part[0]), name)
        start += size
    data = run.batches.all()
    try:
        with unsaid(), aside(run.problem):
            run.bring_back(0)
            return float(run_on(run.problem.loss, leaves | data).item())
    except Exception:  # at places where the learner has never been, the function may well have no value
        return None


def _around(numbers: Array, side: int) -> Array:
    """Places from below the lowest to above the highest."""
    low, high = float(numbers.min()), float(numbers.max())
    room = max(0.5 * (high - low), 1.0, 0.01 * abs(high))
    return np.linspace(low - room, high + room, side)


def plane(run: Run, side: int = 41) -> tuple[Array, Array]:
    """Places across and up that hold all points of the data set, with some room around them."""
    assert run.problem.points is not None
    X = run.problem.points.X
    low, high = X.min(axis=0), X.max(axis=0)
    room = 0.25 * np.maximum(high - low, 0.5)
    return tuple(np.linspace(low[k] - room[k], high[k] + room[k], side) for k in range(X.shape[1]))[:2]  # type: ignore[return-value]


def said(run: Run, state: int, across: Array, up: Array) -> Array:
    """What the model says all over the plane, one row for each place up.

    Returns:
        The probability of the second of two classes; for a score for each class the number of the largest.
    """
    X = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    says, boundary = run.predict(X, state), run.problem.boundary
    if boundary == CLASSES:
        found = np.where(np.isfinite(says).all(axis=1), says.argmax(axis=1), np.nan)
    else:
        with np.errstate(over="ignore"):
            found = 1 / (1 + np.exp(-says[:, 0])) if boundary == LOGITS else says[:, 0]
    return found.reshape(len(up), len(across))
