"""Joining Tensors, copying them, and changing their kind of numbers."""

from __future__ import annotations

from typing import Any

from ..dtypes import promoted
from ..operation import Gate, local, op, vjp
from ..scalars import load_numpy, shape_of
from .indexing import getitem
from .kinds import kind_of

_MATRIX = ([[1.0, 2.0], [3.0, 4.0]],)
_ROW = ([[5.0, 6.0]],)


@op("cat", "c = [a_1, a_2, \\ldots]", Gate.CARRIER, torch="Cat",
    samples=(([*_MATRIX, *_ROW], 0), ([*_MATRIX, *_ROW, *_MATRIX],), ([*_MATRIX, *_MATRIX], -1)),
    tensors=vjp("g_i", lambda up, _c, like_tensors, dim, argument: _piece(up, like_tensors, dim, argument)),
    )  # fmt: skip
def cat(tensors: Any, dim: int = 0) -> Any:
    """Join along a dimension that is there: each part gets its part of the gradient.

    Args:
        tensors: a list or tuple of Tensors whose shapes are the same but for the size along `dim`.
        dim: the dimension to join along; negative ones count from the last.

    Raises:
        ValueError: if the other sizes differ, or there is no such dimension.

    Example:
        >>> import gradviz as gv
        >>> gv.cat([gv.tensor([1.0]), gv.tensor([2.0, 3.0])])
        tensor([1., 2., 3.])
    """
    return load_numpy().concatenate(promoted(tensors), axis=dim)


def _piece(up: Any, tensors: Any, dim: int, argument: int) -> Any:
    """The part of a joined gradient that belongs to one of the parts."""
    before = sum(shape_of(t)[dim] for t in tensors[:argument])
    part = slice(before, before + shape_of(tensors[argument])[dim])
    return getitem(up, _along(up, dim, part))


@op("stack", "c = [a_1, a_2, \\ldots]", Gate.CARRIER, torch="Stack",
    samples=(([*_MATRIX, *_MATRIX], 1), ([*_MATRIX, *_MATRIX, *_MATRIX], -1), ([1.0, 2.0],)),
    tensors=vjp("g_i", lambda up, _c, _tensors, dim, argument: getitem(up, _along(up, dim, argument))))  # fmt: skip
def stack(tensors: Any, dim: int = 0) -> Any:
    """Join along a new dimension: each part gets its layer of the gradient.

    Args:
        tensors: a list or tuple of Tensors of one shape.
        dim: the place of the new dimension; negative ones count from the end, −1 puts it last.

    Raises:
        ValueError: if the shapes differ, or there can be no such place.

    Example:
        >>> import gradviz as gv
        >>> gv.stack([gv.tensor([1.0, 2.0]), gv.tensor([3.0, 4.0])], dim=1)
        tensor([[1., 3.],
                [2., 4.]])
    """
    return load_numpy().stack(promoted(tensors), axis=dim)


def _along(up: Any, dim: int, part: Any) -> tuple[Any, ...]:
    """The index of a part along one dimension, everything along the others."""
    return (*[slice(None)] * (dim % len(shape_of(up))), part)


@op("copy", "c = a", Gate.CARRIER, torch="Clone", samples=(_MATRIX, (3.0,)), a=local("1", 1))
def clone(a: Any) -> Any:
    """A copy with a history: the gradient is handed on unchanged.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor([1.0, 2.0], requires_grad=True)
        >>> gv.clone(x).is_leaf
        False
    """
    return a if a.__class__ is float else load_numpy().array(a)


@op("cast", "c = a", Gate.CARRIER, torch="ToCopy", samples=((*_MATRIX, "float32"), (2.0, "float16")),
    a=vjp("g", lambda up, _c, like_a, _dtype: cast(up, str(kind_of(like_a)))))  # fmt: skip
def cast(a: Any, dtype: Any) -> Any:
    """The same values in another precision: the gradient is cast back.

    Args:
        a: of any shape.
        dtype: numpy's name of the kind of numbers, such as "float32". `Tensor.to` takes PyTorch's names.

    Raises:
        TypeError: for a name that is no kind of numbers.

    Example:
        >>> import gradviz as gv
        >>> gv.cast(gv.tensor([1.0, 2.0]), "float32").dtype
        torch.float32
    """
    return load_numpy().asarray(a).astype(dtype)
