"""The figures of numbers in the page: flow, jacobian and memory, moved by a student and looked at."""

import re

import pytest
from playwright.sync_api import expect

from .looks import choose_theme, contrast, photograph
from .notebook import run_all
from .waiting import in_sight, plain, wait_for, wait_for_other, wait_for_part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CELLS = [
    "import gradviz as gv\ngv.flow()",
    "gv.jacobian()",
    "gv.memory()",
    "gv.jacobian(lambda x: gv.sin(x) / x, [1.0, 0.0])",
]
NAMES = ["flow", "jacobian", "memory"]
WIDE = "(place) => place.scrollWidth - place.clientWidth"
# Every text of the panel and the plots with its colour and the colours behind it, as the browser mixes them.
TEXTS = """(figure) => {
  const css = (e) => getComputedStyle(e);
  const seen = (colour) => { const c = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    c.fillStyle = colour; c.fillRect(0, 0, 1, 1); return `rgb(${[...c.getImageData(0, 0, 1, 1).data].slice(0, 3)})`; };
  const ground = (e) => { while (css(e).backgroundColor === 'rgba(0, 0, 0, 0)') e = e.parentElement;
    return css(e).backgroundColor; };
  return [...figure.querySelectorAll('.gv-panel td, .gv-panel th, .gv-panel p, .gv-caption')]
    .filter((e) => e.textContent.trim() && e.getClientRects().length)
    .map((e) => [e.textContent.trim(), seen(css(e).color), seen(ground(e))]);
}"""


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("charts.ipynb", *CELLS))
    page.keyboard.press("Control+b")
    page.wait_for_selector("#jp-left-stack", state="hidden")
    yield page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.keyboard.press("Control+b")
    choose_theme(page, light=True)


def the(page, name, number=0):
    figure = page.locator(f".gv-{name}").nth(number)
    figure.locator(".gv-panel td").first.wait_for(state="attached")
    return in_sight(figure, "start")


def handle(figure, name):
    label = figure.page.locator(f'.widget-label:text-is("{name}")')
    return figure.locator(".widget-slider").filter(has=label).locator(".noUi-handle")


def caption(figure):
    return plain(figure.locator(".gv-caption").inner_text())


def weak(figure):
    """The texts with too little contrast, and how much they have."""
    texts = figure.evaluate(TEXTS)
    return [(*text, round(contrast(*text[1:]), 2)) for text in texts if contrast(*text[1:]) < 4.5]


@pytest.mark.parametrize("width", [1280, 480])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_number_can_be_read_and_nothing_scrolls_sideways(opened, theme, width, screenshots):
    opened.set_viewport_size({"width": 1280, "height": 900})
    choose_theme(opened, light=theme == "light")
    opened.set_viewport_size({"width": width, "height": 1400})
    for name in NAMES:
        figure = the(opened, name)
        if name != "jacobian":
            figure.locator(".axis .tick").first.wait_for()
        wait_for(opened, lambda figure=figure: weak(figure), [])
        for place in ("html", f".jp-OutputArea-output:has(.gv-{name})"):
            seen = opened.locator(place).first
            wait_for(opened, lambda seen=seen: seen.evaluate(WIDE) <= 1, True)
        photograph(figure, screenshots / f"{name}-{theme}-{width}.png")


def test_dragging_a_logit_is_told_in_the_page_and_the_cells_follow(opened):
    """R89."""
    figure = the(opened, "jacobian")
    figure.get_by_role("button", name="Reset").click()
    cell = figure.locator(".gv-heat").first.locator("tbody tr").nth(1).locator("td").nth(1)
    expect(cell).to_have_text("+0.1848")
    expect(cell).to_have_attribute("data-state", re.compile("^up"))
    handle(figure, "z₂").focus()
    for _ in range(3):
        opened.keyboard.press("ArrowRight")
    wait_for_part(opened, lambda: caption(figure), "Raising one logit pulls the others down: for each bit of z₂")
    expect(cell).to_have_text("+0.2117")
    opened.keyboard.press("ArrowLeft")
    expect(cell).not_to_have_text("+0.2117")
    figure.get_by_role("button", name="Reset").click()
    expect(cell).to_have_text("+0.1848")


def test_the_flow_follows_its_controls_and_its_steps_are_told(opened):
    """R92."""
    figure = the(opened, "flow")
    rows = figure.locator(".gv-panel tbody tr")
    expect(rows).to_have_count(10)
    said = caption(figure)
    figure.get_by_label("activation").select_option("relu")
    wait_for_other(opened, lambda: caption(figure), said)
    handle(figure, "depth").focus()
    for _ in range(7):
        opened.keyboard.press("ArrowLeft")
    expect(rows).to_have_count(3)
    handle(figure, "bias").focus()
    for _ in range(6):
        opened.keyboard.press("ArrowLeft")
    wait_for_part(opened, lambda: caption(figure), "Dead: ")
    bar = "(row) => getComputedStyle(row.querySelectorAll('td')[4]).backgroundImage"
    wait_for_part(opened, lambda: rows.nth(2).evaluate(bar), "linear-gradient")
    figure.get_by_role("button", name="Take 20 steps").click()
    wait_for_part(opened, lambda: caption(figure), "unchanged, bit for bit")
    figure.get_by_role("button", name="Reset").click()
    expect(rows).to_have_count(10)


def test_the_memory_figure_counts_bytes_as_the_batch_doubles(opened):
    """R119."""
    figure = the(opened, "memory")
    handle(figure, "batch").focus()
    opened.keyboard.press("ArrowRight")
    words = "from 128 to 256 at the peak, 2 times as many; the nodes stay 16"
    wait_for_part(opened, lambda: caption(figure), words)
    cells = figure.locator(".gv-panel tbody tr").nth(1).locator("td")
    expect(cells).to_have_text(["7", "8", "128", "28", "16", "60"])
    figure.get_by_role("button", name="Reset").click()
    wait_for_part(opened, lambda: caption(figure), "the peak is 64 bytes, for 12 more forward calls")


@pytest.mark.parametrize(("name", "slider", "line"), [
    ("flow", "depth", "gv.flow().at(depth=9)"), ("memory", "segments", "gv.memory().at(segments=3)"),
    ("jacobian", "z₁", "gv.jacobian([1.0, 2.0, 3.0]).at(x0=0.9)"),
])  # fmt: skip
def test_a_figure_shows_the_line_that_makes_it_as_it_is(opened, name, slider, line):
    figure = the(opened, name)
    figure.get_by_role("button", name="Reset").click()
    handle(figure, slider).focus()
    opened.keyboard.press("ArrowLeft")
    figure.get_by_role("button", name="Copy state").click()
    expect(figure.locator(".gv-code input")).to_have_value(line)
    figure.get_by_role("button", name="Reset").click()


def test_a_slope_that_is_nowhere_stands_as_it_is(opened):
    figure = the(opened, "jacobian", 1)
    expect(figure.locator(".gv-heat tbody")).to_contain_text("nan")
