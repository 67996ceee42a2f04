import math

import numpy as np
import pytest

import gradviz as gv
import gradviz.nn as nn
import gradviz.nn.functional as F
from tests.nn.numeric import assert_slopes

X = [[-2.0, -0.3, 0.4], [1.7, 3.0, -1.1]]
WEIGHTS = gv.tensor([[1.0, -2.0, 0.5], [0.3, 0.7, -1.0]])


@pytest.mark.parametrize(
    ("function", "formula"),
    [
        (F.relu, lambda x: max(0.0, x)),
        (F.leaky_relu, lambda x: x if x > 0 else 0.01 * x),
        (F.elu, lambda x: x if x > 0 else math.exp(x) - 1),
        (F.sigmoid, lambda x: 1 / (1 + math.exp(-x))),
        (F.tanh, math.tanh),
        (F.silu, lambda x: x / (1 + math.exp(-x))),
        (F.softplus, lambda x: math.log(1 + math.exp(x))),
        (F.gelu, lambda x: x * 0.5 * (1 + math.erf(x / math.sqrt(2)))),
        (
            lambda x: F.gelu(x, "tanh"),
            lambda x: 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
        ),
    ],
)
def test_an_activation_is_its_formula(function, formula):
    wanted = [[formula(x) for x in row] for row in X]
    np.testing.assert_allclose(function(gv.tensor(X)).tolist(), wanted, rtol=1e-12)
    assert function(gv.tensor(-0.3)).item() == pytest.approx(wanted[0][1])
    assert_slopes(lambda t: (function(t) * WEIGHTS).sum(), X)


def test_elu_does_not_overflow_far_out():
    x = gv.tensor([1000.0, -1000.0], requires_grad=True)
    F.elu(x, 2.0).sum().backward()
    assert F.elu(x, 2.0).tolist() == [1000.0, -2.0] and x.grad.tolist() == [1.0, 0.0]


def test_gelu_knows_two_kinds():
    with pytest.raises(ValueError, match="approximate='fast'"):
        F.gelu(gv.tensor(1.0), "fast")


def test_softmax_adds_up_to_one_along_dim():
    out = F.softmax(gv.tensor(X), dim=0)
    np.testing.assert_allclose(out.numpy().sum(0), 1.0)
    np.testing.assert_allclose(F.log_softmax(gv.tensor(X), dim=0).exp().tolist(), out.tolist())


def test_softmax_without_dim_chooses_as_torch_and_says_so():
    with pytest.warns(UserWarning, match=r"softmax was not told.*took dim=1 for shape \(2, 3\).*dim=-1") as seen:
        out = F.softmax(gv.tensor(X))
    assert seen[0].filename == __file__
    np.testing.assert_allclose(out.numpy().sum(1), 1.0)
    with pytest.warns(UserWarning, match="took dim=0"):
        F.log_softmax(gv.tensor(X[0]))


def test_one_hot():
    assert F.one_hot(gv.tensor([1, 0])).tolist() == [[0, 1], [1, 0]]
    assert F.one_hot(gv.tensor([[1], [0]]), 3).shape == (2, 1, 3)
    assert F.one_hot(gv.tensor(1), 3).tolist() == [0, 1, 0] and F.one_hot(gv.tensor(1)).dtype == gv.int64
    with pytest.raises(ValueError, match=r"from 0 to 3 for 3 classes.*num_classes − 1.*subtract 1"):
        F.one_hot(gv.tensor([0, 3]), 3)
    with pytest.raises(ValueError, match="got class numbers of -1 for 3 classes"):
        F.one_hot(gv.tensor([-1]), 3)
    with pytest.raises(TypeError, match="float64"):
        F.one_hot(gv.tensor([1.0]))


def test_normalize_makes_rows_of_length_one():
    np.testing.assert_allclose((F.normalize(gv.tensor(X)) ** 2).sum(1).tolist(), [1.0, 1.0])
    assert F.normalize(gv.zeros(1, 2)).tolist() == [[0.0, 0.0]]
    assert_slopes(lambda t: (F.normalize(t) * WEIGHTS).sum(), X)
    with pytest.raises(ValueError, match="p=1"):
        F.normalize(gv.tensor(X), p=1)


def test_linear_of_numpy_arrays_and_plain_tensors():
    out = F.linear(np.array([[1.0, 2.0]]), gv.tensor([[3.0, 4.0]], requires_grad=True))
    assert out.tolist() == [[11.0]] and out.requires_grad


@pytest.mark.parametrize("beta", [1, 2.0, 0.5])
def test_a_softplus_may_be_steeper(beta):
    x = gv.tensor([-1.0, 0.0, 3.0], requires_grad=True)
    y = F.softplus(x, beta=beta)
    y.sum().backward()
    np.testing.assert_allclose(y.detach().numpy(), np.log1p(np.exp(beta * x.detach().numpy())) / beta, rtol=1e-12)
    np.testing.assert_allclose(x.grad.numpy(), 1 / (1 + np.exp(-beta * x.detach().numpy())), rtol=1e-12)
    layer = nn.Softplus(beta=beta)
    assert layer(x).tolist() == y.tolist() and repr(layer) == f"Softplus(beta={beta}, threshold=20.0)"
