"""+ - * / ** and unary minus: what operators record."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, local, op
from ..scalars import shape_of
from ..tensor import Tensor
from .kinds import raw

_PAIRS = ((3.0, -4.0), (0.5, 2.0))


@op("+", "c = a + b", Gate.DISTRIBUTOR, torch="Add", samples=_PAIRS, a=local("1", 1), b=local("1", 1))
def add(a: Any, b: Any) -> Any:
    """Add elementwise: each summand gets the upstream gradient unchanged.

    c = a + b, with ∂c/∂a = ∂c/∂b = 1. Shapes broadcast as in numpy; the gradient of an input that was repeated is
    summed back to that input's own shape. Shapes that do not broadcast raise a ValueError.

    Example:
        >>> import gradviz as gv
        >>> gv.add(gv.tensor([1.0, 2.0]), 10.0)
        tensor([11., 12.])
    """
    return a + b


@op("−", "c = a - b", Gate.DISTRIBUTOR, torch="Sub", samples=_PAIRS, a=local("1", 1), b=local("-1", -1))
def subtract(a: Any, b: Any) -> Any:
    """Subtract elementwise: the second input gets the upstream gradient with its sign turned.

    c = a − b, with ∂c/∂a = 1 and ∂c/∂b = −1. Shapes broadcast, or raise a ValueError, as in `add`.

    Example:
        >>> import gradviz as gv
        >>> gv.subtract(gv.tensor([1.0, 2.0]), 10.0)
        tensor([-9., -8.])
    """
    return a - b


@op(
    "×", r"c = a\,b", Gate.SWAPPER, torch="Mul", samples=_PAIRS,
    a=local("b", lambda _c, _a, b: b),
    b=local("a", lambda _c, a, _b: a),
)  # fmt: skip
def multiply(a: Any, b: Any) -> Any:
    """Multiply elementwise: each factor is the other's local gradient.

    c = a·b, with ∂c/∂a = b and ∂c/∂b = a. Shapes broadcast, or raise a ValueError, as in `add`.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(3.0, requires_grad=True)
        >>> gv.multiply(x, -4.0).backward(); x.grad
        tensor(-4.)
    """
    return a * b


@op(
    "÷", r"c = \frac{a}{b}", Gate.SWAPPER, torch="Div", samples=((6.0, 3.0), (-1.0, 0.5)),
    a=local(r"\frac{1}{b}", lambda _c, _a, b: divide(1, b)),
    b=local(r"-\frac{c}{b}", lambda c, _a, b: divide(-c, b)),
)  # fmt: skip
def divide(a: Any, b: Any) -> Any:
    """Divide elementwise: the divisor's local gradient is −a/b², which is −c/b.

    c = a/b. Division by 0 gives inf, −inf or nan as IEEE 754 has it, for numbers as for arrays. Shapes broadcast,
    or raise a ValueError, as in `add`.

    Example:
        >>> import gradviz as gv
        >>> b = gv.tensor(3.0, requires_grad=True)
        >>> gv.divide(6.0, b).backward(); b.grad
        tensor(-0.6667)
    """
    return a / b


@op("−", "c = -a", Gate.SCALER, torch="Neg", samples=((3.0,), (-0.5,)), a=local("-1", -1))
def negative(a: Any) -> Any:
    """Turn the sign.

    c = −a elementwise, with slope −1.

    Example:
        >>> import gradviz as gv
        >>> gv.negative(gv.tensor(3.0))
        tensor(-3.)
    """
    return -a


def _base_slope(_c: Any, a: Any, b: Any) -> Any:
    """b·aᵇ⁻¹, and 0 where b is 0, also at a = 0: a⁰ is 1 everywhere."""
    if b.__class__ is int and b:
        return 2 * a if b == 2 and a.__class__ is float else b * power(a, b - 1)  # the square most of all: at once
    if b.__class__ is Tensor:  # the formula has to stay right when b moves
        return _except(b * power(a, b - 1), (raw(a) == 0) & (raw(b) == 0))
    return b * power(a, b - 1 * (b != 0))  # of truth values there is no difference


@op(
    "^", "c = a^{b}", Gate.SCALER, torch="Pow", samples=((3.0, 2.0), (0.5, -1.5), (2.0, 3.0)),
    a=local("b\\,a^{b-1}", _base_slope),
    b=local(r"c\,\ln a", lambda c, a, b: c * _log_of_base(a, b)),
)  # fmt: skip
def power(a: Any, b: Any) -> Any:
    """Raise a to the power b; the rule n·aⁿ⁻¹ is for the base, the exponent's needs a logarithm.

    c = aᵇ elementwise, with ∂c/∂a = b·aᵇ⁻¹ and ∂c/∂b = c·ln a. A negative base with a fractional exponent gives
    nan, never a complex number. As in PyTorch a⁰ is flat everywhere, also at a = 0, and 0ᵇ is flat in b ≥ 0.
    Shapes broadcast, or raise a ValueError, as in `add`.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(3.0, requires_grad=True)
        >>> gv.power(x, 2).backward(); x.grad
        tensor(6.)
    """
    whole = getattr(a, "dtype", None) == "bool"  # numpy would make int8 of truth values
    return (a + 0 if whole else a) ** b  # of numbers: `scalars.power`


def _log_of_base(a: Any, b: Any) -> Any:
    """The logarithm in the exponent's slope; 0 at a = 0 where b is not negative, for 0ᵇ is flat there."""
    from .functions import log  # declared after power

    flat = (raw(a) == 0) & (raw(b) >= 0)
    if Tensor in (a.__class__, b.__class__):
        return _except(log(a), flat)
    return log(a) if flat is False else log(a + flat)


def _except(slope: Any, flat: Any) -> Any:
    """A recorded slope, but 0 where the power is flat and the formula says 0·∞, as PyTorch has it.

    The formula of single numbers keeps its form, which is right for all others: it is shown, and they move.
    """
    from .choices import where  # declared after power

    if shape_of(flat):
        return where(flat, 0.0, slope) if flat.any() else slope
    if slope.__class__ is not Tensor:
        return 0.0 if flat else slope
    if flat:
        slope._value = slope._value.__class__(0)
    return slope
