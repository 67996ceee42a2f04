"""A Graph as DOT, through the `graphviz` package.

Ids are positions (n3; e3.1 is argument 1 of n3; o3 the round node of its operation, r3 the edge from that to n3),
never user text and never addresses, so the same Graph gives the same DOT byte for byte on every run and machine.
Nodes have a fixed size and a font whose metrics every engine has built in, so that a layout cannot depend on a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ..recording import Graph
from .cutting import columns, cut
from .labels import NODE_CHARACTERS, PLACEHOLDER, Labels, edge_columns, kind, operation_text
from .limits import crossings
from .look import PLAIN, Look

if TYPE_CHECKING:
    from .highlight import Lit
    from .inks import Inks

POINTS_PER_INCH = 72
CHARACTER = 7.2  # Courier at 12 points; 6.6 at 11
NODE_WIDTH = (NODE_CHARACTERS * CHARACTER + 7) / POINTS_PER_INCH
NODE_HEIGHT = 56 / POINTS_PER_INCH
LINE_HEIGHT = 14 / POINTS_PER_INCH
ROUND_HEIGHT = 34 / POINTS_PER_INCH
RANK_GAP = 0.55


MANY_NODES = 200
MANY_CROSSINGS = 800
"""How many columns the edges may cross, all together, before a graph counts as crowded."""


def crowded(graph: Graph) -> bool:
    """Whether a graph is so large that its edges are laid out without their texts.

    An engine lays out the text of an edge as a node, and an edge as one node in every column that it crosses; with
    texts there are twice as many columns. A weight that is used all along a chain is enough to make it slow.
    """
    return len(graph.nodes) > MANY_NODES or crossings(graph) > MANY_CROSSINGS


def to_dot(
    graph: Graph, labels: Labels | None = None, look: Look = PLAIN, lit: Lit | None = None, inks: Inks | None = None
) -> str:
    """The DOT text of a graph.

    Args:
        graph: the structure.
        labels: the texts of nodes and edges; without them every text is a placeholder of full width, which
            is what a layout is computed from.
        look: what is shown, and in which style.
        lit: what is highlighted.
        inks: colours for forms that no style sheet reaches.

    In a crowded graph edges have no labels but room for them between the ranks, external labels where texts are
    given, and the engine may not look for the best places without end.

    Example:
        >>> import gradviz as gv
        >>> print(gv.draw(gv.record("x*x", x=3)).source)  # doctest: +ELLIPSIS
        digraph gradviz {
        ...
    """
    import graphviz

    dot = graphviz.Digraph("gradviz")
    apart = crowded(graph)
    gap = RANK_GAP + apart * edge_columns(look) * 6.6 / POINTS_PER_INCH
    limit = {"nslimit": "2"} if apart else {}
    dot.attr(rankdir="LR", bgcolor="transparent", ranksep=f"{gap:.4g}", nodesep="0.3", margin="0", **limit)
    dot.attr("node", shape="box", fontname="Courier", fontsize="12", fixedsize="true",
             width=f"{NODE_WIDTH:.3f}", height=f"{NODE_HEIGHT:.3f}")  # fmt: skip
    dot.attr("edge", fontname="Courier", fontsize="11", arrowsize="0.7")
    if inks is not None:
        dot.attr(**inks.graph())
    dot.body.extend(_nodes(graph, labels, look, lit, inks))
    dot.body.extend(_edges(graph, labels, look, lit, apart, inks))
    return str(dot.source)


def _nodes(
    graph: Graph, labels: Labels | None, look: Look, lit: Lit | None, inks: Inks | None
) -> Iterator[str]:
    used = {edge.source for edge in graph.edges}  # what nobody uses is an output; of several starts there are several
    if len(graph.nodes) > 1 or look.unfinished:  # an input that nobody uses yet is none
        used |= {position for position, node in enumerate(graph.nodes) if node.is_leaf}
    for position, node in enumerate(graph.nodes):
        what, state = kind(node, position not in used), lit.of_node(position) if lit else ""
        paint = inks.node(what, state, position) if inks else _paint(state)
        more = " style=rounded" if "leaf" in what and not inks else ""
        more += " peripheries=2" if "out" in what else ""
        more += " penwidth=2.5" if "group" in what and not paint else ""
        more += f" height={NODE_HEIGHT + LINE_HEIGHT:.3f}" if node.shape else ""
        mark = labels.marks[position] if labels else ""
        more += f" xlabel={inks.mark(mark) if inks else _quoted(mark)}" if mark else ""
        lines = labels.nodes[position] if labels else (PLACEHOLDER,) * (4 if node.shape else 3)
        label = inks.lines(lines) if inks else _quoted("\n".join(lines))
        yield f'\tn{position} [label={label} class="node {what}" id=n{position}{more}{paint}]\n'
        if look.rounds and not node.is_leaf:
            paint = inks.node("operation", state) if inks else paint
            text = round_text(graph, position)
            yield f"\to{position} [{_round(inks.known(text) if inks else text, bool(labels), position)}{paint}]\n"


def round_text(graph: Graph, position: int) -> str:
    """What stands in the round node of an operation."""
    return cut(operation_text(graph.nodes[position]), NODE_CHARACTERS)


def _round(text: str, shown: bool, position: int) -> str:
    wide = columns(text)
    shape, width = ("circle", ROUND_HEIGHT) if wide < 3 else ("ellipse", (wide * CHARACTER + 20) / POINTS_PER_INCH)
    label = _quoted(text if shown else "0" * wide)
    size = f"width={width:.3f} height={ROUND_HEIGHT:.3f}"
    return f'label={label} shape={shape} class="operation" id=o{position} {size}'


def _edges(
    graph: Graph, labels: Labels | None, look: Look, lit: Lit | None, apart: bool, inks: Inks | None
) -> Iterator[str]:
    room, line = "" if apart else "0" * edge_columns(look), inks.line if inks else _paint
    for number, edge in enumerate(graph.edges):
        text = labels.edges[number] if labels else room
        written = inks.edge(text) if inks else _quoted(text)
        label = "" if apart and not text else f"{'xlabel' if apart else 'label'}={written} "
        name, end = f"e{edge.target}.{edge.argument}", "o" if look.rounds else "n"
        paint = line(lit.of_edge(number) if lit else "")
        yield f'\tn{edge.source} -> {end}{edge.target} [{label}id="{name}"{paint}]\n'
    for position, node in enumerate(graph.nodes) if look.rounds else ():
        if not node.is_leaf:
            paint = line(lit.of_node(position) if lit else "")
            yield f"\to{position} -> n{position} [id=r{position}{paint}]\n"


def _paint(state: str) -> str:
    """How a highlighted, dimmed or unmade thing is drawn: by the weight of its line, never by its colour alone."""
    return {"": "", "dim": " color=gray70", "unmade": " style=invis"}.get(state, " penwidth=3")


@lru_cache(maxsize=64)  # while a layout is computed all texts are placeholders
def _quoted(text: str) -> str:
    return '"' + _escaped(text).replace('"', '\\"') + '"'


def _escaped(text: str) -> str:
    """Text as a DOT label: no escape sequences of the learner's and no character entities.

    It cannot become an HTML-like label: those stand between "<" and ">", and here all labels stand between quotes.
    """
    return text.replace("\\", "\\\\").replace("&", "&amp;").replace("\n", "\\n")
