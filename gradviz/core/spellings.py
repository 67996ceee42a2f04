"""PyTorch's ways of calling: sizes as separate numbers, max with a dimension, views, picks and casts.

Nothing here has a gradient of its own: each function calls operations from the table, or looks at values.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from .dtypes import as_dtype
from .making import tensor
from .operation import FUNCTIONS
from .ops.indexing import along, place
from .scalars import load_numpy, settle
from .tensor import Tensor, constant

ValuesAndIndices = namedtuple("ValuesAndIndices", ["values", "indices"])


def raw(x: Any) -> Any:
    """The raw value of a Tensor; anything else as it is."""
    return x._value if x.__class__ is Tensor else x


def _sizes(sizes: tuple[Any, ...]) -> tuple[int, ...]:
    one = sizes[0] if len(sizes) == 1 and not isinstance(sizes[0], int) else sizes
    return tuple(int(n) for n in one)


# -- shapes --------------------------------------------------------------------------------------------


def reshape(input: Tensor, *shape: Any) -> Tensor:
    """The same elements in another shape; one size may be −1."""
    return FUNCTIONS["reshape"](input, _sizes(shape))  # type: ignore[no-any-return]


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Join the dimensions from start_dim to end_dim into one."""
    shape = input.shape or (1,)
    first, last = start_dim % len(shape), end_dim % len(shape)
    return reshape(input, (*shape[:first], -1, *shape[last + 1 :]))


def permute(input: Tensor, *dims: Any) -> Tensor:
    """The dimensions in another order."""
    return FUNCTIONS["permute"](input, _sizes(dims))  # type: ignore[no-any-return]


def t(input: Tensor) -> Tensor:
    """The transpose of a matrix; a vector as it is."""
    if input.ndim > 2:
        raise RuntimeError(f"t() takes a vector or matrix, not shape {input.shape}. Use transpose(dim0, dim1).")
    return input if input.ndim < 2 else FUNCTIONS["transpose"](input, 0, 1)


def expand(input: Tensor, *sizes: Any) -> Tensor:
    """Repeat dimensions of size 1 up to the sizes; −1 leaves a size as it is."""
    wanted = _sizes(sizes)
    have = (1,) * (len(wanted) - input.ndim) + input.shape
    shape = tuple(h if w == -1 else w for w, h in zip(wanted, have, strict=True))
    return FUNCTIONS["broadcast_to"](input, shape)  # type: ignore[no-any-return]


def flip(input: Tensor, *dims: Any) -> Tensor:
    """Turn the order round along dimensions."""
    return FUNCTIONS["flip"](input, _sizes(dims))  # type: ignore[no-any-return]


def getitem(input: Tensor, index: Any) -> Tensor:
    """input[index]: slices, places, masks, None for a new dimension."""
    try:
        return FUNCTIONS["getitem"](input, place(index))  # type: ignore[no-any-return]
    except IndexError as error:
        raise IndexError(f"a Tensor of shape {input.shape} has no place {index!r:.60}: {error}") from None


