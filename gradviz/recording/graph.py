"""Structure without numbers: which nodes there are, and which feeds which.

Two runs of the same program give equal Graphs, whatever the numbers were. So a Graph is what a layout is
computed for and remembered by, and a picture whose Graph did not change needs new texts only.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Node(NamedTuple):
    """One value on the tape.

    Attributes:
        name: the learner's name for it, or None.
        op: the name of the operation that made it, or None for a leaf.
        symbol: the operation's sign, such as "×"; "" for a leaf.
        numbers: for each argument the Python number that is part of the operation (the 2 of x**2), or None
            where the argument is a node.
        options: what else the operation was called with, as (name, text) pairs such as ("dim", "0").
        shape: the sizes of its value; () for a number.
        needs_gradient: whether gradients are computed for it.
        groups: the names of the groups that it belongs to, outermost first (see `gradviz.group`).
        saves: what its backward step reads again: 0 is its own value, k + 1 that of argument k.
        joins: of a group that a picture has folded, how many edges each of its inputs stands for; else ().
    """

    name: str | None
    op: str | None
    symbol: str
    numbers: tuple[float | None, ...]
    options: tuple[tuple[str, str], ...]
    shape: tuple[int, ...]
    needs_gradient: bool
    groups: tuple[str, ...] = ()
    saves: tuple[int, ...] = ()
    joins: tuple[int, ...] = ()

    @property
    def is_leaf(self) -> bool:
        """Whether no operation made it."""
        return self.op is None


class Edge(NamedTuple):
    """A value used as an input: `source` and `target` are positions in the tape, `argument` counts from 0."""

    source: int
    target: int
    argument: int


class _Parts(NamedTuple):
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


class Graph(_Parts):
    """Nodes in tape order (inputs before what uses them), edges in the order of their targets.

    x*x has two edges from x, told apart by their argument numbers. A Python number in a formula is part of
    the operation and no node. The last node is the output.
    """

    _hash: int

    def __hash__(self) -> int:
        """Worked out once, for much is remembered by graph. Two runs of a program differ in their numbers at most."""
        try:
            return self._hash
        except AttributeError:
            numbers = tuple([node.numbers for node in self.nodes])
            self._hash = hash((len(self.edges), numbers, self.nodes[-1] if self.nodes else None))
            return self._hash

    def __reduce__(self) -> tuple[type[Graph], tuple[Any, ...]]:
        """Texts have another hash in another process."""
        return Graph, tuple(self)

    @property
    def output(self) -> int:
        """The position of the output."""
        return len(self.nodes) - 1

    def incoming(self) -> list[list[int]]:
        """For every node, the positions in `edges` of its inputs, in argument order."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for number, edge in enumerate(self.edges):
            found[edge.target].append(number)
        return found

    def outgoing(self) -> list[list[int]]:
        """For every node, the positions in `edges` of its uses, in tape order."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for number, edge in enumerate(self.edges):
            found[edge.source].append(number)
        return found

    def saved(self) -> list[list[int]]:
        """For every node, the positions of the nodes whose values its backward step reads again."""
        sources = {edge[1:]: edge.source for edge in self.edges}
        return [
            [position if place == 0 else sources[position, place - 1] for place in node.saves]
            for position, node in enumerate(self.nodes)
        ]
