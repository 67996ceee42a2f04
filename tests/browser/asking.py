"""A question cell on the page: what a student types, chooses and reads there."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from .notebook import IDLE
from .waiting import in_sight, plain, wait_for, wait_for_part, wait_until

FIELDS = "input, textarea, select"


class Asked:
    """The question cell whose source holds some words."""

    def __init__(self, page: Page, words: str) -> None:
        self.page = page
        self.cell = page.locator(".jp-CodeCell").filter(has=page.locator(".jp-InputArea", has_text=words)).first
        for _ in range(60):
            if self.cell.count():
                break
            page.locator(".jp-Notebook .jp-WindowedPanel-outer, .jp-Notebook").first.hover()
            page.mouse.wheel(0, 700)
            page.wait_for_timeout(60)
        in_sight(self.cell)
        self.root: Locator = self.cell.locator(".gv-quiz")
        self.root.locator(".gv-prompt").wait_for(timeout=30_000)
        in_sight(self.root)

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def ready(self) -> None:
        """Waits for the kernel: what is typed while it still answers is sent after its answer, and after Check."""
        self.page.wait_for_function(IDLE)

    def type(self, *texts: str) -> None:
        """Types into the fields in their order, and presses Check."""
        self.ready()
        fields = self.root.locator(".widget-text input:visible, .widget-textarea textarea:visible")
        wait_for(self.page, fields.count, len(texts))
        for field, text in zip(fields.all(), texts, strict=True):
            field.fill(text)
        self.button("Check").click()

    def choose(self, *options: str) -> None:
        """Chooses by the words of the options, and presses Check."""
        self.ready()
        for option in options:
            self.root.get_by_label(option, exact=True).check()
        self.button("Check").click()

    def answer(self, text: str) -> None:
        """Types a number, or chooses an option, whichever the question asks for."""
        self.root.locator(FIELDS).first.wait_for(state="attached")
        if self.root.locator(".widget-text input:visible").count():
            self.type(text)
        else:
            self.choose(text)

    def arrange(self, goal: list[str]) -> None:
        """Moves each line to its place with the buttons."""
        lines = self.root.locator("select option")
        for place, name in enumerate(goal):
            for _ in range(len(goal)):
                texts = _order(self.page, lines, len(goal))
                here = texts.index(name)
                if here == place:
                    break
                self.root.locator("select").select_option(index=here)
                self.root.locator("button", has_text="Earlier").click()
                wait_until(self.page, lambda before=texts: _changed(lines, before))

    def solved(self) -> None:
        """The picture is whole, or the caption is no longer that of the wrong answer: the reveal is open."""
        wait_until(self.page, lambda: _enabled(self.button("Show answer")))

    def solved_of(self, place: int) -> None:
        """The list of questions says that this one is solved."""
        row = self.root.locator(".gv-questions li").nth(place)
        wait_for_part(self.page, row.inner_text, "solved")

    def says(self, *wanted: str) -> None:
        def holds() -> None:
            seen = plain(self.root.locator(".gv-caption").text_content() or "")
            assert all(text in seen for text in wanted), seen

        wait_until(self.page, holds)

    def asks(self, text: str) -> None:
        wait_for_part(self.page, self.root.locator(".gv-prompt").inner_text, text)

    def next(self, text: str) -> None:
        """Goes on, and waits for the next question: first its prompt comes, then what it is answered with."""
        fields = self.root.locator(FIELDS)
        fields.evaluate_all("(fields) => fields.forEach((field) => (field.dataset.before = ''))")
        self.button("Next").click()
        self.asks(text)
        wait_for(self.page, self.root.locator("[data-before]").count, 0)
        fields.first.wait_for(state="attached")

    def lit(self) -> list[str]:
        """What is lit in the picture: edges and nodes, by their titles or their texts."""
        found: list[Any] = self.root.locator(".gv-picture").evaluate(
            """(picture) => [...picture.querySelectorAll('g.edge, g.node')]
                 .filter((g) => [g, ...g.querySelectorAll('*')].some((e) => /lit/.test(e.dataset?.state ?? '')))
                 .map((g) => g.classList.contains('edge') ? 'edge' : 'node')"""
        )
        return found

    def lights(self, what: str) -> None:
        wait_for_part(self.page, self.lit, what)


def _changed(lines: Locator, before: list[str]) -> None:
    texts = lines.all_text_contents()
    assert len(texts) == len(before) and [_line(text) for text in texts] != before, texts


def _order(page: Page, lines: Locator, count: int) -> list[str]:
    """The lines as they stand, once all of them are there."""

    def complete() -> None:
        texts = lines.all_text_contents()
        assert len(texts) == count and all("." in text for text in texts), texts

    wait_until(page, complete)
    return [_line(text) for text in lines.all_text_contents()]


def _enabled(button: Locator) -> None:
    assert button.is_enabled()


def _line(text: str) -> str:
    """A line without its number; the list has a space that does not break behind it."""
    return text.partition(".")[2].strip()
