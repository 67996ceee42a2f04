"""Floats spoken to in numpy's words, so that one formula serves scalars and arrays.

An operation that needs a library of functions takes it as its first argument, `xp`. For arrays that is
numpy; for plain floats it is this module, which costs a tenth of a numpy call and lets a scalar lesson
run without importing numpy at all.

Floats in Python raise where IEEE 754 has an answer (1/0, log(-1), exp(1000)) and turn complex for
(-8.0)**(1/3). `ieee` repeats such a computation in numpy's float64, which gives inf or nan as arrays do.
"""

from __future__ import annotations

import builtins
import contextvars
import math
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

exp = math.exp
log = math.log
sin = math.sin
cos = math.cos
tanh = math.tanh
power = math.pow
abs = math.fabs
log1p = math.log1p
expm1 = math.expm1
sqrt = math.sqrt

FLOAT_ERRORS = (ArithmeticError, ValueError)
"""What Python raises where IEEE 754 answers inf or nan (ZeroDivisionError and OverflowError are arithmetic)."""


LARGEST = int(sys.float_info.max)
"""The largest whole number that fits a float64."""

PLAIN = frozenset({float, int, bool})
"""The classes of Python's own numbers. np.float64 is a subclass of float and not among them."""


def maximum(a: float, b: float) -> float:
    """The larger of two floats; nan if either is nan, as numpy has it."""
    larger = a if a > b or a != a else b
    return larger if larger.__class__ is float else float(larger)  # the 2 of maximum(x, 2) may win


def minimum(a: float, b: float) -> float:
    """The smaller of two floats; nan if either is nan, as numpy has it."""
    smaller = a if a < b or a != a else b
    return smaller if smaller.__class__ is float else float(smaller)


def sign(a: float) -> float:
    """−1.0, 0.0 or 1.0; nan for nan."""
    return a if a != a else float((a > 0) - (a < 0))


def round(a: float) -> float:
    """The nearest whole number, to even at a half; −0.4 gives −0, as IEEE has it."""
    return a if a - a != 0 else math.copysign(builtins.round(a), a)


def floor(a: float) -> float:
    """The next whole number below."""
    return a if a - a != 0 else math.copysign(math.floor(a), a)


def ceil(a: float) -> float:
    """The next whole number above."""
    return a if a - a != 0 else math.copysign(math.ceil(a), a)


def where(condition: bool, a: float, b: float) -> float:
    """`a` where the condition holds, else `b`."""
    return a if condition else b


def sum(a: float, axis: object = None, keepdims: bool = False) -> float:
    """The sum of one number is that number (added to 0, as numpy does: −0 becomes 0, and True 1)."""
    return a + 0


_numpy: Any = None


def load_numpy() -> ModuleType:
    """numpy, imported when the first array appears (a scalar lesson in a browser starts without it)."""
    global _numpy
    if _numpy is None:
        import numpy as _numpy
    return _numpy  # type: ignore[no-any-return]


def library(*values: Any) -> Any:
    """The module whose functions take these raw values: this one for plain numbers, else numpy."""
    for value in values:
        if value.__class__ not in PLAIN:
            return load_numpy()
    return SCALARS


def ieee(compute: Callable[..., Any], *values: Any) -> Any:
    """`compute` once more with every float as numpy's float64, which answers inf or nan instead of raising."""
    numpy = load_numpy()
    if any(value.__class__ is int and value.__abs__() > LARGEST for value in values):
        raise OverflowError("a whole number here is larger than float64 holds (1.8e308). Write it as a float: 1e300.")
    with numpy.errstate(all="ignore"):
        return compute(*(numpy.float64(v) if isinstance(v, (float, int)) else v for v in values))


class Flags:
    """What numpy says of its floating point arithmetic while gradviz listens.

    Attributes:
        raised: whether a division by zero, an overflow or an invalid operation happened since this was cleared.
        listening: whether a `quietly` is running, so that one inside it need not listen again.
    """

    __slots__ = ("listening", "raised")  # read on every operation, and slots of an instance are read fastest

    def __init__(self) -> None:
        self.raised = self.listening = False

    def note(self, kind: str, code: int) -> None:
        """Take note: numpy calls this in place of a warning."""
        self.raised = True


flags = Flags()


def quietly(run: Callable[..., Any], *arguments: Any) -> Any:
    """Run code without numpy's own warnings: `flags` take note, and gradviz names the node instead."""
    if flags.listening:
        return run(*arguments)
    with load_numpy().errstate(**LISTENING, call=flags.note):
        flags.listening = True
        try:
            return run(*arguments)
        finally:
            flags.listening = False


LISTENING: dict[str, Any] = {"divide": "call", "over": "call", "invalid": "call", "under": "ignore"}


_quiet = threading.local()
"""For each thread a context in which numpy takes its errors to `flags`: to enter it costs 0.1 µs, errstate 2 µs."""


def _new_context() -> contextvars.Context:
    def listen() -> None:
        load_numpy().seterrcall(flags.note)
        load_numpy().seterr(**LISTENING)

    _quiet.context = contextvars.copy_context()
    _quiet.context.run(listen)
    return _quiet.context  # type: ignore[no-any-return]


def compute_quietly(formula: Callable[..., Any], *values: Any) -> Any:
    """As `quietly`, for formulas of numpy's functions alone: no code of others runs in a context of ours."""
    if flags.listening:
        return formula(*values)
    flags.listening = True
    try:
        context = getattr(_quiet, "context", None) or _new_context()
        return context.run(formula, *values)
    finally:
        flags.listening = False


def settle(value: Any) -> Any:
    """A raw value in the form Tensors hold: float64 and bool scalars as Python's own, the rest as numpy's."""
    if value.__class__ in PLAIN or getattr(value, "ndim", None):
        return value
    numpy = load_numpy()
    if value.dtype == numpy.float64 or value.dtype == numpy.bool_:
        return value.item()
    return value[()]


def shape_of(value: Any) -> tuple[int, ...]:
    """The shape of a raw value; () for a number."""
    return getattr(value, "shape", ())


SCALARS = sys.modules[__name__]
