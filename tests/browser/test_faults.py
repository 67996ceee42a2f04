"""What goes wrong in the learner's own function is said in the picture's place, and the next good value heals it."""

import pytest

from .expected import close
from .figure import Figure
from .notebook import run_all
from .waiting import wait_until, wait_until_still

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

RAISES = """
import gradviz as gv
def risky(w, x):
    z = w * x
    if w.item() > 4:
        raise ValueError("too large <img src=x onerror='window.planted = 1'> <b>w</b>")
    return z ** 2
gv.explore(risky, w=4, x=2)
"""
PYTHON_ZERO = """
def divided(a):
    steps = int(a.item())
    return a * (1 / steps)
gv.explore(divided, a=2)
"""
BRANCHES = """
def branch(x):
    return x * 2 if x.item() > 0 else x**2 + 1
gv.explore(branch, x=0.3)
"""
FOREVER = """
def endless(w, x):
    while w.item() > 3:
        pass
    return w * x
gv.explore(endless, w=3, x=2)
"""
LOG = 'gv.explore("p = log(x); y = 2*p + 1", x=(-1, 2, 0.5))'
RECIPROCAL = 'gv.explore("q = 1/x; y = q*3", x=(-1, 1, 0.5))'
BAD_START = "gv.explore(risky, w=5, x=2)"
CELLS = [cell.strip() for cell in (RAISES, PYTHON_ZERO, BRANCHES, LOG, RECIPROCAL, BAD_START, FOREVER)]

ON_TOP = """(message) => {
  const box = message.getBoundingClientRect(), css = getComputedStyle(message);
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return there === message && css.position !== 'static' && css.backgroundColor !== 'rgba(0, 0, 0, 0)';
}"""


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("faults.ipynb", *CELLS))
    return page


def figure(page, cell):
    return Figure(page, CELLS.index(cell.strip())).show()


def shows(figure, wait=wait_until, **expected):
    """Wait until nodes are as expected (value, gradient), with no message and nothing dimmed."""

    def check():
        seen = figure.read()
        assert seen.error == "" and not seen.dimmed, seen.error
        for name, pair in expected.items():
            assert all(map(close, seen.nodes[name], pair)), (name, seen.nodes, pair)

    wait(figure.page, check)
    return figure.read()


def fails(figure, *words):
    """Wait for a message that has these words; the picture behind it is dimmed."""

    def check():
        seen = figure.read()
        for word in words:
            assert word in seen.error, seen.error
        assert seen.dimmed

    wait_until(figure.page, check)
    return figure.read()


def test_an_exception_is_told_with_its_line_and_the_next_good_value_heals(opened):
    risky = figure(opened, RAISES)
    good = shows(risky, w=(4, 32), x=(2, 64))
    risky.press("w", "ArrowRight")
    bad = fails(risky, "line 5 of risky: raise ValueError(", "ValueError: too large")
    assert bad.nodes == good.nodes and bad.rows == good.rows, "the last good picture is gone"
    assert bad.caption == "", "the caption speaks of numbers that are not the sliders'"
    assert bad.values["w"] == pytest.approx(4.1), "the slider is dead"
    message = risky.root.get_by_role("alert")
    over, picture = message.bounding_box(), risky.root.locator(".gv-picture").bounding_box()
    assert picture["y"] - 1 <= over["y"] < picture["y"] + 40, "the message does not stand in the picture's place"
    assert message.evaluate(ON_TOP), "the message cannot be read: the picture shines through it"
    risky.press("x", "ArrowRight")
    risky.press("w", "ArrowLeft", 3)
    seen = shows(risky, w=(3.8, 33.516), x=(2.1, 60.648))
    assert "= 63.68" in seen.caption


def test_html_in_a_message_is_text(opened):
    risky = figure(opened, RAISES)
    risky.press("w", "End")
    fails(risky, "too large <img src=x onerror='window.planted = 1'> <b>w</b>")
    assert risky.root.locator("img, .gv-error *").count() == 0
    risky.reset()
    shows(risky, w=(4, 32))


