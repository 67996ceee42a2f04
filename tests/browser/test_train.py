"""The train figure as a student uses it: settings, scrubber, plots, guesses, and a long run that is stopped."""

import pytest

from .axe import serious
from .looks import choose_theme, photograph
from .notebook import run_all, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CELLS = [
    "import gradviz as gv\ngv.train()",
    'gv.train("two moons")',
    'gv.train("line", steps=12)',
    """import time
def slow(w, x):
    time.sleep(0.25)
    return (w * x - 6) ** 2
gv.train(slow, w=1, x=2, lr=0.05, steps=40)""",
]


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("train.ipynb", *CELLS))
    yield page
    choose_theme(page, light=True)
    page.set_viewport_size({"width": 1280, "height": 900})


# What reaches out of the figure on the right, but for what scrolls in a place of its own.
WIDE = """(root) => {
  const right = root.getBoundingClientRect().right + 1;
  return [...root.querySelectorAll('*')].filter((e) => e.getClientRects().length
    && !e.closest('svg, .gv-picture, [class*=noUi]')
    && e.getBoundingClientRect().right > right).map((e) => e.outerHTML.slice(0, 90));
}"""


def shown(page, index):
    root = page.locator(".gv-train").nth(index)
    root.evaluate("(root) => root.scrollIntoView({ block: 'start' })")
    root.locator(".gv-picture").wait_for()
    return root


@pytest.fixture
def game(opened):
    root = shown(opened, 0)
    root.get_by_role("button", name="Reset").click()
    expect(root, "Epoch 4: step sets θ to 2.75 - 0.25 × (-0.5) = 2.875.")
    return root


def plain(text):
    return text.replace("\u2212", "-")


def caption(root):
    return plain(root.locator(".gv-caption").inner_text())


def expect(root, text):
    def said():
        assert caption(root) == text

    wait_until(root.page, said)


def row(root, name):
    """The cells of a parameter; the panel is written while it is in sight."""
    root.locator(".gv-panel").evaluate("(panel) => panel.scrollIntoView({ block: 'center' })")
    cells = root.locator(f".gv-panel table[aria-label=parameters] tr:has(th:text-is('{name}')) td")
    return [plain(text) for text in cells.all_inner_texts()]


def lit(root):
    return root.locator(".gv-loop [aria-current=step]").inner_text().strip()


def keys(root, *names):
    root.locator(".gv-picture g.node").first.focus()
    for name in names:
        root.page.keyboard.press(name)


def test_the_loop_runs_line_by_line_under_the_arrow_keys(game):
    """R47, R49, R69, R81, R140."""
    keys(game, "Home")
    expect(game, "The loop has not begun. The parameters: θ = 1.")
    assert lit(game) == "for epoch in range(4):" and row(game, "θ") == ["1", "—", "—"]
    keys(game, "ArrowRight", "ArrowRight")
    expect(game, "Epoch 1: forward computes the loss, 4. No parameter moves.")
    assert lit(game) == "L = (x + θ - y)**2" and row(game, "θ") == ["1", "—", "—"]
    keys(game, "ArrowRight")
    expect(game, "Epoch 1: backward puts -4 into θ.grad. θ is still 1.")
    assert lit(game) == "L.backward()" and row(game, "θ") == ["1", "-4", "—"]
    keys(game, "ArrowRight")
    expect(game, "Epoch 1: step sets θ to 1 - 0.25 × (-4) = 2.")
    assert lit(game) == "optimizer.step()" and row(game, "θ") == ["1", "-4", "2"]
    keys(game, "ArrowLeft")
    expect(game, "Epoch 1: backward puts -4 into θ.grad. θ is still 1.")


def test_the_graph_shows_the_moment(game):
    keys(game, "Home", "ArrowRight", "ArrowRight", "ArrowRight")
    expect(game, "Epoch 1: backward puts -4 into θ.grad. θ is still 1.")
    texts = {t[0]: t[1:] for t in (
        [plain(text) for text in node.locator("text").all_text_contents()]
        for node in game.locator(".gv-picture g.node").all()
    )}  # fmt: skip
    assert texts["θ"][:2] == ["1", "∂ -4"] and texts["x"][:2] == ["4", "∂ -4"] and texts["y"][:2] == ["7", "∂ 4"]


