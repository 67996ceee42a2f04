import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.questions.slips import NEAR, ONE_OFF, SWAPPED, slip_in, slips_of


@pytest.mark.parametrize(
    ("typed", "right", "slip"),
    [
        (34, 33, ONE_OFF), (32, 33, ONE_OFF), (414, 144, SWAPPED), (35, 33, NEAR), (1.1, 1.0806046, NEAR),
        (27, 33, None), (-33, 33, None), (-34, -33, ONE_OFF), (0.91, 0.1966, None), (51.6, 16.5, None),
        (61.5, 16.5, SWAPPED), (-0.5, 0.5, None), (1e300, 1e299, None), (1, float("inf"), None),
    ],
)  # fmt: skip
def test_a_slip_is_told(typed, right, slip):
    assert slip_in(typed, right) == slip


@given(st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 2))
def test_every_slip_of_a_number_is_told_to_be_one(number):
    for _, typed in slips_of(number):
        if typed * number > 0:
            assert slip_in(typed, number) is not None


def test_zero_has_no_slip_of_ten_per_cent():
    assert [kind for kind, _ in slips_of(0.0)] == [ONE_OFF, ONE_OFF]


def test_one_off_is_near_only_beside_a_number_that_is_larger():
    """A24: 1 is not near 0.25 to the power of 10; A39: nor is the old θ near the next one."""
    assert slip_in(1.0, 0.25**10) is None and slip_in(0.0, -1.0) is None and slip_in(1.0, 2.0) is None
    assert slip_in(4.0, 3.0) == "one off"
