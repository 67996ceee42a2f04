"""Where the system sets all colours, grounds and shadows are gone: what is current, pressed or a slider still shows."""

import pytest
from playwright.sync_api import expect

from .looks import photograph
from .notebook import close_sidebar, run_all
from .waiting import in_sight

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CELLS = ["import gradviz as gv", "gv.paths('y = a*b + a', a=1, b=2)", "gv.stepper('y = a*b', a=1, b=2)"]


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("forced.ipynb", *CELLS))
    close_sidebar(page)
    page.emulate_media(forced_colors="active")
    yield page
    page.emulate_media(forced_colors="none")


@pytest.mark.parametrize("name", ["paths", "stepper"])
def test_what_is_current_or_pressed_is_told_apart_without_colours(opened, screenshots, name):
    """Issue 5: high contrast."""
    root = in_sight(opened.locator(f".gv-{name}"), "start")
    current = root.locator('.gv-panel [data-state~="current"]').first
    expect(current).to_have_css("outline-style", "solid")
    pressed = root.locator(".jupyter-button.mod-active").first
    others = root.locator(".widget-toggle-buttons .jupyter-button:not(.mod-active)").first
    ground = others.evaluate("(e) => getComputedStyle(e).backgroundColor")
    expect(pressed).not_to_have_css("background-color", ground)
    expect(others).to_have_css("border-top-style", "solid")
    expect(root.locator(".noUi-target").first).to_have_css("border-top-style", "solid")
    photograph(root, screenshots / f"forced-{name}.png")
