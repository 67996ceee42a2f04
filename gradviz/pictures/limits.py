"""What is too large to draw: how much work a layout is, the message instead of it, and a shortened text twin."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from ..language import say
from ..recording import Graph
from .engines import EngineError
from .folding import HOW
from .labels import is_group

MOST_NODES = 1000
"""Larger graphs are not drawn unless that is asked for: no screen shows them and no reader follows them."""

COLUMNS_PER_NODE = 5
"""How many columns of the picture the edges may cross, all together, for each node that is allowed.

An engine puts a node of its own wherever an edge crosses a column, so this and not the number of nodes says how long
it takes: 5,000 crossings take it one to two seconds, and four times as many a minute.
"""

ROWS = 20
"""How many rows of a long text twin are shown at its beginning and at its end."""


class TooLargeError(EngineError):
    """The graph has too many nodes or too long edges for a picture; the message says how to group them."""


@lru_cache(maxsize=64)
def crossings(graph: Graph) -> int:
    """How many columns all edges cross: every operation as far left as its inputs allow, or as far right as its uses.

    It is the less of the two; an engine finds still better places. Of a long sum each term can stand beside its plus.
    """
    column = [0] * len(graph.nodes)
    for edge in graph.edges:  # in the order of their targets: a source's column is known
        column[edge.target] = max(column[edge.target], column[edge.source] + 1)
    first: dict[int, int] = {}
    for edge in graph.edges:
        first[edge.source] = min(first.get(edge.source, len(column)), column[edge.target])
    for source, use in first.items():
        if graph.nodes[source].is_leaf:  # an engine puts it beside its first use
            column[source] = use - 1
    late: dict[int, int] = {}
    for edge in reversed(graph.edges):  # the columns of its target's uses are known
        target = late.setdefault(edge.target, column[edge.target])
        late[edge.source] = min(late.get(edge.source, target), target - 1)
    ways = (dict(enumerate(column)), late)
    return min(sum(at[edge.target] - at[edge.source] for edge in graph.edges) for at in ways)


def refuse(graph: Graph, limit: int | None = MOST_NODES) -> None:
    """Raise an error if a layout would take too long.

    Args:
        graph: what is to be drawn.
        limit: how many nodes are drawn at most; None draws any graph, as long as that may take.

    Raises:
        TooLargeError: if it has more nodes, or edges so long that they take as much time.
    """
    if limit is None or len(graph.nodes) <= limit and crossings(graph) <= COLUMNS_PER_NODE * limit:
        return
    size = len(graph.nodes)
    what = f"this graph of {size:,} nodes is not drawn"
    why = f"more than {limit:,} nodes take long to lay out, and nobody could read them"
    if size <= limit:
        why = f"its edges cross {crossings(graph):,} columns of the picture, and an engine needs too long for that"
    raise TooLargeError(f"{what}: {why}. Try: {_way_out(graph)}. gv.draw(..., limit=None) draws it all the same.")


def _way_out(graph: Graph) -> str:
    """How a graph that is drawn gets smaller: by groups that are not folded yet, or by groups still to make."""
    outermost = Counter(node.groups[0] for node in graph.nodes if node.groups)
    if any(count > 1 for count in outermost.values()):  # a group of one node is drawn as that node
        return "draw its groups as one node each: gv.draw(..., fold=True)"
    if any(is_group(node) for node in graph.nodes):
        return (
            "its groups are folded already, so make a second level of groups: write "
            '`with gv.group("block 1"):` around several of them, and fold=True draws each block as one node'
        )
    return f"{HOW}, and it is drawn folded"


def shortened(twin: str, rows: int) -> str:
    """A text twin without its middle, with a line that says how many rows are left out.

    Args:
        twin: the text.
        rows: how many of its lines after the first are rows of the table; what follows them stays, if it is short.
    """
    lines = twin.split("\n")
    left_out = rows - 2 * ROWS
    if left_out <= 0:
        return twin
    wide = max(map(len, lines[: ROWS + 1]))
    end, notes = lines[1 + rows - ROWS : 1 + rows], lines[1 + rows :]
    more = [say("and {count} more such lines", count=len(notes) - ROWS)] if len(notes) > ROWS else []
    said = say("{count} rows are left out; .text has them all", count=f"{left_out:,}")
    middle = f" {said} ".center(min(wide, 100), "·")
    return "\n".join([*lines[: ROWS + 1], middle, *end, *notes[:ROWS], *more])
