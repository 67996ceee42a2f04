"""A graph that a learner puts together node by node, run for real after every step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ...core import FUNCTIONS, OPS, Tensor
from ...core.advice.anomaly import unsaid
from ...recording import Graph, Recording
from ...recording.running import as_leaf
from ...recording.tape import structure
from ...recording.watching import forward_events

INPUT = "input"
"""Stands in the place of an operation for an input of the formula."""

MOST = 60
"""So many nodes are enough for a graph that is put together by hand."""


class Part(NamedTuple):
    """One node: an input, or an operation on nodes before it and on numbers.

    Attributes:
        name: what it is called; no two parts alike.
        op: the name of its operation, or None for an input.
        given: the operation's arguments, names of parts or numbers; for an input, its name in the formula.
    """

    name: str
    op: str | None
    given: tuple[str | float, ...]


class Draft(NamedTuple):
    """The parts in the order in which they were added. Nothing changes a draft: every step makes another."""

    parts: tuple[Part, ...] = ()

    def part(self, name: str) -> Part:
        """The part with this name.

        Raises:
            KeyError: if there is none; the message lists those there are.
        """
        for part in self.parts:
            if part.name == name:
                return part
        there = ", ".join(part.name for part in self.parts) or "no node yet"
        raise KeyError(f"no node is called {name!r:.40}. There is {there}. Choose one of them, or add it first.")

    @property
    def order(self) -> list[str]:
        """The names in the order in which they are run and drawn: inputs first."""
        return [part.name for part in sorted(self.parts, key=lambda part: part.op is not None)]

    @property
    def unused(self) -> list[str]:
        """The names of the nodes that no node uses; of a finished graph that is the output alone."""
        used = {given for part in self.parts if part.op is not None for given in part.given}
        return [part.name for part in self.parts if part.name not in used]

    @property
    def nodes(self) -> list[tuple[str | float, ...]]:
        """The parts as plain data, ("v1", "add", "x", "w") and ("x", "input", "x"): what `of` takes."""
        return [(part.name, part.op or INPUT, *part.given) for part in self.parts]

    @classmethod
    def of(cls, nodes: Any, leaves: Sequence[str]) -> Draft:
        """The draft of such nodes; `leaves` are the formula's inputs.

        Raises:
            KeyError, TypeError, ValueError: if these are no nodes, or one has no operation, input or name of its own.
        """
        made = cls()
        for node in nodes:
            if not isinstance(node, (tuple, list)) or len(node) < 3 or not isinstance(node[0], str):
                raise TypeError(f"{node!r:.40} is no node. Write (name, operation, inputs...), ('v1', 'exp', 'x')")
            name, op, *given = node
            if op != INPUT:
                if op not in OPS:
                    raise KeyError(f"there is no operation {op!r:.40}. Write its name: add, exp, relu")
                made = made.with_operation(op, tuple(given), name)
            elif len(given) != 1 or given[0] not in leaves or any(part.name == name for part in made.parts):
                raise KeyError(f"{node!r:.40} is no input of the formula, or there twice. Inputs: {', '.join(leaves)}")
            else:
                made = made._with(Part(name, None, (given[0],)))
        return made

    def with_input(self, name: str) -> Draft:
        """Another node for an input of the formula; a second one for the same input is called x (2)."""
        return self._with(Part(self._free([name, *(f"{name} ({k})" for k in range(2, MOST + 2))]), None, (name,)))

    def with_operation(self, op: str, given: tuple[str | float, ...], name: str | None = None) -> Draft:
        """One more operation.

        Raises:
            KeyError: if there is no such operation or node.
            TypeError: if it takes another number of inputs.
            ValueError: if the name is taken, all inputs are numbers, or there are too many nodes.
        """
        wanted, named = OPS[op].inputs, [x for x in given if isinstance(x, str)]
        if len(given) != len(wanted):
            raise TypeError(f"{op} takes {len(wanted)} inputs, got {len(given)}. Choose a node or a number for each.")
        for node in named:
            self.part(node)
        if not named:
            raise ValueError(f"{op} got numbers alone, so nothing flows through it. Choose a node for an input.")
        if name and any(part.name == name for part in self.parts):
            raise ValueError(f"there is a node {name} already, and a name means one node. Choose another name.")
        return self._with(Part(name or self._free([f"v{k}" for k in range(1, MOST + 2)]), op, given))

    def without(self, name: str) -> Draft:
        """The draft without a node and without all that was computed from it."""
        self.part(name)
        gone, kept = {name}, []
        for part in self.parts:
            if part.name in gone or (part.op is not None and gone & set(part.given)):
                gone.add(part.name)
            else:
                kept.append(part)
        return Draft(tuple(kept))

    def _with(self, part: Part) -> Draft:
        if len(self.parts) >= MOST:
            raise ValueError(f"there are {MOST} nodes already, which is enough for a graph by hand. Delete some first.")
        return Draft((*self.parts, part))

    def _free(self, names: list[str]) -> str:
        taken = {part.name for part in self.parts}
        return next(name for name in names if name not in taken)

    def run(self, values: Mapping[str, Any]) -> dict[str, Tensor]:
        """Compute every node, inputs first: Tensors by the names of the parts.

        Args:
            values: the values of the formula's inputs, by name.
        """
        made: dict[str, Tensor] = {}
        with unsaid():
            for part in map(self.part, self.order):
                if part.op is None:
                    made[part.name] = as_leaf(values[str(part.given[0])], str(part.given[0]))
                else:
                    given = [made[x] if isinstance(x, str) else x for x in part.given]
                    made[part.name] = FUNCTIONS[part.op](*given).named(part.name)
        return made


def forward_recording(tensors: list[Tensor]) -> Recording:
    """What was computed, as far as it goes: nothing need be joined, and no gradient has been computed.

    Args:
        tensors: in the order in which they came to be.
    """
    graph = structure(tensors)
    return Recording(graph, tuple(forward_events(graph, [tensor._value for tensor in tensors])))


def refuse_unbuildable(graph: Graph) -> None:
    """Raise unless all of a graph can be put together from operations with one to three inputs and no options.

    Raises:
        ValueError: if it cannot; the message names the operation.
    """
    for node in graph.nodes:
        op = OPS.get(node.op or "")
        if node.is_leaf and not node.name:
            raise ValueError(
                "the formula makes a tensor of its own that is none of its inputs, and a learner could not name it. "
                "Give it as an input: gv.build(f, c=2.0)."
            )
        if not node.is_leaf and (op is None or op.variadic or node.options or len(node.numbers) != len(op.inputs)):
            raise ValueError(
                f"{node.op} has options, or is no operation of gradviz's table, so no palette offers it. build() is "
                "for operations such as × + σ log: write the formula with those."
            )
    if len(graph.nodes) > MOST:
        raise ValueError(f"the formula has {len(graph.nodes)} nodes, and {MOST} are the most to build by hand. "
                         "Give a smaller formula, or a part of this one.")  # fmt: skip
