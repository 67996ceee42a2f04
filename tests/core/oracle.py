"""Second opinions on a gradient: central differences, and HIPS autograd under the same names."""

import inspect

import autograd.numpy as anp
import numpy as np

from gradviz.core import FUNCTIONS, OPS, tensor

ADAPTED = {  # where numpy's arguments stand in another order, or HIPS knows less
    "sum": lambda a, dim, keepdim: anp.sum(a, axis=dim, keepdims=keepdim),
    "mean": lambda a, dim, keepdim: anp.mean(a, axis=dim, keepdims=keepdim),
    "transpose": anp.swapaxes,
    "broadcast_to": lambda a, shape: a * np.ones(shape),
}
CASES = [(name, number) for name, op in OPS.items() for number in range(len(op.samples))]


def ids(case):
    return f"{case[0]}-{case[1]}" if isinstance(case, tuple) else None


def sample(name, number):
    """The inputs of a sample as floats or arrays, and its options."""
    op = OPS[name]
    given = op.samples[number]
    inputs = [np.array(x, dtype=float) if isinstance(x, list) else float(x) for x in given[: len(op.inputs)]]
    bound = inspect.signature(FUNCTIONS[name]).bind(*given)
    bound.apply_defaults()
    return inputs, tuple(bound.arguments[option] for option in op.options)


def widened(inputs):
    """The same inputs as arrays that broadcast against each other, for elementwise operations."""
    shapes = [(2, 3), (3,)]
    shifts = [np.arange(6).reshape(2, 3) / 8, np.arange(3) / 16]
    return [x + shift if np.ndim(x) == 0 else x for x, shift, _ in zip(inputs, shifts, shapes, strict=False)]


def leaves_of(inputs):
    return [tensor(x, requires_grad=True) for x in inputs]


def weights(shape):
    """An upstream gradient without symmetry, so that a transposed or summed one is seen."""
    return 0.5 + np.arange(np.prod(shape, dtype=int)).reshape(shape) * 0.25


def gradients_of(name, inputs, options):
    """The gradients of Σ weight·f(inputs) by backward()."""
    leaves = leaves_of(inputs)
    out = FUNCTIONS[name](*leaves, *options)
    out.backward(gradient=weights(out.shape))
    return [leaf.grad.numpy() for leaf in leaves]


def weighed(name, inputs, options, functions=None):
    """Σ weight·f(inputs) on raw numbers."""
    function = functions(name) if functions else FUNCTIONS[name]
    out = function(*inputs, *options)
    return anp.sum(out * weights(np.shape(getattr(out, "_value", out))))


def central(function, inputs, which, h=1e-6):
    """The gradient of `function(inputs)` for inputs[which], one element at a time."""
    base = np.array(inputs[which], dtype=float)
    found = np.empty(base.shape)
    for place in np.ndindex(base.shape):
        ends = []
        for step in (h, -h):
            moved = base.copy()
            moved[place] += step
            value = float(moved) if moved.ndim == 0 else moved
            ends.append(function([*inputs[:which], value, *inputs[which + 1 :]]))
        found[place] = (ends[0] - ends[1]) / (2 * h)
    return found


def hips(name):
    """HIPS autograd's function of that name, or None."""
    return ADAPTED.get(name, getattr(anp, name, None))


def same(a, b, ulps=0):
    """Whether two floats are equal as IEEE 754 has it: nan is nan, -0 is not 0."""
    if np.isnan(a) or np.isnan(b):
        return bool(np.isnan(a) and np.isnan(b))
    if a == b:
        return bool(np.signbit(a) == np.signbit(b))
    return bool(ulps and abs(a - b) <= ulps * np.spacing(max(abs(a), abs(b))))
