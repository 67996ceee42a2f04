"""What every figure's frame does, by mouse and by keys: nodes, tools, theme, zoom, help, projector, working mark."""

import re

import pytest
from playwright.sync_api import expect

from .axe import serious
from .figure import Figure
from .looks import photograph
from .notebook import run_all
from .waiting import plain, wait_for, wait_for_part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CELLS = [
    """import gradviz as gv
gv.explore("z = w*x; y = z + b; d = y - t; L = d**2", x=2, w=3, b=1, t=5, lock="t", hide="b")""",
    """import time
def slow(x):
    if x > 1:
        time.sleep(1.5)
    return x * x
gv.explore(slow, x=1)""",
    'gv.explore("L = (a*x + b)**2", a=3, x=1, b=2)',
]
FULL = "() => Boolean(document.fullscreenElement)"


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("frame.ipynb", *CELLS))
    return page


@pytest.fixture
def figure(opened):
    """The first figure, at its start."""
    made = Figure(opened).show()
    made.reset()
    wait_for(opened, lambda: made.read().nodes["w"], ("3", "8"))
    return made


def node(figure, name):
    return figure.root.get_by_role("button", name=name)


def tip(figure):
    return plain(figure.root.locator(".gv-tip").inner_text())


def test_tab_goes_from_the_controls_to_the_nodes_in_tape_order(figure):
    figure.root.get_by_role("button", name="Copy state").focus()
    seen = []
    for _ in range(9):
        figure.page.keyboard.press("Tab")
        seen.append(figure.page.evaluate("() => document.activeElement.dataset.node ?? ''"))
    assert [name for name in seen if name] == list("01234567")


Z_SAID = "z (multiply of w and x): value 6, gradient 4, local gradient for w 2, local gradient for x 3."
Y_SAID = "y (add of z and b): value 7, gradient 4, local gradient for z 1, local gradient for b 1."


def test_hover_and_focus_tell_the_same_sentence(figure):
    place = figure.root.locator("g.node[data-node='4']")
    place.hover()
    wait_for(figure.page, lambda: tip(figure), Z_SAID)
    figure.page.mouse.move(0, 0)
    figure.root.locator("g.node[data-node='5']").focus()
    wait_for(figure.page, lambda: tip(figure), Y_SAID)
    figure.page.keyboard.press("ArrowUp")
    wait_for(figure.page, lambda: tip(figure), Z_SAID)


def test_enter_selects_a_node_everywhere_and_escape_lets_go(figure):
    place = figure.root.locator("g.node[data-node='4']")
    place.focus()
    figure.page.keyboard.press("Enter")
    expect(place).to_have_attribute("aria-pressed", "true")
    expect(figure.root.locator(".gv-panel tr[data-picked]").first).to_have_text(re.compile("^z"))
    figure.page.keyboard.press("Escape")
    expect(place).to_have_attribute("aria-pressed", "false")
    expect(figure.root.locator("[data-picked]")).to_have_count(0)


def test_a_click_selects_and_a_row_of_the_panel_does_too(figure):
    figure.root.locator("g.node[data-node='6']").click()
    expect(figure.root.locator(".gv-panel tr[data-picked]")).to_have_count(1)
    figure.root.locator(".gv-panel tr[data-node='5']").click()
    expect(figure.root.locator("g.node[data-picked]")).to_have_attribute("data-node", "5")
    figure.page.keyboard.press("Escape")


def test_letters_in_a_figure_are_not_jupyterlabs_commands(figure):
    cells = figure.page.locator(".jp-Notebook .jp-Cell").count()
    figure.root.locator("g.node[data-node='4']").focus()
    figure.page.keyboard.press("b")
    figure.page.keyboard.press("a")
    figure.press("w", "ArrowRight")  # what comes after them has gone to the kernel and back
    wait_for(figure.page, lambda: figure.read().nodes["w"][0], "3.1")
    assert figure.page.locator(".jp-Notebook .jp-Cell").count() == cells


