"""The events of a recording in stages, as a lecture tells them: the inputs, one operation, one node handled backward.

L = (wx + b − t)² has five forward and five backward ones (R25, R26): the inputs; z; y; d; L; then the seed, and what
each operation hands back to its inputs: d; y and t; z and b; w and x.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from .events import (
    Accumulated,
    Computed,
    Contributed,
    Event,
    Leaf,
    Replaced,
    Resumed,
    Seeded,
    Started,
    Updated,
    Zeroed,
)
from .graph import Graph
from .history import Recording

KINDS: dict[type, str] = {
    Started: "opened", Resumed: "opened", Leaf: "inputs", Computed: "computed", Seeded: "seeded", Contributed: "sent",
    Replaced: "replaced", Accumulated: "held", Updated: "updated", Zeroed: "zeroed",
}  # fmt: skip
"""What a stage that consists of such events is called."""

HALVES = {"inputs": "forward", "computed": "forward", "opened": "forward", "updated": "update", "zeroed": "update"}
"""Which part of a training step a kind belongs to; all others to the backward pass."""

JOINED = ("inputs", "sent", "held", "updated", "zeroed")
"""The kinds of which several events in a row are one stage."""


class Stage(NamedTuple):
    """Some events in a row.

    Attributes:
        kind: what they are, one of KINDS.
        first: the position of the first event.
        last: the position of the last one.
        node: the node that was computed, seeded or, where gradients were sent, handled; None where it is about several.
    """

    kind: str
    first: int
    last: int
    node: int | None = None

    @property
    def half(self) -> str:
        """Either "forward", "backward" or "update"."""
        return HALVES.get(self.kind, "backward")


def stages(recording: Recording, joined: bool = True) -> tuple[Stage, ...]:
    """All events of a recording in stages: each event is in exactly one, and their order is kept.

    Args:
        recording: what happened.
        joined: whether events that belong together are one stage; else each event is one of its own.

    Example:
        >>> import gradviz as gv
        >>> [stage.kind for stage in stages(gv.record("z = w*x; L = z**2", w=3, x=2))]
        ['inputs', 'computed', 'computed', 'seeded', 'sent', 'sent']
    """
    graphs = recording.graphs
    found: list[Stage] = []
    graph = graphs[0] if graphs else Graph((), ())
    for position, event in enumerate(recording.events):
        if isinstance(event, (Started, Resumed)):
            graph = graphs[event.graph]
        now = Stage(KINDS.get(type(event), "other"), position, position, _node(event, graph))
        before = found[-1] if found and joined else None
        kind = _together(before, now, recording.events) if before else ""
        if before and kind:
            found[-1] = Stage(kind, before.first, position, now.node)
        else:
            found.append(now)
    return tuple(found)


def stage_at(those: Sequence[Stage], event: int) -> int:
    """Which of the stages the event is in."""
    return bisect_right(those, event, key=lambda stage: stage.first) - 1


def _node(event: Event, graph: Graph) -> int | None:
    """The node that an event is about; of a contribution the node that is handled, the target of the edge."""
    if isinstance(event, Contributed):
        return graph.edges[event.edge].target
    return event.node if isinstance(event, (Computed, Seeded, Replaced)) else None


def _together(before: Stage, now: Stage, events: Sequence[Event]) -> str:
    """What the two are called as one stage, or "" where they are not one."""
    if now.kind == "opened":
        return ""
    if before.kind == "opened":  # the beginning of a pass is told with what comes first in it
        return now.kind
    if before.kind == "held" and now.kind == "inputs" and isinstance(events[before.first], Started):
        return now.kind  # a pass begins with what is left in .grad from before
    alike = before.kind == now.kind in JOINED and before.node == now.node
    return now.kind if alike else ""


def node_events(recording: Recording, node: int, event: int) -> list[int]:
    """Where a node got its value, and where its gradient was complete, in the pass that an event is in.

    Args:
        recording: what happened.
        node: its position in the graph of that pass.
        event: the position of any event of the pass.

    Returns:
        The positions of the one event or the two; none for a node that is not told of.
    """
    starts, events, edges = recording.starts, recording.events, recording.graph_at(event).edges
    place = max(bisect_right(starts, event) - 1, 0)
    first, end = starts[place], (*starts, len(events))[place + 1]
    told: list[tuple[int, Event]] = list(enumerate(events[first:end], first))
    seeds = [k for k, e in told if isinstance(e, Seeded)]
    sweep = max((k for k in seeds if k <= event), default=min(seeds, default=end))
    after = min((k for k in seeds if k > sweep), default=end)
    values = [k for k, e in told if isinstance(e, (Leaf, Computed)) and e.node == node]
    sent = [
        k for k, e in told[sweep - first : after - first]
        if (isinstance(e, Contributed) and edges[e.edge].source == node) or (isinstance(e, Seeded) and e.node == node)
    ]  # fmt: skip
    return values[:1] + sent[-1:]
