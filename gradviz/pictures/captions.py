"""Captions: one or two plain sentences for any event of a recording, formula first, numbers second.

What is said of an event is a function in `SENTENCES`, under the event's class. Numbers are those of the event, written
as the picture writes them; arrays are told by their shapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from ..recording import Frame, Recording, births
from ..recording.events import (
    Accumulated,
    Computed,
    Contributed,
    Leaf,
    Replaced,
    Resumed,
    Seeded,
    Started,
    Updated,
    Zeroed,
)
from ..recording.history import is_finite
from ..recording.paths import between
from . import tex
from .chain import of_edge
from .cutting import cut
from .equation import plain
from .labels import names
from .operations import call_text
from .wording import bracketed, counted, first_odd, fitting, of, sizes, told_as

NAME_COLUMNS = 12
"""A longer name is cut in a caption."""

MOST_PARTS = 4
"""More contributions than this are counted, not added up in the sentence."""


def caption(recording: Recording, index: int = -1) -> str:
    """What happened at an event, in words (R12, R25, R26).

    Args:
        recording: what happened.
        index: which event; -1 is the last.

    Raises:
        IndexError: if there is no such event.

    Example:
        >>> import gradviz as gv
        >>> recording = gv.record("z = w*x; L = z**2", w=3, x=2)
        >>> for index in range(len(recording)):
        ...     print(gv.caption(recording, index))
        w is an input: 3.
        x is an input: 2.
        z = w × x = 3 × 2 = 6.
        L = z² = 6² = 36.
        The backward pass starts at L: ∂L/∂L = 1.
        L = z² sends ∂L/∂L · 2·z = 1 × 12 = 12 to z.
        z = w×x sends ∂L/∂z · x = 12 × 2 = 24 to w.
        z = w×x sends ∂L/∂z · w = 12 × 3 = 36 to x.
    """
    count = len(recording.events)
    if not -count <= index < count:
        there = f"{count}, from 0 to {count - 1}" if count else "none"
        raise IndexError(
            f"there is no event {index}: this recording has {there}, and a caption belongs to an event. "
            "Give a number below len(recording), or -1 for the last."
        )
    moment = Moment(recording, range(count)[index])
    event = recording.events[moment.index]
    return SENTENCES.get(type(event), _other)(moment, event)


class Moment:
    """One event and what a sentence about it may need to look up."""

    def __init__(self, recording: Recording, index: int) -> None:
        self.recording, self.index, self.graph = recording, index, recording.graph_at(index)
        self.called = [cut(name, NAME_COLUMNS) for name in names(self.graph)]

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
        return f"∂{self.called[self.seed.node]}/∂{self.called[node]}" if usual else "upstream"

    def formula(self, node: int, values: list[str], gap: str = " ") -> str:
        """The operation of a node, written with a text for each node."""
        sources = [e.source for e in self.graph.edges if e.target == node]
        return call_text(self.graph.nodes[node], [values[source] for source in sources], gap)


# -- one function for each kind of event ------------------------------------------------------------------


def _started(moment: Moment, event: Started) -> str:
    number, graph = moment.recording.starts.index(moment.index) + 1, moment.graph
    return f"Pass {number} begins: its graph has {counted(graph.nodes, 'node')} and {counted(graph.edges, 'edge')}."


def _resumed(moment: Moment, event: Resumed) -> str:
    return f"Back to pass {moment.recording.starts.index(event.start) + 1}, as it stood."


def _leaf(moment: Moment, event: Leaf) -> str:
    name, node = moment.called[event.node], moment.graph.nodes[event.node]
    kind = "an input" if node.needs_gradient else "an input that needs no gradient"
    if sizes(event.value):
        odd = "" if is_finite(event.value) else " Not all its numbers are finite."
        return f"{name} is {kind}, of {told_as(event.value)}.{odd}"
    odd = "" if is_finite(event.value) else ", which is not a finite number"
    return f"{name} is {kind}: {told_as(event.value)}{odd}."


def _computed(moment: Moment, event: Computed) -> str:
    node, frame = event.node, moment.frame
    name, told = moment.called[node], told_as(event.value)
    formula = moment.formula(node, moment.called)
    sources = dict.fromkeys(e.source for e in moment.graph.edges if e.target == node)
    if any(frame.values[s] is None for s in sources):  # PyTorch does not keep every value
        return f"{name} = {formula} = {told}."
    odd = "" if is_finite(event.value) else _odd(node in births(moment.graph, frame), event.value)
    if sizes(event.value) or any(sizes(frame.values[s]) for s in sources):
        given = " and ".join(told_as(frame.values[s]) for s in sources)
        return f"{name} = {formula}: {given} {'gives' if len(sources) == 1 else 'give'} {told}.{odd}"
    texts = ["" if value is None or sizes(value) else told_as(value) for value in frame.values]
    filled = moment.formula(node, texts)
    return fitting(f"{name} = {formula} = {filled} = {told}.{odd}", f"{name} = {filled} = {told}.{odd}",
                    f"{name} = {told}.{odd}")  # fmt: skip


def _seeded(moment: Moment, event: Seeded) -> str:
    name = moment.called[event.node]
    if event.gradient.__class__ is float and event.gradient == 1:
        return f"The backward pass starts at {name}: ∂{name}/∂{name} = 1."
    told = told_as(event.gradient)
    article = "an" if sizes(event.gradient) else "the"
    return f"The backward pass starts at {name} with {article} upstream gradient {of(told)}."


def _contributed(moment: Moment, event: Contributed) -> str:
    source, target, argument = moment.graph.edges[event.edge]
    twice = sum((e.source, e.target) == (source, target) for e in moment.graph.edges) > 1
    giver, receiver = moment.called[target], moment.called[source] + (f" (argument {argument})" if twice else "")
    formula, slope = moment.formula(target, moment.called, ""), moment.slope(target)
    down, tail = told_as(event.downstream), _merge(moment, event, source) + _odd_gradient(event)
    if event.local is None:
        given = f"{slope} {of(told_as(event.upstream), '= ')}"
        what = f"a gradient of {down}" if sizes(event.downstream) else down
        short_one = f"{giver} sends {what} to {receiver}.{tail}"
        return fitting(f"{giver} = {formula} sends {what} to {receiver}, worked out from {given}.{tail}", short_one)
    factor = _factor(moment, event.edge)
    product = f"{slope} · {factor}"
    if sizes(event.downstream) or sizes(event.upstream):
        summed = ", summed over what was repeated" if sizes(event.upstream) != sizes(event.downstream) else ""
        return f"{giver} = {formula} sends {product}{summed}, {of(down, 'in all ')}, to {receiver}.{tail}"
    numbers = f"{told_as(event.upstream)} × {bracketed(told_as(event.local))} = {down} to {receiver}.{tail}"
    return fitting(f"{giver} = {formula} sends {product} = {numbers}", f"{giver} sends {product} = {numbers}",
                    f"{giver} sends {numbers}", f"{giver} sends {down} to {receiver}.{tail}")  # fmt: skip


def _accumulated(moment: Moment, event: Accumulated) -> str:
    name = moment.called[event.node]
    if event.gradient is None:
        return f"{name}.grad is None: no gradient was computed for {name}, or it was forgotten."
    told = told_as(event.gradient)
    held = f"an array of {told}" if sizes(event.gradient) else told
    return f"{name}.grad holds {held}: all backward passes added up."


def _replaced(moment: Moment, event: Replaced) -> str:
    before = moment.before.gradients[event.node]
    place = "" if before is None else f" in the place of {told_as(before)}"
    return f"A hook puts {told_as(event.gradient)}{place} as the gradient of {moment.called[event.node]}."


def _updated(moment: Moment, event: Updated) -> str:
    name, before = moment.called[event.node], moment.before.values[event.node]
    if sizes(event.value):
        return f"{name} is changed in place: it has new values, of {told_as(event.value)}."
    now = told_as(event.value)
    change = f"it is {now} now" if before is None else f"{told_as(before)} becomes {now}"
    return f"{name} is changed in place: {change}."


def _zeroed(moment: Moment, event: Zeroed) -> str:
    name = moment.called[event.node]
    if event.gradient is None:
        return f"{name}.grad is set to None, so that the next pass starts afresh."
    return f"{name}.grad is filled with zeros, so that the next pass starts afresh."


def _other(moment: Moment, event: Any) -> str:
    """Of a kind of event that has no sentence of its own, what its name says."""
    word = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(event).__name__).lower()
    node = getattr(event, "node", None)
    return f"{moment.called[node]}: {word}." if isinstance(node, int) else f"{word.capitalize()}."


PHASES = {
    "Forward pass": "Each operation computes its value from the values of its inputs.",
    "Graph building": "While the code runs, each operation adds a node to the graph, and an edge from each input.",
    "Backward pass": "From the output back, each node hands its gradient × the local gradient on to each input.",
}
"""What a recording goes through, and what happens there (R40)."""


def phases(recording: Recording, index: int = -1) -> tuple[str, ...]:
    """Which of the `PHASES` an event belongs to: the graph is built while the forward pass runs."""
    if isinstance(recording.events[index], (Leaf, Computed)):
        return ("Forward pass", "Graph building")
    return ("Backward pass",) if isinstance(recording.events[index], (Seeded, Contributed, Replaced)) else ()


SENTENCES: dict[type, Callable[[Moment, Any], str]] = {
    Started: _started, Resumed: _resumed, Leaf: _leaf, Computed: _computed, Seeded: _seeded, Contributed: _contributed,
    Accumulated: _accumulated, Updated: _updated, Zeroed: _zeroed, Replaced: _replaced,
}  # fmt: skip
"""How each kind of event is told."""


# -- parts of sentences ----------------------------------------------------------------------------------


def _merge(moment: Moment, event: Contributed, source: int) -> str:
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
    waits = f" and waits for {'one more use' if left == 1 else f'{left} more uses'}."
    end = waits if left > 0 else ": all its uses have reported."
    if sizes(event.total) or len(parts) > MOST_PARTS:
        amount = "" if sizes(event.total) else f", {told_as(event.total)} in all"
        return f" {name} has now received {len(parts)} of {uses} contributions{amount}{end}"
    if len(parts) == 1:
        return f" {name} has received {told_as(event.total)}{end}"
    written = " + ".join([told_as(parts[0]), *(bracketed(told_as(part)) for part in parts[1:])])
    return f" {name} has now received {written} = {told_as(event.total)}{end}"


def _factor(moment: Moment, edge: int) -> str:
    """The local derivative on an edge as a formula; "local gradient" where the table has none."""
    named = of_edge(moment.graph, moment.frame, edge).names
    return "local gradient" if named is None else plain(tex.at_least(named, tex.PRODUCT), moment.called)


def _odd(born: bool, value: Any) -> str:
    what = first_odd(value)
    return f" Here {what} is born: its inputs are finite." if born else f" The {what} comes from its inputs."


def _odd_gradient(event: Contributed) -> str:
    """Where an inf or nan in the backward pass comes from."""
    if is_finite(event.downstream):
        return ""
    what = first_odd(event.downstream)
    if is_finite(event.upstream):
        return f" With it {what} enters the backward pass."
    return f" The {what} comes from the upstream gradient."
