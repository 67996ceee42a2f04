"""What is saved for the backward pass, worked out from the record alone.

A node that was computed saves what its graph says it saves; the backward pass lets that go when the last edge of the
node has carried its gradient. A value that several operations save counts once, and views of one array are one value.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..core.saved import memory_of
from ..core.scalars import PLAIN
from .events import Computed, Contributed, Leaf, Memory, Resumed, Seeded, Started, Updated
from .graph import Graph
from .history import Recording


def saved_along(recording: Recording) -> list[Memory]:
    """The bytes that are saved, after every event that changes them."""
    return [moment for moment, _ in _along(recording)]


def most_saved(recording: Recording) -> int:
    """How many values are saved at once, where they are most."""
    return max((count for _, count in _along(recording)), default=0)


def _along(recording: Recording) -> list[tuple[Memory, int]]:
    """After every event that changes what is saved: the bytes, and how many values they are."""
    books: Counter[Any] = Counter()
    ledgers: dict[int, _Ledger] = {}
    ledger = _Ledger(recording.graphs[0], books, 0) if recording.graphs else None
    found: list[tuple[Memory, int]] = []
    for place, event in enumerate(recording.events):
        node, change = -1, 0
        if isinstance(event, Started):
            ledger = ledgers[place] = _Ledger(recording.graphs[event.graph], books, place)
        elif isinstance(event, Resumed):
            ledger = ledgers[event.start]
        elif ledger is None:
            break
        elif isinstance(event, (Leaf, Computed, Updated)):
            ledger.values[event.node] = event.value
            node, change = event.node, ledger.save(event.node) if isinstance(event, Computed) else 0
        elif isinstance(event, Seeded):
            ledger.lets_go = place not in recording.kept
        elif isinstance(event, Contributed):
            node = ledger.graph.edges[event.edge].target
            change = ledger.walked(node)
        if change:
            live = change + (found[-1][0].live if found else 0)
            found.append((Memory(place, node, change, live), len(books)))
    return found


class _Ledger:
    """Who has saved what in one pass; `books` counts the nodes that hold a piece of memory, for each that is held."""

    def __init__(self, graph: Graph, books: Counter[Any], start: int) -> None:
        self.graph, self.books, self._start = graph, books, start
        self.values: dict[int, Any] = {}
        self.lets_go = True
        self._saved = graph.saved()
        self._held: dict[int, list[tuple[Any, int]]] = {}
        self._edges_left = [
            sum(graph.nodes[graph.edges[edge].source].needs_gradient for edge in edges) for edges in graph.incoming()
        ]

    def save(self, node: int) -> int:
        """A node saves its values: how many bytes more that is."""
        self._held[node] = [self._memory(source) for source in self._saved[node] if source in self.values]
        more = 0
        for memory, size in self._held[node]:
            more += size if not self.books[memory] else 0
            self.books[memory] += 1
        return more

    def walked(self, node: int) -> int:
        """An edge of a node has carried its gradient: after the last one, how many bytes less (negative)."""
        less = 0
        if not self.lets_go:
            return less
        self._edges_left[node] -= 1
        for memory, size in self._held.pop(node, []) if self._edges_left[node] == 0 else ():
            self.books[memory] -= 1
            if not self.books[memory]:
                del self.books[memory]
                less -= size
        return less

    def _memory(self, node: Any) -> tuple[Any, int]:
        """Where the value of a node lives, and its bytes; a number is its node's own."""
        value = self.values[node]
        return ((self._start, node), 8) if value.__class__ in PLAIN else memory_of(value)
