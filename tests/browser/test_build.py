"""The figure `build` as a student uses it: buttons, keys and clicks on the picture; what the check says."""

import pytest
from playwright.sync_api import expect

from .axe import serious
from .looks import choose_theme, photograph
from .notebook import run_all
from .waiting import in_sight, plain, wait_for, wait_for_part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CELLS = ["import gradviz as gv\nfigure = gv.build('L = log(sigmoid(w*x + b))', w=0.5, x=2, b=-1)\nfigure",
         "gv.build('L = exp(x)', x=1).add_class('single')",
         "gv.build('y = sin(x)', x=1, lock='nodes').at(nodes=[('x', 'input', 'x'), ('v1', 'cos', 'x')])"
         ".add_class('locked')"]  # fmt: skip
NODES = """(root) => [...root.querySelectorAll('.gv-picture g.node')].map((node) =>
  [...node.querySelectorAll('text')].map((text) => text.textContent.replaceAll('−', '-')).join(' '))"""
# What the palette has been given for the next node: a list that has nothing chosen in it gives nothing.
GIVEN = """(root) => [...root.querySelectorAll('select')].map((list) => list.selectedOptions[0]?.textContent ?? '')
  .concat([...root.querySelectorAll('.widget-text input[type=text]')].map((field) => field.value))
  .filter((text) => text && text !== 'choose')"""


class BuildFigure:
    """The figure on the page."""

    def __init__(self, page):
        self.page, self.root = page, page.locator(".gv-build:not(.single):not(.locked)")
        self.root.locator(".gv-picture svg").wait_for(timeout=60_000)
        in_sight(self.root)

    @property
    def nodes(self):
        return self.root.evaluate(NODES)

    def says(self, text):
        caption = self.root.locator(".gv-caption")
        wait_for_part(self.page, lambda: plain(caption.inner_text()), text)

    def has(self, count):
        """Wait until the picture has so many nodes, and the palette is ready for the next one."""
        wait_for(self.page, lambda: len(self.nodes), count)
        wait_for(self.page, lambda: self.root.evaluate(GIVEN), [])

    def operation(self, name):
        self.root.get_by_role("button", name=name, exact=True).click()

    def choose(self, label, node):
        self.root.get_by_label(label, exact=True).select_option(label=node)

    def button(self, name):
        self.root.get_by_role("button", name=name).click()

    def press(self, key, node=0):
        self.root.locator(f"g.node[data-node='{node}']").focus()
        self.page.keyboard.press(key)


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("build.ipynb", *CELLS))
    return page


@pytest.fixture
def figure(opened):
    found = BuildFigure(opened)
    found.button("Clear")
    found.says("Choose an operation and its inputs")
    found.has(3)
    return found


def built(figure):
    """log σ(wx + b), with buttons and lists, in an order and with names of the student's own."""
    for count, (operation, inputs, own, name) in enumerate((
        ("× multiply", ("x", "w"), "first", "first"), ("+ add", ("b", "first"), "", "v1"),
        ("σ sigmoid", ("v1",), "", "v2"), ("log", ("v2",), "", "v3"),
    )):  # fmt: skip
        figure.operation(operation)
        labels = ("input 1", "input 2") if len(inputs) == 2 else ("input",)
        for label, node in zip(labels, inputs, strict=True):
            figure.choose(label, node)
        if own:
            figure.root.get_by_label("name", exact=True).fill(own)
            figure.root.get_by_label("name", exact=True).press("Tab")
        figure.button("Add node")
        figure.says(f"Added {name}.")
        figure.has(count + 4)


def test_the_graph_of_log_sigma_is_built_with_buttons_and_found_right(figure):
    """R108."""
    built(figure)
    assert [node.split()[0] for node in figure.nodes] == ["w", "x", "b", "first", "v1", "v2", "v3"]
    figure.button("Check")
    figure.says("Right: it is the formula's graph, with 7 nodes and 6 edges.")
    wait_for_part(figure.page, lambda: figure.nodes[0], "∂ 1")
    figure.root.locator(".gv-right").wait_for()


def test_a_graph_is_built_by_clicking_its_nodes_and_with_keys(figure):
    figure.operation("× multiply")
    for node, (label, name) in enumerate((("input 1", "w"), ("input 2", "x"))):
        figure.press("Enter", node)
        wait_for(figure.page, figure.root.get_by_label(label, exact=True).input_value, name)
    figure.press("a")
    figure.says("Added v1.")
    figure.press("u")
    figure.says("The last step is undone.")
    figure.has(3)


