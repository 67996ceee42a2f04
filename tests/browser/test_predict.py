"""Predictions as a student makes them: locked on the page, in the widgets and on the wire until they are committed."""

import json
import re

import pytest

from .axe import serious
from .looks import choose_theme, narrow_overflow, photograph
from .notebook import run_all, save
from .waiting import all_in, wait_for, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

LOSS = "'z = w*x; y = z + b; d = y - t; L = d**2'"
GIVEN = "w=3, x=2, b=1, t=5"
FORMULA_FIGURES = ("explore", "stepper", "paths", "zoom", "nudge")
OTHERS = {  # figures that are not of a formula open by a function that makes them
    "gates": "gv.gates", "tape": "lambda: gv.tape('x = gv.tensor(2.0, requires_grad=True)\\ny = x*x\\ny.backward()')",
    "train": "gv.train", "flow": "gv.flow", "jacobian": "lambda: gv.jacobian([1.0, 2.0, 3.0])", "memory": "gv.memory",
    "build": "lambda: gv.build('L = log(sigmoid(w*x + b))')", "hunt": "gv.hunt",
    "quiz": "lambda: gv.quiz(['A17'], attempts='')", "draw": "lambda: gv.draw(gv.record('y = x**2', x=3))",
}  # fmt: skip
CELLS = {
    **{name: f"gv.predict({LOSS}, wrt='w', then={name!r}, {GIVEN}, attempts='')" for name in FORMULA_FIGURES},
    **{f"after-{name}": f"gv.predict('y = x**2', x=3, then={code}, attempts='')" for name, code in OTHERS.items()},
    "several": f"gv.predict({LOSS}, {GIVEN}, attempts='')",
    "values": f"gv.predict({LOSS}, asks='value', wrt=['z', 'L'], {GIVEN}, attempts='')",
    "sign": f"gv.predict({LOSS}, wrt='t', sign=True, {GIVEN}, attempts='')",
    "drawn": "gv.predict('y = x**2 + x**3', attempts='')",
}
FORMS = ("9449171", "9,449,171", "9.449e", "9449172", "9449170", "9.44917", "94491")
SECRET = "gv.predict('y = a*b*c', wrt='a', a=3, b=1234.5, c=7654.25, then={then!r}, attempts='')"


class Predicted:
    """A prediction on the page."""

    def __init__(self, page, name):
        self.page, self.root = page, page.locator(f".test-{name}")
        self.root.locator(".gv-prompt").first.wait_for(timeout=60_000)
        self.root.evaluate("(root) => root.scrollIntoView({ block: 'start' })")

    def field(self, number=0):
        return self.root.locator(".gv-body").first.locator(".widget-text input").nth(number)

    def commit(self):
        return self.root.get_by_role("button", name="Commit", exact=True)

    def caption(self):
        return self.root.locator(".gv-caption").first

    def says(self, *parts):
        wait_until(self.page, lambda: all_in(self.caption().inner_text(), parts))

    def gradients(self):
        """The third line of each node of its own picture, by the node's name."""
        found = self.root.locator(".gv-picture").first.evaluate(
            """(picture) => [...picture.querySelectorAll('g.node')].map((node) =>
                 [...node.querySelectorAll('text')].map((text) => text.textContent))"""
        )
        return {texts[0].split(" = ")[0]: texts[1:] for texts in found}

    def shows(self, name, *texts):
        wait_for(self.page, lambda: self.gradients()[name], list(texts))

    def rows(self):
        table = self.root.locator("table[aria-label='predictions']")
        return [row.locator("td").all_inner_texts() for row in table.locator("tbody tr").all()]


