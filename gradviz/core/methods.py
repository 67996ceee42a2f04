"""Operators and methods of Tensor, attached from the table of operations.

A Tensor method and the function of the same name are one object, so there is nothing to keep in step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import spellings
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

ALIASES = {
    "sub": "subtract", "mul": "multiply", "div": "divide", "neg": "negative", "pow": "power", "absolute": "abs",
    "view": "reshape", "swapaxes": "transpose", "concat": "cat",
}  # fmt: skip
"""PyTorch's other names of operations."""

SPELLED = (
    "reshape", "flatten", "permute", "t", "expand", "flip", "gather", "chunk", "split", "max", "min", "argmax",
    "argmin", "all", "any", "isnan", "isinf", "isfinite", "unique", "dot", "mv", "mm", "bmm", "outer", "clone",
    "to", "size", "numel", "tolist", "allclose", "equal",
)  # fmt: skip
"""Public functions that are spelled in PyTorch's way on top of the operations."""

PUBLIC: dict[str, Any] = {}
"""Every public name of the engine: the operations, PyTorch's spellings where they differ, creation, dtypes."""

_UFUNC_NAMES = {"true_divide": "divide"}


def attach() -> None:
    """Give Tensor its operators and methods."""
    PUBLIC.update(FUNCTIONS)
    PUBLIC.update({name: getattr(spellings, name) for name in SPELLED})
    PUBLIC.update({alias: PUBLIC[name] for alias, name in ALIASES.items()})
    PUBLIC.update({name: _comparison(numpy_name) for name, numpy_name in COMPARISONS.items()})
    for python_name, name in OPERATORS.items():
        function = FUNCTIONS[name]
        setattr(Tensor, f"__{python_name}__", function)
        setattr(Tensor, f"__r{python_name}__", _swapped(function))
        setattr(Tensor, f"__i{python_name}__", _in_place(function))
    for python_name, name in COMPARISONS.items():
        setattr(Tensor, f"__{python_name}__", _comparison(name))
    Tensor.__neg__ = FUNCTIONS["negative"]  # type: ignore[method-assign]
    Tensor.__hash__ = object.__hash__  # type: ignore[method-assign,assignment]  # a comparison took it away
    for name, function in PUBLIC.items():
        setattr(Tensor, name, function)
    for method in (zero_, fill_, copy_):
        setattr(Tensor, method.__name__, method)
    for torch_name, name in {"add": "add", "sub": "subtract", "mul": "multiply", "div": "divide"}.items():
        setattr(Tensor, f"{torch_name}_", _in_place_method(FUNCTIONS[name]))
    for name in ("float", "double", "half", "long", "int", "bool"):
        setattr(Tensor, name, _cast(name))
    Tensor.T = property(lambda self: spellings.permute(self, tuple(range(self.ndim))[::-1]))  # type: ignore[attr-defined]
    Tensor.__getitem__ = spellings.getitem  # type: ignore[method-assign]
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


def _in_place_method(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, other: changed_in_place(
        self, function(self._value, other._value if other.__class__ is Tensor else other)
    )


def _cast(name: str) -> Callable[..., Any]:
    """`t.long()`, which is `t.to("long")`."""
    return lambda self: spellings.to(self, name)


def fill_(self: Tensor, value: Any) -> Tensor:
    """Set every element to a number in place and return the Tensor."""
    return copy_(self, value)


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
