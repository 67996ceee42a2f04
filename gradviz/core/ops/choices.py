"""Functions with kinks and jumps, and choices between values.

At a kink there is no slope; PyTorch takes one between the slopes on both sides, and so does gradviz. Every
docstring says which.
"""

from __future__ import annotations

from typing import Any

from ..dtypes import promoted
from ..operation import Gate, local, op, vjp, without_gradient
from ..scalars import SCALARS
from .kinds import in_kind_of, raw

_SIGNS = ((-1.0,), (2.0,))
_BETWEEN = ((0.3,), (-1.7,))
_APART = ((3.0, -4.0), (0.5, 2.0))


@op("sign", r"c = \operatorname{sign}(a)", Gate.STEP, torch="Sign", samples=_SIGNS, a=local("0", 0))
def sign(xp: Any, a: Any) -> Any:
    """−1, 0 or 1: the slope of abs. Its own slope is 0, also at the jump.

    Elementwise; nan stays nan.

    Example:
        >>> import gradviz as gv
        >>> gv.sign(gv.tensor([-3.0, 0.0, 5.0]))
        tensor([-1.,  0.,  1.])
    """
    return xp.sign(a)


@op("|·|", "c = |a|", Gate.SCALER, torch="Abs", samples=_SIGNS,
    a=local(r"\operatorname{sign}(a)", lambda _c, a: sign(a)))  # fmt: skip
def abs(xp: Any, a: Any) -> Any:
    """The size without the sign: the slope is the sign, taken as 0 at the kink 0.

    c = |a| elementwise.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor([-3.0, 0.0, 5.0], requires_grad=True)
        >>> gv.abs(x).sum().backward(); x.grad
        tensor([-1.,  0.,  1.])
    """
    return xp.abs(a)


@op("round", r"c = \operatorname{round}(a)", Gate.STEP, torch="Round", samples=_BETWEEN, a=local("0", 0))
def round(xp: Any, a: Any) -> Any:
    """The nearest whole number (to even at a half): flat between its jumps, so no gradient passes.

    Elementwise; the slope is 0 at the jumps too.

    Example:
        >>> import gradviz as gv
        >>> gv.round(gv.tensor([0.5, 1.5, -0.7]))
        tensor([ 0.,  2., -1.])
    """
    return xp.round(a)


@op("floor", r"c = \lfloor a \rfloor", Gate.STEP, torch="Floor", samples=_BETWEEN, a=local("0", 0))
def floor(xp: Any, a: Any) -> Any:
    """The next whole number below: flat between its jumps, so no gradient passes.

    Elementwise; the slope is 0 at the jumps too.

    Example:
        >>> import gradviz as gv
        >>> gv.floor(gv.tensor([0.5, -0.7]))
        tensor([ 0., -1.])
    """
    return xp.floor(a)


@op("ceil", r"c = \lceil a \rceil", Gate.STEP, torch="Ceil", samples=_BETWEEN, a=local("0", 0))
def ceil(xp: Any, a: Any) -> Any:
    """The next whole number above: flat between its jumps, so no gradient passes.

    Elementwise; the slope is 0 at the jumps too.

    Example:
        >>> import gradviz as gv
        >>> gv.ceil(gv.tensor([0.5, 2.0]))
        tensor([1., 2.])
    """
    return xp.ceil(a)


@op("[· ≥ ·]", r"c = [a > b] + \tfrac{1}{2}\,[a = b]", Gate.STEP, torch="Share", samples=_APART,
    a=local("0", 0), b=local("0", 0))  # fmt: skip
def wins_over(xp: Any, a: Any, b: Any) -> Any:
    """The part of the upstream gradient that a gets from max(a, b): all, nothing, or half at a tie.

    Elementwise, broadcast. Where a or b is nan the result of max is nan, and both get all of it, as in PyTorch.

    Example:
        >>> import gradviz as gv
        >>> gv.wins_over(gv.tensor([1.0, 2.0, 3.0]), 2.0)
        tensor([0.0000, 0.5000, 1.0000])
    """
    return in_kind_of(xp.where(a == b, 0.5, xp.where(a < b, 0.0, 1.0)), a, b)


@op("max", r"c = \max(a, b)", Gate.ROUTER, torch="Maximum", samples=_APART,
    a=local(r"[a > b] + \tfrac{1}{2}\,[a = b]", lambda _c, a, b: wins_over(a, b)),
    b=local(r"[b > a] + \tfrac{1}{2}\,[b = a]", lambda _c, a, b: wins_over(b, a)))  # fmt: skip
def maximum(xp: Any, a: Any, b: Any) -> Any:
    """The larger one, elementwise: the winner gets the whole gradient, and a tie is halved as in PyTorch.

    c = max(a, b), nan where either is nan. Shapes broadcast, or raise a ValueError.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor([1.0, 2.0, 3.0], requires_grad=True)
        >>> gv.maximum(x, 2.0).sum().backward(); x.grad
        tensor([0.0000, 0.5000, 1.0000])
    """
    return xp.maximum(a, b)


