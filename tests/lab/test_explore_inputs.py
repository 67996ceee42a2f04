"""What may be an input of a figure: every name, arrays, defaults; and what is refused with advice."""

import numpy as np
import pytest

import gradviz as gv
from tests.recording.test_running import NAMES


def move(figure, **values):
    for name, value in values.items():
        figure.controls[name].value = value


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_an_input(name):
    """Issue 2: answer, wrt, f, theme, self, observe, layout, children, ... of a formula and of a function."""
    function = eval(f"lambda {name}: {name} * {name}")
    for f in (f"{name}*{name}", function):
        figures = [gv.explore(f, inputs={name: 3})]
        if name != "inputs":
            figures.append(gv.explore(f, **{name: 3}))
        for figure in figures:
            move(figure, **{name: 4})
            assert figure.recording.gradient(name) == 8.0 and figure.diagram.error == ""


def test_names_that_cannot_be_keywords():
    """`inputs` and Python's own: refused with the advice, or through inputs=."""
    with pytest.raises(TypeError, match=r"inputs=\{'inputs': \.\.\.\}"):
        gv.explore("inputs**2", inputs=3)
    with pytest.raises(gv.FormulaError, match="lambda"):
        gv.explore("lambda**2", inputs={"lambda": 3})
    assert gv.explore(lambda **v: v["lambda"] ** 2, inputs={"lambda": 3}).recording.gradient("lambda") == 6.0


@pytest.mark.parametrize("call, message", [
    (lambda: gv.explore("w*x", w=1), r"no value is given for 'x'"),
    (lambda: gv.explore("w*x", w=1, x=1, xx=2), r"unknown input 'xx'[\s\S]*the nearest name is x"),
    (lambda: gv.explore("weight*x", weigth=1, x=2), r"\n    weight\*x\n    \^{6}\n[\s\S]*rename 'weigth' to weight"),
    (lambda: gv.explore(lambda w, x: w * x, w=1), r"no value for x\. Give each input one: x=1\.0"),
    (lambda: gv.explore(lambda w: w, w=1, v=2), r"v: no such input\. The inputs are w\."),
    (lambda: gv.explore(lambda x, /: x * 2, x=2), "given by name, and this function takes some by place"),
    (lambda: gv.explore(3), "expected a function or a formula"),
    (lambda: gv.explore("x", x=1, inputs={"x": 2}), "x: given both"),
    (lambda: gv.explore("x*x", x="3"), "x: cannot make a control"),
])  # fmt: skip
def test_inputs_that_do_not_fit(call, message):
    with pytest.raises((TypeError, gv.FormulaError), match=message):
        call()


def test_a_formula_takes_the_same_inputs_here_and_in_record():
    """pi may be given, and names are read as Python reads them."""
    assert gv.explore("pi*x", x=2, pi=3).recording.value("x") == 2.0
    assert gv.explore("ﬁ*2", inputs={"ﬁ": 1}).recording.frame().gradients[0] == 2.0


def test_defaults_and_more_inputs():
    assert gv.explore(lambda x, n=2: x**n, x=3).recording.gradient("x") == 6.0
    assert gv.explore(lambda **v: v["a"] * v["b"], a=3, b=4).recording.gradient("a") == 4.0


def test_arrays_are_explored_as_text():
    def f(X, w):
        y = X @ w
        return (y * y).sum()

    figure = gv.explore(f, X=np.array([[1.0, 2.0], [3.0, 4.0]]), w=[1, -1])
    assert figure.diagram.error == "" and figure.recording.gradient("w").tolist() == [-8.0, -12.0]
    figure.controls["w"].text.value = "[1, 0]"
    assert figure.recording.gradient("w").tolist() == [20.0, 28.0] and figure.diagram.error == ""
    figure.controls["w"].text.value = "[1, 0"
    assert "tensor() got '[1, 0'" in figure.diagram.error
    figure.controls["w"].text.value = "[0, 1]"
    assert figure.diagram.error == "" and figure.recording.gradient("w").tolist() == [28.0, 40.0]


def test_reset_also_puts_the_text_of_an_array_back():
    figure = gv.explore("sum(a*a)", a=[1.0, 2.0])
    figure.controls["a"].text.value = "[5, 6]"
    figure.reset()
    assert figure.recording.value("a").tolist() == [1.0, 2.0] and figure.controls["a"].text.value == "[1.0, 2.0]"


def test_an_array_that_is_locked_cannot_be_typed():
    figure = gv.explore("sum(a*s)", a=[1.0, 2.0], s=2, lock="a")
    assert figure.controls["a"].text.disabled and not figure.controls["s"].disabled
    assert not gv.explore("sum(a*s)", a=[1.0, 2.0], s=2).controls["a"].text.disabled
