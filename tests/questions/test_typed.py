from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.questions.typed import AnswerError, read_number, shown


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), (" 12 ", 12), ("−3", -3), ("–3", -3), ("+4", 4), (".5", 0.5), ("5.", 5), ("1/3", 1 / 3),
        ("−1/4", -0.25),
        ("1 / 4", 0.25), ("1.5e-3", 0.0015), ("2E3", 2000), ("1/−4", -0.25), ("0.1/0.4", 0.25), (7, 7), (1.5, 1.5),
        (Fraction(1, 3), 1 / 3), (Decimal("2.5"), 2.5),
        ("9.5e−7", 9.5e-7), (np.float64(2.5), 2.5), (np.array(3.0), 3.0), (np.int64(4), 4),
    ],
)  # fmt: skip
def test_a_number_is_read(text, number):
    assert read_number(text) == pytest.approx(number, rel=1e-15)


def test_a_tensor_of_one_number_is_read():
    assert read_number(gv.tensor(2.5)) == 2.5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no answer yet"), ("   ", "no answer yet"), (None, "no answer yet"), ("twelve", "not read as a number"),
        ("3,5", r"comma.*3\.5"), ("−3,5", r"comma.*−3\.5"), ("1e999", "too large"), ("-1e999", "too large"),
        ("1/1e999", "too large"), ("1e300/1e-300", "too large"), ("nan", "no number"), ("inf", "no number"),
        ("-Infinity", "no number"), ("1/0", "divides by 0"), ("1/0.0", "divides by 0"), ("1/2/3", "not read"),
        ("2*3", "not read"), ("1_000", "not read"), ("0x10", "not read"), ("٣", "not read"), ("True", "not read"),
        (True, "bool"), ([1], "list"), (np.array([1.0, 2.0]), "ndarray"), (float("nan"), "too large or no number"),
        (10**400, "too large"), ("1e99999999", "not read"), ("__import__('os')", "not read"), ("1.2.3", "not read"),
        ("1,000", "Write 1000 if it parts the thousands, or 1.000 if"), ("−1,234,567", "without them: −1234567"),
        ("12,3456", r"comma.*12\.3456"), (Decimal("sNaN"), "no number"),
        (Decimal("1e999"), "too large"), (1j, "complex"), ("--1", "not read"), ("1e", "not read"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_what_to_type(text, message):
    with pytest.raises(AnswerError, match=message):
        read_number(text)


def test_a_number_of_more_digits_than_python_writes_is_refused_too():
    for number in (10**5000, Fraction(10**5000)):
        with pytest.raises(AnswerError, match="this number is too large"):
            read_number(number)


def test_ten_kilobytes_are_refused_without_being_repeated():
    with pytest.raises(AnswerError, match="10000 characters") as caught:
        read_number("9" * 10_000)
    assert len(str(caught.value)) < 100


def test_html_comes_back_as_the_text_it_is():
    """The message is plain text; who shows it escapes it."""
    with pytest.raises(AnswerError) as caught:
        read_number("<script>alert(1)</script>")
    assert str(caught.value).startswith("<script>alert(1)</script> is not read")


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_finite_number_or_a_message(text):
    try:
        assert abs(read_number(text)) < float("inf")
    except AnswerError as error:
        assert str(error)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_that_python_prints_is_read_back(number):
    assert read_number(repr(float(number))) == number


def test_numbers_are_shown_with_four_digits_and_a_real_minus_sign():
    assert [shown(x) for x in (-24.0, 0.1966119, -0.30000000000000027, 1e20, -0.0, float("inf"))] == [
        "−24", "0.1966", "−0.3", "1e+20", "0", "inf",
    ]  # fmt: skip


def test_a_number_with_few_decimals_is_shown_whole_so_that_it_can_be_typed_again():
    assert [shown(x) for x in (-2467.7, 12345.5, 1 / 3, 0.1966)] == ["−2467.7", "12345.5", "0.3333", "0.1966"]
