"""Changing values in place: `w -= step`, `t.add_(1)`, `t[0] = 5`.

A change in place of a Tensor that the tape knows would make gradients wrong, so all of these either replace (`y += x`
where y is a name for a result), go through `changed_in_place`, which says who may, or refuse.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from ..advice.holders import ONE_HOLDER, warn_of_alias, warn_of_view
from ..grad_mode import mode
from ..making import changed_in_place
from ..operation import FUNCTIONS
from ..ops.indexing import place
from ..scalars import load_numpy, settle, shape_of
from ..tensor import Tensor
from .creation import rand, randn
from .shapes import raw


def operator(function: Callable[..., Any]) -> Callable[..., Any]:
    """`w -= step`: changes a leaf where that is allowed; a computed Tensor is replaced by the new result."""

    def change(self: Tensor, other: Any) -> Tensor:
        brings_history = self._needs == 0 and other.__class__ is Tensor and other._needs  # total += loss
        references = sys.getrefcount(self)
        if references >= ONE_HOLDER:  # else x[0] += 1 puts it back
            warn_of_view(self)
        if mode.on and (self._op is not None or brings_history):
            if references > ONE_HOLDER:
                warn_of_alias(self)
            return function(self, other)  # type: ignore[no-any-return]
        return _put(self, function(self._value, raw(other)))

    return change


def method(name: str, function: Callable[..., Any], instead: str) -> Callable[..., Any]:
    """`t.add_(1)`: the object itself changes, so nothing may be recorded on either side.

    Args:
        name: the method's name, for messages.
        function: computes the new raw value from raw values.
        instead: the way to write it without a change in place.
    """

    def change(self: Tensor, *args: Any, alpha: float = 1, **options: Any) -> Tensor:
        _refuse_history(self, args, f"{name}()", instead)
        warn_of_view(self)
        values = [raw(x) for x in args]
        if alpha != 1:  # PyTorch's w.add_(gradient, alpha=-0.1)
            values[0] = values[0] * alpha
        return _put(self, function(self._value, *values, **options))

    change.__name__ = change.__qualname__ = name
    change.__doc__ = f"Change this Tensor's values in place, and return it; `{instead}` makes a new one."
    return change


def _refuse_history(self: Tensor, others: Any, what: str, instead: str) -> None:
    """Refuse a change in place of which the tape would not know."""
    if not mode.on:
        return
    if self._op is not None and self._needs:
        raise RuntimeError(
            f"{what} would change a computed Tensor of shape {shape_of(self._value)} in place while operations are "
            f"recorded, and the tape would not know. Write {instead}, or cut the history first: t = t.detach().clone()."
        )
    if any(x.__class__ is Tensor and x._needs for x in others) and self._needs == 0:
        raise RuntimeError(
            f"{what} would put a value with a history into a Tensor that has none, and gradients would not flow "
            f"through it. Write {instead}; for a list of results gv.stack([...]). Or give x.detach()."
        )


def _put(self: Tensor, value: Any) -> Tensor:
    """Put a new value into a Tensor, as the kind of numbers it holds."""
    kind, new = getattr(self._value, "dtype", None), getattr(value, "dtype", None)
    if kind is not None and new is not None and kind.kind == new.kind == "f" and kind != new:
        value = value.astype(kind)
    return changed_in_place(self, value)


def setitem(self: Tensor, index: Any, value: Any) -> None:
    """t[index] = value: change elements in place.

    Raises:
        RuntimeError: for a leaf that requires grad or a result while operations are recorded, and for a value with a
            history.
        IndexError: if there is no such place.
        ValueError: if the value's shape does not fit.
    """
    _refuse_history(self, (value,), "t[...] = value", "gv.where(mask, value, t)")
    warn_of_view(self)
    numpy = load_numpy()
    new = numpy.array(self._value)
    try:
        new[place(index)] = numpy.asarray(raw(value))
    except IndexError as error:
        raise IndexError(f"a Tensor of shape {new.shape} has no place {index!r:.60}: {error}.") from None
    except ValueError as error:
        raise ValueError(
            f"shape {shape_of(raw(value))} does not fit the places {index!r:.60} of a Tensor of shape {new.shape}: "
            f"{error}."
        ) from None
    _put(self, settle(new))


def zero_(self: Tensor) -> Tensor:
    """Set every element to 0 in place and return the Tensor; also a gradient that has a history (create_graph)."""
    warn_of_view(self)
    return _put(self, self._value.__class__(0) if self.shape == () else load_numpy().zeros_like(self._value))


def fill_(self: Tensor, value: Any) -> Tensor:
    """Set every element to a number in place and return the Tensor."""
    return copy_(self, value)


def copy_(self: Tensor, source: Any) -> Tensor:
    """Copy the values of `source` (a Tensor, number or array of a fitting shape) in place; return the Tensor."""
    _refuse_history(self, (source,), "copy_()", "t = source.clone()")
    warn_of_view(self)
    numpy, kind = load_numpy(), load_numpy().asarray(self._value).dtype
    if self.shape == ():
        return _put(self, settle(numpy.asarray(raw(source), dtype=kind)))
    try:
        return _put(self, numpy.broadcast_to(raw(source), self.shape).astype(kind))
    except ValueError:
        raise ValueError(
            f"shape {shape_of(raw(source))} cannot be copied into a Tensor of shape {tuple(self.shape)}; sizes must be "
            "equal or 1. Try reshape."
        ) from None


def uniform_(self: Tensor, a: float = 0.0, b: float = 1.0) -> Tensor:
    """Random numbers, uniform from a to b, in place."""
    return copy_(self, rand(*self.shape) * (b - a) + a)


def normal_(self: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """Random numbers from a normal distribution, in place."""
    return copy_(self, randn(*self.shape) * std + mean)


BINARY = {"add": "add", "sub": "subtract", "mul": "multiply", "div": "divide", "pow": "power"}
UNARY = ("neg", "abs", "exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "relu", "round", "floor", "ceil", "clamp")


def methods() -> dict[str, Callable[..., Any]]:
    """Every method that ends in an underscore, by name."""
    made: dict[str, Callable[..., Any]] = {f.__name__: f for f in (zero_, fill_, copy_, uniform_, normal_)}
    for short, name in BINARY.items():
        made[f"{short}_"] = method(f"{short}_", FUNCTIONS[name], f"t = t.{short}(...)")
    for short in UNARY:
        made[f"{short}_"] = method(f"{short}_", FUNCTIONS["negative" if short == "neg" else short], f"t = t.{short}()")
    made["masked_fill_"] = method("masked_fill_", _filled, "t = t.masked_fill(mask, value)")
    return made


def _filled(value: Any, mask: Any, filling: Any) -> Any:
    return FUNCTIONS["where"](mask, filling, value)
