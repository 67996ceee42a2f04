"""A quiz cell on the page, and what a student does with it."""

from .waiting import all_in, wait_for, wait_until


class QuizFigure:
    """A quiz on the page."""

    def __init__(self, page, name):
        self.page, self.root = page, page.locator(f".test-{name}")
        self.root.locator(".gv-prompt").wait_for(timeout=60_000)
        self.root.evaluate("(root) => root.scrollIntoView({ block: 'center' })")

    def field(self, number=0):
        return self.root.locator(".widget-text input").nth(number)

    def type(self, text, number=0):
        self.field(number).fill(text)

    def button(self, name):
        self.root.get_by_role("button", name=name, exact=True).click()

    def says(self, *parts):
        caption = self.root.locator(".gv-caption")
        wait_until(self.page, lambda: all_in(caption.inner_text(), parts))

    def shows(self, *parts):
        picture = self.root.locator(".gv-picture")
        wait_until(self.page, lambda: all_in(picture.text_content(), parts))

    def marks(self, wanted):
        wait_for(self.page, lambda: self.root.locator(".gv-step-mark").all_inner_texts(), wanted)

    def lit(self):
        """The edges that are lit, as the boxes that they join."""
        return self.root.locator(".gv-picture g.edge[data-state~='lit']").count()


def same(seen, wanted):
    assert seen == wanted
