"""Kinks, ties and other places without a slope: gradviz takes the slope that PyTorch takes."""

import math

import numpy as np
import pytest

import gradviz as gv

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")
NAN, INF = math.nan, math.inf


def slopes(function, values):
    """The gradient of the sum of `function`, recorded and not, which must agree."""
    x = gv.tensor(values, requires_grad=True)
    function(x).sum().backward()
    (recorded,) = gv.grad(function(x).sum(), [x], create_graph=True)
    np.testing.assert_array_equal(recorded.detach().numpy(), x.grad.numpy())
    return x.grad.tolist()


def equal(found, expected):
    np.testing.assert_array_equal(np.asarray(found), np.asarray(expected))


@pytest.mark.parametrize(
    ("function", "values", "expected"),
    [
        (gv.relu, [-1.0, 0.0, -0.0, 2.0], [0.0, 0.0, 0.0, 1.0]),
        (gv.leaky_relu, [-1.0, 0.0, 2.0], [0.01, 0.01, 1.0]),
        (gv.abs, [-3.0, 0.0, -0.0, 5.0], [-1.0, 0.0, 0.0, 1.0]),
        (gv.sign, [-3.0, 0.0, 5.0], [0.0, 0.0, 0.0]),
        (gv.round, [0.5, 1.2], [0.0, 0.0]),
        (gv.floor, [1.0, 1.2], [0.0, 0.0]),
        (gv.ceil, [1.0, 1.2], [0.0, 0.0]),
        (lambda x: gv.clamp(x, -1, 1), [-2.0, -1.0, 0.0, 1.0, 2.0, NAN], [0.0, 1.0, 1.0, 1.0, 0.0, 0.0]),
        (lambda x: gv.clamp(x, max=1), [-9.0, 1.0, 2.0], [1.0, 1.0, 0.0]),
        (lambda x: gv.clamp(x, 1, -1), [-2.0, 0.0, 2.0], [0.0, 0.0, 0.0]),
        (lambda x: gv.maximum(x, gv.tensor(1.0)), [NAN, 1.0, 2.0, 0.0], [1.0, 0.5, 1.0, 0.0]),
        (lambda x: gv.minimum(x, 1.0), [1.0, 2.0, 0.0], [0.5, 0.0, 1.0]),
        (lambda x: x**0, [0.0, 2.0], [0.0, 0.0]),
        (gv.sqrt, [0.0, 4.0], [INF, 0.25]),
        (lambda x: gv.where(x > 0, gv.log(x), 0 * x), [0.0], [NAN]),
    ],
)
def test_an_elementwise_kink(function, values, expected):
    """R56, R58: relu'(0) = 0, abs'(0) = 0, a bound passes, a tie is halved."""
    equal(slopes(function, values), expected)
    equal([slopes(function, x) for x in values], expected)


def test_both_sides_of_a_tie_get_half():
    """R56: max at 1, 1."""
    for function in (gv.maximum, gv.minimum):
        a, b = gv.tensor(1.0, requires_grad=True), gv.tensor([1.0, 1.0], requires_grad=True)
        function(a, b).sum().backward()
        assert (a.grad.item(), b.grad.tolist()) == (1.0, [0.5, 0.5])


