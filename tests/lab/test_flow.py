"""The flow of gradients: dead, saturated and vanishing are told apart, all of it read from recordings."""

import math
import warnings

import numpy as np
import pytest

import gradviz as gv
from gradviz.lab.gauging.flow import _grade
from gradviz.lab.gauging.gauges import gauges, products
from gradviz.lab.gauging.network import STEPS, Network


def test_ten_sigmoids_are_at_best_9_5e_7():
    """R92: the product of the local slopes, each at most 1/4."""
    figure = gv.flow(depth=10, activation="sigmoid")
    assert products(figure.layers, best=True)[0] == 0.25**10 == pytest.approx(9.5e-7, rel=0.01)
    assert products(figure.layers, best=False)[0] < 0.25**10
    assert "9.54e−7" in figure.fallback_text() and "Vanishing" in figure.diagram.texts[-1]


def test_the_gauges_are_those_of_slopes_worked_out_by_hand():
    x = gv.tensor([[4.0, 10.0], [4.0, -10.0]], requires_grad=True)  # at 4 the slope is 0.018: 7 % of the largest
    (layer,) = gauges(gv.record(gv.sigmoid(x).named("h").sum()))
    near, far = (1 / (1 + math.exp(-z)) / (1 + math.exp(z)) for z in (4, 10))
    assert (layer.name, layer.units, layer.dead, layer.saturated) == ("h", 2, 0.0, 0.5)
    assert layer.slope == pytest.approx((near + far) / 2, rel=1e-9) and layer.gradient == pytest.approx(layer.slope)


def test_a_unit_is_dead_only_if_its_slope_is_0_on_every_example():
    """R92, R111."""
    x = gv.tensor([[-1.0, -1.0, 1.0], [-2.0, 3.0, 1.0]], requires_grad=True)
    (layer,) = gauges(gv.record(gv.relu(x).sum()))
    assert layer.dead == pytest.approx(1 / 3) and layer.saturated is None
    (layer,) = gauges(gv.record(gv.leaky_relu(x).sum()))
    assert layer.dead == 0


def test_dead_weights_are_the_same_to_the_last_bit_after_20_steps_and_leaky_ones_change():
    """R92, R111."""
    relu = Network("relu", 3, 8, 1.0, -0.5, 1)
    dead = [layer.dead * layer.units for layer in gauges(relu.recording())]
    assert sum(dead) > 0
    recording, same = relu.trained()
    assert [int(units.sum()) >= round(count) for units, count in zip(same, dead, strict=True)] == [True] * 3
    assert len(recording.starts) == STEPS
    assert not any(units.any() for units in Network("leaky_relu", 3, 8, 1.0, -0.5, 1).trained()[1])


def test_unchanged_is_read_from_the_weights_themselves():
    network = Network("relu", 2, 4, 1.0, 0.0, 3)
    recording, same = network.trained()
    leaves = network.leaves()
    for k, (weights, _) in enumerate(leaves, 1):
        after = recording.value(f"W{k}")
        assert (weights.detach().numpy() == after).all(axis=0).tolist() == same[k - 1].tolist()
    assert not np.array_equal(leaves[-1][0].detach().numpy(), recording.value("W2"))


def test_the_button_tells_whose_weights_did_not_change():
    """R92."""
    figure = gv.flow(activation="relu", depth=2, bias=-0.5)
    figure.train()
    assert "unchanged, bit for bit" in figure.diagram.texts[-1] and "unchanged units" in figure.fallback_text()
    figure.controls["activation"].value = "leaky_relu"
    assert "unchanged units" not in figure.fallback_text()
    figure.train()
    assert figure.diagram.texts[-1] == "After 20 steps the weights of all 16 units have changed."


def test_larger_weights_saturate_tanh_and_that_is_not_dead():
    figure = gv.flow(activation="tanh", depth=5)
    before = [layer.saturated for layer in figure.layers]
    figure.controls["scale"].value = 4.0
    assert np.mean([layer.saturated for layer in figure.layers]) > 0.3 > np.mean(before)
    assert sum(layer.dead for layer in figure.layers) == 0


def test_the_plot_has_a_point_for_every_layer_and_moves_with_the_depth():
    figure = gv.flow(depth=3)
    figure.controls["depth"].value = 7
    name = "gradient at the layer's sum"
    assert figure.plot.series[name].xs == list(range(1, 8))
    assert figure.plot.series[name].ys == [layer.gradient for layer in figure.layers]


def test_the_same_seed_is_the_same_network_and_another_is_another():
    assert gv.flow(seed=3).layers == gv.flow(seed=3).layers != gv.flow(seed=4).layers


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "leaky_relu"])
@pytest.mark.parametrize(("depth", "scale"), [(1, 0.0), (30, 4.0)])
def test_the_ends_of_the_sliders_can_be_shown(activation, depth, scale):
    figure = gv.flow(activation=activation, depth=depth, scale=scale)
    assert not figure.diagram.error and len(figure.layers) == depth and figure.fallback_text()
    figure.train()
    assert not figure.diagram.error


