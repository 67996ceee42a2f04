import numpy as np
import pytest

import gradviz as gv
import gradviz.nn as nn
from tests.nn.numeric import assert_slopes

X = np.array([[1.0, 4.0], [2.0, -1.0], [6.0, 3.0]])
WEIGHTS = gv.tensor([[1.0, -2.0], [0.5, 0.3], [0.7, -1.0]])


def set_to(layer, **values):
    layer.load_state_dict({k: gv.tensor(v) for k, v in values.items()}, strict=False)
    return layer


def test_r128_batch_norm_worked_by_hand():
    # the first column 1, 2, 6 has mean 3 and variance (4 + 1 + 9)/3
    layer = set_to(nn.BatchNorm1d(2, eps=0.0), weight=[2.0, 1.0], bias=[10.0, 0.0])
    out = layer(gv.tensor(X))
    np.testing.assert_allclose(out.detach().numpy()[:, 0], 10 + 2 * np.array([-2.0, -1.0, 3.0]) / np.sqrt(14 / 3))


def test_r128_every_example_has_a_part_in_every_gradient():
    layer = set_to(nn.BatchNorm1d(2), weight=[2.0, -1.0], bias=[0.5, 0.0])
    assert_slopes(lambda t: (layer(t) ** 2 * WEIGHTS).sum(), X)
    x = gv.tensor(X, requires_grad=True)
    layer(x)[0, 0].backward()  # one output of one example
    assert np.all(x.grad.numpy()[:, 0] != 0.0) and np.all(x.grad.numpy()[:, 1] == 0.0)


def test_r128_mean_and_variance_are_values_of_their_own():
    picture = gv.draw(nn.BatchNorm1d(2)(gv.tensor(X, requires_grad=True)).sum())
    assert "mean" in picture.source and "var" in picture.source


def test_running_numbers_move_by_a_tenth_and_are_used_after_eval():
    layer = nn.BatchNorm1d(2, eps=0.0)
    layer(gv.tensor(X))
    mean, var = X.mean(0), X.var(0, ddof=1)
    np.testing.assert_allclose(layer.running_mean.tolist(), 0.1 * mean)
    np.testing.assert_allclose(layer.running_var.tolist(), 0.9 + 0.1 * var)
    assert layer.num_batches_tracked.item() == 1
    layer(gv.tensor(X))
    np.testing.assert_allclose(layer.running_mean.tolist(), 0.19 * mean)
    layer.eval()
    out = layer(gv.tensor([[5.0, 5.0]]))
    np.testing.assert_allclose(out.tolist()[0], (5 - 0.19 * mean) / np.sqrt(0.81 + 0.19 * var))
    assert layer.num_batches_tracked.item() == 2
    np.testing.assert_allclose(layer.running_mean.tolist(), 0.19 * mean)


def test_without_momentum_all_batches_count_the_same():
    layer = nn.BatchNorm1d(2, momentum=None)
    layer(gv.tensor(X))
    layer(gv.tensor(X + 4.0))
    np.testing.assert_allclose(layer.running_mean.tolist(), X.mean(0) + 2.0)


def test_running_numbers_have_no_history():
    layer = nn.BatchNorm1d(2)
    layer(gv.tensor(X, requires_grad=True)).sum().backward()
    layer(gv.tensor(X, requires_grad=True)).sum().backward()
    assert layer.running_mean.is_leaf and not layer.running_mean.requires_grad


def test_batch_norm_refuses_what_has_no_spread_or_another_shape():
    layer = nn.BatchNorm1d(2)
    with pytest.raises(ValueError, match=r"shape \(1, 2\) in training.*no spread.*eval\(\)"):
        layer(gv.ones(1, 2))
    assert layer.eval()(gv.ones(1, 2)).shape == (1, 2)
    with pytest.raises(ValueError, match=r"BatchNorm1d\(2.*shape \(3, 4\)"):
        layer(gv.ones(3, 4))
    with pytest.raises(ValueError, match=r"shape \(2,\)"):
        layer(gv.ones(2))


def test_a_refused_batch_leaves_the_running_numbers():
    layer = nn.BatchNorm1d(2)
    with pytest.raises(ValueError):
        layer(gv.ones(1, 2))
    assert layer.num_batches_tracked.item() == 0 and layer.running_mean.tolist() == [0.0, 0.0]


def test_layer_norm_by_hand():
    layer = set_to(nn.LayerNorm(2, eps=0.0), weight=[2.0, 3.0], bias=[1.0, 0.0])
    # each row has two numbers, so they become −1 and 1
    np.testing.assert_allclose(layer(gv.tensor(X)).tolist(), [[-1.0, 3.0], [3.0, -3.0], [3.0, -3.0]])


def test_layer_norm_gradients_and_options():
    layer = nn.LayerNorm((3, 2))
    assert_slopes(lambda t: (layer(t) * WEIGHTS).sum(), X)
    assert nn.LayerNorm(2, elementwise_affine=False).weight is None
    assert nn.LayerNorm(2, bias=False).bias is None
    with pytest.raises(ValueError, match=r"shape \(3, 2\).*normalized_shape=\(3,\)"):
        nn.LayerNorm(3)(gv.tensor(X))
