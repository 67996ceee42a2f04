"""`with gv.record() as rec:`: everything that happens in a block, in one Recording.

Passes of a training loop, an optimizer's steps, gradients that are zeroed: each becomes events, as it happens. A pass
is told when its backward pass is over, because only then is it known which computation it was: first what its forward
pass had computed, then the sweep, edge by edge. What never had a backward pass is left out; where nothing had, the
newest result is told without one.
"""

from __future__ import annotations

from typing import Any

from ..core.backward import Observer, Step
from ..core.grad_mode import Watcher, mode
from ..core.hooks import REPLACED
from ..core.meter import Meter
from ..core.tensor import Tensor
from .events import Accumulated, Contributed, Event, Memory, Replaced, Seeded, Started, Updated, Zeroed
from .graph import Graph
from .history import Recording
from .naming import name_from_frames
from .tape import structure, tape
from .watching import edge_numbers, forward_events, raw


class _Pass:
    """One backward pass and the forward pass before it.

    Attributes:
        forward: what stood in the leaves' `.grad` from before, and what the forward pass computed.
        story: what the sweep did, with what nodes let go in between.
    """

    def __init__(self, root: Tensor) -> None:
        self.root, self.tensors = root, tape(root)  # held, so that no other Tensor gets the identity of one of them
        name_from_frames(self.tensors)
        self.positions = {id(tensor): position for position, tensor in enumerate(self.tensors)}
        self.graph = structure(self.tensors, self.positions)
        left = [(i, t._grad) for i, t in enumerate(self.tensors) if t._op is None and t._grad is not None]
        values = [tensor._value for tensor in self.tensors]
        self.forward = [*(Accumulated(i, raw(gradient)) for i, gradient in left), *forward_events(self.tensors, values)]
        self.story: list[Event | tuple[Tensor, int, int]] = []

    def step(self, step: Step) -> None:
        """One edge of the sweep, or a hook that has put another gradient in the place of one."""
        node, argument, upstream, local, down, total = step
        place = self.positions[id(node)]
        if argument == REPLACED:
            self.story.append(Replaced(place, raw(total)))
        else:
            edge = edge_numbers(self.graph)[place, argument]
            self.story.append(Contributed(edge, raw(upstream), raw(local), raw(down), raw(total)))


class Block(Watcher):
    """What `gv.record()` gives: a context whose Recording grows while it runs."""

    def __init__(self) -> None:
        self._graphs: list[Graph] = []
        self._events: list[Event] = []
        self._memory: list[Memory] = []
        self._recording = Recording(self._graphs, lambda: self._events, memory=self._memory)
        self._pass: _Pass | None = None  # the last one that was told
        self._going_on: list[_Pass | None] = []  # sweeps that have begun and are not over; inside a sweep none is told
        self._newest: Tensor | None = None
        self._meter = Meter()
        self._saved: dict[int, tuple[Tensor, int, int]] = {}

    def __repr__(self) -> str:
        return "<a block to record in: write `with gv.record() as rec:` and compute in it>"

    def __enter__(self) -> Recording:
        if self in mode.watchers or self._events:
            raise RuntimeError("this record() has its block already. Each block has one of its own: with gv.record():")
        mode.watch((*mode.watchers, self), mode.packing)
        return self._recording

    def __exit__(self, *exc_info: object) -> None:
        mode.watch(tuple(w for w in mode.watchers if w is not self), mode.packing)
        if not self._events and self._newest is not None:
            self._tell_forward(_Pass(self._newest))
        self._recording.grown()
        self._pass = self._newest = None
        self._saved.clear()

    # -- what the engine says ----------------------------------------------------------------------

    def recorded(self, node: Tensor) -> None:
        """A node was recorded: note what it has saved."""
        before = self._meter.bytes
        self._meter.recorded(node)
        self._saved[id(node)] = node, self._meter.bytes - before, self._meter.bytes
        self._newest = node

    def passed(self, node: Tensor) -> None:
        """A node's saved values were let go."""
        before = self._meter.bytes
        self._meter.passed(node)
        if self._going_on and self._going_on[0] is not None:
            self._going_on[0].story.append((node, self._meter.bytes - before, self._meter.bytes))

    def sweeping(self, root: Tensor, seed: Any) -> Observer | None:
        """A backward pass begins; one inside another, as a checkpoint runs it, is no pass of the learner's."""
        begun = _Pass(root) if not self._going_on and root._op is not None else None
        self._going_on.append(begun)
        if begun is None:
            return None
        begun.story.append(Seeded(begun.graph.output, raw(seed)))
        return begun.step

    def swept(self, failed: bool) -> None:
        """A backward pass is over."""
        over = self._going_on.pop()
        if over is None or failed:
            return
        if self._pass is None or self._pass.root is not over.root:
            self._tell_forward(over)
        self._pass = over
        for told in over.story:
            if isinstance(told[0], Tensor):
                self._remember(over.positions.get(id(told[0]), -1), *told[1:])
            else:
                self._events.append(told)
        self._recording.grown()

    def accumulated(self, leaves: list[Tensor]) -> None:
        """The leaves have added up."""
        for leaf in leaves:
            self._tell(Accumulated, leaf, raw(leaf._grad))

    def changed(self, tensor: Tensor) -> None:
        """A value was changed in place: that of a leaf, or its gradient."""
        self._tell(Updated, tensor, tensor._value)
        leaves = self._pass.tensors if self._pass is not None else []
        for leaf in (each for each in leaves if each._op is None and each._grad is tensor):
            self._tell(Zeroed, leaf, tensor._value)

    def cleared(self, leaf: Tensor) -> None:
        """The gradient of a leaf was forgotten or replaced."""
        self._tell(Zeroed, leaf, raw(leaf._grad))

    # -- what goes into the recording --------------------------------------------------------------

    def _tell_forward(self, begun: _Pass) -> None:
        if begun.graph not in self._graphs:
            self._graphs.append(begun.graph)
        self._events.append(Started(self._graphs.index(begun.graph)))
        for event in begun.forward:
            self._events.append(event)
            _, change, live = self._saved.pop(id(begun.tensors[event[0]]), (None, 0, 0))
            self._remember(event[0], change, live)

    def _tell(self, kind: Any, tensor: Tensor, value: Any) -> None:
        """An event of a leaf of the last pass; others are in no picture."""
        place = self._pass.positions.get(id(tensor)) if self._pass is not None else None
        if place is None:
            return
        event, last = kind(place, value), self._events[-1]
        if type(last) is not kind or last[0] != place or last[-1] is not value:  # zero_() is heard of twice
            self._events.append(event)
            self._recording.grown()

    def _remember(self, place: int, change: int, live: int) -> None:
        if change:
            self._memory.append(Memory(len(self._events) - 1, place, change, live))
