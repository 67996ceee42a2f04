"""What a question shows: its graph as far as may be seen, as a Recording like any other."""

from __future__ import annotations

from typing import Any

from ..recording import Frame, Graph, Recording
from ..recording.events import Computed, Event, Leaf, Seeded
from .cases import Case
from .sweep import RIGHT, Parts, answer, slopes_of


def forward_only(case: Case, *, hidden: frozenset[int] = frozenset()) -> Recording:
    """The forward pass alone; the values of hidden nodes are not there."""
    return Recording(case.graph, _forward(case, hidden))


def complete(case: Case, parts: Parts = RIGHT) -> Recording:
    """Forward and backward, with the gradients that these parts of the sweep give."""
    graph = case.graph
    gradients = [answer(case, k, parts) if node.needs_gradient else None for k, node in enumerate(graph.nodes)]
    blank: list[Any] = [None] * len(graph.edges)
    frame = Frame(list(case.values), gradients, list(slopes_of(case, 0, parts)), blank, blank)
    seeded = Seeded(graph.output, gradients[graph.output])
    return Recording(graph, [*_forward(case, frozenset()), seeded], last=lambda: frame)


def structure_only(graph: Graph) -> Recording:
    """A graph of which no number may be seen."""
    return Recording(graph, [])


def _forward(case: Case, hidden: frozenset[int]) -> list[Event]:
    return [
        (Leaf if node.is_leaf else Computed)(position, case.values[position])
        for position, node in enumerate(case.graph.nodes)
        if position not in hidden
    ]
