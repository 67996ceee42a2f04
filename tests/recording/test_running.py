"""`record`: the learner's function or formula, its names, and what it must return."""

import sys

import numpy as np
import pytest

import gradviz as gv
from gradviz.recording import FormulaError

NAMES = (
    "answer",
    "wrt",
    "f",
    "theme",
    "inputs",
    "self",
    "what",
    "name",
    "value",
    "observe",
    "layout",
    "children",
    "function",
    "moved",
)


def names(recording):
    return [node.name for node in recording.graph.nodes]


def test_the_names_of_the_learners_variables_are_the_names_of_the_nodes():
    """R94."""

    def loss(w, x, b, t):
        z = w * x
        y = z + b
        d = y - t
        return d**2

    assert names(gv.record(loss, w=3, x=2, b=1, t=5)) == ["w", "x", "b", "t", "z", "y", "d", None]


def test_a_returned_variable_names_the_output_and_the_first_name_stays():
    def f(x):
        y = x * x
        again = y
        L = again + 1
        return L

    assert names(gv.record(f, x=3)) == ["x", "y", "L"]


def test_variables_of_an_inner_call_keep_out():
    def inner(v):
        hidden = v * 2
        return hidden + 1

    def f(x):
        y = inner(x)
        return y * y

    assert names(gv.record(f, x=3)) == ["x", None, "y", None]


def test_a_lambda_and_a_callable_object_are_recorded_without_names():
    class Line:
        def __call__(self, x):
            y = x * 3
            return y + 1

    assert names(gv.record(lambda x: x * 3, x=2)) == ["x", None]
    assert gv.record(Line(), x=2).gradient("x") == 3.0
    assert names(gv.record(Line().__call__, x=2)) == ["x", "y", None]


@pytest.mark.parametrize("raises", [False, True])
def test_the_profile_function_is_put_back(raises):
    """Also when the learner's function raises."""

    def f(x):
        y = x * 2
        if raises:
            raise KeyError("learner")
        return y

    calls = []

    def profile(*event):
        calls.append(event)

    sys.setprofile(profile)
    try:
        if raises:
            with pytest.raises(KeyError):
                gv.record(f, x=1)
        else:
            gv.record(f, x=1)
        after = sys.getprofile()
    finally:
        sys.setprofile(None)
    assert after is profile and calls


def test_python_numbers_and_lists_become_leaves_that_need_gradients():
    recording = gv.record(lambda a, b, c: (a * b * c).sum(), a=3, b=[1, 2], c=np.array([1.0, 1.0]))
    assert all(node.needs_gradient for node in recording.graph.nodes)
    assert recording.gradient("a") == 3.0 and recording.gradient("b").tolist() == [3.0, 3.0]


def test_integer_arrays_and_truth_values_serve_as_data():
    recording = gv.record(lambda w, i, m: (w * i * m).sum(), w=2.0, i=np.array([1, 2]), m=True)
    assert [node.needs_gradient for node in recording.graph.nodes[:3]] == [True, False, False]
    assert recording.gradient("w") == 3.0 and recording.gradient("i") is None


def test_of_a_tensor_the_value_is_taken_and_the_tensor_left_alone():
    w = gv.tensor(3.0, requires_grad=True)
    recording = gv.record(lambda q: q * q, q=w)
    assert recording.gradient("q") == 6.0 and w.grad is None and w.name is None
    assert gv.record(lambda x: x * x, x=w).gradient("x") == 6.0


@pytest.mark.parametrize("name", NAMES)
def test_any_name_works_as_an_input_of_a_formula_and_of_a_function(name):
    """Through inputs=, and as a keyword wherever Python and record() allow it."""
    function = eval(f"lambda {name}: {name} * {name}")
    for f in (f"{name}*{name}", function):
        assert gv.record(f, inputs={name: 3}).gradient(name) == 6.0
        if name != "inputs":
            assert gv.record(f, **{name: 3}).gradient(name) == 6.0


@pytest.mark.parametrize("value", [3, 3.0, (0, 10), [1, 2]])
def test_an_input_called_inputs_is_refused_with_the_advice(value):
    with pytest.raises(TypeError, match=r"inputs=\{'inputs': \.\.\.\}"):
        gv.record("inputs**2", inputs=value)


def test_python_keywords_are_refused_in_a_formula_and_work_in_a_function():
    with pytest.raises(FormulaError, match="keyword.*\n?.*lambda_"):
        gv.record("lambda**2", inputs={"lambda": 3})
    assert gv.record(lambda **v: v["lambda"] ** 2, inputs={"lambda": 3}).gradient("lambda") == 6.0


@pytest.mark.parametrize("call, error, message", [
    (lambda: gv.record("x*y", x=1), FormulaError, "no value is given for 'y'"),
    (lambda: gv.record("x*x", x=1, yy=2), FormulaError, "unknown input 'yy'"),
    (lambda: gv.record(lambda x: x, y=1), TypeError, "unexpected keyword argument 'y'"),
    (lambda: gv.record(lambda x: x, x=1, inputs={"x": 2}), TypeError, "x: given both in inputs= and as a keyword"),
    (lambda: gv.record(3.0), TypeError, "expected a function or a formula as text, got 3.0"),
    (lambda: gv.record(lambda x: x.item(), x=2.0), TypeError, r"returned 2.0 \(float\), not a Tensor"),
    (lambda: gv.record(lambda x: None, x=2.0), TypeError, r"returned None \(NoneType\)"),
    (lambda: gv.record(lambda x: (x, x), x=2.0), TypeError, "not a Tensor"),
    (lambda: gv.record(lambda x: x * 2, x=[1.0, 2.0]), TypeError, r"shape \(2,\), and gradients belong to one number"),
    (lambda: gv.record(lambda x: x.detach() * 2, x=2.0), RuntimeError, "needs no gradient"),
    (lambda: gv.record(gv.tensor(1.0, requires_grad=True), x=1), TypeError, "takes no inputs"),
    (lambda: gv.record(lambda x: x, x="3"), TypeError, r"tensor\(\) got '3'"),
    (lambda: gv.record("x*x", x=None), TypeError, r"tensor\(\) got None"),
])  # fmt: skip
def test_what_does_not_fit_is_said(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_the_learners_own_exception_comes_through():
    with pytest.raises(ZeroDivisionError):
        gv.record(lambda x: 1 / 0, x=1)
