import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.questions.grading import grade
from gradviz.questions.making import make
from gradviz.questions.question import QuestionError
from gradviz.questions.question_reading import from_data
from gradviz.questions.shapes import read_shape, shape_asked, shape_text
from gradviz.questions.typed import AnswerError


@pytest.mark.parametrize(
    ("typed", "shape"),
    [("3×2", (3, 2)), ("3x2", (3, 2)), ("3 by 2", (3, 2)), ("(3, 2)", (3, 2)), ("[3,2]", (3, 2)), ("(3,)", (3,)),
     ("3", (3,)),
     ("()", ()), ("a number", ()), ((4, 1), (4, 1))],
)  # fmt: skip
def test_a_shape_is_read(typed, shape):
    assert read_shape(typed) == shape


@pytest.mark.parametrize("typed", ["", "wide", "3×-2", "3.5", None, "1" * 100, "²×3", [1, "2"]])
def test_what_is_no_shape_is_refused_with_what_to_type(typed):
    with pytest.raises(AnswerError, match="such as 3×2"):
        read_shape(typed)


@given(st.lists(st.integers(0, 99), max_size=4))
def test_a_shape_that_is_shown_is_read_back(sizes):
    assert read_shape(shape_text(tuple(sizes))) == tuple(sizes)


def test_the_shape_of_a_gradient_is_recorded_and_not_believed():
    """The bias is spread over five rows; its gradient has its own shape (R87)."""
    question = make("sum((X@W + b)**2)", wrt="b", kind="shape", inputs={"X": (5, 3), "W": (3, 2), "b": (2,)})
    ran = gv.record("sum((X@W + b)**2)", X=np.ones((5, 3)), W=np.ones((3, 2)), b=np.ones(2))
    assert shape_asked(question) == ran.gradient("b").shape == (2,)


def test_a_function_and_its_recording_are_asked_about_alike():
    def f(X, W):
        return (X @ W).sum()

    arrays = {"X": np.ones((5, 3)), "W": np.ones((3, 2))}
    for program, given_ in ((f, arrays), (gv.record(f, **arrays), None)):
        question = make(program, wrt="W", kind="shape", inputs=given_)
        assert grade(question, "3×2").correct and grade(question, "2×3").rule == "M20"


def test_an_array_too_large_to_be_computed_is_refused_at_once():
    large = {"kind": "shape", "prompt": "p", "asks": "gradient", "program": "sum(X@X)", "wrt": "X"}
    with pytest.raises(QuestionError, match="numbers"):
        from_data({**large, "shapes": {"X": [20000, 20000]}})
