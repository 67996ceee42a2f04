"""Marks on nodes: which may run in parallel, and which values are kept for the backward pass."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

from ..language import remembered, say
from ..recording import Frame, Graph

PARALLEL_SIGN = "∥"
KEPT_SIGN = "▪"


@lru_cache(maxsize=64)
def depths(graph: Graph) -> tuple[int, ...]:
    """How many operations stand one after the other up to each node, itself counted: 0 for a leaf.

    Nodes of one depth do not wait for each other: if one fed the other, the other would be deeper.
    """
    incoming, found = graph.incoming(), [0] * len(graph.nodes)
    for position, node in enumerate(graph.nodes):
        if not node.is_leaf:
            found[position] = 1 + max((found[graph.edges[e].source] for e in incoming[position]), default=0)
    return tuple(found)


@lru_cache(maxsize=64)
def parallel_marks(graph: Graph) -> tuple[str, ...]:
    """For every node "∥" and its depth, if it is an operation and another one has the same depth; else ""."""
    deep = depths(graph)
    count = Counter(d for d, node in zip(deep, graph.nodes, strict=True) if not node.is_leaf)
    return tuple(
        f"{PARALLEL_SIGN}{d}" if not node.is_leaf and count[d] > 1 else ""
        for d, node in zip(deep, graph.nodes, strict=True)
    )


@lru_cache(maxsize=64)
def keepers(graph: Graph) -> dict[int, tuple[int, ...]]:
    """For every node whose value a backward step reads again, the operations that do, in tape order."""
    found: dict[int, dict[int, None]] = {}
    for position, saved in enumerate(graph.saved()):
        for kept in saved:
            found.setdefault(kept, {})[position] = None
    return {kept: tuple(found[kept]) for kept in sorted(found)}


def kept_sizes(graph: Graph, frame: Frame) -> dict[int, int]:
    """How many bytes each value takes that an operation computed so far has kept, by position.

    A number takes 8. Of a view it is the memory that it looks at, for that is what stays.
    """
    return {
        position: _memory(frame.values[position])[1]
        for position, users in keepers(graph).items()
        if frame.values[position] is not None and any(frame.values[user] is not None for user in users)
    }


def kept_total(graph: Graph, frame: Frame) -> str:
    """All that is kept, in words: "3 values, 24 B"; two views of one array are one value."""
    memories = {}
    for position in kept_sizes(graph, frame):
        key, size = _memory(frame.values[position])
        memories[position if key is None else ("memory", key)] = size
    count = len(memories)
    if not count:
        return say("nothing yet")
    total = size_text(sum(memories.values()))
    return say("1 value, {size}", size=total) if count == 1 else say("{count} values, {size}", count=count, size=total)


def size_text(size: float) -> str:
    """A number of bytes in at most six characters: "8 B", "1.2 kB" (a kB is 1000 B), "34 MB"."""
    if size < 1000:
        return f"{size:.0f} B"
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 9.95:
            return f"{size:.1f} {unit}"
        if size < 999.5:
            break
    return f"{size:.0f} {unit}"


def _memory(value: Any) -> tuple[int | None, int]:
    """Which memory an array lies in (None for a number, which has its own), and its size."""
    while getattr(value, "base", None) is not None:
        value = value.base
    return (id(value), int(value.nbytes)) if getattr(value, "ndim", 0) else (None, int(getattr(value, "nbytes", 8)))


@remembered(maxsize=64)
def joined_texts(graph: Graph) -> tuple[tuple[int, str], ...]:
    """What stands on the edges into a folded group that are several in one: how many."""
    found = []
    for number, edge in enumerate(graph.edges):
        joins = graph.nodes[edge.target].joins
        if joins and (count := joins[edge.argument]) > 1:
            found.append((number, say("{count} edges", count=count)))
    return tuple(found)
