"""How a random program calls each operation: which operands suit it, and which options.

A rule takes the program's `Builder` and gives (operands, options), or None where no value suits the operation.
Options are in the order of the declaration; those left out have their defaults.
"""

import numpy as np

from tests.oracle.shape_rules import (
    broadcast_to,
    cast,
    cat,
    dimension,
    flip,
    getitem,
    permute,
    put,
    reshape,
    several_dimensions,
    some,
    squeeze,
    stack,
    transpose,
    unsqueeze,
)

PYTHON_NUMBERS = (2.0, -1.5, 0.5, 3, -1, -0.25)


# -- elementwise -----------------------------------------------------------------------------------------


def unary(build):
    """Any value at all."""
    return [build.pick()], []


def unary_positive(build):
    """A value above 0."""
    return [build.positive(build.pick())], []


def broadcasting(build, v):
    """Something that broadcasts against a value: a value, a Python number or a numpy array."""
    shape = build.shape_of(v)

    def fits(other):
        try:
            return bool(np.broadcast_shapes(shape, other) or True)
        except ValueError:
            return False

    kind = build.choose(["value", "value", "number", "array"])
    if kind == "value":
        return build.pick(fits, constants=True)
    return build.choose(PYTHON_NUMBERS) if kind == "number" else np.asarray(build.array(shape[1:]))


def binary(build):
    """Two operands that broadcast, in either order."""
    a = build.pick()
    pair = [a, broadcasting(build, a)]
    return (pair[::-1] if build.choose([False, True]) else pair), []


def divide(build):
    """A divisor away from 0."""
    (a, b), _ = binary(build)
    return [a, away_from_zero(build, b)], []


def away_from_zero(build, x):
    """The operand, or a positive one made from it."""
    if isinstance(x, int | float):
        return x
    return np.asarray(np.abs(x) + 0.5) if isinstance(x, np.ndarray) else build.positive(x)


def power(build):
    """A positive base with any exponent, or any base with a small whole number."""
    if build.choose([False, True]):
        return [build.pick(), build.choose([2, 3, 2.0, 1, 0])], []
    (a, b), _ = binary(build)
    base = abs(a) if isinstance(a, int | float) else away_from_zero(build, a)
    return [base, b], []


def leaky(build):
    return [build.pick()], build.choose([[], [0.2]])


def bounded(build):
    """A value, and bounds of which one may be missing."""
    return [build.pick()], build.choose([[-0.7, 0.8], [None, 0.8], [-0.7, None], [-0.7], [0.1, 9.0]])


def where(build):
    """Two operands, and an array of truth values in their common shape."""
    pair, _ = binary(build)
    shape = np.broadcast_shapes(*map(build.shape_of, pair))
    condition = np.asarray(build.array(shape) > 0)
    return [condition, *pair], []


# -- reductions and products -----------------------------------------------------------------------------


def reduction(build, *between, several=True):
    """No dim, one or several, with and without keepdim; `between` are options that stand between the two."""
    v = build.pick()
    dims = [None, dimension(build, v), *([several_dimensions(build, v)] if several else [])]
    dim = build.choose(dims)
    return [v], build.choose([[dim], [dim, *between, True], [dim, *between, False]])


def product(build):
    return reduction(build, several=False)


def spread_out(build):
    """A variance with either correction; never of fewer elements than it needs."""
    operands, options = reduction(build, build.choose([1, 0]))
    shape = build.shape_of(operands[0])
    dim = options[0] if options else None
    axes = range(len(shape)) if dim is None or not shape else np.atleast_1d(dim)
    count = int(np.prod([shape[axis] for axis in axes]))
    if count < 2:
        options = [dim, 0, build.choose([False, True])]
    return operands, options


def along_one(build):
    v = build.pick()
    return [v], [dimension(build, v)]


def logsumexp(build):
    v = build.pick()
    dim = build.choose([dimension(build, v), several_dimensions(build, v)])
    return [v], build.choose([[dim], [dim, True]])


