"""zoom, gates and nudge as a student uses them: by keys and mouse, read from the page."""

import pytest
from playwright.sync_api import expect

from .looks import unseen
from .notebook import close_sidebar, run_all
from .waiting import in_sight, plain, wait_for, wait_for_part, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

FORMULA = '"z = w*x; y = z + b; d = y - t; L = d**2"'
CELLS = [
    f'import gradviz as gv\ngv.zoom({FORMULA}, node="z", w=3, x=2, b=1, t=5)',
    "gv.gates()",
    f'gv.nudge({FORMULA}, wrt="w", w=3, x=2, b=1, t=5)',
    'gv.gates("max", lock=["gate", "y"], hide="upstream")',
    'gv.zoom("z = w*x; L = sin(z)", node="z", w=2, x=(0, 5)).at(x=1.2345)',
    'gv.nudge("y = x**2", x=2, h=0.003)',
]
PRESSED = ".widget-toggle-buttons button[aria-pressed=true]"


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("close_up.ipynb", *CELLS))
    return page


class Shown:
    """A figure on the page: the `index`-th of its kind."""

    def __init__(self, page, name, index=0):
        self.page, self.root = page, page.locator(f".gv-{name}").nth(index)
        self.root.locator(".gv-picture").wait_for(timeout=60_000)
        in_sight(self.root)

    def button(self, name):
        return self.root.get_by_role("button", name=name)

    def press(self, slider, key, times=1):
        label = self.page.locator(f'.widget-label:text-is("{slider}")')
        self.root.locator(".widget-slider:visible").filter(has=label).locator(".noUi-handle").focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def texts(self, selector):
        return [plain(text) for text in self.root.locator(selector).all_text_contents()]

    def has(self, selector, wanted):
        wait_for(self.page, lambda: self.texts(selector), wanted)

    def expect(self, selector, *wanted):
        def holds():
            seen = " | ".join(self.texts(selector))
            assert all(text in seen for text in wanted), seen

        wait_until(self.page, holds)

    def says(self, *wanted):
        self.expect(".gv-caption", *wanted)


@pytest.fixture
def zoom(opened):
    figure = Shown(opened, "zoom")
    figure.button("Reset").click()
    figure.says("z: 4 arrives from above")
    return figure


@pytest.fixture
def gates(opened):
    figure = Shown(opened, "gates")
    figure.button("add distributes").click()
    figure.button("Reset").click()
    figure.says("z = x + y: 2 arrives")
    return figure


@pytest.fixture
def nudge(opened):
    figure = Shown(opened, "nudge")
    figure.button("Reset").click()
    figure.says("Push w up by 0.1.")
    return figure


def test_a_node_shows_what_arrives_and_what_it_hands_back(zoom):
    """R44."""
    zoom.expect(".gv-panel table >> nth=0", "∂z/∂w = x = 2", "4 × 2 = 8", "∂z/∂x = w = 3", "4 × 3 = 12")
    zoom.expect(".gv-card", "multiply", "c = a·b", "swapper")
    zoom.expect(".gv-plot-title", "at w = 3 the slope is 2")


def test_the_upstream_gradient_is_set_by_hand_with_arrow_keys(zoom):
    zoom.press("upstream", "ArrowRight", 10)
    zoom.says("You set the upstream gradient to 5; recorded is 4.", "w gets 5 × 2 = 10")
    zoom.press("w", "ArrowRight", 10)
    zoom.says("You set the upstream gradient to 5; recorded is 8.", "x gets 5 × 4 = 20")
    zoom.button("As recorded").click()
    zoom.says("z: 8 arrives from above.")


def test_the_sliders_are_seen_together_with_the_curve_and_the_picture(opened, zoom):
    """R44: whoever moves an input sees the tangent turn."""
    places = [".noUi-handle", ".gv-plot-drawing", ".gv-picture svg", ".gv-caption"]
    wait_for(opened, lambda: unseen(zoom.root, *places), [])
    opened.set_viewport_size({"width": 1280, "height": 900})


def test_numbers_between_two_steps_stay_what_they_are(opened):
    """The page rounds a slider's number to its steps, and sends that back as if it had been moved."""
    figure = Shown(opened, "zoom", 1)
    figure.says("z: -0.7822 arrives from above. w gets -0.7822 × 1.234 = -0.9656")
    figure.press("w", "ArrowRight", 3)
    figure.says("z: -0.9547 arrives from above. w gets -0.9547 × 1.234 = -1.179")
    figure.press("w", "ArrowLeft", 3)
    figure.says("z: -0.7822 arrives from above.")
    figure.press("upstream", "ArrowLeft")
    figure.says("You set the upstream gradient to -0.9; recorded is -0.7822.")
    Shown(opened, "nudge", 1).says("Push x up by 0.003.")


