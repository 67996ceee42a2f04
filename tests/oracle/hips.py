"""HIPS autograd as an oracle: every operation in its own words, and the gradients of a whole program.

What HIPS lacks is written out in numpy's primitives, on purpose in another form than gradviz declares it.
"""

import functools
import math
import operator
import warnings

import autograd
import autograd.numpy as anp
import numpy as np
from autograd.extend import defvjp, primitive

from tests.oracle.programs import run


def size_of_groups(a, out):
    """How many elements each element of a reduction was made of."""
    return np.size(a) / np.size(out)


def axes_of(a, dim):
    """All dimensions for None; none for a single number, which has none but may be asked for number 0."""
    return tuple(range(np.ndim(a))) if dim is None or np.ndim(a) == 0 else dim


def reduced(function):
    return lambda a, dim=None, keepdim=False: function(a, axis=axes_of(a, dim), keepdims=keepdim)


@primitive
def erf(x):
    return np.vectorize(math.erf, otypes=[float])(x)


defvjp(erf, lambda ans, x: lambda g: g * 2 / math.sqrt(math.pi) * anp.exp(-x * x))


def normal_cdf(a):
    return (1 + erf(a / math.sqrt(2))) / 2


def variance(a, dim=None, correction=1, keepdim=False):
    axes = axes_of(a, dim)
    squares = (a - anp.mean(a, axis=axes, keepdims=True)) ** 2
    total = anp.sum(squares, axis=axes, keepdims=keepdim)
    return total / (size_of_groups(a, total) - correction)


def product(a, dim=None, keepdim=False):
    """Factor by factor, so that zeros need no care."""
    dim = dim if np.ndim(a) else None
    rows = anp.reshape(a, (-1,)) if dim is None else anp.moveaxis(a, dim, 0)
    out = functools.reduce(operator.mul, [rows[i] for i in range(len(rows))])
    if not keepdim:
        return out
    return anp.reshape(out, (1,) * np.ndim(a)) if dim is None else anp.expand_dims(out, dim)


def log_of_sums(a, dim, keepdim=False):
    return anp.log(anp.sum(anp.exp(a), axis=axes_of(a, dim), keepdims=keepdim))


def finished(losses, reduction):
    """Losses by example as one number, or as they are."""
    return {"mean": anp.mean, "sum": anp.sum, "none": lambda x: x}[reduction](losses)


def nll_loss(a, target, reduction="mean"):
    """Classes are counted by the second dimension, or the only one; `target` may hold the parts of all classes."""
    dim = min(1, np.ndim(a) - 1)
    if target.dtype.kind != "f":
        target = np.moveaxis(np.eye(np.shape(a)[dim])[target], -1, dim)
    return finished(-anp.sum(a * target, axis=dim), reduction)


def cross_entropy(a, target, reduction="mean"):
    return nll_loss(a - log_of_sums(a, min(1, np.ndim(a) - 1), True), target, reduction)


def mse_loss(a, target, reduction="mean"):
    return finished((a - target) ** 2, reduction)


def binary_cross_entropy(p, target, reduction="mean"):
    return finished(-(target * anp.log(p) + (1 - target) * anp.log(1 - p)), reduction)


def squeeze(a, dim=None):
    shape = np.shape(a)
    chosen = range(len(shape)) if dim is None else np.atleast_1d(dim) % len(shape)
    return anp.squeeze(a, axis=tuple(int(i) for i in chosen if shape[int(i)] == 1))


def flip(a, dims):
    turned = {d % np.ndim(a) for d in dims}
    return a[tuple(slice(None, None, -1 if i in turned else None) for i in range(np.ndim(a)))]


def put(a, shape, index):
    """Through a matrix with a 1 where an element goes."""
    places = np.arange(np.prod(shape)).reshape(shape)[index]
    matrix = np.arange(np.prod(shape))[:, None] == np.broadcast_to(places, np.shape(a)).reshape(1, -1)
    return anp.reshape(anp.dot(matrix * 1.0, anp.reshape(a, (-1,))), shape)


def within(a, low=None, high=None):
    return 1.0 * (a >= (-np.inf if low is None else low)) * (a <= (np.inf if high is None else high))


def clamp(a, low=None, high=None):
    inside = within(a, low, high)
    return inside * a + (1 - inside) * np.clip(autograd.tracer.getval(a), low, high)


