"""A notebook in the browser: open it, run it, wait for its kernel, save it."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from .server import Lab
from .waiting import wait_until, wait_until_still

IDLE = "() => /\\| Idle/.test(document.querySelector('#jp-main-statusbar')?.innerText ?? '')"
PROMPTS = "[...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')]"
STARTED = f"() => {PROMPTS}.some((prompt) => prompt.textContent.includes('*'))"
ENDED = f"() => !{PROMPTS}.some((prompt) => prompt.textContent.includes('*'))"
TRACEBACK = ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']"
LONG = 90_000


def open_notebook(page: Page, lab: Lab, name: str) -> None:
    """Show a notebook and return when its kernel is there."""
    page.goto(lab.address(name))
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=LONG)
    page.wait_for_function(IDLE, timeout=LONG)  # the status bar says so only of a connected kernel


def run_all(page: Page, lab: Lab, name: str) -> None:
    """Open a notebook, run every cell from the menu, and return when the kernel is idle again."""
    open_notebook(page, lab, name)
    page.click(".jp-Notebook .jp-CodeCell >> nth=0")
    page.click("#jp-MainMenu >> text=Run")
    page.click("li[data-command='runmenu:run-all']")
    page.wait_for_function(STARTED, timeout=LONG)  # a committed notebook has its numbers before it is run
    page.wait_for_function(ENDED, timeout=LONG)
    page.wait_for_function(IDLE, timeout=LONG)
    assert page.locator(TRACEBACK, has_text="Traceback").all_text_contents() == [], "a cell of the notebook failed"


def kernel_rests(page: Page) -> None:
    """Return when the kernel has had nothing to do for a moment: of what is chosen while it is busy it hears later.

    ipywidgets sends the changes of one list or field one at a time, and a click at once: it would come before them.
    """

    def idle() -> None:
        assert page.evaluate(IDLE), "the kernel is busy"

    wait_until_still(page, idle, seconds=0.3)


def close_sidebar(page: Page) -> None:
    """Close the file browser, which takes a third of a page of 1280 pixels."""
    sidebar = page.locator(".jp-SideBar.jp-mod-left .lm-TabBar-tab.lm-mod-current")
    if sidebar.count():
        sidebar.click()


def save(page: Page, lab: Lab, name: str) -> dict[str, Any]:
    """Save the notebook from the menu and return what the file holds then."""
    before = (lab.root / name).read_text(encoding="utf-8")
    page.click("#jp-MainMenu >> text=File")
    page.click("li[data-command='docmanager:save']")
    found: dict[str, Any] = {}

    def saved() -> None:
        text = (lab.root / name).read_text(encoding="utf-8")
        assert text != before and text.endswith("}\n"), "the notebook was not saved, or not yet to its end"
        found.update(json.loads(text))

    wait_until(page, saved)
    return found
