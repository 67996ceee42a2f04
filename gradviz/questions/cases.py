"""A case: a graph with the numbers of one run, and the means to run it with others.

The means are the declared operations: a graph whose operations are all in the table can be computed again from its
leaves, also for many sets of numbers at once (each number is then an array). Of other graphs the record is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from ..core.advice.anomaly import unsaid
from ..core.grad_mode import aside
from ..core.operation import FUNCTIONS, LOCAL, NONE, OPS, PASS, VJP, Partial
from ..recording import Edge, Graph, Node, Recording
from ..recording.declared import forward_rule, read_option


class Case(NamedTuple):
    """A graph with its numbers.

    Attributes:
        graph: the structure.
        values: the value of every node.
        locals: the local gradient of every edge; None where nothing flows.
        plan: how to compute it with other numbers; None where an operation is not in the table.
    """

    graph: Graph
    values: Sequence[Any]
    locals: Sequence[Any]
    plan: Plan | None

    def values_with(self, node: int, value: Any) -> list[Any]:
        """The value of every node as it would be if one of them had another value."""
        assert self.plan is not None, "without a plan nothing can be computed again"
        with quiet():
            return self.plan.values({leaf: self.values[leaf] for leaf in self.plan.leaves} | {node: value})

    def position(self, name: str | int) -> int:
        """The position of a node by its name, or the position itself.

        Raises:
            KeyError: if there is no such node; the message lists the names there are.
        """
        if isinstance(name, int) and not isinstance(name, bool) and 0 <= name < len(self.graph.nodes):
            return name
        for position in reversed(range(len(self.graph.nodes))):
            if self.graph.nodes[position].name == name:
                return position
        names = ", ".join(node.name for node in self.graph.nodes if node.name) or "none"
        raise KeyError(f"there is no node {name!r} in this graph; its named nodes are: {names}. Ask for one of them.")


class _Step(NamedTuple):
    """One operation, ready to be called."""

    function: Callable[..., Any]
    given: tuple[int | None, ...]
    numbers: tuple[float | None, ...]
    options: dict[str, Any]
    partials: tuple[Partial, ...]

    def inputs(self, values: Sequence[Any]) -> list[Any]:
        held = zip(self.given, self.numbers, strict=True)
        return [number if place is None else values[place] for place, number in held]


class Plan:
    """The declared operations of a graph as calls.

    Attributes:
        graph: the structure.
        leaves: the positions of its leaves.
        many: whether every operation is elementwise, so that many sets of numbers can be computed at once.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.leaves = tuple(i for i, node in enumerate(graph.nodes) if node.is_leaf)
        incoming = graph.incoming()
        sources = [iter([graph.edges[e].source for e in edges]) for edges in incoming]
        self._steps = [None if n.is_leaf else _step(n, s) for n, s in zip(graph.nodes, sources, strict=True)]
        self.many = all(p.kind in (PASS, LOCAL) for step in self._steps if step for p in step.partials)

    def case(self, leaves: Mapping[int, Any]) -> Case:
        """The graph computed forward, and its local gradients, for these values of its leaves."""
        with quiet():
            values = self.values(leaves)
            found = [self._local(edge, values) for edge in range(len(self.graph.edges))]
        return Case(self.graph, values, found, self)

    def values(self, given: Mapping[int, Any]) -> list[Any]:
        """The forward pass alone; a node that is given is not computed."""
        values: list[Any] = []
        for position, step in enumerate(self._steps):
            if step is None or position in given:
                values.append(given[position])
            else:
                values.append(step.function(*step.inputs(values), **step.options))
        return values

    def _local(self, edge: int, values: Sequence[Any]) -> Any:
        source, target, argument = self.graph.edges[edge]
        step = self._steps[target]
        if step is None or not self.graph.nodes[source].needs_gradient:
            return None
        return _slope(step, argument, values[target], step.inputs(values))

    def slope_at(self, edge: int, values: Sequence[Any], place: Any) -> Any:
        """The local gradient of an edge as it would be if its own input had another value."""
        step, inputs = self._with(self.graph.edges[edge], values, place)
        with quiet():
            return _slope(step, self.graph.edges[edge].argument, step.function(*inputs, **step.options), inputs)

    def value_with(self, edge: Edge, values: Sequence[Any], place: Any) -> Any:
        """The value that an edge leads into as it would be if the edge carried another one."""
        step, inputs = self._with(edge, values, place)
        with quiet():
            return step.function(*inputs, **step.options)

    def inputs(self, node: int, values: Sequence[Any]) -> list[Any]:
        """What goes into an operation, numbers in the formula too."""
        step = self._steps[node]
        assert step is not None, "a leaf has no inputs"
        return step.inputs(values)

    def _with(self, edge: Edge, values: Sequence[Any], place: Any) -> tuple[_Step, list[Any]]:
        """The operation that an edge leads into, and its inputs, one of them another."""
        step = self._steps[edge.target]
        assert step is not None, "an edge leads into an operation"
        inputs = step.inputs(values)
        inputs[edge.argument] = place
        return step, inputs


