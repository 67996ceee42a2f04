"""The program of a question: a formula, or the structure of what ran, as text that holds no gradient."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from ..core.advice.anomaly import unsaid
from ..recording import Edge, Formula, Graph, Node, Recording, record
from ..recording.events import Leaf
from ..recording.running import program as runnable
from .cases import Case, Plan, plan_of
from .question import NUMBER, OF_EDGES, PICK, Question, QuestionError
from .typed import shown

Program = str | Recording | Callable[..., Any]


def packed(f: Program, names: tuple[str, ...], inputs: Mapping[str, Any] | None) -> tuple[str, dict[str, float]]:
    """A program as text, and the numbers it ran with.

    Args:
        f: a formula, a function, or a Recording.
        names: the names of its inputs.
        inputs: their values; None where they are still to be found.
    """
    if isinstance(f, str):
        Formula(f).check(names if inputs is None else inputs)
        return f, {name: _single(name, value) for name, value in (inputs or {}).items()}
    if isinstance(f, Recording):
        recording = f
    else:
        with unsaid():
            recording = record(runnable(f), inputs=dict.fromkeys(names, 1.0) if inputs is None else dict(inputs))
    graph, values = recording.graph_at(), recording.frame().values
    leaves = [i for i, node in enumerate(graph.nodes) if node.is_leaf]
    bare = Recording(graph, [Leaf(leaf, values[leaf]) for leaf in leaves])
    return bare.to_json(), {leaf_name(graph, leaf): values[leaf] for leaf in leaves}


def _single(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise QuestionError(
            f"{name} = {value!r:.40} is not a single number, and a question needs one for each input. Give {name}=3, "
            "or ask for shapes with kind='shape'."
        ) from None


@lru_cache(maxsize=128)
def graph_of(program: str) -> Graph:
    """The structure that a program has."""
    if program.lstrip().startswith("{"):
        return Recording.from_json(program).graph
    with unsaid():
        return record(program, inputs=dict.fromkeys(Formula(program).inputs, 1.0)).graph


def leaf_name(graph: Graph, leaf: int) -> str:
    """What a leaf is called among the inputs of a question."""
    return graph.nodes[leaf].name or f"#{leaf}"


def plan_for(question: Question) -> Plan:
    """How to compute the graph of a question.

    Raises:
        QuestionError: if an operation in it is not in the table, or a value is an array.
    """
    plan = plan_of(graph_of(question.program))
    if plan is None:
        raise QuestionError(
            "the graph of this question has an operation that is not in the table, or a value that is an array, so its "
            "answer cannot be worked out again. Use gradviz's own operations on single numbers."
        )
    return plan


def case_for(question: Question) -> Case:
    """The graph of a question with its numbers, computed anew: here the key comes from.

    Raises:
        QuestionError: if the numbers do not fit the graph.
    """
    plan = plan_for(question)
    names = {leaf: leaf_name(plan.graph, leaf) for leaf in plan.leaves}
    if missing := [name for name in names.values() if name not in question.inputs]:
        raise QuestionError(f"the inputs have no number for {', '.join(missing)}. Give each leaf of the graph one.")
    return plan.case({leaf: float(question.inputs[name]) for leaf, name in names.items()})


def alone(case: Case, edge: int) -> tuple[Case, int]:
    """The operation that an edge leads into, taken out of its graph, and the leaf at the edge's place.

    An input that is used twice is two leaves there, for each edge has its own local gradient.
    """
    _, target, argument = case.graph.edges[edge]
    made = case.graph.nodes[target]
    into = [e for e in case.graph.edges if e.target == target]
    leaves = [Node(case.graph.nodes[e.source].name, None, "", (), (), (), True) for e in into]
    edges = tuple(Edge(k, len(into), e.argument) for k, e in enumerate(into))
    plan = plan_of(Graph((*leaves, made), edges))
    assert plan is not None, "the whole graph has one"
    found = plan.case({k: case.values[e.source] for k, e in enumerate(into)})
    return found, next(k for k, e in enumerate(into) if e.argument == argument)


# -- names for a reader ----------------------------------------------------------------------------------

_LONGEST = 40


def labels(graph: Graph) -> list[str]:
    """What every node is called in a question: its name, else its expression, spelled as in the learner's code.

    Example:
        >>> from gradviz import record
        >>> labels(record("L = (w*x + b)**2", w=1, x=2, b=3).graph)
        ['w', 'x', 'b', 'w*x', 'w*x + b', 'L']
    """
    found: list[str] = []
    incoming = graph.incoming()
    for position, node in enumerate(graph.nodes):
        sources = iter([graph.edges[e].source for e in incoming[position]])
        given = [found[next(sources)] if number is None else shown(number) for number in node.numbers]
        text = node.name or (_expression(node, given) if node.op else f"#{position}")
        found.append(_told_apart(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…", found))
    return found


def _told_apart(text: str, before: list[str]) -> str:
    """The text with a number where another node is called so: w*x, w*x [2]."""
    numbered = (text if k == 1 else f"{text} [{k}]" for k in count(1))
    return next(each for each in numbered if each not in before)


_BETWEEN = {"+": " + ", "−": " - ", "×": "*", "÷": "/", "^": "**"}


def _expression(node: Node, given: list[str]) -> str:
    if len(given) == 2 and node.symbol in _BETWEEN:
        sums = node.symbol in "+−"
        left, right = given[0], given[1]
        left = left if sums or _is_one(left) or (node.symbol in "×÷" and " " not in left) else f"({left})"
        right = right if _is_one(right) or (sums and " " not in right) else f"({right})"
        return f"{left}{_BETWEEN[node.symbol]}{right}"
    if node.symbol == "−":
        return f"-{given[0]}" if _is_one(given[0]) else f"-({given[0]})"
    return f"{node.op}({', '.join(given)})"


def _is_one(text: str) -> bool:
    """Whether it needs no brackets beside another sign: a name, a number, or a call."""
    inner = re.fullmatch(r"\w+\((.*)\)|[\w.#]*", text, re.DOTALL)
    return inner is not None and (inner[1] is None or _balanced(inner[1]))


def _balanced(text: str) -> bool:
    """Whether no bracket closes that did not open: f(a)*g(b) is no single call."""
    depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    return True


# -- edges by the names of their ends --------------------------------------------------------------------


def edge_of(graph: Graph, given: Sequence[int | str] | None, wrt: str = "") -> Edge:
    """The edge that is meant: by its two ends, with the argument's number where several join them.

    Args:
        graph: the structure.
        given: two names or positions, or three numbers; None for the only edge that leaves `wrt`.
        wrt: the name of a node.

    Raises:
        QuestionError: if there is none, or several; the message lists those there are.

    Example:
        >>> from gradviz import record
        >>> edge_of(record("z = w*x; L = z**2", w=1, x=2).graph, ("x", "z"))
        Edge(source=1, target=2, argument=1)
    """
    called = labels(graph)
    one = isinstance(given, str) or not isinstance(given, Sequence)
    parts: tuple[Any, ...] = (wrt,) if given is None else (given,) if one else tuple(given)
    whole = len(parts) in (2, 3) if given is not None else bool(wrt)
    found = [
        edge for edge in graph.edges
        if whole and all(_means(called, part, end) for part, end in zip(parts[:2], edge, strict=False))
        and (len(parts) < 3 or edge.argument == parts[2])
    ]  # fmt: skip
    if len(found) == 1:
        return found[0]
    there = ", ".join(f"({called[e.source]!r}, {called[e.target]!r}, {e.argument})" for e in (found or graph.edges)[:8])
    asked = f"edge={given!r:.60}" if given is not None else f"the edge from {wrt!r}" if wrt else "the edge"
    many = "several edges are meant" if found else "there is no such edge"
    raise QuestionError(f"{asked}: {many}. A local gradient belongs to one edge; choose from: {there}.")


def asked_edge(program: str, kind: str, asks: str, edge: Sequence[int | str] | None, wrt: str) -> Edge | None:
    """The edge that a question is about; None where it is about something else.

    Raises:
        QuestionError: if an edge is given and is not asked about, or begins at another node than is named.
    """
    if edge is not None and (asks not in OF_EDGES or kind != NUMBER):
        raise QuestionError(
            f"edge={edge!r:.40} asks for the number of a local gradient or of a contribution, and kind={kind!r} with "
            f"asks={asks!r:.30} asks for something else. Leave out edge=, or kind= and asks=."
        )
    found = edge_of(graph_of(program), edge, wrt) if asks in OF_EDGES and kind != PICK else None
    begins = labels(graph_of(program))[found.source] if found is not None and edge is not None else wrt
    if wrt and wrt != begins:
        raise QuestionError(
            f"edge={edge!r:.40} begins at {begins!r}, and wrt={wrt!r:.40} is another node. Leave out wrt=."
        )
    return found


def _means(called: list[str], part: int | str, end: int) -> bool:
    return part == end if isinstance(part, int) and not isinstance(part, bool) else part == called[end]