def running_sum(a, dim):
    """A running sum as a product with a triangle of ones."""
    if np.ndim(a) == 0:
        return a * 1.0
    rows = anp.moveaxis(a, dim, -1)
    return anp.moveaxis(anp.dot(rows, np.triu(np.ones((np.shape(rows)[-1],) * 2))), -1, dim)


FUNCTIONS = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv,
    "negative": operator.neg, "power": lambda a, b: anp.power(a, b), "exp": anp.exp, "log": anp.log,
    "sin": anp.sin, "cos": anp.cos, "log1p": anp.log1p, "expm1": anp.expm1, "sqrt": anp.sqrt,
    "square": lambda a: a**2, "reciprocal": lambda a: a**-1.0, "sign": anp.sign, "abs": lambda a: a * anp.sign(a),
    "round": anp.round, "floor": anp.floor, "ceil": anp.ceil, "tanh": anp.tanh,
    "sigmoid": lambda a: 1 / (1 + anp.exp(-a)), "is_positive": lambda a: 1.0 * (a > 0),
    "relu": lambda a: a * (a > 0), "wins_over": lambda a, b: 1.0 * (a > b), "maximum": anp.maximum,
    "minimum": anp.minimum, "leaky_relu": lambda a, slope=0.01: a * (a > 0) + slope * a * (a <= 0),
    "softplus": lambda a: anp.logaddexp(0.0, a), "silu": lambda a: a / (1 + anp.exp(-a)), "normal_cdf": normal_cdf,
    "gelu": lambda a: a * normal_cdf(a), "clamp": clamp, "within": within,
    "where": lambda q, a, b: q * a + (1 - q * 1.0) * b, "getitem": lambda a, index: a[index], "put": put,
    "reshape": anp.reshape, "broadcast_to": lambda a, shape: a * np.ones(shape), "transpose": anp.swapaxes,
    "permute": anp.transpose, "squeeze": squeeze, "unsqueeze": anp.expand_dims, "flip": flip,
    "cat": lambda parts, dim=0: anp.concatenate(parts, axis=dim),
    "stack": lambda parts, dim=0: anp.stack(parts, axis=dim), "clone": lambda a: a * 1.0,
    "cast": lambda a, dtype: a.astype(dtype),
    "sum": reduced(anp.sum), "mean": reduced(anp.mean), "amax": reduced(anp.max), "amin": reduced(anp.min),
    "prod": product, "cumsum": running_sum, "var": variance, "std": lambda *given: anp.sqrt(variance(*given)),
    "norm": lambda a, *given: anp.sqrt(reduced(anp.sum)(a**2, *given)),
    "logsumexp": log_of_sums, "softmax": lambda a, dim: anp.exp(a - log_of_sums(a, dim, True)),
    "log_softmax": lambda a, dim: a - log_of_sums(a, dim, True),
    "cross_entropy": cross_entropy, "nll_loss": nll_loss, "mse_loss": mse_loss,
    "binary_cross_entropy": binary_cross_entropy, "matmul": anp.matmul,
}  # fmt: skip
"""Every operation in HIPS autograd's words."""


def values(program):
    """The value of every leaf and step."""
    return run(program, program.leaves, FUNCTIONS)


def gradients(program, root, upstream):
    """The gradient of Σ upstream·root for every value: the derivative for a nudge of 0 that is added to it."""

    def output(nudges):
        found = run(program, program.leaves, FUNCTIONS, nudge=lambda value, place: value + nudges[place])
        return anp.sum(found[root] * upstream)

    return autograd.grad(output)([np.zeros_like(value) for value in values(program)])


def second_derivatives(program, root, upstream, weights):
    """The gradients of Σ weight·gradient, over the leaves that learn: for each of them, and for the upstream."""

    def output(given):
        leaves = list(program.leaves)
        for place, leaf in zip(program.learned, given[:-1], strict=True):
            leaves[place] = leaf
        return anp.sum(run(program, leaves, FUNCTIONS)[root] * given[-1])

    def contracted(given):
        return sum(anp.sum(g * w) for g, w in zip(autograd.grad(output)(given), weights, strict=False))

    given = [np.asarray(program.leaves[place]) for place in program.learned]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Output seems independent of input")  # a second derivative may be 0
        return autograd.grad(contracted)([*given, np.asarray(upstream)])
