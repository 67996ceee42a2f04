"""Runs for `memory`: what is saved at each moment of a forward and a backward pass, and how much is computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ...core import Tensor, no_grad
from ...core.meter import Meter
from ...core.words.creation import ones_like
from ...utils.checkpoint import checkpoint_sequential

CHECKPOINT = "checkpoint"


@dataclass(frozen=True)
class Run:
    """What a meter saw.

    Attributes:
        live: the bytes that are saved after every operation, forward ones and then backward ones.
        forward: how many of them belong to the forward pass.
        peak: the most bytes that were saved at once.
        peak_saved: the most values.
        calls: how many operations were computed forward, those that were computed again included.
        backward: how many operations the backward pass went through.
        nodes: how many operations the forward pass recorded.
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
        return self.live.index(self.peak) + 1 if self.peak else 0


class _Diary(Meter):
    """A meter that notes the saved bytes after every operation, recorded or not."""

    def __init__(self) -> None:
        super().__init__()
        self.live: list[int] = []
        self.backward = 0

    def called(self, op: Any, inputs: tuple[Any, ...]) -> None:
        """An operation was computed; what it saves is noted when it is recorded."""
        super().called(op, inputs)
        if op is not None:
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


def training(make: Callable[[], Tensor]) -> Run:
    """Run forward and backward, the gradient of the output being 1."""
    diary = _Diary()
    with diary:
        output = make()
        forward, nodes = len(diary.live), diary.recorded_nodes
        output.backward(ones_like(output))
    return Run(diary.live, forward, diary.peak_bytes, diary.peak_saved, diary.forward_calls, diary.backward, nodes)


def inference(make: Callable[[], Tensor]) -> Run:
    """Run forward alone, under no_grad."""
    diary = _Diary()
    with diary, no_grad():
        make()
    return Run(
        diary.live, len(diary.live), diary.peak_bytes, diary.peak_saved, diary.forward_calls, 0, diary.recorded_nodes
    )


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
