r"""The chain rule of one recording, written out: an edge, a path, a node with all its paths, or every leaf at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..language import mark, say
from ..recording import Frame, Graph, Recording
from ..recording.declared import UPSTREAM, rule_on
from ..recording.paths import count_paths, find_paths
from ..recording.symbolic import gradient_formulas
from . import tex
from .addresses import edge_of, node_of, path_of
from .chain import Sides, along, derivatives, meaning, of_edge, of_path, slope, total
from .equation import Equation, equation, shown_value
from .expression import definitions
from .expression import number as constant
from .labels import names

MOST_PATHS = 6
"""With more paths than this their sum is not written out."""

MOST_FACTORS = 24
"""Nor is it with more factors than this in all; nor is a single path of more."""

NOT_COMPUTED = mark("not computed")

Name = str | tuple[str, int]
"""A node's name; with an argument number where the node before it is used twice."""


def latex(
    recording: Recording,
    /,
    *,
    edge: tuple[str, str] | tuple[str, str, int] | None = None,
    path: Sequence[Name] | None = None,
    wrt: str | None = None,
    index: int = -1,
    **unknown: Any,
) -> Equation:
    r"""Write the derivatives of a recording as LaTeX, in the names of its nodes, with the numbers beside them.

    Args:
        recording: what happened.
        edge: two nodes: the local derivative of the second for the first, as its operation declares it. Where a node
            is used twice by another, as in x*x, a third entry says which argument.
        path: nodes from the first to the last, each an input of the next: the product of the local derivatives.
        wrt: a node: the derivative of the output for it by the chain rule, summed over all paths, and as one formula.
        index: the event after which things are looked at.
        **unknown: nothing: an option that is not there is answered with those that are.

    Without edge, path and wrt: the derivative of the output for every leaf, as a formula and as a number.

    Returns:
        An Equation. A notebook shows it typeset, `str()` is its LaTeX, `.text` plain text, `.value` the number.

    Raises:
        TypeError: if it is no Recording, or several things are asked for.
        KeyError: for a name that no node has.
        ValueError: for an edge or path that is not there, and for a node to which no gradient flows.

    Example:
        >>> import gradviz as gv
        >>> recording = gv.record("z = w*x; d = z - t; L = d**2", w=3, x=2, t=5)
        >>> gv.latex(recording, edge=("d", "L"))
        ∂L/∂d = 2·d = 2·1 = 2
        >>> gv.latex(recording, path=["w", "z", "d", "L"])
        ∂L/∂w = ∂L/∂d·∂d/∂z·∂z/∂w = 2·d·1·x = 2·1·2 = 4
        >>> gv.latex(recording)
        ∂L/∂w = 2·(z − t)·x = 4
        ∂L/∂x = 2·(z − t)·w = 6
        ∂L/∂t = −2·(z − t) = −2
        >>> print(gv.latex(recording, edge=("d", "L")))
        \frac{\partial L}{\partial d} = 2\,d = 2 \cdot 1 = 2
    """
    if not isinstance(recording, Recording):
        raise TypeError(
            f"latex() got {recording!r:.60} ({type(recording).__name__}), and derivatives are read off a Recording. "
            "Write gv.latex(gv.record(...)): record takes a function, a formula or a computed Tensor, and their inputs."
        )
    if unknown:
        raise TypeError(f"latex() has no option {next(iter(unknown))}=. The options are edge, path, wrt, index.")
    if sum(choice is not None for choice in (edge, path, wrt)) > 1:
        raise TypeError(
            "latex() got more than one of edge=, path= and wrt=, and each asks for an equation of its own. "
            "Call it once for each."
        )
    graph, frame = recording.graph_at(index), recording.frame(index)
    if edge is not None:
        return edge_equation(graph, frame, edge_of(graph, edge))
    if path is not None:
        return _path(graph, frame, path_of(graph, path))
    if wrt is not None:
        return _node(graph, frame, node_of(graph, wrt))
    return _joined(graph, _leaves(graph, frame))


