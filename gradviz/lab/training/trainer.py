"""The figure that `train` returns."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Any

from ...language import mark, say
from ..frame.controlled import COPY_KEY, Controlled
from ..frame.scrubber import Scrubber
from . import outcome, words
from .asked import Call
from .controls import GuessBox, LoopControls
from .loop import Run, Settings
from .problem import Problem
from .stops import Stop, stops
from .views import Views

OPENING = 2.0
"""So many seconds may pass before a figure shows what there is; its Run button goes on from there."""


class Train(Controlled):
    """The figure that `train` returns.

    Attributes:
        run: the training run that is shown: its losses, states and recording.
        problem: what is trained.
        scrubber: where in the run the figure stands.
        stops: the moments that the scrubber goes through.
        loop: the settings and buttons; the settings are `controls` too, by the names of train's options.
    """

    title = mark("Train")
    idea = mark("backward only computes gradients; the parameters move when step is called, against their gradients.")
    own_keys = (
        ("← →", mark("a moment back or on")), (mark("Home, End"), mark("to the first or the last moment")),
        (mark("Space"), mark("play or stop")), ("Z", mark("zero_grad on or off")),
        ("N", mark("one epoch more")), COPY_KEY,
    )  # fmt: skip
    copies = True
    back = mark("Everything back to where it started")
    apart = {
        "scrubber": "it only goes through what the run has done and changes nothing of it",
        "guess": "a guess trains nothing, it is only looked at",
    }

    def __init__(self, problem: Problem, settings: Settings, called: Call, **options: Any) -> None:
        """Make it. `called` is how the cell called `train`, and `options` what it locks and hides."""
        self.problem, self.run, self._called = problem, Run(problem, settings), called
        self.stops: list[Stop] = stops(self.run, "line")
        self.loop = LoopControls(settings, problem)
        self.guess = GuessBox(problem.parameters) if self.loop.starts and len(problem.parameters) == 1 else None
        self.scrubber = Scrubber(1, told=self._where, name=say("time"))
        self.views = Views(self.run)
        super().__init__("train", None, called.given, controls=self.loop.controls, above=[self.views], **options)
        self._connect()
        self.roles = dict.fromkeys(problem.parameters, "parameter")
        self._train(self.run, OPENING)

    def _arranged(self, shown: list[Any], back: list[Any], last: list[Any]) -> list[Any]:
        """The scrubber first; the settings with their buttons; guesses."""
        copying, line = last
        self.loop.arrange(shown, [*back, copying])
        return [self.scrubber, self.loop, line, *([self.guess] if self.guess else [])]

    def _connect(self) -> None:
        """Say what each button does."""
        self.loop.more.disabled = not self.is_free("steps")
        self.loop.more.on_click(lambda _: self.one_more())
        self.loop.rest.on_click(lambda _: self.go_on())
        self.scrubber.observe(lambda _: self._look(), "index")
        if self.guess:
            self.guess.button.on_click(lambda _: self.try_guess())

    def tick(self, moved: str | None = None) -> None:
        """Train anew with the settings as they are; another grain only goes through the same run in other steps."""
        if moved == "grain":
            self._regrain()
        else:
            self.again()

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
        self._move_quietly(self.loop.steps, steps)
        if self.run.broken or self.run.seconds < OPENING / 2:
            self.again()
        else:
            self.run.extend(steps)
            self._train(self.run, math.inf)
        self.scrubber.index = len(self.stops) - 1

    def _move_quietly(self, control: Any, value: Any) -> None:
        """Put one control to a value, without training anew."""
        with self.controls.quiet():
            control.value = value
        self._tell_values()

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
        if key == "z" and self.is_free("zero_grad"):
            self.loop.zeroing.value = not self.loop.zeroing.value
        elif key == "n" and self.is_free("steps"):
            self.one_more()
        else:
            super().pressed(key)

    def reset(self) -> None:
        """Everything back to where the cell had it."""
        if self.guess:
            self.guess.clear()
        super().reset()
        self.scrubber.index = len(self.stops) - 1

    # -- as code -----------------------------------------------------------------------------------

    def to(self, moment: int) -> Train:
        """The same figure at another moment of the scrubber: `gv.train(lr=0.5).to(3)`."""
        self.scrubber.playing, self.scrubber.index = False, moment
        return self

    def first(self) -> list[str]:
        """What is trained, as the cell gave it."""
        return self._called.first

    def chosen(self) -> dict[str, Any]:
        """The options that the cell gave."""
        return self._called.options

    @property
    def code(self) -> str:
        """The line of Python that makes this figure as it stands now, at the moment that is shown."""
        last = len(self.stops) - 1
        return super().code + (f".to({self.scrubber.index})" if self.scrubber.index != last else "")

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
