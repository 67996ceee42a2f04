"""+ - * / ** and unary minus: what operators record."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, local, op
from ..scalars import PLAIN, SCALARS
from ..tensor import Tensor

_PAIRS = ((3.0, -4.0), (0.5, 2.0))


@op("+", "c = a + b", Gate.DISTRIBUTOR, torch="Add", samples=_PAIRS, a=local("1", 1), b=local("1", 1))
def add(a: Any, b: Any) -> Any:
    """Add elementwise: each summand gets the upstream gradient unchanged."""
    return a + b


@op("−", "c = a - b", Gate.DISTRIBUTOR, torch="Sub", samples=_PAIRS, a=local("1", 1), b=local("-1", -1))
def subtract(a: Any, b: Any) -> Any:
    """Subtract elementwise: the second input gets the upstream gradient with its sign turned."""
    return a - b


@op(
    "×", r"c = a\,b", Gate.SWAPPER, torch="Mul", samples=_PAIRS,
    a=local("b", lambda _c, _a, b: b),
    b=local("a", lambda _c, a, _b: a),
)  # fmt: skip
def multiply(a: Any, b: Any) -> Any:
    """Multiply elementwise: each factor is the other's local gradient."""
    return a * b


@op(
    "÷", r"c = \frac{a}{b}", Gate.SWAPPER, torch="Div", samples=((6.0, 3.0), (-1.0, 0.5)),
    a=local(r"\frac{1}{b}", lambda _c, _a, b: divide(1, b)),
    b=local(r"-\frac{c}{b}", lambda c, _a, b: divide(-c, b)),
)  # fmt: skip
def divide(a: Any, b: Any) -> Any:
    """Divide elementwise: the divisor's local gradient is −a/b², which is −c/b."""
    return a / b


@op("−", "c = -a", Gate.SCALER, torch="Neg", samples=((3.0,), (-0.5,)), a=local("-1", -1))
def negative(a: Any) -> Any:
    """Turn the sign."""
    return -a


@op(
    "^", "c = a^{b}", Gate.SCALER, torch="Pow", samples=((3.0, 2.0), (0.5, -1.5), (2.0, 3)),
    a=local("b\\,a^{b-1}", lambda _c, a, b: _base_slope(a, b)),
    b=local(r"c\,\ln a", lambda c, a, b: c * _log_of_base(a, b)),
)  # fmt: skip
def power(xp: Any, a: Any, b: Any) -> Any:
    """Raise a to the power b; the rule n·aⁿ⁻¹ is for the base, the exponent's needs a logarithm."""
    return xp.power(a, b) if xp is SCALARS else a**b


def _base_slope(a: Any, b: Any) -> Any:
    """b·aᵇ⁻¹, and 0 where b is 0, also at a = 0: a⁰ is 1 everywhere."""
    if Tensor in (a.__class__, b.__class__) or (b.__class__ in PLAIN and b != 0):
        exponent: Any = b  # on Tensors this becomes a formula, which has to stay right when b moves
        return b * power(a, exponent - 1)
    return b * power(a, b + ((b == 0) * 1.0 - 1))


def _log_of_base(a: Any, b: Any) -> Any:
    """The logarithm in the exponent's slope; 0 at a = 0 where b is not negative, for 0ᵇ is flat there."""
    from .functions import log  # declared after power

    if Tensor in (a.__class__, b.__class__):
        return log(a)
    return log(a + ((a == 0) & (b >= 0)) * 1.0)