def leaf_gradients(recording: Recording, index: int = -1) -> dict[str, Equation]:
    """For every leaf that needs one, the gradient of the output as a formula and as a number, by the leaf's name.

    The formula is left out where values are arrays and where it would be too long; the number where it was not
    computed.

    Args:
        recording: what happened.
        index: the event after which things are looked at.

    Example:
        >>> import gradviz as gv
        >>> leaf_gradients(gv.record("(a*x + b)**2", a=3, x=1, b=2))["a"]
        ∂n5/∂a = 2·(a·x + b)·x = 10
    """
    graph, frame = recording.graph_at(index), recording.frame(index)
    called = names(graph)
    return {called[leaf]: equation(graph, [row], value, note) for leaf, row, value, note in _leaves(graph, frame)}


# -- one thing at a time ---------------------------------------------------------------------------------


def edge_equation(graph: Graph, frame: Frame, edge: int) -> Equation:
    """The local derivative on one edge, by its number; what `latex(edge=...)` writes."""
    rule, local = rule_on(graph, frame, edge), frame.locals[edge]
    if rule is not None and not rule.elementwise:
        formula, letters = meaning(rule, graph, edge, UPSTREAM)
        down = frame.downstreams[edge]
        return equation(graph, [[rf"\text{{{say('downstream')}}}", r",\quad ".join([formula, *letters])]], down)
    sides = of_edge(graph, frame, edge)
    if local is None:
        return equation(graph, [_known(sides.slopes, sides.names)], None, say(NOT_COMPUTED))
    if sides.value is None:
        return equation(graph, [_known(sides.slopes, sides.names)], local, say("elementwise"))
    return equation(graph, [_known(sides.slopes, sides.names, sides.filled, sides.numbers)], sides.value)


def _path(graph: Graph, frame: Frame, path: tuple[int, ...]) -> Equation:
    first, last = graph.edges[path[0]].source, graph.edges[path[-1]].target
    steps = [tex.mark(node) for node in (first, *(graph.edges[edge].target for edge in path))]
    if len(path) > MOST_FACTORS:
        steps = [*steps[:2], r"\ldots", *steps[-2:]]
        edges = say("{count} edges", count=len(path))
        product = rf"\prod_{{\text{{{edges}}}}} \text{{{say('local')}}}"
        sides = Sides(product, None, None, None, along(graph, frame, path))
    else:
        sides = of_path(graph, frame, path)
    head = [slope(last, first), sides.slopes]
    if count_paths(graph, first, last) > 1:  # then the product is not the whole derivative
        way = r" \to ".join(steps)
        head = [rf"{way}:\quad {sides.slopes}"]
    row = [*head, *_known(sides.names, sides.filled, sides.numbers, _number(sides.value))]
    return equation(graph, [row], sides.value, "" if sides.value is not None else _why_not(graph, frame, path))


def _why_not(graph: Graph, frame: Frame, path: tuple[int, ...]) -> str:
    """Why the local gradients along a path are not multiplied."""
    recorded = all(frame.downstreams[edge] is not None for edge in path)
    return say("of arrays: a product of Jacobians") if recorded else say(NOT_COMPUTED)


