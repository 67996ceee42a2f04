import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from gradviz.questions.nearness import alike, is_short, matches


def test_a_short_number_is_typed_exactly_and_a_long_one_to_three_digits():
    assert [is_short(x) for x in (33.0, -0.3, 0.1966, 1 / 3, 1e-6, 0.0, 1e12, float("nan"))] == [
        True, True, True, False, False, True, True, False,
    ]  # fmt: skip
    assert matches(0.333, 1 / 3) and not matches(0.33, 1 / 3)
    assert not matches(33.1, 33.0) and matches(33.1, 33.0, atol=0.2)
    assert matches(0.3, 1 / 3, rtol=0.2)


def test_of_a_large_number_that_is_not_whole_three_digits_are_enough_too():
    """Rounding leaves little of a large number: that little, and not the number's size, makes it short."""
    for number in (1387654.32171834, -24513463.328704014, 602214.0761234):
        assert not is_short(number) and matches(float(f"{number:.3g}"), number)
    assert is_short(24513463.0) and is_short(0.1 * 3 * 1e6) and is_short(1.1 * 1.1 * 1e6)
    assert not matches(24513464.0 + 3, 24513463.0)


def test_nobody_types_fourteen_digits():
    for number in (43368086899420.18, -4864512345.678, 12345678901.0, -84282587.15739578, 338512345.6):
        assert not is_short(number) and matches(float(f"{number:.4g}"), number), number
    assert is_short(1e10) and is_short(-3e12) and not matches(1.001e10, 1e10)


def test_nothing_matches_what_is_not_finite():
    assert not matches(float("inf"), float("inf")) and not matches(1.0, float("nan"))


numbers = st.floats(-1e4, 1e4)


@example(0.0, 5.96e-8)
@given(numbers, numbers)
def test_numbers_that_are_apart_are_never_both_meant_by_one_answer(a, b):
    if not alike(np, np.float64(a), np.float64(b)):
        for typed in (a, b, float(f"{a:.4g}"), float(f"{b:.3g}")):
            assert not (matches(typed, a) and matches(typed, b))
