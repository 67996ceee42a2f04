"""What every figure's frame does, by mouse and by keys: nodes, tools, theme, zoom, help, projector, working mark."""

import pytest

from .axe import serious
from .figure import Figure
from .looks import choose_theme, photograph
from .notebook import run_all, wait_until

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


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("frame.ipynb", *CELLS))
    yield page
    choose_theme(page, light=True)


@pytest.fixture
def figure(opened):
    return Figure(opened).show()


def node(figure, name):
    return figure.root.get_by_role("button", name=name)


def tip(figure):
    return figure.root.locator(".gv-tip").inner_text().replace("−", "-")


def test_tab_goes_from_the_controls_to_the_nodes_in_tape_order(figure):
    figure.root.get_by_role("button", name="Copy state").focus()
    seen = []
    for _ in range(9):
        figure.page.keyboard.press("Tab")
        seen.append(figure.page.evaluate("() => document.activeElement.dataset.node ?? ''"))
    assert [name for name in seen if name] == list("01234567")


def test_hover_and_focus_tell_the_same_sentence(figure):
    place = figure.root.locator("g.node[data-node='4']")
    place.hover()
    wait_until(figure.page, lambda: _is(tip(figure), "z (multiply of w and x): value 6, gradient 4."))
    figure.page.mouse.move(0, 0)
    figure.root.locator("g.node[data-node='5']").focus()
    wait_until(figure.page, lambda: _is(tip(figure), "y (add of z and b): value 7, gradient 4."))
    figure.page.keyboard.press("ArrowUp")
    wait_until(figure.page, lambda: _is(tip(figure), "z (multiply of w and x): value 6, gradient 4."))


def test_enter_selects_a_node_everywhere_and_escape_lets_go(figure):
    place = figure.root.locator("g.node[data-node='4']")
    place.focus()
    figure.page.keyboard.press("Enter")
    assert place.get_attribute("aria-pressed") == "true"
    assert figure.root.locator(".gv-panel tr[data-picked]").all_inner_texts()[0].startswith("z")
    figure.page.keyboard.press("Escape")
    assert place.get_attribute("aria-pressed") == "false"
    assert figure.root.locator("[data-picked]").count() == 0


def test_a_click_selects_and_a_row_of_the_panel_does_too(figure):
    figure.root.locator("g.node[data-node='6']").click()
    assert figure.root.locator(".gv-panel tr[data-picked]").count() == 1
    figure.root.locator(".gv-panel tr[data-node='5']").click()
    assert figure.root.locator("g.node[data-picked]").get_attribute("data-node") == "5"
    figure.page.keyboard.press("Escape")


def test_letters_in_a_figure_are_not_jupyterlabs_commands(figure):
    cells = figure.page.locator(".jp-Notebook .jp-Cell").count()
    figure.root.locator("g.node[data-node='4']").focus()
    figure.page.keyboard.press("b")
    figure.page.keyboard.press("a")
    figure.page.wait_for_timeout(300)
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
    assert "copy the line of code" in figure.root.locator(".gv-help").inner_text()
    figure.page.keyboard.press("?")
    assert not figure.root.locator(".gv-help").is_visible()


def test_the_projector_fills_the_screen_with_large_type(figure, screenshots):
    letters = "(root) => parseFloat(getComputedStyle(root.querySelector('.gv-caption')).fontSize)"
    before = figure.root.evaluate(letters)
    figure.root.locator("g.node[data-node='4']").focus()
    figure.page.keyboard.press("p")
    wait_until(figure.page, lambda: _is(figure.page.evaluate("() => Boolean(document.fullscreenElement)"), True))
    assert figure.root.evaluate(letters) > 1.5 * before
    figure.page.screenshot(path=screenshots / "projector.png")
    figure.page.keyboard.press("p")
    wait_until(figure.page, lambda: _is(figure.page.evaluate("() => Boolean(document.fullscreenElement)"), False))
    assert figure.root.evaluate(letters) == before


def test_a_locked_control_does_not_move_and_a_hidden_one_is_not_there(figure):
    assert set(figure.read().sliders) == {"x", "w", "t"}
    figure.press("t", "ArrowRight", 3)
    figure.press("w", "ArrowRight", 1)
    wait_until(figure.page, lambda: _is(figure.read().nodes["w"][0], "3.1"))
    assert figure.read().nodes["t"][0] == "5" and figure.read().nodes["b"][0] == "1"
    figure.reset()


def test_the_state_is_a_line_of_code(figure):
    figure.press("w", "ArrowRight", 2)
    wait_until(figure.page, lambda: _is(figure.read().nodes["w"][0], "3.2"))
    figure.root.get_by_role("button", name="Copy state").click()
    line = figure.root.locator(".gv-code input")
    wait_until(figure.page, lambda: _holds(line.input_value(), "lock=['t'], hide=['b']).at(w=3.2)"))
    figure.reset()


def test_a_slow_function_keeps_the_old_picture_with_a_mark_and_ends_on_the_newest_value(opened):
    slow = Figure(opened, 1).show()
    slow.press("x", "ArrowRight", 4)
    opened.wait_for_selector(".gv-working", timeout=5000)
    assert slow.read().nodes["x"][0] in ("1", "1.1", "1.2", "1.3")
    wait_until(opened, lambda: _is(slow.read().nodes["x"][0], "1.4"), seconds=20)
    opened.wait_for_selector(".gv-working", state="detached", timeout=5000)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(opened, theme, screenshots):
    choose_theme(opened, light=theme == "light")
    Figure(opened, 2).show()
    photograph(Figure(opened, 2).root, screenshots / f"frame-{theme}.png")
    assert serious(opened, ".gv-explore") == []


def _is(seen, wanted):
    assert seen == wanted


def _holds(text, part):
    assert part in text
