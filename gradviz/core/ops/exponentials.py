"""What is built on sums of exponentials: smooth maximum, softmax and its logarithm.

The largest input is taken off before the exponentials, which changes nothing but keeps them from overflowing.
"""

from __future__ import annotations

from typing import Any

from ..operation import Gate, op, vjp
from ..scalars import load_numpy, shape_of
from .functions import exp
from .kinds import axis_of, single_dim
from .reductions import spread, sum

_ODD = ([[1.0, -2.0, 0.25], [0.5, 4.0, 3.0]],)
_ALONG = ((*_ODD, 1), (*_ODD, 0), (*_ODD, -1), (2.5, 0))


def less_the_largest(a: Any, axis: Any) -> tuple[Any, Any]:
    """The largest elements (0 where infinite) with their dimensions kept, and the input minus them."""
    numpy = load_numpy()
    top = numpy.asarray(a).max(axis=axis, keepdims=True)
    finite = numpy.isfinite(top)
    if not finite.all():
        top = numpy.where(finite, top, numpy.zeros_like(top))
    return top, a - top


@op("logsumexp", r"c = \ln\sum_i e^{a_i}", Gate.MIXER, torch="Logsumexp",
    samples=(*_ALONG, (*_ODD, (0, 1)), (*_ODD, 1, True)),
    a=vjp(r"g\,\operatorname{softmax}(a)", lambda up, c, a, dim, _keepdim:
          spread(up, shape_of(a), dim) * exp(a - spread(c, shape_of(a), dim))))  # fmt: skip
def logsumexp(a: Any, dim: Any, keepdim: bool = False) -> Any:
    """The logarithm of a sum of exponentials: a smooth maximum, whose slope is the softmax.

    Args:
        a: of any shape.
        dim: a number, a tuple or None for all dimensions.
        keepdim: whether a reduced dimension stays, with size 1.

    Raises:
        ValueError: if a dimension does not exist.

    Example:
        >>> import gradviz as gv
        >>> gv.logsumexp(gv.tensor([1000.0, 1000.0]), dim=0)
        tensor(1000.6931)
    """
    numpy, axis = load_numpy(), axis_of(a, dim)
    top, rest = less_the_largest(a, axis)
    whole = top + numpy.log(numpy.sum(numpy.exp(rest), axis=axis, keepdims=True))
    return whole if keepdim else numpy.squeeze(whole, axis=axis)


@op("softmax", r"c_i = \frac{e^{a_i}}{\sum_j e^{a_j}}", Gate.MIXER, torch="Softmax", samples=_ALONG,
    a=vjp(r"c_i\,(g_i - \sum_j g_j c_j)", lambda up, c, _a, dim: c * (up - sum(up * c, dim, True))))  # fmt: skip
def softmax(a: Any, dim: int) -> Any:
    """Positive parts of 1: raising one input pulls the other outputs down.

    The Jacobian is diag(p) − p·pᵀ along `dim`, so every row of it sums to 0.

    Args:
        a: of any shape.
        dim: the dimension along which the parts add up to 1; negative ones count from the last.

    Raises:
        ValueError: if the dimension does not exist.
        TypeError: for several dimensions.

    Example:
        >>> import gradviz as gv
        >>> gv.softmax(gv.tensor([1.0, 2.0, 3.0]), dim=0)
        tensor([0.0900, 0.2447, 0.6652])
    """
    single_dim("softmax", dim)
    axis = axis_of(a, dim)
    large = load_numpy().exp(less_the_largest(a, axis)[1])
    return large / large.sum(axis=axis, keepdims=True)


@op("log softmax", r"c_i = a_i - \ln\sum_j e^{a_j}", Gate.MIXER, torch="LogSoftmax", samples=_ALONG,
    a=vjp(r"g_i - e^{c_i}\,\sum_j g_j", lambda up, c, _a, dim: up - exp(c) * sum(up, dim, True)))  # fmt: skip
def log_softmax(a: Any, dim: int) -> Any:
    """The logarithm of the softmax, computed without overflow and without rounding small parts to 0.

    Args:
        a: of any shape.
        dim: the dimension along which the parts add up to 1; negative ones count from the last.

    Raises:
        ValueError: if the dimension does not exist.
        TypeError: for several dimensions.

    Example:
        >>> import gradviz as gv
        >>> gv.log_softmax(gv.tensor([0.0, 1000.0]), dim=0)
        tensor([-1000.,     0.])
    """
    single_dim("log_softmax", dim)
    numpy, axis = load_numpy(), axis_of(a, dim)
    rest = less_the_largest(a, axis)[1]
    return rest - numpy.log(numpy.sum(numpy.exp(rest), axis=axis, keepdims=True))
