"""The figure `paths` as a student uses it: keys, clicks, sliders, a formula of one's own, the race."""

import pytest
from playwright.sync_api import expect

from .axe import serious
from .looks import choose_theme, photograph
from .notebook import run_all
from .waiting import in_sight, plain, wait_for, wait_for_part, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CELLS = [
    "import gradviz as gv\ngv.paths('f = x**2 * (3*x)', x=2)",
    "gv.paths()",
    "gv.paths('f = x**2 * (3*x)', x=2, lock=['structure', 'x'], hide='mode')",
]

ROWS = """(root) => [...root.querySelectorAll('.gv-ways tbody tr')].map((row) =>
  [row.dataset.state ?? '', ...[...row.children].map((cell) => cell.textContent.replaceAll('−', '-'))])"""
LIT = "(root) => [...root.querySelectorAll('.gv-picture g.edge')].map((edge) => edge.dataset.state ?? '')"

# Whether the first lit edge from the left is where a student can see it: the picture may be wider than its place.
SEEN = """(root) => {
  const place = root.querySelector('.gv-picture').getBoundingClientRect();
  const [lit] = [...root.querySelectorAll('.gv-picture [data-state~="lit"]')]
    .map((each) => each.getBoundingClientRect()).sort((a, b) => a.left - b.left);
  return Boolean(lit) && lit.left >= place.left - 1 && lit.right <= place.right + 1;
}"""

FITS = "(root) => root.scrollWidth <= root.clientWidth + 1 && root.getBoundingClientRect().right <= 481"


class PathsFigure:
    """One figure on the page."""

    def __init__(self, page, index):
        self.page, self.root = page, page.locator(".gv-paths").nth(index)
        self.root.locator(".gv-picture svg").wait_for(timeout=60_000)
        in_sight(self.root)

    @property
    def caption(self):
        return plain(self.root.locator(".gv-caption").inner_text())

    @property
    def rows(self):
        return self.root.evaluate(ROWS)

    @property
    def lit(self):
        return self.root.evaluate(LIT)

    def press(self, *keys):
        """Press keys with the focus on a node of the picture."""
        self.root.locator("g.node").first.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def choose(self, name, label):
        self.root.get_by_label(name, exact=True).select_option(label=label)

    def says(self, text):
        wait_for_part(self.page, lambda: self.caption, text)

    def slide(self, name, key):
        label = self.page.locator(f'.widget-label:text-is("{name}")')
        handle = self.root.locator(".widget-slider:visible").filter(has=label).locator(".noUi-handle")
        handle.wait_for()
        handle.press(key)


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("paths.ipynb", *CELLS))
    yield page
    choose_theme(page, light=True)


@pytest.fixture
def own(opened):
    """The figure of x²·3x, as the cell has it."""
    figure = PathsFigure(opened, 0)
    figure.root.get_by_role("button", name="Reset").click()
    figure.says("Path 1 of 2: x → ( )² → f. 3·x·2·x = 6 × 4 = 24.")
    return figure


@pytest.fixture
def offered(opened):
    figure = PathsFigure(opened, 1)
    figure.root.get_by_role("button", name="Reset").click()
    figure.says("Path 1 of 2: x → a → y.")
    return figure


def test_each_path_is_lit_with_its_product_and_the_sum_stands_below(own):
    """R33, R35: 3x·2x = 24 and x²·3 = 12, in all 36."""
    wait_for(own.page, lambda: own.rows, [
        ["current", "1", "x → ( )² → f", "3·x·2·x", "6 × 4 = 24"], ["", "2", "x → 3 × → f", "x²·3", "4 × 3 = 12"],
        ["", "Σ", "∂f/∂x", "the sum over all paths", "24 + 12 = 36"],
    ])  # fmt: skip
    wait_for(own.page, lambda: sorted(own.lit), ["dim", "dim", "lit", "lit"])
    first = own.lit
    own.press("ArrowRight")
    own.says("Path 2 of 2: x → 3 × → f. x²·3 = 4 × 3 = 12.")
    wait_for(own.page, lambda: [("dim", "lit")[state == "dim"] for state in own.lit], first)
    own.press("End")
    own.says("∂f/∂x = 24 + 12 = 36. x adds up what its 2 paths bring.")
    wait_for(own.page, lambda: [row[0] for row in own.rows], ["", "", "current"])
    wait_for(own.page, lambda: own.lit, ["lit"] * 4)


def test_the_key_idea_stands_in_the_figure(own):
    """R36."""
    assert "An edge is a local gradient, a path is their product" in own.root.locator(".gv-idea").inner_text()


def test_a_button_of_the_panel_shows_its_path(own):
    own.root.locator(".gv-ways button", has_text="2").click()
    own.says("Path 2 of 2")


def test_a_slider_keeps_the_path_that_is_lit(own):
    own.press("ArrowRight")
    own.says("Path 2 of 2")
    own.slide("x", "ArrowRight")
    own.says("x is 2.1. Path 2 of 2: x → 3 × → f. x²·3 = 4.41 × 3 = 13.23.")


def test_a_click_on_a_node_shows_its_paths(own):
    own.root.locator("g.node[data-node='1']").click()
    own.says("Path 1 of 1: ( )² → f. 3·x = 6.")
    own.page.keyboard.press("Escape")


