"""Second opinions on an operation: central differences, and HIPS autograd under the same names."""

import inspect

import autograd.numpy as anp
import numpy as np

from gradviz.core import FUNCTIONS, OPS, tensor
from tests.oracle.hips import FUNCTIONS as HIPS

CASES = [(name, number) for name, op in OPS.items() for number in range(len(op.samples))]


def ids(case):
    return f"{case[0]}-{case[1]}" if isinstance(case, tuple) else None


def given(x):
    """An input of a sample: lists as arrays; an integer stays one, for it is a class and not a number."""
    return np.array(x) if isinstance(x, list) else x


def sample(name, number):
    """The inputs of a sample (of a variadic operation: its parts), and its options."""
    op = OPS[name]
    bound = inspect.signature(FUNCTIONS[name]).bind(*op.samples[number])
    bound.apply_defaults()
    values = list(bound.arguments.values())
    inputs = values[0] if op.variadic else values[: len(op.inputs)]
    return [given(x) for x in inputs], tuple(values[len(op.inputs) :])


def call(function, name, inputs, options):
    """A function under an operation's name, whose inputs may be one list."""
    return function(list(inputs), *options) if OPS[name].variadic else function(*inputs, *options)


def apply(name, inputs, options):
    """The operation itself, on Tensors or raw values."""
    return call(FUNCTIONS[name], name, inputs, options)


def smooth(inputs):
    """The numbers of the inputs that can have a gradient: not classes, conditions or places."""
    return [i for i, x in enumerate(inputs) if np.asarray(x).dtype.kind == "f"]


def widened(inputs):
    """The same inputs as arrays that broadcast against each other, for elementwise operations."""
    shifts = [np.arange(6).reshape(2, 3) / 8, np.arange(3) / 16]
    return [x + shift if np.ndim(x) == 0 else x for x, shift in zip(inputs, shifts, strict=False)]


def leaves_of(inputs):
    """The inputs as Tensors; those that can have a gradient need one."""
    learns = smooth(inputs)
    return [tensor(x, requires_grad=i in learns) for i, x in enumerate(inputs)]


def weights(shape):
    """An upstream gradient without symmetry, so that a transposed or summed one is seen."""
    return 0.5 + np.arange(np.prod(shape, dtype=int)).reshape(shape) * 0.25


def raw(x):
    return getattr(x, "_value", x)


def gradients_of(name, inputs, options):
    """The gradients of Σ weight·f(inputs) by backward(), by the number of the input."""
    leaves = leaves_of(inputs)
    out = apply(name, leaves, options)
    out.backward(gradient=weights(out.shape))
    return {i: leaf.grad.numpy() for i, leaf in enumerate(leaves) if leaf.requires_grad}


def weighed(function, name, inputs, options):
    """Σ weight·f(inputs) on raw numbers, for a function of gradviz or of HIPS."""
    out = call(function, name, inputs, options)
    return anp.sum(out * weights(np.shape(raw(out))))


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


def step_of(name):
    """A step for central differences; half precision must be able to tell its ends apart."""
    return 0.25 if name == "cast" else 1e-6


def _reducible(name, each):
    """HIPS's loss with a reduction: its mean as the oracle has it, and the loss of every example on its own."""

    def loss(a, target, reduction):
        target = np.array(target) if isinstance(target, int) else target
        if reduction == "mean":
            return HIPS[name](a, target)
        losses = each(a, target)
        return losses if reduction == "none" else anp.sum(losses)

    return loss


def _each_class(function):
    """The loss of every example, of which the oracle takes a mean of one."""

    def losses(a, target):
        if np.ndim(a) == 1:
            return function(a, target)
        if np.ndim(a) == 2:
            return anp.stack([function(a[i : i + 1], target[i : i + 1]) for i in range(len(target))])
        places = [(n, j) for n in range(len(target)) for j in range(target.shape[1])]
        found = [function(a[n : n + 1, :, j], target[n : n + 1, j]) for n, j in places]
        return anp.reshape(anp.stack(found), target.shape)

    return losses


def _binary(p, target):
    return -(target * anp.log(p) + (1 - target) * anp.log(1 - p))


ADAPTED = {
    "cast": lambda a, dtype: a * 1.0,
    "permute": lambda a, dims: anp.transpose(a, [d % np.ndim(a) for d in dims]),
    "mse_loss": _reducible("mse_loss", lambda a, b: (a - b) ** 2),
    "binary_cross_entropy": _reducible("binary_cross_entropy", _binary),
    "cross_entropy": _reducible("cross_entropy", _each_class(HIPS["cross_entropy"])),
    "nll_loss": _reducible("nll_loss", _each_class(HIPS["nll_loss"])),
}


def hips(name):
    """HIPS autograd's function of that name, or None."""
    return ADAPTED.get(name, HIPS.get(name))


def same(a, b, ulps=0):
    """Whether two floats are equal as IEEE 754 has it: nan is nan, -0 is not 0."""
    if np.isnan(a) or np.isnan(b):
        return bool(np.isnan(a) and np.isnan(b))
    if a == b:
        return bool(np.signbit(a) == np.signbit(b))
    return bool(ulps and abs(a - b) <= ulps * np.spacing(max(abs(a), abs(b))))
