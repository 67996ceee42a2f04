"""R84 to R92: numbers and arrays, operators, functions, broadcasting, matrices, softmax, and units that died."""

import math

import numpy as np
import pytest

import gradviz as gv


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def test_r84_scalars_vectors_and_matrices_hold_float64():
    for value in (2.0, [1.0, 2.0], [[1.0, 2.0], [3.0, 4.0]]):
        x = leaf(value)
        (x * x).sum().backward()
        assert x.dtype == np.float64 and x.grad.dtype == np.float64
        assert isinstance(x.detach().numpy(), np.ndarray)
        np.testing.assert_array_equal(x.grad.numpy(), 2 * np.array(value))
    assert gv.tensor([1.0], dtype=gv.float32).dtype == np.float32
    assert gv.tensor([1.0], dtype=gv.float16).dtype == np.float16


@pytest.mark.parametrize(("function", "value", "slope"), [
    (lambda x: 2 * x, 8, 2), (lambda x: x * 2, 8, 2), (lambda x: 1 / x, 0.25, -0.0625), (lambda x: 3 - x, -1, -1),
    (lambda x: x - 3, 1, 1), (lambda x: 3 + x, 7, 1), (lambda x: x + 3, 7, 1), (lambda x: x / 8, 0.5, 0.125),
    (lambda x: x**3, 64, 48), (lambda x: 2**x, 16, 16 * math.log(2)), (lambda x: -x, -4, -1),
])  # fmt: skip
@pytest.mark.parametrize("form", [float, lambda v: [v, v]])
def test_r85_operators_take_python_numbers_on_either_side(function, value, slope, form):
    x = leaf(form(4.0))
    y = function(x)
    y.sum().backward()
    assert np.all(y.detach().numpy() == value)
    np.testing.assert_allclose(x.grad.numpy(), slope, rtol=1e-15)


def test_r85_the_matrix_product_and_the_product_of_tensors_have_operators():
    a, b = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    assert (a @ b).item() == 11 and (a * b).tolist() == [3, 8]
    assert [g.tolist() for g in gv.grad(a @ b, [a, b])] == [[3, 4], [1, 2]]
    assert [g.tolist() for g in gv.grad((a * b).sum(), [a, b])] == [[3, 4], [1, 2]]


A = np.array([[0.3, -1.2, 2.0], [1.1, 0.6, -0.4]])
FUNCTIONS = {
    "exp": (gv.exp, A), "log": (gv.log, np.abs(A)), "sin": (gv.sin, A), "cos": (gv.cos, A),
    "sigmoid": (gv.sigmoid, A), "tanh": (gv.tanh, A), "relu": (gv.relu, A), "leaky_relu": (gv.leaky_relu, A),
    "max": (lambda a: gv.max(a), A), "max of a dimension": (lambda a: gv.max(a, dim=1).values, A),
    "maximum": (gv.maximum, A, A[::-1] * 0.9), "sum": (gv.sum, A), "sum of a dimension": (lambda a: a.sum(dim=0), A),
    "mean": (gv.mean, A), "softmax": (lambda a: gv.softmax(a, dim=1), A),
    "log_softmax": (lambda a: gv.log_softmax(a, dim=1), A),
    "cross_entropy": (lambda a: gv.cross_entropy(a, gv.tensor([2, 0])), A), "matmul": (gv.matmul, A, A.T * 0.7),
    "reshape": (lambda a: a.reshape(3, 2) * gv.tensor(A.T), A),
    "transpose": (lambda a: gv.transpose(a, 0, 1) * gv.tensor(A.T), A),
    "power with a Tensor as exponent": (lambda a, b: a**b, np.abs(A), A[::-1]),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_r86_every_function_of_the_list_passes_the_gradient_check(name):
    function, *values = FUNCTIONS[name]
    assert gv.gradcheck(function, tuple(leaf(value) for value in values))


def test_r87_broadcasting_sums_the_gradient_back_to_the_inputs_shape():
    x, bias = leaf(np.ones((4, 3))), leaf(np.zeros(3))
    (x + bias).sum().backward()
    assert bias.grad.tolist() == [4, 4, 4] and x.grad.tolist() == [[1, 1, 1]] * 4
    column, number = leaf(np.ones((4, 1))), leaf(2.0)
    (x * column * number).sum().backward()
    assert column.grad.tolist() == [[6]] * 4 and number.grad.item() == 12


def test_r88_gradients_of_a_matrix_product():
    x, w = leaf([[1.0, 2.0], [3.0, 4.0]]), leaf([[5.0, 6.0, 7.0], [8.0, 9.0, 10.0]])
    b = leaf(np.zeros(3))
    y = x @ w + b
    y.backward(gv.tensor([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]]))
    assert y.tolist() == [[21, 24, 27], [47, 54, 61]]
    assert x.grad.tolist() == [[-2, -2], [16, 25]]
    assert w.grad.tolist() == [[7, 3, -1], [10, 4, -2]]
    assert b.grad.tolist() == [3, 1, -1]


