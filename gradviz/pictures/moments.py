"""A moment of a recording: one event, what a sentence about it may look up, and parts of sentences."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

from ..language import say
from ..recording import Frame, Graph, Recording
from ..recording.events import Contributed, Resumed, Seeded, Started
from ..recording.history import is_finite
from ..recording.paths import between
from . import tex
from .chain import of_edge
from .cutting import cut
from .equation import plain
from .labels import names
from .operations import call_text
from .wording import bracketed, first_odd, sizes, told_as

NAME_COLUMNS = 12
"""A longer name is cut in a caption."""

MOST_PARTS = 4
"""More contributions than this are counted, not added up in the sentence."""


@lru_cache(maxsize=64)
def called(graph: Graph) -> list[str]:
    """What the nodes of a graph are called in sentences."""
    return [cut(name, NAME_COLUMNS) for name in names(graph)]


class Moment:
    """One event and what a sentence about it may need to look up."""

    def __init__(self, recording: Recording, index: int) -> None:
        self.recording, self.index, self.graph = recording, index, recording.graph_at(index)
        self.called = called(self.graph)

    @cached_property
    def frame(self) -> Frame:
        """How things stand after the event."""
        return self.recording.frame(self.index)

    @cached_property
    def before(self) -> Frame:
        """How things stood before it."""
        starts = self.index in (0, *self.recording.starts)
        return Frame.empty(self.graph) if starts else self.recording.frame(self.index - 1)

    @cached_property
    def pass_so_far(self) -> list[Any]:
        """The events of this backward pass up to now; the first one is that which started it."""
        found = []
        for event in reversed(self.recording.events[: self.index + 1]):
            found.append(event)
            if isinstance(event, (Seeded, Started, Resumed)):
                break
        return found[::-1]

    @property
    def seed(self) -> Seeded:
        """The event that started this backward pass."""
        first = self.pass_so_far[0]
        return first if isinstance(first, Seeded) else Seeded(self.graph.output, 1.0)

    def slope(self, node: int) -> str:
        """∂L/∂node, for the L at which the pass started; "upstream" where that did not start with 1."""
        seed = self.seed.gradient
        usual = seed.__class__ is float and seed == 1
        return f"∂{self.called[self.seed.node]}/∂{self.called[node]}" if usual else say("upstream")

    def formula(self, node: int, values: list[str], gap: str = " ") -> str:
        """The operation of a node, written with a text for each node."""
        sources = [e.source for e in self.graph.edges if e.target == node]
        return call_text(self.graph.nodes[node], [values[source] for source in sources], gap)


def merge(moment: Moment, event: Contributed, source: int) -> str:
    """Where a node is used more than once: what has arrived so far, and whether that is all (R46)."""
    edges = moment.graph.edges
    if sum(edge.source == source for edge in edges) < 2:
        return ""
    uses = sum(edges[edge].source == source for edge in between(moment.graph, source, moment.seed.node))
    if uses < 2:
        return ""
    happened = [e for e in moment.pass_so_far if isinstance(e, Contributed)]
    parts = [e.downstream for e in happened if edges[e.edge].source == source]
    name, left = moment.called[source], uses - len(parts)
    if sizes(event.total) or len(parts) > MOST_PARTS:
        arrived = say(" {name} has now received {count} of {uses} contributions",
                      name=name, count=len(parts), uses=uses)  # fmt: skip
        arrived += "" if sizes(event.total) else say(", {value} in all", value=told_as(event.total))
    elif len(parts) == 1:
        arrived = say(" {name} has received {value}", name=name, value=told_as(event.total))
    else:
        written = " + ".join([told_as(parts[0]), *(bracketed(told_as(part)) for part in parts[1:])])
        arrived = say(" {name} has now received {sum}", name=name, sum=f"{written} = {told_as(event.total)}")
    return arrived + _awaited(left)


def _awaited(left: int) -> str:
    """The end of a sentence: how many uses of a node have not reported yet."""
    if left <= 0:
        return say(": all its uses have reported.")
    return say(" and waits for one more use.") if left == 1 else say(" and waits for {count} more uses.", count=left)


def factor(moment: Moment, edge: int) -> str:
    """The local derivative on an edge as a formula; "local gradient" where the table has none."""
    named = of_edge(moment.graph, moment.frame, edge).names
    if named is None:
        return say("local gradient")
    return plain(tex.at_least(named, tex.PRODUCT), moment.called)


def odd_value(born: bool, value: Any) -> str:
    """Where an inf or nan in the forward pass comes from."""
    what = first_odd(value)
    if born:
        return say(" Here {value} is born: its inputs are finite.", value=what)
    return say(" The {value} comes from its inputs.", value=what)


def odd_gradient(event: Contributed) -> str:
    """Where an inf or nan in the backward pass comes from."""
    if is_finite(event.downstream):
        return ""
    what = first_odd(event.downstream)
    if is_finite(event.upstream):
        return say(" With it {value} enters the backward pass.", value=what)
    return say(" The {value} comes from the upstream gradient.", value=what)
