"""A figure without a mouse: everything is reached, seen to be reached, and moved."""

import pytest

from .expected import LESSON, START, check
from .figure import Figure
from .notebook import run_all
from .waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

WHERE = """() => {
  const now = document.activeElement, slider = now.closest('.widget-slider');
  if (now.matches('.noUi-handle')) return slider.querySelector('.widget-label').textContent;
  return now.matches('.gv-explore button') ? now.textContent.trim() : '';
}"""
MARK = """(place) => ['outline', 'boxShadow', 'borderColor', 'backgroundColor', 'transform']
  .map((name) => getComputedStyle(place)[name]).join(' ')"""


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("keyboard.ipynb", LESSON, "'the next cell'"))
    return Figure(page).show()


@pytest.fixture
def figure(opened):
    opened.reset()
    wait_until(opened.page, lambda: check(opened.read(), None, **START))
    return opened


def walk(page, key, most=12):
    """Where a key leads, step by step."""
    places = []
    for _ in range(most):
        page.keyboard.press(key)
        places.append(page.evaluate(WHERE))
    return [place for place in places if place]


def test_tab_reaches_every_control_in_order_and_back(figure):
    figure.handle("w").focus()
    assert walk(figure.page, "Tab", 8) == ["x", "b", "t", "Reset"]
    figure.root.get_by_role("button", name="Reset").focus()
    assert walk(figure.page, "Shift+Tab", 8) == ["t", "b", "x", "w"]


def test_what_has_the_focus_can_be_seen(figure):
    figure.handle("w").focus()
    for place in [figure.handle(name) for name in "xbt"] + [figure.root.get_by_role("button", name="Reset")]:
        away = place.evaluate(MARK)
        for _ in range(3):
            figure.page.keyboard.press("Tab")
            if place.evaluate("(place) => place === document.activeElement"):
                break
        wait_until(figure.page, lambda: _differs(place.evaluate(MARK), away))  # noqa: B023


@pytest.mark.parametrize(
    "key, w", [("ArrowUp", 3.1), ("ArrowDown", 2.9), ("Home", -10.0), ("End", 10.0), ("PageUp", 3.5), ("PageDown", 2.5)]
)
def test_the_other_keys_of_a_slider_move_it_too(figure, key, w):
    figure.press("w", key)
    wait_until(figure.page, lambda: check(figure.read(), "w", **(START | {"w": w})))
    assert figure.page.evaluate(WHERE) == "w", "the slider has lost the focus"


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_reset_works_with_keys(figure, key):
    figure.press("t", "ArrowRight", 2)
    wait_until(figure.page, lambda: check(figure.read(), "t", **(START | {"t": 5.2})))
    figure.page.keyboard.press("Tab")
    figure.page.keyboard.press("Tab")
    assert figure.page.evaluate(WHERE) == "Reset"
    figure.page.keyboard.press(key)
    wait_until(figure.page, lambda: check(figure.read(), None, **START))


def test_sliders_and_picture_have_names_for_a_screen_reader(figure):
    for name in START:
        handle = figure.handle(name)
        assert handle.get_attribute("role") == "slider" and handle.get_attribute("aria-valuenow")
    picture = figure.root.get_by_role("group", name="Computational graph")
    assert picture.count() == 1
    assert figure.root.get_by_role("table", name="summary").count() == 1
    assert figure.root.locator("[aria-live=polite]").inner_text().startswith("L = 4.")
    unnamed = [name for name in START if figure.root.get_by_role("slider", name=name, exact=True).count() != 1]
    assert unnamed == [], "a screen reader would read these sliders without their names"


def _differs(now, away):
    assert now != away, "nothing shows where the focus is"
