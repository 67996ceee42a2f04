"""Operators and methods of Tensor, attached from the table of operations.

A Tensor method and the function of the same name are one object, so there is nothing to keep in step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .grad_mode import mode
from .making import changed_in_place
from .operation import FUNCTIONS
from .scalars import load_numpy, settle
from .tensor import Tensor, constant

OPERATORS = {
    "add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "pow": "power", "matmul": "matmul",
}  # fmt: skip
"""Python's name of each operator and the operation it records."""

COMPARISONS = {
    "lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal", "eq": "equal", "ne": "not_equal",
}  # fmt: skip
"""Python's name of each comparison and numpy's; they compare elementwise and record nothing."""

_UFUNC_NAMES = {"true_divide": "divide"}


def attach() -> None:
    """Give Tensor its operators and methods."""
    for python_name, name in OPERATORS.items():
        function = FUNCTIONS[name]
        setattr(Tensor, f"__{python_name}__", function)
        setattr(Tensor, f"__r{python_name}__", _swapped(function))
        setattr(Tensor, f"__i{python_name}__", _in_place(function))
    for python_name, name in COMPARISONS.items():
        setattr(Tensor, f"__{python_name}__", _comparison(name))
    Tensor.__neg__ = FUNCTIONS["negative"]  # type: ignore[method-assign]
    Tensor.__hash__ = object.__hash__  # type: ignore[method-assign,assignment]  # a comparison took it away
    for name, function in FUNCTIONS.items():
        setattr(Tensor, name, function)
    for method in (zero_, copy_):
        setattr(Tensor, method.__name__, method)
    setattr(Tensor, "__pos__", lambda self: self)  # noqa: B010  (a type checker has no name for this)
    Tensor.__array_ufunc__ = _array_ufunc  # type: ignore[attr-defined]


def _swapped(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, other: function(other, self)


def _in_place(function: Callable[..., Any]) -> Callable[..., Any]:
    """`w -= step`: changes a leaf where that is allowed; a computed Tensor is replaced by the new result."""

    def change(self: Tensor, other: Any) -> Tensor:
        brings_history = self._needs == 0 and other.__class__ is Tensor and other._needs  # total += loss
        if mode.on and (self._op is not None or brings_history):
            return function(self, other)  # type: ignore[no-any-return]
        raw = other._value if other.__class__ is Tensor else other
        return changed_in_place(self, function(self._value, raw))

    return change


def _comparison(name: str) -> Callable[..., Any]:
    def compare(self: Tensor, other: Any) -> Any:
        raw = other._value if other.__class__ is Tensor else other
        if name in ("equal", "not_equal") and (raw is None or isinstance(raw, str)):
            return NotImplemented
        return constant(settle(getattr(load_numpy(), name)(self._value, raw)))

    return compare


def zero_(self: Tensor) -> Tensor:
    """Set every element to 0 in place and return the Tensor."""
    return changed_in_place(
        self, self._value.__class__(0) if self.shape == () else load_numpy().zeros_like(self._value)
    )


def copy_(self: Tensor, source: Any) -> Tensor:
    """Copy the values of `source` (a Tensor, number or array of a fitting shape) in place; return the Tensor."""
    raw = source._value if source.__class__ is Tensor else source
    if self.shape == ():
        return changed_in_place(self, settle(load_numpy().asarray(raw, dtype=self.dtype)))
    return changed_in_place(self, load_numpy().broadcast_to(raw, self.shape).astype(self.dtype))


def _array_ufunc(self: Tensor, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """Let `np.exp(t)` and `array * t` record like `gv.exp(t)` and `t * array`."""
    name = _UFUNC_NAMES.get(ufunc.__name__, ufunc.__name__)
    comparison = {numpy_name: python_name for python_name, numpy_name in COMPARISONS.items()}.get(name)
    if method == "__call__" and not kwargs and name in FUNCTIONS:
        return FUNCTIONS[name](*inputs)
    if method == "__call__" and not kwargs and comparison is not None:
        raw = [x._value if x.__class__ is Tensor else x for x in inputs]
        return constant(settle(ufunc(*raw)))
    raise TypeError(
        f"numpy's {ufunc.__name__} ({method}) has no gradient in gradviz, so nothing was recorded. "
        f"Operations that have: {', '.join(FUNCTIONS)}. Or leave the tape first: t.detach().numpy()."
    )
