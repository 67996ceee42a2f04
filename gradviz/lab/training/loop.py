"""The training loop itself: a real one, with gradviz's optimizers, under one `with gv.record()`."""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from numbers import Integral
from typing import Any, NamedTuple

from ...core import Tensor, no_grad
from ...core.advice.anomaly import unsaid
from ...optim import SGD, Adam
from ...optim.optimizer import Optimizer
from ...recording import Recording, record, watch
from ...recording.events import Started
from ...recording.history import is_finite
from ...recording.running import as_leaf, run_on
from .batches import Batches, aside
from .own_model import Kept
from .problem import Problem

MOST_EVENTS = 6_000
"""A run is recorded event by event up to here; of what comes later each epoch's loss and parameters are kept."""

MOST_BYTES = 32_000_000
"""The same for the values in the events, where they are arrays."""

MOST_KEPT = 256_000_000
"""How many bytes the parameters of all epochs may take together."""

OPTIMIZERS: dict[str, Callable[[list[Tensor], float], Optimizer]] = {
    "SGD": lambda parameters, lr: SGD(parameters, lr=lr),
    "momentum": lambda parameters, lr: SGD(parameters, lr=lr, momentum=0.9),
    "Adam": lambda parameters, lr: Adam(parameters, lr=lr),
}
"""The optimizers of the figure, by the names that its menu shows."""

MADE = {
    "SGD": "SGD({}, lr={})", "momentum": "SGD({}, lr={}, momentum=0.9)", "Adam": "Adam({}, lr={})",
}  # fmt: skip
"""How each is written in code."""


class Settings(NamedTuple):
    """What the learner chooses.

    Attributes:
        lr: the learning rate.
        steps: how many epochs are run.
        optimizer: one of OPTIMIZERS.
        zeroing: whether the loop calls zero_grad.
        batch: how many examples a mini-batch has; 0 for all of them in one.
    """

    lr: float
    steps: int
    optimizer: str = "SGD"
    zeroing: bool = True
    batch: int = 0


def checked(settings: Settings) -> Settings:
    """The settings, if a loop can be run with them.

    Raises:
        ValueError: if one makes no sense.
    """
    lr, steps, optimizer, _, batch = settings
    if not isinstance(optimizer, str):
        raise TypeError(
            f"optimizer= is a {type(optimizer).__name__}, and the figure makes its own, as it trains a copy. Give its "
            f"name and its rate: optimizer='Adam', lr={lr}; there are {', '.join(OPTIMIZERS)}."
        )
    if optimizer not in OPTIMIZERS:
        near = next((each for each in OPTIMIZERS if each.lower() == str(optimizer).lower()), None)
        meant = f" Did you mean {near!r}?" if near else ""
        names = ", ".join(OPTIMIZERS)
        raise ValueError(f"optimizer={optimizer!r:.40} is not one of the figure's.{meant} There are: {names}.")
    if not isinstance(steps, int) or isinstance(steps, bool) or steps < 0:
        raise ValueError(f"steps={steps!r:.40} counts epochs. Give a whole number from 0: steps=20.")
    if isinstance(lr, bool) or not isinstance(lr, (int, float)) or not 0 <= lr < math.inf:
        raise ValueError(f"lr={lr!r:.40} is no learning rate. Give a number from 0, such as lr=0.1.")
    if not isinstance(batch, Integral) or isinstance(batch, bool) or batch < 0:  # numpy's are Integral too
        raise ValueError(f"batch_size={batch!r:.40} counts examples. Give a whole number from 1: batch_size=8.")
    return settings._replace(lr=float(lr), batch=int(batch))


