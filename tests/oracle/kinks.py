"""How far operands are from the places where an operation has a kink or a pole."""

import numpy as np


def from_zero(*given):
    return np.min(np.abs(given[0]))


def from_each_other(a, b):
    return np.min(np.abs(np.subtract(a, b)))


def from_whole(a):
    return np.min(np.abs(a - np.round(a)))


def from_halves(a):
    return from_whole(np.asarray(a) + 0.5)


def from_bounds(a, low=None, high=None):
    return min(np.min(np.abs(a - bound)) for bound in (low, high) if bound is not None)


def from_a_tie(a, dim=None, keepdim=False):
    """The smallest gap between two elements of a group."""
    a = np.atleast_1d(a)
    axes = tuple(range(a.ndim)) if dim is None else tuple(np.atleast_1d(dim) % a.ndim)
    rows = np.moveaxis(a, axes, range(len(axes))).reshape(int(np.prod([a.shape[i] for i in axes])), -1)
    return np.min(np.diff(np.sort(rows, axis=0), axis=0), initial=np.inf)


def of_the_spread(a, dim=None, correction=1, keepdim=False):
    return np.min(np.std(np.atleast_1d(a), axis=dim)) / 50


def of_the_length(a, dim=None, keepdim=False):
    return np.min(np.sqrt(np.sum(np.square(np.atleast_1d(a)), axis=dim))) / 50


def from_certainty(p, target, reduction="mean"):
    return min(np.min(p), np.min(1 - p))


DISTANCES = {
    "abs": from_zero, "sign": from_zero, "is_positive": from_zero, "relu": from_zero, "leaky_relu": from_zero,
    "round": from_halves, "floor": from_whole, "ceil": from_whole, "wins_over": from_each_other,
    "maximum": from_each_other, "minimum": from_each_other, "clamp": from_bounds, "within": from_bounds,
    "amax": from_a_tie, "amin": from_a_tie, "std": of_the_spread, "norm": of_the_length,
    "binary_cross_entropy": from_certainty,
}  # fmt: skip
"""For the operations that have kinks or poles, how far given operands are from the nearest."""
