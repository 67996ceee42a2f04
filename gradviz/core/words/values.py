"""Functions that only look at values: they record nothing and have no gradient."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..advice.pair_checks import note_pairs
from ..dtypes import DTYPES, Size, as_dtype, dtype_of
from ..making import tensor
from ..operation import FUNCTIONS
from ..ops.kinds import axis_of
from ..scalars import load_numpy, settle
from ..tensor import Tensor, constant
from .settings import Device, device
from .shapes import raw, whole_dim


def _seen(values: Any) -> Tensor:
    """What numpy found, as a Tensor."""
    return constant(settle(load_numpy().asarray(values)))


def _named(function: Callable[..., Any], name: str, numpy_name: str) -> Callable[..., Any]:
    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"numpy's {numpy_name} of the values; it has no gradient."
    return function


def _reduced(name: str) -> Callable[..., Any]:
    def look(input: Tensor, dim: Any = None, keepdim: bool = False, *, axis: Any = None) -> Tensor:
        over = axis if dim is None else dim
        for each in over if isinstance(over, (tuple, list)) else () if over is None else (over,):
            whole_dim(input, each)
        along = axis_of(raw(input), over)
        return _seen(getattr(load_numpy(), name)(raw(input), axis=along, keepdims=keepdim))

    return _named(look, name, name)


argmax, argmin, all, any, count_nonzero = map(_reduced, ("argmax", "argmin", "all", "any", "count_nonzero"))


def _each(name: str, numpy_name: str | None = None) -> Callable[..., Any]:
    def look(input: Any) -> Tensor:
        return _seen(getattr(load_numpy(), numpy_name or name)(raw(input)))

    return _named(look, name, numpy_name or name)


isnan, isinf, isfinite, logical_not = map(_each, ("isnan", "isinf", "isfinite", "logical_not"))


def _both(name: str) -> Callable[..., Any]:
    def look(input: Any, other: Any) -> Tensor:
        return _seen(getattr(load_numpy(), name)(raw(input), raw(other)))

    return _named(look, name, name)


logical_and, logical_or, logical_xor = map(_both, ("logical_and", "logical_or", "logical_xor"))


def _bits(name: str, sign: str) -> Callable[..., Any]:
    numpy_name = f"bitwise_{name}"

    def look(*inputs: Any) -> Any:
        values = [load_numpy().asarray(raw(x)) for x in inputs]
        if not {v.dtype.kind for v in values} <= set("iub"):
            kinds = " and ".join(str(v.dtype) for v in values)
            power = "For a power write **: x**2. " if sign == "^" else ""
            raise TypeError(
                f"{sign} got {kinds}; it combines truth values or the bits of whole numbers. "
                f"{power}Compare first, with brackets: {'~(x > 0)' if sign == '~' else f'(x > 0) {sign} (y > 0)'}."
            )
        return _seen(getattr(load_numpy(), numpy_name)(*values))

    return _named(look, numpy_name, numpy_name)


bitwise_and, bitwise_or, bitwise_xor = _bits("and", "&"), _bits("or", "|"), _bits("xor", "^")
bitwise_not = _bits("not", "~")


def isclose(input: Any, other: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Tensor:
    """For each element whether both are equal up to rounding: |a − b| ≤ atol + rtol·|b|."""
    return _seen(load_numpy().isclose(raw(input), raw(other), rtol, atol, equal_nan))


def allclose(input: Any, other: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """Whether all elements are equal up to rounding."""
    return bool(load_numpy().allclose(raw(input), raw(other), rtol, atol, equal_nan))


def equal(input: Any, other: Any) -> bool:
    """Whether shapes and all elements are the same."""
    return bool(load_numpy().array_equal(raw(input), raw(other)))


# -- counting ------------------------------------------------------------------------------------------


def unique(input: Tensor, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False) -> Any:
    """The different elements in order; on request where each one of the input went, and how often each occurs."""
    found = load_numpy().unique(raw(input), return_inverse=return_inverse, return_counts=return_counts)
    return tuple(map(_seen, found)) if isinstance(found, tuple) else _seen(found)


def bincount(input: Tensor, weights: Any = None, minlength: int = 0) -> Tensor:
    """How often each whole number from 0 on occurs, or the sum of its weights."""
    return _seen(load_numpy().bincount(raw(input), raw(weights), minlength))


def nonzero(input: Tensor, as_tuple: bool = False) -> Any:
    """Where the elements are that are not 0: a row of indices for each, or one Tensor for each dimension."""
    places = load_numpy().atleast_1d(raw(input)).nonzero()
    return tuple(map(_seen, places)) if as_tuple else _seen(load_numpy().stack(places, 1))


# -- kinds and places ----------------------------------------------------------------------------------


def is_tensor(obj: Any) -> bool:
    """Whether an object is a Tensor."""
    return isinstance(obj, Tensor)


def is_floating_point(input: Tensor) -> bool:
    """Whether it holds floats, which can have gradients."""
    return dtype_of(raw(input)).is_floating_point


def numel(input: Tensor) -> int:
    """The number of elements."""
    return math.prod(input.shape)


def size(input: Tensor, dim: int | None = None) -> Any:
    """The shape, or one size of it."""
    return Size(input.shape) if dim is None else input.shape[dim]


def tolist(input: Tensor) -> Any:
    """The values as nested lists of Python numbers."""
    return load_numpy().asarray(raw(input)).tolist()


def clone(input: Tensor) -> Tensor:
    """A copy that hands its gradient on."""
    return FUNCTIONS["clone"](input)  # type: ignore[no-any-return]


def to(input: Tensor, *wanted: Any, dtype: Any = None, device: Any = None, copy: bool = False) -> Tensor:
    """The values as another kind of numbers; between floats the gradient is handed back.

    Args:
        input: the Tensor.
        *wanted: a dtype, a device, or a Tensor that has the dtype which is wanted, in any order.
        dtype: the same by name.
        device: "cpu", the one device there is.
        copy: whether a copy is made also where nothing changes.

    Raises:
        RuntimeError: for a device that is not the CPU.
    """
    for each in (*wanted, device):
        if each.__class__ is Tensor:
            dtype = each.dtype
        elif not _is_device(each):
            dtype = each
    if dtype is None or as_dtype(dtype) == input.dtype:
        return clone(input) if copy else input
    if input._needs and load_numpy().dtype(as_dtype(dtype)).kind == "f":
        return FUNCTIONS["cast"](input, str(as_dtype(dtype)))  # type: ignore[no-any-return]
    out = tensor(raw(input), dtype=as_dtype(dtype))
    note_pairs(out, "to", (input,))
    return out


def _is_device(given: Any) -> bool:
    """Whether something says where to compute; an error if that is not the CPU."""
    if isinstance(given, str) and given not in DTYPES:
        device(given)
        return True
    return given is None or isinstance(given, Device)


TYPES = {
    "float64": "Double", "float32": "Float", "float16": "Half", "int64": "Long", "int32": "Int", "int16": "Short",
    "int8": "Char", "uint8": "Byte", "bool": "Bool",
}  # fmt: skip
"""PyTorch's old names of kinds of Tensors, as `t.type()` gives them."""


def type(input: Tensor, dtype: Any = None) -> Any:
    """The Tensor's kind by its old name, such as "torch.DoubleTensor"; with a dtype, the Tensor as that."""
    if dtype is not None:
        return to(input, dtype=dtype)
    return f"torch.{TYPES[input.dtype.name]}Tensor"


def type_as(input: Tensor, other: Tensor) -> Tensor:
    """The values as the kind of numbers that another Tensor holds."""
    return to(input, dtype=other.dtype)


VALUES = (
    argmax, argmin, all, any, count_nonzero, isnan, isinf, isfinite, logical_not, logical_and, logical_or, logical_xor,
    bitwise_and, bitwise_or, bitwise_xor, bitwise_not, isclose, allclose, equal, unique, bincount, nonzero, is_tensor,
    is_floating_point, numel, clone,
)  # fmt: skip
"""Every public function here."""

LOOKS = ("size", "tolist", "to", "type", "type_as")
"""What a Tensor has as a method alone."""
