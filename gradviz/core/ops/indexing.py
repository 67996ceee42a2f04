"""Picking elements: slices, places, masks, and elements along a dimension."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, op, vjp
from ..scalars import load_numpy, shape_of

_MATRIX = ([[1.0, 2.0], [3.0, 4.0]],)


@op("[ ]", "c = a[i]", Gate.CARRIER, torch="Index", samples=((*_MATRIX, 0), (*_MATRIX, (slice(None), 1))),
    a=vjp("g", lambda up, _c, a, index: put(up, shape_of(a), index)))  # fmt: skip
def getitem(a: Any, index: Any) -> Any:
    """Pick elements: each gradient goes back to its place, and one picked twice gets the sum."""
    return load_numpy().asarray(a)[index]


@op("put", "c[i] = a", Gate.CARRIER, torch="IndexPut", samples=(([1.0, 2.0], (2, 2), 0),),
    a=vjp("g[i]", lambda up, _c, _a, _shape, index: getitem(up, index)))  # fmt: skip
def put(a: Any, shape: Any, index: Any) -> Any:
    """Zeros of a shape with values added at some places: what picking does backward."""
    numpy = load_numpy()
    out = numpy.zeros(shape)
    numpy.add.at(out, index, a)
    return out


def place(index: Any) -> Any:
    """An index as numpy takes it: Tensors in it become arrays."""
    if isinstance(index, tuple):
        return tuple(place(i) for i in index)
    if isinstance(index, list):
        return load_numpy().asarray([getattr(i, "_value", i) for i in index])
    return getattr(index, "_value", index)


def along(index: Any, dim: int) -> tuple[Any, ...]:
    """The index that picks, for every place of an integer array, the element it names along `dim`."""
    numpy = load_numpy()
    index = numpy.asarray(index)
    grid = list(numpy.ogrid[tuple(slice(0, n) for n in index.shape)])
    grid[dim] = index
    return tuple(grid)
