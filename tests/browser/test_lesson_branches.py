"""Lesson 4 as a student walks through it: two paths, the sum where they meet, once per edge, a graph built by hand."""

import shutil
from pathlib import Path

import pytest

from .asking import Asked
from .lesson_questions import LessonQuestions
from .notebook import run_all
from .test_build import BuildFigure
from .waiting import in_sight, plain, wait_for_part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


@pytest.fixture(scope="module")
def lesson(lab, page):
    source = next(NOTEBOOKS.glob("04_*.ipynb"))
    run_all(page, lab, shutil.copy(source, lab.root / source.name).name)
    return page


def figure(page, name, index=0):
    """The figure, brought into sight: JupyterLab makes cells when they are scrolled to."""
    root = page.locator(f".gv-{name}.gv-figure").nth(index)
    for _ in range(40):
        if root.count():
            break
        page.locator(".jp-Notebook .jp-WindowedPanel-outer, .jp-Notebook").first.hover()
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(100)
    root.locator(".gv-picture svg").wait_for(timeout=20_000)
    return in_sight(root)


def says(page, root, text):
    wait_for_part(page, lambda: plain(root.locator(".gv-caption").inner_text()), text)


def press(page, root, *keys):
    root.locator("g.node").first.focus()
    for key in keys:
        page.keyboard.press(key)


def test_two_paths_are_lit_and_added(lesson):
    """R9, R33, R35."""
    root = figure(lesson, "paths")
    says(lesson, root, "Path 1 of 2: x → a → y. 1·2·x = 1 × 4 = 4.")
    press(lesson, root, "ArrowRight", "ArrowRight")
    says(lesson, root, "∂y/∂x = 4 + 12 = 16. x adds up what its 2 paths bring.")


def test_the_sum_appears_where_the_arrows_meet(lesson):
    """R46."""
    root = figure(lesson, "stepper")
    press(lesson, root, "End")
    says(lesson, root, "x has now received 12 + 24 = 36: all its uses have reported.")


def test_the_race_of_ten_doublings_runs(lesson):
    """R15, R45."""
    root = figure(lesson, "paths", 3)
    root.get_by_label("structure", exact=True).select_option(label="doublings: a + a")
    says(lesson, root, "Path 1 of 1,024")
    root.get_by_role("button", name="race: one sweep").click()
    says(lesson, root, "The sweep has visited 0 of 20 edges.")
    press(lesson, root, "End")
    says(lesson, root, "The sweep has visited 20 of 20 edges. Walking: path 24 of 1,024")


def test_the_graph_of_the_first_example_is_built_by_hand(lesson):
    """R108."""
    figure(lesson, "build")
    build = BuildFigure(lesson)
    for count, (exponent, name) in enumerate((("2", "v1"), ("3", "v2")), 2):
        build.operation("^ power")
        build.choose("input 1", "x")
        build.choose("input 2", "a number")
        number = build.root.locator("input[type=number]:visible")
        number.fill(exponent)
        number.press("Tab")
        build.button("Add node")
        build.says(f"Added {name}.")
        build.has(count)
    build.operation("+ add")
    build.choose("input 1", "v2")
    build.choose("input 2", "v1")
    build.button("Add node")
    build.says("Added v3.")
    build.button("Check")
    build.says("Right: it is the formula's graph, with 4 nodes and 4 edges.")


def test_what_reports_first_is_put_in_order(lesson):
    """R12, R93: L before both; of the two others either may be first."""
    asked = Asked(lesson, "reports = ")
    for goal, said in ((["f", "L", "g"], "waits for it"), (["L", "f", "g"], "order is right")):
        asked.arrange(goal)
        asked.button("Check").click()
        asked.says(said)


def test_the_gradients_of_the_layer_are_predicted(lesson):
    """R105, R137."""
    root = figure(lesson, "predict", 1)
    says(lesson, root, "hidden")
    for field, number in zip(root.locator(".widget-text input:visible").all(), ("0.5", "0.25", "0.125"), strict=True):
        field.fill(number)
    root.get_by_role("button", name="Commit", exact=True).click()
    says(lesson, root, "As you predicted.")


class TestQuestions(LessonQuestions):
    number = "04"
