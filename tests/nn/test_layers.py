import math

import numpy as np
import pytest

import gradviz as gv
import gradviz.nn as nn


def linear_of(weight, bias=None):
    layer = nn.Linear(len(weight[0]), len(weight), bias=bias is not None)
    layer.load_state_dict({"weight": weight} | ({} if bias is None else {"bias": bias}))
    return layer


def test_linear_is_x_times_the_transposed_weight_plus_the_bias():
    layer = linear_of([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [0.1, 0.2, 0.3])
    np.testing.assert_allclose(
        layer(gv.tensor([[1.0, -1.0], [2.0, 0.0]])).tolist(), [[-0.9, -0.8, -0.7], [2.1, 6.2, 10.3]]
    )
    np.testing.assert_allclose(layer(gv.tensor([1.0, -1.0])).tolist(), [-0.9, -0.8, -0.7])


def test_r88_gradients_of_a_linear_layer():
    layer = linear_of([[5.0, 8.0], [6.0, 9.0], [7.0, 10.0]], [0.0, 0.0, 0.0])
    x = gv.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    layer(x).backward(gv.tensor([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]]))
    assert x.grad.tolist() == [[-2.0, -2.0], [16.0, 25.0]]
    assert layer.weight.grad.tolist() == [[7.0, 10.0], [3.0, 4.0], [-1.0, -2.0]]
    assert layer.bias.grad.tolist() == [3.0, 1.0, -1.0]


def test_linear_starts_as_in_torch():
    gv.manual_seed(1)
    layer = nn.Linear(16, 4000)
    for values in (layer.weight.detach().numpy(), layer.bias.detach().numpy()):
        assert 0.24 < np.max(np.abs(values)) <= 0.25  # 1/√16
        assert abs(np.mean(values)) < 0.01 and abs(np.std(values) - 0.25 / math.sqrt(3)) < 0.01
    assert layer.weight.shape == (4000, 16) and layer.bias.shape == (4000,)


def test_the_seed_decides_the_start():
    gv.manual_seed(3)
    first = nn.Linear(2, 2).weight.tolist()
    assert nn.Linear(2, 2).weight.tolist() != first
    gv.manual_seed(3)
    assert nn.Linear(2, 2).weight.tolist() == first


def test_linear_without_bias_and_its_text():
    layer = nn.Linear(2, 3, bias=False)
    assert layer.bias is None and repr(layer) == "Linear(in_features=2, out_features=3, bias=False)"
    assert [name for name, _ in layer.named_parameters()] == ["weight"]


@pytest.mark.parametrize("shape", [(5, 4), (3,), ()])
def test_linear_refuses_another_size(shape):
    layer = nn.Linear(2, 3)
    with pytest.raises(
        ValueError, match=rf"in_features=2, out_features=3.*shape \({str(shape)[1:-1]}\).*must be.*=2.*Try Linear\("
    ):
        layer(gv.zeros(*shape) if shape else gv.tensor(0.0))


def test_r92_a_dead_unit_stays_bit_for_bit_and_a_leaky_one_recovers():
    x, y = gv.tensor([[1.0], [2.0], [3.0]]), gv.tensor([[1.0], [2.0], [3.0]])
    for activation, dead in ((nn.ReLU(), True), (nn.LeakyReLU(), False)):
        layer = linear_of([[-0.123456789]], [-1.0])
        model = nn.Sequential(layer, activation)
        optimizer = gv.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(20):
            optimizer.zero_grad()
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
        assert (layer.weight.item() == -0.123456789 and layer.bias.item() == -1.0) is dead
        assert (layer.weight.grad.item() == 0.0) is dead


def test_r113_walking_up_a_net_of_two_layers():
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    names, waiting = [], [model(gv.tensor([[1.0, 2.0]])).grad_fn]
    while waiting:
        function = waiting.pop(0)
        if function is not None:
            names.append(function.name())
            waiting += [source for source, _ in function.next_functions]
    assert names == [
        "AddBackward0", "MmBackward0", "AccumulateGrad", "ReluBackward0", "TransposeBackward0", "AddBackward0",
        "AccumulateGrad", "MmBackward0", "AccumulateGrad", "TransposeBackward0", "AccumulateGrad",
    ]  # fmt: skip


def test_embedding_picks_rows_and_adds_the_gradients_of_one_picked_twice():
    layer = nn.Embedding(3, 2)
    layer.load_state_dict({"weight": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]})
    out = layer(gv.tensor([2, 0, 2]))
    assert out.tolist() == [[5.0, 6.0], [1.0, 2.0], [5.0, 6.0]]
    out.backward(gv.tensor([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]]))
    assert layer.weight.grad.tolist() == [[2.0, 2.0], [0.0, 0.0], [5.0, 5.0]]
    assert repr(layer) == "Embedding(3, 2)"
    with pytest.raises(IndexError, match="number 3, but the table has rows 0 to 2"):
        layer(gv.tensor([3]))
    with pytest.raises(IndexError, match="number -1"):
        layer(gv.tensor([-1]))
    with pytest.raises(TypeError, match="float64.*integers.*int64"):
        layer(gv.tensor([1.0]))


def test_flatten_and_identity():
    x = gv.ones(2, 3, 4)
    assert nn.Flatten()(x).shape == (2, 12) and nn.Flatten(0, 1)(x).shape == (6, 4)
    assert nn.Identity(3, anything=1)(x) is x


def test_dropout_drops_scales_and_remembers_for_the_backward_pass():
    gv.manual_seed(0)
    layer, x = nn.Dropout(0.25), gv.ones(100, 100, requires_grad=True)
    out = layer(x)
    values = set(np.unique(out.detach().numpy()))
    assert values == {0.0, 1 / 0.75}
    assert abs(np.mean(out.detach().numpy() == 0.0) - 0.25) < 0.02
    out.sum().backward()
    assert x.grad.tolist() == out.tolist()
    gv.manual_seed(0)
    assert layer(x).tolist() == out.tolist()
    assert layer(x).tolist() != out.tolist()


def test_dropout_passes_all_after_eval_and_at_the_ends():
    x = gv.ones(5)
    assert nn.Dropout(0.9).eval()(x) is x
    assert nn.Dropout(0.0)(x) is x
    assert nn.Dropout(1.0)(x).tolist() == [0.0] * 5
    assert nn.Dropout(0.5)(gv.tensor(1.0)).item() in (0.0, 2.0)
    with pytest.raises(ValueError, match="p=1.5.*no probability"):
        nn.Dropout(1.5)


def test_a_layer_that_is_left_to_pytorch():
    with pytest.raises(AttributeError, match="no 'Conv2d'.*left to PyTorch"):
        _ = nn.Conv2d
    with pytest.raises(AttributeError, match="Did you mean 'Linear'"):
        _ = nn.Liner
