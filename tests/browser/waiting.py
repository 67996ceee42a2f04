"""Waiting for what a page comes to show: kernel and page answer when they can, and never at once.

A test does not read what another message may still change. It names what it waits for, and what must not happen is
looked for after something that happens later has been seen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterable
from typing import Any

from playwright.sync_api import Locator, Page

PATIENCE = 30.0
"""So many seconds anything on the page may take; a test that passes never waits so long."""

# The figure hears that it is in sight when the page is next painted, and only then writes its numbers. Who began to
# watch later is told later.
IN_SIGHT = """(figure, block) => {
  figure.scrollIntoView({ block });
  return new Promise((seen) => new IntersectionObserver((_, watcher) => { watcher.disconnect(); seen(); })
    .observe(figure.querySelector('.gv-root') ?? figure));
}"""


def wait_until(page: Page, check: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Return when `check` holds; when the time is up, raise what it said last."""
    end = time.monotonic() + seconds
    while True:
        try:
            check()
            return
        except (AssertionError, LookupError):  # what is read may not be there yet
            if time.monotonic() > end:
                raise
        page.wait_for_timeout(40)  # lets the page's own events through, which time.sleep would not


def wait_until_still(page: Page, check: Callable[[], Any], seconds: float = 0.5) -> None:
    """Return when `check` has held for so long: nothing that was under way has changed it again."""

    def still() -> None:
        end = time.monotonic() + seconds
        check()
        while time.monotonic() < end:
            page.wait_for_timeout(40)
            check()

    wait_until(page, still)


def all_in(text: str, parts: Iterable[str]) -> None:
    """Each of the parts stands in the text."""
    assert all(part in text for part in parts), (text, parts)


def wait_for(page: Page, read: Callable[[], Any], wanted: Any) -> None:
    """Return when what is read is what is wanted."""

    def check() -> None:
        seen = read()
        assert seen == wanted, f"{seen!r}, not {wanted!r}"

    wait_until(page, check)


def wait_for_part(page: Page, read: Callable[[], Container[Any]], *parts: Any) -> None:
    """Return when what is read holds all of the parts."""

    def check() -> None:
        seen = read()
        lacking = [part for part in parts if part not in seen]
        assert not lacking, f"{lacking!r} not in {seen!r}"

    wait_until(page, check)


def wait_for_other(page: Page, read: Callable[[], Any], before: Any) -> None:
    """Return when what is read is no longer what it was."""

    def check() -> None:
        assert read() != before, f"it is still {before!r}"

    wait_until(page, check)


def in_sight(figure: Locator, block: str = "center") -> Locator:
    """The figure, scrolled to, and written: one that is out of sight is not kept up to date, and need not be."""
    figure.evaluate(IN_SIGHT, block)
    return figure


def in_view(figure: Locator) -> Locator:
    """The figure with its picture, at the top of the page."""
    figure.locator(".gv-picture svg").wait_for()
    return in_sight(figure, "start")


def plain(text: str) -> str:
    """Text with the minus signs that Python reads."""
    return text.replace("\u2212", "-")
