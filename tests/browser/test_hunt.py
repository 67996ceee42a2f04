"""The hunt as a student plays it: tests, evidence, a wrong suspicion, the right one; by mouse and by keys."""

import pytest

from .axe import serious
from .looks import choose_theme, narrow_overflow, photograph
from .notebook import kernel_rests, run_all
from .waiting import all_in, wait_for, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

SEEDS = {"keys": 0, "mouse": 1, "odd": 5, "other": 7}  # M1 with one use counted, M6, M3, M22
FORGOTTEN = "the upstream gradient is forgotten"
NAUGHTY = ("y = a*", "y = <img src=x onerror='window.planted = 1'>", "y = __import__('os')", "", "y = a*" * 3000)


class Hunted:
    """A hunt on the page."""

    def __init__(self, page, name):
        self.page, self.root = page, page.locator(f".test-{name}")
        self.root.locator(".gv-panel table").wait_for(timeout=60_000)
        self.root.evaluate("(root) => root.scrollIntoView({ block: 'start' })")

    def field(self, name):
        return self.root.get_by_role("textbox", name=name)

    def suspicion(self):
        return self.root.get_by_role("combobox", name="suspicion")

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    def says(self, *parts):
        caption = self.root.locator(".gv-caption")
        wait_until(self.page, lambda: all_in(caption.inner_text(), parts))

    def rows(self):
        return [row.locator("td").all_inner_texts() for row in self.root.locator(".gv-panel tbody tr").all()]

    def has(self, *wanted):
        """The newest rows of evidence."""
        wait_for(self.page, lambda: self.rows()[: len(wanted)], [list(row) for row in wanted])

    def gradient(self, name):
        nodes = self.root.locator(".gv-picture g.node")
        found = [node.locator("text").all_text_contents() for node in nodes.all()]
        return next(texts[-1] for texts in found if texts[0].split(" = ")[0] == name)


@pytest.fixture(scope="module")
def opened(lab, page):
    cells = [f"gv.hunt(seed={seed}).add_class('test-{name}')" for name, seed in SEEDS.items()]
    run_all(page, lab, lab.write("hunts.ipynb", "import gradviz as gv", *cells, "'the end'"))
    page.keyboard.press("ControlOrMeta+b")
    yield page
    page.set_viewport_size({"width": 1280, "height": 900})
    choose_theme(page, light=True)


def test_by_the_keyboard_alone_the_rule_is_found(opened):
    """R142: with the formula that stands there the engine is right or wrong; a guess is no evidence."""
    figure = Hunted(opened, "keys")
    formula = figure.field("formula")
    formula.focus()
    opened.keyboard.press("ControlOrMeta+a")
    opened.keyboard.type("y = a**2 * b")
    opened.keyboard.press("Enter")
    figure.has(["y = a**2 * b", "a = 2", "12", "12", "yes"], ["y = a**2 * b", "b = 3", "4", "4", "yes"])
    figure.says("agree on every input")
    opened.keyboard.press("ControlOrMeta+a")
    opened.keyboard.type("y = a**2 + a**3")
    opened.keyboard.press("Enter")
    figure.says("differ at a")
    wait_for(opened, lambda: (figure.rows()[0][1], figure.rows()[0][3:]), ("a = 2", ["16", "no"]))
    for _ in range(3):
        opened.keyboard.press("Tab")
    wait_for(opened, lambda: figure.suspicion().evaluate("(s) => document.activeElement === s"), True)
    opened.keyboard.type("the upstream")  # a list is searched by the first letters: by words, not by numbers
    wait_for(opened, lambda: chosen(figure), FORGOTTEN)
    kernel_rests(opened)
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    figure.says("Not yet.", "Not that one", "Which formula would tell it")
    opened.keyboard.press("Shift+Tab")
    opened.keyboard.type("a use")
    wait_for(opened, lambda: chosen(figure), "a use overwrites the others: one alone counts")
    kernel_rests(opened)
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    figure.says("Solved.", "Only one use of the value is counted")


def chosen(figure):
    return figure.suspicion().evaluate("(s) => s.selectedOptions[0].textContent.trim()").replace("\xa0", " ")


