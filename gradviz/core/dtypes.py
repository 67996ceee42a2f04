"""Kinds of numbers, by PyTorch's names, and sizes that print as PyTorch's."""

from __future__ import annotations

import math
from typing import Any

from .scalars import load_numpy

NAMES = {
    "float16": "float16", "half": "float16", "float32": "float32", "float": "float32", "float64": "float64",
    "double": "float64", "int8": "int8", "uint8": "uint8", "int16": "int16", "short": "int16", "int32": "int32",
    "int": "int32", "int64": "int64", "long": "int64", "bool": "bool",
}  # fmt: skip
"""PyTorch's names and numpy's."""


class DType:
    """A kind of numbers, such as `gradviz.float32`; it prints as PyTorch's, and numpy is loaded when it is used.

    Attributes:
        name: numpy's name of it.

    Example:
        >>> import gradviz as gv
        >>> gv.tensor([1, 2]).dtype, gv.tensor(1.0).dtype == gv.double
        (torch.int64, True)
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def dtype(self) -> Any:
        """Numpy's dtype: under this name numpy finds it, so that `np.zeros(3, gv.float32)` works."""
        return load_numpy().dtype(self.name)

    @property
    def kind(self) -> str:
        """Numpy's letter: "f" for floats, "i" and "u" for integers, "b" for truth values."""
        return self.name[0]

    @property
    def itemsize(self) -> int:
        """The bytes that one number takes."""
        return int(self.dtype.itemsize)

    @property
    def is_floating_point(self) -> bool:
        """Whether its numbers can have gradients."""
        return self.kind == "f"

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DType):
            return other.name == self.name
        try:
            return bool(load_numpy().dtype(other) == self.dtype)
        except TypeError:
            return False

    def __hash__(self) -> int:
        return hash(self.dtype)


DTYPES = {name: DType(kind) for name, kind in NAMES.items()}
"""The objects behind the public names; long and int64 are equal."""


def default_dtype() -> str:
    """The kind of numbers where nothing else is said."""
    return "float64"


def as_dtype(dtype: Any, default: str | None = None) -> Any:
    """A dtype as numpy takes it: from a DType, a name, Python's own float, int and bool, or numpy's.

    Raises:
        TypeError: for what is no dtype.
    """
    if dtype is None:
        return default
    if dtype is float:
        return "float64"
    name = getattr(dtype, "name", dtype)
    try:
        return load_numpy().dtype(NAMES.get(name, name) if isinstance(name, str) else name)
    except TypeError as error:
        raise TypeError(f"{dtype!r:.40} is no dtype: {error}. gradviz has {', '.join(DTYPES)}.") from None


def dtype_of(value: Any) -> DType:
    """The dtype of a raw value."""
    if value.__class__ is float:
        return DTYPES["float64"]
    return DTYPES[load_numpy().asarray(value).dtype.name]


def promoted(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Raw values in kinds that compute together as PyTorch's do: whole numbers become the floats that they meet.

    Numpy would make float64 of float32 and int64, for the sake of large whole numbers.
    """
    kinds = [getattr(value, "dtype", None) for value in values]
    floats = [kind for kind in kinds if kind is not None and kind.kind == "f"]
    if not floats or len(floats) == len(kinds):
        return values
    common = load_numpy().result_type(*floats)
    whole = [kind is not None and kind.kind != "f" for kind in kinds]
    return tuple(value.astype(common) if is_whole else value for value, is_whole in zip(values, whole, strict=True))


class Size(tuple[int, ...]):
    """The sizes of a Tensor along each dimension: a tuple that prints as PyTorch's.

    Example:
        >>> import gradviz as gv
        >>> gv.zeros(2, 3).size()
        torch.Size([2, 3])
        >>> gv.zeros(2, 3).size() == (2, 3)
        True
    """

    __slots__ = ()

    def numel(self) -> int:
        """The number of elements of a Tensor of this size."""
        return math.prod(self)

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    def __getitem__(self, index: Any) -> Any:
        part = tuple.__getitem__(self, index)
        return Size(part) if isinstance(index, slice) else part

    def __add__(self, other: Any) -> Size:
        return Size(tuple.__add__(self, tuple(other)))
