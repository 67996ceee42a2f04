"""What a line of code did, in words."""

from __future__ import annotations

import re
from typing import Any

from ...core.operation import OPS
from ...language import say
from ...pictures.captions import caption, phases
from ...pictures.labels import names
from ...pictures.wording import told_as
from ...recording import Graph, Node
from ...recording.events import Accumulated, Contributed, Resumed, Seeded, Started, Zeroed
from .tape_story import State, Story

MOST_SENTENCES = 6
"""So many sentences are said of one line; what is more is counted."""


def operation_name(node: Node) -> str:
    """An operation as a tape writes it: MUL, ADD, SQUARE.

    The name of PyTorch's backward step without "Backward0", where that is a word; a second power has a name of its own.
    """
    op = str(node.op)
    if is_square(node):
        return say("SQUARE")
    theirs = re.sub(r"Backward\d*$", "", OPS[op].torch_name) if op in OPS else ""
    return (theirs if len(theirs) > 2 else op).upper()


def is_square(node: Node) -> bool:
    """Whether an operation is a second power."""
    return str(node.op) == "power" and node.numbers[1:] == (2.0,)


def explanation(story: Story, state: State, most: int = MOST_SENTENCES) -> str:
    """What a state's lines did, with the numbers: formula first, numbers second."""
    events = story.recording.events
    backward = [place for place in range(state.start, state.end) if isinstance(events[place], (Seeded, Contributed))]
    whole = any(isinstance(events[place], Seeded) for place in backward) and len(backward) > 1
    said = [] if whole else [caption(story.recording, place) for place in range(state.start, state.end)
                             if not isinstance(events[place], (Started, Resumed))]  # fmt: skip
    if whole:
        said = [*_without_sweep(story, state, backward[0]), _sweep(story, state)]
    zeroed = any(isinstance(event, Zeroed) for event in events[state.start : state.end])
    said += [say("{name} is {value} now.", name=name, value=text[:60]) for name, text in state.sets]
    said += [] if zeroed else [_read(name, gradient) for name, gradient in state.reads]
    if not said:
        return _nothing(story, state)
    left = len(said) - most
    return " ".join(said[:most] + ([say("And {count} more.", count=left)] if left > 0 else []))


def _without_sweep(story: Story, state: State, seed: int) -> list[str]:
    """What happened on the line before its backward pass began."""
    events = story.recording.events
    return [caption(story.recording, k) for k in range(state.start, seed) if not isinstance(events[k], Started)]


def _sweep(story: Story, state: State) -> str:
    """A whole backward pass: what it visited in which order, and with which gradients it ended."""
    graph = story.recording.graph_at(state.end - 1)
    events = story.recording.events[state.start : state.end]
    visited = dict.fromkeys(graph.edges[e.edge].target for e in events if isinstance(e, Contributed))
    called = [operation_name(graph.nodes[node]) for node in visited]
    order = ", ".join([*called[:12], *(["…"] if len(called) > 12 else [])])
    ends = {e.node: e.gradient for e in events if isinstance(e, Accumulated) and e.gradient is not None}
    held = ", ".join(f"{names(graph)[node]} {told_as(gradient)}" for node, gradient in sorted(ends.items())[:12])
    first = say("The backward pass visits {operations}, in this order.", operations=order)
    return f"{first} {say('It ends with the gradients {gradients}.', gradients=held)}" if held else first


def _read(name: str, gradient: Any) -> str:
    if gradient is None:
        return say("{name}.grad is None: it has not been computed.", name=name)
    return say("{name}.grad is {value}.", name=name, value=told_as(gradient))


def _nothing(story: Story, state: State) -> str:
    """Of lines that touch no Tensor."""
    code = story.run.code
    kinds = {code.statements[k].kind for k in state.lines} if code is not None else set()
    if state.calls:
        return say("It calls a function: the lines of that function run now.")
    if kinds == {"import"}:
        return say("It loads names; nothing is put on the tape.")
    if kinds == {"define"}:
        return say("It defines a name; the lines in it run when they are called.")
    if kinds == {"return"}:
        return say("It goes back to the line that called the function.")
    if kinds == {"loop"}:
        return say("The loop decides whether there is one more round.")
    if kinds == {"choice"}:
        return say("It decides which lines run next.")
    return say("Nothing is put on the tape.")


def phases_of(story: Story, state: State) -> tuple[str, ...]:
    """Which phases of a computation a state belongs to (R40)."""
    found = [phase for place in range(state.start, state.end) for phase in phases(story.recording, place)]
    return tuple(dict.fromkeys(found))


def walk(story: Story, state: State) -> dict[int, str]:
    """Of the backward pass that a state stands in or after: what each operation sent, in the order of the visits."""
    if not state.end:
        return {}
    recording = story.recording
    graph, first = recording.graph_at(state.end - 1), _seed_before(story, state.end)
    found: dict[int, list[str]] = {}
    for place in range(first, state.end):
        event = recording.events[place]
        if isinstance(event, Contributed):
            found.setdefault(graph.edges[event.edge].target, []).append(_sent(graph, event))
    return {node: ", ".join(sent) for node, sent in found.items()}


def _sent(graph: Graph, event: Contributed) -> str:
    return say("{value} to {name}", value=told_as(event.downstream), name=names(graph)[graph.edges[event.edge].source])


def _seed_before(story: Story, end: int) -> int:
    """Where the last backward pass before `end` began, in the pass that goes on then; `end` if there was none."""
    events = story.recording.events
    for place in range(end - 1, -1, -1):
        if isinstance(events[place], Seeded):
            return place
        if isinstance(events[place], Started):
            break
    return end
