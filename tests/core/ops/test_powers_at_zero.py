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
