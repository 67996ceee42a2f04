"""Figures in a row of ipywidgets: side by side where each has room for its controls, else one below the other."""

import pytest

from .notebook import close_sidebar, run_all
from .test_every_figure import OVER
from .waiting import in_sight, wait_for, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

FORMULA = '"z = w*x; y = z + b; d = y - t; L = d**2", w=3, x=2, b=1, t=5'
PAIRS = {"close": ("zoom", "nudge"), "live": ("explore", "stepper")}

# How far a figure is from the left edge of its row, how wide it is, and how wide the row.
PLACES = """(row) => [...row.querySelectorAll('.gv-figure')].map((figure) => {
  const [one, all] = [figure, row].map((place) => place.getBoundingClientRect());
  return [Math.round(one.left - all.left), Math.round(one.width), Math.round(all.width)];
})"""


@pytest.fixture(scope="module")
def opened(lab, page):
    rows = [f'row([{", ".join(f"gv.{name}({FORMULA})" for name in pair)}]).add_class("row-{key}")'
            for key, pair in PAIRS.items()]  # fmt: skip
    run_all(page, lab, lab.write("row.ipynb", "import gradviz as gv\nfrom ipywidgets import HBox as row", *rows))
    close_sidebar(page)
    yield page
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("key", PAIRS)
@pytest.mark.parametrize("width", [1280, 480])
def test_a_row_of_figures_has_room_for_both_and_cuts_none(opened, screenshots, key, width):
    """Issue 5: figures compose with others. A row gave some of them no width at all."""
    opened.set_viewport_size({"width": width, "height": 1600})
    row = opened.locator(f".row-{key}")
    row.locator(".gv-picture svg").nth(1).wait_for()

    def fits():
        (left, first, whole), (right, second, _) = row.evaluate(PLACES)
        assert min(first, second) > 340 and left == 0, (first, second, whole)
        assert (right > first - 5) == (width == 1280), "beside it, or below"

    wait_until(opened, fits)
    for root in row.locator(".gv-figure").all():
        in_sight(root, "start")  # a plot out of sight keeps the size that it had
        wait_for(opened, lambda root=root: root.evaluate(OVER), [])
    row.screenshot(path=screenshots / f"row-{key}-{width}.png")
