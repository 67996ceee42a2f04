"""Lesson 7 as a student walks it: checks that say what is missing, questions on one's own code, the hunt."""

import shutil
from pathlib import Path

import pytest

from .asking import Asked
from .axe import serious
from .notebook import run_all
from .waiting import in_sight, wait_for_part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def opened(lab, page, folder, name):
    source = next(folder.glob("07_*.ipynb"))
    run_all(page, lab, shutil.copy(source, lab.root / name).name)
    return page


def said(figure, text):
    wait_for_part(figure.page, in_sight(figure).locator(".gv-caption").inner_text, text)


def test_what_is_not_written_yet_is_said(lab, page):
    """R116, R118."""
    opened(lab, page, NOTEBOOKS, "07_student.ipynb")
    told = ("Not yet. 1 of 16 probes are right.", "it lets the gradient through everywhere",
            "your class has to pass its check first")  # fmt: skip
    wait_for_part(page, page.locator(".jp-Notebook").text_content, *told)
    assert "Your class has to pass" not in page.locator(".jp-Notebook").text_content()


@pytest.fixture(scope="module")
def solved(lab, page):
    return opened(lab, page, NOTEBOOKS / "answers", "07_answers.ipynb")


def test_each_question_is_answered_wrong_by_a_known_rule_and_then_right(solved):
    """R12, R42, R46, R107: what is said to the wrong one, and the right one is taken."""
    warm_up = Asked(solved, "warm_up = ")
    warm_up.type("1", "-6", "-6", "-6", "-24", "12")
    warm_up.says("-24")
    warm_up.type("1", "-6", "-6", "-6", "12", "-24")
    warm_up.says("right")
    warm_up.next("∂f/∂x")
    warm_up.type("15")
    warm_up.says("15")
    warm_up.type("21")
    warm_up.says("right")
    order = Asked(solved, "order = ")
    for goal, said in ((["L", "c", "e", "d"], "c comes before e"), (["L", "e", "d", "c"], "right")):
        order.arrange(goal)
        order.button("Check").click()
        order.says(said)
    steps = Asked(solved, "two_steps = ")
    steps.type("20", "24")
    steps.says("Only one use of the value is counted")
    steps.type("20", "32")
    steps.says("right")
    leave = Asked(solved, "leave = ")
    leave.type("36")
    leave.says("inner gradients of the first pass")
    leave.type("24")
    leave.says("right")


def test_why_is_compared_with_a_model_answer(solved):
    why = Asked(solved, "why = ")
    why.type("")
    why.says("Write your answer first")
    why.type("Because a node has to wait for all its uses.")
    why.says("Compare with a model answer", "both uses have reported")


def test_ones_own_graph_is_drawn_from_ones_own_objects(solved):
    """R82: names, values and gradients of the class that was written above."""
    cell = solved.locator(".jp-CodeCell").filter(has_text="gv.from_nodes(y)").first
    cell.evaluate("(cell) => cell.scrollIntoView({ block: 'center' })")
    image = cell.locator("img")
    image.wait_for()
    described = image.get_attribute("alt") or ""
    assert "value 16" in described.replace("\n", " ") and "gradient 16" in described, described


def test_a_question_on_ones_own_lines_wrong_then_right(solved):
    """P12: the wrong line is told when it runs, the right one is in the student's own text."""
    figure = Asked(solved, "own = ").root
    figure.locator("label", has_text="return Variable(self.value + other.value").first.click()
    figure.get_by_role("button", name="Check").click()
    said(figure, "It stands in __add__")
    figure.locator("label", has_text="fresh.get(id(parent), 0.0) + back(gradient)").first.click()
    figure.get_by_role("button", name="Check").click()
    said(figure, "x²·3x goes wrong")
    assert serious(solved, ".gv-quiz") == []


def test_the_planted_rule_is_hunted_with_the_keyboard_alone(solved, screenshots):
    """R142."""
    figure = solved.locator(".gv-hunt").first
    in_sight(figure)
    shown = (("y = a*b", "agree on every"), ("y = (a - b)**2", "agree on every"), ("y = a*a + a", "differ at a"))
    for formula, told in shown:
        field = figure.get_by_role("textbox", name="formula")
        field.fill(formula)
        field.press("Enter")
        wait_for_part(solved, figure.locator(".gv-panel").inner_text, formula)
        said(figure, told)
    choice = figure.get_by_role("combobox", name="suspicion")
    choice.select_option(label="the mean of several uses is taken")
    figure.get_by_role("button", name="Accuse").press("Enter")
    said(figure, "Not that one")
    choice.select_option(label="a use overwrites the others: one alone counts")
    figure.get_by_role("button", name="Accuse").press("Enter")
    said(figure, "Solved.")
    figure.screenshot(path=str(screenshots / "hunt-light.png"))
    assert serious(solved, ".gv-hunt") == []
