"""The stepper as a student steps: buttons, slider, keys, clicks, play; read from the page."""

import re

import pytest

from .axe import serious
from .looks import choose_theme, photograph
from .notebook import run_all
from .waiting import in_sight, wait_for, wait_for_part, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

FORMULA = "z = w*x; y = z + b; d = y - t; L = d**2"
CELLS = [
    f'import gradviz as gv\nfigure = gv.stepper("{FORMULA}", w=3, x=2, b=1, t=5)\nfigure',
    """w = gv.tensor(1.0, requires_grad=True, name="w")
optimizer = gv.optim.SGD([w], lr=0.1)
with gv.record() as rec:
    for _ in range(700):
        optimizer.zero_grad()
        ((w * 2.0 - 6.0) ** 2).backward()
        optimizer.step()
gv.stepper(rec)""",
    'gv.stepper("f = x**2; g = 3*x; L = f*g", x=(0, 4), fade=2)',
]
READ = """(root) => {
  const text = (place, selector) => (place.querySelector(selector)?.textContent ?? '').replaceAll('\\u2212', '-');
  const all = (selector) => [...root.querySelectorAll(selector)];
  const nodes = Object.fromEntries(all('.gv-picture g.node').map((node) => {
    const lines = [...node.querySelectorAll('text')].map((t) => t.textContent.replaceAll('\\u2212', '-'));
    return [lines[0].split(' = ')[0], [lines[1], lines[2].replace('∂ ', '')]];
  }));
  return {
    nodes, caption: text(root, '.gv-caption'),
    label: all('.gv-scrubber .widget-label').map((l) => l.textContent).join('|'),
    current: all('.gv-steps [aria-current]').map((row) => row.textContent),
    rows: all('.gv-steps li button').filter((row) => row.getClientRects().length).length,
    edges: all('.gv-picture g.edge').filter((edge) => (edge.dataset.state ?? '').includes('active')).length,
    labels: all('.gv-picture g.edge text').map((t) => t.textContent),
    lit: all('.gv-ledger tr[data-state~=lit] th').map((row) => row.textContent.split(' ')[0]),
    playing: root.querySelector('.gv-scrubber .widget-toggle-button').title === 'Pause',
  };
}"""

WIDE = "(root) => root.scrollWidth <= root.clientWidth + 1"


class Stepper:
    """One stepper on the page."""

    def __init__(self, page, index):
        self.page, self.root = page, page.locator(".gv-stepper").nth(index)
        self.root.locator(".gv-picture svg").wait_for(timeout=60_000)
        in_sight(self.root)

    def read(self):
        return self.root.evaluate(READ)

    def expect(self, **wanted):
        def check():
            seen = self.read()
            assert {key: seen[key] for key in wanted} == wanted

        wait_until(self.page, check)

    def at(self, text):
        """Wait until the label says so, and the figure, which hears of it after the label, is there too."""
        row = re.search(r"\d+", text)[0] + ". "

        def check():
            seen = self.read()
            assert text in seen["label"] and [each.startswith(row) for each in seen["current"]] == [True], seen

        wait_until(self.page, check)

    def past(self, step):
        """Wait until it has gone beyond a step; while it plays, one step may pass unseen."""

        def check():
            label = self.read()["label"]
            assert int(re.search(r"\d+", label)[0]) > step, label

        wait_until(self.page, check)

    def focus(self):
        self.root.locator("g.node").first.focus()

    def button(self, name):
        return self.root.get_by_role("button", name=re.compile(rf"^\W*{name}$"))  # an icon is a letter too

    def press(self, *keys):
        self.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def reset(self):
        self.button("Reset").click()
        self.at("step 1 of")


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("stepper.ipynb", *CELLS))
    page.keyboard.press("ControlOrMeta+b")  # the list of files goes away
    page.wait_for_selector("#jp-left-stack", state="hidden")
    yield page
    page.keyboard.press("ControlOrMeta+b")
    choose_theme(page, light=True)


