"""Many events in a second: the last one counts, and nothing of an earlier one is left anywhere."""

import pytest

from .expected import LESSON, START, check
from .figure import Figure
from .notebook import run_all
from .waiting import wait_until, wait_until_still

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]
COUNT, SECOND = 120, 1.0


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("rapid.ipynb", LESSON))
    return Figure(page).show()


def settled(figure, moved, **sliders):
    """The figure is right, and still right after whatever was under way has arrived."""
    wait_until_still(figure.page, lambda: check(figure.read(), moved, **sliders))


@pytest.mark.parametrize("right", [50, 61, 85])
def test_120_key_events_in_a_second_end_on_the_last(opened, right):
    opened.reset()
    wait_until(opened.page, lambda: check(opened.read(), None, **START))
    keys = ["ArrowRight"] * right + ["ArrowLeft"] * (COUNT - right)
    took = opened.burst("w", keys, 1000 * SECOND / COUNT)
    assert took < 5 * SECOND, f"the events took {took:.2f} s: too slow to be a test of speed"
    last = min(3 + right * 0.1, 10) - (COUNT - right) * 0.1  # the slider ends at 10
    settled(opened, "w", **(START | {"w": last}))


def test_a_fast_drag_ends_where_the_handle_stands(opened):
    for pixels in (60, -110):
        opened.drag("x", pixels, steps=COUNT)
        settled(opened, "x")


def test_two_sliders_in_turn_end_on_both(opened):
    opened.reset()
    wait_until(opened.page, lambda: check(opened.read(), None, **START))  # a key before that moves the old value
    for _ in range(15):
        opened.press("w", "ArrowLeft")
        opened.press("t", "ArrowRight")

    def right():
        seen = opened.read()  # each slider sends on its own: either may be the last to arrive
        check(seen, "w" if "∂L/∂w" in seen.caption else "t", **(START | {"w": 1.5, "t": 6.5}))

    wait_until_still(opened.page, right)
