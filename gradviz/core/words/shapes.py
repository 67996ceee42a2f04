"""PyTorch's ways of changing shapes and picking elements; each calls operations from the table."""

from __future__ import annotations

from operator import index
from typing import Any

from ..advice.tensor_checks import is_pytorchs, not_a_number
from ..operation import FUNCTIONS
from ..ops.indexing import along, place
from ..scalars import PLAIN, load_numpy
from ..tensor import Tensor


def raw(x: Any) -> Any:
    """The raw value of a Tensor; anything else as it is.

    Raises:
        TypeError: for a tensor of PyTorch, whose gradient would be lost.
    """
    if x.__class__ is Tensor:
        return x._value
    if is_pytorchs(x):
        raise not_a_number("gradviz", x)
    return x


def sizes_of(sizes: tuple[Any, ...]) -> tuple[int, ...]:
    """Sizes given as separate numbers or as one tuple, list or Tensor of them."""
    one = sizes[0] if len(sizes) == 1 and not hasattr(sizes[0], "__index__") else sizes
    try:
        return tuple(index(n) for n in one)
    except TypeError:
        given = ", ".join(f"{n!r:.40}" for n in sizes)
        raise TypeError(
            f"sizes or dimensions were given as ({given}); they are whole numbers, one by one or as one tuple. "
            "Write (2, 3), not (2.0, 3) or ((2, 3), 1); n // 2, not n / 2."
        ) from None


def whole_dim(input: Tensor, dim: int) -> int:
    """A dimension counted from the front.

    Raises:
        IndexError: if the Tensor has no such dimension.
    """
    count = max(input.ndim, 1)
    if not -count <= dim < count:
        raise IndexError(
            f"a Tensor of shape {tuple(input.shape)} has no dimension {dim}: they are numbered {-count} to {count - 1}."
        )
    return dim % count


def size_along(input: Tensor, dim: int) -> int:
    """The number of elements along a dimension; raises IndexError if there is none."""
    whole = whole_dim(input, dim)
    if not input.ndim:
        raise IndexError("a single number, of shape (), has no elements along a dimension. Try t.reshape(1) first.")
    return int(input.shape[whole])


def _at(input: Tensor, dim: int, part: Any) -> Tensor:
    """The elements at a part of one dimension, all of the others."""
    size_along(input, dim)
    before = (slice(None),) * whole_dim(input, dim)
    return _seen_through(FUNCTIONS["getitem"](input, (*before, part)), input)


def _seen_through(part: Tensor, source: Tensor, copied: bool = False) -> Tensor:
    """A part of a Tensor that is a view in PyTorch; a single number or a copy has to be told what it was taken from."""
    if part._op is None and (copied or part._value.__class__ in PLAIN):
        part._extras().view_of = source._value
    return part


# -- the same elements in another shape ----------------------------------------------------------------


def reshape(input: Tensor, *shape: Any) -> Tensor:
    """The same elements in another shape; one size may be −1."""
    return FUNCTIONS["reshape"](input, sizes_of(shape))  # type: ignore[no-any-return]


