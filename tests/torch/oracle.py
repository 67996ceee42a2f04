"""PyTorch as an oracle, in float64: every operation in its words, and the gradients of a whole program."""

import operator

import numpy as np
import torch

from tests.oracle.programs import run

functional = torch.nn.functional


def made(x):
    """A Tensor of a value that may be a Python number."""
    return x if isinstance(x, torch.Tensor) else torch.tensor(x, dtype=torch.float64)


def both(function):
    """A function of two Tensors that takes Python numbers too."""
    return lambda a, b: function(made(a), made(b))


def placed(index):
    """An index whose arrays are Tensors."""
    if isinstance(index, tuple):
        return tuple(map(placed, index))
    return torch.from_numpy(index) if isinstance(index, np.ndarray) else index


def put(a, shape, index):
    places = torch.arange(int(np.prod(shape))).reshape(shape)[placed(index)].expand(a.shape)
    return torch.zeros(int(np.prod(shape)), dtype=a.dtype).index_add(0, places.flatten(), a.flatten()).reshape(shape)


def flat(a, condition):
    """Truth values as 1 and 0, on the tape, so that the gradient is a computed 0."""
    return condition.to(torch.float64) + 0 * a


def within(a, low=None, high=None):
    return flat(a, (a >= (-torch.inf if low is None else low)) & (a <= (torch.inf if high is None else high)))


def reduced(function):
    """A reduction that PyTorch only has for one dimension, or for all without keepdim."""

    def reduce(a, dim=None, keepdim=False):
        if dim is None:
            return function(a).reshape((1,) * a.ndim if keepdim else ())
        return function(a, dim=dim, keepdim=keepdim)

    return reduce


def loss(function):
    return lambda a, target, reduction="mean": function(a, target, reduction=reduction)


def binary_cross_entropy(p, target, reduction="mean"):
    """Written out: PyTorch's own second derivative adds 10⁻¹² to a denominator, which shows in the tenth place."""
    losses = -(target * torch.log(p) + (1 - target) * torch.log1p(-p))
    return {"mean": torch.mean, "sum": torch.sum, "none": torch.clone}[reduction](losses)


def spread(function):
    return lambda a, dim=None, correction=1, keepdim=False: function(a, dim=dim, correction=correction, keepdim=keepdim)


def extreme(function):
    return lambda a, dim=None, keepdim=False: function(a, dim=() if dim is None else dim, keepdim=keepdim)


FUNCTIONS = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv,
    "negative": torch.neg, "power": operator.pow, "exp": torch.exp, "log": torch.log, "sin": torch.sin,
    "cos": torch.cos, "log1p": torch.log1p, "expm1": torch.expm1, "sqrt": torch.sqrt, "square": torch.square,
    "reciprocal": torch.reciprocal, "sign": torch.sign, "abs": torch.abs, "round": torch.round,
    "floor": torch.floor, "ceil": torch.ceil, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
    "is_positive": lambda a: flat(a, a > 0), "relu": torch.relu,
    "wins_over": both(lambda a, b: flat(a + b, a > b) + 0.5 * flat(a + b, a == b)), "maximum": both(torch.maximum),
    "minimum": both(torch.minimum), "leaky_relu": functional.leaky_relu, "softplus": functional.softplus,
    "silu": functional.silu, "normal_cdf": torch.special.ndtr, "gelu": functional.gelu, "clamp": torch.clamp,
    "within": within, "where": lambda condition, a, b: torch.where(condition, made(a), made(b)),
    "getitem": lambda a, index: a[placed(index)], "put": put, "reshape": torch.reshape,
    "broadcast_to": torch.broadcast_to, "transpose": torch.transpose, "permute": torch.permute,
    "squeeze": torch.squeeze, "unsqueeze": torch.unsqueeze, "flip": torch.flip, "cat": torch.cat,
    "stack": torch.stack, "clone": torch.clone, "cast": lambda a, dtype: a.to(getattr(torch, dtype)),
    "sum": torch.sum, "mean": torch.mean, "amax": extreme(torch.amax), "amin": extreme(torch.amin),
    "prod": reduced(torch.prod), "cumsum": torch.cumsum, "var": spread(torch.var), "std": spread(torch.std),
    "norm": lambda a, dim=None, keepdim=False: torch.linalg.vector_norm(a, dim=dim, keepdim=keepdim),
    "logsumexp": torch.logsumexp, "softmax": torch.softmax, "log_softmax": torch.log_softmax,
    "cross_entropy": loss(functional.cross_entropy), "nll_loss": loss(functional.nll_loss),
    "mse_loss": loss(functional.mse_loss), "binary_cross_entropy": binary_cross_entropy, "matmul": torch.matmul,
}  # fmt: skip
"""Every operation in PyTorch's words."""


def constant(array):
    return torch.from_numpy(np.array(array))


def array(x):
    """A result as an array; None stays."""
    return None if x is None else x.numpy(force=True)


def on_tape(program):
    """The Tensor of every leaf and step."""
    leaves = [constant(x).requires_grad_(learns) for x, learns in zip(program.leaves, program.needs, strict=True)]
    return run(program, leaves, FUNCTIONS, constant)


def values(program):
    """The value of every leaf and step."""
    return list(map(array, on_tape(program)))


def gradients(program, root, upstream):
    """The gradient of Σ upstream·root for every value, None where none flows."""
    found = on_tape(program)
    asked = [place for place, value in enumerate(found) if value.requires_grad]
    flowed = torch.autograd.grad(found[root], [found[p] for p in asked], constant(upstream), allow_unused=True)
    by_place = dict(zip(asked, map(array, flowed), strict=True))
    return [by_place.get(place) for place in range(len(found))]


def second_derivatives(program, root, upstream, weights):
    """The gradients of Σ weight·gradient, over the leaves that learn: for each of them, and for the upstream."""
    found = on_tape(program)
    start = constant(upstream).requires_grad_()
    learned = [found[place] for place in program.learned]
    first = torch.autograd.grad(found[root], learned, start, create_graph=True, allow_unused=True)
    contracted = sum((g * constant(w)).sum() for g, w in zip(first, weights, strict=True) if g is not None)
    if not contracted.requires_grad:
        return [None] * (len(learned) + 1)
    return list(map(array, torch.autograd.grad(contracted, [*learned, start], allow_unused=True)))
