"""exp, log, sin, cos and the functions that neural networks bend lines with."""

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


@op("tanh", r"c = \tanh a", Gate.SCALER, torch="Tanh", samples=_SAMPLES, a=local("1 - c^2", lambda c, _a: 1 - c * c))
def tanh(xp: Any, a: Any) -> Any:
    """Hyperbolic tangent: steepest, with slope 1, at 0; flat (saturated) far out."""
    return xp.tanh(a)


@op("σ", r"c = \sigma(a)", Gate.SCALER, torch="Sigmoid", samples=_SAMPLES, a=local("c(1-c)", lambda c, _a: c * (1 - c)))
def sigmoid(xp: Any, a: Any) -> Any:
    """Squash to (0, 1) by 1/(1+e⁻ᵃ): the slope follows from the output and is at most 1/4."""
    small = xp.exp(-xp.abs(a))  # never overflows, whatever the sign of a
    return xp.where(a >= 0, 1.0, small) / (1.0 + small)


@op("[· > 0]", "c = [a > 0]", Gate.STEP, torch="Heaviside", samples=((-1.0,), (2.0,)), a=local("0", 0))
def is_positive(xp: Any, a: Any) -> Any:
    """1 where a > 0, else 0: the slope of relu. Its own slope is 0 wherever it has one."""
    return xp.where(a > 0, 1.0, 0.0)


@op("relu", r"c = \max(0, a)", Gate.SWITCH, torch="Relu", samples=((-1.0,), (2.0,)),
    a=local(r"[a > 0]", lambda _c, a: is_positive(a)))  # fmt: skip
def relu(xp: Any, a: Any) -> Any:
    """Rectified linear unit: passes positive numbers, blocks the rest; the slope at 0 is taken as 0."""
    return xp.maximum(a, 0.0)


@op("[· ≥ ·]", r"c = [a > b] + \tfrac{1}{2}[a = b]", Gate.STEP, torch="Share", samples=((3.0, -4.0), (0.5, 2.0)),
    a=local("0", 0), b=local("0", 0))  # fmt: skip
def wins_over(xp: Any, a: Any, b: Any) -> Any:
    """The part of the upstream gradient that a gets from max(a, b): all, nothing, or half at a tie."""
    return xp.where(a == b, 0.5, xp.where(a < b, 0.0, 1.0))


@op("max", r"c = \max(a, b)", Gate.ROUTER, torch="Maximum", samples=((3.0, -4.0), (0.5, 2.0)),
    a=local("[a > b]", lambda _c, a, b: wins_over(a, b)),
    b=local("[b > a]", lambda _c, a, b: wins_over(b, a)))  # fmt: skip
def maximum(xp: Any, a: Any, b: Any) -> Any:
    """The larger one, elementwise: the winner gets the whole gradient, and a tie is halved as in PyTorch."""
    return xp.maximum(a, b)
