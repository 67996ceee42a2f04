"""Tensors laid side by side, coordinates of a grid, triangles and masks of a matrix."""

from __future__ import annotations

from typing import Any

from ..operation import FUNCTIONS
from ..scalars import load_numpy
from ..tensor import Tensor
from .shapes import expand, raw, reshape


def vstack(tensors: Any) -> Tensor:
    """Join along the first dimension; vectors become rows."""
    return FUNCTIONS["cat"]([x if x.ndim > 1 else reshape(x, 1, -1) for x in tensors], 0)  # type: ignore[no-any-return]


def hstack(tensors: Any) -> Tensor:
    """Join along the second dimension; vectors end to end."""
    tensors = [x if x.ndim else reshape(x, 1) for x in tensors]
    return FUNCTIONS["cat"](tensors, 1 if tensors[0].ndim > 1 else 0)  # type: ignore[no-any-return]


def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Tensor, ...]:
    """The coordinates of a grid: for vectors of m and n numbers, two matrices of m rows and n columns.

    With indexing="xy" of n rows and m columns, as plots count.
    """
    if indexing not in ("ij", "xy"):
        raise ValueError(f'meshgrid() got indexing={indexing!r}; it is "ij" (rows first) or "xy" (columns first).')
    vectors = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors
    shape = tuple(v.shape[0] for v in vectors)
    alone = ((1,) * i + (n,) + (1,) * (len(shape) - i - 1) for i, n in enumerate(shape))
    grids = tuple(expand(reshape(v, own), shape) for v, own in zip(vectors, alone, strict=True))
    return grids if indexing == "ij" or len(shape) < 2 else tuple(FUNCTIONS["transpose"](g, 0, 1) for g in grids)


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """The part on and below a diagonal; zeros elsewhere."""
    _needs_matrix("tril", input)
    kept = load_numpy().tri(*input.shape[-2:], diagonal, dtype=bool)
    return FUNCTIONS["where"](kept, input, raw(input).dtype.type(0))  # type: ignore[no-any-return]


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """The part on and above a diagonal; zeros elsewhere."""
    _needs_matrix("triu", input)
    dropped = load_numpy().tri(*input.shape[-2:], diagonal - 1, dtype=bool)
    return FUNCTIONS["where"](dropped, raw(input).dtype.type(0), input)  # type: ignore[no-any-return]


def _needs_matrix(name: str, input: Tensor) -> None:
    if input.ndim < 2:
        raise RuntimeError(
            f"{name}() got shape {tuple(input.shape)}; only a matrix has a diagonal with a part above and below it. "
            "Try x.reshape(n, m)."
        )


def masked_fill(input: Tensor, mask: Any, value: Any) -> Tensor:
    """`value` where the mask holds, the input elsewhere: no gradient comes from what was filled."""
    return FUNCTIONS["where"](mask, value, input)  # type: ignore[no-any-return]


GRIDS = (vstack, hstack, meshgrid, tril, triu, masked_fill)
"""Every public function here."""
