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
    for formula in ("y = a*a + a", "y = (a - b)**2", "y = sigmoid(a)*b", "y = maximum(a, b)*a"):
        field = figure.get_by_role("textbox", name="formula")
        field.fill(formula)
        field.press("Enter")
        wait_until(solved, lambda formula=formula: _holds(figure.locator(".gv-panel").inner_text(), formula))
    choice = figure.get_by_role("combobox")
    for rule in choice.locator("option").all_text_contents():
        choice.select_option(label=rule)
        figure.get_by_role("button", name="Accuse").press("Enter")
        solved.wait_for_timeout(150)
        if figure.locator(".gv-caption").inner_text().startswith("Solved."):
            break
    said(figure, "Solved.")
    figure.screenshot(path=str(screenshots / "hunt-light.png"))
    assert serious(solved, ".gv-hunt") == []
