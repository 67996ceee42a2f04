"""Quiz cells as a student meets them: answers typed, checked and understood; no key on the page before its time."""

import json
import re

import pytest

from .axe import serious
from .looks import choose_theme, narrow_overflow, photograph
from .notebook import run_all, save
from .quiz_figure import QuizFigure
from .waiting import all_in, wait_for, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

TWO, THREE = "'y = x**2 + x**3'", "'z = w*x; y = z**2'"
QUIZZES = {
    "number": f"gv.ask({TWO}, wrt='x', x=3, attempts='')",
    "choice": f"gv.ask({TWO}, wrt='x', kind='choice', x=3, attempts='')",
    "order": f"gv.ask({THREE}, kind='order', asks='forward', w=3, x=2, attempts='')",
    "pick": f"gv.ask({TWO}, kind='pick', asks='merge', x=3, attempts='')",
    "pass": f"gv.ask({THREE}, kind='pass', w=3, x=2, attempts='')",
    "faded": f"gv.ask({THREE}, wrt='w', kind='faded', fade=2, w=3, x=2, attempts='')",
    "sign": "gv.ask('y = a - b', wrt='b', kind='sign', a=3, b=2, attempts='')",
    "function": "gv.ask(lambda x: gv.relu(x) * 2 + x, wrt='x', x=-2, attempts='')",
    "several": "gv.quiz(['A6', 'A17', 'A4'], attempts='')",
}
NAUGHTY = [
    "<script>window.planted = 1</script>", "<img src=x onerror='window.planted = 2'>", "x" * 10_000, "1/0", "1e999",
    "", "${window.planted = 3}", "3,5",
]  # fmt: skip
FORMS = ("9449171", "9,449,171", "9.449e", "9449172", "9449170", "9.44917", "94491")
SECRET = "gv.ask('y = a*b*c', wrt='a', a=3, b=1234.5, c=7654.25, attempts='')"


def _true(value):
    assert value


@pytest.fixture(scope="module")
def opened(lab, page):
    cells = [f"{code}.add_class('test-{name}')" for name, code in QUIZZES.items()]
    run_all(page, lab, lab.write("quizzes.ipynb", "import gradviz as gv", *cells, "'the end'"))
    page.keyboard.press("ControlOrMeta+b")
    yield page
    choose_theme(page, light=True)


def test_a_wrong_number_is_typed_understood_and_lit_and_a_right_one_shows_the_gradients(opened):
    """R100: by Enter and by Check."""
    figure = QuizFigure(opened, "number")
    assert figure.root.locator(".gv-caption").get_attribute("aria-live") == "polite"
    figure.type("162")
    opened.keyboard.press("Enter")
    figure.says("162", "multiplied")
    wait_until(opened, lambda: _true(figure.lit()))
    assert "33" not in figure.root.locator(".gv-picture").text_content()
    assert figure.field().input_value() == "162"
    figure.type("33")
    figure.button("Check")
    figure.says("33 is right")
    figure.shows("33", "27")
    wait_until(opened, lambda: _true(figure.field().evaluate("(field) => document.activeElement === field")))
    figure.button("New numbers")
    wait_for(opened, lambda: figure.field().input_value(), "")
    wait_for(opened, lambda: "x = 3." in figure.root.locator(".gv-prompt").inner_text(), False)
    wait_for(opened, lambda: "gradient 33" in figure.root.locator(".gv-picture").text_content(), False)


def test_digits_and_enter_without_a_pause_are_graded_as_they_stand(opened):
    """R100: Enter comes before the page has told the kernel of the last digit."""
    figure = QuizFigure(opened, "number")
    figure.type("")
    figure.field().focus()
    opened.keyboard.type("1234\n", delay=0)
    figure.says("1234 fits nothing")
    assert figure.field().input_value() == "1234"


def test_a_question_without_a_picture_has_the_whole_line(opened):
    """Its buttons stand in one row, and a picture that comes next stands beside its question again."""
    figure = QuizFigure(opened, "several")
    column, body = figure.root.locator(".gv-body > .widget-vbox"), figure.root.locator(".gv-body")
    for name, drawings in (("question 3", 0), ("question 1", 1)):
        figure.root.get_by_role("button", name=re.compile(f"^{name}")).click()
        wait_for(opened, lambda drawings=drawings: figure.root.locator(".gv-picture svg").count(), drawings)
        wait_for(opened, lambda drawings=drawings: _width(column) > 0.9 * _width(body), drawings == 0)


