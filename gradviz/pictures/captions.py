"""Captions: one or two plain sentences for any event of a recording, formula first, numbers second.

What is said of an event is a function in `SENTENCES`, under the event's class. Numbers are those of the event, written
as the picture writes them; arrays are told by their shapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..language import mark, say
from ..recording import Recording, births
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
from .moments import Moment, factor, merge, odd_gradient, odd_value
from .wording import bracketed, counted, fitting, sizes, told_as


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


# -- one function for each kind of event ------------------------------------------------------------------


def _started(moment: Moment, event: Started) -> str:
    number, graph = moment.recording.starts.index(moment.index) + 1, moment.graph
    nodes, edges = counted(graph.nodes, say("node"), say("nodes")), counted(graph.edges, say("edge"), say("edges"))
    return say("Pass {number} begins: its graph has {nodes} and {edges}.", number=number, nodes=nodes, edges=edges)


def _resumed(moment: Moment, event: Resumed) -> str:
    return say("Back to pass {number}, as it stood.", number=moment.recording.starts.index(event.start) + 1)


def _leaf(moment: Moment, event: Leaf) -> str:
    told = {"name": moment.called[event.node], "value": told_as(event.value)}
    needs = moment.graph.nodes[event.node].needs_gradient
    if sizes(event.value):
        odd = "" if is_finite(event.value) else say(" Not all its numbers are finite.")
        if needs:
            return say("{name} is an input, of {value}.", **told) + odd
        return say("{name} is an input that needs no gradient, of {value}.", **told) + odd
    told["odd"] = "" if is_finite(event.value) else say(", which is not a finite number")
    if needs:
        return say("{name} is an input: {value}{odd}.", **told)
    return say("{name} is an input that needs no gradient: {value}{odd}.", **told)


def _computed(moment: Moment, event: Computed) -> str:
    node, frame = event.node, moment.frame
    name, told = moment.called[node], told_as(event.value)
    formula = moment.formula(node, moment.called)
    sources = dict.fromkeys(e.source for e in moment.graph.edges if e.target == node)
    if any(frame.values[s] is None for s in sources):  # PyTorch does not keep every value
        return f"{name} = {formula} = {told}."
    odd = "" if is_finite(event.value) else odd_value(node in births(moment.graph, frame), event.value)
    if sizes(event.value) or any(sizes(frame.values[s]) for s in sources):
        given = say(" and ").join(told_as(frame.values[s]) for s in sources)
        gives = (say("{given} gives {result}", given=given, result=told) if len(sources) == 1
                 else say("{given} give {result}", given=given, result=told))  # fmt: skip
        return f"{name} = {formula}: {gives}.{odd}"
    texts = [""] * len(frame.values)
    for source in sources:
        texts[source] = told_as(frame.values[source])
    filled = moment.formula(node, texts)
    return fitting(f"{name} = {formula} = {filled} = {told}.{odd}", f"{name} = {filled} = {told}.{odd}",
                    f"{name} = {told}.{odd}")  # fmt: skip


def _seeded(moment: Moment, event: Seeded) -> str:
    name, told = moment.called[event.node], told_as(event.gradient)
    if event.gradient.__class__ is float and event.gradient == 1:
        return say("The backward pass starts at {name}: ∂{name}/∂{name} = 1.", name=name)
    if sizes(event.gradient):
        return say("The backward pass starts at {name} with an upstream gradient of {value}.", name=name, value=told)
    return say("The backward pass starts at {name} with the upstream gradient {value}.", name=name, value=told)


def _contributed(moment: Moment, event: Contributed) -> str:
    source, target, argument = moment.graph.edges[event.edge]
    twice = sum((e.source, e.target) == (source, target) for e in moment.graph.edges) > 1
    receiver = moment.called[source] + (say(" (argument {number})", number=argument) if twice else "")
    giver, tail = moment.called[target], merge(moment, event, source) + odd_gradient(event)
    return _sent(moment, event, giver, receiver, tail)


def _sent(moment: Moment, event: Contributed, giver: str, receiver: str, tail: str) -> str:
    """What went along an edge: the formula and the numbers where they fit, the numbers alone where not."""
    target = moment.graph.edges[event.edge].target
    formula, slope = moment.formula(target, moment.called, ""), moment.slope(target)
    down, sending = told_as(event.downstream), {"giver": giver, "receiver": receiver}
    if event.local is None:
        given = _of_slope(slope, event.upstream)
        what = say("a gradient of {value}", value=down) if sizes(event.downstream) else down
        whole = say("{giver} = {formula} sends {what} to {receiver}, worked out from {given}.",
                    formula=formula, what=what, given=given, **sending)  # fmt: skip
        return fitting(whole + tail, say("{giver} sends {what} to {receiver}.", what=what, **sending) + tail)
    product = f"{slope} · {factor(moment, event.edge)}"
    if sizes(event.downstream) or sizes(event.upstream):
        summed = say(", summed over what was repeated") if sizes(event.upstream) != sizes(event.downstream) else ""
        down = say("of {value}", value=down) if sizes(event.downstream) else say("in all {value}", value=down)
        return say("{giver} = {formula} sends {what}, to {receiver}.",
                   formula=formula, what=f"{product}{summed}, {down}", **sending) + tail  # fmt: skip
    numbers = f"{told_as(event.upstream)} × {bracketed(told_as(event.local))} = {down}"
    by_name = say("{giver} = {formula} sends {what} to {receiver}.",
                  formula=formula, what=f"{product} = {numbers}", **sending)  # fmt: skip
    shorter = [say("{giver} sends {what} to {receiver}.", what=what, **sending)
               for what in (f"{product} = {numbers}", numbers, down)]  # fmt: skip
    return fitting(*[text + tail for text in (by_name, *shorter)])


def _of_slope(slope: str, upstream: Any) -> str:
    """An upstream gradient by its name, with the number or the shape."""
    told = told_as(upstream)
    return say("{name} of {value}", name=slope, value=told) if sizes(upstream) else f"{slope} = {told}"


def _accumulated(moment: Moment, event: Accumulated) -> str:
    name = moment.called[event.node]
    if event.gradient is None:
        return say("{name}.grad is None: no gradient was computed for {name}, or it was forgotten.", name=name)
    told = told_as(event.gradient)
    if sizes(event.gradient):
        return say("{name}.grad holds an array of {value}: all backward passes added up.", name=name, value=told)
    return say("{name}.grad holds {value}: all backward passes added up.", name=name, value=told)


def _replaced(moment: Moment, event: Replaced) -> str:
    before = moment.before.gradients[event.node]
    now, name = told_as(event.gradient), moment.called[event.node]
    if before is None:
        return say("A hook puts {now} as the gradient of {name}.", now=now, name=name)
    return say("A hook puts {now} in the place of {before} as the gradient of {name}.",
               now=now, before=told_as(before), name=name)  # fmt: skip


def _updated(moment: Moment, event: Updated) -> str:
    told = {"name": moment.called[event.node], "value": told_as(event.value)}
    before = moment.before.values[event.node]
    if sizes(event.value):
        return say("{name} is changed in place: it has new values, of {value}.", **told)
    if before is None:
        return say("{name} is changed in place: it is {value} now.", **told)
    return say("{name} is changed in place: {before} becomes {value}.", before=told_as(before), **told)


def _zeroed(moment: Moment, event: Zeroed) -> str:
    name = moment.called[event.node]
    if event.gradient is None:
        return say("{name}.grad is set to None, so that the next pass starts afresh.", name=name)
    return say("{name}.grad is filled with zeros, so that the next pass starts afresh.", name=name)


def _other(moment: Moment, event: Any) -> str:
    """Of a kind of event that has no sentence of its own, what its name says."""
    word = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(event).__name__).lower()
    node = getattr(event, "node", None)
    return f"{moment.called[node]}: {word}." if isinstance(node, int) else f"{word.capitalize()}."


PHASES = {
    mark("Forward pass"): mark("Each operation computes its value from the values of its inputs."),
    mark("Graph building"): mark(
        "While the code runs, each operation adds a node to the graph, and an edge from each input."
    ),
    mark("Backward pass"): mark(
        "From the output back, each node hands its gradient × the local gradient on to each input."
    ),
}
"""What a recording goes through, and what happens there (R40); `say` gives both in the reader's language."""


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
