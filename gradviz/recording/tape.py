"""Reading a Tensor's history: the tape in order, and its structure as a Graph."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import Any

from ..core.backward import inputs_of
from ..core.tensor import MANY, Tensor
from .graph import Edge, Graph, Node

_by_serial = attrgetter("_serial")


def tape(output: Tensor) -> list[Tensor]:
    """Every Tensor that `output` was computed from and `output` itself, inputs before what uses them.

    A leaf that was changed in place keeps its serial number, so the order is the order of creation.
    """
    found, seen = [output], {id(output)}
    for tensor in found:  # grows while it is walked
        if tensor._op is None:
            continue
        for source in inputs_of(tensor):
            if source.__class__ is Tensor and id(source) not in seen:
                seen.add(id(source))
                found.append(source)
    found.sort(key=_by_serial)
    return found


def structure(tensors: list[Tensor]) -> Graph:
    """The Graph of a tape. Equal programs give the identical object as long as it is remembered."""
    positions = {id(tensor): position for position, tensor in enumerate(tensors)}
    return _graph(tuple([_outline(tensor, positions) for tensor in tensors]))


def _outline(tensor: Tensor, positions: dict[int, int]) -> tuple[Any, ...]:
    """All that the structure needs of one Tensor, cheap to make and to compare: it is made on every run."""
    info, value, op = tensor._info, tensor._value, tensor._op
    name = info.name if info is not None else None
    shape = () if value.__class__ is float else getattr(value, "shape", ())
    if op is None:
        return (name, None, shape, bool(tensor._needs), (), ())
    sources = tuple([
        (positions[id(x)], None) if x.__class__ is Tensor else (-1, x) for x in inputs_of(tensor)
    ])  # fmt: skip
    options = tuple(zip(op.options, map(repr, tensor._b), strict=True)) if tensor._needs & MANY else ()
    return (name, op, shape, True, sources, options)


@lru_cache(maxsize=64)
def _graph(outlines: tuple[tuple[Any, ...], ...]) -> Graph:
    nodes, edges = [], []
    for target, (name, op, shape, needs, sources, options) in enumerate(outlines):
        edges += [Edge(source, target, i) for i, (source, _) in enumerate(sources) if source >= 0]
        nodes.append(
            Node(
                name=name,
                op=None if op is None else op.name,
                symbol="" if op is None else op.symbol,
                numbers=tuple(number for _, number in sources),
                options=tuple((key, text) for key, text in options if text not in ("None", "False")),
                shape=shape,
                needs_gradient=needs,
            )
        )
    return Graph(tuple(nodes), tuple(edges))