def test_the_theme_button_goes_round(figure):
    ground = "(root) => getComputedStyle(root.querySelector('.gv-root')).backgroundColor"
    seen = [figure.root.evaluate(ground)]
    for _ in range(4):
        figure.root.locator("[data-tool=theme]").click()
        seen.append(figure.root.evaluate(ground))
    assert seen[2] == "rgb(13, 17, 23)" and seen[1] == seen[3] == "rgb(255, 255, 255)" and seen[4] == seen[0]


def test_plus_and_minus_change_the_size_of_the_picture_alone(figure):
    wide = "(root) => root.querySelector('.gv-picture svg').getBoundingClientRect().width"
    before = figure.root.evaluate(wide)
    figure.root.locator("[data-tool=larger]").click()
    figure.page.keyboard.press("+")
    assert figure.root.evaluate(wide) > 1.3 * before
    assert figure.page.locator("html").evaluate("(place) => place.scrollWidth - place.clientWidth") <= 1
    figure.page.keyboard.press("-")
    figure.page.keyboard.press("-")
    assert figure.root.evaluate(wide) == pytest.approx(before, rel=0.01)


def test_help_lists_the_keys_and_goes_away(figure):
    figure.root.locator("g.node[data-node='4']").focus()
    figure.page.keyboard.press("?")
    expect(figure.root.locator(".gv-help")).to_contain_text("copy the line of code")
    figure.page.keyboard.press("?")
    expect(figure.root.locator(".gv-help")).to_be_hidden()


def test_the_projector_fills_the_screen_with_large_type(figure, screenshots):
    letters = "(root) => parseFloat(getComputedStyle(root.querySelector('.gv-caption')).fontSize)"
    before = figure.root.evaluate(letters)
    figure.root.locator("g.node[data-node='4']").focus()
    figure.page.keyboard.press("p")
    wait_for(figure.page, lambda: figure.page.evaluate(FULL), True)
    wait_for(figure.page, lambda: figure.root.evaluate(letters) > 1.5 * before, True)
    figure.page.screenshot(path=screenshots / "projector.png")
    figure.page.keyboard.press("p")
    wait_for(figure.page, lambda: figure.page.evaluate(FULL), False)
    wait_for(figure.page, lambda: figure.root.evaluate(letters), before)


def test_a_locked_control_does_not_move_and_a_hidden_one_is_not_there(figure):
    assert set(figure.read().sliders) == {"x", "w", "t"}
    figure.press("t", "ArrowRight", 3)
    figure.press("w", "ArrowRight", 1)
    wait_for(figure.page, lambda: [figure.read().nodes[name][0] for name in "wtb"], ["3.1", "5", "1"])


def test_the_state_is_a_line_of_code(figure):
    figure.press("w", "ArrowRight", 2)
    wait_for(figure.page, lambda: figure.read().nodes["w"][0], "3.2")
    figure.root.get_by_role("button", name="Copy state").click()
    line = figure.root.locator(".gv-code input")
    wait_for_part(figure.page, line.input_value, "lock=['t'], hide=['b']).at(w=3.2)")


def test_a_slow_function_keeps_the_old_picture_with_a_mark_and_ends_on_the_newest_value(opened):
    slow = Figure(opened, 1).show()
    slow.press("x", "ArrowRight", 4)
    opened.wait_for_selector(".gv-working")
    assert slow.read().nodes["x"][0] in ("1", "1.1", "1.2", "1.3")
    wait_for(opened, lambda: slow.read().nodes["x"][0], "1.4")
    opened.wait_for_selector(".gv-working", state="detached")


def test_axe_finds_nothing_serious_where_controls_are_locked(opened, screenshots):
    Figure(opened, 2).show()
    photograph(Figure(opened, 2).root, screenshots / "frame-light.png")
    assert serious(opened, ".gv-explore") == []
