"""The functions that neural networks bend lines with."""

from __future__ import annotations

import math
from typing import Any

from ..operation import Gate, local, op
from ..scalars import SCALARS
from .functions import exp
from .kinds import in_kind_of

_SAMPLES = ((0.5,), (-2.0,))


@op("tanh", r"c = \tanh a", Gate.SCALER, torch="Tanh", samples=_SAMPLES, a=local("1 - c^2", lambda c, _a: 1 - c * c))
def tanh(xp: Any, a: Any) -> Any:
    """Hyperbolic tangent: steepest, with slope 1, at 0; flat (saturated) far out.

    c = (eᵃ − e⁻ᵃ)/(eᵃ + e⁻ᵃ) elementwise, between −1 and 1, with slope 1 − c².

    Example:
        >>> import gradviz as gv
        >>> gv.tanh(gv.tensor([0.0, 0.5]))
        tensor([0.0000, 0.4621])
    """
    return xp.tanh(a)


@op("σ", r"c = \sigma(a)", Gate.SCALER, torch="Sigmoid", samples=_SAMPLES,
    a=local(r"c\,(1 - c)", lambda c, _a: c * (1 - c)))  # fmt: skip
def sigmoid(xp: Any, a: Any) -> Any:
    """Squash to (0, 1) by 1/(1+e⁻ᵃ): the slope follows from the output and is at most 1/4.

    c = σ(a) elementwise, with slope c(1 − c). Computed without overflow for inputs of any size.

    Example:
        >>> import gradviz as gv
        >>> gv.sigmoid(gv.tensor([0.0, -1000.0]))
        tensor([0.5000, 0.0000])
    """
    small = xp.exp(-xp.abs(a))  # never overflows, whatever the sign of a
    return xp.where(a >= 0, 1.0, small) / (1.0 + small)


@op("[· > 0]", "c = [a > 0]", Gate.STEP, torch="Heaviside", samples=((-1.0,), (2.0,)), a=local("0", 0))
def is_positive(xp: Any, a: Any) -> Any:
    """1 where a > 0, else 0: the slope of relu. Its own slope is 0 wherever it has one.

    Elementwise; 0 at a = 0 and for nan.

    Example:
        >>> import gradviz as gv
        >>> gv.is_positive(gv.tensor([-1.0, 0.0, 2.0]))
        tensor([0., 0., 1.])
    """
    return in_kind_of(a > 0, a)


@op("relu", r"c = \max(0, a)", Gate.SWITCH, torch="Relu", samples=((-1.0,), (2.0,)),
    a=local(r"[a > 0]", lambda _c, a: is_positive(a)))  # fmt: skip
def relu(xp: Any, a: Any) -> Any:
    """Rectified linear unit: passes positive numbers, blocks the rest; the slope at 0 is taken as 0.

    c = max(0, a) elementwise. A unit whose input is never positive gets no gradient and never changes: it is dead.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor([-1.0, 0.0, 2.0], requires_grad=True)
        >>> gv.relu(x).sum().backward(); x.grad
        tensor([0., 0., 1.])
    """
    return xp.maximum(a, 0.0)


@op("leaky relu", r"c = \max(a, s\,a)", Gate.SWITCH, torch="LeakyRelu", samples=((-1.0, 0.01), (2.0, 0.2)),
    a=local(r"[a > 0] + s\,[a \le 0]",
            lambda _c, a, negative_slope: _leak(is_positive(a), negative_slope)))  # fmt: skip
def leaky_relu(xp: Any, a: Any, negative_slope: float = 0.01) -> Any:
    """Passes positive numbers and lets a little of negative ones through, so that no unit can die.

    c = a where a > 0, else s·a, elementwise; `negative_slope` is the number s. At 0 the slope is taken as s.

    Example:
        >>> import gradviz as gv
        >>> gv.leaky_relu(gv.tensor([-2.0, 3.0]))
        tensor([-0.0200,  3.0000])
    """
    return xp.where(a > 0, a, negative_slope * a)


def _leak(passed: Any, slope: float) -> Any:
    return passed + slope * (1.0 - passed)


@op("softplus", r"c = \ln(1 + e^{a})", Gate.SCALER, torch="Softplus", samples=_SAMPLES,
    a=local(r"\sigma(a)", lambda _c, a: sigmoid(a)))  # fmt: skip
def softplus(xp: Any, a: Any) -> Any:
    """A smooth relu: its slope is the sigmoid.

    c = ln(1 + eᵃ) elementwise, computed as max(a, 0) + ln(1 + e⁻|ᵃ|), which neither overflows nor rounds to 0.

    Example:
        >>> import gradviz as gv
        >>> gv.softplus(gv.tensor([0.0, 1000.0]))
        tensor([6.9315e-01, 1.0000e+03])
    """
    return xp.maximum(a, 0.0) + xp.log1p(xp.exp(-xp.abs(a)))


@op("silu", r"c = a\,\sigma(a)", Gate.SCALER, torch="Silu", samples=_SAMPLES,
    a=local(r"\sigma(a)\,(1 + a - c)", lambda c, a: sigmoid(a) * (1 + a - c)))  # fmt: skip
def silu(xp: Any, a: Any) -> Any:
    """The input times its own sigmoid.

    c = a·σ(a) elementwise, with slope σ(a)(1 + a − c). Also called swish.

    Example:
        >>> import gradviz as gv
        >>> gv.silu(gv.tensor([0.0, 1.0]))
        tensor([0.0000, 0.7311])
    """
    small = xp.exp(-xp.abs(a))
    return a * xp.where(a >= 0, 1.0, small) / (1.0 + small)


@op("Φ", r"c = \Phi(a)", Gate.SCALER, torch="Ndtr", samples=_SAMPLES,
    a=local(r"\tfrac{1}{\sqrt{2\pi}}\,e^{-a^2/2}", lambda _c, a: _bell(a)))  # fmt: skip
def normal_cdf(xp: Any, a: Any) -> Any:
    """The part of a standard normal distribution below a: the slope is its bell curve.

    c = Φ(a) = ½ erfc(−a/√2) elementwise, between 0 and 1.

    Example:
        >>> import gradviz as gv
        >>> gv.normal_cdf(gv.tensor([0.0, 1.96]))
        tensor([0.5000, 0.9750])
    """
    return _below(xp, a)


@op("gelu", r"c = a\,\Phi(a)", Gate.SCALER, torch="Gelu", samples=_SAMPLES,
    a=local(r"\Phi(a) + a\,\Phi'(a)", lambda _c, a: normal_cdf(a) + a * _bell(a)))  # fmt: skip
def gelu(xp: Any, a: Any) -> Any:
    """The input times the part of a standard normal distribution below it.

    c = a·Φ(a) elementwise, exact (not the formula with tanh).

    Example:
        >>> import gradviz as gv
        >>> gv.gelu(gv.tensor([0.0, 1.0]))
        tensor([0.0000, 0.8413])
    """
    return a * _below(xp, a)


def _below(xp: Any, a: Any) -> Any:
    """Φ(a). numpy has no error function, so arrays go through Python's own, element by element."""
    x = a * -math.sqrt(0.5)
    return 0.5 * (math.erfc(x) if xp is SCALARS else xp.vectorize(math.erfc, otypes=[float])(x).astype(x.dtype))


def _bell(a: Any) -> Any:
    return exp(-0.5 * (a * a)) * (1.0 / math.sqrt(2.0 * math.pi))
