"""The functions that neural networks bend lines with, and the choices between two numbers."""

from __future__ import annotations

import math
from typing import Any

from ..operation import Gate, local, op, vjp, without_gradient
from ..scalars import SCALARS, load_numpy, shape_of
from .functions import exp

_SAMPLES = ((0.5,), (-2.0,))
_APART = ((3.0, -4.0), (0.5, 2.0))


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


@op("min", r"c = \min(a, b)", Gate.ROUTER, torch="Minimum", samples=_APART,
    a=local("[a < b]", lambda _c, a, b: wins_over(b, a)),
    b=local("[b < a]", lambda _c, a, b: wins_over(a, b)))  # fmt: skip
def minimum(xp: Any, a: Any, b: Any) -> Any:
    """The smaller one, elementwise: the winner gets the whole gradient, and a tie is halved as in PyTorch."""
    return xp.minimum(a, b)


@op("leaky relu", r"c = \max(a, s\,a)", Gate.SWITCH, torch="LeakyRelu", samples=((-1.0, 0.01), (2.0, 0.2)),
    a=local(r"[a > 0] + s\,[a \le 0]",
            lambda _c, a, negative_slope: _leak(is_positive(a), negative_slope)))  # fmt: skip
def leaky_relu(xp: Any, a: Any, negative_slope: float = 0.01) -> Any:
    """Passes positive numbers and lets a little of negative ones through, so that no unit can die."""
    return xp.where(a > 0, a, negative_slope * a)


def _leak(passed: Any, slope: float) -> Any:
    return slope + (1.0 - slope) * passed


@op("softplus", r"c = \ln(1 + e^{a})", Gate.SCALER, torch="Softplus", samples=_SAMPLES,
    a=local(r"\sigma(a)", lambda _c, a: sigmoid(a)))  # fmt: skip
def softplus(xp: Any, a: Any) -> Any:
    """A smooth relu: its slope is the sigmoid."""
    return xp.maximum(a, 0.0) + xp.log1p(xp.exp(-xp.abs(a)))


@op("silu", r"c = a\,\sigma(a)", Gate.SCALER, torch="Silu", samples=_SAMPLES,
    a=local(r"\sigma(a)\,(1 + a - c)", lambda c, a: sigmoid(a) * (1 + a - c)))  # fmt: skip
def silu(xp: Any, a: Any) -> Any:
    """The input times its own sigmoid."""
    small = xp.exp(-xp.abs(a))
    return a * xp.where(a >= 0, 1.0, small) / (1.0 + small)


@op("Φ", r"c = \Phi(a)", Gate.SCALER, torch="Ndtr", samples=_SAMPLES,
    a=local(r"\tfrac{1}{\sqrt{2\pi}} e^{-a^2/2}", lambda _c, a: _bell(a)))  # fmt: skip
def normal_cdf(xp: Any, a: Any) -> Any:
    """The part of a normal distribution below a: the slope is its bell curve."""
    return 0.5 * (1.0 + _erf(xp, a / math.sqrt(2.0)))


@op("gelu", r"c = a\,\Phi(a)", Gate.SCALER, torch="Gelu", samples=_SAMPLES,
    a=local(r"\Phi(a) + a\,\Phi'(a)", lambda _c, a: normal_cdf(a) + a * _bell(a)))  # fmt: skip
def gelu(xp: Any, a: Any) -> Any:
    """The input times the part of a normal distribution below it."""
    return a * (0.5 * (1.0 + _erf(xp, a / math.sqrt(2.0))))


def _erf(xp: Any, x: Any) -> Any:
    """The error function; numpy has none, so arrays go through Python's own, element by element."""
    return math.erf(x) if xp is SCALARS else xp.vectorize(math.erf, otypes=[float])(x)


def _bell(a: Any) -> Any:
    return exp(-0.5 * (a * a)) * (1.0 / math.sqrt(2.0 * math.pi))


@op("clamp", r"c = \min(\max(a, l), h)", Gate.SWITCH, torch="Clamp", samples=((-1.0, -2.0, 2.0), (3.0, -2.0, 2.0)),
    a=local(r"[l \le a \le h]", lambda _c, a, min, max: within(a, min, max)))  # fmt: skip
def clamp(xp: Any, a: Any, min: Any = None, max: Any = None) -> Any:
    """Keep between two bounds: passes inside and on them, blocks outside."""
    low = a if min is None else xp.maximum(a, min)
    return low if max is None else xp.minimum(low, max)


@op("[inside]", r"c = [l \le a \le h]", Gate.STEP, torch="Within", samples=((-1.0, -2.0, 2.0), (3.0, -2.0, 2.0)),
    a=local("0", lambda _c, _a, _min, _max: 0.0))  # fmt: skip
def within(xp: Any, a: Any, min: Any = None, max: Any = None) -> Any:
    """1 where the bounds hold, else 0: the slope of clamp."""
    above = a == a if min is None else a >= min
    below = a == a if max is None else a <= max
    return xp.where(above & below, 1.0, 0.0)


@op("where", "c = a \\text{ if } q \\text{ else } b", Gate.SWITCH, torch="Where", samples=((True, 2.0, 3.0),),
    condition=without_gradient(),
    a=vjp("[q]\\,g", lambda up, _c, condition, a, _b: where(condition, up, _zero(a))),
    b=vjp("[\\lnot q]\\,g", lambda up, _c, condition, _a, b: where(condition, _zero(b), up)))  # fmt: skip
def where(xp: Any, condition: Any, a: Any, b: Any) -> Any:
    """Choose elementwise: the gradient goes where the value came from."""
    return xp.where(condition, a, b)


def _zero(x: Any) -> Any:
    return load_numpy().zeros(shape_of(x)) if shape_of(x) else 0.0