def gather(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """For every place of `index`, the element that it names along `dim`."""
    return FUNCTIONS["getitem"](input, along(raw(index), dim))  # type: ignore[no-any-return]


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Cut into `chunks` parts along a dimension."""
    size = -(-input.shape[dim] // chunks)
    return split(input, size, dim)


def split(input: Tensor, split_size: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Cut into parts of a size along a dimension; the last may be smaller."""
    before = (slice(None),) * (dim % input.ndim)
    starts = range(0, input.shape[dim], split_size)
    return tuple(getitem(input, (*before, slice(i, i + split_size))) for i in starts)


# -- reductions ----------------------------------------------------------------------------------------


def _extreme(name: str, elementwise: str, argument: str) -> Any:
    def reduce(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
        if dim.__class__ is Tensor:
            return FUNCTIONS[elementwise](input, dim)
        if dim is None:
            return FUNCTIONS[name](input)
        indices = getattr(load_numpy(), argument)(raw(input), axis=dim, keepdims=True)
        values = FUNCTIONS["getitem"](input, along(indices, dim % input.ndim))
        if not keepdim:
            values, indices = FUNCTIONS["squeeze"](values, dim), load_numpy().squeeze(indices, axis=dim)
        return ValuesAndIndices(values, constant(settle(load_numpy().asarray(indices))))

    reduce.__name__ = name[1:]
    reduce.__doc__ = (
        f"The {name[1:]}imum of all elements; with a Tensor, elementwise; with `dim`, (values, indices) along it."
    )
    return reduce


max, min = _extreme("amax", "maximum", "argmax"), _extreme("amin", "minimum", "argmin")


def _looked_up(name: str, numpy_name: str | None = None) -> Any:
    """A function that only looks at values: it records nothing."""

    def look(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
        function = getattr(load_numpy(), numpy_name or name)
        return constant(settle(load_numpy().asarray(function(raw(input), axis=dim, keepdims=keepdim))))

    look.__name__ = name
    look.__doc__ = f"numpy's {numpy_name or name} of the values; it has no gradient."
    return look


argmax, argmin, all, any = (_looked_up(n) for n in ("argmax", "argmin", "all", "any"))


def _seen(name: str) -> Any:
    def look(input: Tensor) -> Tensor:
        return constant(settle(load_numpy().asarray(getattr(load_numpy(), name)(raw(input)))))

    look.__name__ = name
    look.__doc__ = f"numpy's {name} of the values; it has no gradient."
    return look


isnan, isinf, isfinite, unique = (_seen(n) for n in ("isnan", "isinf", "isfinite", "unique"))


# -- products ------------------------------------------------------------------------------------------


def dot(input: Tensor, other: Tensor) -> Tensor:
    """The sum of the products of two vectors."""
    return _matched("dot", input, other, 1, 1)


def mv(input: Tensor, vec: Tensor) -> Tensor:
    """Matrix times vector."""
    return _matched("mv", input, vec, 2, 1)


def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """Matrix times matrix."""
    return _matched("mm", input, mat2, 2, 2)


def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """A batch of matrices times a batch of matrices."""
    return _matched("bmm", input, mat2, 3, 3)


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """Every element of one vector times every element of another."""
    return FUNCTIONS["multiply"](FUNCTIONS["unsqueeze"](input, 1), vec2)  # type: ignore[no-any-return]


def _matched(name: str, a: Tensor, b: Tensor, first: int, second: int) -> Tensor:
    if (a.ndim, b.ndim) != (first, second):
        raise RuntimeError(
            f"{name} got shapes {a.shape} and {b.shape}; it takes {first} and {second} dimensions. "
            "matmul (or @) takes any."
        )
    return FUNCTIONS["matmul"](a, b)  # type: ignore[no-any-return]


# -- values --------------------------------------------------------------------------------------------


def clone(input: Tensor) -> Tensor:
    """A copy that hands its gradient on."""
    return FUNCTIONS["clone"](input)  # type: ignore[no-any-return]


def to(input: Tensor, dtype: Any) -> Tensor:
    """The values as another kind of numbers; between floats the gradient is handed back."""
    if as_dtype(dtype) == input.dtype:
        return input
    if input._needs and load_numpy().dtype(as_dtype(dtype)).kind == "f":
        return FUNCTIONS["cast"](input, str(as_dtype(dtype)))  # type: ignore[no-any-return]
    return tensor(raw(input), dtype=as_dtype(dtype))


def size(input: Tensor, dim: int | None = None) -> Any:
    """The shape, or one size of it."""
    return input.shape if dim is None else input.shape[dim]


def numel(input: Tensor) -> int:
    """The number of elements."""
    return int(load_numpy().prod(input.shape))


def tolist(input: Tensor) -> Any:
    """The values as nested lists of Python numbers."""
    return load_numpy().asarray(raw(input)).tolist()


def allclose(input: Tensor, other: Any, rtol: float = 1e-5, atol: float = 1e-8) -> bool:
    """Whether all elements are equal up to rounding."""
    return bool(load_numpy().allclose(raw(input), raw(other), rtol, atol))


def equal(input: Tensor, other: Any) -> bool:
    """Whether shapes and all elements are the same."""
    return bool(load_numpy().array_equal(raw(input), raw(other)))