@pytest.fixture
def figure(opened):
    made = Stepper(opened, 0)
    made.reset()
    return made


def test_keys_step_on_and_back_and_only_what_has_happened_is_there(figure):
    """R25, R26, R29."""
    figure.press("ArrowRight", "ArrowRight")
    figure.at("step 3 of 10")
    seen = figure.read()
    assert seen["nodes"]["y"] == ["7", "—"] and seen["nodes"]["d"] == ["—", "—"]
    assert seen["caption"] == "y = z + b = 6 + 1 = 7." and seen["lit"] == ["y"]
    figure.press("End")
    figure.at("step 10 of 10")
    assert figure.read()["nodes"]["w"] == ["3", "8"] and figure.read()["edges"] == 2
    figure.press("ArrowLeft")
    figure.at("step 9 of 10")
    assert figure.read()["nodes"]["w"] == ["3", "—"]
    figure.press("Home")
    figure.expect(current=["1. Inputs w, x, b and t"], caption="The inputs: w = 3, x = 2, b = 1, t = 5.")


def test_after_a_click_anywhere_in_the_figure_its_keys_work(figure):
    figure.root.locator(".gv-caption").click()
    figure.page.keyboard.press("ArrowRight")
    figure.at("step 2 of 10")
    cells = figure.page.locator(".jp-Notebook .jp-Cell").count()
    figure.page.keyboard.press("b")
    figure.at("step 6 of 10")
    assert figure.page.locator(".jp-Notebook .jp-Cell").count() == cells


def test_buttons_and_slider_do_the_same(figure):
    figure.button("Last").click()
    figure.at("step 10 of 10")
    figure.button("Back").click()
    figure.at("step 9 of 10")
    figure.button("First").click()
    figure.button("On").click()
    figure.at("step 2 of 10")
    handle = figure.root.get_by_role("slider", name="step")
    handle.focus()
    figure.page.keyboard.press("ArrowRight")
    figure.at("step 3 of 10")
    handle.press("End")
    figure.at("step 10 of 10")


def test_halves_by_key_and_by_switch(figure):
    figure.press("b")
    figure.at("step 6 of 10")
    figure.expect(caption="The backward pass starts at L: ∂L/∂L = 1.")
    figure.press("f")
    figure.at("step 1 of 10")
    figure.button("Backward").click()
    figure.at("step 6 of 10")


def test_play_is_slow_and_any_key_stops_it(figure):
    """R29."""
    figure.press(" ")
    figure.expect(playing=True)
    figure.past(3)
    figure.press("q")
    figure.expect(playing=False)
    seen = figure.read()["label"]
    figure.page.wait_for_timeout(1200)  # longer than one moment: what was stopped stays
    assert figure.read()["label"] == seen
    figure.press("ArrowLeft", "Home")
    figure.at("step 1 of 10")
    figure.button("Play").click()
    figure.past(2)
    figure.button("Pause").click()
    figure.expect(playing=False)


def test_it_plays_to_the_end_and_stops_there(figure):
    figure.press("End", "ArrowLeft", "ArrowLeft")
    figure.at("step 8 of 10")
    figure.press(" ")
    figure.at("step 10 of 10")
    figure.expect(playing=False)


def test_a_click_in_the_list_and_on_a_node_goes_there(figure):
    figure.root.locator(".gv-steps li button").nth(7).click()
    figure.at("step 8 of 10")
    figure.root.locator("g.node[data-node='4']").click()
    figure.at("step 2 of 10")
    figure.root.locator("g.node[data-node='4']").click()
    figure.at("step 9 of 10")
    figure.root.locator("g.node[data-node='5']").focus()
    figure.page.keyboard.press("Enter")
    figure.at("step 3 of 10")
    figure.page.keyboard.press("Enter")
    figure.at("step 8 of 10")
    figure.page.keyboard.press("Escape")


