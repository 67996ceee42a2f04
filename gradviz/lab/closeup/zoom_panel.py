"""What stands under the picture of one node: the way to the others, its products in symbols and numbers, its card."""

from __future__ import annotations

from html import escape

from ...language import mark, say
from ...pictures.derivatives import edge_equation
from ...pictures.expression import definitions
from ...pictures.labels import names, operation_text, slot_count
from ...pictures.look import looked
from ...pictures.tex_text import as_text
from ...pictures.wording import bracketed, sizes, told_as
from ...recording import Graph, Recording
from ...recording.declared import rule_on
from ...recording.events import Value
from .card import card_html

LOOK = looked(edges="both")
"""What stands on the edges of the picture: local gradient and what is handed back."""

MOST_BUTTONS = 40
MOST_TOLD = 4
NAME_WIDTH = 14


def called_inputs(graph: Graph, position: int) -> list[str]:
    """What the inputs of a node are called in its own picture, in argument order, and last the node itself.

    A nameless input is called by its formula where that is short, as in "w·x".
    """
    called = called_nodes(graph)
    return [called[k] for k in [*(e.source for e in graph.edges if e.target == position), position]]


def called_nodes(graph: Graph) -> list[str]:
    """What every node is called, in the pictures and in the lists: its name, else its formula where that is short."""
    number = [say("node {number}", number=k) for k in range(len(graph.nodes))]
    # A leaf's id would be taken for that of a node of the smaller picture, in formulas too.
    named = [each if each.name or not each.is_leaf else each._replace(name=number[k])
             for k, each in enumerate(graph.nodes)]  # fmt: skip
    graph = graph._replace(nodes=tuple(named))
    called = list(names(graph))
    for k, (node, formula) in enumerate(zip(graph.nodes, definitions(graph), strict=True)):
        if not node.name:
            written = formula.text() if formula is not None else ""
            short_one = written if 0 < len(written) <= NAME_WIDTH else number[k]
            called[k] = say("output") if k == graph.output else short_one
    return called


def row_texts(one: Recording) -> list[str]:
    """The cells of the table that follow the numbers: for every edge upstream, local gradient, product."""
    graph, frame = one.graph, one.frame()
    texts = []
    for edge in range(len(graph.edges)):
        up, local, down = frame.upstreams[edge], frame.locals[edge], frame.downstreams[edge]
        if down is None:
            texts += ["", say("no gradient asked for"), ""]
        else:
            texts += [told_as(up), _rule(one, edge), _product(up, local, down)]
    return texts


def _rule(one: Recording, edge: int) -> str:
    """The local gradient in symbols and numbers; where there is none, how the upstream gradient is turned into it."""
    graph, frame = one.graph, one.frame()
    rule = rule_on(graph, frame, edge)
    if rule is None or rule.elementwise:
        return edge_equation(graph, frame, edge).text
    return say("downstream = {rule}, where g is the upstream gradient", rule=as_text(rule.latex))


def _product(upstream: Value, local: Value, down: Value) -> str:
    """One edge as a product of numbers; with arrays, or without a local gradient, the result alone."""
    if local is None or sizes(upstream) or sizes(local) or sizes(down):
        return told_as(down)
    return f"{told_as(upstream)} × {bracketed(told_as(local))} = {told_as(down)}"


def told(one: Recording, upstream: Value) -> str:
    """What the node does, in words with numbers."""
    graph, frame, called = one.graph, one.frame(), names(one.graph)
    name = called[-1]
    if upstream is None:
        return say("{name} is an input that needs no gradient: nothing is handed to it.", name=name)
    arrives = told_as(upstream)
    if graph.nodes[-1].is_leaf:
        sentence = mark("{name} is an input: {gradient} arrives here, and that is its gradient.")
        return say(sentence, name=name, gradient=arrives)
    parts = []
    for edge in range(len(graph.edges)):
        if frame.downstreams[edge] is not None:
            product = _product(frame.upstreams[edge], frame.locals[edge], frame.downstreams[edge])
            parts.append(say("{source} gets {product}", source=called[graph.edges[edge].source], product=product))
    for source, node in enumerate(graph.nodes[:-1]):
        if sum(edge.source == source for edge in graph.edges) > 1 and node.needs_gradient:
            total = told_as(frame.gradients[source])
            parts.append(say("{source} gets {total} in all", source=called[source], total=total))
    if len(parts) > MOST_TOLD:
        parts = [*parts[:MOST_TOLD], say("and {count} more inputs theirs", count=len(parts) - MOST_TOLD)]
    return say("{name}: {gradient} arrives from above. {parts}.", name=name, gradient=arrives, parts=", ".join(parts))


def rows_as_text(one: Recording) -> str:
    """The same table as plain text."""
    texts, called = row_texts(one), names(one.graph)
    lines = [
        say("to {source}: {local}; upstream × local: {product}", source=called[edge.source], local=texts[3 * k + 1],
            product=texts[3 * k + 2])
        for k, edge in enumerate(one.graph.edges)
    ]  # fmt: skip
    return "\n".join([told(one, one.frame().gradients[-1]), *lines])


# --- HTML ---


def panel_html(graph: Graph, position: int, one: Recording) -> str:
    """The panel of one node of a structure, with open places for `row_texts`."""
    node = graph.nodes[position]
    card = "" if node.is_leaf else card_html(str(node.op), node.symbol)
    return _ways(graph, position) + (_products(one) if one.graph.edges else "") + card


def _ways(graph: Graph, position: int) -> str:
    """All nodes as buttons, the one that is shown marked."""
    if len(graph.nodes) > MOST_BUTTONS:
        return ""
    buttons = []
    for k, name in enumerate(called_nodes(graph)):
        here = ' aria-current="true" data-state="current"' if k == position else ""
        sign = operation_text(graph.nodes[k])
        what = f"{name} = {sign}" if sign else name
        buttons.append(
            f'<button type="button" data-do="node" data-value="{k}" title="{escape(what)}"{here}>'
            f"{escape(name)}</button>"
        )
    return f'<div role="group" aria-label="{escape(say("nodes"))}">{" ".join(buttons)}</div>'


def _products(one: Recording) -> str:
    base, called = slot_count(one.graph, LOOK), names(one.graph)
    heads = [say("to"), say("upstream"), say("local gradient"), say("downstream")]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows = []
    for k, edge in enumerate(one.graph.edges):
        cells = "".join(
            f'<td class="{style}" data-slot="{base + 3 * k + column}"></td>'
            for column, style in enumerate(("g number", "l", "g number"))
        )
        rows.append(f'<tr><th scope="row">{escape(called[edge.source])}</th>{cells}</tr>')
    label, rule = escape(say("what is handed back")), escape(say("downstream = upstream × local gradient"))
    body = f'<table aria-label="{label}"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    return f'<p>{rule}</p><div class="gv-scroll" tabindex="0">{body}</div>'
