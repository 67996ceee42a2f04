"""Several nodes drawn as one: the graph of what is left, and its numbers.

Joined nodes could feed something outside that feeds them again. A picture of that would have a cycle, and what is
drawn here never has: such a group is drawn in parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import groupby
from typing import Any, NamedTuple

from ..recording import Edge, Frame, Graph, Node
from .labels import GROUP_SIGN
from .views import View

Path = tuple[str, ...]
Units = dict[int, list[int]]
"""The nodes of each unit, in tape order, under the position of its first."""


def join(graph: Graph, paths: Sequence[Path]) -> View:
    """Draw all nodes of one path as one node.

    Args:
        graph: the structure.
        paths: for every node the group that it is joined into, outermost name first; () to draw it as itself. A
            group of one node is drawn as that node.

    Returns:
        The view. Its nodes stand in tape order: inputs before what uses them, and else by their last member.
    """
    first: dict[Path, int] = {}
    homes = [first.setdefault(path, k) if path else k for k, path in enumerate(paths)]
    parts = _part(graph, homes)
    units = _gathered(homes)
    order = _sorted(units, _links(graph, homes))
    return _Joining(graph, [tuple(units[unit]) for unit in order], paths, parts).view()


def _gathered(homes: list[int]) -> Units:
    units: Units = defaultdict(list)
    for position, home in enumerate(homes):
        units[home].append(position)
    return dict(units)


def _links(graph: Graph, homes: list[int]) -> set[tuple[int, int]]:
    """Which units feed which others."""
    pairs = {(homes[edge.source], homes[edge.target]) for edge in graph.edges}
    return {(source, target) for source, target in pairs if source != target}


def _sorted(units: Units, links: Iterable[tuple[int, int]]) -> list[int]:
    """The units with inputs first, else by their last member; what is on a cycle or behind one is left out."""
    waiting, after = dict.fromkeys(units, 0), defaultdict(list)
    for source, target in links:
        waiting[target] += 1
        after[source].append(target)
    ready = [(members[-1], unit) for unit, members in units.items() if not waiting[unit]]
    heapify(ready)
    order = []
    while ready:
        unit = heappop(ready)[1]
        order.append(unit)
        for target in after[unit]:
            waiting[target] -= 1
            if not waiting[target]:
                heappush(ready, (units[target][-1], target))
    return order


def _part(graph: Graph, homes: list[int]) -> dict[int, str]:
    """Split the groups that are on a cycle, in `homes`; give the parts' marks, such as " (1/2)".

    A part is a run of neighbours on the tape, as far as the tape is on cycles. Any cycle among the parts would be
    one among their groups, so all its nodes are split; and parts that follow each other on the tape have none.
    """
    units, links = _gathered(homes), _links(graph, homes)
    stuck = set(units) - set(_sorted(units, links))
    if stuck:  # else no more than a look
        stuck -= set(_sorted(units, {(target, source) for source, target in links}))
    runs: dict[int, list[list[int]]] = defaultdict(list)
    for home, run in groupby(_late(graph, [m for unit in stuck for m in units[unit]]), key=homes.__getitem__):
        runs[home].append(sorted(run))
    marks = {}
    for split in runs.values():
        for number, part in enumerate(split, 1):
            marks[part[0]] = f" ({number}/{len(split)})" if len(split) > 1 else ""
            for member in part:
                homes[member] = part[0]
    return marks


def _late(graph: Graph, positions: list[int]) -> list[int]:
    """Nodes in tape order, but leaves next to their first use, so that they do not stand as parts of their own."""
    place = {position: (float(position), position) for position in positions}
    for edge in reversed(graph.edges):
        if edge.source in place and graph.nodes[edge.source].is_leaf:
            place[edge.source] = (edge.target - 0.5, edge.source)
    return sorted(positions, key=place.__getitem__)


class _Use(NamedTuple):
    """An edge that is drawn, and the recorded ones that it stands for."""

    source: int
    target: int
    argument: int
    edges: list[int]


class _Joining:
    """Builds a view from its units in drawing order."""

    def __init__(self, graph: Graph, units: list[tuple[int, ...]], paths: Sequence[Path], parts: dict[int, str]):
        self.graph, self.units, self.paths, self.parts = graph, units, paths, parts
        self.place = {member: k for k, members in enumerate(units) for member in members}
        outside = {e.source for e in graph.edges if self.place[e.source] != self.place[e.target]} | {graph.output}
        self.outputs = [[m for m in members if m in outside] or [members[-1]] for members in units]
        self.uses = self._uses()

    def view(self) -> View:
        joins: list[list[int]] = [[] for _ in self.units]
        for use in self.uses:
            joins[use.target].append(len(use.edges))
        nodes = tuple(self._node(k, tuple(joins[k])) for k in range(len(self.units)))
        stands_for = tuple(tuple(use.edges) for use in self.uses)
        edges = tuple(Edge(use.source, use.target, use.argument) for use in self.uses)
        return View(Graph(nodes, edges), self._frames().read, tuple(self.units), stands_for)

    def _uses(self) -> list[_Use]:
        """The drawn edges: into a group one for each source, into a node that is none one for each argument."""
        incoming, edges = self.graph.incoming(), self.graph.edges
        uses: list[_Use] = []
        for target, members in enumerate(self.units):
            found: dict[int, _Use] = {}
            for number in (number for member in members for number in incoming[member]):
                source = self.place[edges[number].source]
                if source == target:
                    continue
                whole = len(members) > 1
                argument = len(found) if whole else edges[number].argument
                use = found.setdefault(source if whole else argument, _Use(source, target, argument, []))
                use.edges.append(number)
            uses += found.values()
        return uses

    def _node(self, place: int, joins: tuple[int, ...]) -> Node:
        """What is drawn for a unit."""
        members, nodes = self.units[place], self.graph.nodes
        if len(members) == 1:
            return nodes[members[0]]
        path = self.paths[members[0]]
        operations = sum(not nodes[member].is_leaf for member in members)
        outputs = [nodes[output] for output in self.outputs[place]]
        return Node(
            path[-1] + self.parts.get(members[0], ""), "group", f"{GROUP_SIGN} {operations}", (None,) * len(joins), (),
            _shape([node.shape for node in outputs]), any(node.needs_gradient for node in outputs), path[:-1],
            joins=joins,
        )  # fmt: skip

    def _frames(self) -> _Frames:
        """Where the numbers of a drawn frame come from."""
        nodes, edges = self.graph.nodes, self.graph.edges
        wanted = [[m for m in outputs if nodes[m].needs_gradient] or outputs for outputs in self.outputs]
        exact, down = [], []
        for use in self.uses:
            by_source: dict[int, list[int]] = defaultdict(list)
            for number in use.edges:
                if nodes[edges[number].source].needs_gradient:
                    by_source[edges[number].source].append(number)
            alone = len(use.edges) == 1 and self.outputs[use.target] == [edges[use.edges[0]].target]
            exact.append(use.edges[0] if alone else None)
            down.append(list(by_source.values()))
        return _Frames(self.outputs, wanted, exact, down)


class _Frames(NamedTuple):
    """Reads the frame of a drawn graph off a recorded one.

    Attributes:
        outputs: for every drawn node the nodes whose values leave it.
        wanted: those of them that gradients are computed for.
        exact: for every drawn edge the recorded one whose local gradient it has. An edge into a group has one only
            if it is a single one that ends at the only output: elsewhere the slope of an inner operation is not
            that of the group.
        down: for every drawn edge the recorded ones that it stands for, by their source.
    """

    outputs: list[list[int]]
    wanted: list[list[int]]
    exact: list[int | None]
    down: list[list[list[int]]]

    def read(self, frame: Frame) -> Frame:
        """The frame of the drawn graph."""
        downs = frame.downstreams
        return Frame(
            [_together([frame.values[m] for m in members]) for members in self.outputs],
            [_together([frame.gradients[m] for m in members]) for members in self.wanted],
            [None if edge is None else frame.locals[edge] for edge in self.exact],
            [None if edge is None else frame.upstreams[edge] for edge in self.exact],
            [_together([_total([downs[e] for e in edges]) for edges in sources]) for sources in self.down],
        )


def _total(numbers: list[Any]) -> Any:
    """The sum of what has been computed; None if nothing has."""
    total = None
    for number in numbers:
        if number is not None:
            total = number if total is None else total + number
    return total


def _together(numbers: list[Any]) -> Any:
    """One number as it is; several as an array of them; None if one has not been computed."""
    if len(numbers) == 1:
        return numbers[0]
    if not numbers or any(number is None for number in numbers):
        return None
    import numpy  # here: most pictures need none

    arrays = [numpy.asarray(number) for number in numbers]
    alike = len({array.shape for array in arrays}) == 1
    return numpy.stack(arrays) if alike else numpy.concatenate([array.ravel() for array in arrays])


def _shape(shapes: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The shape of `_together`: alike ones in a stack, others as one row of all their numbers."""
    if len(shapes) == 1:
        return shapes[0]
    if len(set(shapes)) == 1:
        return (len(shapes), *shapes[0])
    sizes = [1] * len(shapes)
    for place, shape in enumerate(shapes):
        for length in shape:
            sizes[place] *= length
    return (sum(sizes),)