def test_without_zero_grad_the_parameter_runs_away(game):
    """R67, M14."""
    game.get_by_label("zero_grad").uncheck()
    expect(game, "Epoch 4: step sets θ to 4.75 - 0.25 × (-1.5) = 5.125.")
    wait_until(game.page, lambda: _is(row(game, "θ"), ["4.75", "-1.5", "5.125"]))
    zeroing = game.locator(".gv-loop li").nth(1)
    wait_until(game.page, lambda: _is(zeroing.inner_text().strip(), "# optimizer.zero_grad()"))
    keys(game, "z")
    expect(game, "Epoch 4: step sets θ to 2.75 - 0.25 × (-0.5) = 2.875.")


def test_each_event_has_its_stop(game):
    game.get_by_role("button", name="each event").click()
    keys(game, "Home", *["ArrowRight"] * 3)
    wait_until(game.page, lambda: _is(caption(game), "Epoch 1, forward: x is an input: 4."))
    assert game.locator(".gv-picture [data-state~=active]").count() == 1
    game.get_by_role("button", name="each line").click()


def test_one_epoch_more_and_a_guess_by_hand(game):
    game.get_by_role("button", name="One epoch more").click()
    expect(game, "Epoch 5: step sets θ to 2.875 - 0.25 × (-0.25) = 2.938.")
    guess = game.get_by_label("guess θ")
    guess.fill("2.5")
    guess.press("Tab")
    game.get_by_role("button", name="Try").click()
    expect(game, "Guess 1: at θ = 2.5 the loss is 0.25, and the gradient is -1: a larger θ makes the loss smaller.")
    assert game.locator("table[aria-label=guesses] tbody tr").all_inner_texts() != []


def test_the_learning_rate_is_a_slider_on_a_log_scale(game):
    handle = game.locator(".widget-slider").first.locator(".noUi-handle")
    handle.focus()
    for _ in range(10):
        game.page.keyboard.press("ArrowLeft")
    wait_until(game.page, lambda: _is(row(game, "θ")[0] != "2.75", True))
    assert "lr=0.25)" not in game.locator(".gv-panel > p").first.inner_text()


def test_the_net_shows_its_boundary_and_goes_back_to_the_first_epochs(opened):
    root = shown(opened, 1)
    assert "100 epochs." in root.locator("[role=status]").inner_text()
    assert root.locator(".gv-plot").count() == 2
    before = root.locator(".gv-plot").nth(1).locator(".gv-plot-drawing").inner_html()
    keys(root, "Home")
    wait_until(opened, lambda: _is(caption(root).startswith("The loop has not begun."), True))

    def moved():
        assert root.locator(".gv-plot").nth(1).locator(".gv-plot-drawing").inner_html() != before

    wait_until(opened, moved)


def test_two_parameters_have_a_surface_with_the_way(opened):
    root = shown(opened, 2)
    titles = root.locator(".gv-plot-title").all_inner_texts()
    assert titles == ["Loss by epoch", "Loss over w and b", "Data and model"]


def test_a_slow_run_shows_what_there_is_and_goes_on_until_it_is_interrupted(opened):
    root = shown(opened, 3)
    status = root.locator("[role=status]")
    assert "of 40 epochs" in status.inner_text()
    first = status.inner_text()
    root.get_by_role("button", name="Run the rest").click()
    root.locator(".widget-hprogress").wait_for(state="visible")
    opened.click("#jp-MainMenu >> text=Kernel")
    opened.click("li[data-command='kernelmenu:interrupt']")
    wait_until(opened, lambda: _is(status.inner_text() != first and "of 40 epochs" in status.inner_text(), True))
    root.get_by_role("button", name="One epoch more").wait_for()


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
    keys(root, "p")
    wait_until(opened, lambda: _is("gv-projector" in root.get_attribute("class"), False))
    assert size == "20px" and width > 40


@pytest.mark.parametrize("width", [1280, 480])
def test_it_fits_the_page_in_both_themes(opened, screenshots, width):
    sidebar = opened.locator(".jp-SideBar.jp-mod-left .lm-TabBar-tab.lm-mod-current")
    if sidebar.count():
        sidebar.click()  # an open file browser leaves nothing of a narrow page
    for light in (True, False):
        opened.set_viewport_size({"width": 1280, "height": 900})
        choose_theme(opened, light=light)
        opened.set_viewport_size({"width": width, "height": 1900})
        for index in range(3):
            root = shown(opened, index)
            wait_until(opened, lambda root=root: _is(root.evaluate(WIDE), []))
            photograph(root, screenshots / f"train-{index}-{'light' if light else 'dark'}-{width}.png")
    opened.set_viewport_size({"width": 1280, "height": 900})


def _is(one, other):
    assert one == other
