"""exp, log, roots, powers, sine and cosine: elementwise functions of one number."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, local, op
from .arithmetic import divide

_SAMPLES = ((0.5,), (2.0,))


@op("exp", "c = e^{a}", Gate.SCALER, torch="Exp", samples=_SAMPLES, a=local("c", lambda c, _a: c))
def exp(xp: Any, a: Any) -> Any:
    """Exponential: its local gradient is its own output."""
    return xp.exp(a)


@op(
    "log", r"c = \ln a", Gate.SCALER, torch="Log", samples=_SAMPLES, a=local(r"\frac{1}{a}", lambda _c, a: divide(1, a))
)
def log(xp: Any, a: Any) -> Any:
    """Natural logarithm: a steep slope near 0, a gentle one far out."""
    return xp.log(a)


@op("sin", r"c = \sin a", Gate.SCALER, torch="Sin", samples=_SAMPLES, a=local(r"\cos a", lambda _c, a: cos(a)))
def sin(xp: Any, a: Any) -> Any:
    """Sine of an angle in radians: its slope is the cosine."""
    return xp.sin(a)


@op("cos", r"c = \cos a", Gate.SCALER, torch="Cos", samples=_SAMPLES, a=local(r"-\sin a", lambda _c, a: -sin(a)))
def cos(xp: Any, a: Any) -> Any:
    """Cosine of an angle in radians: its slope is minus the sine."""
    return xp.cos(a)


@op("log1p", r"c = \ln(1 + a)", Gate.SCALER, torch="Log1P", samples=_SAMPLES,
    a=local(r"\frac{1}{1 + a}", lambda _c, a: divide(1, 1 + a)))  # fmt: skip
def log1p(xp: Any, a: Any) -> Any:
    """ln(1 + a), exact where a is so small that 1 + a would round to 1."""
    return xp.log1p(a)


@op("expm1", "c = e^{a} - 1", Gate.SCALER, torch="Expm1", samples=_SAMPLES, a=local("c + 1", lambda c, _a: c + 1))
def expm1(xp: Any, a: Any) -> Any:
    """eᵃ − 1, exact where a is so small that eᵃ would round to 1."""
    return xp.expm1(a)


@op("√", r"c = \sqrt{a}", Gate.SCALER, torch="Sqrt", samples=_SAMPLES,
    a=local(r"\frac{1}{2c}", lambda c, _a: divide(0.5, c)))  # fmt: skip
def sqrt(xp: Any, a: Any) -> Any:
    """Square root: steep near 0, flat far out."""
    return xp.sqrt(a)


@op("( )²", "c = a^2", Gate.SCALER, torch="Pow", samples=_SAMPLES, a=local("2a", lambda _c, a: 2 * a))
def square(a: Any) -> Any:
    """The square: its slope is twice the input."""
    return a * a


@op("1/", r"c = \frac{1}{a}", Gate.SCALER, torch="Reciprocal", samples=_SAMPLES,
    a=local("-c^2", lambda c, _a: -c * c))  # fmt: skip
def reciprocal(a: Any) -> Any:
    """One over the input: its slope is minus the square of the result."""
    return 1.0 / a


@op("sign", r"c = \operatorname{sign}(a)", Gate.STEP, torch="Sign", samples=((-1.0,), (2.0,)), a=local("0", 0))
def sign(xp: Any, a: Any) -> Any:
    """−1, 0 or 1: the slope of abs. Its own slope is 0 wherever it has one."""
    return xp.sign(a)


@op("|·|", "c = |a|", Gate.SCALER, torch="Abs", samples=((-1.0,), (2.0,)),
    a=local(r"\operatorname{sign}(a)", lambda _c, a: sign(a)))  # fmt: skip
def abs(xp: Any, a: Any) -> Any:
    """The size without the sign: the slope is the sign, taken as 0 at 0."""
    return xp.abs(a)


_BETWEEN = ((0.3,), (-1.7,))


@op("round", r"c = \operatorname{round}(a)", Gate.STEP, torch="Round", samples=_BETWEEN, a=local("0", 0))
def round(xp: Any, a: Any) -> Any:
    """The nearest whole number (to even at a half): flat between its jumps, so no gradient passes."""
    return xp.round(a)


@op("floor", r"c = \lfloor a \rfloor", Gate.STEP, torch="Floor", samples=_BETWEEN, a=local("0", 0))
def floor(xp: Any, a: Any) -> Any:
    """The next whole number below: flat between its jumps, so no gradient passes."""
    return xp.floor(a)


@op("ceil", r"c = \lceil a \rceil", Gate.STEP, torch="Ceil", samples=_BETWEEN, a=local("0", 0))
def ceil(xp: Any, a: Any) -> Any:
    """The next whole number above: flat between its jumps, so no gradient passes."""
    return xp.ceil(a)