@pytest.fixture(scope="module")
def opened(lab, page):
    cells = [f"{code}.add_class('test-{name}')" for name, code in CELLS.items()]
    run_all(page, lab, lab.write("predictions.ipynb", "import gradviz as gv", *cells, "'the end'"))
    page.keyboard.press("ControlOrMeta+b")
    yield page
    page.set_viewport_size({"width": 1280, "height": 900})
    choose_theme(page, light=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_locked_figure_reads_well_in_both_themes(opened, screenshots, theme):
    choose_theme(opened, light=theme == "light")
    figure = Predicted(opened, "several")
    photograph(figure.root, screenshots / f"predict-locked-{theme}.png")
    assert serious(opened, ".test-several") == []


def test_by_the_keyboard_alone_a_wrong_one_is_told_and_stands_beside_the_truth(opened):
    """R105: Tab to the field, type, Enter; then on with Tab into the sliders of the figure that has opened."""
    choose_theme(opened, light=True)
    figure = Predicted(opened, "explore")
    figure.says("hidden")
    figure.shows("w", "3", "∂ —")
    assert figure.root.locator(".gv-explore").count() == 0
    figure.field().focus()
    opened.keyboard.type("2.000")  # faster than messages go: the Enter must not overtake the letters
    opened.keyboard.press("Enter")
    figure.says("w: ", "local gradient")
    assert figure.rows() == [["w", "2.000", "8", "not as predicted"]]
    figure.shows("w", "3", "∂ 8")
    after = figure.root.locator(".gv-explore")
    after.wait_for()
    handle = after.locator(".noUi-handle").first
    for _ in range(30):
        opened.keyboard.press("Tab")
        if handle.evaluate("(handle) => document.activeElement === handle"):
            break
    for _ in range(10):
        opened.keyboard.press("ArrowRight")
    wait_until(opened, lambda: all_in(after.inner_text(), ["= 16"]))
    assert figure.rows() == [["w", "2.000", "8", "not as predicted"]]
    figure.shows("w", "3", "∂ 8")


@pytest.mark.parametrize("name", FORMULA_FIGURES[1:])
def test_by_mouse_a_right_one_opens_the_figure(opened, name):
    figure = Predicted(opened, name)
    assert figure.root.locator(f".gv-{name}").count() == 0
    figure.field().click()
    figure.field().fill("8")
    figure.commit().click()
    figure.says("As you predicted")
    assert figure.rows() == [["w", "8", "8", "as predicted"]]
    figure.root.locator(f".gv-{name} .gv-picture svg").first.wait_for(timeout=30_000)
    assert serious(opened, f".test-{name}") == []


def test_the_stepper_behind_a_prediction_steps(opened):
    figure = Predicted(opened, "stepper")
    if figure.commit().is_enabled():
        figure.field().fill("8")
        figure.commit().click()
    after = figure.root.locator(".gv-stepper")
    after.wait_for()
    before = after.locator(".gv-caption").inner_text()
    after.locator(".gv-scrubber button").nth(3).click()
    wait_for(opened, lambda: after.locator(".gv-caption").inner_text() != before, True)


@pytest.mark.parametrize("name", OTHERS)
def test_any_other_figure_follows_by_the_function_that_makes_it(opened, name):
    figure = Predicted(opened, f"after-{name}")
    figure.field().fill("6")
    figure.commit().click()
    figure.says("As you predicted")
    what = "img" if name == "draw" else f".gv-{name} .gv-root"
    figure.root.locator(what).first.wait_for(timeout=30_000)


def test_what_cannot_be_read_keeps_it_locked_and_nothing_of_it_runs(opened):
    figure = Predicted(opened, "several")
    for text in ("", "<img src=x onerror='window.planted = 1'>", "1/0", "nan", "x" * 10_000):
        figure.field(0).fill(text)
        figure.field(0).press("Enter")
        figure.says("w: ")
        assert figure.rows() == [] and "∂ —" in figure.gradients()["w"]
    for number, text in enumerate(("8", "12", "4", "4")):
        figure.field(number).fill(text)
    figure.commit().press("Enter")
    figure.says("t: ")
    words = ["as predicted"] * 3 + ["not as predicted"]
    wait_for(opened, lambda: [row[-1] for row in figure.rows()], words)


def test_what_was_committed_stays(opened):
    """Neither another number nor another key changes it; the keys have somewhere to be."""
    figure = Predicted(opened, "values")
    figure.shows("z", "—", "∂ —")
    figure.field(0).fill("6")
    figure.field(1).fill("2")
    figure.commit().focus()
    opened.keyboard.press("Enter")
    figure.says("L: ")
    before = figure.rows()
    assert before == [["z", "6", "6", "as predicted"], ["L", "2", "4", "not as predicted"]]
    wait_for(opened, lambda: figure.field(0).is_disabled(), True)
    assert not figure.commit().is_enabled()
    here = "(root) => root.contains(document.activeElement)"
    wait_for(opened, lambda: figure.root.evaluate(here), True)


def test_a_direction_is_chosen_with_keys(opened):
    figure = Predicted(opened, "sign")
    figure.root.get_by_label("up", exact=True).focus()
    opened.keyboard.press(" ")
    figure.commit().press("Enter")
    figure.says("t: ")
    assert figure.rows() == [["t", "up", "−4", "not as predicted"]]


def test_new_numbers_lock_it_again(opened):
    figure = Predicted(opened, "drawn")
    figure.field().fill("1")
    figure.commit().click()
    wait_for(opened, lambda: len(figure.rows()), 1)
    figure.root.get_by_role("button", name="New numbers").click()
    wait_for(opened, lambda: figure.rows(), [])
    wait_for(opened, lambda: figure.field().input_value(), "")
    assert "∂ —" in figure.gradients()["x"] and figure.field().is_enabled()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_was_revealed_reads_well_in_both_themes(opened, screenshots, theme):
    choose_theme(opened, light=theme == "light")
    for name in ("explore", "several"):
        figure = Predicted(opened, name)
        photograph(figure.root, screenshots / f"predict-{name}-{theme}.png")
        assert serious(opened, f".test-{name}") == []


@pytest.mark.parametrize("name", ["explore", "several", "sign"])
def test_a_narrow_page_loses_nothing_at_its_side(opened, screenshots, name):
    choose_theme(opened, light=True)
    figure = Predicted(opened, name)
    assert narrow_overflow(figure.root, screenshots / f"predict-{name}-narrow.png") <= 1


@pytest.mark.parametrize("then", ["explore", "stepper"])
def test_the_key_is_nowhere_until_it_is_committed(lab, page, then):
    """R105: page, saved notebook with its widgets and its text, and every message of the kernel."""
    frames = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(data)))
    code = SECRET.format(then=then)
    name = lab.write(f"locked-{then}.ipynb", f"import gradviz as gv\n{code}.add_class('test-secret')")
    run_all(page, lab, name)
    figure = Predicted(page, "secret")
    figure.field().fill("half")
    figure.field().press("Enter")
    figure.says("a: ")
    saved = save(page, lab, name)
    text = json.dumps(saved, ensure_ascii=False)
    heard = "\n".join(data if isinstance(data, str) else data.decode("utf-8", "replace") for data in frames)
    assert "1234.5" in heard and "1234.5" in text and "1234.5" in page.content()
    for form in FORMS:
        assert form not in heard and form not in text and form not in page.content(), form
    (twin,) = [o["data"]["text/plain"] for o in saved["cells"][0]["outputs"] if "data" in o]
    assert "∂y/∂a" in "".join(twin) and "Run this cell to predict" in "".join(twin)
    described = figure.root.locator(".gv-picture svg > desc").first
    assert re.search(r"a.*value 3, gradient not computed", described.text_content())
    figure.field().fill("9449171.625")
    figure.field().press("Enter")
    figure.says("As you predicted")
    wait_until(page, lambda: all_in(described.text_content(), ["gradient 9449172"]))


def test_the_figure_that_follows_has_the_buttons_of_its_own(lab, page):
    """Those of a question are wide: five of them in a stepper would take two rows."""
    code = "gv.predict('y = w*x + 1', wrt='w', then='stepper', w=3, x=2)"
    run_all(page, lab, lab.write("follows.ipynb", f"import gradviz as gv\n{code}"))
    root = page.locator(".gv-predict")
    root.get_by_label("your number").fill("2")
    root.get_by_role("button", name="Commit").click()
    buttons = root.locator(".gv-stepper .gv-scrubber .jupyter-button")
    shown = "(all) => all.flatMap((button) => [...button.getClientRects()].map((box) => box.top))"

    def in_one_row():
        tops = buttons.evaluate_all(shown)  # of those that are seen
        assert len(tops) >= 5 and len(set(tops)) == 1, tops

    wait_until(page, in_one_row)
