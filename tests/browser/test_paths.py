"""The figure `paths` as a student uses it: keys, clicks, sliders, a formula of one's own, the race."""

import pytest

from .axe import serious
from .looks import choose_theme, photograph
from .notebook import run_all, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CELLS = [
    "import gradviz as gv\ngv.paths('f = x**2 * (3*x)', x=2)",
    "gv.paths()",
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


class PathsFigure:
    """One figure on the page."""

    def __init__(self, page, index):
        self.page, self.root = page, page.locator(".gv-paths").nth(index)
        self.root.locator(".gv-picture svg").wait_for(timeout=60_000)
        self.root.evaluate("(root) => root.scrollIntoView({ block: 'center' })")

    @property
    def caption(self):
        return self.root.locator(".gv-caption").inner_text().replace("−", "-")

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
        wait_until(self.page, lambda: _holds(self.caption, text))

    def slider(self, name):
        label = self.page.locator(f'.widget-label:text-is("{name}")')
        return self.root.locator(".widget-slider").filter(has=label).locator(".noUi-handle")


def _holds(text, part):
    assert part in text


def _is(seen, wanted):
    assert seen == wanted


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
    wait_until(own.page, lambda: _is(own.rows, [
        ["current", "1", "x → ( )² → f", "3·x·2·x", "6 × 4 = 24"], ["", "2", "x → 3 × → f", "x²·3", "4 × 3 = 12"],
        ["", "Σ", "∂f/∂x", "the sum over all paths", "24 + 12 = 36"],
    ]))  # fmt: skip
    assert sorted(own.lit) == ["dim", "dim", "lit", "lit"]
    first = own.lit
    own.press("ArrowRight")
    own.says("Path 2 of 2: x → 3 × → f. x²·3 = 4 × 3 = 12.")
    wait_until(own.page, lambda: _is([("dim", "lit")[state == "dim"] for state in own.lit], first))
    own.press("End")
    own.says("∂f/∂x = 24 + 12 = 36. x adds up what its 2 paths bring.")
    wait_until(own.page, lambda: _is([row[0] for row in own.rows], ["", "", "current"]))


def test_the_key_idea_stands_in_the_figure(own):
    """R36."""
    assert "An edge is a local gradient, a path is their product" in own.root.locator(".gv-idea").inner_text()


def test_a_button_of_the_panel_shows_its_path(own):
    own.root.locator(".gv-ways button", has_text="2").click()
    own.says("Path 2 of 2")


def test_a_slider_keeps_the_path_that_is_lit(own):
    own.press("ArrowRight")
    own.says("Path 2 of 2")
    own.slider("x").focus()
    own.page.keyboard.press("ArrowRight")
    own.says("x is 2.1. Path 2 of 2: x → 3 × → f. x²·3 = 4.41 × 3 = 13.23.")


def test_a_click_on_a_node_shows_its_paths(own):
    own.root.locator("g.node[data-node='1']").click()
    own.says("Path 1 of 1: ( )² → f. 3·x = 6.")
    own.page.keyboard.press("Escape")


def test_play_shows_the_paths_by_itself_and_any_key_stops_it(own):
    own.press(" ")
    own.says("Path 2 of 2")
    own.says("∂f/∂x = 24 + 12 = 36.")
    own.press("Home", " ")
    own.page.keyboard.press("x")
    own.page.wait_for_timeout(1200)
    assert "Path 1 of 2" in own.caption


def test_the_race_shows_both_counters_edge_by_edge(own):
    """R45."""
    own.root.get_by_role("button", name="race: one sweep").click()
    own.says("The sweep has visited 0 of 4 edges.")
    own.press("ArrowRight", "ArrowRight", "ArrowRight")
    own.says("The sweep has visited 3 of 4 edges. Walking: path 2 of 2")
    rows = own.rows
    assert [row[2] for row in rows] == ["3", "3"] and rows[0][4].startswith("∂f/∂x so far:")
    own.press("End")
    wait_until(own.page, lambda: _is([row[4] for row in own.rows], ["done: ∂f/∂x = 36"] * 2))
    own.root.get_by_role("button", name="Reset").click()
    wait_until(own.page, lambda: _is(len(own.rows), 3))


def test_ten_doublings_are_20_edges_against_1024_paths(offered):
    """R15."""
    offered.choose("structure", "doublings: a + a again and again")
    counters = offered.root.locator(".gv-counters")
    counters.get_by_text("each of the 20 edges once").wait_for()
    assert "1,024 paths, 10,240 edges" in counters.inner_text()
    offered.slider("doublings").focus()
    offered.page.keyboard.press("End")
    counters.get_by_text("each of the 40 edges once").wait_for()
    assert "1,048,576 paths" in counters.inner_text()


def test_every_structure_has_its_numbers(offered):
    """R31, R32, R34."""
    offered.choose("structure", "single path: f(g(x))")
    offered.says("Path 1 of 1: x → g → f. cos(g)·2·x = 0.5403 × 2 = 1.081.")
    offered.choose("structure", "a layer with squared error")
    offered.says("Path 1 of 1: w → z → y → s → d → L.")
    for leaf, number in (("b", "0.25"), ("x", "0.125"), ("w", "0.5")):
        offered.choose("from", leaf)
        wait_until(offered.page, lambda number=number: _is(offered.rows[-1][-1], number))


def test_a_formula_of_ones_own_and_its_mistakes(offered):
    offered.choose("structure", "your own formula")
    field = offered.root.get_by_label("formula", exact=True)
    field.fill("y = x*")
    field.press("Enter")
    offered.root.locator(".gv-error", has_text="cannot be read").wait_for()
    field.fill("y = q*q")
    field.press("Enter")
    offered.says("Path 1 of 2: q →¹ y. q = 2.")
    assert not offered.root.locator(".gv-error").is_visible()


def raced(page):
    """The figure of ten doublings after twelve edges of the race."""
    figure = PathsFigure(page, 1)
    figure.root.get_by_role("button", name="Reset").click()
    figure.says("Path 1 of 2: x → a → y.")
    figure.choose("structure", "doublings: a + a again and again")
    figure.says("Path 1 of 1,024")
    figure.root.get_by_role("button", name="race: one sweep").click()
    figure.says("The sweep has visited 0 of 20 edges.")
    figure.press(*["ArrowRight"] * 12)
    figure.says("The sweep has visited 12 of 20 edges.")
    wait_until(page, lambda: _is(figure.root.evaluate(SEEN), True))
    return figure


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_kept_out(opened, own, theme, screenshots):
    choose_theme(opened, light=theme == "light")
    photograph(own.root, screenshots / f"paths-list-{theme}.png")
    photograph(raced(opened).root, screenshots / f"paths-race-{theme}.png")
    assert serious(opened, ".gv-paths") == []


def test_a_narrow_page_is_not_scrolled_sideways(opened, own, screenshots):
    choose_theme(opened, light=True)
    opened.set_viewport_size({"width": 480, "height": 900})
    opened.keyboard.press("ControlOrMeta+b")  # the list of files goes away
    opened.wait_for_selector("#jp-left-stack", state="hidden")
    try:
        for figure, name in ((own, "list"), (raced(opened), "race")):
            wait_until(opened, lambda figure=figure: _fits(figure.root))
            photograph(figure.root, screenshots / f"paths-{name}-narrow.png")
    finally:
        opened.keyboard.press("ControlOrMeta+b")
        opened.set_viewport_size({"width": 1280, "height": 900})


def _fits(root):
    wide = root.evaluate("(root) => [root.scrollWidth, root.clientWidth, root.getBoundingClientRect().right]")
    assert wide[0] <= wide[1] + 1 and wide[2] <= 481, wide
