"""The words for inf and nan: what happened, why, and what to try."""

from __future__ import annotations

import math
from typing import Any

from ..operation import Op
from ..scalars import PLAIN, load_numpy, shape_of
from ..tensor import Tensor
from .learner import Place

TOO_LARGE = (
    "make the numbers smaller: scale the data, lower the learning rate, start from smaller weights, or work with "
    "logarithms."
)
"""What to try where numbers overflow."""


def is_finite(value: Any) -> bool:
    """Whether a raw value holds neither inf nor nan."""
    if value.__class__ in PLAIN:
        return math.isfinite(value) if value.__class__ is float else True
    return getattr(value, "dtype", value).kind != "f" or bool(load_numpy().isfinite(value).all())


def describe_birth(op: Op, inputs: tuple[Any, ...], value: Any, place: Place) -> str:
    """The warning for an operation that has made inf or nan out of finite numbers."""
    raw = [x._value if x.__class__ is Tensor else x for x in inputs]
    spot = _first_bad(value)
    bad = _number_at(value, spot)
    labels = op.inputs * len(inputs) if op.variadic else op.inputs
    names = [place.name_of(x) or label for x, label in zip(inputs, labels, strict=False)]
    if op.elementwise:
        numbers = [_number_at(load_numpy().broadcast_to(x, shape_of(value)), spot) for x in raw]
        why, advice = _reason(op.name, numbers, bad, value)
        shapes = [f" (shape {shape_of(x)})" if shape_of(x) else "" for x in raw]
        given = [f"{n} = {short(x)}{s}" for n, x, s in zip(names, numbers, shapes, strict=True)]
    else:
        why, advice = _reason_of_many(op.name, raw, bad, value)
        given = [f"{n} {_span(x)}" for n, x in zip(names, raw, strict=True)]
    return f"{op.name} made {amount(value)} out of {', '.join(given)}. Why: {why}. It happened {place}. Try: {advice}"


def describe_leaf(op: Op, leaf: Tensor, place: Place) -> str:
    """The warning for inf or nan that no operation has made: it was in the data, or came by an in-place change."""
    owner = place.owner_of(leaf)
    name = f"{owner}.grad" if owner else place.name_of(leaf)
    called = name or (f"a Tensor of shape {tuple(leaf.shape)}" if leaf.shape else "a number")
    if owner:
        why = f"backward() put it there: the slopes at the present value of {owner} are too large, as if steps diverge"
        advice = "lower the learning rate, and print the loss of every step: the first that grows shows where it began."
    elif leaf._version:
        why = f"{called} was changed in place, as a step of training does, and has held this since"
        advice = "lower the learning rate, and look at the gradient before the step."
    else:
        why = f"no recorded operation made {called}, so it was there from the start"
        advice = "look at where the numbers come from: missing values in a file, or a result that was nan already."
    return f"{op.name} met {amount(leaf._value)} in {called}. Why: {why}. It was met {place}. Try: {advice}"


def _first_bad(value: Any) -> tuple[int, ...]:
    """The place of the first element that is not finite; () for a number."""
    if shape_of(value) == ():
        return ()
    numpy = load_numpy()
    return tuple(int(i) for i in numpy.argwhere(~numpy.isfinite(value))[0])


def _number_at(value: Any, spot: tuple[int, ...]) -> float:
    return float(value[spot] if shape_of(value) else value)


def amount(value: Any) -> str:
    """Which bad number a value holds, or for an array the first one, where it is, and how many there are."""
    spot = _first_bad(value)
    bad = short(_number_at(value, spot))
    if shape_of(value) == ():
        return bad
    count = int((~load_numpy().isfinite(value)).sum())
    if count == 1:
        return f"{bad} at {list(spot)}"
    return f"{bad} at {list(spot)} ({count} of {value.size} numbers are inf or nan)"


def short(number: float) -> str:
    """A number as a message shows it."""
    return f"{number:.6g}"


def _span(value: Any) -> str:
    """An input as a whole: a number, or the shape and range of an array."""
    if shape_of(value) == ():
        return f"= {short(value)}"
    reach = f" from {short(value.min())} to {short(value.max())}" if value.size else ""
    return f"of shape {tuple(value.shape)}{reach}"


def _largest(value: Any) -> tuple[str, float]:
    """The kind of numbers, and the largest of them."""
    kind = getattr(value, "dtype", "float64")
    return str(kind), float(load_numpy().finfo(kind).max)


def _reason(name: str, numbers: list[float], bad: float, value: Any) -> tuple[str, str]:
    """Why an elementwise operation has no finite result for these finite numbers, and what to try."""
    a, b = numbers[0], numbers[-1]
    edge = -1.0 if name == "log1p" else 0.0
    if not all(map(math.isfinite, numbers)):
        return "a number in the formula is inf or nan itself", "write a finite number there."
    if name in ("log", "log1p") and a <= edge:
        why = "a negative number has no real logarithm" if a < edge else "towards 0 the logarithm falls to -inf"
        return why if edge == 0 else f"{why}, and log1p adds 1 before", (
            "keep its input positive, as in gv.log(x + 1e-12) or gv.log(gv.clamp(x, min=1e-12)); for the logarithm of "
            "a softmax use log_softmax or cross_entropy."
        )
    if name == "sqrt" and a < 0:
        return "a negative number has no real square root", "look for a wrong sign, or use gv.clamp(x, min=0.0) before."
    if name in ("divide", "reciprocal") and b == 0:
        why = "0/0 has no value" if name == "divide" and a == 0 else "it is a division by zero"
        return why, "look why the divisor is 0; if it may be, keep it away from 0, as in x / (y + 1e-12)."
    if name == "power" and a == 0 and b < 0:
        return "0 to a negative power is a division by zero", "keep the base away from 0, as in (x + 1e-12) ** -1."
    if name == "power" and a < 0 and bad != bad:
        return "a negative number to the power of a fraction is not real", (
            "use a whole exponent, or gv.sign(x) * gv.abs(x) ** p if the root of the size is meant."
        )
    kind, largest = _largest(value)
    if name in ("exp", "expm1"):
        return f"e to more than {math.log(largest):.2f} is larger than {kind} can hold ({short(largest)})", (
            "subtract the largest input before, as softmax, logsumexp and cross_entropy do; or lower the learning rate."
        )
    return f"the result is larger than {kind} can hold ({short(largest)})", TOO_LARGE


def _reason_of_many(name: str, raw: list[Any], bad: float, value: Any) -> tuple[str, str]:
    """Why an operation on whole arrays gave inf or nan, and what to try."""
    if any(shape_of(x) and x.size == 0 for x in raw):
        return "it got no numbers at all, and 0/0 has no value", "look why the selection or batch is empty."
    if not all(map(is_finite, raw)):
        return "a number in the formula is inf or nan itself", "write a finite number there."
    kind, largest = _largest(value)
    if bad == bad:
        return f"the result is larger than {kind} can hold ({short(largest)})", TOO_LARGE
    if name in ("var", "std"):
        return "they divide by n - 1, which is 0 for a single number", "give correction=0, or more than one number."
    return (
        f"on the way something had no value, such as 0/0, or was larger than {kind} can hold ({short(largest)})",
        TOO_LARGE,
    )
