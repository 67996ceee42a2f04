"""Lesson 2 as a student gets it: every cell runs, and its figures answer."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .lesson_questions import LessonQuestions
from .notebook import run_all
from .test_close_up import Shown
from .waiting import plain, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]
LESSON = next((Path(__file__).resolve().parents[2] / "notebooks").glob("02_*.ipynb"))


@pytest.fixture(scope="module")
def lesson(lab, page):
    run_all(page, lab, shutil.copy(LESSON, lab.root / LESSON.name).name)
    return page


def test_one_product_pushed_moves_as_its_slope_says(lesson):
    """R139: the first figure, the other input chosen from the list."""
    figure = Shown(lesson, "nudge", 0)
    figure.says("Push w up by 0.1.", "True: 0.2.", "Both agree.")
    figure.root.get_by_label("push", exact=True).select_option(label="x")
    figure.says("Push x up by 0.1.", "∂z/∂x · h = 3 × 0.1 = 0.3", "True: 0.3.")


def test_ten_arrives_at_z(lesson):
    """R44: the prediction that the lesson asks for."""
    figure = Shown(lesson, "zoom", 0)
    figure.press("upstream", "End")
    figure.says("You set the upstream gradient to 10; recorded is 4.", "w gets 10 × 2 = 20")


@pytest.mark.parametrize(
    "place, typed, said", [(1, ["20"], "As you predicted."), (2, ["4", "12"], "L: 12 is not the value.")]
)
def test_a_prediction_is_typed_before_it_is_seen(lesson, place, typed, said):
    """R105, R137, R139: what 10 makes of the product; at h = 1 the straight line is not where L is."""
    figure = Shown(lesson, "predict", place)
    figure.says("hidden")
    for field, number in zip(figure.root.locator(".widget-text input:visible").all(), typed, strict=True):
        field.fill(number)
    figure.button("Commit").click()
    figure.says(said)


def test_the_gates_are_turned_with_the_mouse(lesson):
    """R53-R58."""
    figure = Shown(lesson, "gates", 0)
    for name, said in (
        ("multiply swaps", "2 × 3 = 6"), ("max routes", "x wins"), ("copy accumulates", "3 + 5 = 8"),
        ("ReLU gates", "x gets 0 of 3"), ("add distributes", "x gets 2 and y gets 2"),
    ):  # fmt: skip
        figure.button(name).click()
        figure.says(said)


def test_the_tangent_of_tanh_goes_flat(lesson):
    """R60: tanh' at 0.5 is 0.7864, and far out next to nothing is left."""
    figure = Shown(lesson, "zoom", 1)
    figure.expect(".gv-plot-title", "at a = 0.5 the slope is 0.7864")
    figure.press("a", "End")
    figure.expect(".gv-plot-title", "at a = 10 the slope is 8.24e-9")


def test_the_straight_line_leaves_the_curve(lesson):
    """R139: 0.84 at h = 0.1, and 12 at h = 1."""
    figure = Shown(lesson, "nudge", 1)
    figure.says("= 8 × 0.1 = 0.8. True: 0.84.")
    figure.press("h", "ArrowRight", 10)
    figure.says("= 8 × 1 = 8. True: 12.")


def test_the_numbers_along_an_axis_are_written_as_the_axis_now_asks(lesson):
    """They were written as the axis before asked: all of them 3 where the push was tiny."""
    figure = Shown(lesson, "nudge", 2)
    across = figure.root.locator(".gv-curves .gv-plot-drawing .axis").first.locator(".tick text")

    def numbers():
        return [plain(text) for text in across.all_text_contents()]

    for _ in range(2):
        figure.press("h", "End")
        wait_for(lesson, numbers, ["-10", "-5", "0", "5", "10", "15"])
        figure.press("h", "Home")
        wait_for(lesson, lambda: len(set(numbers())) == len(numbers()) > 1, True)


def test_the_errors_stand_in_a_table_too(lesson):
    """R150."""
    figure = Shown(lesson, "nudge", 2)
    table = figure.root.locator(".gv-plot").nth(1)
    table.get_by_text("The numbers as a table").click()
    expect(table.locator("tbody tr")).to_have_count(16)


def test_an_if_gives_another_graph_and_a_frozen_graph_does_not_know(lesson):
    """R59."""
    figure = Shown(lesson, "explore", 0)
    nodes, edges = figure.root.locator("g.node"), figure.root.locator("g.edge")
    expect(nodes).to_have_count(2)
    expect(edges).to_have_count(1)
    figure.press("x", "ArrowLeft", 11)
    expect(edges).to_have_count(2)
    expect(lesson.get_by_text("frozen graph at −5: -10.0")).to_have_count(1)


class TestQuestions(LessonQuestions):
    number = "02"
