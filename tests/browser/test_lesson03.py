"""The lesson on the backward pass as a student walks it: steps, keys, play, closed steps, sliders, paths."""

import shutil
from pathlib import Path

import pytest

from .asking import Asked
from .axe import serious
from .lesson_questions import LessonQuestions
from .looks import unseen
from .notebook import run_all
from .test_stepper import Stepper
from .waiting import in_sight, wait_for, wait_for_part, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
WORKED, LITTLE, MORE, EXERCISE = 1, 2, 3, 4


@pytest.fixture(scope="module")
def lesson(lab, page):
    source = next(NOTEBOOKS.glob("03_*.ipynb"))
    run_all(page, lab, shutil.copy(source, lab.root / source.name).name)
    return page


def gradients(figure):
    return {name: gradient for name, (_, gradient) in figure.read()["nodes"].items()}


def test_the_sine_of_a_square_is_stepped_to_its_end(lesson):
    """R8, R32."""
    figure = Stepper(lesson, 0)
    figure.root.locator(".gv-caption").click()
    for _ in range(5):
        lesson.keyboard.press("ArrowRight")
    figure.at("step 6 of 6")
    assert figure.read()["caption"] == "g = x² sends ∂f/∂g · 2·x = 0.5403 × 2 = 1.081 to x."
    assert figure.read()["nodes"]["f"] == ["0.8415", "1"]


def test_the_worked_pass_has_the_numbers_of_the_table(lesson):
    """R12, R16, R26, on numbers that hide nothing."""
    figure = Stepper(lesson, WORKED)
    figure.press("b")
    figure.at("step 6 of 10")
    for step, sent in enumerate(("-6 to d", "6 to t", "-6 to b", "-24 to x"), 7):
        figure.press("ArrowRight")
        figure.at(f"step {step} of 10")
        assert sent in figure.read()["caption"]
    assert gradients(figure) == {"L": "1", "d": "-6", "y": "-6", "t": "6", "z": "-6", "b": "-6", "w": "12", "x": "-24"}


def test_it_plays_and_stops(lesson):
    figure = Stepper(lesson, WORKED)
    figure.press("Home")
    figure.at("step 1 of 10")
    figure.press(" ")
    figure.past(2)
    figure.press(" ")
    figure.expect(playing=False)


@pytest.mark.parametrize(
    ("number", "open_", "rest", "right"),
    [
        (LITTLE, "step 6 of 8", 2, {"f": "1", "v": "4", "k": "7", "u": "4", "c": "-4", "x": "24", "y": "8"}),
        (MORE, "step 5 of 8", 3, {"e": "1", "d": "28", "c": "28", "b": "28", "a": "84", "x": "112"}),
        (EXERCISE, "step 4 of 8", 4, {"e": "1", "d": "-6", "c": "-6", "b": "-6", "a": "-24", "x": "12"}),
    ],
)
def test_what_is_the_students_is_closed_until_it_is_asked_for(lesson, number, open_, rest, right):
    """R42, R43; faded from the end backward."""
    figure = Stepper(lesson, number)
    figure.press("End")
    figure.at(open_)
    assert gradients(figure)["x"] == "—" and "yours" in figure.read()["caption"]
    figure.root.get_by_role("button", name=f"Show the rest ({rest})").click()
    figure.root.get_by_role("button", name="All is shown").wait_for()
    lesson.keyboard.press("End")
    figure.at("step 8 of 8")
    assert gradients(figure) == right


def test_the_predicted_zero_is_seen(lesson):
    """R27, R28."""
    figure = lesson.locator(".gv-explore").first
    in_sight(figure)
    handle = figure.get_by_role("slider", name="w", exact=True)
    for _ in range(10):
        handle.press("ArrowLeft")
    rows = figure.locator(".gv-panel tbody tr", has_text="∂L/∂w")
    wait_for(lesson, lambda: rows.first.inner_text().rsplit(maxsplit=2)[-2:], ["=", "0"])


def test_one_path_is_there_to_look_at(lesson):
    """R31."""
    figure = lesson.locator(".gv-paths").first
    wait_for_part(lesson, in_sight(figure).inner_text, "1.081")


@pytest.mark.parametrize("cell", ["two_steps = ", "all_but_seed = ", "whole_pass = "])
def test_what_is_said_of_a_whole_pass_is_on_the_screen_with_its_fields(lesson, cell):
    """R42, beside the list of files on a screen of 1280 × 800."""
    asked = Asked(lesson, cell)
    asked.ready()
    fields = asked.root.locator(".widget-text input:visible").all()
    asked.type(*["3"] * len(fields))
    asked.says("3 ")

    def seen():
        assert unseen(asked.root, ".gv-caption", ".widget-text") == []

    wait_until(lesson, seen)
    lesson.set_viewport_size({"width": 1280, "height": 900})


def test_nobody_is_kept_out_of_the_lessons_figures(lesson):
    assert serious(lesson, ".gv-stepper") == []


class TestQuestions(LessonQuestions):
    number = "03"
