"""The controls of the train figure: the settings of the loop, its buttons, and a learner's own guesses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets

from ...language import say
from ...pictures.numbers import short
from ..frame.figure import cell
from ..frame.sliders import SLIDER_LAYOUT
from .loop import OPTIMIZERS, Settings
from .problem import Problem
from .stops import GRAINS

STYLE = {"description_width": "6.5em"}
MOST_STARTS = 4
"""More start values than this have no controls."""

RATE_STEP = 0.02
"""A step of the learning rate's slider, in powers of ten."""


class LoopControls(widgets.VBox):
    """Learning rate, optimizer, zero_grad, epochs and start values; buttons; what became of the run.

    Attributes:
        more, rest: the buttons: one epoch more, run the rest.
        grain: how far one press of the scrubber goes.
        starts: the controls of the start values, by the name of the parameter.
        controls: all of them by the names of the options of `train`; start values by that of the parameter.
    """

    def __init__(self, settings: Settings, problem: Problem) -> None:
        self._examples, self._first = problem.examples, settings
        self.lr = _rate_slider(settings.lr)
        wide: dict[str, Any] = {"layout": {"width": "auto"}, "style": STYLE}
        self.optimizer = widgets.Dropdown(
            options=list(OPTIMIZERS), value=settings.optimizer, description=say("optimizer"), **wide
        )
        forget = say("Forget the old gradients before each backward pass")
        self.zeroing = widgets.Checkbox(settings.zeroing, description="zero_grad", indent=False, tooltip=forget)
        self.steps = widgets.BoundedIntText(settings.steps, min=0, max=1_000_000, description=say("epochs"), **wide)
        self.batch = _batch_size(settings.batch, self._examples, wide)
        self.starts = starts(problem.parameters, wide)
        rest = say("Run the epochs that are left; interrupt the kernel to stop")
        self.more = _button(say("One epoch more"), "plus", say("Train again with one epoch more, and look at it"))
        self.rest = _button(say("Run the rest"), "forward", rest)
        self.progress = widgets.IntProgress(description=say("training"), layout={"width": "100%", "display": "none"})
        self.said = widgets.HTML()
        self.grain = _grains()
        own = {"lr": self.lr, "optimizer": self.optimizer, "zero_grad": self.zeroing, "steps": self.steps}
        batch = {"batch_size": self.batch} if self._examples else {}
        taken = {*own, "batch_size", "grain"}
        start = {f"start {name}" if name in taken else name: each for name, each in self.starts.items()}
        self.controls: dict[str, widgets.Widget] = {**own, **start, **batch, "grain": self.grain}
        super().__init__()
        self.add_class("gv-settings")

    def arrange(self, shown: Sequence[widgets.Widget], more: Sequence[widgets.Widget]) -> None:
        """Put in place the controls that are shown, with more buttons in the row of its own."""
        for each in more:
            each.layout.width = "auto"
        buttons = widgets.HBox([self.more, self.rest, *more], layout={"flex_flow": "row wrap"})
        settings = [each for each in shown if each is not self.grain]
        self.children = [*settings, buttons, self.progress, self.said, *([self.grain] if self.grain in shown else [])]

    @property
    def settings(self) -> Settings:
        """What the controls say."""
        batch = self.batch.value if self.batch.value < self._examples else 0
        return Settings(self._rate(), self.steps.value, self.optimizer.value, self.zeroing.value, batch)

    def _rate(self) -> float:
        """The learning rate: what the cell gave or code set exactly, and what the slider shows of where it stands."""
        shown = (
            self._first.lr or 10.0**self.lr.min
        )  # a rate of 0 has no place on the slider: its left end stands for it
        if math.isclose(self.lr.value, shown, rel_tol=1e-6):
            return self._first.lr
        place = math.log10(self.lr.value) / RATE_STEP
        return float(f"{self.lr.value:{'.3g' if math.isclose(place, round(place), abs_tol=1e-6) else '.12g'}}")

    @property
    def start(self) -> dict[str, float]:
        """The start values, by name."""
        return {name: each.value for name, each in self.starts.items()}

    def progress_to(self, epoch: int | None, steps: int) -> None:
        """Show how far a run is; None hides it."""
        self.progress.layout.display = "none" if epoch is None else ""
        self.progress.max, self.progress.value = steps, epoch or 0

    def status(self, text: str, unfinished: bool) -> None:
        """Say what became of the run, and offer its rest."""
        self.said.value = f'<p class="gv-status" role="status" style="line-height: 1.3; margin: 0">{cell(text)}</p>'
        self.rest.layout.display = "" if unfinished else "none"


