"""Reading a Tensor's history: the tape in order, and its structure as a Graph."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import Any

from ..core.extras import ever
from ..core.operation import Op
from ..core.tensor import MANY, Tensor
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


def structure(tensors: list[Tensor], positions: dict[Tensor, int] | None = None) -> Graph:
    """The Graph of a tape. Equal programs give the identical object as long as it is remembered.

    Args:
        tensors: the tape.
        positions: the position of each Tensor in it, where the caller has them already.
    """
    if positions is None:
        positions = dict(zip(tensors, range(len(tensors)), strict=True))
    groups = group_paths(tensors) if ever.grouped else ()
    if not any(groups):
        return _graph(_outline(tensors, positions, {}), ())
    return _graph(_outline(tensors, positions, parameter_names(tensors)), groups)


COLUMNS = 6


def _outline(tensors: list[Tensor], positions: dict[Tensor, int], called: dict[int, str]) -> tuple[Any, ...]:
    """All that the structure needs of the Tensors, cheap to make and to compare: it is made on every run.

    Of each its name, operation, shape, options, and two inputs, or None and all of many as one tuple. All in one row,
    because a tuple for each would set off Python's search for garbage. An input is its position in the tape; a number
    that is part of the operation stands in a tuple of its own.
    """
    found: list[Any] = []
    for tensor in tensors:
        info, value, op = tensor._info, tensor._value, tensor._op
        name = None if info is None else info.name
        if called:
            name = called.get(id(tensor), name)
        shape = () if value.__class__ is float else getattr(value, "shape", ())
        if op is None:
            found += (name, None, shape, (), tensor._needs != 0, None)
            continue
        a, b = tensor._a, tensor._b
        if tensor._needs & MANY:
            sources = tuple([positions[x] if x.__class__ is Tensor else (x,) if x == x else _NAN for x in a])
            found += (name, op, shape, tuple([repr(option) for option in b]), None, sources)
            continue
        first = positions[a] if a.__class__ is Tensor else (a,) if a == a else _NAN
        second = positions[b] if b.__class__ is Tensor else None if b is None else (b,) if b == b else _NAN
        found += (name, op, shape, (), first, second)
    return tuple(found)


_NAN = (float("nan"),)
"""A number that is nan as it stands in an outline: always the same object, for nan equals nothing."""


@lru_cache(maxsize=64)
def _graph(outline: tuple[Any, ...], groups: tuple[tuple[str, ...], ...]) -> Graph:
    nodes: list[Node] = []
    edges: list[Edge] = []
    rows = zip(*(outline[column::COLUMNS] for column in range(COLUMNS)), strict=True)
    for target, (name, op, shape, options, first, second) in enumerate(rows):
        if op is None:
            nodes.append(Node(name, None, "", (), (), shape, needs_gradient=first))
            continue
        sources = list(second) if first is None else [first] if second is None else [first, second]
        edges += [Edge(source, target, i) for i, source in enumerate(sources) if isinstance(source, int)]
        numbers = tuple(None if isinstance(source, int) else source[0] for source in sources)
        said = zip(op.options, options, strict=True)
        shown = tuple((option, text) for option, text in said if text not in ("None", "False"))
        wanted = [i for i, source in enumerate(sources) if isinstance(source, int) and nodes[source].needs_gradient]
        nodes.append(Node(name, op.name, op.symbol, numbers, shown, shape, True, (), saved_places(op, wanted, sources)))
    if groups:
        nodes = [node._replace(groups=path) for node, path in zip(nodes, groups, strict=True)]
    return Graph(tuple(nodes), tuple(edges))


def saved_places(op: Op, wanted: list[int], sources: list[Any]) -> tuple[int, ...]:
    """What the gradients of the `wanted` inputs read: 0 for the result, k + 1 for argument k, numbers left out."""
    names = set(op.saves) if op.together is not None else {n for i in wanted for n in op.partial(i).reads}
    labels = op.inputs * len(sources) if op.variadic else op.inputs
    held = zip(labels, sources, strict=False)
    inputs = [i + 1 for i, (name, source) in enumerate(held) if name in names and isinstance(source, int)]
    return tuple([0] * ("c" in names) + inputs)
