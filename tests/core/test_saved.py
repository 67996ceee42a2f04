"""The careful sweep (hooks, packing, a meter) gives what the quick one gives, for every operation (R18, R120, R127)."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.autograd.graph import saved_tensors_hooks
from gradviz.core import FUNCTIONS, OPS
from gradviz.core.saved import memory_of, saved_by

CASES = [(name, sample) for name, op in OPS.items() for sample in op.samples]


def leaves_of(op, sample):
    """The sample's inputs as leaves (those that take a gradient), in the form the operation is called with."""
    if op.variadic:
        leaves = [gv.tensor(x, requires_grad=True, dtype=float) for x in sample[0]]
        return leaves, (leaves, *sample[1:])
    count = len(op.inputs)
    given = [
        gv.tensor(x, requires_grad=True) if np.asarray(x).dtype.kind == "f" else x
        for i, x in enumerate(sample[:count])
    ]
    given = [np.array(x) if isinstance(x, list) else x for x in given]
    return [x for x in given if isinstance(x, gv.Tensor)], (*given, *sample[count:])


def slopes(name, sample, around=None):
    leaves, arguments = leaves_of(OPS[name], sample)
    if around is None:
        out = FUNCTIONS[name](*arguments)
    else:
        with around:
            out = FUNCTIONS[name](*arguments)
    found = gv.grad(out, leaves, gv.tensor(np.linspace(1.0, 2.0, out.numel()).reshape(out.shape)))
    return [g.numpy() for g in found], out


@pytest.mark.parametrize(("name", "sample"), CASES, ids=[f"{n}{i}" for i, (n, _) in enumerate(CASES)])
def test_the_careful_sweep_agrees_with_the_quick_one(name, sample):
    quick, _ = slopes(name, sample)
    packed, out = slopes(name, sample, saved_tensors_hooks(lambda t: t.numpy(), lambda a: a))
    metered, _ = slopes(name, sample, gv.Meter())
    for a, b, c in zip(quick, packed, metered, strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(a, c)
    assert {place for place, _ in saved_by(out)} == set(out._info.packed)


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (2.0, 8),
        (np.ones(3), 24),
        (np.ones((4, 5))[:2], 160),
        (np.float32(1), 4),
        ((np.ones(2, np.uint8), 0.5), 10),
        (b"abc", 3),
        (gv.tensor([1.0, 2.0]), 16),
    ],
)
def test_r120_sizes(value, size):
    assert memory_of(value)[1] == size
