"""What can happen to a graph, as plain data. A Recording is a list of these, in the order they happened.

Nodes and edges are positions in the graph of the pass that is going on: the one that the last `Started` or `Resumed`
names, or the only one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Value = Any
"""A float, or a numpy array that nobody changes any more."""


class Started(NamedTuple):
    """A pass began: what is said from here on is of this graph. Nothing has been computed yet."""

    graph: int


class Resumed(NamedTuple):
    """What is said from here on is of an earlier pass again, as it stood last: a step moves its leaves too.

    Attributes:
        graph: its graph.
        start: the position of the `Started` with which it began.
    """

    graph: int
    start: int


class Leaf(NamedTuple):
    """A leaf was there with a value."""

    node: int
    value: Value


class Computed(NamedTuple):
    """An operation computed the value of a node (forward pass)."""

    node: int
    value: Value


class Seeded(NamedTuple):
    """The backward pass started at a node with an upstream gradient; 1 unless another was given."""

    node: int
    gradient: Value


class Contributed(NamedTuple):
    """An edge carried gradient from a node to one of its inputs (backward pass).

    downstream = upstream × local where the operation is elementwise; `local` is None where it is not.
    `total` is what the input has received so far, this contribution included.
    """

    edge: int
    upstream: Value
    local: Value
    downstream: Value
    total: Value


class Accumulated(NamedTuple):
    """What the `.grad` of a leaf holds, all passes added up; None where it was never computed or forgotten."""

    node: int
    gradient: Value


class Updated(NamedTuple):
    """The value of a leaf was changed in place: an optimizer's step, or the learner's own."""

    node: int
    value: Value


class Zeroed(NamedTuple):
    """The `.grad` of a leaf was forgotten (None) or filled with zeros before the next pass."""

    node: int
    gradient: Value


class Replaced(NamedTuple):
    """A hook put another gradient in the place of the one that had arrived at a node (backward pass)."""

    node: int
    gradient: Value


Event = Started | Resumed | Leaf | Computed | Seeded | Contributed | Accumulated | Updated | Zeroed | Replaced


class Memory(NamedTuple):
    """What is saved for the backward pass, after one event.

    Attributes:
        event: the position of the event.
        node: the node that saved values then, or whose saved values were let go.
        change: how many bytes more or less that is; a value that two operations save counts once.
        live: how many bytes are saved in all.
    """

    event: int
    node: int
    change: int
    live: int