@op("min", r"c = \min(a, b)", Gate.ROUTER, torch="Minimum", samples=_APART,
    a=local(r"[a < b] + \tfrac{1}{2}\,[a = b]", lambda _c, a, b: wins_over(b, a)),
    b=local(r"[b < a] + \tfrac{1}{2}\,[b = a]", lambda _c, a, b: wins_over(a, b)))  # fmt: skip
def minimum(xp: Any, a: Any, b: Any) -> Any:
    """The smaller one, elementwise: the winner gets the whole gradient, and a tie is halved as in PyTorch.

    c = min(a, b), nan where either is nan. Shapes broadcast, or raise a ValueError.

    Example:
        >>> import gradviz as gv
        >>> gv.minimum(gv.tensor([1.0, 2.0, 3.0]), 2.0)
        tensor([1., 2., 2.])
    """
    return xp.minimum(a, b)


_BOUNDED = ((-1.0, -2.0, 2.0), (3.0, -2.0, 2.0), (-3.0, -2.0), (0.3, None, 1))


@op("clamp", r"c = \min(\max(a, l), h)", Gate.SWITCH, torch="Clamp", samples=_BOUNDED,
    a=local(r"[l \le a \le h]", lambda _c, a, min, max: within(a, min, max)))  # fmt: skip
def clamp(xp: Any, a: Any, min: Any = None, max: Any = None) -> Any:
    """Keep between two bounds: passes inside and on them, blocks outside.

    c = min(max(a, l), h) elementwise, with slope 1 for l ≤ a ≤ h, the bounds themselves included, and else 0.
    `min` and `max` are numbers; one of them may be left out. Tensors as bounds raise a TypeError, and no bound at
    all a ValueError.

    Example:
        >>> import gradviz as gv
        >>> gv.clamp(gv.tensor([-3.0, 0.5, 9.0]), -1, 1)
        tensor([-1.0000,  0.5000,  1.0000])
    """
    _check_bounds(min, max)
    low = a if min is None else xp.maximum(a, min)
    return low if max is None else xp.minimum(low, max)


def _check_bounds(low: Any, high: Any) -> None:
    if low is None and high is None:
        raise ValueError("clamp got neither min nor max, so there is nothing to keep to. Give at least one of them.")
    if raw(low) is not low or raw(high) is not high:
        raise TypeError(
            "clamp got a Tensor as a bound, and takes numbers: no gradient would reach the bound. "
            "Write maximum(a, low) and minimum(a, high), which hand gradients to both."
        )


@op("[inside]", r"c = [l \le a \le h]", Gate.STEP, torch="Within", samples=_BOUNDED,
    a=local("0", lambda _c, _a, _min, _max: 0.0))  # fmt: skip
def within(xp: Any, a: Any, min: Any = None, max: Any = None) -> Any:
    """1 where the bounds hold, else 0: the slope of clamp. Its own slope is 0 wherever it has one.

    Elementwise; `min` and `max` are numbers or None, and belong to the inside.

    Example:
        >>> import gradviz as gv
        >>> gv.within(gv.tensor([-3.0, 1.0, 9.0]), -1, 1)
        tensor([0., 1., 0.])
    """
    above = a == a if min is None else a >= min
    below = a == a if max is None else a <= max
    return in_kind_of(above & below, a)


@op("where", "c = a \\text{ if } q \\text{ else } b", Gate.SWITCH, torch="Where", samples=((True, 2.0, 3.0),
    ([True, False], [1.0, 2.0], [[3.0, 4.0], [5.0, 6.0]])),
    condition=without_gradient(),
    a=vjp("[q]\\,g", lambda up, _c, condition, _a, _b: where(condition, up, 0.0)),
    b=vjp("[\\lnot q]\\,g", lambda up, _c, condition, _a, _b: where(condition, 0.0, up)))  # fmt: skip
def where(xp: Any, condition: Any, a: Any, b: Any) -> Any:
    """Choose elementwise: the gradient goes where the value came from.

    c = a where the condition q is true, else b; the condition has no gradient. All three shapes broadcast, or raise
    a ValueError. Both inputs were computed before the choice: a nan slope in the one that was not chosen makes
    0·nan = nan above it, in PyTorch too. Put the choice before the operation that has no answer, as in
    log(where(x > 0, x, 1)).

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor([-1.0, 2.0])
        >>> gv.where(x > 0, x, 0.0)
        tensor([0., 2.])
    """
    chosen = xp.where(condition, *(promoted((a, b)) if xp is not SCALARS else (a, b)))
    return float(chosen) if xp is SCALARS and float in (a.__class__, b.__class__) else chosen
