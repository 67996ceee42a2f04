"""`train`: the training loop event by event, with the loss falling, the parameters moving, and the graph beside it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from ...core import Tensor
from ...language import mark, say
from ...nn import Module
from ...recording.running import Program, merged
from ..frame.figure import Figure
from ..frame.scrubber import Scrubber
from . import outcome, words
from .asked import asked, without_names
from .controls import GuessBox, LoopControls
from .loop import Run, Settings, checked
from .problem import Problem
from .stops import Stop, stops
from .views import Views

OPENING = 2.0
"""So many seconds may pass before a figure shows what there is; its Run button goes on from there."""


def train(
    f: Program | tuple[Any, Any] | Module | None = None,
    /,
    *unnamed: Any,
    learn: str | Iterable[str] | None = None,
    data: Mapping[str, Any] | tuple[Any, Any] | str | None = None,
    loss: Callable[[Tensor, Tensor], Tensor] | None = None,
    lr: float | None = None,
    steps: int | None = None,
    optimizer: str | None = None,
    zero_grad: bool = True,
    hidden: int | None = None,
    batch_size: int | None = None,
    inputs: Mapping[str, Any] | None = None,
    **variables: Any,
) -> Train:
    """Show a training loop line by line: zero_grad, forward, backward, step, and what each does to the numbers.

    Gradient descent moves each parameter against its gradient: θ ← θ − lr · ∂L/∂θ. The loop is run for real, with
    gradviz's optimizers, and recorded; the scrubber goes back and on through what happened.

    Args:
        f: a formula as text or a function of Tensors that returns the loss; or the name of a ready problem, "secret
            number" (as without any), "perceptron", "line", "two moons", "circles", "xor" or "three clouds"; or (X, y),
            points of your own: on a line with numbers, or with two columns or more and classes; or a model of your
            own, a `gv.nn.Module`, with `data=(X, y)`: a copy of it is trained.
        *unnamed: nothing: every value is given by its name, `w=3`.
        learn: the names of the parameters, which a step changes; without it those called w, b, θ and the like.
        data: inputs that are not learned, by name, whatever they are called; for a model (X, y), or a ready set's name.
            Whole numbers in X stay so where the model looks them up, as an Embedding does.
        loss: for a model: `loss(output, target)`, which says what y is: numbers for gv.nn.MSELoss() and the like,
            classes for cross entropy and binary cross entropy. A function of your own gets numbers in the shape of the
            output, and -1 and 1, as a hinge takes them, are drawn as classes. Without it, cross entropy where y names
            classes, one output for each; binary cross entropy for one output and two words, truth values or the numbers
            0 and 1 (or -1 and 1); and else the mean squared error.
        lr: the learning rate.
        steps: how many epochs are run at first.
        optimizer: "SGD", "momentum" or "Adam".
        zero_grad: whether the loop forgets the old gradients.
        hidden: for points: how many units the hidden layer has; 0 for a perceptron, σ(Xw + b).
        batch_size: for a data set: how many examples a step sees; without it all of them. Each epoch goes through all
            examples in a new order, that of a DataLoader with shuffle=True after gv.manual_seed(0).
        inputs: inputs by name, for names that cannot be keywords here.
        **variables: inputs by name: numbers, lists or arrays.

    Returns:
        A widget; Jupyter shows it. `.run.losses`, `.run.states` and `.run.buffers` are the loss, the parameters and a
        model's buffers after each step, `.run.whole` is the loss of all examples after each epoch (of a model as in
        use, after eval()), `.run.recording` is what happened.

    Raises:
        FormulaError: if the text is not a formula.
        TypeError, ValueError: if the inputs do not fit, or no parameter is named.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.train("L = (x + θ - y)**2", x=4, θ=1, y=7, lr=0.25, steps=4)
        >>> [state["θ"] for state in figure.run.states]
        [1.0, 2.0, 2.5, 2.75, 2.875]
        >>> figure.run.losses
        [4.0, 1.0, 0.25, 0.0625, 0.015625]
    """
    if unnamed:
        raise without_names(f)
    given = {"learn": learn, "data": data, "lr": lr, "steps": steps, "optimizer": optimizer, "hidden": hidden,
             "loss": loss, "batch_size": batch_size}  # fmt: skip
    problem = asked(f, {k: v for k, v in given.items() if v is not None}, merged(inputs, variables), inputs or {})
    chosen = {"lr": 0.1, "steps": 20, "optimizer": "SGD", **problem.defaults}
    chosen.update({k: v for k in ("lr", "steps", "optimizer") if (v := given[k]) is not None})
    return Train(problem, checked(Settings(**chosen, zeroing=bool(zero_grad), batch=batch_size or 0)))


class Train(Figure):
    """The figure that `train` returns.

    Attributes:
        run: the training run that is shown: its losses, states and recording.
        problem: what is trained.
        scrubber: where in the run the figure stands.
        stops: the moments that the scrubber goes through.
    """

    title = mark("Train")
    idea = mark("backward only computes gradients; the parameters move when step is called, against their gradients.")
    own_keys = (
        ("← →", mark("a moment back or on")), (mark("Home, End"), mark("to the first or the last moment")),
        (mark("Space"), mark("play or stop")), ("Z", mark("zero_grad on or off")),
        ("N", mark("one epoch more")),
    )  # fmt: skip

    def __init__(self, problem: Problem, settings: Settings) -> None:
        self.problem, self.run = problem, Run(problem, settings)
        self.stops: list[Stop] = stops(self.run, "line")
        self.loop = LoopControls(settings, problem)
        self.guess = GuessBox(problem.parameters) if self.loop.starts and len(problem.parameters) == 1 else None
        self.scrubber = Scrubber(1, told=self._where, name=say("time"))
        self.views = Views(self.run)
        self._connect()
        super().__init__("train", [self.scrubber, self.loop, *([self.guess] if self.guess else [])], above=[self.views])
        self.roles = dict.fromkeys(problem.parameters, "parameter")
        self._train(self.run, OPENING)

    def _connect(self) -> None:
        """Say what each control does."""
        self.loop.on_change(self.again)
        self.loop.more.on_click(lambda _: self.one_more())
        self.loop.rest.on_click(lambda _: self.go_on())
        self.loop.back.on_click(lambda _: self.reset())
        self.loop.grain.observe(lambda _: self._regrain(), "value")
        self.scrubber.observe(lambda _: self._look(), "index")
        if self.guess:
            self.guess.button.on_click(lambda _: self.try_guess())

    # -- training ----------------------------------------------------------------------------------

    def again(self) -> None:
        """Train anew with the settings as they are."""
        settings = self.loop.settings
        made = self.attempt(lambda: Run(self._from_start(), settings), self.problem.loss)
        if made is not None:
            self._train(made, OPENING)

    def one_more(self) -> None:
        """One epoch more: training anew, so that all of it is on record, or where that is slow going on."""
        steps = self.run.epochs + 1
        self.loop.set(steps=steps)
        if self.run.broken or self.run.seconds < OPENING / 2:
            self.again()
        else:
            self.run.extend(steps)
            self._train(self.run, math.inf)
        self.scrubber.index = len(self.stops) - 1

    def go_on(self) -> None:
        """Run the epochs that are left; the kernel's interrupt stops it."""
        self._train(Run(self._from_start(), self.loop.settings) if self.run.broken else self.run, math.inf)

    def _from_start(self) -> Problem:
        """The problem with the start values that the controls show."""
        return replace(self.problem, parameters={**self.problem.parameters, **self.loop.start})

    def _train(self, run: Run, seconds: float) -> None:
        """Run what is left of a run, and show as much of it as there is in the end."""
        shown = time.monotonic()

        def told(epoch: int) -> None:
            nonlocal shown
            if time.monotonic() - shown > 0.2:
                shown = time.monotonic()
                self.loop.progress_to(epoch, run.settings.steps)

        def work() -> bool:
            try:
                run.go(seconds, told)
            except KeyboardInterrupt:
                if not run.turns:
                    raise
            return True

        worked = self.attempt(work, run.problem.loss)
        self.loop.progress_to(None, 1)
        if worked or run.turns:
            failed = "" if worked else self.diagram.error
            self._take(run)
            self.diagram.error = failed

    def _take(self, run: Run) -> None:
        """Show another run, at the end if the scrubber stood there."""
        at_end = self.scrubber.index == len(self.stops) - 1 or self.recording is None
        self.run, self.stops = run, stops(run, self.loop.grain.value)
        self.views.take(run)
        self.loop.status(outcome.status(run), unfinished=not run.over or run.broken)
        with self.scrubber.hold_trait_notifications():
            self.scrubber.count = len(self.stops)
            if at_end:
                self.scrubber.index = len(self.stops) - 1
        self._look(renew=True)

    # -- looking -----------------------------------------------------------------------------------

    @property
    def stop(self) -> Stop:
        """The moment that is shown."""
        return self.stops[min(self.scrubber.index, len(self.stops) - 1)]

    def _look(self, renew: bool = False) -> None:
        """Show the moment at which the scrubber stands. `renew` sends the panel again."""
        run, stop = self.run, self.stop
        recording = run.recording if stop.event is not None and run.kept else self._alone(stop.turn)
        if recording is None:
            return
        index = -1 if stop.event is None else stop.event
        event = None if stop.event is None or self.loop.grain.value != "event" else recording.events[index]
        told = words.sentence(run, stop, recording, self.loop.grain.value)
        same = (recording.graph_at(index), self.look) == self._drawn
        panel = words.panel(run, self.extra_slot) if renew and same else lambda: words.panel(run, self.extra_slot)
        self.show(recording, index, caption=told, panel=panel, extra=words.texts(run, stop, recording), highlight=event)
        graph, frame = words.moment(recording, stop)
        gradient = words.gradient(graph, frame, words.shown(run)[0])
        self.views.move(run, stop, gradient if isinstance(gradient, float) else None)

    def _alone(self, turn: int) -> Any:
        """The record of one turn whose events were not kept; None where the loss fails there."""
        return self.attempt(lambda: self.run.at(turn), self.run.problem.loss)

    def _where(self, index: int, count: int) -> str:
        stop = self.stops[min(index, len(self.stops) - 1)]
        return words.where(self.run, stop, index, count)

    def _regrain(self) -> None:
        """Go in other steps from where the figure stands."""
        here = self.stop
        self.stops = stops(self.run, self.loop.grain.value)
        place = next((k for k, s in enumerate(self.stops) if _place(s) >= _place(here)),
                     len(self.stops) - 1)  # fmt: skip
        with self.scrubber.hold_trait_notifications():
            self.scrubber.count = len(self.stops)
            self.scrubber.index = place

    # -- by hand -----------------------------------------------------------------------------------

    def try_guess(self) -> None:
        """Start from the learner's guess and say what the loss and the gradient are there."""
        assert self.guess is not None
        (name,) = self.problem.parameters
        value = self.guess.value
        made = self.attempt(
            lambda: Run(replace(self.problem, parameters={name: value}), self.loop.settings).at(0),
            self.problem.loss,
        )
        if made is not None:
            self.guess.add(value, made.frame().values[-1], words.gradient(made.graph, made.frame(), name))
            self.announce(self.guess.told)

    def pressed(self, key: str) -> None:
        """The scrubber's keys, and two of the loop's own."""
        if self.scrubber.press(key):
            return
        if key == "z":
            self.loop.set(zeroing=not self.loop.settings.zeroing)
            self.again()
        elif key == "n":
            self.one_more()

    def reset(self) -> None:
        """Everything back to where the cell had it."""
        self.loop.reset()
        if self.guess:
            self.guess.clear()
        self.again()
        self.scrubber.index = len(self.stops) - 1

    # -- where no widget can live ------------------------------------------------------------------

    def fallback_text(self) -> str:
        """The epochs as a table, and the graph's text twin."""
        if self.recording is None:
            return super().fallback_text()
        return f"{outcome.as_text(outcome.epochs(self.run))}\n\n{super().fallback_text()}"

    def fallback_html(self) -> str:
        """The image, and the epochs as a table."""
        if self.recording is None:
            return ""
        return super().fallback_html() + outcome.epoch_table(self.run)


def _place(stop: Stop) -> tuple[int, int, int]:
    """Where in a run a stop is."""
    return stop.turn, stop.line, stop.event or 0
