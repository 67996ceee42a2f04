"""Many numbers to one: sums, means, extremes, and what is built on sums of exponentials."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, op, vjp
from ..scalars import load_numpy, shape_of
from .arithmetic import divide
from .functions import exp
from .shapes import broadcast_to, cat, flip, reshape, stack

_MATRIX = ([[1.0, 2.0], [3.0, 4.0]],)
_ODD = ([[1.0, -2.0], [0.5, 4.0]],)


def reduced_shape(shape: tuple[int, ...], dim: Any) -> tuple[int, ...]:
    """The shape with the reduced dimensions kept as 1."""
    axes = range(len(shape)) if dim is None else (dim,) if isinstance(dim, int) else dim
    reduced = {axis % len(shape) for axis in axes} if shape else set()
    return tuple(1 if i in reduced else n for i, n in enumerate(shape))


def spread(up: Any, shape: tuple[int, ...], dim: Any) -> Any:
    """Copy a reduced gradient back along the dimensions that were summed away."""
    return broadcast_to(reshape(up, reduced_shape(shape, dim)), shape)


@op("Σ", r"c = \sum_i a_i", Gate.DISTRIBUTOR, torch="Sum", samples=(_MATRIX, (*_MATRIX, 0)),
    a=vjp("g", lambda up, _c, a, dim, _keepdim: spread(up, shape_of(a), dim)))  # fmt: skip
def sum(xp: Any, a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """Add up all elements, or those along `dim`: every summand gets the upstream gradient."""
    return xp.sum(a, axis=dim, keepdims=keepdim)


def _averaged_over(a: Any, c: Any) -> float:
    """How many elements each mean was taken over."""
    numpy = load_numpy()
    return float(numpy.prod(shape_of(a)) / numpy.prod(shape_of(c)))


@op("mean", r"c = \frac{1}{n}\sum_i a_i", Gate.DISTRIBUTOR, torch="Mean", samples=(_MATRIX, (*_MATRIX, 1)),
    a=vjp(r"\frac{g}{n}", lambda up, c, a, dim, _keepdim: spread(divide(up, _averaged_over(a, c)), shape_of(a), dim)),
    )  # fmt: skip
def mean(xp: Any, a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """Average of all elements, or of those along `dim`: every one gets the upstream gradient over their number."""
    return xp.mean(a, axis=dim, keepdims=keepdim)


@op("max", r"c = \max_i a_i", Gate.ROUTER, torch="Amax", samples=(_ODD, (*_ODD, 1)),
    a=vjp("g\\,[a_i = c]", lambda up, c, a, dim, _keepdim:
          spread(up, shape_of(a), dim) * _winners(c, a, dim)))  # fmt: skip
def amax(xp: Any, a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """The largest element: it gets the whole gradient; several largest ones share it evenly."""
    return xp.max(a, axis=dim, keepdims=keepdim)


@op("min", r"c = \min_i a_i", Gate.ROUTER, torch="Amin", samples=(_ODD, (*_ODD, 1)),
    a=vjp("g\\,[a_i = c]", lambda up, c, a, dim, _keepdim:
          spread(up, shape_of(a), dim) * _winners(c, a, dim)))  # fmt: skip
def amin(xp: Any, a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """The smallest element: it gets the whole gradient; several smallest ones share it evenly."""
    return xp.min(a, axis=dim, keepdims=keepdim)


def _raw(x: Any) -> Any:
    return getattr(x, "_value", x)


def _winners(c: Any, a: Any, dim: Any) -> Any:
    """For each element its part of the gradient: 1 over the number of winners, or 0."""
    numpy, c, a = load_numpy(), _raw(c), _raw(a)
    wins = (a == numpy.reshape(c, reduced_shape(shape_of(a), dim))) * 1.0
    return wins / numpy.sum(wins, axis=dim, keepdims=True)


@op("Π", r"c = \prod_i a_i", Gate.SWAPPER, torch="Prod", samples=(_ODD, (*_ODD, 1)),
    a=vjp(r"g \prod_{j \ne i} a_j", lambda up, _c, a, dim, _keepdim:
          spread(up, shape_of(a), dim) * _others(a, dim)))  # fmt: skip
def prod(xp: Any, a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """Multiply all elements, or those along `dim`: each gets the product of all the others."""
    return xp.prod(a, axis=dim, keepdims=keepdim)


def _others(a: Any, dim: Any) -> Any:
    """For each element the product of the others; without a division where an element is 0."""
    shape = shape_of(a)
    if not shape:
        return 1.0
    if not (_raw(a) == 0).any():
        return divide(spread(prod(a, dim), shape, dim), a)
    if dim is None:
        return reshape(_others(reshape(a, (-1,)), 0), shape)
    places = range(shape[dim])
    without = [cat([_slice(a, dim, slice(0, i)), _slice(a, dim, slice(i + 1, None))], dim) for i in places]
    return stack([prod(rest, dim) for rest in without], dim)


def _slice(a: Any, dim: int, part: slice) -> Any:
    from .indexing import getitem

    return getitem(a, (*[slice(None)] * (dim % len(shape_of(a))), part))


@op("Σ→", r"c_i = \sum_{j \le i} a_j", Gate.DISTRIBUTOR, torch="Cumsum", samples=((*_ODD, 1),),
    a=vjp(r"\sum_{j \ge i} g_j", lambda up, _c, _a, dim: flip(cumsum(flip(up, dim), dim), dim)))  # fmt: skip
def cumsum(a: Any, dim: int) -> Any:
    """Running sums: each element gets the gradients of all the sums that it is part of."""
    return load_numpy().cumsum(a, axis=dim)


def _deviation(a: Any, dim: Any) -> Any:
    """How far each element is from the mean of its group."""
    return a - mean(a, dim, True)


def _degrees(a: Any, dim: Any, correction: float) -> float:
    """The number that a variance divides by: the size of a group minus the correction."""
    groups = load_numpy().prod(reduced_shape(shape_of(a), dim))
    return float(load_numpy().prod(shape_of(a)) / groups) - correction


@op("var", r"c = \frac{1}{n-k}\sum_i (a_i - \bar a)^2", Gate.MIXER, torch="Var", samples=(_ODD, (*_ODD, 1)),
    a=vjp(r"\frac{2g}{n-k}(a_i - \bar a)", lambda up, _c, a, dim, correction, _keepdim:
          spread(up, shape_of(a), dim) * _deviation(a, dim) * divide(2.0, _degrees(a, dim, correction))))  # fmt: skip
def var(xp: Any, a: Any, dim: Any = None, correction: float = 1, keepdim: bool = False) -> Any:
    """Variance; divided by n − 1 unless another correction is given, as in PyTorch."""
    return xp.var(a, axis=dim, ddof=correction, keepdims=keepdim)


@op(
    "std",
    r"c = \sqrt{\operatorname{var}(a)}",
    Gate.MIXER,
    torch="Std",
    samples=(_ODD, (*_ODD, 1)),
    a=vjp(
        r"\frac{g}{(n-k)\,c}(a_i - \bar a)",
        lambda up, c, a, dim, correction, _keepdim: (
            spread(divide(up, c), shape_of(a), dim) * _deviation(a, dim) * divide(1.0, _degrees(a, dim, correction))
        ),
    ),
)
def std(xp: Any, a: Any, dim: Any = None, correction: float = 1, keepdim: bool = False) -> Any:  # fmt: skip
    """Standard deviation: the square root of the variance."""
    return xp.std(a, axis=dim, ddof=correction, keepdims=keepdim)


@op("‖·‖", r"c = \sqrt{\sum_i a_i^2}", Gate.MIXER, torch="LinalgVectorNorm", samples=(_ODD, (*_ODD, 1)),
    a=vjp(r"g\,\frac{a_i}{c}", lambda up, c, a, dim, _keepdim:
          a * spread(divide(up, c + (_raw(c) == 0) * 1.0), shape_of(a), dim)))  # fmt: skip
def norm(xp: Any, a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """Euclidean length: the gradient points along the vector; at the origin it is taken as 0."""
    return xp.sqrt(xp.sum(a * a, axis=dim, keepdims=keepdim))


def _shifted(xp: Any, a: Any, dim: Any) -> tuple[Any, Any]:
    """The largest elements (0 where infinite), and the input minus them, so that no exponential overflows."""
    top = xp.max(a, axis=dim, keepdims=True)
    top = xp.where(xp.isfinite(top), top, 0.0)
    return top, a - top


@op("logsumexp", r"c = \ln\sum_i e^{a_i}", Gate.MIXER, torch="Logsumexp", samples=((*_ODD, 1),),
    a=vjp(r"g\,\operatorname{softmax}(a)", lambda up, _c, a, dim, _keepdim:
          spread(up, shape_of(a), dim) * softmax(a, dim)))  # fmt: skip
def logsumexp(a: Any, dim: Any, keepdim: bool = False) -> Any:
    """The logarithm of a sum of exponentials: a smooth maximum, whose slope is the softmax."""
    numpy = load_numpy()
    top, rest = _shifted(numpy, a, dim)
    whole = top + numpy.log(numpy.sum(numpy.exp(rest), axis=dim, keepdims=True))
    return whole if keepdim else numpy.squeeze(whole, axis=dim)


@op("softmax", r"p_i = \frac{e^{a_i}}{\sum_j e^{a_j}}", Gate.MIXER, torch="Softmax", samples=((*_ODD, 1),),
    a=vjp(r"p_i\,(g_i - \sum_j g_j p_j)", lambda up, c, _a, dim: c * (up - sum(up * c, dim, True))))  # fmt: skip
def softmax(a: Any, dim: int) -> Any:
    """Positive parts of 1: raising one input pulls the other outputs down."""
    numpy = load_numpy()
    large = numpy.exp(_shifted(numpy, a, dim)[1])
    return large / numpy.sum(large, axis=dim, keepdims=True)


@op("log softmax", r"c_i = a_i - \ln\sum_j e^{a_j}", Gate.MIXER, torch="LogSoftmax", samples=((*_ODD, 1),),
    a=vjp(r"g_i - p_i \sum_j g_j", lambda up, c, _a, dim: up - exp(c) * sum(up, dim, True)))  # fmt: skip
def log_softmax(a: Any, dim: int) -> Any:
    """The logarithm of the softmax, computed without overflow."""
    numpy = load_numpy()
    rest = _shifted(numpy, a, dim)[1]
    return rest - numpy.log(numpy.sum(numpy.exp(rest), axis=dim, keepdims=True))