def _node(graph: Graph, frame: Frame, node: int) -> Equation:
    _check_gradient(graph, node)
    head, held = slope(graph.output, node), frame.gradients[node]
    if node == graph.output:
        return equation(graph, [_known(head, _shown(held))], held, "" if held is not None else say(NOT_COMPUTED))
    formula, value = _symbolic(graph, frame).get(node), derivatives(graph, frame)[node]
    paths = find_paths(graph, node, graph.output, MOST_PATHS + 1)
    if len(paths) > MOST_PATHS or sum(map(len, paths)) > MOST_FACTORS:
        count = count_paths(graph, node, graph.output)
        ways = say("1 path") if count == 1 else say("{count} paths", count=count)
        walked = rf"\sum_{{\text{{{ways}}}}} \prod \text{{{say('local')}}}"
        sides = Sides(walked, None, None, None, value)
    else:
        sides = total([of_path(graph, frame, path) for path in paths])
    number = _number(value) if value is not None else _shown(held)
    known = _known(sides.slopes, sides.names, formula, sides.filled, sides.numbers, number)
    known = [side for i, side in enumerate(known) if side not in known[:i]]
    rows = [[head, *known]] if len(paths) == 1 else [[head, known[0]], *(["", side] for side in known[1:])]
    return equation(graph, rows, held if value is None else value, _note(held, value))


def _check_gradient(graph: Graph, node: int) -> None:
    if not graph.nodes[node].needs_gradient:
        able = [name for name, n in zip(names(graph), graph.nodes, strict=True) if n.is_leaf and n.needs_gradient]
        raise ValueError(
            f"no gradient flows to {names(graph)[node]}: it is a leaf that was made without requires_grad=True, so the "
            f"backward pass does not visit it. Leaves that have one: {', '.join(able[:20]) or 'none'}."
        )


def _leaves(graph: Graph, frame: Frame) -> list[tuple[int, list[str], Any, str]]:
    """For every leaf that needs a gradient: its place, the sides of its equation, the number and a note."""
    formulas, values = _symbolic(graph, frame), derivatives(graph, frame)
    found = []
    for leaf, node in enumerate(graph.nodes):
        if node.is_leaf and node.needs_gradient:
            held, value = frame.gradients[leaf], values[leaf]
            number = _number(value) if value is not None else _shown(held)
            row = _known(slope(graph.output, leaf), formulas.get(leaf), number)
            found.append((leaf, row, held if value is None else value, _note(held, value)))
    return found


def _joined(graph: Graph, leaves: list[tuple[int, list[str], Any, str]]) -> Equation:
    """The equations of all leaves below one another."""
    if not leaves:
        raise ValueError(
            "no leaf of this recording needs a gradient, so there is no derivative to write. "
            "Make an input with requires_grad=True, or record a function of numbers: gv.record('x**2', x=3)."
        )
    notes = dict.fromkeys(note for *_, note in leaves if note)
    values = {names(graph)[leaf]: value for leaf, _, value, _ in leaves}
    return equation(graph, [row for _, row, _, _ in leaves], values, "; ".join(notes))


def _symbolic(graph: Graph, frame: Frame) -> dict[int, str]:
    """The gradient of every leaf as one formula in LaTeX with marks, where it can be written."""
    marks = [tex.mark(position) for position in range(min(len(graph.nodes), tex.MOST_MARKS))]
    found = {}
    for position, gradient in gradient_formulas(graph, frame, marks).items():
        if isinstance(gradient, Graph) and not all(node.name for node in gradient.nodes if node.is_leaf):
            continue  # a number that was worked out of constants has no name
        if isinstance(gradient, Graph):
            formula = definitions(gradient, unfold=True, called=[node.name or "" for node in gradient.nodes])[-1]
        else:
            formula = constant(gradient)
        if formula is not None:
            found[position] = tex.product(formula)
    return found


def _note(held: Any, value: float | None) -> str:
    """What has to be said beside a number: that there is none, or that the node holds another one."""
    if held is None:
        return say(NOT_COMPUTED)
    if value is None or (held != held and value != value) or math.isclose(held, value, rel_tol=1e-6, abs_tol=1e-12):
        return ""
    return say("of one pass; what is held has other passes added, or was replaced")


def _known(*sides: str | None) -> list[str]:
    return [side for side in sides if side is not None]


def _number(value: float | None) -> str | None:
    return None if value is None else tex.number(value)


def _shown(value: Any) -> str | None:
    return None if value is None else shown_value(value)
