"""exp, log, roots, squares, sine and cosine: smooth functions of one number."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, local, op
from .arithmetic import divide

_SAMPLES = ((0.5,), (2.0,))


@op("exp", "c = e^{a}", Gate.SCALER, torch="Exp", samples=_SAMPLES, a=local("c", lambda c, _a: c))
def exp(xp: Any, a: Any) -> Any:
    """Exponential: its local gradient is its own output.

    c = eᵃ elementwise, so ∂c/∂a = c. Beyond a ≈ 709.78 the result is inf in float64.

    Example:
        >>> import gradviz as gv
        >>> gv.exp(gv.tensor([0.0, 1.0]))
        tensor([1.0000, 2.7183])
    """
    return xp.exp(a)


@op(
    "log", r"c = \ln a", Gate.SCALER, torch="Log", samples=_SAMPLES, a=local(r"\frac{1}{a}", lambda _c, a: divide(1, a))
)
def log(xp: Any, a: Any) -> Any:
    """Natural logarithm: a steep slope near 0, a gentle one far out.

    c = ln a elementwise, with slope 1/a. The logarithm of 0 is −inf, that of a negative number nan.

    Example:
        >>> import gradviz as gv
        >>> gv.log(gv.tensor([1.0, 2.0]))
        tensor([0.0000, 0.6931])
    """
    return xp.log(a)


@op("sin", r"c = \sin a", Gate.SCALER, torch="Sin", samples=_SAMPLES, a=local(r"\cos a", lambda _c, a: cos(a)))
def sin(xp: Any, a: Any) -> Any:
    """Sine of an angle in radians: its slope is the cosine.

    c = sin a elementwise, nan for an infinite angle.

    Example:
        >>> import gradviz as gv
        >>> gv.sin(gv.tensor(0.5))
        tensor(0.4794)
    """
    return xp.sin(a)


@op("cos", r"c = \cos a", Gate.SCALER, torch="Cos", samples=_SAMPLES, a=local(r"-\sin a", lambda _c, a: -sin(a)))
def cos(xp: Any, a: Any) -> Any:
    """Cosine of an angle in radians: its slope is minus the sine.

    c = cos a elementwise, nan for an infinite angle.

    Example:
        >>> import gradviz as gv
        >>> gv.cos(gv.tensor(0.5))
        tensor(0.8776)
    """
    return xp.cos(a)


@op("log1p", r"c = \ln(1 + a)", Gate.SCALER, torch="Log1P", samples=_SAMPLES,
    a=local(r"\frac{1}{1 + a}", lambda _c, a: divide(1, 1 + a)))  # fmt: skip
def log1p(xp: Any, a: Any) -> Any:
    """ln(1 + a), exact where a is so small that 1 + a would round to 1.

    Elementwise, with slope 1/(1 + a); −inf at a = −1, nan below.

    Example:
        >>> import gradviz as gv
        >>> gv.log1p(gv.tensor(1e-20)).item()
        1e-20
    """
    return xp.log1p(a)


@op("expm1", "c = e^{a} - 1", Gate.SCALER, torch="Expm1", samples=_SAMPLES, a=local("c + 1", lambda c, _a: c + 1))
def expm1(xp: Any, a: Any) -> Any:
    """eᵃ − 1, exact where a is so small that eᵃ would round to 1.

    Elementwise, with slope eᵃ = c + 1.

    Example:
        >>> import gradviz as gv
        >>> gv.expm1(gv.tensor(1e-20)).item()
        1e-20
    """
    return xp.expm1(a)


@op("√", r"c = \sqrt{a}", Gate.SCALER, torch="Sqrt", samples=_SAMPLES,
    a=local(r"\frac{1}{2c}", lambda c, _a: divide(0.5, c)))  # fmt: skip
def sqrt(xp: Any, a: Any) -> Any:
    """Square root: steep near 0, flat far out.

    c = √a elementwise, with slope 1/(2c): infinite at a = 0. The root of a negative number is nan.

    Example:
        >>> import gradviz as gv
        >>> gv.sqrt(gv.tensor([4.0, 2.0]))
        tensor([2.0000, 1.4142])
    """
    return xp.sqrt(a)


@op("( )²", "c = a^2", Gate.SCALER, torch="Pow", samples=_SAMPLES, a=local("2a", lambda _c, a: 2 * a))
def square(a: Any) -> Any:
    """The square: its slope is twice the input.

    c = a² elementwise.

    Example:
        >>> import gradviz as gv
        >>> gv.square(gv.tensor([3.0, -4.0]))
        tensor([ 9., 16.])
    """
    return a * a


@op("1/", r"c = \frac{1}{a}", Gate.SCALER, torch="Reciprocal", samples=_SAMPLES,
    a=local("-c^2", lambda c, _a: -c * c))  # fmt: skip
def reciprocal(a: Any) -> Any:
    """One over the input: its slope is minus the square of the result.

    c = 1/a elementwise; inf or −inf at a = 0 or −0.

    Example:
        >>> import gradviz as gv
        >>> gv.reciprocal(gv.tensor([4.0, -0.5]))
        tensor([ 0.2500, -2.0000])
    """
    return 1.0 / a
