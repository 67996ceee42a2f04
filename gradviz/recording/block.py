"""`with gv.record() as rec:`: everything that happens in a block, in one Recording.

Passes of a training loop, an optimizer's steps, gradients that are zeroed: each becomes events, as it happens. A pass
is told when its backward pass is over, because only then is it known which computation it was: first what its forward
pass had computed, then the sweep, edge by edge. What never had a backward pass is left out; where nothing had, the
newest result is told without one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice, repeat
from typing import Any, NamedTuple

from ..core.backward import Observer
from ..core.grad_mode import Watcher, mode
from ..core.tensor import Tensor
from ..core.visited import Visited
from .events import Accumulated, Event, Resumed, Seeded, Started, Updated, Zeroed
from .graph import Graph
from .history import Recording
from .naming import name_from_frames
from .tape import Outline, graph_of, taped
from .watching import STEP, events_of, forward_events, raw, told


class _Pass:
    """One backward pass and the forward pass before it.

    Attributes:
        graph: gives its graph, which is made when it is asked for.
        leaves: the leaves with their positions.
        left: what stood in the `.grad` of leaves from before.
        values: what the forward pass computed.
        steps: what the sweep did, in one flat list.
        of_tensors: whether the pass is recorded itself, and its gradients are Tensors.
        start: the position of the event with which it begins.
    """

    def __init__(
        self, root: Tensor, visited: Visited | None = None, seed: Any = None, keep: bool = False, graph: bool = False
    ) -> None:
        self.root, self.seed, self.keep, self.of_tensors = root, seed, keep, graph
        # The Tensors are held, so that no other one gets the identity of one of them.
        self.tensors, self.positions, self.outline = taped(root, visited, name_from_frames)
        self.graph: Callable[[], Graph] = partial(graph_of, self.outline)
        self.leaves = [(i, tensor) for i, tensor in enumerate(self.tensors) if tensor._op is None]
        held = [(i, leaf._grad if visited is None else visited.before(leaf)) for i, leaf in self.leaves]
        self.left = [(i, raw(gradient)) for i, gradient in held if gradient is not None]
        self.values = [tensor._value for tensor in self.tensors]
        self.steps: list[Any] = []
        self.start = 0

    def forward(self) -> _Later:
        """What the forward pass did."""
        graph, left, values = self.graph, self.left, self.values

        def tell(events: list[Event]) -> None:
            events += events_of(repeat(Accumulated), left)
            events += forward_events(graph(), values)

        return _Later(len(left) + len(values), tell)

    def backward(self) -> _Later:
        """What the backward pass did; the Tensors are let go."""
        graph, seed, steps = self.graph, raw(self.seed), self.steps
        if self.of_tensors:
            steps = [step if place % STEP == 0 else raw(step) for place, step in enumerate(steps)]
        steps[::STEP] = map(self.positions.__getitem__, steps[::STEP])

        def tell(events: list[Event]) -> None:
            made = graph()
            events.append(Seeded(made.output, seed))
            events += told(made, range(len(made.nodes)), steps)

        return _Later(1 + len(steps) // STEP, tell)


class _Later(NamedTuple):
    """Events that are made when they are asked for.

    While a block runs a pass is kept as it was told, in few flat lists: thousands of events that stay set off Python's
    search for garbage, and a graph for every pass, where a number of the formula is another each time, takes as long.
    """

    events: int
    tell: Callable[[list[Event]], None]


class _Graphs(Sequence[Graph]):
    """The graphs of the passes, each made when it is asked for."""

    def __init__(self) -> None:
        self._places: dict[Outline, int] = {}
        self._made: list[Graph] = []

    def place(self, outline: Outline) -> int:
        """Where the graph of an outline is, which is taken in if it is new."""
        return self._places.setdefault(outline, len(self._places))

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, place: Any) -> Any:
        self._made += map(graph_of, islice(self._places, len(self._made), None))
        return self._made[place]


class Block(Watcher):
    """What `gv.record()` gives: a context whose Recording grows while it runs."""

    follows = False

    def __init__(self) -> None:
        self._graphs = _Graphs()
        self._parts: list[_Later | list[Event]] = []
        self._count = 0  # events in all parts
        self._kept: set[int] = set()  # the passes, by their first event, after which a second one may follow
        self._recording = Recording(self._graphs, self._events, kept=self._kept)
        self._pass: _Pass | None = None  # the last one that was told
        self._places: dict[Tensor, tuple[int, int]] = {}  # of every leaf: the pass it was in last, and where in it
        self._graph_of: dict[int, int] = {}  # of every pass, by its first event, the place of its graph
        self._turn = 0  # the pass that is spoken of, by its first event
        self._going_on: list[_Pass | None] = []  # sweeps that have begun and are not over; inside a sweep none is told
        self._before: Tensor | None = None  # the newest node when the block was entered

    def __repr__(self) -> str:
        return "<a block to record in: write `with gv.record() as rec:` and compute in it>"

    def __enter__(self) -> Recording:
        if self in mode.watchers or self._count:
            raise RuntimeError("this record() has its block already. Each block has one of its own: with gv.record():")
        self._before = mode.here.newest
        mode.watch((*mode.watchers, self), mode.packing)
        return self._recording

    def __exit__(self, *exc_info: object) -> None:
        newest = mode.here.newest
        mode.watch(tuple(w for w in mode.watchers if w is not self), mode.packing)
        if not self._count and newest is not self._before:
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
            self._kept.add(self._count)
        self._add(over.backward())

    def accumulated(self, leaves: list[Tensor]) -> None:
        """The leaves have added up."""
        here = [(self._places[leaf], raw(leaf._grad)) for leaf in leaves if leaf in self._places]
        if any(start != self._turn for (start, _), _ in here):
            for leaf in leaves:
                self._tell(Accumulated, leaf, raw(leaf._grad))
            return
        self._add(events_of(repeat(Accumulated), [(place, gradient) for (_, place), gradient in here]))

    def changed(self, tensor: Tensor) -> None:
        """A value was changed in place: that of a leaf, or its gradient."""
        self._tell(Updated, tensor, tensor._value)
        if tensor._needs and tensor in self._places:  # a parameter is nobody's gradient
            return
        for leaf in [each for each in self._places if each._grad is tensor]:
            self._tell(Zeroed, leaf, tensor._value)

    def cleared(self, leaf: Tensor) -> None:
        """The gradient of a leaf was forgotten or replaced."""
        self._tell(Zeroed, leaf, raw(leaf._grad))

    # -- what goes into the recording --------------------------------------------------------------

    def _tell_forward(self, begun: _Pass) -> None:
        self._turn = begun.start = self._count
        number = self._graph_of[self._turn] = self._graphs.place(begun.outline)
        begun.graph = partial(self._graphs.__getitem__, number)
        self._add([Started(number)])
        self._add(begun.forward())
        self._places.update((tensor, (self._turn, i)) for i, tensor in begun.leaves)

    def _turn_to(self, start: int) -> None:
        """What is said from here on is of the pass that began there."""
        if start != self._turn:
            self._turn = start
            self._add([Resumed(self._graph_of[start], start)])

    def _tell(self, kind: Any, tensor: Tensor, value: Any) -> None:
        """An event of a leaf of some pass; others are in no picture."""
        if tensor not in self._places:
            return
        start, place = self._places[tensor]
        self._turn_to(start)
        event, part = kind(place, value), self._parts[-1]
        last: Any = part[-1] if isinstance(part, list) and part else None
        if type(last) is not kind or last[0] != place or last[-1] is not value:  # zero_() is heard of twice
            self._add([event])

    def _add(self, part: _Later | list[Event]) -> None:
        """More has happened."""
        self._count += part.events if isinstance(part, _Later) else len(part)
        if isinstance(part, list) and self._parts and isinstance(self._parts[-1], list):
            self._parts[-1] += part
        else:
            self._parts.append(part)
        self._recording.grown()

    def _events(self) -> list[Event]:
        """All that has happened, made once."""
        events: list[Event] = []
        for part in self._parts:
            if isinstance(part, _Later):
                part.tell(events)
            else:
                events += part
        self._parts = [events]
        return events