@pytest.mark.parametrize(
    ("function", "values", "expected"),
    [
        (gv.amax, [1.0, 2.0, 2.0], [0.0, 0.5, 0.5]),
        (gv.amin, [1.0, 1.0, 1.0, 2.0], [1 / 3, 1 / 3, 1 / 3, 0.0]),
        (lambda x: gv.amax(x, dim=1), [[1.0, 1.0], [0.0, 3.0]], [[0.5, 0.5], [0.0, 1.0]]),
        (lambda x: x.max(), [1.0, 2.0, 2.0], [0.0, 0.5, 0.5]),
        (lambda x: x.max(dim=0).values, [1.0, 2.0, 2.0], [0.0, 1.0, 0.0]),
        (lambda x: x.min(dim=-1).values, [[2.0, 1.0, 1.0]], [[0.0, 1.0, 0.0]]),
        (gv.amax, [1.0, NAN], [NAN, NAN]),
        (gv.amax, NAN, NAN),
        (gv.prod, [0.0, 2.0, 3.0], [6.0, 0.0, 0.0]),
        (gv.prod, [0.0, 0.0, 3.0], [0.0, 0.0, 0.0]),
        (lambda x: gv.prod(x, dim=1), [[0.0, 2.0], [3.0, 4.0]], [[2.0, 0.0], [4.0, 3.0]]),
        (gv.prod, [1e200, 1e200], [1e200, 1e200]),
        (gv.prod, [1e-200, 1e-200], [1e-200, 1e-200]),
        (gv.norm, [0.0, 0.0], [0.0, 0.0]),
        (lambda x: gv.norm(x, dim=1), [[0.0, 0.0], [3.0, 4.0]], [[0.0, 0.0], [0.6, 0.8]]),
        (gv.norm, 0.0, 0.0),
        (gv.std, [3.0, 3.0], [0.0, 0.0]),
        (gv.std, [3.0], [NAN]),
        (gv.var, [3.0], [NAN]),
        (gv.std, 3.0, NAN),
        (lambda x: gv.logsumexp(x, 0), [INF, 1.0], [NAN, 0.0]),
        (lambda x: gv.log_softmax(x, 0), [-INF, 1.0], [1.0, -1.0]),
    ],
)
def test_a_kink_of_a_reduction(function, values, expected):
    np.testing.assert_allclose(slopes(function, values), expected, rtol=1e-15)


def test_a_second_derivative_of_a_product_with_a_zero():
    """Of xyz at x = 0 the mixed derivatives are z, y and x."""
    x = gv.tensor([0.0, 2.0, 3.0], requires_grad=True)
    (first,) = gv.grad(gv.prod(x), [x], create_graph=True)
    rows = [gv.grad(first[i], [x], retain_graph=True)[0].tolist() for i in range(3)]
    assert rows == [[0.0, 3.0, 2.0], [3.0, 0.0, 0.0], [2.0, 0.0, 0.0]]


def test_a_long_product_with_a_zero_takes_no_square_of_its_length():
    """By halves: 20,000 elements, one of them 0, would be 4·10⁸ multiplications one by one."""
    values = np.ones(20_000)
    values[777] = 0.0
    x = gv.tensor(values, requires_grad=True)
    gv.prod(x).backward()
    assert x.grad.numpy()[777] == 1.0 and x.grad.numpy().sum() == 1.0


@pytest.mark.parametrize(
    ("function", "far"),
    [
        (gv.sigmoid, [(-1000.0, 0.0, 0.0), (1000.0, 1.0, 0.0)]),
        (gv.softplus, [(-1000.0, 0.0, 0.0), (1000.0, 1000.0, 1.0)]),
        (gv.silu, [(-800.0, 0.0, 0.0), (800.0, 800.0, 1.0)]),
        (gv.gelu, [(-40.0, 0.0, 0.0), (40.0, 40.0, 1.0)]),
        (gv.tanh, [(-1000.0, -1.0, 0.0), (1000.0, 1.0, 0.0)]),
        (gv.normal_cdf, [(-40.0, 0.0, 0.0), (40.0, 1.0, 0.0)]),
    ],
)
def test_far_out_nothing_overflows(function, far):
    for x, value, slope in far:
        assert function(x) == pytest.approx(value, abs=1e-300)
        assert slopes(function, x) == slopes(function, [x])[0] == pytest.approx(slope, abs=1e-300)


def test_small_parts_are_not_rounded_away():
    assert gv.normal_cdf(-10.0) == pytest.approx(7.61985302416e-24, rel=1e-9)
    assert gv.log1p(1e-20) == gv.expm1(1e-20) == 1e-20
    assert gv.softplus(-50.0) == pytest.approx(math.exp(-50.0), rel=1e-12)
    assert gv.log_softmax(gv.tensor([0.0, 1000.0]), 0).tolist() == [-1000.0, 0.0]
