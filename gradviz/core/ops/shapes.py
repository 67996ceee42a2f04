"""Changes of shape: the same numbers in other places, so gradients are carried back to where they came from."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, op, vjp
from ..scalars import load_numpy, shape_of
from .kinds import reduced_dims

_MATRIX = ([[1.0, 2.0], [3.0, 4.0]],)
_BLOCK = ([[[1.0, 2.0, 3.0]], [[4.0, 5.0, 6.0]]],)  # shape (2, 1, 3)


@op("reshape", "c = a", Gate.CARRIER, torch="View", samples=((*_MATRIX, (4,)), (*_BLOCK, (3, -1))),
    a=vjp("g", lambda up, _c, like_a, _shape: reshape(up, shape_of(like_a))))  # fmt: skip
def reshape(a: Any, shape: Any) -> Any:
    """The same elements in another shape: gradients are carried back to where the values came from.

    Args:
        a: of any shape.
        shape: the new sizes; one of them may be −1, which is worked out.

    Raises:
        ValueError: if the sizes do not give the same number of elements.

    Example:
        >>> import gradviz as gv
        >>> gv.reshape(gv.tensor([1.0, 2.0, 3.0, 4.0]), (2, -1))
        tensor([[1., 2.],
                [3., 4.]])
    """
    return load_numpy().reshape(a, shape)


@op("expand", "c = a", Gate.CARRIER, torch="Expand", samples=((*_MATRIX, (3, 2, 2)), (*_BLOCK, (2, 4, 3))),
    a=vjp(r"\sum g", lambda up, _c, _a, _shape: up))  # fmt: skip
def broadcast_to(a: Any, shape: Any) -> Any:
    """Repeat along new or single dimensions: the copies' gradients are summed (the sweep does that for all).

    Args:
        a: of a shape that broadcasts to `shape`.
        shape: the new sizes.

    Raises:
        ValueError: if the shape does not broadcast.

    Example:
        >>> import gradviz as gv
        >>> gv.broadcast_to(gv.tensor([1.0, 2.0]), (2, 2))
        tensor([[1., 2.],
                [1., 2.]])
    """
    return load_numpy().broadcast_to(a, shape)


@op("transpose", r"C = A^{\top}", Gate.CARRIER, torch="Transpose", samples=((*_MATRIX, 0, 1), (*_BLOCK, -1, 0)),
    a=vjp(r"G^{\top}", lambda up, _c, _a, dim0, dim1: transpose(up, dim0, dim1)))  # fmt: skip
def transpose(a: Any, dim0: int, dim1: int) -> Any:
    """Exchange two dimensions: the gradient is exchanged back.

    Args:
        a: with at least the dimensions named.
        dim0: one dimension; negative ones count from the last.
        dim1: the other.

    Raises:
        ValueError: if a dimension does not exist.

    Example:
        >>> import gradviz as gv
        >>> gv.transpose(gv.tensor([[1.0, 2.0]]), 0, 1)
        tensor([[1.],
                [2.]])
    """
    if shape_of(a) == () and {dim0, dim1} <= {0, -1}:  # the dimension that a single number has to name
        return a
    return load_numpy().swapaxes(a, dim0, dim1)


@op("permute", "c = a", Gate.CARRIER, torch="Permute", samples=((*_MATRIX, (1, 0)), (*_BLOCK, (2, 0, -2))),
    a=vjp("g", lambda up, _c, _a, dims: permute(up, _back(dims))))  # fmt: skip
def permute(a: Any, dims: Any) -> Any:
    """Put the dimensions in another order: the gradient is put back.

    Args:
        a: of any shape.
        dims: every dimension once, in the new order; negative ones count from the last.

    Raises:
        ValueError: if `dims` is no order of the dimensions.

    Example:
        >>> import gradviz as gv
        >>> gv.permute(gv.zeros(2, 3, 5), (2, 0, 1)).shape == (5, 2, 3)
        True
    """
    return load_numpy().transpose(a, dims)


def _back(dims: Any) -> tuple[int, ...]:
    """The order that undoes `dims`."""
    return tuple(sorted(range(len(dims)), key=lambda place: dims[place] % len(dims)))


@op("squeeze", "c = a", Gate.CARRIER, torch="Squeeze", samples=(([[1.0, 2.0]], 0), _BLOCK, (*_BLOCK, (0, -2))),
    a=vjp("g", lambda up, _c, like_a, _dim: reshape(up, shape_of(like_a))))  # fmt: skip
def squeeze(a: Any, dim: Any = None) -> Any:
    """Drop dimensions of size 1: all of them, or `dim` where it has that size.

    Args:
        a: of any shape.
        dim: a dimension or several, as a number or tuple; one whose size is not 1 stays, as in PyTorch.

    Raises:
        ValueError: if a dimension does not exist.

    Example:
        >>> import gradviz as gv
        >>> gv.squeeze(gv.tensor([[1.0, 2.0]]), 0)
        tensor([1., 2.])
    """
    shape = shape_of(a)
    dims = reduced_dims(shape, dim)
    return load_numpy().reshape(a, tuple(n for i, n in enumerate(shape) if n != 1 or i not in dims))


@op("unsqueeze", "c = a", Gate.CARRIER, torch="Unsqueeze", samples=((*_MATRIX, 1), (*_MATRIX, -1), (2.0, 0)),
    a=vjp("g", lambda up, _c, like_a, _dim: reshape(up, shape_of(like_a))))  # fmt: skip
def unsqueeze(a: Any, dim: int) -> Any:
    """Put in a dimension of size 1.

    Args:
        a: of any shape.
        dim: the place of the new dimension; negative ones count from the end, −1 puts it last.

    Raises:
        ValueError: if there can be no such place.

    Example:
        >>> import gradviz as gv
        >>> gv.unsqueeze(gv.tensor([1.0, 2.0]), 1)
        tensor([[1.],
                [2.]])
    """
    return load_numpy().expand_dims(a, dim)


@op("flip", "c = a", Gate.CARRIER, torch="Flip", samples=((*_MATRIX, (0,)), (*_MATRIX, (0, -1)), (*_BLOCK, (2,))),
    a=vjp("g", lambda up, _c, _a, dims: flip(up, dims)))  # fmt: skip
def flip(a: Any, dims: Any) -> Any:
    """Turn the order round along some dimensions: the gradient is turned back.

    Args:
        a: of any shape.
        dims: a dimension or several, as a number or tuple; negative ones count from the last.

    Raises:
        ValueError: if a dimension does not exist.

    Example:
        >>> import gradviz as gv
        >>> gv.flip(gv.tensor([1.0, 2.0, 3.0]), 0)
        tensor([3., 2., 1.])
    """
    return load_numpy().flip(a, dims if shape_of(a) else tuple(reduced_dims((), dims)))
