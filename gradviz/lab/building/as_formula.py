"""A graph as the formula it is, nothing cancelled and nothing joined: x + x is no 2·x to someone who builds it."""

from __future__ import annotations

from ...pictures.labels import names
from ...recording import Graph

SIGNS = {"add": (" + ", 1), "subtract": (" - ", 1), "multiply": ("*", 2), "divide": ("/", 2), "power": ("**", 4)}
"""How an operation on two inputs is written in Python, and how strongly it binds."""

NEGATIVE, ALONE = 3, 5


def formula(graph: Graph) -> str:
    """The formula of a graph, in Python's signs: "n1 = x*2 + x; y = n1*n1".

    A value that has a name, or is used more than once, has a line of its own: there it is one node.
    """
    called, incoming, outgoing = names(graph), graph.incoming(), graph.outgoing()
    lines, written = [], dict[int, tuple[str, int]]()
    for position, node in enumerate(graph.nodes):
        if node.is_leaf:
            written[position] = called[position], ALONE
            continue
        sources = iter(graph.edges[edge].source for edge in incoming[position])
        given = [written[next(sources)] if x is None else _number(x) for x in node.numbers]
        text = _operation(str(node.op), given)
        if node.name or len(outgoing[position]) != 1:  # the output too
            lines.append(f"{called[position]} = {text[0]}")
            text = called[position], ALONE
        written[position] = text
    return "; ".join(lines) or called[-1]


def _operation(op: str, given: list[tuple[str, int]]) -> tuple[str, int]:
    """An operation on what is written already, and how strongly it binds."""
    if op == "negative" and len(given) == 1:
        return f"-{_in(given[0], NEGATIVE + 1)}", NEGATIVE
    if op not in SIGNS or len(given) != 2:
        return f"{op}({', '.join(text for text, _ in given)})", ALONE
    sign, binds = SIGNS[op]
    # Brackets wherever another order would be another graph: a + (b + c), and both sides of a power.
    return f"{_in(given[0], binds + (op == 'power'))}{sign}{_in(given[1], binds + 1)}", binds


def _in(written: tuple[str, int], least: int) -> str:
    """What is written as part of something else, in brackets where it binds less than that asks for."""
    text, binds = written
    return text if binds >= least else f"({text})"


def _number(number: float) -> tuple[str, int]:
    short = f"{number:.12g}"
    return short if float(short) == number else repr(float(number)), ALONE if number >= 0 else NEGATIVE