def test_r89_the_jacobian_of_softmax_is_diag_p_minus_p_times_p():
    z = gv.tensor([1.0, 2.0, 3.0])
    p = gv.softmax(z, 0).numpy()
    assert p == pytest.approx([0.090031, 0.244728, 0.665241], abs=5e-7)
    jacobian = gv.autograd.functional.jacobian(lambda z: gv.softmax(z, 0), z).numpy()
    np.testing.assert_allclose(jacobian, np.diag(p) - np.outer(p, p), atol=1e-15)
    assert np.diag(jacobian) == pytest.approx([0.081925, 0.184836, 0.222695], abs=5e-7)
    off = jacobian[0, 1], jacobian[0, 2], jacobian[1, 2]
    assert off == pytest.approx((-0.022033, -0.059892, -0.162803), abs=5e-7)
    np.testing.assert_allclose(jacobian.sum(axis=1), 0, atol=1e-15)
    np.testing.assert_array_equal(jacobian, jacobian.T)


@pytest.mark.parametrize("form", ["in one", "log_softmax and nll_loss", "softmax, log, pick"])
def test_r90_softmax_with_cross_entropy_has_the_gradient_p_minus_y(form):
    z, third = leaf([1.0, 2.0, 3.0]), gv.tensor(2)
    if form == "in one":
        loss = gv.cross_entropy(z, third)
    elif form == "log_softmax and nll_loss":
        loss = gv.nll_loss(gv.log_softmax(z, 0), third)
    else:
        loss = -gv.log(gv.softmax(z, 0)[2])
    loss.backward()
    assert loss.item() == pytest.approx(0.407606, abs=5e-7)
    assert z.grad.tolist() == pytest.approx([0.090031, 0.244728, -0.334759], abs=5e-7)


def test_r91_leaky_relu_has_the_slope_001_below_0():
    for x in (leaf(-2.0), leaf([-2.0])):
        y = gv.leaky_relu(x)
        y.backward(gv.tensor(np.full(x.shape, 3.0)) if x.shape else gv.tensor(3.0))
        assert (y.item(), x.grad.item()) == (-0.02, pytest.approx(0.03, rel=1e-15))


@pytest.mark.parametrize("bend", [gv.relu, gv.leaky_relu])
def test_r92_a_dead_unit_never_changes_and_a_leaky_one_recovers(bend):
    x = gv.tensor([[1.0], [2.0], [3.0]])
    w, b, v = leaf([[-1.0]]), leaf([-5.0]), leaf([[1.0]])
    before = w.tolist(), b.tolist()
    optimizer = gv.optim.SGD([w, b], lr=0.1)
    for _ in range(20):
        optimizer.zero_grad()
        (((bend(x @ w + b) @ v) - 1) ** 2).mean().backward()
        optimizer.step()
    unchanged = (w.tolist(), b.tolist()) == before
    assert unchanged == (bend is gv.relu)
    if bend is gv.relu:
        assert w.grad.tolist() == [[0.0]] and b.grad.tolist() == [0.0]
    else:
        assert w.item() > -1.0 and b.item() > -5.0
