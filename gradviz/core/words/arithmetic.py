"""PyTorch's other arithmetic, made of the operations in the table: factors, remainders, differences, formulas."""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from ..dtypes import promoted
from ..operation import FUNCTIONS
from ..scalars import load_numpy, settle, shape_of
from ..tensor import Tensor, constant
from .shapes import narrow, raw, size_along


def _scaled(name: str) -> Callable[..., Any]:
    """`add` or `subtract`, whose second input PyTorch lets one scale by `alpha`."""

    @wraps(FUNCTIONS[name])
    def spelled(input: Any, other: Any, *, alpha: Any = 1) -> Any:
        return FUNCTIONS[name](input, other if alpha == 1 else FUNCTIONS["multiply"](other, alpha))

    return spelled


add, subtract = _scaled("add"), _scaled("subtract")


def remainder(input: Any, other: Any) -> Any:
    """What is left of `input` after taking away whole multiples of `other`; its sign is the divisor's, as in Python.

    The slope for the input is 1, for the divisor minus the number of multiples.
    """
    if not _any_needs(input, other):
        return constant(_whole_times("remainder", input, other))
    times = _whole_times("floor_divide", input, other)
    return FUNCTIONS["subtract"](input, FUNCTIONS["multiply"](other, times))


def floor_divide(input: Any, other: Any) -> Any:
    """How many whole times `other` goes into `input`.

    Raises:
        RuntimeError: if a gradient would be needed: as in PyTorch there is none.
    """
    if _any_needs(input, other):
        raise RuntimeError(
            "x // y was asked for with an input that requires grad, and it has no gradient: it is flat between its "
            "jumps. Write gv.floor(x / y), whose slope is 0, or x.detach() // y."
        )
    return constant(_whole_times("floor_divide", input, other))


def _whole_times(function: str, input: Any, other: Any) -> Any:
    """Numpy's floor_divide or remainder of raw values."""
    numpy = load_numpy()
    a, b = promoted((raw(input), raw(other)))
    if numpy.result_type(a, b).kind in "iub" and not numpy.all(b):
        raise RuntimeError(
            f"ZeroDivisionError: {function} of whole numbers by 0, in shapes {shape_of(a)} and {shape_of(b)}. Whole "
            "numbers have no inf or nan to answer with. Keep the divisor from 0, or use floats: t.double() // n."
        )
    with numpy.errstate(all="ignore"):
        return settle(numpy.asarray(getattr(numpy, function)(a, b)))


def _any_needs(*inputs: Any) -> bool:
    return builtins.any(x.__class__ is Tensor and x._needs for x in inputs)


def diff(input: Tensor, dim: int = -1) -> Tensor:
    """Each element minus the one before it along `dim`."""
    count = size_along(input, dim)
    return narrow(input, dim, 1, count - 1) - narrow(input, dim, 0, count - 1)


def _composed(name: str, doc: str, formula: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function that is a formula of operations."""

    def function(input: Any) -> Any:
        return formula(input)

    function.__name__, function.__doc__ = name, doc
    return function


COMPOSED = tuple(
    _composed(*entry)
    for entry in (
        ("tan", "The tangent, sin/cos.", lambda x: FUNCTIONS["sin"](x) / FUNCTIONS["cos"](x)),
        ("sinh", "The hyperbolic sine.", lambda x: (FUNCTIONS["expm1"](x) - FUNCTIONS["expm1"](-x)) / 2),
        ("cosh", "The hyperbolic cosine.", lambda x: (FUNCTIONS["exp"](x) + FUNCTIONS["exp"](-x)) / 2),
        ("log2", "The logarithm to base 2.", lambda x: FUNCTIONS["log"](x) / math.log(2.0)),
        ("log10", "The logarithm to base 10.", lambda x: FUNCTIONS["log"](x) / math.log(10.0)),
        ("exp2", "2 to the power of the input.", lambda x: FUNCTIONS["power"](2.0, x)),
        ("rsqrt", "One over the square root.", lambda x: FUNCTIONS["reciprocal"](FUNCTIONS["sqrt"](x))),
        ("erf", "The error function, 2Φ(x√2) − 1.", lambda x: 2 * FUNCTIONS["normal_cdf"](x * math.sqrt(2.0)) - 1),
        ("trunc", "The part before the point.", lambda x: FUNCTIONS["sign"](x) * FUNCTIONS["floor"](abs(x))),
    )
)
"""Functions that need no declaration of their own."""

ARITHMETIC = (add, subtract, remainder, floor_divide, diff, *COMPOSED)
"""Every public function here."""
