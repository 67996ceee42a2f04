"""The plots of a training run: the loss by epoch, the loss over its parameters, the model over its data."""

from __future__ import annotations

import math
from typing import Any

import ipywidgets as widgets
import numpy as np

from ...language import say
from ..frame.figure import cell
from ..plotting.plots import Plot
from . import landscape
from .loop import Run
from .problem import CLASSES
from .stops import Stop

HEIGHT = 160
MOST_POINTS = 300
"""A line of more points than this is thinned out: no screen shows them."""


class Views(widgets.Box):
    """The plots that a problem has. They are made once; a run and a stop only move their numbers."""

    def __init__(self, run: Run) -> None:
        self.plots: list[Any] = [LossByEpoch()]
        count, points = len(landscape.names(run)), run.problem.points
        if count in landscape.SIDES:
            self.plots.append((Curve if count == 1 else Surface)(run))
        if points is not None and points.X.shape[1] <= 2:
            self.plots.append((Boundary if points.classes else Fit)(run))
        super().__init__([*(each.plot for each in self.plots), *_notes(run)])
        self.add_class("gv-train-plots")
        for each in self.plots:
            each.plot.layout.flex, each.plot.layout.min_width = "1 1 230px", "0"
        self.layout = widgets.Layout(
            display="flex", flex_flow="row wrap", align_items="flex-start", flex="none", min_width="0"
        )

    def take(self, run: Run) -> None:
        """Show another run."""
        for each in self.plots:
            each.take(run)

    def move(self, run: Run, stop: Stop, gradient: float | None) -> None:
        """Show a moment. `gradient` is what `.grad` of the only parameter holds, where there is one and it does."""
        for each in self.plots:
            each.move(run, stop, gradient)


def _notes(run: Run) -> list[widgets.HTML]:
    """How the data were taken and what is not drawn, below the plots; nothing where there is nothing to say."""
    told = "".join(f'<p style="line-height: 1.3; margin: 0">{cell(note)}</p>' for note in run.problem.notes)
    notes = widgets.HTML(told, layout={"flex": "1 1 100%", "min_width": "0"})
    notes.add_class("gv-notes")
    return [notes] if told else []


class LossByEpoch:
    """The loss by epoch, with the moment marked."""

    def __init__(self) -> None:
        self.plot = Plot(say("Loss by epoch"), say("epoch"), say("loss"), height=HEIGHT)

    def take(self, run: Run) -> None:
        """Show the losses of another run: those that the loop sees, and beside them that of all examples in use."""
        lines = {
            say("loss of the batch") if run.batches.count > 1 else say("loss in training") if run.looks_aside
            else say("loss"): known(run.losses, run.batches.count)
        }  # fmt: skip
        if run.looks_aside:
            lines[say("loss of all examples, in eval mode") if run.problem.measured is not None else
                  say("loss of all examples")] = known(run.whole)  # fmt: skip
        for other in {*self.plot.series} - {*lines, say("now")}:
            self.plot.remove(other)
        self.plot.lines(lines)

    def move(self, run: Run, stop: Stop, gradient: float | None) -> None:
        """Show a moment."""
        self.plot.points({say("now"): now(run, stop, [stop.state / run.batches.count])})


class Curve:
    """The loss over the only parameter: the point, the way, and a line with the slope that `.grad` says."""

    def __init__(self, run: Run) -> None:
        name = self.name = landscape.names(run)[0]
        self.plot = Plot(say("Loss over {name}", name=name), name, say("loss"), height=HEIGHT)
        self.grid: landscape.Grid | None = None
        self.way = landscape.way(run)

    def take(self, run: Run) -> None:
        """Show the loss around the way of another run."""
        self.grid, self.way = landscape.grid(run), landscape.way(run)
        xs, ys = (self.grid.axes[0], self.grid.values) if self.grid else (np.array([]), np.array([]))
        fine = np.isfinite(ys)
        self.plot.lines({say("loss"): (xs[fine], ys[fine])})

    def move(self, run: Run, stop: Stop, gradient: float | None) -> None:
        """Show a moment."""
        losses = run.losses
        gone = some(min(stop.state + 1, len(self.way), len(losses)))
        self.plot.points({say("way"): (self.way[gone, 0], [losses[k] for k in gone])})
        self.plot.points({say("now"): now(run, stop, landscape.flat(run.states[stop.state]))})
        self.plot.lines({say("slope in .grad"): self._slope(run, stop, gradient)})

    def _slope(self, run: Run, stop: Stop, gradient: float | None) -> tuple[list[float], list[float]]:
        """Two ends of a line through the point at which the gradient was computed."""
        if gradient is None or self.grid is None or stop.turn >= len(run.losses):
            return [], []
        theta, loss = float(landscape.flat(run.states[stop.turn])[0]), run.losses[stop.turn]
        reach = (self.grid.axes[0][-1] - self.grid.axes[0][0]) / 8
        ends = [theta - reach, theta + reach]
        line = ends, [loss + gradient * (end - theta) for end in ends]
        return line if all(map(math.isfinite, [*line[0], *line[1]])) else ([], [])


