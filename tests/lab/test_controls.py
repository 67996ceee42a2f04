"""Inputs as controls: each kind of input, and those that are none."""

import ipywidgets as widgets
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.lab.frame.controls import ArrayText, control
from tests.common import examples


@pytest.mark.parametrize("given_, value, low, high", [
    (3, 3.0, -10, 10), (3.0, 3.0, -10, 10), (0, 0.0, -10, 10), (-10, -10.0, -10, 10), (10.5, 10.5, -100.5, 99.5),
    (2000, 2000.0, -10000, 10000),
    (0.05, 0.05, -0.1, 0.1), (-1e-5, -1e-5, -1e-5, 1e-5), (np.float64(2), 2.0, -10, 10), (np.int64(2), 2.0, -10, 10),
    (np.array(2.0), 2.0, -10, 10),
    (gv.tensor(4.0), 4.0, -10, 10), (gv.tensor(4.0, requires_grad=True), 4.0, -10, 10), (gv.tensor(4), 4.0, -10, 10),
    ((0, 10), 5.0, 0, 10), ((0, 1), 0.5, 0, 1), ((-1, 1), 0.0, -1, 1), ((2.0, 3.0, 0.5), 2.5, 2, 3),
    ((0, 10, 3), 6.0, 0, 10), ((0, 1, 5), 0.0, 0, 1),
])  # fmt: skip
def test_numbers_and_ranges_are_sliders(given_, value, low, high):
    """R28: a number stands where it was given, a range on the step nearest to its middle."""
    made = control("w", given_)
    assert isinstance(made, widgets.FloatSlider) and made.description == "w"
    assert (made.value, made.min, made.max) == (value, pytest.approx(low), pytest.approx(high)) and made.step > 0


@examples(200)
@given(st.floats(-1e12, 1e12))
@example(5e-324)
@example(993791715001.0)
def test_a_slider_starts_at_its_number_and_inside_its_range(value):
    made = control("w", value)
    assert made.value == value and made.min <= value <= made.max


@pytest.mark.parametrize("given_", [(0, 1e-299), (0, 1, 5e-324), (1, 1 + 3e-16)])
def test_the_smallest_ranges_and_steps_make_sliders(given_):
    made = control("w", given_)
    assert made.min <= made.value <= made.max and made.step > 0
    with pytest.raises(ValueError, match="is not a range"):
        control("w", (0, 1e-310))


@examples(200)
@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_a_range_starts_inside(low, width):
    made = control("w", (low, low + width))
    assert made.min <= made.value <= made.max and 20 <= (made.max - made.min) / made.step <= 5001


def test_truth_values_are_check_boxes():
    made = control("on", True)
    assert isinstance(made, widgets.Checkbox) and made.value is True and made.description == "on"


@pytest.mark.parametrize("given_, value", [
    ([1, 2], [1, 2]), (np.array([[1.0], [2.0]]), [[1.0], [2.0]]), (gv.tensor([1.0, 2.0]), [1.0, 2.0]), ([], []),
    (np.zeros(0), []),
])  # fmt: skip
def test_arrays_are_text(given_, value):
    made = control("a", given_)
    assert (
        isinstance(made, ArrayText)
        and made.value == value
        and made.text.value == str(value)
        and made.text.description == "a"
    )


@pytest.mark.parametrize("typed, value", [
    ("[5, 6]", [5, 6]), ("7", 7), ("[1, 2", "[1, 2"), ("", ""), ("__import__('os')", "__import__('os')"),
    ("9**9**9", "9**9**9"), ("[" * 5000, "[" * 5000),
])  # fmt: skip
def test_what_is_typed_is_read_and_never_run(typed, value):
    made = control("a", [1, 2])
    made.text.value = typed
    assert made.value == value


def test_any_control_is_used_as_it_is():
    for own in (
        widgets.IntSlider(value=3),
        widgets.Dropdown(options=[1.0, 2.0]),
        widgets.FloatLogSlider(),
        widgets.BoundedIntText(),
    ):
        assert control("w", own) is own
    with pytest.raises(TypeError, match="w: a Button has no value"):
        control("w", widgets.Button())


@pytest.mark.parametrize("wrong", ["3", None, {"a": 1}, {1, 2}, object(), lambda x: x, 1j, b"3"])
def test_what_is_no_input_is_refused_with_its_name(wrong):
    with pytest.raises(TypeError, match=r"^speed: cannot make a control of .*\(lo, hi\)"):
        control("speed", wrong)


@pytest.mark.parametrize("wrong", [
    (), (1,), (1, 2, 3, 4), (2, 1), (1, 1), (1, 2, 0), (1, 2, -1), ("a", "b"), (None, 1), ([0], [1]),
])  # fmt: skip
def test_what_is_no_range_is_refused_with_its_name(wrong):
    with pytest.raises(ValueError, match=r"^speed: .* is not a range\. Write \(lo, hi\)"):
        control("speed", wrong)


@pytest.mark.parametrize("wrong", [
    float("nan"), float("inf"), -float("inf"), np.array(np.nan), (0, float("inf")), (float("nan"), 1)
])  # fmt: skip
def test_a_slider_needs_finite_numbers(wrong):
    with pytest.raises(ValueError, match="^speed: a slider cannot hold"):
        control("speed", wrong)


@pytest.mark.parametrize("wrong", [10**400, 1.7e308, (-1.7e308, 1.7e308)], ids=["int", "number", "range"])
def test_numbers_too_large_for_a_slider_are_refused_with_their_name(wrong):
    with pytest.raises(ValueError, match="^speed: "):
        control("speed", wrong)


def test_numpys_whole_numbers_make_a_range():
    assert control("n", (np.int64(0), np.int64(10))).max == 10
