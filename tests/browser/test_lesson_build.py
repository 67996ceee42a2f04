"""Lesson 7 as a student walks it: checks that say what is missing, questions on one's own code, the hunt."""

import shutil
from pathlib import Path

import pytest

from .axe import serious
from .notebook import run_all, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def opened(lab, page, folder, name):
    source = next(folder.glob("07_*.ipynb"))
    run_all(page, lab, shutil.copy(source, lab.root / name).name)
    return page


def said(figure, text):
    figure.evaluate("(root) => root.scrollIntoView({ block: 'center' })")
    wait_until(figure.page, lambda: _holds(figure.locator(".gv-caption").inner_text(), text))


def _holds(text, part):
    assert part in text, text


def test_what_is_not_written_yet_is_said(lab, page):
    """R116, R118."""
    opened(lab, page, NOTEBOOKS, "07_student.ipynb")
    text = page.locator(".jp-Notebook").text_content()
    assert "Not yet. 1 of 16 probes are right." in text and "it lets the gradient through everywhere" in text


@pytest.fixture(scope="module")
def solved(lab, page):
    return opened(lab, page, NOTEBOOKS / "answers", "07_answers.ipynb")


def test_a_question_on_ones_own_lines_wrong_then_right(solved):
    """P12: the wrong line is told when it runs, the right one is in the student's own text."""
    figure = solved.locator(".gv-quiz").nth(1)
    figure.scroll_into_view_if_needed()
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
    figure.scroll_into_view_if_needed()
    shown = (("y = a*b", "agree on every"), ("y = (a - b)**2", "agree on every"), ("y = a*a + a", "differ at a"))
    for formula, told in shown:
        field = figure.get_by_role("textbox", name="formula")
        field.fill(formula)
        field.press("Enter")
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
