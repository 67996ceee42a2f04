"""The figure `build` as a student uses it: buttons, keys and clicks on the picture; what the check says."""

import pytest

from .axe import serious
from .looks import choose_theme, photograph
from .notebook import run_all, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CELLS = ["import gradviz as gv\nfigure = gv.build('L = log(sigmoid(w*x + b))', w=0.5, x=2, b=-1)\nfigure"]
NODES = """(root) => [...root.querySelectorAll('.gv-picture g.node')].map((node) =>
  [...node.querySelectorAll('text')].map((text) => text.textContent.replaceAll('−', '-')).join(' '))"""


class BuildFigure:
    """The figure on the page."""

    def __init__(self, page):
        self.page, self.root = page, page.locator(".gv-build")
        self.root.locator(".gv-picture svg").wait_for(timeout=60_000)
        self.root.evaluate("(root) => root.scrollIntoView({ block: 'center' })")

    @property
    def nodes(self):
        return self.root.evaluate(NODES)

    def says(self, text):
        caption = self.root.locator(".gv-caption")
        wait_until(self.page, lambda: _holds(caption.inner_text(), text))

    def operation(self, name):
        self.root.get_by_role("button", name=name, exact=True).click()

    def choose(self, label, node):
        self.root.get_by_label(label, exact=True).select_option(label=node)

    def button(self, name):
        self.root.get_by_role("button", name=name).click()

    def press(self, key, node=0):
        self.root.locator(f"g.node[data-node='{node}']").focus()
        self.page.keyboard.press(key)


def _holds(text, part):
    assert part in text


def _is(seen, wanted):
    assert seen == wanted


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("build.ipynb", *CELLS))
    yield page
    choose_theme(page, light=True)


@pytest.fixture
def figure(opened):
    found = BuildFigure(opened)
    found.button("Clear")
    found.says("Choose an operation and its inputs")
    wait_until(opened, lambda: _is(len(found.nodes), 3))
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
        wait_until(figure.page, lambda count=count: _is(len(figure.nodes), count + 4))


def test_the_graph_of_log_sigma_is_built_with_buttons_and_found_right(figure):
    """R108."""
    built(figure)
    assert [node.split()[0] for node in figure.nodes] == ["w", "x", "b", "first", "v1", "v2", "v3"]
    figure.button("Check")
    figure.says("Right: it is the formula's graph, with 7 nodes and 6 edges.")
    wait_until(figure.page, lambda: _holds(figure.nodes[0], "∂ 1"))
    assert figure.root.locator(".gv-right").is_visible()


def test_a_graph_is_built_by_clicking_its_nodes_and_with_keys(figure):
    figure.operation("× multiply")
    for node in (0, 1):
        figure.press("Enter", node)
    wait_until(figure.page, lambda: _is(figure.root.get_by_label("input 2", exact=True).input_value(), "x"))
    figure.press("a")
    figure.says("Added v1.")
    figure.press("u")
    figure.says("The last step is undone.")
    wait_until(figure.page, lambda: _is(len(figure.nodes), 3))


def test_what_is_missing_and_what_is_wrong_is_said_by_name(figure):
    figure.operation("+ add")
    figure.choose("input 1", "w")
    figure.choose("input 2", "x")
    figure.button("Add node")
    figure.says("Added v1.")
    figure.press("c")
    figure.says("Your v1 is w + x. The formula has another operation there: w × x. And 3 more.")
    found = figure.root.locator(".gv-findings li").all_inner_texts()
    assert found[1:] == ["Missing: add, for w·x + b.", "Missing: sigmoid, for σ(w·x + b).",
                         "Missing: log, for log(σ(w·x + b))."]  # fmt: skip
    states = figure.root.locator("g.node[data-state~='lit']")
    assert states.count() == 1 and "v1" in states.text_content()


def test_a_number_is_typed_where_a_number_is_chosen(figure):
    figure.operation("^ power")
    figure.choose("input 1", "x")
    figure.choose("input 2", "a number")
    number = figure.root.locator("input[type=number]:visible")
    number.fill("3")
    number.press("Tab")
    figure.button("Add node")
    wait_until(figure.page, lambda: _holds(figure.nodes[-1], "v1 = ( )³ 8"))
    figure.root.get_by_role("button", name="Delete v1 and what was computed from it").click()
    figure.says("Deleted v1.")


def test_what_was_forgotten_is_asked_for(figure):
    figure.operation("exp")
    figure.button("Add node")
    figure.says("Choose input first.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_kept_out(opened, figure, theme, screenshots):
    choose_theme(opened, light=theme == "light")
    built(figure)
    figure.operation("^ power")
    figure.button("Check")
    figure.says("Right")
    photograph(figure.root, screenshots / f"build-right-{theme}.png")
    figure.root.get_by_role("button", name="Delete first and what was computed from it").click()
    figure.says("Deleted first, v1, v2, v3.")
    figure.button("Check")
    figure.says("Missing: multiply")
    photograph(figure.root, screenshots / f"build-missing-{theme}.png")
    assert serious(opened, ".gv-build") == []


def test_a_narrow_page_is_not_scrolled_sideways(opened, figure, screenshots):
    choose_theme(opened, light=True)
    opened.set_viewport_size({"width": 480, "height": 900})
    opened.keyboard.press("ControlOrMeta+b")  # the list of files goes away
    opened.wait_for_selector("#jp-left-stack", state="hidden")
    try:
        figure.button("Check")
        figure.says("Missing: multiply")
        wait_until(opened, lambda: _fits(figure.root))
        photograph(figure.root, screenshots / "build-narrow.png")
    finally:
        opened.keyboard.press("ControlOrMeta+b")
        opened.set_viewport_size({"width": 1280, "height": 900})


def _fits(root):
    wide = root.evaluate("(root) => [root.scrollWidth, root.clientWidth, root.getBoundingClientRect().right]")
    assert wide[0] <= wide[1] + 1 and wide[2] <= 481, wide
