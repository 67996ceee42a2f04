"""The train figure as a student uses it: settings, scrubber, plots, guesses, and a long run that is stopped."""

import re

import pytest
from playwright.sync_api import expect

from .axe import serious
from .looks import choose_theme, photograph, unseen
from .notebook import close_sidebar, run_all
from .train_figure import WIDE, caption, in_both_themes, keys, says, shown
from .waiting import plain, wait_for, wait_for_other, wait_for_part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CELLS = [
    "import gradviz as gv\ngv.train()",
    'gv.train("two moons")',
    'gv.train("line", steps=12)',
    """import time
def slow(w, x):
    time.sleep(0.25)
    return (w * x - 6) ** 2
gv.train(slow, w=1, x=2, lr=0.05, steps=400)""",
]


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("train.ipynb", *CELLS))
    yield page
    choose_theme(page, light=True)
    page.set_viewport_size({"width": 1280, "height": 900})


# The titles of the axes: their size, and whether all of each is within the drawing's place.
TITLES = """(root) => [...root.querySelectorAll('.gv-plot-drawing .axislabel')].map((title) => {
  const inner = title.getBoundingClientRect(), outer = title.closest('.gv-plot-drawing').getBoundingClientRect();
  return [getComputedStyle(title).fontSize, inner.width > 0 && inner.left >= outer.left && inner.right <= outer.right
    && inner.top >= outer.top && inner.bottom <= outer.bottom];
})"""

@pytest.fixture
def game(opened):
    root = shown(opened, 0)
    root.get_by_role("button", name="Reset").click()
    says(root, "Epoch 4: step sets θ to 2.75 - 0.25 × (-0.5) = 2.875.")
    return root


def row(root, name):
    """The cells of a parameter; the panel is written while it is in sight."""
    root.locator(".gv-panel").evaluate("(panel) => panel.scrollIntoView({ block: 'center' })")
    cells = root.locator(f".gv-panel table[aria-label=parameters] tr:has(th:text-is('{name}')) td")
    return [plain(text) for text in cells.all_inner_texts()]


def lit(root):
    return root.locator(".gv-loop [aria-current=step]").inner_text().strip()


def stands(root, line, cells):
    """Wait until a line of the loop is lit, and what stands beside θ."""
    wait_for(root.page, lambda: (lit(root), row(root, "θ")), (line, cells))


def finished(root, epochs):
    """Wait for the end of a run; on a slow computer it has stopped on its way, to be gone on with."""
    status, rest = root.locator("[role=status]"), root.get_by_role("button", name="Run the rest")
    expect(status).to_have_text(re.compile("epochs"))
    if rest.is_visible():
        rest.click()
    expect(status).to_have_text(re.compile(rf"\b{epochs} epochs\."))


def test_the_loop_runs_line_by_line_under_the_arrow_keys(game):
    """R47, R49, R69, R81, R140."""
    keys(game, "Home")
    says(game, "The loop has not begun. The parameters: θ = 1.")
    stands(game, "for epoch in range(4):", ["1", "—", "—"])
    keys(game, "ArrowRight", "ArrowRight")
    says(game, "Epoch 1: forward computes the loss, 4. No parameter moves.")
    stands(game, "L = (x + θ - y)**2", ["1", "—", "—"])
    keys(game, "ArrowRight")
    says(game, "Epoch 1: backward puts -4 into θ.grad. θ is still 1.")
    stands(game, "L.backward()", ["1", "-4", "—"])
    keys(game, "ArrowRight")
    says(game, "Epoch 1: step sets θ to 1 - 0.25 × (-4) = 2.")
    stands(game, "optimizer.step()", ["1", "-4", "2"])
    keys(game, "ArrowLeft")
    says(game, "Epoch 1: backward puts -4 into θ.grad. θ is still 1.")


def test_the_graph_shows_the_moment(game):
    keys(game, "Home", "ArrowRight", "ArrowRight", "ArrowRight")
    says(game, "Epoch 1: backward puts -4 into θ.grad. θ is still 1.")
    for name, lines in (("θ", ["1", "∂ -4"]), ("x", ["4", "∂ -4"]), ("y", ["7", "∂ 4"])):
        wait_for_part(game.page, lambda: nodes(game), [name, *lines])


def nodes(root):
    """The first three lines of every node."""
    found = root.locator(".gv-picture g.node").all()
    return [[plain(text) for text in node.locator("text").all_text_contents()][:3] for node in found]


def test_without_zero_grad_the_parameter_runs_away(game):
    """R67, M14."""
    game.get_by_label("zero_grad").uncheck()
    says(game, "Epoch 4: step sets θ to 4.75 - 0.25 × (-1.5) = 5.125.")
    wait_for(game.page, lambda: row(game, "θ"), ["4.75", "-1.5", "5.125"])
    zeroing = game.locator(".gv-loop li").nth(1)
    expect(zeroing).to_have_text("# optimizer.zero_grad()")
    keys(game, "z")
    says(game, "Epoch 4: step sets θ to 2.75 - 0.25 × (-0.5) = 2.875.")


def test_each_event_has_its_stop(game):
    game.get_by_role("button", name="each event").click()
    keys(game, "Home", *["ArrowRight"] * 3)
    says(game, "Epoch 1, forward: x is an input: 4.")
    expect(game.locator(".gv-picture [data-state~=active]")).to_have_count(1)
    game.get_by_role("button", name="each line").click()


