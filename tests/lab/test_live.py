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
