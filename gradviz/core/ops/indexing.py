"""Picking elements: slices, places, masks, and elements along a dimension."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, op, vjp
from ..scalars import load_numpy, shape_of

_MATRIX = ([[1.0, 2.0], [3.0, 4.0]],)
_PLACES = (0, (slice(None), 1), ([0, 1, 0], [1, 1, 1]), (None, slice(None, None, -1)), ([True, False],))


def _named(_a: Any, index: Any) -> str:
    """PyTorch picks part by part, and the last one gives the name; arrays pick all at once."""
    parts = index if isinstance(index, tuple) else (index,)
    if not all(_is_simple(part) or type(part).__name__ == "int64" for part in parts):
        return "IndexBackward0"
    names = ["Slice" if isinstance(part, slice) else "Unsqueeze" if part is None else "Select" for part in parts
             if part is not Ellipsis and (part != slice(None) or part is index)]  # fmt: skip
    return f"{names[-1] if names else 'Alias'}Backward0"


@op("[ ]", "c = a[i]", Gate.CARRIER, torch="Index", named=_named, samples=tuple((*_MATRIX, place) for place in _PLACES),
    a=vjp("g", lambda up, _c, like_a, index: put(up, shape_of(like_a), index)))  # fmt: skip
def getitem(a: Any, index: Any) -> Any:
    """Pick elements: each gradient goes back to its place, and one picked twice gets the sum.

    Args:
        a: of any shape.
        index: what stands between the brackets of a[...]: numbers, slices, lists of places, a mask, None for a
            new dimension, or a tuple of these.

    Raises:
        IndexError: if there is no such place.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor([1.0, 2.0, 3.0], requires_grad=True)
        >>> x[[0, 0, 2]].sum().backward(); x.grad
        tensor([2., 0., 1.])
    """
    return load_numpy().asarray(a)[index]


@op("put", "c[i] = a", Gate.CARRIER, torch="IndexPut",
    samples=(([1.0, 2.0], (2, 2), 0), ([1.0, 2.0, 3.0], (2, 2), ([0, 1, 0], [1, 1, 1])), (5.0, (3,), 1)),
    a=vjp("g[i]", lambda up, _c, _a, _shape, index: getitem(up, index)))  # fmt: skip
def put(a: Any, shape: Any, index: Any) -> Any:
    """Zeros of a shape with values added at some places: what picking does backward.

    Args:
        a: the values.
        shape: the sizes of the result.
        index: where they go; values for the same place are added up.

    Raises:
        IndexError: if there is no such place.

    Example:
        >>> import gradviz as gv
        >>> gv.put(gv.tensor([1.0, 2.0]), (3,), [0, 0])
        tensor([3., 0., 0.])
    """
    numpy = load_numpy()
    out = numpy.zeros(shape, numpy.asarray(a).dtype)
    if all(_is_simple(part) for part in (index if isinstance(index, tuple) else (index,))):
        out[index] = a  # no place twice, and ten times as fast
    else:
        numpy.add.at(out, index, a)
    return out


def _is_simple(part: Any) -> bool:
    """Whether a part of an index is a number, a slice, an ellipsis or a new dimension."""
    return part is None or part is Ellipsis or (isinstance(part, (int, slice)) and part.__class__ is not bool)


def place(index: Any) -> Any:
    """An index as numpy takes it: Tensors in it become arrays, and arrays are copied, for they may change later."""
    if isinstance(index, tuple):
        return tuple(place(i) for i in index)
    if isinstance(index, list):
        return load_numpy().asarray([getattr(i, "_value", i) for i in index])
    if type(index).__module__ == "numpy":
        return index.copy()
    return getattr(index, "_value", index)


def along(index: Any, dim: int) -> tuple[Any, ...]:
    """The index that picks, for every place of an integer array, the element it names along `dim`."""
    numpy = load_numpy()
    index = numpy.array(index)
    grid = list(numpy.ogrid[tuple(slice(0, n) for n in index.shape)])
    grid[dim] = index
    return tuple(grid)
