"""Lesson 8 as a student goes through it: what is printed, what the figures show, and both exercises to their ends."""

import shutil
from pathlib import Path

import pytest

from .asking import Asked
from .axe import serious
from .lesson_questions import LessonQuestions
from .notebook import run_all
from .waiting import in_sight, plain, wait_for_part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]
NOTEBOOK = next((Path(__file__).resolve().parents[2] / "notebooks").glob("08_*.ipynb"))


@pytest.fixture(scope="module")
def lesson(lab, page):
    name = shutil.copy(NOTEBOOK, lab.root / NOTEBOOK.name).name
    run_all(page, lab, name)
    return page


def figure(page, index):
    root = page.locator(".gv-train").nth(index)
    root.locator(".gv-picture").wait_for()
    return in_sight(root, "start")


def button(root, name):
    return root.get_by_role("button", name=name, exact=True)


def says(root, text):
    wait_for_part(root.page, lambda: plain(root.locator(".gv-caption").inner_text()), text)


def printed(page, text):
    """The printed output that begins with a text."""
    found = page.locator(".jp-OutputArea-output pre").filter(has_text=text)
    found.first.scroll_into_view_if_needed()
    return found.first.text_content() or ""


def test_backward_is_not_step(lesson):
    """R49, M12."""
    assert printed(lesson, "after backward").splitlines() == [
        "after forward:  1.0 None", "after backward: 1.0 tensor(-4.)", "after step:     2.0 tensor(-4.)",
    ]  # fmt: skip


def test_gradients_add_up(lesson):
    """R67, R68."""
    assert [line.split()[-1] for line in printed(lesson, "then x³").splitlines()] == ["6.0", "33.0", "6.0"]


def test_the_first_figure_goes_through_an_epoch_under_its_buttons(lesson):
    """R47, R69, R81."""
    root = figure(lesson, 0)
    button(root, "First").click()
    says(root, "The loop has not begun. The parameters: θ = 1.")
    for text in ("zero_grad finds no gradients", "computes the loss, 4", "puts -4 into θ.grad", "0.25 × (-4) = 2"):
        button(root, "On").click()
        says(root, text)


def test_too_long_steps_and_forgotten_zeroing_are_seen(lesson):
    """R21, M14."""
    says(figure(lesson, 1), "= -5.6")
    root = figure(lesson, 2)
    says(root, "step sets θ to 4.75 - 0.25 × (-1.5) = 5.125.")
    wait_for_part(lesson, root.locator(".gv-loop").inner_text, "# optimizer.zero_grad()")


def change(page, old, new):
    """Change a line of a cell and run it and the next, as a student does."""
    line = page.locator(".jp-CodeCell .cm-line", has_text=old).first
    line.scroll_into_view_if_needed()
    line.click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.type(new)
    page.keyboard.press("Shift+Enter")


def test_both_exercises_can_be_solved(lesson):
    change(lesson, "lr, steps = 0.05, 5", "lr, steps = 0.25, 5")
    lesson.keyboard.press("Shift+Enter")
    lesson.get_by_role("status").filter(has_text="Solved. L = 0.003906 after 5 steps.").wait_for()
    change(lesson, "factors = [1, 1, 1]", "factors = [0.25, 0.25, 0.5]")
    lesson.locator(".jp-OutputArea-output pre", has_text="yours: -15.5  all at once: -15.5").wait_for()
    lesson.keyboard.press("Shift+Enter")
    lesson.get_by_role("status").filter(has_text="Solved. A part of k examples counts k/4").wait_for()


def test_no_serious_violation_in_the_figures(lesson):
    figure(lesson, 4)
    assert serious(lesson, ".gv-train") == []


def test_a_step_of_1_is_predicted_and_then_trained(lesson):
    """R21, R105: over the bottom to the other side, and back."""
    root = lesson.locator(".gv-predict").nth(1)
    in_sight(root)
    wait_for_part(lesson, root.locator(".gv-caption").first.inner_text, "hidden")
    root.locator(".widget-text input:visible").first.fill("5")
    root.get_by_role("button", name="Commit", exact=True).click()
    wait_for_part(lesson, root.locator(".gv-caption").first.inner_text, "As you predicted.")
    root.locator(".gv-train .gv-picture").wait_for()


class TestQuestions(LessonQuestions):
    number = "08"

    def test_the_loop_is_put_in_order(self, lesson):
        """R69: shuffled; step before backward is told; then each line to its place."""
        asked = Asked(lesson, "loop = ")
        for end in (["step", "backward"], ["backward", "step"]):
            goal = ["zero_grad", "forward", "loss", *end]
            asked.arrange(goal)
            asked.button("Check").click()
            asked.says("order is right" if goal[-1] == "step" else "backward")