def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """The same elements in the shape of another Tensor."""
    return reshape(input, other.shape)


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Join the dimensions from start_dim to end_dim into one."""
    shape = input.shape or (1,)
    first, last = whole_dim(input, start_dim), whole_dim(input, end_dim)
    return reshape(input, (*shape[:first], -1, *shape[last + 1 :]))


def unflatten(input: Tensor, dim: int, sizes: Any) -> Tensor:
    """Cut one dimension into several."""
    dim = whole_dim(input, dim)
    return reshape(input, (*input.shape[:dim], *sizes, *input.shape[dim + 1 :]))


def permute(input: Tensor, *dims: Any) -> Tensor:
    """The dimensions in another order."""
    return FUNCTIONS["permute"](input, sizes_of(dims))  # type: ignore[no-any-return]


def movedim(input: Tensor, source: int, destination: int) -> Tensor:
    """One dimension moved to another place; the others keep their order."""
    order = [d for d in range(input.ndim) if d != whole_dim(input, source)]
    order.insert(whole_dim(input, destination), whole_dim(input, source))
    return permute(input, order)


def t(input: Tensor) -> Tensor:
    """The transpose of a matrix; a vector as it is."""
    if input.ndim > 2:
        raise RuntimeError(f"t() takes a vector or matrix, not shape {tuple(input.shape)}. Use transpose(dim0, dim1).")
    return input if input.ndim < 2 else FUNCTIONS["transpose"](input, 0, 1)


def expand(input: Tensor, *sizes: Any) -> Tensor:
    """Repeat dimensions of size 1 up to the sizes; −1 leaves a size as it is."""
    wanted = sizes_of(sizes)
    have = (1,) * (len(wanted) - input.ndim) + input.shape
    shape = tuple(h if w == -1 else w for w, h in zip(wanted, have, strict=True))
    return FUNCTIONS["broadcast_to"](input, shape)  # type: ignore[no-any-return]


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """Repeat dimensions of size 1 up to the shape of another Tensor."""
    return expand(input, other.shape)


def repeat(input: Tensor, *repeats: Any) -> Tensor:
    """The whole Tensor again and again along each dimension; more numbers than dimensions add dimensions in front."""
    times = sizes_of(repeats)
    if len(times) < input.ndim:
        raise ValueError(
            f"repeat() got {len(times)} numbers for shape {tuple(input.shape)}; it needs one for each dimension. "
            "tile() takes fewer."
        )
    shape = (1,) * (len(times) - input.ndim) + input.shape
    apart = reshape(input, [n for size in shape for n in (1, size)])
    copies = expand(apart, [n for pair in zip(times, shape, strict=True) for n in pair])
    return reshape(copies, [count * size for count, size in zip(times, shape, strict=True)])


def tile(input: Tensor, *dims: Any) -> Tensor:
    """As `repeat`, where dimensions without a number are not repeated."""
    times = sizes_of(dims)
    return repeat(input, (1,) * (input.ndim - len(times)) + times)


def repeat_interleave(input: Tensor, repeats: int, dim: int | None = None) -> Tensor:
    """Every element `repeats` times in a row, along a dimension or of the flattened Tensor."""
    given, along_dim = (flatten(input), 0) if dim is None else (input, dim)
    count = size_along(given, along_dim)
    return _at(given, along_dim, load_numpy().repeat(load_numpy().arange(count), raw(repeats)))


def flip(input: Tensor, *dims: Any) -> Tensor:
    """Turn the order round along dimensions."""
    return FUNCTIONS["flip"](input, sizes_of(dims))  # type: ignore[no-any-return]


def roll(input: Tensor, shifts: int, dims: int | None = None) -> Tensor:
    """Shift along a dimension (of the flattened Tensor without one); what falls off the end comes in at the front."""
    if dims is None:
        return reshape(roll(flatten(input), shifts, 0), input.shape)
    count = size_along(input, dims)
    return _at(input, dims, (load_numpy().arange(count) - shifts) % max(count, 1))


# -- parts ---------------------------------------------------------------------------------------------


def getitem(input: Tensor, index: Any) -> Tensor:
    """input[index]: slices, places, masks, None for a new dimension."""
    try:
        return _seen_through(FUNCTIONS["getitem"](input, place(index)), input)
    except IndexError as error:
        raise IndexError(f"a Tensor of shape {tuple(input.shape)} has no place {index!r:.60}: {error}") from None


def gather(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """For every place of `index`, the element that it names along `dim`."""
    return FUNCTIONS["getitem"](input, along(raw(index), dim))  # type: ignore[no-any-return]


def index_select(input: Tensor, dim: int, index: Any) -> Tensor:
    """The rows, columns, ... that whole numbers name along `dim`."""
    return _at(input, dim, load_numpy().array(raw(index)))


def select(input: Tensor, dim: int, index: int) -> Tensor:
    """One row, column, ...: the dimension is gone."""
    return _at(input, dim, index)


def narrow(input: Tensor, dim: int, start: int, length: int) -> Tensor:
    """`length` rows, columns, ... from `start` on."""
    return _at(input, dim, slice(start, start + length))


def masked_select(input: Tensor, mask: Any) -> Tensor:
    """The elements where the mask holds, as a vector."""
    return getitem(input, mask)


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """All rows, columns, ... as separate Tensors."""
    return tuple(_at(input, dim, place) for place in range(size_along(input, dim)))


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Cut into `chunks` parts along a dimension."""
    size = -(-size_along(input, dim) // chunks)
    return split(input, size, dim)


def split(input: Tensor, split_size: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Cut into parts of a size along a dimension (the last may be smaller), or of a list of sizes."""
    whole = size_along(input, dim)
    if isinstance(split_size, int):
        return tuple(_at(input, dim, slice(i, i + split_size)) for i in range(0, whole, split_size))
    if sum(split_size) != whole:
        raise ValueError(f"split() got sizes {list(split_size)}, which add up to {sum(split_size)}, not to {whole}.")
    ends = [sum(split_size[: i + 1]) for i in range(len(split_size))]
    return tuple(_at(input, dim, slice(end - size, end)) for end, size in zip(ends, split_size, strict=True))


# -- diagonals -----------------------------------------------------------------------------------------


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """A vector as the diagonal of a matrix of zeros, or the diagonal of a matrix as a vector."""
    if input.ndim == 2:
        return _along_diagonal(input, diagonal)
    if input.ndim != 1:
        raise RuntimeError(f"diag() takes a vector or matrix, not shape {tuple(input.shape)}.")
    count = input.shape[0] + abs(diagonal)
    rows = load_numpy().arange(input.shape[0]) + max(-diagonal, 0)
    return FUNCTIONS["put"](input, (count, count), (rows, rows + diagonal))  # type: ignore[no-any-return]


def diagonal_of(input: Tensor, offset: int = 0) -> Tensor:
    """The diagonal of a matrix, or one above (offset > 0) or below it."""
    return _seen_through(_along_diagonal(input, offset), input, copied=True)


def _along_diagonal(input: Tensor, offset: int) -> Tensor:
    rows, columns = input.shape
    length = max(min(rows + min(offset, 0), columns - max(offset, 0)), 0)
    first = load_numpy().arange(length) + max(-offset, 0)
    return FUNCTIONS["getitem"](input, (first, first + offset))  # type: ignore[no-any-return]


def trace(input: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix."""
    return FUNCTIONS["sum"](_along_diagonal(input, 0))  # type: ignore[no-any-return]


SHAPES = (
    reshape, reshape_as, flatten, unflatten, permute, movedim, t, expand, expand_as, repeat, tile, repeat_interleave,
    flip, roll, gather, index_select, select, narrow, masked_select, unbind, chunk, split, diag, trace,
)  # fmt: skip
"""Every public function here; `diagonal` is the public name of `diagonal_of`."""