def test_one_edge_at_a_time_and_what_stands_on_the_edges(figure):
    figure.root.get_by_label("one edge at a time").check()
    figure.at("event 4 of 16")
    figure.press("End", "l", "l")
    figure.at("event 16 of 16")
    wait_for_part(figure.page, lambda: figure.read()["labels"], "×2 → 8")
    wait_for_part(figure.page, lambda: figure.read()["caption"], "4 × 3 = 12 to x.")
    figure.expect(edges=1)


def test_moving_an_input_shows_the_same_step_of_the_new_run(figure):
    figure.press("End")
    figure.at("step 10 of 10")
    figure.button("Inputs").click()
    handle = figure.root.get_by_role("slider", name="w", exact=True)
    for _ in range(10):
        handle.press("ArrowLeft")
    wait_for_part(figure.page, lambda: figure.read()["caption"], "0 × 2 = 0 to w")
    figure.reset()
    wait_for(figure.page, lambda: figure.read()["nodes"]["w"], ["3", "—"])
    figure.button("Inputs").click()


def test_a_training_loop_of_thousands_of_events_scrubs(opened):
    long = Stepper(opened, 1)
    long.reset()
    assert "of 7" in long.read()["label"] and long.read()["rows"] == 12
    handle = long.root.get_by_role("slider", name="step")
    for key, label in (("End", "step 7699 of 7699"), ("Home", "step 1 of 7699")):
        handle.press(key)
        long.at(label)
        assert len(long.read()["current"]) == 1
    handle.press("PageUp")
    long.past(1)
    wait_for_part(opened, long.root.locator(".gv-steps").inner_text, "Pass")


def test_faded_steps_are_shown_when_they_are_asked_for(opened):
    """The sum where two arrows meet stays hidden until then (R46)."""
    faded = Stepper(opened, 2)
    faded.reset()
    faded.press("End")
    faded.at("step 6 of 8")
    assert "yours" in faded.read()["caption"] and faded.read()["nodes"]["x"][1] == "—"
    faded.root.get_by_role("button", name="Show the rest (2)").click()
    faded.root.get_by_role("button", name="All is shown").wait_for()
    opened.keyboard.press("End")
    faded.at("step 8 of 8")
    assert "12 + 24 = 36" in faded.read()["caption"]


@pytest.mark.parametrize("width", [1280, 480])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_looks_and_axe(opened, theme, width, screenshots):
    choose_theme(opened, light=theme == "light")
    opened.set_viewport_size({"width": width, "height": 900})
    try:
        for index, step in ((0, ["b", "ArrowRight", "ArrowRight"]), (1, ["End"]), (2, ["End"])):
            made = Stepper(opened, index)
            made.press(*step)
            wait_for_part(opened, lambda made=made: made.read()["caption"], "changed" if index == 1 else "sends")
            photograph(made.root, screenshots / f"stepper-{index}-{theme}-{width}.png")
            wait_for(opened, lambda made=made: made.root.evaluate(WIDE), True)
        assert serious(opened, ".gv-stepper") == []
    finally:
        opened.set_viewport_size({"width": 1280, "height": 900})


def test_the_projector_enlarges_the_steps_and_cuts_no_button(opened):
    root = Stepper(opened, 0).root
    root.get_by_text("⤢").first.click()
    root.locator("xpath=self::*[contains(@class, 'gv-projector')]").wait_for()
    try:
        size = root.evaluate("(root) => parseFloat(getComputedStyle(root.querySelector('.gv-steps button')).fontSize)")
        cut = root.evaluate(
            "(root) => [...root.querySelectorAll('.jupyter-button')]"
            ".filter((button) => button.scrollWidth > button.clientWidth + 1).map((button) => button.innerText)"
        )
    finally:
        root.get_by_text("⤢").first.click()
    assert size >= 20 and cut == []
