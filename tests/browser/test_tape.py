"""`tape` as a student meets it: stepped with buttons and keys, lines and rows opened, an error seen in its line."""

import pytest

from .axe import serious
from .notebook import run_all
from .waiting import in_sight, wait_for, wait_for_other, wait_for_part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

BOOK = '''import gradviz as gv
gv.tape("""
import gradviz as torch
x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
t1 = x * w
t2 = t1 + b
y = t2 ** 2
y.backward()
print(w.grad, b.grad, x.grad)
""")'''
BROKEN = '''gv.tape("""x = gv.tensor(0.0, requires_grad=True)
for step in range(3):
    y = x * step
    print("round", step)
y.backwards()
""")'''
MAGIC = "%%tape x=2, w=3\nt1 = x * w\ny = t1 ** 2\ny.backward()\nprint(x.grad)"


SEEN = """(places) => places.filter((place) => place.checkVisibility({ visibilityProperty: true }))
  .map((place) => place.innerText ?? place.textContent)"""
WIDE = "(place) => place.scrollWidth > place.clientWidth + 1"


class Tape:
    """One tape on the page."""

    def __init__(self, page, index):
        self.page, self.root = page, page.locator(".gv-tape").nth(index)
        self.root.locator(".gv-code").wait_for(timeout=60_000)
        in_sight(self.root, "start")

    def press(self, key):
        self.root.locator("summary").first.focus()
        self.page.keyboard.press(key)

    def shown(self, selector):
        return [text.strip("\n") for text in self.root.locator(selector).evaluate_all(SEEN)]

    def current(self):
        return self.shown(".gv-code [data-state='current'] code")

    def rows(self):
        return [row.replace("\n", " ") for row in self.shown("ol[aria-label='the tape'] > li > details > summary")]

    def nodes(self):
        return self.shown("g.node")

    def caption(self):
        return self.root.locator(".gv-caption").inner_text()


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("tape.ipynb", BOOK, BROKEN, "%load_ext gradviz", MAGIC))
    page.keyboard.press("Control+b")  # the folder's list goes away: a narrow page has room for the notebook alone
    return page


@pytest.fixture
def tape(opened):
    figure = Tape(opened, 0)
    figure.press("Home")
    wait_for(opened, figure.current, ["import gradviz as torch", *CREATED])
    return figure


CREATED = [
    f"{name} = torch.tensor({value}, requires_grad=True)" for name, value in zip("xwb", (2.0, 3.0, 1.0), strict=True)
]


def test_r37_six_steps_move_the_mark_and_the_graph_grows_with_the_lines(tape):
    seen = [(tape.current()[-1], len(tape.nodes()))]
    for line, count in (("t1 = x * w", 4), ("t2 = t1 + b", 5), ("y = t2 ** 2", 6), ("y.backward()", 6),
                        ("print(w.grad, b.grad, x.grad)", 6)):  # fmt: skip
        tape.press("ArrowRight")
        wait_for(tape.page, lambda: (tape.current(), len(tape.nodes())), ([line], count))
        seen.append((line, count))
    assert len(seen) == 6
    tape.press("ArrowLeft")
    wait_for(tape.page, tape.current, ["y.backward()"])


def test_r38_rows_appear_one_by_one_and_go_again(tape):
    wait_for(tape.page, lambda: tape.shown(".gv-tape-rows > p"), ["Nothing is on the tape yet."])
    assert tape.rows() == []
    for _ in range(3):
        tape.root.locator("button[title='On']").click()
    wait_for(tape.page, tape.rows, [
        "MUL t1 = 6 inputs x, w", "ADD t2 = 7 inputs t1, b", "SQUARE y = 49 inputs t2",
    ])  # fmt: skip
    tape.root.locator("button[title='First']").click()
    wait_for(tape.page, tape.rows, [])