def test_one_epoch_more_and_a_guess_by_hand(game):
    game.get_by_role("button", name="One epoch more").click()
    says(game, "Epoch 5: step sets θ to 2.875 - 0.25 × (-0.25) = 2.938.")
    guess = game.get_by_label("guess θ")
    guess.fill("2.5")
    guess.press("Tab")
    game.get_by_role("button", name="Try").click()
    says(game, "Guess 1: at θ = 2.5 the loss is 0.25, and the gradient is -1: a larger θ makes the loss smaller.")
    expect(game.locator("table[aria-label=guesses] tbody tr")).to_have_count(1)


def test_the_state_is_copied_as_a_line_of_code(game):
    """Issue 5: by the button, and by the key C."""
    line = game.locator(".gv-code input")
    game.get_by_label("optimizer").select_option("Adam")
    wait_for_part(game.page, lambda: game.locator(".gv-panel").inner_text(), "Adam([θ]")
    game.get_by_role("button", name="Copy state").click()
    wait_for(game.page, line.input_value, "gv.train().at(optimizer='Adam')")
    game.get_by_role("button", name="Reset").click()
    says(game, "Epoch 4: step sets θ to 2.75 - 0.25 × (-0.5) = 2.875.")
    keys(game, "ArrowLeft", "c")
    wait_for_part(game.page, line.input_value, "gv.train().to(")


def test_the_learning_rate_is_a_slider_on_a_log_scale(game):
    handle = game.locator(".gv-settings .widget-slider .noUi-handle")
    handle.focus()
    for _ in range(10):
        game.page.keyboard.press("ArrowLeft")
    wait_for_other(game.page, lambda: row(game, "θ")[0], "2.75")
    expect(game.locator(".gv-panel > p").first).not_to_contain_text("lr=0.25)")


def test_the_net_shows_its_boundary_and_goes_back_to_the_first_epochs(opened):
    root = shown(opened, 1)
    finished(root, 100)
    expect(root.locator(".gv-plot")).to_have_count(2)
    drawing = root.locator(".gv-plot").nth(1).locator(".gv-plot-drawing")
    before = drawing.inner_html()
    keys(root, "Home")
    wait_for_part(opened, lambda: caption(root), "The loop has not begun.")
    wait_for_other(opened, drawing.inner_html, before)


def test_two_parameters_have_a_surface_with_the_way(opened):
    root = shown(opened, 2)
    expect(root.locator(".gv-plot-title")).to_have_text(["Loss by epoch", "Loss over w and b", "Data and model"])


def test_a_slow_run_shows_what_there_is_and_goes_on_until_it_is_interrupted(opened):
    root = shown(opened, 3)
    status = root.locator("[role=status]")
    wait_for_part(opened, status.inner_text, "of 400 epochs")
    first = status.inner_text()
    root.get_by_role("button", name="Run the rest").click()
    root.locator(".widget-hprogress").wait_for(state="visible")
    opened.click("#jp-MainMenu >> text=Kernel")
    opened.click("li[data-command='kernelmenu:interrupt']")
    wait_for_other(opened, status.inner_text, first)
    wait_for_part(opened, status.inner_text, "of 400 epochs")
    done = [int(re.search(r"(\d+) of 400 epochs", said).group(1)) for said in (first, status.inner_text())]
    assert done[0] <= done[1] < 400, "it was not interrupted: it has run to its end"
    root.get_by_role("button", name="One epoch more").wait_for()


@pytest.mark.parametrize("index", [0, 1, 2])
def test_scrubber_plots_caption_and_picture_are_in_sight_together(opened, index):
    close_sidebar(opened)
    root = shown(opened, index)
    places = ".gv-scrubber", ".gv-plot-drawing", ".gv-caption", ".gv-picture"
    wait_for(opened, lambda: unseen(root, *places), [])
    opened.set_viewport_size({"width": 1280, "height": 900})


def test_no_serious_violation_for_those_who_cannot_see_or_point(opened):
    for index in range(3):
        shown(opened, index)
    assert serious(opened, ".gv-train") == []


def test_the_projector_enlarges_the_loop_with_the_rest_and_keeps_every_control(opened):
    root = shown(opened, 0)
    keys(root, "p")
    root.locator("xpath=self::*[contains(@class, 'gv-projector')]").wait_for()
    size = root.locator(".gv-loop code").first.evaluate("(code) => getComputedStyle(code).fontSize")
    width = root.get_by_label("guess θ").bounding_box()["width"]
    wait_for(opened, lambda: root.evaluate(TITLES), [["20px", True]] * 4)
    keys(root, "p")
    wait_for(opened, lambda: "gv-projector" in root.get_attribute("class"), False)
    assert size == "20px" and width > 40


@pytest.mark.parametrize("width", [1280, 480])
def test_it_fits_the_page_in_both_themes(opened, screenshots, width):
    close_sidebar(opened)
    for theme in in_both_themes(opened, width):
        for index in range(3):
            root = shown(opened, index)
            wait_for(opened, lambda root=root: root.evaluate(WIDE), [])
            photograph(root, screenshots / f"train-{index}-{theme}-{width}.png")
    opened.set_viewport_size({"width": 1280, "height": 900})
