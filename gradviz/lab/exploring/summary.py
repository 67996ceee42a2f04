"""The summary panel: every named step and every gradient, the formula beside the number."""

from __future__ import annotations

from html import escape

from ...core import Tensor
from ...language import say
from ...pictures.cutting import cut, plain
from ...pictures.expression import definitions, number
from ...pictures.labels import gradient_slot, names, value_slot
from ...recording import Graph, gradient_graphs

MOST_ROWS = 40
NAME_WIDTH = 24


def summary(output: Tensor, graph: Graph) -> str:
    """The panel of one structure as HTML with the picture's own slots for its numbers.

    The rows are the named steps of the forward pass in tape order, then the gradients of the leaves.
    """
    formulas, slopes = _value_formulas(graph), _slope_formulas(output, graph)
    steps = [i for i, node in enumerate(graph.nodes) if not node.is_leaf and (node.name or i == graph.output)]
    leaves = [i for i, node in enumerate(graph.nodes) if node.is_leaf and node.needs_gradient]
    last = name_of(graph, graph.output)
    rows = [_row(i, name_of(graph, i), formulas[i], "v", value_slot(i)) for i in steps[-MOST_ROWS:]]
    rows += [
        _row(i, f"∂{last}/∂{name_of(graph, i)}", slopes.get(i, ""), "g", gradient_slot(graph, i))
        for i in leaves[:MOST_ROWS]
    ]
    heads = "".join(f'<th scope="col">{head}</th>' for head in _heads())
    return f'<table aria-label="{say("summary")}"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _heads() -> list[str]:
    return [say("quantity"), say("formula"), say("number now")]


def _row(node: int, what: str, formula: str, style: str, slot: int) -> str:
    return (
        f'<tr data-node="{node}"><th scope="row">{escape(what)}</th><td>{"= " if formula else ""}{escape(formula)}</td>'
        f'<td class="number">= <span class="{style}" data-slot="{slot}"></span></td></tr>'
    )


def name_of(graph: Graph, position: int) -> str:
    """The name of a node as the panel writes it; "output" for an output without a name."""
    node = graph.nodes[position]
    return cut(plain(node.name), NAME_WIDTH) if node.name else "output" if position == graph.output else f"n{position}"


def _value_formulas(graph: Graph) -> list[str]:
    return [formula.text() if formula else say("(too long to write)") for formula in definitions(graph)]


def _slope_formulas(output: Tensor, graph: Graph) -> dict[int, str]:
    """For every leaf the formula of its gradient, where all values are single numbers and it can be written."""
    if any(node.shape for node in graph.nodes):
        return {}
    found = {}
    for position, gradient in gradient_graphs(output, names(graph)).items():
        if isinstance(gradient, Graph):
            formula = definitions(gradient, unfold=True, called=[node.name or "" for node in gradient.nodes])[-1]
        else:
            formula = number(gradient)
        found[position] = formula.text() if formula else say("(too long to write)")
    return found
