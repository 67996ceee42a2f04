"""zoom and nudge on what learners give them: they say what is wrong, or show it, and stay alive."""

import math

import ipywidgets as widgets
import numpy as np
import pytest

import gradviz as gv

FIGURES = {"zoom": gv.zoom, "nudge": gv.nudge}


@pytest.fixture(params=FIGURES)
def make(request):
    return FIGURES[request.param]


def alive(figure):
    """It takes a move and every key, and shows something."""
    for key in ("ArrowLeft", "ArrowRight", "Home", "End", " ", "s", "Escape"):
        figure.pressed(key)
    figure.picked(0)
    figure.picked(None)
    figure.did("node", "99999999999")
    figure.did("anything", "<b>")
    figure.reset()
    assert figure.fallback_text()
    return figure


def test_missing_and_unknown_inputs_are_named(make):
    with pytest.raises(TypeError, match="no value for y"):
        make(lambda x, y: x * y, x=1)
    with pytest.raises(TypeError, match="no such input"):
        make(lambda x: x * 2, x=1, q=2)
    with pytest.raises(TypeError, match="without a name"):
        make(lambda x: x * 2, 3)


def test_a_function_that_raises_or_returns_no_tensor_is_told(make):
    def broken(x):
        return x.item() / 0

    figure = alive(make(broken, x=1.0))
    assert "ZeroDivisionError" in figure.diagram.error
    assert "not a Tensor" in alive(make(lambda x: 3.0, x=1.0)).diagram.error
    assert "belong to one number" in alive(make(lambda x: x * 2, x=[1.0, 2.0])).diagram.error


def test_a_slider_at_the_edge_of_what_a_function_can_do(make):
    figure = make("y = log(x)", x=widgets.FloatSlider(value=1.0, min=-1.0, max=1.0))
    for x in (0.0, -1.0, 1e-300, 1.0):
        figure.controls["x"].value = x
        assert figure.diagram.error == "", x
    alive(figure)


def test_numbers_that_are_not_finite(make):
    figure = make("y = exp(x)", x=widgets.FloatText(value=1.0))
    for x in (math.inf, -math.inf, math.nan, 1e308, 1.0):
        figure.controls["x"].value = x
        assert figure.diagram.error == "", x
    alive(figure)


@pytest.mark.parametrize("count", [1, 30])
def test_one_and_thirty_inputs(make, count):
    names = [f"x{k}" for k in range(count)]
    figure = alive(make(" + ".join(names), inputs=dict.fromkeys(names, 1.0)))
    assert len(figure.controls) == count and figure.diagram.error == ""


def test_no_input_at_all():
    def constant():
        return gv.tensor(2.0, requires_grad=True, name="c") * 3

    assert alive(gv.zoom(constant)).recording.gradient("c") == 3.0


def test_a_huge_graph_is_shown_or_told_and_no_frozen_kernel(make):
    def long(x):
        for _ in range(3000):
            x = x * 1.0001 + 0.001
        return x

    figure = make(long, x=1.0)
    assert figure.diagram.error == ""
    figure.controls["x"].value = 2.0
    assert figure.recording is not None and len(figure.diagram.panel) < 50_000


def test_arrays_integers_and_truth_values(make):
    def f(a, k, flag):
        return (a[0] if flag else a * k).sum()

    figure = alive(make(f, a=np.arange(3.0), k=2, flag=True))
    assert figure.diagram.error == ""


def test_structure_that_changes_under_the_slider(make):
    def f(x):
        return x * x * 2 if x.item() > 0 else x * 3

    figure = make(f, x=1.0)
    for x in (-1.0, 1.0, 0.0, 2.0):
        figure.controls["x"].value = x
        assert figure.diagram.error == ""
    alive(figure)


def test_two_copies_do_not_know_of_each_other(make):
    one, other = make("y = x*x", x=1.0), make("y = x*x", x=1.0)
    before = list(other.diagram.texts)
    one.controls["x"].value = 3.0
    one.pressed("ArrowRight")
    assert other.diagram.texts == before and other.controls["x"].value == 1.0
