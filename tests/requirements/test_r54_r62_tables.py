"""R54 to R60: how each gate hands gradients on, two ways to make a graph, and the table of eleven operations."""

import math

import numpy as np
import pytest

import gradviz as gv


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def handed_on(function, *values, upstream):
    """The gradient that every input gets from one operation."""
    leaves = [leaf(float(value)) for value in values]
    function(*leaves).backward(gv.tensor(float(upstream)))
    return [x.grad.item() for x in leaves]


def test_r54_add_hands_the_upstream_gradient_on_unchanged():
    assert handed_on(lambda a, b: a + b, 3, -4, upstream=2) == [2, 2]


def test_r55_multiply_hands_on_the_upstream_times_the_other_factor():
    assert handed_on(lambda a, b: a * b, 3, -4, upstream=2) == [-8, 6]


@pytest.mark.parametrize(
    ("values", "slopes"), [((5, 2), [2, 0]), ((2, 5), [0, 2]), ((1, 1), [1, 1])], ids=["first", "second", "tie"]
)
def test_r56_the_winner_of_max_gets_everything_and_a_tie_is_halved(values, slopes):
    assert handed_on(gv.maximum, *values, upstream=2) == slopes
    x = leaf([float(v) for v in values])
    x.max().backward(gv.tensor(2.0))
    assert x.grad.tolist() == slopes
    assert "tie" in gv.maximum.__doc__, "the rule is documented"


def test_r57_a_value_that_is_used_twice_gets_the_sum_of_both_upstreams():
    x = leaf(1.0)
    z1, z2 = x.clone(), x.clone()
    (3 * z1 + 5 * z2).backward()
    assert x.grad.item() == 8
    x, upstream = leaf(1.0), gv.tensor([3.0, 5.0])
    gv.stack([x, x], 0).backward(upstream)
    assert x.grad.item() == 8


def test_r58_relu_passes_the_gradient_of_positive_inputs_and_0_gets_none():
    assert [handed_on(gv.relu, x, upstream=3) for x in (-1, 0, 2)] == [[0], [0], [3]]
    x = leaf([-1.0, 0.0, 2.0])
    x.relu().backward(gv.tensor([3.0, 3.0, 3.0]))
    assert x.grad.tolist() == [0, 0, 3]


def test_r59_one_if_makes_two_graphs_and_a_frozen_graph_replays_the_old_branch():
    def f(x):
        return x * 2 if x.item() > 0 else x**2

    assert [gv.record(f, x=x).graph.nodes[-1].op for x in (3.0, -3.0)] == ["multiply", "power"]
    frozen = gv.freeze(f(leaf(3.0, name="x")))
    assert (frozen(x=-3.0).item(), f(leaf(-3.0)).item()) == (-6.0, 9.0)


P = math.exp(1) / (math.exp(1) + math.exp(2))
SIGMA_2 = 1 / (1 + math.exp(-2))
ELEVEN = {  # operation: (function, inputs, value, local derivatives)
    "add": (lambda a, b: a + b, (6, 3), 9, [1, 1]),
    "subtract": (lambda a, b: a - b, (6, 3), 3, [1, -1]),
    "multiply": (lambda a, b: a * b, (6, 3), 18, [3, 6]),
    "divide": (lambda a, b: a / b, (6, 3), 2, [1 / 3, -2 / 3]),
    "power": (lambda a, b: a**b, (2, 3), 8, [12, 8 * math.log(2)]),
    "exp": (gv.exp, (1,), math.e, [math.e]),
    "log": (gv.log, (2,), math.log(2), [0.5]),
    "sigmoid": (gv.sigmoid, (2,), SIGMA_2, [SIGMA_2 * (1 - SIGMA_2)]),
    "tanh": (gv.tanh, (0.5,), math.tanh(0.5), [1 - math.tanh(0.5) ** 2]),
    "relu": (gv.relu, (2,), 2, [1]),
    "softmax": (lambda a, b: gv.softmax(gv.stack([a, b], 0), 0)[0], (1, 2), P, [P * (1 - P), -P * (1 - P)]),
}


@pytest.mark.parametrize("name", ELEVEN)
def test_r60_each_of_the_eleven_has_its_value_its_derivatives_and_passes_the_gradient_check(name):
    function, values, value, slopes = ELEVEN[name]
    leaves = [leaf(float(v)) for v in values]
    result = function(*leaves)
    assert result.item() == pytest.approx(value, rel=1e-14)
    assert [g.item() for g in gv.grad(result, leaves)] == pytest.approx(slopes, rel=1e-13)
    assert gv.gradcheck(function, leaves)


def test_r60_the_numbers_of_the_table():
    assert len(ELEVEN) == 11
    assert handed_on(lambda x, y: x / y, 6, 3, upstream=1) == pytest.approx([1 / 3, -2 / 3], rel=1e-15)
    assert handed_on(gv.tanh, 0.5, upstream=1) == pytest.approx([0.786448], abs=5e-7)
    assert handed_on(gv.sigmoid, 0, upstream=1) == [0.25]


def test_r60_on_arrays_too():
    a = leaf(np.array([[0.5, 2.0], [3.0, 1.5]]))
    for function in (gv.exp, gv.log, gv.sigmoid, gv.tanh, gv.relu, lambda x: gv.softmax(x, 1)):
        assert gv.gradcheck(function, a)