class Run:
    """One training run, which may be stopped after any step and gone on with.

    A turn is one run of the loop's body, with one step at its end: an epoch, or with mini-batches one batch of it.

    Attributes:
        problem: what is trained.
        settings: how.
        batches: which examples each turn sees.
        states: the values of the parameters, by name: at the start, and after each turn.
        buffers: likewise what the model's buffers hold, such as the running mean of a batch norm.
        losses: the loss at each of these, of the batch that comes next; the last may be missing where the run was
            broken off.
        recording: the events of the first `kept` turns.
        broken: whether a turn was left in the middle, so that the run cannot go on.
        seconds: how long its turns took.
    """

    def __init__(self, problem: Problem, settings: Settings) -> None:
        self.problem, self.settings = problem, settings
        self.parameters = {name: _parameter(name, value) for name, value in problem.parameters.items()}
        self.batches = Batches(problem, settings.batch)
        self.optimizer = OPTIMIZERS[settings.optimizer](list(self.parameters.values()), settings.lr)
        self.states = [self._values()]
        self.buffers: list[Kept] = [{} if problem.model is None else problem.model.buffers]
        self._losses: list[float] = []
        self._whole: dict[int, float] = {}
        self._final: float | None = None
        self.recording: Recording | None = None
        self.kept = 0
        self._most = settings.steps * self.batches.count
        self.broken = False
        self.seconds = 0.0
        self._refuse_long(settings.steps)

    @property
    def turns(self) -> int:
        """How many turns are over."""
        return len(self.states) - 1

    @property
    def epochs(self) -> int:
        """How many epochs are over."""
        return self.turns // self.batches.count

    @property
    def losses(self) -> list[float]:
        """The loss at each of the states, of the batch that comes next."""
        return [*self._losses, self._final][: len(self.states)] if self._final is not None else self._losses[:]

    @property
    def looks_aside(self) -> bool:
        """Whether the loss of all examples, as the model is in use, is another than those that the loop sees."""
        return self.batches.count > 1 or self.problem.measured is not None

    @property
    def whole(self) -> list[float]:
        """The loss of all examples after each epoch, the first at the start; the last may be missing.

        A model has it as in use, after `eval()`: without dropout, and with the running numbers of a batch norm.
        """
        return list(self._whole.values()) if self.looks_aside else self.losses

    @property
    def diverged(self) -> int | None:
        """The first turn whose loss is inf or nan, or None; the run stops there."""
        return next((k for k, loss in enumerate(self.losses) if not math.isfinite(loss)), None)

    @property
    def over(self) -> bool:
        """Whether there is nothing more to do."""
        return self.broken or self.turns >= self.settings.steps * self.batches.count or not self._sound()

    def go(self, seconds: float = math.inf, told: Callable[[int], object] = lambda epoch: None) -> None:
        """Run the epochs that are left.

        Args:
            seconds: after so long it stops between two turns.
            told: is called after each turn with how many epochs are over.

        Raises:
            Exception, KeyboardInterrupt: whatever the learner's function raises; the turns before it are kept.
        """
        self._final, began = None, time.monotonic()
        try:
            with unsaid(), warnings.catch_warnings(), ExitStack() as block:
                warnings.filterwarnings("ignore", message="the leaf .* is changed in place by a gradient that")
                self._look_aside()
                if self.recording is None:
                    self.recording = block.enter_context(record())
                self._loop(block, time.monotonic() + seconds, told)
        except BaseException:
            self.broken = True
            raise
        finally:
            self.seconds += time.monotonic() - began
        self._most = min(self._most, self.turns)  # the block is over: what comes later is not in the record
        with unsaid(), aside(self.problem):
            self._final = float(self._forward(self.turns).item())

    def extend(self, steps: int) -> None:
        """Let the run have so many epochs in all."""
        self._refuse_long(steps)
        self.settings = self.settings._replace(steps=steps)

    def _loop(self, block: ExitStack, end: float, told: Callable[[int], object]) -> None:
        """The loop, under the record that `block` holds as long as there is room in it."""
        while not self.over:
            self._turn()
            if self.turns >= self._most:
                block.close()
            self._look_aside()
            told(self.epochs)
            if time.monotonic() > end:
                break

    def _turn(self) -> None:
        """The body of the loop."""
        self.batches.begin(self.turns)
        if self.settings.zeroing:
            self.optimizer.zero_grad()
        loss = self._forward(self.turns)
        loss.backward()
        self.optimizer.step()
        self._losses.append(float(loss.item()))
        self.buffers.append({} if self.problem.model is None else self.problem.model.keep())
        self.states.append(self._values())
        if self.turns == 1:
            self._most = self._affordable()
        self.kept = min(self.turns, self._most)

    def _forward(self, turn: int) -> Tensor:
        """The loss of the parameters as they are, on the batch of a turn."""
        self.bring_back(turn)
        loss = run_on(self.problem.loss, {**self.parameters, **self.batches.of(turn)})
        return loss if loss.name or loss.is_leaf else loss.named(self.problem.code.split(" = ")[0])

    def bring_back(self, state: int) -> None:
        """Give the model's buffers what they held at one of the states."""
        if self.problem.model is not None:
            self.problem.model.bring_back(self.buffers[state])

    def predict(self, X: Any, state: int) -> Any:
        """What the model says of points at one of the states, as an array with a row for each point."""
        self.bring_back(state)
        return self.problem.predict(X, self.states[state])

    def _look_aside(self) -> None:
        """At the end of an epoch the loss of all examples, where the loop itself never computes it."""
        if self.looks_aside and self.turns % self.batches.count == 0 and self.turns not in self._whole:
            with aside(self.problem), no_grad():
                self.bring_back(self.turns)
                loss = self.problem.measured or self.problem.loss
                self._whole[self.turns] = float(run_on(loss, {**self.parameters, **self.batches.all()}).item())

    def _affordable(self) -> int:
        """How many turns may be recorded event by event, from what the first one took.

        None where a turn is not one pass: a loss that is a leaf has none, one that takes gradients itself has more.
        """
        assert self.recording is not None
        events = self.recording.events
        if sum(isinstance(event, Started) for event in events) != 1:
            return 0
        size = sum(getattr(part, "nbytes", 0) for event in events for part in event)
        return max(1, min(MOST_EVENTS // max(1, len(events)), MOST_BYTES // max(1, size)))

    def _values(self) -> dict[str, Any]:
        return {name: leaf._value for name, leaf in self.parameters.items()}

    def _sound(self) -> bool:
        """Whether loss and parameters are finite."""
        return all(map(math.isfinite, self._losses[-1:])) and all(map(is_finite, self.states[-1].values()))

    def at(self, turn: int) -> Recording:
        """One turn's forward and backward pass, recorded from the parameters that it started from."""
        with unsaid(), aside(self.problem):
            leaves = {name: as_leaf(value, name) for name, value in self.states[turn].items()}
            kept, self.parameters = self.parameters, leaves
            self.batches.again(turn)
            try:
                return watch(self._forward(turn))
            finally:
                self.parameters = kept

    def _refuse_long(self, steps: int) -> None:
        held = [getattr(buffer, "_value", buffer) for buffer in self.buffers[0].values()]
        size = 8 * sum(getattr(value, "size", 1) for value in [*self.states[0].values(), *held])
        if size * steps * self.batches.count > MOST_KEPT:
            most, several = MOST_KEPT // size // self.batches.count, self.batches.count > 1
            tries = [f"at most steps={most}"] * (most > 0) + ["larger batches"] * several + ["a smaller net"]
            raise ValueError(
                f"{steps:,} epochs of {size // 8:,} parameters do not fit into memory: to scrub through them, the "
                f"parameters after each step are kept. Give {' or '.join(tries)}."
            )


def _parameter(name: str, value: Any) -> Tensor:
    leaf = as_leaf(value, name)
    if not leaf.requires_grad:
        raise TypeError(
            f"the parameter {name} holds whole numbers ({leaf.dtype}), and a step changes numbers by fractions. Give "
            f"it floats: np.asarray({name}, dtype=float)."
        )
    if not is_finite(leaf._value):
        raise ValueError(f"the parameter {name} starts at inf or nan, and no step leads away from there. Give numbers.")
    return leaf