def test_what_is_missing_and_what_is_wrong_is_said_by_name(figure):
    figure.operation("+ add")
    figure.choose("input 1", "w")
    figure.choose("input 2", "x")
    figure.button("Add node")
    figure.says("Added v1.")
    figure.has(4)
    figure.press("c")
    figure.says("Your v1 is w + x. The formula has another operation there: w × x. And 3 more.")
    wait_for(figure.page, lambda: figure.root.locator(".gv-findings li").all_inner_texts()[1:], [
        "Missing: add, for w·x + b.", "Missing: sigmoid, for σ(w·x + b).", "Missing: log, for log(σ(w·x + b)).",
    ])  # fmt: skip
    lit = figure.root.locator("g.node[data-state~='lit'] >> text >> nth=0")
    wait_for(figure.page, lit.all_text_contents, ["v1 = +"])


def test_a_number_is_typed_where_a_number_is_chosen(figure):
    figure.operation("^ power")
    figure.choose("input 1", "x")
    figure.choose("input 2", "a number")
    number = figure.root.locator("input[type=number]:visible")
    number.fill("3")
    number.press("Tab")
    figure.button("Add node")
    wait_for_part(figure.page, lambda: figure.nodes[-1], "v1 = ( )³ 8")
    figure.root.get_by_role("button", name="Delete v1 and what was computed from it").click()
    figure.says("Deleted v1.")


def test_what_was_forgotten_is_asked_for(figure):
    figure.operation("exp")
    figure.root.get_by_label("input", exact=True).wait_for()
    figure.button("Add node")
    figure.says("Choose input first.")


def test_nobody_is_kept_out_of_what_the_check_says(opened, figure, screenshots):
    built(figure)
    figure.operation("^ power")
    figure.button("Check")
    figure.says("Right")
    for theme in ("dark", "light"):
        choose_theme(opened, light=theme == "light")
        photograph(figure.root, screenshots / f"build-right-{theme}.png")
        assert serious(opened, ".gv-build") == []
    figure.root.get_by_role("button", name="Delete first and what was computed from it").click()
    figure.says("Deleted first, v1, v2, v3.")
    figure.button("Check")
    figure.says("Missing: multiply")
    for theme in ("dark", "light"):
        choose_theme(opened, light=theme == "light")
        photograph(figure.root, screenshots / f"build-missing-{theme}.png")
        assert serious(opened, ".gv-build") == []


@pytest.mark.parametrize("light", [True, False])
def test_a_single_input_has_a_single_border_until_something_is_built_from_it(opened, screenshots, light):
    choose_theme(opened, light=light)
    root = in_sight(opened.locator(".single"))
    borders = "(node) => node.querySelectorAll('polygon, path').length"
    wait_for(opened, lambda: root.locator(".gv-picture g.node").evaluate_all(f"(all) => all.map({borders})"), [1])
    photograph(root, screenshots / f"build-single-{'light' if light else 'dark'}.png")
    root.get_by_role("button", name="exp").click()
    root.get_by_label("input", exact=True).select_option(label="x")
    root.get_by_role("button", name="Add node").click()
    wait_for(opened, lambda: root.locator(".gv-picture g.node").evaluate_all(f"(all) => all.map({borders})"), [1, 2])
    root.get_by_role("button", name="Undo").click()
    wait_for(opened, lambda: root.locator(".gv-picture g.node").evaluate_all(f"(all) => all.map({borders})"), [1])


def test_a_teachers_graph_is_checked_and_copied_and_not_changed(opened):
    """Issue 5."""
    root = in_sight(opened.locator(".gv-build.locked"))
    wait_for(opened, lambda: len(root.evaluate(NODES)), 2)
    for name in ("Add node", "Undo", "Clear", "sin"):
        expect(root.get_by_role("button", name=name).first).to_be_disabled()
    root.locator("g.node[data-node='1']").focus()
    for key in ("d", "u", "c"):
        opened.keyboard.press(key)
    wait_for_part(opened, lambda: plain(root.locator(".gv-caption").inner_text()), "sin")
    assert len(root.evaluate(NODES)) == 2
    root.get_by_role("button", name="Copy state").click()
    wait_for_part(opened, root.locator(".gv-code input").input_value, "lock=['nodes']).at(nodes=[", "check=True)")
