"""Changes of shape: the same numbers in other places, so gradients are carried back to where they came from."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, local, op, vjp
from ..scalars import load_numpy, shape_of

_MATRIX = ([[1.0, 2.0], [3.0, 4.0]],)


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


@op("permute", "c = a", Gate.CARRIER, torch="Permute", samples=((*_MATRIX, (1, 0)),),
    a=vjp("g", lambda up, _c, _a, dims: permute(up, _back(dims))))  # fmt: skip
def permute(a: Any, dims: Any) -> Any:
    """Put the dimensions in another order: the gradient is put back."""
    return load_numpy().transpose(a, dims)


def _back(dims: Any) -> tuple[int, ...]:
    """The order that undoes `dims`."""
    return tuple(int(i) for i in load_numpy().argsort([d % len(dims) for d in dims]))


@op("squeeze", "c = a", Gate.CARRIER, torch="Squeeze", samples=(([[1.0, 2.0]], 0),),
    a=vjp("g", lambda up, _c, a, _dim: reshape(up, shape_of(a))))  # fmt: skip
def squeeze(a: Any, dim: Any = None) -> Any:
    """Drop dimensions of size 1: all of them, or `dim` if it has that size."""
    shape = shape_of(a)
    dims = (
        range(len(shape))
        if dim is None
        else [dim % len(shape)]
        if isinstance(dim, int)
        else [d % len(shape) for d in dim]
    )
    return load_numpy().reshape(a, tuple(n for i, n in enumerate(shape) if n != 1 or i not in dims))


@op("unsqueeze", "c = a", Gate.CARRIER, torch="Unsqueeze", samples=((*_MATRIX, 1),),
    a=vjp("g", lambda up, _c, a, _dim: reshape(up, shape_of(a))))  # fmt: skip
def unsqueeze(a: Any, dim: int) -> Any:
    """Put in a dimension of size 1."""
    return load_numpy().expand_dims(a, dim)


@op("flip", "c = a", Gate.CARRIER, torch="Flip", samples=((*_MATRIX, (0,)),),
    a=vjp("g", lambda up, _c, _a, dims: flip(up, dims)))  # fmt: skip
def flip(a: Any, dims: Any) -> Any:
    """Turn the order round along some dimensions: the gradient is turned back."""
    return load_numpy().flip(a, dims)


@op("cat", "c = [a_1, a_2, \\ldots]", Gate.CARRIER, torch="Cat", samples=(([*_MATRIX, *_MATRIX], 0),),
    tensors=vjp("g_i", lambda up, _c, tensors, dim, argument: _piece(up, tensors, dim, argument)))  # fmt: skip
def cat(tensors: Any, dim: int = 0) -> Any:
    """Join along a dimension that is there: each part gets its part of the gradient."""
    return load_numpy().concatenate(tensors, axis=dim)


def _piece(up: Any, tensors: Any, dim: int, argument: int) -> Any:
    """The part of a joined gradient that belongs to one of the parts."""
    from .indexing import getitem

    before = sum(shape_of(t)[dim] for t in tensors[:argument])
    part = slice(before, before + shape_of(tensors[argument])[dim])
    return getitem(up, (*[slice(None)] * (dim % len(shape_of(up))), part))


@op("stack", "c = [a_1, a_2, \\ldots]", Gate.CARRIER, torch="Stack", samples=(([*_MATRIX, *_MATRIX], 1),),
    tensors=vjp("g_i", lambda up, _c, _tensors, dim, argument: _layer(up, dim, argument)))  # fmt: skip
def stack(tensors: Any, dim: int = 0) -> Any:
    """Join along a new dimension: each part gets its layer of the gradient."""
    return load_numpy().stack(tensors, axis=dim)


def _layer(up: Any, dim: int, argument: int) -> Any:
    from .indexing import getitem

    return getitem(up, (*[slice(None)] * (dim % len(shape_of(up))), argument))


@op("copy", "c = a", Gate.CARRIER, torch="Clone", samples=(_MATRIX,), a=local("1", 1))
def clone(a: Any) -> Any:
    """A copy with a history: the gradient is handed on unchanged."""
    return a if a.__class__ is float else load_numpy().array(a)


@op("cast", "c = a", Gate.CARRIER, torch="ToCopy", samples=((*_MATRIX, "float32"),),
    a=vjp("g", lambda up, _c, a, _dtype: cast(up, _kind(a))))  # fmt: skip
def cast(a: Any, dtype: Any) -> Any:
    """The same values in another precision: the gradient is cast back."""
    return load_numpy().asarray(a).astype(dtype)


def _kind(a: Any) -> str:
    return "float64" if a.__class__ is float else str(a.dtype)