def test_numbers_of_numpy_are_numbers():
    figure = gv.flow(depth=np.int64(3), scale=np.float32(0.5), seed=np.uint8(2), bias=np.array(0.5)[()])
    assert figure.layers == gv.flow(depth=3, scale=0.5, seed=2, bias=0.5).layers
    assert figure.code == "gv.flow(depth=3, scale=0.5, bias=0.5, seed=2)"


def test_a_layer_of_nothing_has_no_gauge():
    figure = gv.flow(lambda x: gv.relu(x).sum(), x=[])
    assert figure.layers == [] and not figure.diagram.error


def test_many_layers_of_your_own_are_all_measured():
    def deep(x):
        for _ in range(200):
            x = gv.tanh(x)
        return x

    figure = gv.flow(deep, x=0.5)
    assert len(figure.layers) == 200 and not figure.diagram.error


def test_a_move_of_an_input_near_0_is_seen():
    figure = gv.flow("tanh(x)", x=(0, 1e-12))
    figure.controls["x"].value = 1e-13
    assert figure.recording.value("x") == 1e-13


def test_a_function_of_your_own_is_measured_too():
    figure = gv.flow(lambda w, x: gv.sigmoid(gv.tanh(w * x)), w=2, x=(0, 1))
    assert [layer.activation for layer in figure.layers] == ["tanh", "sigmoid"]
    figure.controls["w"].value = 0
    assert figure.layers[0].slope == 1
    assert "no activation function" in gv.flow("x * 2", x=1).diagram.texts[-1]


def test_a_function_that_fails_is_told_and_the_figure_lives():
    def f(x):
        if x.item() > 1:
            raise ValueError("too large")
        return gv.tanh(x)

    figure = gv.flow(f, x=0.5)
    figure.controls["x"].value = 2
    assert "too large" in figure.diagram.error
    figure.controls["x"].value = 0.5
    assert not figure.diagram.error


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gv.flow(activation="step"), "sigmoid, tanh, relu, leaky_relu"),
        (lambda: gv.flow(depth=0), "1 to 30"),
        (lambda: gv.flow(depth=2.5), "1 to 30"),
        (lambda: gv.flow(width=1000), "1 to 64"),
        (lambda: gv.flow(scale=-1), "from 0 to 1000"),
        (lambda: gv.flow(scale=float("nan")), "from 0 to 1000"),
        (lambda: gv.flow(bias="low"), "from -1000 to 1000"),
        (lambda: gv.flow(seed=1.5), "whole number"),
        (lambda: gv.flow(seed=-1), "whole number"),
        (lambda: gv.flow(seed=10**30), "from 0 to"),
        (lambda: gv.flow(depth=True), "whole number"),
        (lambda: gv.flow(depth="3"), "whole number"),
        (lambda: gv.flow(activation=["relu"]), "sigmoid, tanh, relu, leaky_relu"),
        (lambda: gv.flow(x=3), "no function"),
        (lambda: gv.flow("tanh(x)", 3), "without a name"),
        (lambda: gv.flow("tanh(x)", x=1, depth=3), "flow's own network"),
        (lambda: gv.flow("tanh(depth)", depth=1), "inputs="),
        (lambda: gv.flow("tanh(x)"), "no value is given"),
    ],
)
def test_bad_input_is_refused_in_words(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()


def test_large_weights_warn_nobody():
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        gv.flow(activation="relu", depth=30, scale=4.0).train()


def test_a_value_that_comes_back_from_the_page_with_rounding_changes_nothing():
    figure = gv.flow(activation="relu", depth=2, bias=-0.4)
    figure.train()
    figure.controls["bias"].value = -0.40000000000000036
    assert "unchanged units" in figure.fallback_text()
    figure.controls["bias"].value = -0.3
    assert "unchanged units" not in figure.fallback_text()


@pytest.mark.parametrize(("first", "last"), [(math.nan, 1.0), (math.inf, 1.0), (1.0, math.inf), (math.inf, math.inf)])
def test_gradients_that_are_not_finite_neither_flow_nor_vanish(first, last):
    words = _grade(first, last)
    assert "not all finite" in words and not words.startswith(("Flowing", "Vanishing", "Exploding"))


def test_a_figure_whose_gradients_overflow_says_so():
    figure = gv.flow(lambda x: ((x.tanh().named("a") * 1e200).tanh().named("b") * math.inf) * 0.0, x=0.5)
    assert "Flowing" not in figure.diagram.texts[-1] and "not all finite" in figure.diagram.texts[-1]


def test_what_belongs_to_layers_of_its_own_is_refused_beside_a_function():
    with pytest.raises(TypeError) as refused:
        gv.flow("relu(w*x)", depth=3, w=1, x=2)
    assert "depth=...): that is an option of flow's own network, and you gave one function." in str(refused.value)
