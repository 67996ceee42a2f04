"""`with gv.record() as rec:`: everything that happens in a block, in one Recording.

Passes of a training loop, an optimizer's steps, gradients that are zeroed: each becomes events, as it happens. A pass
is told when its backward pass is over, because only then is it known which computation it was: first what its forward
pass had computed, then the sweep, edge by edge. What never had a backward pass is left out; where nothing had, the
newest result is told without one.
"""

from __future__ import annotations

from itertools import repeat
from typing import Any

from ..core.backward import Observer
from ..core.grad_mode import Watcher, mode
from ..core.tensor import Tensor
from ..core.visited import Visited
from .events import Accumulated, Event, Resumed, Seeded, Started, Updated, Zeroed
from .graph import Graph
from .history import Recording
from .naming import name_from_frames
from .tape import taped
from .watching import events_of, forward_events, raw, told


class _Pass:
    """One backward pass and the forward pass before it.

    Attributes:
        leaves: the leaves with their positions.
        forward: what stood in the leaves' `.grad` from before, and what the forward pass computed.
        steps: what the sweep did, in one flat list.
        of_tensors: whether the pass is recorded itself, and its gradients are Tensors.
        start: the position of the event with which it begins.
    """

    def __init__(
        self, root: Tensor, visited: Visited | None = None, seed: Any = None, keep: bool = False, graph: bool = False
    ) -> None:
        self.root, self.seed, self.keep, self.of_tensors = root, seed, keep, graph
        # The Tensors are held, so that no other one gets the identity of one of them.
        self.tensors, self.positions, self.graph = taped(root, visited, name_from_frames)
        self.leaves = [(i, tensor) for i, tensor in enumerate(self.tensors) if tensor._op is None]
        held = [(i, leaf._grad if visited is None else visited.before(leaf)) for i, leaf in self.leaves]
        left = [(i, gradient) for i, gradient in held if gradient is not None]
        values = [tensor._value for tensor in self.tensors]
        self.forward = [*(Accumulated(i, raw(gradient)) for i, gradient in left), *forward_events(self.graph, values)]
        self.steps: list[Any] = []
        self.start = 0


class Block(Watcher):
    """What `gv.record()` gives: a context whose Recording grows while it runs."""

    follows = False

    def __init__(self) -> None:
        self._graphs: list[Graph] = []
        self._events: list[Event] = []
        self._kept: set[int] = set()  # the passes, by their first event, after which a second one may follow
        self._recording = Recording(self._graphs, lambda: self._events, kept=self._kept)
        self._pass: _Pass | None = None  # the last one that was told
        self._places: dict[Tensor, tuple[int, int]] = {}  # of every leaf: the pass it was in last, and where in it
        self._turn = 0  # the pass that is spoken of, by its first event
        self._going_on: list[_Pass | None] = []  # sweeps that have begun and are not over; inside a sweep none is told
        self._before: Tensor | None = None  # the newest node when the block was entered

    def __repr__(self) -> str:
        return "<a block to record in: write `with gv.record() as rec:` and compute in it>"

    def __enter__(self) -> Recording:
        if self in mode.watchers or self._events:
            raise RuntimeError("this record() has its block already. Each block has one of its own: with gv.record():")
        self._before = mode.here.newest
        mode.watch((*mode.watchers, self), mode.packing)
        return self._recording

    def __exit__(self, *exc_info: object) -> None:
        newest = mode.here.newest
        mode.watch(tuple(w for w in mode.watchers if w is not self), mode.packing)
        if not self._events and newest is not self._before:
            self._tell_forward(_Pass(newest))
        self._recording.grown()
        self._pass = self._before = None
        self._places.clear()

    # -- what the engine says ----------------------------------------------------------------------

    def sweeping(self, visited: Visited, seed: Any, keep: bool, graph: bool) -> Observer | None:
        """A backward pass begins; one inside another, as a checkpoint runs it, is no pass of the learner's."""
        counts = not self._going_on and visited.root._op is not None
        begun = _Pass(visited.root, visited, seed, keep, graph) if counts else None
        self._going_on.append(begun)
        return None if begun is None else begun.steps.extend

    def swept(self, failed: bool) -> None:
        """A backward pass is over."""
        over = self._going_on.pop()
        if over is None or failed:
            return
        if self._pass is None or self._pass.root is not over.root:
            self._tell_forward(over)
        else:
            over.start = self._pass.start
            self._turn_to(over.start)
        self._pass = over
        if over.keep:
            self._kept.add(len(self._events))
        steps = over.steps
        if over.of_tensors:
            steps = [step if place % 6 == 0 else raw(step) for place, step in enumerate(steps)]
        self._events += [Seeded(over.graph.output, raw(over.seed)), *told(over.graph, over.positions, steps)]
        self._recording.grown()

    def accumulated(self, leaves: list[Tensor]) -> None:
        """The leaves have added up."""
        here = [(self._places[leaf], raw(leaf._grad)) for leaf in leaves if leaf in self._places]
        if any(start != self._turn for (start, _), _ in here):
            for leaf in leaves:
                self._tell(Accumulated, leaf, raw(leaf._grad))
            return
        self._events += events_of(repeat(Accumulated), [(place, gradient) for (_, place), gradient in here])
        self._recording.grown()

    def changed(self, tensor: Tensor) -> None:
        """A value was changed in place: that of a leaf, or its gradient."""
        self._tell(Updated, tensor, tensor._value)
        for leaf in [each for each in self._places if each._grad is tensor]:
            self._tell(Zeroed, leaf, tensor._value)

    def cleared(self, leaf: Tensor) -> None:
        """The gradient of a leaf was forgotten or replaced."""
        self._tell(Zeroed, leaf, raw(leaf._grad))

    # -- what goes into the recording --------------------------------------------------------------

    def _tell_forward(self, begun: _Pass) -> None:
        if begun.graph not in self._graphs:
            self._graphs.append(begun.graph)
        self._turn = begun.start = len(self._events)
        self._events.append(Started(self._graphs.index(begun.graph)))
        self._events += begun.forward
        self._places.update((tensor, (self._turn, i)) for i, tensor in begun.leaves)

    def _turn_to(self, start: int) -> None:
        """What is said from here on is of the pass that began there."""
        if start != self._turn:
            self._turn = start
            self._events.append(Resumed(self._events[start][0], start))

    def _tell(self, kind: Any, tensor: Tensor, value: Any) -> None:
        """An event of a leaf of some pass; others are in no picture."""
        if tensor not in self._places:
            return
        start, place = self._places[tensor]
        self._turn_to(start)
        event, last = kind(place, value), self._events[-1]
        if type(last) is not kind or last[0] != place or last[-1] is not value:  # zero_() is heard of twice
            self._events.append(event)
            self._recording.grown()