class Surface:
    """The loss over two parameters as colours, with the way that the steps took."""

    def __init__(self, run: Run) -> None:
        across, up = landscape.names(run)
        self.plot = Plot(say("Loss over {across} and {up}", across=across, up=up), across, up, height=HEIGHT)
        self.way = landscape.way(run)

    def take(self, run: Run) -> None:
        """Show the loss around the way of another run."""
        grid, self.way = landscape.grid(run), landscape.way(run)
        if grid is not None and np.isfinite(grid.values).any():
            self.plot.heat(grid.axes[1], grid.axes[0], grid.values.T)
        else:
            self.plot.flat()

    def move(self, run: Run, stop: Stop, gradient: float | None) -> None:
        """Show a moment."""
        gone = some(min(stop.state + 1, len(self.way)))
        self.plot.lines({say("way"): (self.way[gone, 0], self.way[gone, 1])})
        at = landscape.flat(run.states[stop.state])
        self.plot.points({say("now"): ([at[0]], [at[1]]) if np.isfinite(at).all() else ([], [])})


class Fit:
    """Points on a line, and the line that the model draws."""

    def __init__(self, run: Run) -> None:
        assert run.problem.points is not None
        self.plot = Plot(say("Data and model"), "x", "t", height=HEIGHT)
        X, t = run.problem.points.X[:, 0], run.problem.points.t[:, 0]
        self.plot.points({say("data"): (X, t)})

    def take(self, run: Run) -> None:
        """The data stay as they are."""

    def move(self, run: Run, stop: Stop, gradient: float | None) -> None:
        """Show a moment."""
        assert run.problem.points is not None
        X = run.problem.points.X
        across = np.linspace(X.min(), X.max(), 2 if run.problem.model is None else 61)
        says = run.predict(across[:, None], stop.state)[:, 0]
        fine = np.isfinite(says)
        self.plot.lines({say("model"): (across[fine], says[fine])})


class Boundary:
    """Points of two classes or more in the plane, and what the model takes each place for."""

    def __init__(self, run: Run) -> None:
        points = run.problem.points
        assert points is not None
        self.plot = Plot(say("Data and decision boundary"), "x₁", "x₂", height=HEIGHT)
        self.axes = landscape.plane(run)
        self.names = [str(called) for called in points.classes]
        for k, called in enumerate(self.names):
            mine = points.of_class(k)
            self.plot.points({say("class {name}", name=called): (mine[:, 0], mine[:, 1])})

    def take(self, run: Run) -> None:
        """The data stay as they are."""

    def move(self, run: Run, stop: Stop, gradient: float | None) -> None:
        """Show a moment."""
        across, up = self.axes
        says = landscape.said(run, stop.state, across, up)
        if np.isfinite(says).all():
            middle = None if run.problem.boundary == CLASSES else 0.5
            self.plot.heat(up, across, says, middle=middle, names=self.names)
        else:
            self.plot.flat()


def known(losses: list[float], of_one_epoch: int = 1) -> tuple[list[float], list[float]]:
    """Losses that can be drawn, each over its epoch."""
    places = [k for k in some(len(losses)) if math.isfinite(losses[k])]
    return [k / of_one_epoch for k in places], [losses[k] for k in places]


def some(count: int) -> list[int]:
    """Positions from 0 to before `count`, the ends among them: all, or as many as a plot can show."""
    return sorted({round(k) for k in np.linspace(0, count - 1, min(count, MOST_POINTS))})


def now(run: Run, stop: Stop, place: Any) -> tuple[list[float], list[float]]:
    """The point at one number and the loss there; no point where one of them is not finite or not known."""
    losses = run.losses
    if stop.state >= len(losses) or not math.isfinite(losses[stop.state]) or not math.isfinite(place[0]):
        return [], []
    return [float(place[0])], [losses[stop.state]]
