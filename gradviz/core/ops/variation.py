"""How far numbers are from their mean or from 0: variance, standard deviation, length."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, op, vjp
from ..scalars import load_numpy, shape_of
from .arithmetic import divide
from .choices import where
from .kinds import axis_of, in_kind_of, raw
from .reductions import REDUCED, group_size, mean, spread

_GROUPS = REDUCED[:4]
_CORRECTED = (*_GROUPS, (*_GROUPS[0], 0, 0), (*_GROUPS[0], -1, 1, True), (2.5, None, 0))


def _deviation(a: Any, dim: Any) -> Any:
    """How far each element is from the mean of its group."""
    return a - mean(a, dim, True)


def _divisor(shape: tuple[int, ...], dim: Any, correction: float) -> float:
    """What a variance divides by: the size of a group minus the correction, never below 0."""
    return max(float(group_size(shape, dim) - correction), 0.0)


def _or_one(c: Any) -> Any:
    """The result as a divisor: 1 in place of 0, where the quantity divided is 0 too."""
    return c + in_kind_of(raw(c) == 0, raw(c))


def _over(up: Any, c: Any) -> Any:
    """The upstream gradient over the result; 0 at the kink, where that is 0, and then no second one passes either."""
    flat = raw(c) == 0
    return where(flat, 0.0, divide(up, _or_one(c))) if load_numpy().any(flat) else divide(up, c)


@op("var", r"c = \frac{1}{n-k}\sum_i (a_i - \bar a)^2", Gate.MIXER, torch="Var", samples=_CORRECTED,
    a=vjp(r"\frac{2g}{n-k}\,(a_i - \bar a)", lambda up, _c, a, dim, correction, _keepdim:
          spread(up, shape_of(a), dim) * _deviation(a, dim) * divide(2.0, _divisor(shape_of(a), dim, correction))),
    )  # fmt: skip
def var(xp: Any, a: Any, dim: Any = None, correction: float = 1, keepdim: bool = False) -> Any:
    """Variance; divided by n − 1 unless another correction is given, as in PyTorch.

    c = Σ(aᵢ − mean)²/(n − k). `dim` is a number, a tuple or None for all dimensions; `correction` is k, the number
    taken off the number of elements n; with `keepdim` a reduced dimension stays, with size 1. One element with
    k = 1 gives nan. A dimension that does not exist raises a ValueError.

    Example:
        >>> import gradviz as gv
        >>> gv.var(gv.tensor([1.0, 2.0, 3.0]))
        tensor(1.)
    """
    return _variance(xp, a, dim, correction, keepdim)


def _variance(xp: Any, a: Any, dim: Any, correction: float, keepdim: bool) -> Any:
    axis = axis_of(a, dim)
    apart = a - divide(xp.sum(a, axis=axis, keepdims=True), group_size(shape_of(a), dim))
    return divide(xp.sum(apart * apart, axis=axis, keepdims=keepdim), _divisor(shape_of(a), dim, correction))


@op("std", r"c = \sqrt{\operatorname{var}(a)}", Gate.MIXER, torch="Std", samples=_CORRECTED[:-1],
    a=vjp(r"\frac{g}{(n-k)\,c}\,(a_i - \bar a)", lambda up, c, a, dim, correction, _keepdim:
          spread(_over(up, c), shape_of(a), dim) * _deviation(a, dim)
          * divide(1.0, _divisor(shape_of(a), dim, correction))))  # fmt: skip
def std(xp: Any, a: Any, dim: Any = None, correction: float = 1, keepdim: bool = False) -> Any:
    """Standard deviation: the square root of the variance.

    `dim`, `correction` and `keepdim` are those of `var`. Where all elements are equal it is 0 and has a kink; the
    gradient there is taken as 0. One element with k = 1 gives nan, and so does its gradient.

    Example:
        >>> import gradviz as gv
        >>> gv.std(gv.tensor([[1.0, 2.0, 3.0], [4.0, 4.0, 4.0]]), dim=1)
        tensor([1., 0.])
    """
    return xp.sqrt(_variance(xp, a, dim, correction, keepdim))


@op("‖·‖", r"c = \sqrt{\sum_i a_i^2}", Gate.MIXER, torch="LinalgVectorNorm", samples=REDUCED,
    a=vjp(r"g\,\frac{a_i}{c}", lambda up, c, a, dim, _keepdim:
          a * spread(_over(up, c), shape_of(a), dim)))  # fmt: skip
def norm(xp: Any, a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """Euclidean length: the gradient points along the vector; at the origin, a kink, it is taken as 0.

    `dim` is a number, a tuple or None for all dimensions; with `keepdim` a reduced dimension stays, with size 1. A
    dimension that does not exist raises a ValueError.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor([3.0, 4.0], requires_grad=True)
        >>> gv.norm(x).backward(); x.grad
        tensor([0.6000, 0.8000])
    """
    return xp.sqrt(xp.sum(a * a, axis=axis_of(a, dim), keepdims=keepdim))
