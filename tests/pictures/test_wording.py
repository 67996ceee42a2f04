"""Values in sentences."""

import math

import numpy as np
import pytest

from gradviz.pictures import wording


@pytest.mark.parametrize("value, told", [
    (2.0, "2"), (-1.5, "−1.5"), (3, "3"), (np.ones((2, 3)), "shape 2×3"), (np.array(2.5), "2.5"),
    (np.ones(0), "shape 0"), (math.nan, "nan"), (np.True_, "1"),
])  # fmt: skip
def test_numbers_are_written_and_arrays_told_by_shape(value, told):
    assert wording.told_as(value) == told


def test_small_words():
    assert wording.bracketed("−3") == "(−3)" and wording.bracketed("3") == "3"
    assert wording.counted([1, 2], "node", "nodes") == "2 nodes" and wording.counted([1], "node", "nodes") == "1 node"
    assert wording.first_odd(np.array([1.0, -math.inf, math.nan])) == "−inf" and wording.first_odd(math.nan) == "nan"


def test_the_first_text_that_fits_is_taken():
    assert wording.fitting("a" * 161, "b" * 160, "c") == "b" * 160
    assert wording.fitting("a" * 161, "b" * 200) == "b" * 200


def test_a_large_count_is_exact_up_to_fifteen_digits_and_then_a_power_of_ten():
    """R15: 20 doublings have 1,048,576 paths, and 10,000 have a number of paths that no float holds."""
    many = wording.many
    assert (many(0), many(1024), many(10**15 - 1)) == ("0", "1,024", "999,999,999,999,999")
    assert (many(10**15), many(2**60), many(10**16 - 1)) == ("1.000 × 10¹⁵", "1.153 × 10¹⁸", "1.000 × 10¹⁶")
    assert many(2**10_000) == "1.995 × 10³⁰¹⁰"