def test_by_mouse_the_wrong_picture_is_seen_and_the_rule_is_found(opened):
    figure = Hunted(opened, "mouse")
    figure.field("formula").fill("y = a*b")
    figure.field("inputs").fill("a=−2, b=5")
    figure.button("Test").click()
    figure.has(["y = a*b", "a = −2", "−2", "5", "no"], ["y = a*b", "b = 5", "5", "−2", "no"])
    wait_for(opened, lambda: figure.gradient("a"), "∂ −2")
    figure.suspicion().select_option(label="a product hands each input its own value")
    figure.button("Accuse").click()
    figure.says("Solved.", "own value")


def test_three_wrong_suspicions_bring_a_hint_and_nothing_chosen_says_so(opened):
    figure = Hunted(opened, "odd")
    figure.button("Accuse").click()
    figure.says("Choose a rule")
    figure.field("formula").fill("y = a**2 + a**3")
    figure.field("formula").press("Enter")
    figure.says("differ at a")
    words = figure.suspicion().locator("option").all_inner_texts()
    assert len(words) == 12 and not [text for text in words if text.strip()[:2] in ("M1", "M2", "M5", "M9")]
    for text in ("the upstream gradient is forgotten", "a difference loses its minus sign"):
        figure.suspicion().select_option(label=text)
        figure.button("Accuse").click()
        figure.says("Not that one", "Which formula")
        figure.field("formula").press("Enter")  # the caption is another one between two accusations
        figure.says("differ at a")
    figure.suspicion().select_option(label="several uses are multiplied with each other")
    figure.button("Accuse").click()
    figure.says("Not that one", "used more than once")


def test_nonsense_is_said_in_the_pictures_place_and_the_hunt_goes_on(opened):
    figure = Hunted(opened, "other")
    error = figure.root.locator(".gv-error")
    for text in NAUGHTY:
        figure.field("formula").fill(text)
        figure.field("formula").press("Enter")
        error.wait_for()
        assert error.locator("img, script").count() == 0
        figure.field("formula").fill("y = sigmoid(a)")
        figure.field("formula").press("Enter")
        error.wait_for(state="hidden")
        figure.says("differ at a")
    figure.field("inputs").fill("a=half")
    figure.field("inputs").press("Enter")
    wait_until(opened, lambda: all_in(error.inner_text(), ["not a name and a number"]))
    figure.field("inputs").fill("a=2")
    figure.field("inputs").press("Enter")
    error.wait_for(state="hidden")


def test_every_field_has_its_right_border_inside_the_column(opened):
    figure = Hunted(opened, "keys")
    over = figure.root.evaluate(
        """(root) => [...root.querySelectorAll('input, select')].filter((field) => field.getClientRects().length)
           .map((field) => field.getBoundingClientRect().right
             - field.closest('.gv-body > .widget-vbox').getBoundingClientRect().right)"""
    )
    assert len(over) == 3 and max(over) <= 0, over
    longest = figure.suspicion().evaluate(
        """(select) => { const pen = document.createElement('canvas').getContext('2d');
           pen.font = getComputedStyle(select).font;
           return Math.max(...[...select.options].map((each) => pen.measureText(each.textContent).width)); }"""
    )
    room = figure.suspicion().evaluate("(select) => select.clientWidth")
    assert longest + 30 <= room, "every suspicion is seen whole beside the arrow of the list"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_reads_well_in_both_themes(opened, screenshots, theme):
    choose_theme(opened, light=theme == "light")
    for name in ("keys", "mouse"):
        figure = Hunted(opened, name)
        photograph(figure.root, screenshots / f"hunt-{name}-{theme}.png")
        assert serious(opened, f".test-{name}") == []


def test_a_narrow_page_loses_nothing_at_its_side(opened, screenshots):
    choose_theme(opened, light=True)
    figure = Hunted(opened, "keys")
    assert narrow_overflow(figure.root, screenshots / "hunt-narrow.png") <= 1


def test_on_the_projector_everything_is_there_and_large(opened, screenshots):
    figure = Hunted(opened, "keys")
    figure.button("Projector: large type, full screen").click()
    opened.locator(".test-keys.gv-projector").wait_for()
    opened.screenshot(path=screenshots / "hunt-projector.png")
    sizes = figure.root.evaluate(
        """(root) => [...root.querySelectorAll('input, select, .gv-caption, .gv-panel td, .widget-label')]
           .filter((place) => place.getClientRects().length).map((p) => parseFloat(getComputedStyle(p).fontSize))"""
    )
    assert min(sizes) >= 18, sizes
    figure.button("Projector: large type, full screen").click()
    opened.locator(".test-keys.gv-projector").wait_for(state="detached")
