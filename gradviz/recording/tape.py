"""Reading a Tensor's history: the tape in order, and its structure as a Graph."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, cast

from ..core.extras import ever
from ..core.operation import Op
from ..core.tensor import MANY, Tensor
from ..core.visited import Visited
from .graph import Edge, Graph, Node
from .grouping import group_paths, parameter_names

_by_serial = attrgetter("_serial")


def tape(output: Tensor, *others: Tensor) -> list[Tensor]:
    """Every Tensor that `output` (and each of the `others`) was computed from and itself, inputs before what uses them.

    A leaf that was changed in place keeps its serial number, so the order is the order of creation.
    """
    found = list(dict.fromkeys((output, *others))) if others else [output]
    seen = set(found)
    for tensor in found:  # grows while it is walked
        if tensor._op is None:
            continue
        if tensor._needs & MANY:
            new = {source: None for source in tensor._a if source.__class__ is Tensor and source not in seen}
            seen.update(new)
            found += new
            continue
        a, b = tensor._a, tensor._b
        if a.__class__ is Tensor and a not in seen:
            seen.add(a)
            found.append(a)
        if b.__class__ is Tensor and b not in seen:
            seen.add(b)
            found.append(b)
    found.sort(key=_by_serial)
    return found


Outline = tuple[tuple[Any, ...], tuple[tuple[str, ...], ...]]
"""All that the structure needs of the Tensors, and the groups of each."""


class Taped(NamedTuple):
    """A tape, the position of each Tensor in it, and what its structure is made of."""

    tensors: list[Tensor]
    positions: dict[Tensor, int]
    outline: Outline

    @property
    def graph(self) -> Graph:
        """Its structure."""
        return graph_of(self.outline)


def taped(
    output: Tensor, visited: Visited | None = None, name: Callable[[Container[Tensor]], None] | None = None
) -> Taped:
    """The tape above `output` with its structure.

    Args:
        output: the last Tensor.
        visited: what a sweep from there has met: all of the tape but constants, and mostly there are none. Then the
            way is not walked again.
        name: gives names to some of them before the structure is made.
    """
    if visited is not None:
        try:
            return _taped(sorted([*visited.leaves, *reversed(visited.inner)], key=_by_serial), name)
        except KeyError as missing:  # the position of one that no sweep meets
            if not isinstance(missing.args[0], Tensor):
                raise
    return _taped(tape(output), name)


def _taped(tensors: list[Tensor], name: Callable[[Container[Tensor]], None] | None) -> Taped:
    positions = dict(zip(tensors, range(len(tensors)), strict=True))
    if name is not None:
        name(positions)
    return Taped(tensors, positions, _outlined(tensors, positions))


def structure(tensors: list[Tensor], positions: dict[Tensor, int] | None = None) -> Graph:
    """The Graph of a tape. Equal programs give the identical object as long as it is remembered.

    Args:
        tensors: the tape.
        positions: the position of each Tensor in it, where the caller has them already.
    """
    if positions is None:
        positions = dict(zip(tensors, range(len(tensors)), strict=True))
    return graph_of(_outlined(tensors, positions))


def graph_of(outline: Outline) -> Graph:
    """The Graph of an outline: the identical object as long as it is remembered."""
    return _graph(*outline)


def _outlined(tensors: list[Tensor], positions: dict[Tensor, int]) -> Outline:
    groups = group_paths(tensors) if ever.grouped else ()
    if not any(groups):
        return _outline(tensors, positions, {}), ()
    return _outline(tensors, positions, parameter_names(tensors)), groups


COLUMNS = 4


def _outline(tensors: list[Tensor], positions: dict[Tensor, int], called: dict[int, str]) -> tuple[Any, ...]:
    """All that the structure needs of the Tensors, cheap to make and to compare: it is made on every run.

    Of each its name, operation and two inputs, or None and all of many as one tuple; in the place of the name a tuple
    of name, shape and options where there are any. All in one row, because a tuple for each would set off Python's
    search for garbage. An input is its position in the tape; a number that is part of the operation stands in a tuple
    of its own.
    """
    found: list[Any] = []
    for tensor in tensors:
        info, value, op = tensor._info, tensor._value, tensor._op
        name: Any = None if info is None else info.name
        if called:
            name = called.get(id(tensor), name)
        if value.__class__ is not float and (shape := getattr(value, "shape", ())):
            name = (name, shape, ())
        if op is None:
            found += (name, None, tensor._needs != 0, None)
            continue
        a, b = tensor._a, tensor._b
        if tensor._needs & MANY:
            if b:
                name, shape, _ = name if name.__class__ is tuple else (name, (), ())
                name = (name, shape, tuple([repr(option) for option in b]))
            sources = tuple([positions[x] if x.__class__ is Tensor else (x,) if x == x else _NAN for x in a])
            found += (name, op, None, sources)
            continue
        first = positions[a] if a.__class__ is Tensor else (a,) if a == a else _NAN
        second = positions[b] if b.__class__ is Tensor else None if b is None else (b,) if b == b else _NAN
        found += (name, op, first, second)
    return tuple(found)


_NAN = (float("nan"),)
"""A number that is nan as it stands in an outline: always the same object, for nan equals nothing."""


@lru_cache(maxsize=64)
def _graph(outline: tuple[Any, ...], groups: tuple[tuple[str, ...], ...]) -> Graph:
    """Made anew for every pass in which a number of the formula is another, so it is quick."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    make, node_of = tuple.__new__, cast("type[Any]", Node)
    rows = zip(*(outline[column::COLUMNS] for column in range(COLUMNS)), strict=True)
    for target, (head, op, first, second) in enumerate(rows):
        name, shape, options = head if head.__class__ is tuple else (head, (), ())
        if op is None:
            nodes.append(Node(name, None, "", (), (), shape, needs_gradient=first))
            continue
        sources = second if first is None else (first,) if second is None else (first, second)
        kinds = tuple([NUMBER if s.__class__ is tuple else LEARNING if nodes[s][NEEDS] else GIVEN for s in sources])
        edges += [make(Edge, (s, target, i)) for i, s in enumerate(sources) if s.__class__ is not tuple]
        numbers = tuple([s[0] if s.__class__ is tuple else None for s in sources])
        told = _told(op, options) if options else ()
        nodes.append(make(node_of, (name, op.name, op.symbol, numbers, told, shape, True, (), _saved(op, kinds), ())))
    if groups:
        nodes = [node._replace(groups=path) for node, path in zip(nodes, groups, strict=True)]
    return Graph(tuple(nodes), tuple(edges))


NUMBER, GIVEN, LEARNING = range(3)
"""What an argument is: a number that is part of the operation, a node without gradient, a node with one."""

NEEDS = Node._fields.index("needs_gradient")


def _told(op: Op, options: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The options that an operation was called with."""
    said = zip(op.options, options, strict=True)
    return tuple((option, text) for option, text in said if text not in ("None", "False"))


@lru_cache(maxsize=1024)
def _saved(op: Op, kinds: tuple[int, ...]) -> tuple[int, ...]:
    """What the gradients of the arguments read: 0 for the result, k + 1 for argument k, numbers left out."""
    wanted = [i for i, kind in enumerate(kinds) if kind == LEARNING]
    names = set(op.saves) if op.together is not None else {n for i in wanted for n in op.partial(i).reads}
    labels = op.inputs * len(kinds) if op.variadic else op.inputs
    held = zip(labels, kinds, strict=False)
    inputs = [i + 1 for i, (name, kind) in enumerate(held) if name in names and kind != NUMBER]
    return tuple([0] * ("c" in names) + inputs)
