"""What a stepper says of a stage: a title for the list, and one or a few sentences with the numbers in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...language import say
from ...pictures import caption
from ...pictures.cutting import cut
from ...pictures.labels import names
from ...pictures.operations import call_text
from ...pictures.wording import sizes, told_as
from ...recording import Graph, Recording
from ...recording.events import Contributed, Leaf, Replaced, Resumed, Seeded, Started
from ...recording.stages import Stage

NAME_COLUMNS = 12
MOST_NAMES = 6
"""More names than this are counted in a title."""

MOST_SENTENCES = 4
"""Of more events than this the first ones are told, and the rest counted."""

MOST_INPUTS = 12


class Teller:
    """Titles and sentences of the stages of one recording."""

    def __init__(self, recording: Recording, stages: Sequence[Stage]) -> None:
        self.recording, self.stages = recording, stages
        self._called: dict[int, list[str]] = {}
        self._incoming: dict[int, list[list[int]]] = {}
        self._passes = {start: number for number, start in enumerate(recording.starts, 1)}

    def called(self, graph: Graph) -> list[str]:
        """What the nodes of a graph are called here; asked for often, so kept for the very graph."""
        if id(graph) not in self._called:
            self._called[id(graph)] = [cut(name, NAME_COLUMNS) for name in names(graph)]
        return self._called[id(graph)]

    def sources(self, graph: Graph, node: int) -> list[int]:
        """The inputs of a node; kept in the same way."""
        if id(graph) not in self._incoming:
            self._incoming[id(graph)] = graph.incoming()
        return [graph.edges[edge].source for edge in self._incoming[id(graph)][node]]

    def title(self, k: int, told: bool = True) -> str:
        """The title of a stage: what is done, to which nodes; the number of a seed only where it is told."""
        stage = self.stages[k]
        graph = self.recording.graph_at(stage.first)
        called, events = self.called(graph), self.recording.events[stage.first : stage.last + 1]
        number = self._passes.get(stage.first, 0) if len(self._passes) > 1 else 0
        hidden = stage.kind == "seeded" and not told
        if hidden:
            text = say("Start at {node}", node=called[graph.output])
        else:
            sources = [] if stage.node is None else self.sources(graph, stage.node)
            text = _title(stage, events, graph, called, sources)
        return say("Pass {number}: {what}", number=number, what=text) if number and text else text

    def sentence(self, k: int) -> str:
        """What happened in a stage, formula first and numbers second."""
        stage, recording = self.stages[k], self.recording
        positions = list(range(stage.first, stage.last + 1))
        leaves = [p for p in positions if isinstance(recording.events[p], Leaf)]
        told = []
        if stage.kind == "inputs" and len(leaves) > 1:
            positions = [p for p in positions if p not in set(leaves)]
            told = [self._inputs(leaves)]
        if len(self._passes) < 2:
            positions = [p for p in positions if not isinstance(recording.events[p], Started) or stage.kind == "opened"]
        told = [caption(recording, p) for p in positions[:MOST_SENTENCES]] + told
        left = len(positions) - MOST_SENTENCES
        return " ".join([*told, say("And {count} more like this.", count=left)] if left > 0 else told)

    def _inputs(self, leaves: list[int]) -> str:
        """All inputs in one sentence: x = 2, w = 3 (R25)."""
        called = self.called(self.recording.graph_at(leaves[0]))
        given: list[Any] = [self.recording.events[p] for p in leaves]
        parts = [
            f"{called[leaf.node]} = {told_as(leaf.value)}" if not sizes(leaf.value)
            else f"{called[leaf.node]} ({told_as(leaf.value)})"
            for leaf in given[:MOST_INPUTS]
        ]  # fmt: skip
        if len(given) > MOST_INPUTS:
            parts.append(say("and {count} more", count=len(given) - MOST_INPUTS))
        return say("The inputs: {list}.", list=", ".join(parts))


def _title(stage: Stage, events: Sequence[Any], graph: Graph, called: list[str], sources: list[int]) -> str:
    if stage.kind == "sent":
        receivers = dict.fromkeys(called[graph.edges[e.edge].source] for e in events if isinstance(e, Contributed))
        return say("From {node} back to {receivers}", node=called[stage.node or 0], receivers=_listed(list(receivers)))
    if stage.kind == "computed" and stage.node is not None:
        formula = call_text(graph.nodes[stage.node], [called[source] for source in sources])
        return cut(f"{called[stage.node]} = {formula}", 3 * NAME_COLUMNS)
    about = [e for e in events if not isinstance(e, (Started, Resumed))]
    if not about:
        return say("A pass begins") if isinstance(events[0], Started) else say("Back to an earlier pass")
    who = _listed([called[e.node] for e in about if isinstance(e, Leaf) or stage.kind != "inputs"])
    return _TITLES.get(stage.kind, _plain)(about[-1], who)


def _seeded(event: Any, who: str) -> str:
    one = isinstance(event, Seeded) and event.gradient.__class__ is float and event.gradient == 1
    return say("Start at {node}: ∂{node}/∂{node} = 1", node=who) if one else say("Start at {node}", node=who)


def _plain(event: Any, who: str) -> str:
    return say("A hook changes the gradient of {node}", node=who) if isinstance(event, Replaced) else who


_TITLES: dict[str, Callable[[Any, str], str]] = {
    "inputs": lambda event, who: say("Inputs {names}", names=who),
    "seeded": _seeded,
    "held": lambda event, who: say("Kept in .grad: {names}", names=who),
    "updated": lambda event, who: say("Change {names}", names=who),
    "zeroed": lambda event, who: say("Reset .grad of {names}", names=who),
}


def _listed(those: list[str]) -> str:
    """Names one after the other, the rest counted."""
    if len(those) > MOST_NAMES:
        return say("{names} and {count} more", names=", ".join(those[:MOST_NAMES]), count=len(those) - MOST_NAMES)
    if len(those) < 2:
        return "".join(those)
    return say("{names} and {last}", names=", ".join(those[:-1]), last=those[-1])