def _width(place):
    return place.bounding_box()["width"]


def test_the_text_of_a_function_stands_above_and_a_forgotten_relu_is_lit(opened):
    figure = QuizFigure(opened, "function")
    code = figure.root.locator(".gv-asked-code")
    assert code.inner_text() == "lambda x: gv.relu(x) * 2 + x"
    assert code.evaluate("(pre) => pre.scrollWidth <= pre.clientWidth")
    figure.type("3")
    figure.button("Check")
    figure.says("A gate hands on all that arrives", "Look at relu (value 0)")
    wait_for(opened, lambda: figure.lit(), 1)
    figure.type("1")
    figure.button("Check")
    figure.says("1 is right")


def test_hints_and_the_answer_after_three_tries(opened):
    figure = QuizFigure(opened, "number")
    figure.button("New numbers")
    figure.button("Hint")
    figure.says("starts at y with 1")
    show = figure.root.get_by_role("button", name="Show answer", exact=True)
    for number in range(3):
        figure.type(f"{1001 + number}")
        figure.field().press("Enter")
        figure.says(f"{1001 + number} fits nothing")
    wait_until(opened, lambda: _true(show.is_enabled()))
    show.click()
    figure.says("The answer is")


@pytest.mark.parametrize("answer", NAUGHTY)
def test_what_is_no_number_is_text_and_nothing_of_it_runs(opened, answer):
    """The fixture `calm` looks for window.planted and for errors afterwards."""
    figure = QuizFigure(opened, "number")
    figure.type(answer)
    figure.button("Check")
    said = {"": "no answer yet", "1/0": "divides by 0", "1e999": "too large", "3,5": "comma"}
    figure.says("10000 characters" if len(answer) > 1000 else said.get(answer, f"{answer} is not read as a number"))
    assert figure.root.locator(".gv-caption script, .gv-caption img, .gv-panel img").count() == 0
    assert figure.field().input_value() == answer


def test_an_option_is_chosen_with_keys(opened):
    figure = QuizFigure(opened, "choice")
    radios = figure.root.locator("input[type=radio]")
    texts = figure.root.locator(".widget-radio-box label").all_inner_texts()
    radios.nth([text.strip() for text in texts].index("162")).focus()
    opened.keyboard.press(" ")
    figure.button("Check")
    figure.says("162", "multiplied")
    radios.nth([text.strip() for text in texts].index("33")).focus()
    opened.keyboard.press(" ")
    figure.root.get_by_role("button", name="Check", exact=True).press("Enter")
    figure.says("33 is right")


def test_steps_are_put_in_order_with_keys(opened):
    figure = QuizFigure(opened, "order")
    select = figure.root.locator("select")
    first = select.locator("option").first.inner_text()
    select.focus()
    opened.keyboard.press("Home")
    figure.root.get_by_role("button", name="Check", exact=True).press("Enter")
    if "z" not in first:
        select.select_option(index=1)
        figure.root.get_by_role("button", name="Earlier").press("Enter")
        wait_until(opened, lambda: all_in(select.locator("option").first.inner_text(), ["z"]))
        figure.root.get_by_role("button", name="Check", exact=True).press("Enter")
    wait_for(opened, lambda: figure.root.locator(".gv-caption").inner_text() != "", True)
    figure.shows("∂ 24")


def test_a_node_is_picked_in_the_picture(opened):
    figure = QuizFigure(opened, "pick")
    node = figure.root.locator("g.node[data-node='0']")
    node.focus()
    opened.keyboard.press("Enter")
    select = figure.root.locator("select")
    wait_for(opened, lambda: select.evaluate("(s) => s.selectedOptions[0].textContent"), "x")
    figure.button("Check")
    figure.shows("33")


def test_a_whole_pass_gives_credit_for_what_follows(opened):
    figure = QuizFigure(opened, "pass")
    for number, typed in enumerate(("1", "72", "216", "")):
        figure.type(typed, number)
    figure.field(2).press("Enter")
    figure.root.get_by_text("Steps done right: 2 of 4.", exact=True).wait_for()
    figure.marks(["right", "not yet: look here", "counts: right from your number before", "still missing"])
    for number, typed in enumerate(("1", "12", "36", "24")):
        figure.type(typed, number)
    figure.button("Check")
    figure.says("Every number is right")
    figure.marks(["right"] * 4)
    figure.shows("36", "24")


