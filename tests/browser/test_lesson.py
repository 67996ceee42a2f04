"""The first figure of the course: every number that it shows follows the sliders."""

import shutil
from pathlib import Path

import pytest

from .expected import START, check, close
from .figure import Figure
from .lesson_questions import LessonQuestions
from .notebook import run_all
from .waiting import in_sight, wait_for, wait_for_part, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


@pytest.fixture(scope="module")
def lesson(lab, page):
    """The lesson as students get it."""
    source = next(NOTEBOOKS.glob("01_*.ipynb"))
    run_all(page, lab, shutil.copy(source, lab.root / source.name).name)
    return page


@pytest.fixture
def figure(lesson):
    """The figure as it is at the start."""
    made = Figure(lesson).show()
    made.reset()
    wait_until(lesson, lambda: check(made.read(), None, **START))
    return made


def expect(figure, moved, **changed):
    wait_until(figure.page, lambda: check(figure.read(), moved, **(START | changed)))


def test_the_lessons_numbers_stand_in_the_picture(figure):
    seen = figure.read()
    assert seen.nodes == {
        "w": ("3", "8"), "x": ("2", "12"), "b": ("1", "4"), "t": ("5", "-4"),
        "z": ("6", "4"), "y": ("7", "4"), "d": ("2", "4"), "L": ("4", "1"),
    }  # fmt: skip
    assert seen.locals == {"w→z": "2", "x→z": "3", "z→y": "1", "b→y": "1", "y→d": "1", "t→d": "-1", "d→L": "4"}
    assert seen.titles["z"] == "z = ×" and seen.titles["w"] == "w"


def test_an_arrow_key_moves_every_number(figure):
    figure.press("w", "ArrowRight")
    expect(figure, "w", w=3.1)
    figure.press("w", "ArrowLeft", 2)
    expect(figure, "w", w=2.9)


@pytest.mark.parametrize("name", ["x", "b", "t"])
def test_every_slider_moves_the_picture(figure, name):
    figure.press(name, "ArrowRight", 3)
    expect(figure, name, **{name: START[name] + 0.3})


def test_the_mouse_drags_every_number_along(figure):
    for pixels in (40, -70):
        figure.drag("w", pixels)
        wait_until(figure.page, lambda: check(figure.read(), "w"))
        w = figure.read().values["w"]
        assert abs(w - START["w"]) > 0.5, "the slider did not move"


def test_at_w_2_the_loss_and_its_gradients_are_exactly_0(figure):
    figure.set("w", 2)
    expect(figure, "w", w=2.0)
    seen = figure.read()
    assert {name: seen.nodes[name][0] for name in "zydL"} == {"z": "4", "y": "5", "d": "0", "L": "0"}
    assert {gradient for name, (_, gradient) in seen.nodes.items() if name != "L"} == {"0"}
    assert {number for what, (_, number) in seen.rows.items() if "∂" in what} == {"0"}


def test_reset_brings_the_start_back(figure):
    for name in START:
        figure.press(name, "ArrowLeft", 4)
    expect(figure, "t", **{name: value - 0.4 for name, value in START.items()})
    figure.reset()
    expect(figure, None)


def test_a_number_typed_beside_the_slider_is_taken(figure):
    readout = figure.root.locator(".widget-readout").first
    cells = figure.page.locator(".jp-Notebook .jp-Cell").count()
    readout.click()
    figure.page.keyboard.press("ControlOrMeta+a")
    figure.page.keyboard.type("-1.5")
    figure.page.keyboard.press("Enter")
    expect(figure, "w", w=-1.5)
    assert figure.page.locator(".jp-Notebook .jp-Cell").count() == cells


def test_the_end_of_a_slider_is_a_number_like_any_other(figure):
    for key, end in (("End", 10.0), ("Home", -10.0)):
        figure.press("x", key)
        expect(figure, "x", x=end)
        assert close(figure.read().nodes["L"][0], (3 * end - 4) ** 2)


def test_sliders_picture_and_what_is_said_of_them_stand_on_one_small_screen(figure):
    """Who drags w at 1280 × 800 sees all that follows, without scrolling."""
    size = figure.page.viewport_size
    figure.page.set_viewport_size({"width": 1280, "height": 800})

    def together():
        top = figure.handle("w").bounding_box()["y"]
        said = figure.root.locator(".gv-caption").bounding_box()
        assert said["y"] + said["height"] - top < 560, (top, said)
        body = figure.root.locator(".gv-body > .widget-vbox").first
        assert body.evaluate("(box) => box.scrollWidth <= box.clientWidth"), "the controls scroll sideways"

    wait_until(figure.page, together)
    figure.page.set_viewport_size(size)


class TestQuestions(LessonQuestions):
    number = "01"


def test_both_predictions_are_typed_before_they_are_seen(lesson):
    """R105, R137: at w = 2 all is at rest; a target that is raised brings the loss down."""
    for place, opened in ((0, 1), (1, 0)):
        root = lesson.locator(".gv-predict").nth(place)
        in_sight(root)
        wait_for_part(lesson, root.locator(".gv-caption").first.inner_text, "hidden")
        if place:
            root.get_by_label("down", exact=True).check()
        else:
            root.locator(".widget-text input:visible").first.fill("0")
        root.get_by_role("button", name="Commit", exact=True).click()
        wait_for_part(lesson, root.locator(".gv-caption").first.inner_text, "As you predicted.")
        wait_for(lesson, root.locator(".gv-explore").count, opened)
