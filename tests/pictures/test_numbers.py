"""One function formats every number: short, true, monotone."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.pictures.numbers import long, short, value_text, whole_text
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
    (np.zeros((10, 10)), "shape 10×10"), (np.zeros(0), "[]"),
    (np.zeros((2, 3, 4)), "2×3×4"), (np.float32(0.5), "0.5"), (np.int64(3), "3"), (np.array([True]), "[1]"),
    (np.full(3, 1e-9), "shape 3"),
])  # fmt: skip
def test_values_in_a_node(value, text):
    assert value_text(value, 14) == text


@examples(200)
@given(st.lists(FINITE, min_size=0, max_size=20))
def test_values_in_a_node_keep_its_width(numbers):
    assert len(value_text(np.array(numbers), 14)) <= 14


def test_values_of_tables_are_whole_up_to_64_elements():
    assert whole_text(np.arange(3.0)) == "[0, 1, 2]" and whole_text(np.zeros(0)) == "[]" and whole_text(2.5) == "2.5"
    assert whole_text(np.int64(3)) == "3" and whole_text(np.array([[1.5], [2.0]])) == "[[1.5], [2]]"
    assert whole_text(np.arange(-50.0, 50.0)) == "shape 100, from −50 to 49"