def test_the_way_along_the_graph_by_key_button_and_click(zoom):
    zoom.root.locator("g.node[data-node='2']").focus()
    zoom.page.keyboard.press("ArrowRight")
    zoom.says("y: 4 arrives from above.")
    zoom.root.locator("g.node[data-node='0']").click()
    zoom.says("z: 4 arrives from above.")
    zoom.root.locator(".gv-panel button", has_text="L").click()
    zoom.says("L: 1 arrives from above. d gets 1 × 4 = 4.")
    zoom.root.locator("select").first.select_option(label="d = −")
    zoom.says("d: 4 arrives from above.", "t gets 4 × (-1) = -4")


def test_the_five_gates_and_their_numbers(gates):
    """R54-R58."""
    gates.says("x gets 2 and y gets 2")
    gates.button("multiply swaps").click()
    gates.says("2 × (-4) = -8", "2 × 3 = 6")
    gates.button("copy accumulates").click()
    gates.says("3 + 5 = 8")
    gates.button("ReLU gates").click()
    gates.says("x gets 0 of 3")
    gates.press("x", "ArrowRight", 10)
    gates.says("x is 0, the kink")
    gates.press("x", "ArrowRight", 20)
    gates.says("all of 3 passes")
    gates.button("Reset").click()


def test_max_changes_its_way_when_the_inputs_cross(gates):
    """R56."""
    gates.button("max routes").click()
    gates.button("Reset").click()
    gates.says("x wins and gets all of 2; y gets 0")
    gates.press("x", "ArrowLeft", 20)
    gates.says("a tie: each gets half of 2: 1 and 1")
    gates.press("x", "ArrowLeft")
    gates.says("y wins and gets all of 2; x gets 0")


def test_the_state_of_the_gates_is_copied_as_a_line_of_code(gates):
    gates.press("x", "ArrowRight", 10)
    gates.expect("g.node[data-node='0'] text", " | 4 | ")  # a click would come before what the kernel has not heard yet
    gates.button("Copy state").click()
    line = gates.root.locator(".gv-code input")
    wait_for_part(gates.page, line.input_value, "gv.gates('add').at(", "add_x=4.0")


def test_a_teacher_locks_and_hides_controls_of_the_gates(opened):
    """Issue 5: the tabs stay at max, its y cannot be moved, and no upstream gradient is to be seen."""
    figure = Shown(opened, "gates", 1)
    figure.says("x wins and gets all of 2; y gets 0")
    expect(figure.button("add distributes")).to_be_disabled()
    expect(figure.root.locator(".widget-label:visible", has_text="upstream")).to_have_count(0)
    expect(figure.root.locator(".widget-slider:visible [disabled]")).to_have_count(1)
    figure.root.locator("g.node[data-node='0']").focus()
    figure.page.keyboard.press("ArrowRight")
    figure.press("x", "ArrowLeft", 30)
    figure.says("y wins and gets all of 2; x gets 0")
    figure.has(PRESSED, ["max routes"])


def test_keys_turn_the_tabs(gates):
    gates.root.locator("g.node[data-node='0']").focus()
    gates.page.keyboard.press("ArrowRight")
    gates.says("z = x × y")
    gates.has(PRESSED, ["multiply swaps"])  # which tab is open is told to screen readers too
    gates.page.keyboard.press("ArrowLeft")
    gates.says("z = x + y")


def test_ghosts_stand_beside_every_node(nudge):
    """R139."""
    nudge.has("g.node[data-node='7'] .gv-ghost", ["≈+0.8", "Δ+0.84"])
    assert len(nudge.texts(".gv-ghost")) == 16
    nudge.press("h", "ArrowRight", 10)
    nudge.says("= 8 × 1 = 8. True: 12. The straight line is off by 4.")
    nudge.expect(".gv-panel tr[data-node='7']", "+8", "+12", "+4")
    nudge.has("g.node[data-node='7'] .gv-ghost", ["≈+8", "Δ+12"])
    nudge.button("down, −h").click()
    nudge.says("True: -4.")


def test_controls_picture_caption_and_curve_are_in_sight_together(opened, nudge):
    close_sidebar(opened)
    places = (".gv-picture", ".gv-caption", ".gv-curves .gv-plot-drawing", ".widget-toggle-buttons", ".gv-panel table")
    wait_for(opened, lambda: unseen(nudge.root, *places), [])
    opened.set_viewport_size({"width": 1280, "height": 900})


def test_a_ghost_covers_nothing(nudge):
    covered = """(root) => {
      const box = (e) => e.getBoundingClientRect();
      const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
      const ghosts = [...root.querySelectorAll('.gv-ghost')], all = [...root.querySelectorAll('.gv-picture svg text')];
      return ghosts.flatMap((g) => all.filter((t) => t !== g && t.textContent && over(box(g), box(t)))
        .map((t) => [g.textContent, t.textContent]));
    }"""
    nudge.has("g.node[data-node='7'] .gv-ghost", ["≈+0.8", "Δ+0.84"])
    assert nudge.root.evaluate(covered) == []
