"""Python's floats answer as one-element arrays do: inf and nan, never an exception, never complex (R84)."""

import itertools
import warnings

import numpy as np
import pytest

from gradviz.core import FUNCTIONS, OPS, Tensor, tensor
from gradviz.core.operation import VJP
from tests.core.oracle import same, sample

ELEMENTWISE = [name for name, op in OPS.items() if not any(partial.kind == VJP for partial in op.partials)]
PAIRS = [name for name in ELEMENTWISE if len(OPS[name].inputs) == 2]
REDUCTIONS = ["sum", "mean", "amax", "amin", "prod", "var", "std", "norm"]
LOSSES = ["mse_loss"]
EDGES = (0.0, -0.0, 1.0, -1.0, float("inf"), float("-inf"), float("nan"), 1e308, -1e308, 5e-324, -5e-324, -1 / 3, 0.5,
         -710.0, 710.0, 2.0, -2.5, 1.5, -0.3)  # fmt: skip

pytestmark = pytest.mark.filterwarnings("error", "ignore::gradviz.AnomalyWarning")


def options_of(name):
    """The options of the samples, each once."""
    found = []
    for number in range(len(OPS[name].samples)):
        if (options := sample(name, number)[1]) not in found:
            found.append(options)
    return found if name in ELEMENTWISE else found[:1]


def value_and_gradients(name, values, options, array):
    leaves = [tensor(np.array([x]) if array else x, requires_grad=True) for x in values]
    out = FUNCTIONS[name](*leaves, *options)
    assert out.dtype == np.float64
    out.backward()
    return [float(np.ravel(t.detach().numpy())[0]) for t in (out, *(leaf.grad for leaf in leaves))]


@pytest.mark.parametrize("name", [*ELEMENTWISE, *REDUCTIONS, *LOSSES])
def test_scalars_follow_ieee_754_as_arrays_do(name):
    """A Python float gives what a one-element float64 array gives, and so do its gradients."""
    wrong = []
    for options in options_of(name):
        for values in itertools.product(EDGES, repeat=len(OPS[name].inputs)):
            scalar = value_and_gradients(name, values, options, array=False)
            array = value_and_gradients(name, values, options, array=True)
            if not all(same(a, b, ulps=16) for a, b in zip(scalar, array, strict=True)):
                wrong.append((values, options, scalar, array))
    assert wrong == []


def test_where_follows_ieee_754_too():
    for condition, a, b in itertools.product((True, False), EDGES, EDGES):
        out = FUNCTIONS["where"](tensor(condition), tensor(a), b)
        assert type(out.value) is float and same(out.value, a if condition else b)


@pytest.mark.parametrize("name", PAIRS)
def test_numbers_in_a_formula_follow_ieee_754_too(name):
    """The same when one input is a plain number, which is a part of the operation and no Tensor."""
    function = FUNCTIONS[name]
    for a, b in itertools.product(EDGES, repeat=2):
        array = function(np.array([a]), np.array([b]))[0]
        for out in (function(tensor(a), b), function(a, tensor(b)), tensor(function(a, b))):
            assert isinstance(out.item(), float)
            assert same(out.item(), array, ulps=2), (a, b, out.item(), array)


@pytest.mark.parametrize("name", PAIRS)
def test_whole_numbers_in_a_formula_give_floats(name):
    """maximum(x, 2) at 1 is 2.0, whose gradient is asked for like any other."""
    for a, b in itertools.product((-2, 1, 3, True), repeat=2):
        for left, right in ((tensor(float(a), requires_grad=True), b), (a, tensor(float(b), requires_grad=True))):
            out = FUNCTIONS[name](left, right)
            out.backward()
            expected = FUNCTIONS[name](np.array([float(a)]), np.array([float(b)]))[0]
            assert type(out.value) is float and same(out.value, expected, ulps=2)
            assert type((left if isinstance(left, Tensor) else right).grad.value) is float


@pytest.mark.parametrize("low, high", [(1, None), (None, 1), (0, 2), (True, 2)])
def test_whole_numbers_as_bounds_and_choices_give_floats(low, high):
    for x in (-3.0, 0.5, 7.0):
        out = FUNCTIONS["clamp"](tensor(x, requires_grad=True), low, high)
        assert type(out.value) is float
    for choice in (True, False):
        assert type(FUNCTIONS["where"](tensor(choice), tensor(1.5), 2).value) is float


@pytest.mark.parametrize("name", ["round", "floor", "ceil"])
def test_rounding_keeps_the_sign_of_zero_and_infinities(name):
    """IEEE 754: what is rounded to 0 from below is −0."""
    for x in EDGES:
        assert same(FUNCTIONS[name](x), float(getattr(np, name)(np.float64(x)))), x


def test_no_numpy_warning_and_no_exception_for_a_single_number_without_spread():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(FUNCTIONS["var"](3.0)) and np.isnan(FUNCTIONS["std"](np.array([3.0])))