def test_a_worked_example_with_blanks(opened):
    figure = QuizFigure(opened, "faded")
    assert "∂y/∂z = 1 · 12 = 12" in figure.root.inner_text()
    figure.type("36", 0)
    figure.type("24", 1)
    figure.field(1).press("Enter")
    figure.says("Every number is right")


def test_a_sign_is_foretold(opened):
    figure = QuizFigure(opened, "sign")
    figure.root.get_by_label("up", exact=True).check()
    figure.button("Check")
    figure.says("other way")
    figure.root.get_by_label("down", exact=True).check()
    figure.button("Check")
    figure.says("Right: the gradient is −")


def test_two_quizzes_on_a_page_and_a_list_with_its_score(opened):
    figure, other = QuizFigure(opened, "several"), QuizFigure(opened, "sign")
    before = other.root.inner_text()
    figure.root.get_by_role("button", name=re.compile("^question 2")).click()
    wait_until(opened, lambda: all_in(figure.root.locator(".gv-prompt").inner_text(), ["2/3"]))
    figure.type("33")
    figure.field().press("Enter")
    figure.says("33")
    figure.root.locator(".gv-panel").get_by_text("score").wait_for()
    assert other.root.inner_text() == before


def test_the_question_that_is_shown_keeps_what_is_typed_when_it_is_chosen_again(opened):
    figure = QuizFigure(opened, "several")
    choose = [figure.root.get_by_role("button", name=re.compile(f"^question {k}")) for k in (1, 2)]
    for button, place in zip(choose, ("1/3", "2/3"), strict=True):
        button.click()
        wait_until(opened, lambda place=place: all_in(figure.root.locator(".gv-prompt").inner_text(), [place]))
    wait_for(opened, lambda: figure.field().input_value(), "")
    figure.type("12")
    choose[1].click()
    figure.button("Check")  # is told of after the click before it
    figure.says("12")
    assert figure.field().input_value() == "12"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", QUIZZES)
def test_axe_finds_nothing_serious_and_a_picture_is_kept(opened, screenshots, name, theme):
    choose_theme(opened, light=theme == "light")
    figure = QuizFigure(opened, name)
    photograph(figure.root, screenshots / f"quiz-{name}-{theme}.png")
    assert serious(opened, f".test-{name}") == []


@pytest.mark.parametrize("name", ["number", "pass", "several"])
def test_a_narrow_page_loses_nothing_at_its_side(opened, screenshots, name):
    choose_theme(opened, light=True)
    figure = QuizFigure(opened, name)
    assert narrow_overflow(figure.root, screenshots / f"quiz-{name}-narrow.png") <= 1


def test_the_key_is_nowhere_before_it_is_answered(lab, page):
    """Page, saved notebook with its widgets, and every message of the kernel; afterwards it is in the picture."""
    frames = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(data)))
    name = lab.write("secret.ipynb", f"import gradviz as gv\n{SECRET}.add_class('test-secret')")
    run_all(page, lab, name)
    figure = QuizFigure(page, "secret")
    for _ in range(3):
        figure.button("Hint")
    figure.says("In symbols")
    figure.type("7")
    figure.field().press("Enter")
    figure.says("7 fits nothing")
    saved = json.dumps(save(page, lab, name), ensure_ascii=False)
    heard = "\n".join(data if isinstance(data, str) else data.decode("utf-8", "replace") for data in frames)
    assert "1234.5" in heard and "1234.5" in saved and "1234.5" in page.content()
    for form in FORMS:
        assert form not in heard and form not in saved and form not in page.content(), form
    figure.type("9449171.625")
    figure.field().press("Enter")
    figure.says("is right")
    figure.shows("gradient 9449172.")


def test_a_saved_quiz_without_its_kernel_shows_its_prompts(lab, page):
    name = lab.write("kept.ipynb", f"import gradviz as gv\n{SECRET}.add_class('test-kept')")
    run_all(page, lab, name)
    QuizFigure(page, "kept")
    save(page, lab, name)
    lab.end_kernels()
    page.goto("about:blank")
    page.goto(lab.address(name))
    page.locator(".test-kept .gv-prompt").get_by_text("What is ∂y/∂a?").wait_for(timeout=60_000)
