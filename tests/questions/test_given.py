"""What a program hands over to a check: numbers of any library are numbers, truth values are none."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.questions.exercises import check
from gradviz.questions.given import as_number, listed

LOCALS = {"log": 2, "sigmoid": 0.25, "u": 0.5, "w": 1, "b": 0.5, "x": 0.25}


@pytest.mark.parametrize("hand", [np.array, lambda three: [np.float32(each) for each in three],
                                  lambda three: tuple(np.array(each) for each in three), gv.tensor])
def test_numbers_may_be_numpys_or_stand_in_an_array(hand):
    """R114, R67: what a program has counted or computed is handed over as it is."""
    assert check("memory", hand([0, 16000, 0])).passed
    assert check("memory", hand([8000, 16000, 0])).message.count("8000") == 1
    assert check("micro-batches", hand([0.25, 0.25, 0.5])).passed
    assert check("memory", np.arange(3) % 2 * 16000).passed and check("memory", [np.int64(0), 16000, 0]).passed


@pytest.mark.parametrize(("name", "answer"), [
    ("memory", (False, 16000, 0)), ("memory", np.array([True, False, True])), ("secret-number", (0.25, True)),
    ("micro-batches", [True, 0.25, 0.5]), ("dead-relu", (False, "dead")), ("memory", (np.bool_(True), 16000, 0)),
    ("locals", {**LOCALS, "log": True}),
])  # fmt: skip
def test_a_truth_value_is_no_number(name, answer):
    report = check(name, answer)
    assert not report.passed and "is a truth value, and no number" in report.message, report


def test_an_object_whose_tolist_fails_is_no_number_and_breaks_no_check():
    odd = type("Odd", (), {"tolist": lambda self: 1 / 0})()
    assert listed(odd) == [] and listed([odd, 1]) == [odd, 1] and as_number(odd) is None
    for name in ("dead-relu", "memory", "secret-number", "micro-batches"):
        assert not gv.check(name, odd).passed


def test_text_is_read_as_a_typed_answer_is():
    """A right fraction is not called wrong."""
    texts = {"log": "2", "sigmoid": "1/4", "u": "0.5", "w": "1", "b": "1/2", "x": "2.5e-1"}
    assert check("locals", texts).passed
    assert check("micro-batches", ("1/4", "1/4", "1/2")).passed and check("secret-number", ("1/4", "5")).passed
    assert check("locals", {**LOCALS, "x": "−1/4"}).rule == "M13"  # with a real minus sign
    for text in ("0,25", "a", "nan", "1/0", "inf", "9" * 100, ""):
        assert as_number(text) is None and not check("locals", {**LOCALS, "sigmoid": text}).passed


@pytest.mark.parametrize(("word", "passed", "rule"), [
    ("dead", True, None), (" Dead! ", True, None), ("“dead”.", True, None), ("saturated", False, "M23"),
    ("Vanishing", False, "M23"), ("asleep", False, None), ("", False, None),
])  # fmt: skip
def test_the_word_for_a_unit_that_is_dead_may_have_its_full_stop(word, passed, rule):
    """R111: M23 is to take one of three for another, not to write something else."""
    report = check("dead-relu", (0, word))
    assert (report.passed, report.rule) == (passed, rule)