def matmul(build):
    """Vectors, matrices and stacks of them; where no other value fits, one with its own transpose."""
    a = build.pick(some(1))
    if a is None:
        return None
    shape = build.shape_of(a)

    def fits(other, left=shape):
        return left and other and left[-1] == other[-2 if len(other) > 1 else 0] and stacks_fit(left, other)

    if build.choose([False, True]):
        b = build.pick(lambda other: fits(shape, other), constants=True)
        return (b and [b, a]) or with_itself(build, a), []
    b = build.choose([build.pick(fits, constants=True), np.asarray(build.array((shape[-1], 2)))])
    return ([a, b] if b is not None else with_itself(build, a)), []


def stacks_fit(left, right):
    try:
        np.broadcast_shapes(left[:-2], right[:-2])
    except ValueError:
        return False
    return True


def with_itself(build, a):
    return [a, a if len(build.shape_of(a)) == 1 else build.call("transpose", [a], [-1, -2])]


def class_numbers(build, shape):
    """A class for each example: the second dimension counts classes, or the only one."""
    classes = shape[min(1, len(shape) - 1)]
    return np.asarray(build.noise.integers(0, classes, shape[:1] + shape[2:] if len(shape) > 1 else ()))


def reduction_of(build):
    """How a loss is made one number, if at all."""
    return build.choose([[], ["sum"], ["none"], ["mean"]])


def nll_loss(build):
    v = build.pick(some(1))
    return v and ([v, class_numbers(build, build.shape_of(v))], reduction_of(build))


def cross_entropy(build):
    """Scores, and a class for each example or the parts of all classes."""
    v = build.pick(some(1))
    if v is None:
        return None
    classes = build.choose([False, True])
    target = class_numbers(build, build.shape_of(v)) if classes else target_for(build, v)
    return [v, target], reduction_of(build)


def target_for(build, v):
    """Targets for predictions `v`: an array, or values, which are others than the predictions themselves."""
    shape = build.shape_of(v)
    noise = np.asarray(build.array(shape))
    if build.choose([False, False, True]):
        return noise
    target = build.pick(lambda other: other == shape, constants=True)
    return build.call("add", [v, noise]) if target in (v, None) else target


def mse_loss(build):
    v = build.pick()
    return [v, target_for(build, v)], reduction_of(build)


def binary_cross_entropy(build):
    """Probabilities, and targets between 0 and 1."""
    v = build.call("sigmoid", [build.pick()])
    target = target_for(build, v)
    is_array = isinstance(target, np.ndarray)
    return [v, np.asarray(np.abs(target) / 2) if is_array else build.call("sigmoid", [target])], reduction_of(build)


RULES = {
    "add": binary, "subtract": binary, "multiply": binary, "divide": divide, "negative": unary, "power": power,
    "exp": unary, "log": unary_positive, "sin": unary, "cos": unary, "log1p": unary_positive, "expm1": unary,
    "sqrt": unary_positive, "square": unary, "reciprocal": unary_positive, "sign": unary, "abs": unary,
    "round": unary, "floor": unary, "ceil": unary, "tanh": unary, "sigmoid": unary, "is_positive": unary,
    "relu": unary, "wins_over": binary, "maximum": binary, "minimum": binary, "leaky_relu": leaky,
    "softplus": unary, "silu": unary, "normal_cdf": unary, "gelu": unary, "clamp": bounded, "within": bounded,
    "where": where, "getitem": getitem, "put": put, "reshape": reshape, "broadcast_to": broadcast_to,
    "transpose": transpose, "permute": permute, "squeeze": squeeze, "unsqueeze": unsqueeze, "flip": flip,
    "cat": cat, "stack": stack, "clone": unary, "cast": cast, "sum": reduction, "mean": reduction,
    "amax": reduction, "amin": reduction, "prod": product, "cumsum": along_one, "var": spread_out,
    "std": spread_out, "norm": reduction, "logsumexp": logsumexp, "softmax": along_one, "log_softmax": along_one,
    "cross_entropy": cross_entropy, "nll_loss": nll_loss, "mse_loss": mse_loss,
    "binary_cross_entropy": binary_cross_entropy, "matmul": matmul,
}  # fmt: skip
"""For every operation how programs call it."""
