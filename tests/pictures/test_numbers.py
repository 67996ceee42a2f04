"""One function formats every number: short, true, monotone."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.pictures.numbers import edge_text, long, short, value_text, whole_text
from tests.common import examples

FINITE = st.floats(allow_nan=False, allow_infinity=False)
EVERYDAY = (
    st.floats(-1e4, 1e4) | st.integers(-(10**8), 10**8).map(float) | st.floats(-100, 100).map(lambda x: round(x, 3))
)
MINUS = "\u2212"


def read(text):
    return float(text.replace(MINUS, "-"))


@pytest.mark.parametrize("number, text", [
    (0.0, "0"), (-0.0, "0"), (2.0, "2"), (-2.0, "−2"), (1.5, "1.5"), (-0.5, "−0.5"), (1234567.0, "1234567"),
    (12345678.0, "1.235e7"),
    (-123456.0, "−123456"), (0.1, "0.1"), (1 / 3, "0.3333"), (2 / 3, "0.6667"), (1e-4, "1e−4"), (1e-3, "0.001"),
    (0.01, "0.01"), (0.000123456, "1.23e−4"), (1e100, "1e100"),
    (-1.2345e-10, "−1e−10"), (5e-324, "5e−324"), (2.00004, "2.000"), (999.96, "1000"), (math.inf, "inf"),
    (-math.inf, "−inf"), (math.nan, "nan"),
    (0.1 + 0.2, "0.3"), (1e16, "1e16"), (3, "3"), (True, "1"),
])  # fmt: skip
def test_examples(number, text):
    assert short(number) == text


@examples(1000)
@given(FINITE | EVERYDAY)
def test_at_most_seven_characters_and_the_real_minus(number):
    text = short(number)
    assert len(text) <= 7 and "-" not in text and "+" not in text and " " not in text
    assert text.startswith(MINUS) == (number < 0) or text == "0"
    assert re.fullmatch(f"{MINUS}?[0-9]+(\\.[0-9]+)?(e{MINUS}?[0-9]+)?", text), text


@examples(2000)
@given(FINITE | EVERYDAY)
def test_the_text_is_near_the_number(number):
    """At least as many digits as fit: the error is bound by the digits shown."""
    size = abs(number)
    if size < 1e-307 or size > 1.7e308:  # 5e−324 has one digit itself; 1.8e308 is what fits of the largest
        return
    digits = 4 if 1e-2 <= size < 1e6 else 3 if 1e-9 < size < 1e9 and number > 0 else 1
    assert abs(read(short(number)) - number) <= 0.5 * 10.0 ** (1 - digits) * size


@examples(2000)
@given(
    st.tuples(FINITE, FINITE)
    | st.tuples(EVERYDAY, EVERYDAY)
    | EVERYDAY.map(lambda x: (x, math.nextafter(x * 1.0001, math.inf)))
)
def test_monotone(pair):
    """A larger number never shows a smaller text."""
    low, high = sorted(pair)
    assert read(short(low)) <= read(short(high))


@examples(500)
@given(st.integers(-999_999, 9_999_999))
def test_whole_numbers_are_written_out_without_decimals(number):
    assert short(float(number)) == str(number).replace("-", MINUS)


@examples(500)
@given(FINITE)
def test_a_number_that_was_rounded_never_passes_for_a_whole_one(number):
    """2.00004 is 2.000; only a whole number has no point and no exponent, up to where no digit after it fits."""
    text = short(number)
    if "." not in text and "e" not in text and abs(number) < 1000:
        assert number == int(number) or abs(number) > 999


@pytest.mark.parametrize("number, text", [
    (-0.8414709848, "−0.841471"), (3.0, "3"), (20736.0, "20736"), (1e15, "1e+15"), (1e-7, "1e−07"), (math.inf, "inf"),
    (math.nan, "nan"),
    (123456789.0, "123456789"), (True, "True"), (-0.0, "0"),
])  # fmt: skip
def test_numbers_of_tables(number, text):
    assert long(number) == text


@pytest.mark.parametrize("value, text", [
    (2.0, "2"), (np.array([1.0, -2.0]), "[1, −2]"), (np.array([[1.0], [2.0]]), "[[1], [2]]"),
    (np.zeros((10, 10)), "all 0"), (np.full((2, 3, 4), -0.5), "all −0.5"), (np.full(3, 1e-9), "all 1e−9"),
    (np.linspace(-1.2, 3.4, 64), "−1.2 … 3.4"), (np.linspace(-123456, 987654, 64), "−1.2e5 … 9.9e5"),
    (np.linspace(-1 / 3, 2 / 3, 99), "−0.333 … 0.667"), (np.array([-1.234e-5, 1.6e-5] * 9), "−1e−5 … 2e−5"),
    (np.zeros(0), "[]"), (np.zeros((3, 0)), "empty"), (np.array(2.0), "2"), (np.array(True), "True"), (True, "True"),
    (np.float32(0.5), "0.5"), (np.int64(3), "3"), (np.arange(3), "[0, 1, 2]"), (np.arange(64), "0 … 63"),
    (np.array([True]), "[True]"), (np.arange(64) > 50, "13/64 True"), (np.zeros(99, bool), "all False"),
    (np.array([math.nan, 1.0]), "[nan, 1]"), (np.array([math.nan, 1.0] * 20), "20/40 nan"),
    (np.full(20, math.nan), "all nan"), (np.array([math.nan] + [0.0] * 10**4), "1/10001 nan"),
    (np.array([math.inf, -math.inf] * 20), "−inf … inf"), (np.array([2.0, math.inf] * 20), "2 … inf"),
    (np.array([1e-100, -1e-200] * 9), "−1e−200…1e−100"),
], ids=str)  # fmt: skip
def test_values_in_a_node(value, text):
    assert value_text(value, 14) == text


def test_counts_that_are_too_long_are_left_out():
    assert value_text(np.array([math.nan] + [0.0] * 10**4), 10) == "some nan"
    assert value_text(np.arange(10**4) > 5, 12) == "some True"


@examples(300)
@given(st.lists(st.floats() | EVERYDAY, min_size=0, max_size=40), st.sampled_from([12, 14]), st.booleans())
def test_values_in_a_node_keep_its_width(numbers, width, as_bool):
    """Values have 14 characters, gradients 12: their sign takes two."""
    array = np.array(numbers) > 0 if as_bool else np.array(numbers)
    assert len(value_text(array, width)) <= width


@examples(300)
@given(st.lists(EVERYDAY, min_size=15, max_size=40))
def test_a_range_is_that_of_the_array(numbers):
    """Rounded to as many digits as fit, and at least to one."""
    text = value_text(np.array(numbers), 14)
    ends = [text.removeprefix("all ")] * 2 if text.startswith("all ") else re.split(" ?… ?", text)
    for shown, end in zip(map(read, ends), (min(numbers), max(numbers)), strict=True):
        assert abs(shown - end) <= 0.5 * abs(end)


@pytest.mark.parametrize("value, text", [
    (2.0, "2"), (np.float64(-1.5), "−1.5"), (np.array(3), "3"), (np.array([1.0, 2.0]), "[1, 2]"), (np.zeros(0), "[]"),
    (np.full((5, 5), 0.04), "0.04"), (np.arange(9.0), "[…]"), (np.array([1.25, 2.25]), "[…]"),
], ids=str)  # fmt: skip
def test_values_on_an_edge(value, text):
    """An array of equal numbers multiplies like that number."""
    assert edge_text(value) == text


def test_values_of_tables_are_whole_up_to_64_elements():
    assert whole_text(np.arange(3.0)) == "[0, 1, 2]" and whole_text(np.zeros(0)) == "[]" and whole_text(2.5) == "2.5"
    assert whole_text(np.int64(3)) == "3" and whole_text(np.array([[1.5], [2.0]])) == "[[1.5], [2]]"
    assert whole_text(np.arange(-50.0, 50.0)) == "shape (100,), from −50 to 49"
    assert whole_text(np.array([math.nan, 1.0, 2.0] * 40)) == "shape (120,), from 1 to 2, 40 nan"
    assert whole_text(np.zeros((9, 9))) == "shape (9, 9), all 0"
    assert whole_text(np.ones(3, bool)) == "[True, True, True]"
    assert whole_text(np.arange(99) > 90) == "shape (99,), 8 True"
    assert whole_text(np.zeros(99, bool)) == "shape (99,), all False"
    assert whole_text(np.full(99, math.nan)) == "shape (99,), all nan, 99 nan"


@pytest.mark.parametrize("count", [5, 31, 33, 70])
def test_few_elements_and_many_have_one_range(count):
    """Of few Python finds the ends, of many numpy: nan, infinities of both signs, truth values and whole numbers."""
    numbers = [1.5] * (count - 2)
    assert value_text(np.array([*numbers, -2.0, 3.0]), 14) == "−2 … 3"
    assert value_text(np.array([*numbers, math.nan, 3.0]), 14) == f"1/{count} nan"
    assert value_text(np.array([*numbers, math.inf, -math.inf]), 14) == "−inf … inf"
    assert value_text(np.array([*numbers, 7.0, 1.5], dtype=np.float16), 14) == "1.5 … 7"
    assert value_text(np.array([True] * (count - 1) + [False]), 14) == f"{count - 1}/{count} True"
    assert value_text(np.zeros((1, count)), 14) == "all 0" and edge_text(np.ones(count)) == "1"
    assert edge_text(np.array([*numbers, math.nan, 1.5])) == "[…]"
