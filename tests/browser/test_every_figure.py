"""Every figure as a teacher calls it, in one line: opened, read by axe, in both themes, on a narrow page, twice.

The screenshots are kept in screenshots/, or where GRADVIZ_SCREENSHOTS says.
"""

import pytest

import gradviz.lab
from benchmarks.lab import FIGURES

from .axe import serious
from .looks import choose_theme, photograph
from .notebook import run_all
from .waiting import in_sight, wait_for, wait_for_other

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

WIDE, NARROW = {"width": 1280, "height": 1600}, {"width": 480, "height": 1600}

# What reaches out of the figure on the right, but for what scrolls in a place of its own.
OVER = """(root) => {
  const right = root.getBoundingClientRect().right;
  const scrolls = (place) => place !== root && /auto|scroll/.test(getComputedStyle(place).overflowX);
  const inside = (place) => place && place !== root && (scrolls(place) || inside(place.parentElement));
  return [...root.querySelectorAll('*')].filter((place) => {
    const box = place.getBoundingClientRect();
    return box.width > 1 && box.right > right + 2 && !inside(place.parentElement);
  }).map((place) => place.outerHTML.slice(0, 120)).slice(0, 3);
}"""
NAMELESS = """(root) => [...root.querySelectorAll('button, .noUi-handle, select, input:not([type=hidden])')]
  .filter((place) => place.getClientRects().length > 0)
  .filter((place) => !(place.getAttribute('aria-label') || place.textContent.trim() || place.title
    || place.getAttribute('aria-labelledby') || place.labels?.length))
  .map((place) => place.outerHTML.slice(0, 160))"""


@pytest.fixture(scope="module")
def opened(lab, page):
    cells = [f"{code}.add_class('every-{name}')" for name, code in FIGURES.items()]
    again = f"{FIGURES['explore']}.add_class('every-again')"
    run_all(page, lab, lab.write("every.ipynb", "import gradviz as gv", *cells, again, "'the next cell'"))
    page.keyboard.press("ControlOrMeta+b")  # the list of files goes away
    yield page
    page.set_viewport_size(WIDE)
    choose_theme(page, light=True)


def shown(page, name):
    """The figure, scrolled to and drawn."""
    root = page.locator(f".every-{name}")
    root.wait_for(timeout=60_000)
    root.locator(".gv-caption, .gv-error").first.wait_for(state="attached", timeout=60_000)
    return in_sight(root, "start")


def test_the_list_is_that_of_the_package():
    figures = {name for name in gradviz.lab.__all__ if name.islower() and name not in ("operation_table", "ask_about")}
    assert figures == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_a_picture_is_kept(opened, screenshots, name, theme):
    opened.set_viewport_size(WIDE)
    choose_theme(opened, light=theme == "light")
    root = shown(opened, name)
    assert not root.locator(".gv-error").is_visible(), root.locator(".gv-error").inner_text()
    photograph(root, screenshots / f"figure-{name}-{theme}.png")
    assert serious(opened, f".every-{name}") == []


@pytest.mark.parametrize("name", FIGURES)
def test_a_narrow_page_loses_nothing_at_its_side(opened, screenshots, name):
    """Whatever is wider than the page scrolls inside its own place, and that place is not the page."""
    choose_theme(opened, light=True)
    opened.set_viewport_size(NARROW)
    root = shown(opened, name)
    photograph(root, screenshots / f"figure-{name}-narrow.png")
    wait_for(opened, lambda: root.evaluate(OVER), [])


@pytest.mark.parametrize("name", FIGURES)
def test_the_controls_have_no_scrollbar(opened, name):
    opened.set_viewport_size(WIDE)
    boxes = shown(opened, name).locator(".widget-box:not(.gv-root):visible")
    wide = "(all) => all.filter((b) => b.scrollWidth > b.clientWidth + 1).map((b) => b.outerHTML.slice(0, 120))"
    wait_for(opened, lambda: boxes.evaluate_all(wide), [])  # a plot among them is drawn anew for another width


@pytest.mark.parametrize("name", FIGURES)
def test_every_control_has_a_name(opened, name):
    opened.set_viewport_size(WIDE)
    root = shown(opened, name)
    wait_for(opened, lambda: root.evaluate(NAMELESS), [])


@pytest.mark.parametrize("name", FIGURES)
def test_no_tooltip_says_null(opened, name):
    """ipywidgets writes the word where a button or the label of a control has no tooltip at all."""
    opened.set_viewport_size(WIDE)
    root = shown(opened, name)
    wait_for(opened, root.locator("[title=null]").count, 0)


def test_two_copies_of_a_figure_do_not_touch_each_other(opened):
    opened.set_viewport_size(WIDE)
    first, second = shown(opened, "explore"), shown(opened, "again")
    read = "(root) => [...root.querySelectorAll('[data-slot]')].map((place) => place.textContent).join()"
    before = first.evaluate(read)
    second.locator(".noUi-handle").first.focus()
    opened.keyboard.press("ArrowRight")
    wait_for_other(opened, lambda: second.evaluate(read), before)
    assert first.evaluate(read) == before
