"""Sums, means, matrix products and changes of shape: operations whose Jacobian is not elementwise."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, op, vjp
from ..scalars import load_numpy, shape_of
from .arithmetic import divide

_MATRIX = ([[1.0, 2.0], [3.0, 4.0]],)


def spread(up: Any, shape: tuple[int, ...], dim: Any) -> Any:
    """Copy a reduced gradient back along the dimensions that were summed away."""
    axes = range(len(shape)) if dim is None else (dim,) if isinstance(dim, int) else dim
    reduced = {axis % len(shape) for axis in axes} if shape else set()
    return broadcast_to(reshape(up, tuple(1 if i in reduced else n for i, n in enumerate(shape))), shape)


@op("Σ", r"c = \sum_i a_i", Gate.DISTRIBUTOR, torch="Sum", samples=(_MATRIX, (*_MATRIX, 0)),
    a=vjp("g", lambda up, _c, a, dim, _keepdim: spread(up, shape_of(a), dim)))  # fmt: skip
def sum(xp: Any, a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """Add up all elements, or those along `dim`: every summand gets the upstream gradient."""
    return xp.sum(a, axis=dim, keepdims=keepdim)


def _averaged_over(a: Any, c: Any) -> float:
    """How many elements each mean was taken over."""
    numpy = load_numpy()
    return float(numpy.prod(shape_of(a)) / numpy.prod(shape_of(c)))


@op("mean", r"c = \frac{1}{n}\sum_i a_i", Gate.DISTRIBUTOR, torch="Mean", samples=(_MATRIX, (*_MATRIX, 1)),
    a=vjp(r"\frac{g}{n}", lambda up, c, a, dim, _keepdim: spread(divide(up, _averaged_over(a, c)), shape_of(a), dim)),
    )  # fmt: skip
def mean(xp: Any, a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """Average of all elements, or of those along `dim`: every one gets the upstream gradient over their number."""
    return xp.mean(a, axis=dim, keepdims=keepdim)


@op("reshape", "c = a", Gate.CARRIER, torch="View", samples=((*_MATRIX, (4,)),),
    a=vjp("g", lambda up, _c, a, _shape: reshape(up, shape_of(a))))  # fmt: skip
def reshape(a: Any, shape: Any) -> Any:
    """The same elements in another shape: gradients are carried back to where the values came from."""
    return load_numpy().reshape(a, shape)


@op("expand", "c = a", Gate.CARRIER, torch="Expand", samples=((*_MATRIX, (3, 2, 2)),),
    a=vjp(r"\sum g", lambda up, _c, _a, _shape: up))  # fmt: skip
def broadcast_to(a: Any, shape: Any) -> Any:
    """Repeat along new or single dimensions: the copies' gradients are summed (the sweep does that for all)."""
    return load_numpy().broadcast_to(a, shape)


@op("transpose", r"C = A^{\top}", Gate.CARRIER, torch="Transpose", samples=((*_MATRIX, 0, 1),),
    a=vjp(r"G^{\top}", lambda up, _c, _a, dim0, dim1: transpose(up, dim0, dim1)))  # fmt: skip
def transpose(a: Any, dim0: int, dim1: int) -> Any:
    """Exchange two dimensions: the gradient is exchanged back."""
    return load_numpy().swapaxes(a, dim0, dim1)


def _matrices(up: Any, a: Any, b: Any) -> tuple[Any, Any, Any]:
    """G, A and B as matrices: a vector on the left is a row, one on the right a column."""
    left, right = shape_of(a), shape_of(b)
    batch = shape_of(up)[: len(shape_of(up)) - (len(left) > 1) - (len(right) > 1)]
    if len(left) == 1:
        a = reshape(a, (1, *left))
    if len(right) == 1:
        b = reshape(b, (*right, 1))
    return reshape(up, (*batch, shape_of(a)[-2], shape_of(b)[-1])), a, b


def _from_left(up: Any, a: Any, b: Any) -> Any:
    g, _, matrix = _matrices(up, a, b)
    down = matmul(g, transpose(matrix, -1, -2))
    return reshape(down, (*shape_of(down)[:-2], shape_of(down)[-1])) if len(shape_of(a)) == 1 else down


def _from_right(up: Any, a: Any, b: Any) -> Any:
    g, matrix, _ = _matrices(up, a, b)
    down = matmul(transpose(matrix, -1, -2), g)
    return reshape(down, shape_of(down)[:-1]) if len(shape_of(b)) == 1 else down


@op("@", r"C = A\,B", Gate.SWAPPER, torch="Mm", samples=((*_MATRIX, [[5.0, 6.0, 7.0], [8.0, 9.0, 10.0]]),),
    a=vjp(r"G\,B^{\top}", lambda up, _c, a, b: _from_left(up, a, b)),
    b=vjp(r"A^{\top}\,G", lambda up, _c, a, b: _from_right(up, a, b)))  # fmt: skip
def matmul(a: Any, b: Any) -> Any:
    """Multiply matrices: each factor's gradient is the upstream gradient times the other, transposed."""
    if not (shape_of(a) and shape_of(b)):
        raise TypeError("matmul (@) takes vectors and matrices, and one input is a single number. Write * instead.")
    return a @ b
