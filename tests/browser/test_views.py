"""A figure shown twice, two figures on one page, and a figure that is out of sight while it changes."""

import pytest
from playwright.sync_api import expect

from .expected import LESSON, START, check
from .figure import Figure
from .notebook import run_all
from .waiting import wait_until, wait_until_still

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

FIRST = LESSON.replace("gv.explore", "figure = gv.explore") + "\nfigure"
SQUARE = 'square = gv.explore("y = a*a", a=3)\nsquare'
LONG = 'print("a long output\\n" * 90)'
BRANCH = "branch = gv.explore(lambda x: x * 2 if x.item() > 0 else x**2 + 1, x=0.3)\nbranch"
OFF_GRID = 'gv.explore("y = 2*a", a=3.14159)'
CELLS = [FIRST, SQUARE, BRANCH, LONG, "figure", "branch", OFF_GRID]


@pytest.fixture(scope="module")
def figures(lab, page):
    """The figures in the order of their cells."""
    run_all(page, lab, lab.write("views.ipynb", *CELLS))
    lesson, square, branch, again, branch_again = (Figure(page, k) for k in range(5))
    return {"lesson": lesson, "square": square, "branch": branch, "again": again, "branch again": branch_again}


def square_is(seen, a):
    assert seen.nodes == {"a": (f"{a:g}", f"{2 * a:g}"), "y": (f"{a * a:g}", "1")}
    assert seen.edges == [("a", "y", f"×{a:g}")] * 2
    assert seen.caption.startswith(f"y = {a * a:g}. ")


def test_a_tick_reaches_every_view_of_its_figure_and_no_other_figure(figures):
    lesson, square, again = figures["lesson"].show(), figures["square"], figures["again"]
    square_is(square.read(), 3)
    lesson.press("w", "ArrowRight", 5)
    wait_until(lesson.page, lambda: check(lesson.read(), "w", **(START | {"w": 3.5})))
    square_is(square.read(), 3)
    square.show().press("a", "ArrowLeft", 10)
    wait_until(square.page, lambda: square_is(square.read(), 2))
    check(lesson.read(), "w", **(START | {"w": 3.5}))
    again.show()
    wait_until(again.page, lambda: check(again.read(), "w", **(START | {"w": 3.5})))


def test_the_second_view_moves_the_first(figures):
    lesson, again = figures["lesson"], figures["again"].show()
    again.press("t", "ArrowLeft", 4)
    moved = lesson.read().values | {"t": 4.6}
    wait_until(again.page, lambda: check(again.read(), "t", **moved))
    lesson.show()
    wait_until(lesson.page, lambda: check(lesson.read(), "t", **moved))


def test_a_new_structure_out_of_sight_is_there_when_it_is_scrolled_to(figures):
    near, far = figures["branch"].show(), figures["branch again"]
    near.set("x", -0.5)

    def right(seen):
        assert list(seen.nodes.values()) == [("-0.5", "-1"), ("0.25", "1"), ("1.25", "1")]
        assert list(seen.described.values()) == list(seen.nodes.values())

    wait_until(near.page, lambda: right(near.read()))
    far.show()
    wait_until(far.page, lambda: right(far.read()))


def test_the_sentence_follows_even_where_the_picture_is_out_of_sight(figures):
    lesson = figures["lesson"]
    lesson.reset()
    lesson.page.set_viewport_size({"width": 1280, "height": 300})
    lesson.handle("w").evaluate("(handle) => handle.scrollIntoView({ block: 'end' })")
    expect(lesson.root.locator(".gv-root")).not_to_be_in_viewport()
    lesson.press("w", "Home")
    wait_until(lesson.page, lambda: _says(lesson.read().caption, "L = 576. ∂L/∂w = -96: "))
    lesson.page.set_viewport_size({"width": 1280, "height": 900})


def _says(caption, start):
    assert caption.startswith(start), caption


def kept(seen):
    assert seen.nodes == {"a": ("3.142", "2"), "y": ("6.283", "1")}
    assert seen.sliders["a"][1] == pytest.approx(3.14159)


def test_a_start_between_two_steps_of_the_slider_is_kept(figures):
    figure = Figure(figures["lesson"].page, 5).show()
    for again in (False, True):
        if again:
            figure.press("a", "ArrowRight")
            figure.reset()
        wait_until_still(figure.page, lambda: kept(figure.read()))


def test_no_id_stands_twice_on_the_page(figures):
    ids = figures["lesson"].page.locator(".gv-explore [id]").evaluate_all("(all) => all.map((one) => one.id)")
    assert len(ids) == len(set(ids)), sorted(ids)