def test_r39_the_backward_walk_by_operations_ends_with_the_gradients(tape):
    tape.root.get_by_text("backward() operation by operation").click()
    for _ in range(8):
        before = tape.caption()
        tape.press("ArrowRight")
        wait_for_other(tape.page, tape.caption, before)
    walk = ["SQUARE y: 14 to t2", "ADD t2: 14 to t1, 14 to b", "MUL t1: 42 to x, 28 to w"]
    wait_for(tape.page, lambda: tape.shown(".gv-tape-rows > ol:last-of-type > li"), walk)
    tape.press("End")
    wait_for(tape.page, lambda: tape.shown(".gv-printed"), ["tensor(28.) tensor(14.) tensor(42.)"])
    tape.press("b")


def test_r40_the_phase_of_each_step_is_lit(tape):
    def lit():
        return tape.shown(".gv-phases [data-state='current'] dt")

    wait_for(tape.page, lit, ["Forward pass", "Graph building"])
    tape.press("End")
    wait_for(tape.page, lit, [])
    tape.press("ArrowLeft")
    wait_for(tape.page, lit, ["Backward pass"])
    assert len(tape.shown(".gv-phases dt")) == 3


def test_r41_a_row_opens_by_keyboard_to_five_fields_and_a_line_to_its_explanation(tape):
    tape.press("End")
    wait_for(tape.page, lambda: len(tape.rows()), 3)
    row = tape.root.locator(".gv-tape-rows summary").first
    row.focus()
    tape.page.keyboard.press("Enter")
    fields = ["operation", "input references", "output", "gradient function", "saved values"]
    wait_for(tape.page, lambda: tape.shown(".gv-tape-rows dt"), fields)
    wait_for(tape.page, lambda: tape.shown(".gv-tape-rows dd"), [
        "multiply", "x, w", "t1 = 6", "MulBackward0", "x = 2, w = 3, let go after the backward pass",
    ])  # fmt: skip
    line = tape.root.locator(".gv-code summary", has_text="t1 = x * w")
    line.focus()
    tape.page.keyboard.press("Enter")
    wait_for(tape.page, lambda: tape.shown(".gv-code details[open] p"), ["t1 = x × w = 2 × 3 = 6."])
    tape.page.keyboard.press("Enter")


def test_play_moves_on_by_itself_and_a_key_stops_it(tape):
    tape.root.locator("button[title='Play']").click()
    later = ["t2 = t1 + b", "y = t2 ** 2", "y.backward()"]  # one may pass unseen
    wait_for(tape.page, lambda: tape.current()[0] in later, True)
    tape.press("Home")
    wait_for(tape.page, lambda: len(tape.current()), 4)


def test_an_error_is_shown_with_its_line_and_the_states_before_it_stay(opened):
    tape = Tape(opened, 1)
    wait_for_part(opened, lambda: tape.shown(".gv-wrong")[0], "line 5: y.backwards()")
    wait_for(opened, lambda: tape.shown(".gv-code [data-state='wrong'] code"), ["y.backwards()"])
    wait_for(opened, lambda: tape.shown(".gv-printed"), ["round 0\nround 1\nround 2"])
    tape.press("Home")
    wait_for(opened, lambda: (tape.shown(".gv-wrong"), tape.shown(".gv-printed")), ([], []))


def test_a_cell_that_begins_with_the_magic_is_run_line_by_line(opened):
    tape = Tape(opened, 2)
    tape.press("End")
    wait_for(opened, tape.current, ["print(x.grad)"])
    wait_for(opened, lambda: tape.shown(".gv-printed"), ["tensor(36.)"])
    tape.press("ArrowLeft")
    wait_for(opened, tape.current, ["y.backward()"])


def test_axe_finds_nothing_serious(tape):
    tape.press("End")
    wait_for(tape.page, lambda: len(tape.rows()), 3)
    assert serious(tape.page, ".gv-tape") == []


def test_a_narrow_page_is_not_scrolled_sideways(tape):
    tape.page.set_viewport_size({"width": 480, "height": 900})
    try:
        for place in (tape.root, tape.root.locator(".gv-panel")):
            wait_for(tape.page, lambda place=place: place.evaluate(WIDE), False)
    finally:
        tape.page.set_viewport_size({"width": 1280, "height": 900})
