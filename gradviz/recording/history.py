"""The Recording: graphs and what happened to them."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from ..core.scalars import load_numpy
from .events import Event, Memory, Resumed, Started, Value
from .frames import Frame
from .graph import Graph

KEY_FRAMES = 256
"""So many events lie between two frames that are kept, so that any frame is near one."""


class Recording:
    """Graphs and the events that happened to them, in order: what every picture, panel and question reads.

    Attributes:
        graphs: the structures; one for a single pass, and for a training loop one for each that differs.
        events: what happened, oldest first.
        memory: what was saved for the backward pass, event by event.

    Example:
        >>> import gradviz as gv
        >>> recording = gv.record("L = (w*x - t)**2", w=3, x=2, t=5)
        >>> recording.gradient("w")
        4.0
        >>> len(recording)
        12
    """

    def __init__(
        self,
        graph: Graph | Sequence[Graph],
        events: Iterable[Event] | Callable[[], Iterable[Event]],
        last: Callable[[], Frame] | None = None,
        memory: Iterable[Memory] | None = None,
        kept: Container[int] = (),
    ) -> None:
        """Keep graphs and their events.

        Args:
            graph: the structure, or several, to which `Started` events point.
            events: what happened, or a function that tells it when it is first asked for: a slider's tick
                looks at the last frame alone.
            last: tells the frame after the last event without a detour over the events.
            memory: what was saved, where it is known; else it is worked out from the record.
            kept: the positions of the `Seeded` after which the saved values were kept for a second pass.
        """
        self._graphs = (graph,) if isinstance(graph, Graph) else graph
        self._told = events
        self._last = last
        self._last_frame: Frame | None = None
        self._memory, self.kept = memory, kept
        self._key_frames: dict[tuple[int, int], Frame] = {}  # by a pass and how much of its story has happened

    @property
    def graphs(self) -> tuple[Graph, ...]:
        """The structures."""
        return tuple(self._graphs)

    @property
    def graph(self) -> Graph:
        """The structure at the end.

        Raises:
            ValueError: if nothing was recorded.
        """
        return self.graphs[0] if len(self.graphs) == 1 else self.graph_at(-1)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happened, oldest first."""
        return tuple(self._told() if callable(self._told) else self._told)

    @cached_property
    def memory(self) -> tuple[Memory, ...]:
        """What was saved for the backward pass, event by event."""
        from .memory import saved_along

        return tuple(saved_along(self) if self._memory is None else self._memory)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where the passes begin: the positions of `Started`, or 0 alone."""
        return tuple(i for i, event in enumerate(self.events) if isinstance(event, Started)) or (0,)

    @cached_property
    def _turns(self) -> list[tuple[int, int]]:
        """Where the story begins a pass or returns to one: the position, and that of the pass's own `Started`."""
        found = [(i, getattr(e, "start", i)) for i, e in enumerate(self.events) if isinstance(e, (Started, Resumed))]
        return found or [(0, 0)]

    @cached_property
    def _stories(self) -> tuple[dict[int, list[Event]], list[int]]:
        """For every pass its own events, also of the turns that went back to it; how many there were at each turn."""
        stories: dict[int, list[Event]] = {}
        before: list[int] = []
        ends = [*(start for start, _ in self._turns[1:]), len(self.events)]
        for (start, of), end in zip(self._turns, ends, strict=True):
            story = stories.setdefault(of, [])
            before.append(len(story))
            story += self.events[start:end]
        return stories, before

    def grown(self) -> None:
        """Forget what was worked out: more has happened (only a block that is still running says so)."""
        for name in ("events", "memory", "starts", "_turns", "_stories"):
            self.__dict__.pop(name, None)

    def __repr__(self) -> str:
        if not self.graphs:
            return "<Recording of nothing>"
        passes = f", {len(self.starts)} passes" if len(self.starts) > 1 else ""
        return f"<Recording of {len(self.graph.nodes)} nodes, {len(self.events)} events{passes}>"

    def __len__(self) -> int:
        return len(self.events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def __getitem__(self, index: Any) -> Any:
        return self.events[index]

    def graph_at(self, index: int = -1) -> Graph:
        """The structure that the event at `index` is about."""
        return self._turn_before(self._end(index))[1]

    def frame(self, index: int = -1) -> Frame:
        """How things stood after the event at `index`; -1 is the last, and Python's slicing rules hold.

        Raises:
            IndexError: if there is no such event.
        """
        if self._last is not None and (index == -1 or self._end(index) == len(self.events)):
            self._last_frame = self._last_frame or self._last()
            return self._last_frame
        return self._until(self._end(index))

    def _until(self, end: int) -> Frame:
        """The frame after `end` events."""
        turn, graph = self._turn_before(end)
        start, of = self._turns[turn]
        stories, before = self._stories
        story, count = stories[of], before[turn] + end - start
        frame, place = Frame.empty(graph), 0
        for key in range(KEY_FRAMES, count + 1, KEY_FRAMES):
            if (of, key) not in self._key_frames:
                self._key_frames[of, key] = frame.copy().apply(graph, story[place:key])
            frame, place = self._key_frames[of, key], key
        return frame.copy().apply(graph, story[place:count])

    def _end(self, index: int) -> int:
        """How many events have happened after the one at `index`."""
        count = len(self.events)
        if not -count <= index < count and not (count == 0 and index == -1):
            raise IndexError(f"there is no event {index}: this recording has {count}, numbered from 0 to {count - 1}.")
        return index % count + 1 if count else 0

    def _turn_before(self, end: int) -> tuple[int, Graph]:
        """Which turn of the story holds after `end` events, and its graph."""
        if not self.graphs:
            raise ValueError(
                "this recording is empty: no operation on a Tensor that requires grad ran in its block. "
                "Compute a loss in it, and call backward()."
            )
        turn = max(0, bisect_left(self._turns, (end,)) - 1)
        event = self.events[self._turns[turn][0]] if self.events else None
        return turn, self.graphs[event.graph if isinstance(event, (Started, Resumed)) else 0]

    def position(self, name: str) -> int:
        """The position of the node with this name (the last one, if several have it).

        Raises:
            KeyError: if no node has it; the message lists the names there are.
        """
        for position in reversed(range(len(self.graph.nodes))):
            if self.graph.nodes[position].name == name:
                return position
        names = ", ".join(node.name for node in self.graph.nodes if node.name) or "none"
        raise KeyError(f"no node is named {name!r}; the names in this recording are: {names}")

    def value(self, name: str) -> Any:
        """The value of the node with this name at the end."""
        return self.frame().values[self.position(name)]

    def gradient(self, name: str) -> Any:
        """The gradient of the output for the node with this name at the end; None where not computed."""
        return self.frame().gradients[self.position(name)]

    def to_json(self) -> str:
        """The recording as text that `from_json` reads, on any computer (see `gradviz.recording.stored`)."""
        from .stored import written

        return written(self)

    @staticmethod
    def from_json(text: str, *, limit: int = 64_000_000) -> Recording:
        """Read what `to_json` wrote.

        Args:
            text: the JSON text.
            limit: the longest text that is read, in characters.

        Raises:
            StoredError: if it is too long, no recording, of another version, or does not hold together.

        Example:
            >>> import gradviz as gv
            >>> text = gv.record("x*x", x=3).to_json()
            >>> gv.Recording.from_json(text).gradient("x")
            6.0
        """
        from .stored_reading import read

        return read(text, limit)


def births(graph: Graph, frame: Frame) -> list[int]:
    """The nodes where an inf or nan was born: their own value is not finite, all their inputs are known and finite."""
    if set(map(type, frame.values)) == {float} and math.isfinite(sum(frame.values)):
        return []  # the usual case on every tick: one sum instead of a look at each
    broken = [not is_finite(value) for value in frame.values]
    if not any(broken):
        return []
    unsure = [bad or value is None for bad, value in zip(broken, frame.values, strict=True)]
    inherited = {edge.target for edge in graph.edges if unsure[edge.source]}
    return [node for node, bad in enumerate(broken) if bad and node not in inherited]


def is_finite(value: Value) -> bool:
    """Whether a value (None counts) has no inf and no nan in it."""
    if value.__class__ is float:
        return math.isfinite(value)
    if value is None or isinstance(value, (int, float)):
        return value is None or math.isfinite(value)
    return bool(load_numpy().isfinite(value).all())
