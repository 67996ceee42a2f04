"""Plots in the page: drawn, named, moved in place, readable in both themes, and inside a narrow page."""

import re

import pytest
from playwright.sync_api import expect

from .looks import choose_theme, contrast, photograph
from .notebook import run_all
from .waiting import wait_for, wait_for_other

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

LINES = """import ipywidgets, numpy as np
from IPython.display import display
from gradviz.lab.plotting.plots import Plot
sizes = Plot("Gradients by layer", "layer", "mean size of the gradient", log=(False, True))
sizes.lines({name: (range(1, 11), [slope**k for k in range(10)]) for name, slope in [("sigmoid", 0.25), ("tanh", 0.6)]})
sizes.lines({"relu": (range(1, 11), [0, 1, 2, 3, 0, 0, 2, 1, 1, 1])})
sizes.marker(4, "layer 4")
move = ipywidgets.Button(description="Move")
move.on_click(lambda _: sizes.move("sigmoid", range(1, 11), [0.5**k for k in range(10)]))
changes = [[1e-3] * 3, [0] * 5, [1e-7] * 10, [0, 1, 0], [0], [], [0.1] * 10]
change = ipywidgets.Button(description="Change")
change.on_click(lambda _: sizes.move("relu", range(1, len(changes[0]) + 1), changes.pop(0)))
display(sizes, move, change)"""
STEPS = """live = Plot("Live memory", "event", "bytes")
up = [8 * min(k, 60 - k) for k in range(60)]
live.lines({"training": (range(60), up), "inference": (range(60), [0] * 60)}, steps=True)
live.points({"peak": ([30], [240])})
live"""
MAP = """surface = Plot("Loss surface", "w", "b")
across = np.linspace(-2, 2, 41)
surface.heat(across, across, across[:, None] ** 2 - across[None, :] ** 2, middle=0)
surface.points({"here": ([1], [0.5])})
surface"""
BARS = """bars = Plot("Two by two", "layer", "share")
bars.bars({"dead": ([1, 2, 3], [0.1, 0.5, 0.3]), "saturated": ([1, 2, 3], [0.2, 0.1, 0.9])})
bars"""
ALONE = """import sys
sys.modules["bqplot"] = None
alone = Plot("Without the library", "x", "y")
alone.lines({"a": ([1, 2], [3, 4])})
alone"""
# Every text of the page's plot with its colour, and the colour that lies behind it.
TEXTS = """(plot) => [...plot.querySelectorAll('p, summary, .axis text, .gv-plot-legend > span')]
  .filter((e) => e.textContent).map((e) => [e.textContent,
    e.closest('svg') ? getComputedStyle(e).fill : getComputedStyle(e).color,
    getComputedStyle(plot).backgroundColor, parseFloat(getComputedStyle(e).fontSize)])"""
WIDE = """(plot) => [...plot.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right >
  plot.getBoundingClientRect().right + 1).map((e) => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def plots(lab, page):
    run_all(page, lab, lab.write("plots.ipynb", LINES, STEPS, MAP, BARS, ALONE))
    page.keyboard.press("Control+b")  # the folder's list goes away: a narrow page has room for the notebook alone
    yield page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.keyboard.press("Control+b")
    choose_theme(page, light=True)


def the(page, number):
    plot = page.locator(".gv-plot").nth(number)
    plot.scroll_into_view_if_needed()
    if number < 4:
        plot.locator(".axis .tick").first.wait_for()
    return plot


def test_a_plot_has_a_role_a_name_that_follows_its_numbers_and_is_moved_in_place(plots):
    plot = the(plots, 0)
    drawing = plot.locator(".gv-plot-drawing")
    expect(drawing).to_have_role("img")
    expect(drawing).to_have_accessible_name(
        "Gradients by layer. mean size of the gradient over layer. "
        "sigmoid: 10 points, from 1 to 3.81e−6, smallest 3.81e−6, largest 1. "
        "tanh: 10 points, from 1 to 0.01008, smallest 0.01008, largest 1. "
        "relu: 10 points, from 0 to 1, smallest 0, largest 3. Marked: layer 4 at 4."
    )
    line = plot.locator(".svg-figure path.line").first
    before = line.get_attribute("d")
    line.evaluate("(path) => { path.kept = true }")
    plots.get_by_role("button", name="Move", exact=True).click()
    wait_for_other(plots, lambda: line.get_attribute("d"), before)
    assert line.evaluate("(path) => path.kept"), "the line was drawn anew, not moved"
    expect(drawing).to_have_attribute("aria-label", re.compile("sigmoid: 10 points, from 1 to 0.00195"))


def test_points_that_have_no_place_come_and_go_without_an_error_in_the_page(plots):
    """What the library cannot place it must not be given: the page's console stays empty (see `calm`)."""
    plot = the(plots, 0)
    for count in (3, 0, 10, 1, 0, 0, 10):
        plots.get_by_role("button", name="Change", exact=True).click()
        expect(plot.locator(".svg-figure .object_grp")).to_have_count(20 + count)


def test_the_table_opens_and_stays_open_while_the_numbers_move(plots):
    plot = the(plots, 0)
    plot.get_by_text("The numbers as a table").click()
    row = plot.get_by_role("row").filter(has=plots.get_by_role("rowheader", name="10", exact=True))
    expect(row).to_contain_text("1")
    plots.get_by_role("button", name="Move", exact=True).click()
    expect(row.get_by_role("cell").first).to_have_text("0.00195")
    plot.get_by_text("The numbers as a table").click()
    expect(plot.get_by_role("table")).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 480])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_plot_can_be_read_in_both_themes_and_in_a_narrow_page(plots, theme, width, screenshots):
    plots.set_viewport_size({"width": 1280, "height": 900})
    choose_theme(plots, light=theme == "light")
    plots.set_viewport_size({"width": width, "height": 900})
    for number, name in enumerate(["lines", "steps", "map", "bars", "alone"]):
        plot = the(plots, number)
        wait_for(plots, lambda plot=plot: plot.evaluate(WIDE), [])
        least = 4 if name == "alone" else 10
        wait_for(plots, lambda plot=plot, least=least: len(plot.evaluate(TEXTS)) >= least, True)
        wait_for(plots, lambda plot=plot: unreadable(plot), [])
        photograph(plot, screenshots / f"plots-{name}-{theme}-{width}.png")


def unreadable(plot):
    """The texts that are too faint or too small."""
    return [text for text in plot.evaluate(TEXTS) if contrast(*text[1:3]) < 4.5 or text[3] < 13]


def test_without_the_library_the_table_is_open_and_says_what_to_install(plots):
    plot = the(plots, 4)
    expect(plot.get_by_text("pip install 'gradviz[plots]'")).to_be_visible()
    expect(plot.get_by_role("cell", name="4")).to_be_visible()
