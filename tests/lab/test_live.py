"""What figures with sliders share: the line of code that makes them again."""

import numpy as np
import pytest

import gradviz as gv


def remade(figure, **names):
    """What the figure's line makes; evaluated where there is nothing but gradviz and the learner's own functions."""
    return eval(figure.code, {"gv": gv, **names})


def test_a_line_needs_nothing_of_numpy():
    figure = gv.explore("L = w*x*t", w=np.float64(3), x=(np.float64(0), np.int64(5)), t=np.float32(0.5)).at(w=4)
    assert figure.code == "gv.explore('L = w*x*t', w=3.0, x=(0.0, 5), t=0.5).at(w=4.0)"
    assert remade(figure).values == figure.values


def test_a_line_gives_by_name_only_what_a_keyword_can_be():
    def g(**given):
        return given["lambda"] * given["x"]

    moved = gv.explore(g, inputs={"lambda": 2.0, "x": 1.0})
    moved.move({"lambda": 3.0})
    assert moved.code == "gv.explore(g, inputs={'lambda': 2.0, 'x': 1.0}).at(**{'lambda': 3.0})"
    assert remade(moved, g=g).values == moved.values


def test_an_input_that_is_called_as_an_option_stays_an_input():
    for figure in (
        gv.explore("L = lock*x", inputs={"lock": 2}, x=1),
        gv.nudge("L = h*x", inputs={"h": 2}, x=1),
        gv.zoom("L = node*x", inputs={"node": 2}, x=1),
    ):
        assert remade(figure).values == figure.values == {next(iter(figure.given)): 2.0, "x": 1.0}


def test_a_function_without_a_name_is_called_f():
    figure = gv.explore(lambda x: x * x, x=1.0)
    assert figure.code == "gv.explore(f, x=1.0)"


def test_an_input_that_is_not_there_is_named_in_words_of_moving_it():
    with pytest.raises(ValueError, match=r"^cannot move y: this figure has no such control\. Move one .*: x\.$"):
        gv.explore("x**2", x=2).at(y=3)


@pytest.mark.parametrize("other", [3, gv.tape("a = gv.tensor(2.0)")], ids=["a number", "tape"])
def test_what_has_no_inputs_by_name_cannot_be_linked(other):
    figure = gv.explore("x**2", x=2)
    with pytest.raises(TypeError, match=rf"^cannot link to {type(other).__name__}: .* Give a figure"):
        figure.link(other)


@pytest.mark.parametrize("make", [gv.explore, gv.stepper, gv.zoom, gv.nudge, gv.paths])
def test_what_went_wrong_stays_said_until_the_inputs_are_right_again(make):
    """Issue 5: the last good picture is behind the message, and a step through it does not take the message away."""
    figure = make(lambda x, w: (x * w).sum(), x=[1.0, 2.0], w=3)
    figure.controls["x"].text.value = "[1, two]"
    said = figure.diagram.error
    assert said
    for key in ("Home", "ArrowRight", "End", "l", "f", "s", "Enter"):
        figure.pressed(key)
    figure.diagram.picked = 1
    figure.did("node", "0")
    figure.did("event", "2")
    assert figure.diagram.error == said
    figure.controls["x"].text.value = "[1, 3]"
    assert not figure.diagram.error and "[1, 3]" in figure.fallback_text()


@pytest.mark.parametrize("make", [gv.explore, gv.stepper, gv.zoom, gv.nudge, gv.paths])
@pytest.mark.parametrize("node", [3, 99])
def test_a_node_of_a_picture_that_is_no_longer_there_is_no_node(make, node):
    figure = make("y = x*x", x=3)
    before = figure.diagram.texts, figure.diagram.error
    figure.diagram.picked = node
    assert (figure.diagram.texts, figure.diagram.error) == before
