"""Slopes of a power where a factor 0 meets an infinite one: PyTorch and calculus say 0."""

import numpy as np
import pytest

import gradviz as gv


@pytest.mark.parametrize("b", [0, 0.0])
def test_x_to_the_zero_is_flat_also_at_zero(b):
    for x in (gv.tensor(0.0, requires_grad=True), gv.tensor([0.0, 2.0], requires_grad=True)):
        (x**b).sum().backward()
        assert np.all(x.grad.numpy() == 0.0)


@pytest.mark.parametrize(("b", "slope"), [(2.0, 0.0), (0.0, 0.0), (0.5, 0.0)])
def test_a_power_of_zero_is_flat_in_its_exponent(b, slope):
    exponent = gv.tensor(b, requires_grad=True)
    (gv.tensor(0.0) ** exponent).backward()
    assert exponent.grad.item() == slope


def test_exponents_in_an_array_are_told_apart():
    x, b = gv.tensor([0.0, 0.0, 3.0], requires_grad=True), gv.tensor([0.0, 2.0, 2.0], requires_grad=True)
    (x**b).sum().backward()
    assert x.grad.numpy().tolist() == [0.0, 0.0, 6.0]
    np.testing.assert_allclose(b.grad.numpy(), [0.0, 0.0, 9 * np.log(3.0)])


@pytest.mark.parametrize("wrap", [float, lambda v: [float(v)], lambda v: [v, 2.0], np.float32])
@pytest.mark.parametrize(("a", "b"), [(0, 2), (0, 0), (0, 0.5), (0, 1), (0, -1), (2, 0), (-2, 3)])
def test_recording_the_backward_pass_changes_no_first_slope_of_a_power(a, b, wrap):
    def slopes(create_graph):
        base, exponent = gv.tensor(wrap(a), requires_grad=True), gv.tensor(wrap(b), requires_grad=True)
        found = gv.grad((base**exponent).sum(), [base, exponent], create_graph=create_graph)
        return [np.asarray(slope.detach()) for slope in found]

    with gv.autograd.set_detect_anomaly(False):
        for plain, recorded in zip(slopes(False), slopes(True), strict=True):
            np.testing.assert_array_equal(plain, recorded)
            assert plain.dtype == recorded.dtype


@pytest.mark.parametrize("f", [lambda x: x**x, lambda x: 0**x, lambda x: 0.0**x, lambda x: x**0])
def test_powers_of_zero_have_slope_0_also_where_the_slope_is_recorded(f, recwarn):
    for x in (gv.tensor(0.0, requires_grad=True), gv.tensor([0.0, 0.0], requires_grad=True)):
        (slope,) = gv.grad(f(x).sum(), x, create_graph=True)
        assert np.all(np.asarray(slope.detach()) == 0.0)
    assert not recwarn.list


def test_second_slopes_of_a_power_at_zero_are_unknown_and_not_a_wrong_number():
    a, b = gv.tensor(0.0, requires_grad=True), gv.tensor(1.0, requires_grad=True)
    (slope,) = gv.grad(a**b, b, create_graph=True)
    with gv.autograd.set_detect_anomaly(False):
        assert np.isnan(gv.grad(slope, a)[0].item())