def test_play_shows_the_paths_by_itself_and_any_key_stops_it(own):
    own.press(" ")
    own.says("∂f/∂x = 24 + 12 = 36.")
    own.press("Home", " ", "x")

    def stays_on_a_path():
        stood = own.caption
        assert stood.startswith("Path ")
        own.page.wait_for_timeout(1200)  # longer than a path is shown
        assert own.caption == stood

    wait_until(own.page, stays_on_a_path)


def test_the_race_shows_both_counters_edge_by_edge(own):
    """R45."""
    own.root.get_by_role("button", name="race: one sweep").click()
    own.says("The sweep has visited 0 of 4 edges.")
    own.press("ArrowRight", "ArrowRight", "ArrowRight")
    own.says("The sweep has visited 3 of 4 edges. Walking: path 2 of 2")
    wait_for(own.page, lambda: [row[2] for row in own.rows], ["3", "3"])
    wait_for_part(own.page, lambda: own.rows[0][4], "∂f/∂x so far:")
    own.press("End")
    wait_for(own.page, lambda: [row[4] for row in own.rows], ["done: ∂f/∂x = 36"] * 2)
    own.root.get_by_role("button", name="Reset").click()
    wait_for(own.page, lambda: len(own.rows), 3)


def test_ten_doublings_are_20_edges_against_1024_paths(offered):
    """R15."""
    offered.choose("structure", "doublings: a + a")
    counters = offered.root.locator(".gv-counters")
    expect(counters).to_contain_text("each of the 20 edges once")
    expect(counters).to_contain_text("1,024 paths, 10,240 edges")
    offered.slide("doublings", "End")
    expect(counters).to_contain_text("each of the 40 edges once")
    expect(counters).to_contain_text("1,048,576 paths")


def test_every_structure_has_its_numbers(offered):
    """R31, R32, R34."""
    offered.choose("structure", "single path: f(g(x))")
    offered.says("Path 1 of 1: x → g → f. cos(g)·2·x = 0.5403 × 2 = 1.081.")
    offered.choose("structure", "a layer with squared error")
    offered.says("Path 1 of 1: w → z → y → s → d → L.")
    for leaf, number in (("b", "0.25"), ("x", "0.125"), ("w", "0.5")):
        offered.choose("from", leaf)
        wait_for(offered.page, lambda: offered.rows[-1][-1], number)


def test_a_formula_of_ones_own_and_its_mistakes(offered):
    offered.choose("structure", "your own formula")
    field = offered.root.get_by_label("formula", exact=True)
    field.fill("y = x*")
    field.press("Enter")
    offered.root.locator(".gv-error", has_text="cannot be read").wait_for()
    field.fill("y = q*q")
    field.press("Enter")
    offered.says("Path 1 of 2: q →¹ y. q = 2.")
    expect(offered.root.locator(".gv-error")).to_be_hidden()


def raced(page):
    """The figure of ten doublings after twelve edges of the race."""
    figure = PathsFigure(page, 1)
    figure.root.get_by_role("button", name="Reset").click()
    figure.says("Path 1 of 2: x → a → y.")
    figure.choose("structure", "doublings: a + a")
    figure.says("Path 1 of 1,024")
    figure.root.get_by_role("button", name="race: one sweep").click()
    figure.says("The sweep has visited 0 of 20 edges.")
    figure.press(*["ArrowRight"] * 12)
    figure.says("The sweep has visited 12 of 20 edges.")
    wait_for(page, lambda: figure.root.evaluate(SEEN), True)
    return figure


def test_the_race_keeps_nobody_out_and_no_page_is_scrolled_sideways(opened, screenshots):
    race = raced(opened)
    for theme in ("dark", "light"):
        choose_theme(opened, light=theme == "light")
        photograph(race.root, screenshots / f"paths-race-{theme}.png")
        assert serious(opened, ".gv-paths") == []
    opened.set_viewport_size({"width": 480, "height": 900})
    opened.keyboard.press("ControlOrMeta+b")  # the list of files goes away
    opened.wait_for_selector("#jp-left-stack", state="hidden")
    try:
        wait_for(opened, lambda: race.root.evaluate(FITS), True)
        photograph(race.root, screenshots / "paths-race-narrow.png")
    finally:
        opened.keyboard.press("ControlOrMeta+b")
        opened.set_viewport_size({"width": 1280, "height": 900})


def test_the_state_is_copied_as_a_line_of_code(opened):
    """Issue 5."""
    figure = PathsFigure(opened, 1)
    figure.root.get_by_role("button", name="Reset").click()
    figure.says("Path 1 of 2")
    figure.choose("structure", "a layer with squared error")
    figure.says("Path 1 of 1: w")
    figure.choose("from", "b")
    figure.says("Path 1 of 1: b")
    figure.root.get_by_role("button", name="Copy state").click()
    wait_for(opened, figure.root.locator(".gv-code input").input_value,
             "gv.paths().at(structure='layer', wrt='b')")  # fmt: skip
    figure.root.get_by_role("button", name="Reset").click()
    figure.says("Path 1 of 2")


def test_a_teacher_locks_and_hides_controls(opened):
    """Issue 5: another leaf may be chosen, another structure or number may not."""
    figure = PathsFigure(opened, 2)
    expect(figure.root.get_by_label("structure", exact=True)).to_be_disabled()
    expect(figure.root.get_by_role("button", name="race: one sweep")).to_have_count(0)
    expect(figure.root.locator(".widget-slider [disabled]")).to_have_count(1)
    figure.press("ArrowRight")
    figure.says("Path 2 of 2")
