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
    assert wording.of("shape 2") == "of shape 2" and wording.of("3", "in all ") == "in all 3"
    assert wording.bracketed("−3") == "(−3)" and wording.bracketed("3") == "3"
    assert wording.counted([1, 2], "node") == "2 nodes" and wording.counted([1], "node") == "1 node"
    assert wording.first_odd(np.array([1.0, -math.inf, math.nan])) == "−inf" and wording.first_odd(math.nan) == "nan"


def test_the_first_text_that_fits_is_taken():
    assert wording.fitting("a" * 161, "b" * 160, "c") == "b" * 160
    assert wording.fitting("a" * 161, "b" * 200) == "b" * 200
