"""Which node is looked at, and with what gradient from above: what a call asks for, found in a graph."""

from __future__ import annotations

import math
from numbers import Real

from ...pictures.labels import names
from ...recording import Graph


def checked(upstream: float | None) -> float | None:
    """The upstream gradient that is asked for.

    Raises:
        ValueError: if it is no finite number.
    """
    number = isinstance(upstream, Real) and not isinstance(upstream, bool)
    if upstream is None or (number and math.isfinite(upstream)):
        return None if upstream is None else float(upstream)
    raise ValueError(
        f"zoom(..., upstream={upstream!r:.40}): the gradient that arrives is one finite number. Write upstream=1.0."
    )


def sources(graph: Graph, position: int) -> list[int]:
    """The nodes that stand in the picture of one operation, in its order: each input once, and the node itself."""
    found = dict.fromkeys(edge.source for edge in graph.edges if edge.target == position)
    return [*found, position]


def found(graph: Graph, wanted: str | int | None, strict: bool) -> int:
    """The position of a node by name or number; the first operation where none is asked for.

    Raises:
        KeyError: if there is none; the message lists those there are.
    """
    called = names(graph)
    if isinstance(wanted, str) and wanted in called:
        return called.index(wanted)
    if isinstance(wanted, int) and -len(called) <= wanted < len(called):
        return wanted % len(called)
    if wanted is not None and strict:
        raise KeyError(
            f"zoom(..., node={wanted!r}): no node is called so. The nodes are: {', '.join(called[:40])}. Give one of "
            f"these names, or a number from 0 to {len(called) - 1}."
        )
    return next((k for k, node in enumerate(graph.nodes) if not node.is_leaf), 0)
