"""Products of vectors and matrices."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, op, vjp
from ..scalars import shape_of
from .kinds import raw
from .shapes import squeeze, unsqueeze

_MATRIX = [[1.0, 2.0], [3.0, 4.0]]
_WIDE = [[5.0, 6.0, 7.0], [8.0, 9.0, 10.0]]
_BATCH = [_MATRIX, [[0.5, -1.0], [2.0, 0.25]], [[1.5, 0.0], [-2.0, 1.0]]]


def _from_left(up: Any, like_a: Any, b: Any) -> Any:
    """G·Bᵀ, for which a vector on the left is a row and one on the right a column."""
    row, column = len(shape_of(like_a)) == 1, len(shape_of(b)) == 1
    up, b = (unsqueeze(up, -1), unsqueeze(b, -1)) if column else (up, b)
    down = (unsqueeze(up, -2) if row else up) @ b.swapaxes(-1, -2)  # arrays and Tensors spell it alike
    return squeeze(down, -2) if row else down


def _from_right(up: Any, a: Any, like_b: Any) -> Any:
    """Aᵀ·G, with vectors as above."""
    row, column = len(shape_of(a)) == 1, len(shape_of(like_b)) == 1
    up = unsqueeze(up, -1) if column else up
    up, a = (unsqueeze(up, -2), unsqueeze(a, -2)) if row else (up, a)
    down = a.swapaxes(-1, -2) @ up
    return squeeze(down, -1) if column else down


def _named(a: Any, b: Any) -> str:
    """PyTorch's name of a product, by its numbers of dimensions."""
    ranks = len(shape_of(raw(a))), len(shape_of(raw(b)))
    names = {(1, 1): "Dot", (2, 1): "Mv", (1, 2): "Mv", (2, 2): "Mm"}
    return f"{names.get(ranks, 'Bmm')}Backward0"


@op("@", r"C = A\,B", Gate.SWAPPER, torch="Mm", named=_named,
    samples=((_MATRIX, _WIDE), (_MATRIX, [0.5, -1.0]), ([0.5, -1.0], _WIDE), ([1.0, 2.0], [3.0, -4.0]),
             (_BATCH, _WIDE), (_MATRIX, _BATCH), (_BATCH, [0.5, -1.0]), ([0.5, -1.0], _BATCH)),
    a=vjp(r"G\,B^{\top}", lambda up, _c, like_a, b: _from_left(up, like_a, b)),
    b=vjp(r"A^{\top}\,G", lambda up, _c, a, like_b: _from_right(up, a, like_b)))  # fmt: skip
def matmul(a: Any, b: Any) -> Any:
    """Multiply matrices: each factor's gradient is the upstream gradient times the other, transposed.

    C = A·B with dA = G·Bᵀ and dB = Aᵀ·G for the upstream gradient G. Written a @ b.

    Args:
        a: of shape (..., n, k), or a vector (k), which counts as a row.
        b: of shape (..., k, m), or a vector (k), which counts as a column. The dimensions before the last two are a
            batch, and broadcast.

    Returns:
        Of shape (..., n, m); without n or m where that side was a vector.

    Raises:
        ValueError: if the last size of a is not the last but one of b.
        TypeError: if one input is a single number.

    Example:
        >>> import gradviz as gv
        >>> gv.tensor([[1.0, 2.0], [3.0, 4.0]]) @ gv.tensor([1.0, -1.0])
        tensor([-1., -1.])
    """
    if not (shape_of(a) and shape_of(b)):
        raise TypeError("matmul got a single number, and @ takes vectors and matrices. Write * instead.")
    return a @ b
