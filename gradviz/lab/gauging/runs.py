"""Runs for `memory`: what is saved at each moment of a forward and a backward pass, and how much is computed.

What a plain run saves is read from its Recording. Two things are in no Recording, and a Meter counts them while they
run: operations of which no node is kept (all of them under `no_grad`, those inside a checkpoint when it is computed
first), and what a checkpoint computes again. That second computation is no pass of the learner's: as events it would
make one backward pass look like several, in every picture and for everything that counts passes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ...core import Tensor, no_grad
from ...core.grad_mode import mode
from ...core.meter import Meter
from ...core.words.creation import ones_like
from ...recording import Recording, record
from ...recording.events import Computed, Contributed
from ...recording.memory import most_saved
from ...utils.checkpoint import checkpoint_sequential

CHECKPOINT = "checkpoint"


@dataclass(frozen=True)
class Run:
    """What was measured.

    Attributes:
        live: the bytes that are saved after every operation, forward ones and then backward ones; those that need no
            gradient save nothing, and are not among them.
        forward: how many of them belong to the forward pass.
        peak: the most bytes that were saved at once.
        peak_saved: the most values.
        calls: how many operations were computed forward, those that were computed again included.
        backward: how many operations the backward pass went through.
        nodes: how many nodes the forward pass put on the tape.
    """

    live: list[int]
    forward: int
    peak: int
    peak_saved: int
    calls: int
    backward: int
    nodes: int

    @property
    def work(self) -> int:
        """All that is computed, with 1 for an operation forward and 2 for it backward."""
        return self.calls + 2 * self.backward

    @property
    def peak_at(self) -> int:
        """After which operation the most is saved, counted from 1; 0 where nothing ever is."""
        most = max(self.live, default=0)
        return self.live.index(most) + 1 if most else 0


class _Diary(Meter):
    """A meter that notes the saved bytes after every operation: all, or those alone that need gradients."""

    def __init__(self, *, all_of_them: bool = False) -> None:
        super().__init__()
        self._all = all_of_them
        self.live: list[int] = []
        self.backward = 0

    def called(self, op: Any, inputs: tuple[Any, ...]) -> None:
        """An operation was computed; what it saves is noted when it is recorded."""
        super().called(op, inputs)
        needs = mode.on and any(x.__class__ is Tensor and x.requires_grad for x in inputs)
        if op is not None and (needs or self._all):
            self.live.append(self.bytes)

    def recorded(self, node: Tensor) -> None:
        """What was computed last has saved its values."""
        super().recorded(node)
        if self.live:
            self.live[-1] = self.bytes

    def passed(self, node: Tensor) -> None:
        """The backward pass is done with a node; a checkpoint itself computes nothing."""
        super().passed(node)
        if node._op is not None and node._op.name != CHECKPOINT:
            self.backward += 1
            self.live.append(self.bytes)
        elif self.live:
            self.live[-1] = self.bytes


def training(make: Callable[[], Tensor]) -> tuple[Run, Recording]:
    """Run forward and backward, the gradient of the output being 1; what is saved is read from the record."""
    with Meter() as meter, record() as recording:
        output = make()
        output.backward(ones_like(output))
    forward, backward = _live(recording)
    peak = max((moment.live for moment in recording.memory), default=0)
    run = Run(
        [*forward, *backward], len(forward), peak, most_saved(recording), meter.forward_calls, len(backward),
        meter.recorded_nodes,
    )  # fmt: skip
    return run, recording


def _live(recording: Recording) -> tuple[list[int], list[int]]:
    """The bytes that are saved after every operation of the forward pass, and of the backward pass."""
    changed = {moment.event: moment.live for moment in recording.memory}
    live, node = 0, None
    forward: list[int] = []
    backward: list[int] = []
    for place, event in enumerate(recording.events):
        live = changed.get(place, live)
        if isinstance(event, Computed):
            forward.append(live)
        elif isinstance(event, Contributed):
            target = recording.graph_at(place).edges[event.edge].target
            if target != node:
                backward.append(live)
            node, backward[-1] = target, live
    return forward, backward


def checkpointed(make: Callable[[], Tensor]) -> Run:
    """Run forward and backward through checkpoints, measured while it runs."""
    with _Diary() as diary:
        output = make()
        forward, nodes = len(diary.live), diary.recorded_nodes
        output.backward(ones_like(output))
    return Run(diary.live, forward, diary.peak_bytes, diary.peak_saved, diary.forward_calls, diary.backward, nodes)


def inference(make: Callable[[], Tensor]) -> Run:
    """Run forward alone, under no_grad, measured while it runs."""
    with _Diary(all_of_them=True) as diary, no_grad():
        make()
    calls = diary.forward_calls
    return Run(diary.live, calls, diary.peak_bytes, diary.peak_saved, calls, 0, diary.recorded_nodes)


def through(layers: Sequence[Callable[[Tensor], Tensor]], x: Tensor, segments: int) -> Tensor:
    """The layers one after the other, in so many checkpointed segments; with one, plainly."""
    return checkpoint_sequential([_held(layer, number) for number, layer in enumerate(layers)], segments, x)


def _held(layer: Callable[[Tensor], Tensor], number: int) -> Callable[[Tensor], Tensor]:
    """A layer that is held to what layers return."""

    def held(x: Tensor) -> Tensor:
        result = layer(x)
        if not isinstance(result, Tensor):
            name = getattr(layer, "__name__", type(layer).__name__)
            raise TypeError(
                f"layer {number} ({name}) returned {result!r:.40} ({type(result).__name__}), not a Tensor: what comes "
                "after it cannot use that, and no gradient flows back. Return a Tensor that is computed from the "
                "layer's input with gradviz operations."
            )
        return result

    return held
