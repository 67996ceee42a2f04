"""Products of vectors and matrices."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, op, vjp
from ..scalars import shape_of
from .shapes import reshape, transpose

_MATRIX = ([[1.0, 2.0], [3.0, 4.0]],)


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
