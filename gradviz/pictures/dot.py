"""A Graph as DOT, through the `graphviz` package.

Ids are positions (n3; e3.1 is argument 1 of n3), never user text and never addresses, so the same Graph
gives the same DOT byte for byte on every run and machine. Nodes have a fixed size and a font whose metrics
every engine has built in, so that a layout cannot depend on a number.
"""

from __future__ import annotations

from ..recording import Graph
from .labels import NODE_CHARACTERS, PLACEHOLDER, Labels, kind

POINTS_PER_INCH = 72
NODE_WIDTH = (NODE_CHARACTERS * 7.2 + 7) / POINTS_PER_INCH  # Courier at 12 points is 7.2 points wide
NODE_HEIGHT = 56 / POINTS_PER_INCH


def to_dot(graph: Graph, labels: Labels | None = None) -> str:
    """The DOT text of a graph.

    Args:
        graph: the structure.
        labels: the texts of nodes and edges; without them every text is a placeholder of full width, which
            is what a layout is computed from.

    Example:
        >>> import gradviz as gv
        >>> print(gv.draw(gv.record("x*x", x=3)).source)  # doctest: +ELLIPSIS
        digraph gradviz {
        ...
    """
    import graphviz

    dot = graphviz.Digraph("gradviz")
    dot.attr(rankdir="LR", bgcolor="transparent", ranksep="0.55", nodesep="0.3", margin="0")
    dot.attr("node", shape="box", fontname="Courier", fontsize="12", fixedsize="true",
             width=f"{NODE_WIDTH:.3f}", height=f"{NODE_HEIGHT:.3f}")  # fmt: skip
    dot.attr("edge", fontname="Courier", fontsize="11", arrowsize="0.7")
    for position in range(len(graph.nodes)):
        what = kind(graph, position)
        more = (" style=rounded" if "leaf" in what else "") + (" peripheries=2" if "out" in what else "")
        label = _quoted("\n".join(labels.nodes[position] if labels else (PLACEHOLDER,) * 3))
        dot.body.append(f'\tn{position} [label={label} class="node {what}" id=n{position}{more}]\n')
    for number, edge in enumerate(graph.edges):
        label = _quoted(labels.edges[number] if labels else PLACEHOLDER)
        name = f"e{edge.target}.{edge.argument}"
        dot.body.append(f'\tn{edge.source} -> n{edge.target} [label={label} id="{name}"]\n')
    return str(dot.source)


def _quoted(text: str) -> str:
    return '"' + _escaped(text).replace('"', '\\"') + '"'


def _escaped(text: str) -> str:
    """Text as a DOT label: no escape sequences of the learner's and no character entities.

    It cannot become an HTML-like label: those begin with "<" and end with ">", and a node's text ends with
    its gradient, an edge's begins with "×".
    """
    return text.replace("\\", "\\\\").replace("&", "&amp;").replace("\n", "\\n")