def test_pythons_own_division_by_zero(opened):
    divided = figure(opened, PYTHON_ZERO)
    shows(divided, a=(2, 0.5))
    divided.set("a", 0.5)
    fails(divided, "line 3 of divided: return a * (1 / steps)", "ZeroDivisionError")
    divided.set("a", 4.2)
    shows(divided, a=(4.2, 0.25))


def test_a_function_that_fails_at_once_has_a_message_and_live_sliders(opened):
    late = figure(opened, BAD_START)
    assert "line 5 of risky" in late.read().error
    late.set("w", 2.5)
    seen = shows(late, w=(2.5, 20), x=(2, 25))
    assert len(seen.edges) == 3


def test_an_if_changes_the_picture(opened):
    branch = figure(opened, BRANCHES)
    up = shows(branch, x=(0.3, 2))
    assert len(up.nodes) == 2 and up.edges[0][2] == "×2"
    branch.press("x", "ArrowLeft", 5)
    down = shows(branch, x=(-0.2, -0.4))
    assert len(down.nodes) == 3 and len(down.edges) == 2 and close(down.rows["output"][1], 1.04)
    assert down.rows["output"][0] != up.rows["output"][0]
    assert sorted(down.described.values()) == sorted(down.nodes.values())


def test_many_changes_of_structure_in_a_second_end_on_the_last(opened):
    branch = figure(opened, BRANCHES)
    branch.reset()
    shows(branch, x=(0.3, 2))
    branch.burst("x", (["ArrowLeft"] * 8 + ["ArrowRight"] * 8) * 7 + ["ArrowLeft"] * 8, 8)
    seen = shows(branch, wait_until_still, x=(-0.5, -1))  # on the way there it stands at −0.5 seven times
    assert len(seen.nodes) == 3 and close(seen.rows["output"][1], 1.25)


def test_where_nan_is_born_is_marked_and_named(opened):
    log = figure(opened, LOG)
    assert log.read().note == ""
    log.set("x", -0.5, step=0.5)
    wait_until(opened, lambda: _born(log.read(), "p", "nan", "log(-0.5)"))
    dashes = log.root.locator("[data-state=born] polygon").evaluate("(box) => getComputedStyle(box).strokeDasharray")
    assert dashes != "none", "the mark cannot be seen"
    log.set("x", 1, step=0.5)
    seen = shows(log, x=(1, 2), y=(1, 1))
    assert seen.note == "" and not any(seen.states.values())
    assert "nan" not in seen.description and not any("nan" in number for _, number in seen.rows.values())


def test_division_by_zero_is_infinite_not_an_error(opened):
    reciprocal = figure(opened, RECIPROCAL)
    reciprocal.set("x", 0, step=0.5)
    wait_until(opened, lambda: _born(reciprocal.read(), "q", "inf", "1"))
    reciprocal.set("x", 0.5, step=0.5)
    shows(reciprocal, x=(0.5, -12), y=(6, 1))


def _born(seen, name, value, call):
    assert [node for node, state in seen.states.items() if state == "born"] == [name]
    assert seen.nodes[name][0] == value and seen.described[name][0] == value
    assert seen.note.startswith(f"{value} was born in {name}") and call in seen.note
    assert seen.note in seen.description
    assert seen.error == "" and not seen.dimmed


def test_a_function_that_never_ends_is_interrupted_from_the_menu(opened):
    """A signal reaches the main thread alone: a figure that is run in a subshell would run on until a restart."""
    made = figure(opened, FOREVER)
    made.press("w", "ArrowRight")
    made.root.locator(".gv-working").wait_for()
    opened.click("#jp-MainMenu >> text=Kernel")
    opened.click("li[data-command='kernelmenu:interrupt']")
    fails(made, "Interrupted")
    made.press("w", "ArrowLeft")
    shows(made, w=(3.0, 2.0), x=(2.0, 3.0))
