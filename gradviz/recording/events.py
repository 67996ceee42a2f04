"""What can happen to a graph, as plain data. A Recording is a list of these, in the order they happened."""

from __future__ import annotations

from typing import Any, NamedTuple

Value = Any
"""A float, or a numpy array that nobody changes any more."""


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


class Replaced(NamedTuple):
    """A hook put another gradient in the place of the one that had arrived at a node (backward pass)."""

    node: int
    gradient: Value


Event = Leaf | Computed | Seeded | Contributed | Accumulated | Replaced
