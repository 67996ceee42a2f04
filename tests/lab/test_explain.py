"""What went wrong, in the few lines that help."""

import pytest

import gradviz as gv
from gradviz.lab.frame.explain import MOST, explain


def caught(function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except BaseException as error:
        return explain(error, function)
    raise AssertionError("nothing was raised")


def divide(x):
    y = x + 1
    return 1 / (y - y)


def calls_divide(x):
    return divide(x)


def test_the_learners_own_line_is_shown():
    said = caught(divide, 2)
    assert said.splitlines() == [
        f"line {divide.__code__.co_firstlineno + 2} of divide: return 1 / (y - y)",
        "ZeroDivisionError: division by zero",
    ]


def test_the_innermost_line_of_the_learners_file():
    assert caught(calls_divide, 2).splitlines()[0].endswith("of divide: return 1 / (y - y)")


def test_the_librarys_own_lines_are_left_out():
    def f(x):
        return x + "3"

    said = caught(f, gv.tensor(1.0))
    assert (
        said.splitlines()[0].endswith('of f: return x + "3"')
        and "recorder.py" not in said
        and "TypeError: add got '3'" in said
    )


def test_formula_errors_are_shown_whole():
    said = caught(lambda: gv.recording.Formula("w*x +"))
    assert "^" in said and "Try: " in said


def test_an_error_inside_a_formula_shows_its_place():
    formula = gv.recording.Formula("a @ b + 1")
    said = caught(formula, a=gv.tensor([[1.0, 2.0]]), b=gv.tensor([[1.0, 2.0]]))
    assert "matmul got shapes (1, 2) and (1, 2)" in said and "a @ b + 1" in said and "^" in said


@pytest.mark.parametrize("error, said", [
    (KeyError("x"), "KeyError: 'x'"), (ValueError(), "ValueError"),
    (KeyboardInterrupt(), "Interrupted before the function had returned. Move an input to run it again."),
    (ValueError("x" * 10_000), "ValueError: xxx"),
])  # fmt: skip
def test_errors_without_a_line(error, said):
    text = explain(error, len)
    assert text.startswith(said) and len(text) <= MOST


def test_of_layers_the_learners_line_is_shown_and_none_of_the_librarys():
    def layer(x):
        raise ValueError("of my own")

    said = gv.memory([gv.tanh, layer], x=[1.0]).diagram.error
    assert said == f"line {layer.__code__.co_firstlineno + 1} of layer: raise ValueError(\"of my own\")\n" \
                   "ValueError: of my own"  # fmt: skip