def _step(node: Node, sources: Iterator[int]) -> _Step:
    op = OPS[str(node.op)]
    given = tuple(next(sources) if number is None else None for number in node.numbers)
    said = dict(node.options)  # None and False are not said, and None will do for both
    options = {option: read_option(said[option]) if option in said else None for option in op.options}
    partials = tuple(op.partial(argument) for argument in range(len(given)))
    return _Step(FUNCTIONS[op.name], given, node.numbers, options, partials)


def _slope(step: _Step, argument: int, value: Any, inputs: list[Any]) -> Any:
    partial = step.partials[argument]
    if partial.kind == NONE:
        return None
    given = (*inputs, *step.options.values())
    return partial.code(1.0, value, *given) if partial.kind == VJP else partial.code(value, *given)


@contextmanager
def quiet() -> Iterator[None]:
    """Neither recorded nor warned of: numbers are tried out."""
    with aside(), unsaid():
        yield


@lru_cache(maxsize=256)
def plan_of(graph: Graph) -> Plan | None:
    """How to compute a graph of single numbers; None where an operation is not in the table."""
    for node in graph.nodes:
        if node.shape or not (node.is_leaf or (forward_rule(node) and not OPS[str(node.op)].variadic)):
            return None
    return Plan(graph)


def case_of(recording: Recording) -> Case:
    """The last moment of a recording as a case.

    Raises:
        ValueError: if a value in it is an array, or its numbers are not known.

    Example:
        >>> import gradviz as gv
        >>> case = case_of(gv.record("L = (w*x - t)**2", w=3, x=2, t=5))
        >>> case.values, case.locals
        ([3.0, 2.0, 5.0, 6.0, 1.0, 1.0], [2.0, 3.0, 1.0, -1.0, 2.0])
    """
    graph, frame = recording.graph_at(), recording.frame()
    _refuse_arrays(graph)
    if any(value is None for value in frame.values):
        raise ValueError(
            "a value in this recording is not computed, so no gradient can be worked out. "
            "Record a whole forward pass: gv.record(f, x=3.0)."
        )
    plan = plan_of(graph)
    if plan is not None:
        case = plan.case({leaf: frame.values[leaf] for leaf in plan.leaves})
        if all(map(_agrees, zip(case.locals, frame.locals, strict=True))) and all(
            map(_agrees, zip(case.values, frame.values, strict=True))
        ):
            return case
    return Case(graph, frame.values, _recorded(graph, frame), None)


def _agrees(pair: tuple[Any, Any]) -> bool:
    """Whether what the table computes is what was recorded; a learner's own operation may bear a declared name."""
    computed, recorded = pair
    if computed is None or recorded is None or computed != computed:
        return True
    return bool(abs(computed - recorded) <= 1e-9 * abs(computed)) or computed == recorded


def _recorded(graph: Graph, frame: Any) -> list[Any]:
    """The local gradients that were recorded; of an operation that gives only products, product over upstream."""
    found: list[Any] = []
    for edge, local in enumerate(frame.locals):
        up, down = frame.upstreams[edge], frame.downstreams[edge]
        if local is None and graph.nodes[graph.edges[edge].source].needs_gradient:
            if not up or down is None:
                raise ValueError(
                    f"the local gradient of edge {edge} was not recorded and cannot be worked out: its operation is "
                    "not in the table. Run the backward pass in the recording: gv.record(f, x=3.0)."
                )
            local = down / up
        found.append(local)
    return found


def _refuse_arrays(graph: Graph) -> None:
    for position, node in enumerate(graph.nodes):
        if shape := node.shape:
            name = node.name or f"node {position} ({node.symbol or 'leaf'})"
            raise ValueError(
                f"{name} has shape {shape}, and wrong rules are followed on single numbers: an array has many "
                "gradients, and one answer does not say which is meant. Ask about a graph of single numbers."
            )