class GuessBox(widgets.VBox):
    """Guesses by hand: a number, a button, and what the loss and the gradient were at each.

    Attributes:
        told: what the last guess came to, as a sentence.
    """

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        (self.name,) = parameters
        self.number = widgets.FloatText(
            float(parameters[self.name]), description=say("guess {name}", name=self.name),
            layout={"width": "0", "flex": "1 1 0", "min_width": "190px"}, style=STYLE,
        )  # fmt: skip
        self.button = _button(say("Try"), "question", say("What are loss and gradient at this guess?"))
        self.rows: list[tuple[float, float, float | None]] = []
        self.list = widgets.HTML()
        self.told = ""
        super().__init__([widgets.HBox([self.number, self.button]), self.list])

    @property
    def value(self) -> float:
        """The guess."""
        return float(self.number.value)

    def add(self, value: float, loss: float, gradient: float | None) -> None:
        """Keep a guess with what it came to."""
        self.rows.append((value, loss, gradient))
        given = {"name": self.name, "value": short(value), "loss": short(loss)}
        if not gradient or not math.isfinite(gradient):
            self.told = say("Guess {count}: at {name} = {value} the loss is {loss}, and no direction is downhill.",
                            count=len(self.rows), **given)  # fmt: skip
        else:
            way = say("larger") if gradient < 0 else say("smaller")
            self.told = say(
                "Guess {count}: at {name} = {value} the loss is {loss}, and the gradient is {gradient}: a {way} {name} "
                "makes the loss smaller.", count=len(self.rows), gradient=short(gradient), way=way, **given,
            )  # fmt: skip
        self._write()

    def clear(self) -> None:
        """Forget all guesses."""
        self.rows, self.told = [], ""
        self._write()

    def _write(self) -> None:
        rows = "".join(
            f"<tr><td>{short(v)}</td><td>{short(loss)}</td><td>{'—' if g is None else short(g)}</td></tr>"
            for v, loss, g in self.rows[-8:]
        )
        heads = "".join(f'<th scope="col">{cell(h)}</th>' for h in (self.name, say("loss"), say("gradient")))
        label = cell(say("guesses"))
        self.list.value = (
            f'<table aria-label="{label}"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>' if rows else ""
        )


def starts(parameters: Mapping[str, Any], wide: dict[str, Any]) -> dict[str, widgets.FloatText]:
    """A control for the start value of each parameter, where they are a few single numbers."""
    numbers = {name: float(value) for name, value in parameters.items() if isinstance(value, (int, float))}
    return {
        name: widgets.FloatText(value, description=say("start {name}", name=name), **wide)
        for name, value in numbers.items() if len(numbers) <= MOST_STARTS
    }  # fmt: skip


def _grains() -> widgets.ToggleButtons:
    return widgets.ToggleButtons(
        options=[(say("each event"), "event"), (say("each line"), "line"), (say("each epoch"), "epoch")],
        value=GRAINS[1], style={"button_width": "auto"},
        tooltips=[say("stop after every event"), say("stop after every line"), say("stop after every epoch")],
    )  # fmt: skip


def _batch_size(size: int, examples: int, wide: dict[str, Any]) -> widgets.BoundedIntText:
    return widgets.BoundedIntText(
        size or examples, min=1, max=max(1, examples), description=say("batch size"),
        tooltip=say("How many examples each step sees"), **wide,
    )  # fmt: skip


def _rate_slider(lr: float) -> widgets.FloatLogSlider:
    low, high = _decades(lr)
    return widgets.FloatLogSlider(
        value=lr or 10.0**low, base=10, min=low, max=high, step=RATE_STEP, description=say("learning rate"),
        readout_format=".3g", continuous_update=False, layout=widgets.Layout(**SLIDER_LAYOUT), style=STYLE,
    )  # fmt: skip


def _decades(lr: float) -> tuple[float, float]:
    """The ends of the slider as powers of ten: four decades that hold the rate."""
    middle = math.log10(lr) if lr > 0 else -1.0
    return min(-3.0, math.floor(middle)), max(1.0, math.ceil(middle))


def _button(name: str, icon: str, tooltip: str) -> widgets.Button:
    return widgets.Button(description=name, icon=icon, tooltip=tooltip, layout={"width": "auto"})
