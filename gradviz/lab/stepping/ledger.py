"""The ledger of a stepper: every node with its formula, its value, the rule of its gradient and the gradient."""

from __future__ import annotations

from html import escape

from ...language import say
from ...pictures import tex
from ...pictures.chain import of_edge
from ...pictures.cutting import cut
from ...pictures.equation import plain
from ...pictures.expression import definitions
from ...pictures.labels import gradient_slot, names, value_slot
from ...recording import Frame, Graph
from ...recording.paths import between

MOST_ROWS = 40
MOST_USES = 3
NAME_COLUMNS = 16
FORMULA_COLUMNS = 60


def rows_shown(graph: Graph) -> list[int]:
    """The nodes that have a row: all, or of very many those nearest to the output."""
    return list(range(len(graph.nodes)))[-MOST_ROWS:]


def ledger(graph: Graph, frame: Frame, marks: int, rules: bool = True) -> str:
    """The table as HTML, with the picture's own slots for its numbers.

    Args:
        graph: what is drawn.
        frame: a moment at which all has happened; which rule holds on an edge is read off it.
        marks: the slot of the first row's state; those of the others follow.
        rules: whether the formulas of the gradients stand there.
    """
    called, formulas = [cut(name, NAME_COLUMNS) for name in names(graph)], definitions(graph, steps=True)
    last, shown = called[graph.output], rows_shown(graph)
    rows = []
    for place, node in enumerate(shown):
        formula = formulas[node]
        text = "" if graph.nodes[node].is_leaf or formula is None else f" = {formula.text()}"
        rule = _rule(graph, frame, node, called) if rules and graph.nodes[node].needs_gradient else ""
        slope = f"∂{last}/∂{called[node]}" if graph.nodes[node].needs_gradient else ""
        rows.append(
            f'<tr data-node="{node}" data-mark="{marks + place}"><th scope="row">{_cell(called[node] + text)}</th>'
            f'<td class="number"><span class="v" data-slot="{value_slot(node)}"></span></td>'
            f'<td class="number"><span class="g" data-slot="{gradient_slot(graph, node)}"></span></td>'
            f"<td>{_cell(slope + (f' = {rule}' if rule else ''))}</td></tr>"
        )
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in _heads())
    said = escape(say("values and gradients"))
    return (
        f'<div class="gv-wide" tabindex="0" role="region" aria-label="{said}">'
        f'<table class="gv-ledger" aria-label="{said}">'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _heads() -> list[str]:
    return [say("node"), say("value"), say("gradient"), say("rule of its gradient")]


def _cell(text: str) -> str:
    return escape(cut(text, FORMULA_COLUMNS))


def _rule(graph: Graph, frame: Frame, node: int, called: list[str]) -> str:
    """Upstream × local for each use of a node, added up: ∂L/∂z·x; "" where a local gradient has no formula."""
    if node == graph.output:
        return "1"
    useful = between(graph, node, graph.output)
    uses = [edge for edge in sorted(useful) if graph.edges[edge].source == node]
    if len(uses) > MOST_USES:
        return say("the sum over its {count} uses", count=len(uses))
    terms = []
    for edge in uses:
        local = of_edge(graph, frame, edge).names
        if local is None:
            return ""
        upstream = f"∂{called[graph.output]}/∂{called[graph.edges[edge].target]}"
        terms.append(f"{upstream}·{plain(tex.at_least(local, tex.PRODUCT), called)}")
    return " + ".join(terms)
