r"""The sides of an equation of the chain rule, as LaTeX with marks: one edge, one path, the sum over all paths.

A side that is not known is None: an operation that is not in the table has no formula, a local gradient that was not
recorded no number, and where an array or an operation that is not elementwise takes part, no product of numbers holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

from ..recording import Frame, Graph
from ..recording.declared import Rule, rule_on
from . import tex
from .expression import definitions

DOT = r" \cdot "


class Sides(NamedTuple):
    """The same quantity in five ways.

    Attributes:
        slopes: as derivatives, ∂L/∂d · ∂d/∂w.
        names: as declared, in the names of the nodes, 2d · x.
        filled: the same with numbers in the places of the names; of a single edge only.
        numbers: as numbers, 4 · 2.
        value: worked out.
    """

    slopes: str
    names: str | None
    filled: str | None
    numbers: str | None
    value: float | None


def of_edge(graph: Graph, frame: Frame, edge: int) -> Sides:
    """The local derivative on an edge."""
    value = factor(graph, frame, edge)
    rule = rule_on(graph, frame, edge)
    named = filled = None
    if rule is not None and rule.elementwise:
        places = neighbours(graph, edge)
        named = tex.with_names(rule, {place: tex.mark(node) for place, node in places.items()})
        if value is not None:
            numbers = {p: tex.number(frame.values[n]) for p, n in places.items() if frame.values[n] is not None}
            filled = tex.with_names(rule, numbers)
    return Sides(slope_on(graph, edge), named, filled, None if value is None else tex.number(value), value)


def factor(graph: Graph, frame: Frame, edge: int) -> float | None:
    """The local derivative on an edge between two numbers; None where it was not recorded or an array takes part."""
    source, target, _ = graph.edges[edge]
    local = frame.locals[edge]
    if local is None or graph.nodes[source].shape or graph.nodes[target].shape:
        return None
    return float(local)


def of_path(graph: Graph, frame: Frame, path: Sequence[int]) -> Sides:
    """The product of the local derivatives along a path, the last edge first, as the backward pass multiplies."""
    edges, value = [of_edge(graph, frame, edge) for edge in reversed(path)], along(graph, frame, path)
    scalar = not any(graph.nodes[n].shape for e in path for n in graph.edges[e][:2])
    names = [edge.names for edge in edges]
    known = [name for name in names if name is not None]
    return Sides(
        DOT.join(edge.slopes for edge in edges),
        _product(known) if scalar and len(known) == len(names) else None,
        edges[0].filled if len(edges) == 1 else None,
        None if value is None else _product([str(edge.numbers) for edge in edges]),
        value,
    )


def unfolded(graph: Graph, frame: Frame, paths: Sequence[Sequence[int]]) -> list[str | None]:
    """The product along each path in names, where a node without a name is called by what it computes: 3x · 2x.

    None where an operation has no formula, an array takes part, or a formula would be too long.
    """
    marks = [tex.mark(node) for node in range(len(graph.nodes))]
    formulas = definitions(graph, called=marks)
    written = [tex.product(formula) if formula else None for formula in formulas]
    called = [m if node.name else text for m, text, node in zip(marks, written, graph.nodes, strict=True)]
    factors = {edge: _called(graph, frame, edge, called) for edge in {edge for path in paths for edge in path}}
    known = [[factors[edge] for edge in reversed(path)] for path in paths]
    return [None if None in path else _product([str(factor) for factor in path]) for path in known]


def _called(graph: Graph, frame: Frame, edge: int, called: Sequence[str | None]) -> str | None:
    """The local derivative on an edge in what its nodes are called."""
    rule, names = rule_on(graph, frame, edge), {p: called[node] for p, node in neighbours(graph, edge).items()}
    scalar = not any(graph.nodes[node].shape for node in graph.edges[edge][:2])
    if rule is None or not rule.elementwise or not scalar or None in names.values():
        return None
    return tex.with_names(rule, {place: str(name) for place, name in names.items()})


def along(graph: Graph, frame: Frame, path: Sequence[int]) -> float | None:
    """The product of the local derivatives along a path, the last edge first; None where one is not known."""
    factors = [factor(graph, frame, edge) for edge in reversed(path)]
    known = [number for number in factors if number is not None]
    return prod(known) if len(known) == len(factors) else None


def total(paths: Sequence[Sides]) -> Sides:
    """The sum over paths."""
    if len(paths) == 1:
        return paths[0]
    values = [path.value for path in paths]
    known = [value for value in values if value is not None]
    return Sides(
        _sum([path.slopes for path in paths]) or "",
        _sum([path.names for path in paths]),
        _sum([path.numbers for path in paths]),
        _sum([None if value is None else tex.number(value) for value in values]),
        sum(known) if len(known) == len(values) else None,
    )


def neighbours(graph: Graph, edge: int) -> dict[int, int]:
    """The nodes at the places of a declared formula: 0 is the result, k + 1 argument k."""
    target = graph.edges[edge].target
    return {0: target} | {e.argument + 1: e.source for e in graph.edges if e.target == target}


def slope(over: int, under: int) -> str:
    """∂over/∂under."""
    return rf"\frac{{\partial {tex.mark(over)}}}{{\partial {tex.mark(under)}}}"


def slope_on(graph: Graph, edge: int) -> str:
    """The derivative on an edge; where its source is used twice by its target, with the number of the argument."""
    source, target, argument = graph.edges[edge]
    twice = sum((e.source, e.target) == (source, target) for e in graph.edges) > 1
    index = rf"_{{({argument})}}" if twice else ""
    return rf"\frac{{\partial {tex.mark(target)}}}{{\partial {tex.mark(source)}{index}}}"


def derivatives(graph: Graph, frame: Frame) -> list[float | None]:
    """∂output/∂node from the recorded local gradients alone, in one look at every edge, in the order of the sweep.

    It is what one backward pass gives, whatever earlier passes and hooks have left; None where that is not known.
    """
    found: list[float | None] = [None] * len(graph.nodes)
    unknown: set[int] = set()
    found[graph.output] = 1.0
    incoming = graph.incoming()
    for target in reversed(range(len(graph.nodes))):
        above = None if target in unknown else found[target]
        for edge in incoming[target]:
            source, local = graph.edges[edge].source, factor(graph, frame, edge)
            if above is None or local is None:
                unknown.add(source)
            else:
                before = found[source]
                found[source] = above * local if before is None else before + above * local
    return [None if node in unknown else value for node, value in enumerate(found)]


def meaning(rule: Rule, graph: Graph, edge: int, upstream: str) -> tuple[str, list[str]]:
    """The declared formula of an operation that is not elementwise, and what its letters stand for."""
    letters = {upstream: slope(graph.output, graph.edges[edge].target)}
    places = neighbours(graph, edge)
    letters |= {letter: tex.mark(places[place]) for letter, place in rule.places.items() if place in places}
    letters |= {letter: tex.number(value) for letter, value in rule.numbers.items()}
    used = tex.letters(rule.latex)
    spelled = [(s, text) for letter, text in letters.items() for s in (letter, letter.upper()) if s in used]
    return rule.latex, [f"{letter} = {text}" for letter, text in spelled]


def _product(factors: Sequence[str]) -> str:
    first, *others = factors
    alone = not others
    head = first if alone or tex.level(first) != tex.SUM else f"({first})"
    return DOT.join([head, *(tex.at_least(factor, tex.PRODUCT) for factor in others)])


def _sum(terms: Sequence[str | None]) -> str | None:
    known = [term for term in terms if term is not None]
    if len(known) < len(terms):
        return None
    signed = [f" - {term[1:]}" if tex.level(term) == tex.NEGATIVE else f" + {term}" for term in known[1:]]
    return known[0] + "".join(signed)
