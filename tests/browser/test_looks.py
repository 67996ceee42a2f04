"""Whether a figure can be read: colours in both themes, sizes of letters, nothing cut, nothing on top of anything.

The pictures of the first figure are kept in screenshots/. For the README: copy screenshots/light.png to
docs/screenshot.png, or set GRADVIZ_SCREENSHOTS to write them somewhere else.
"""

import pytest

from .expected import LESSON, START, check
from .figure import Figure
from .looks import choose_theme, colours, contrast, photograph, sizes
from .notebook import run_all
from .waiting import wait_for, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CELLS = [
    LESSON,
    'gv.explore("p = log(x); y = 2*p + 1", x=-0.5)',
    "def fails(a):\n    raise ValueError('not this one')\ngv.explore(fails, a=1)",
    'gv.explore("p = a*b; q = p - 123456.7; r = q*0.00001234 + maximum(a, b)", a=-0.0001234, b=-98765.4)',
]
VALUE, GRADIENT, LOCAL = ("value", ".gv .v"), ("gradient", ".gv .g"), ("local gradient", ".gv .l")


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("looks.ipynb", *CELLS))
    yield page
    choose_theme(page, light=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_stands_out_from_what_lies_behind_it(opened, theme):
    choose_theme(opened, light=theme == "light")
    for number in range(len(CELLS)):
        root = Figure(opened, number).show().root
        assert len(colours(root)) > 30 or number == 2
        wait_for(opened, lambda root=root: weak(root), [])


def weak(root):
    """The texts with too little contrast, and how much they have."""
    return [(*text, round(contrast(*text[2:]), 2)) for text in colours(root) if contrast(*text[2:]) < 4.5]


def test_the_dark_theme_changes_every_colour_and_no_number(opened):
    figure = Figure(opened).show()
    choose_theme(opened, light=True)
    before, light = figure.read(), colours(figure.root)
    choose_theme(opened, light=False)

    def changed():
        after, dark = figure.read(), colours(figure.root)
        assert before == after
        for one, other in zip(light, dark, strict=True):
            assert one[0] == other[0] and one[2] != other[2] and one[3] != other[3], (one, other)

    wait_until(opened, changed)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_screenshot(opened, screenshots, theme):
    opened.set_viewport_size({"width": 1600, "height": 900})  # room for the controls beside the picture
    choose_theme(opened, light=theme == "light")
    figure = Figure(opened).show()
    figure.reset()
    wait_until(opened, lambda: check(figure.read(), None, **START))
    assert len(photograph(figure.root, screenshots / f"{theme}.png")) > 20_000

    def side_by_side():
        controls, picture = figure.handle("w").bounding_box(), figure.root.locator(".gv-picture").bounding_box()
        assert controls["x"] < picture["x"] and controls["y"] < picture["y"] + picture["height"]

    wait_until(opened, side_by_side)


def test_value_gradient_and_local_differ_without_colour(opened):
    def style(selector):
        place = Figure(opened).root.locator(selector).first
        return place.evaluate("(text) => [getComputedStyle(text).fontWeight, getComputedStyle(text).fontStyle]")

    styles = [style(selector) for selector in (".gv .v", ".gv .g", ".gv .l")]
    assert styles == [["700", "normal"], ["400", "italic"], ["400", "normal"]]


@pytest.mark.parametrize("width", [1280, 1920])
def test_letters_can_be_read_and_nothing_is_cut_or_covered(opened, width):
    opened.set_viewport_size({"width": width, "height": 900})
    for number in (0, 1, 3):
        root = Figure(opened, number).show().root
        wait_until(opened, lambda root=root: readable(sizes(root)))


def readable(seen):
    assert min(seen["letters"]) >= 9, f"letters of {min(seen['letters']):.1f} pixels"
    assert min(seen["labels"]) >= 7.4, f"labels of {min(seen['labels']):.1f} pixels"
    assert (seen["wide"], seen["covered"], seen["outside"]) == ([], [], [])


def test_wide_numbers_fit_wherever_the_sliders_stand(opened):
    figure = Figure(opened).show()
    for w, x in ((-9.9, -9.8), (-9.9, 9.9), (9.9, -9.8)):
        for name, value in (("w", w), ("x", x)):
            figure.press(name, "End" if value > 0 else "Home")
            figure.set(name, value)
        wait_until(opened, lambda: check(figure.read(), "x", **(START | {"w": w, "x": x})))  # noqa: B023
        seen = sizes(figure.root)
        assert (seen["wide"], seen["covered"]) == ([], [])
    figure.reset()


def test_a_narrow_window_has_the_controls_on_top_and_scrolls_the_picture_alone(opened, screenshots):
    choose_theme(opened, light=True)
    opened.set_viewport_size({"width": 500, "height": 900})
    opened.keyboard.press("ControlOrMeta+b")  # the list of files goes away
    opened.wait_for_selector("#jp-left-stack", state="hidden")
    figure = Figure(opened).show()
    overflow = "(place) => place.scrollWidth - place.clientWidth"
    for place in ("html", ".jp-WindowedPanel-outer", ".jp-OutputArea-output:has(.gv-explore)"):
        seen = opened.locator(place).first
        wait_for(opened, lambda seen=seen: seen.evaluate(overflow) <= 1, True)
    picture, reset = figure.root.locator(".gv-picture"), figure.root.get_by_role("button", name="Reset")

    def on_top():
        above, below = reset.bounding_box(), picture.bounding_box()
        assert above["y"] + above["height"] <= below["y"] + 1

    wait_until(opened, on_top)
    below = picture.bounding_box()
    assert min(sizes(figure.root)["letters"]) >= 8.6
    for slider in figure.root.locator(".widget-slider").all():
        box = slider.bounding_box()
        assert box["x"] >= below["x"] - 10 and box["x"] + box["width"] <= below["x"] + below["width"] + 10
    photograph(figure.root, screenshots / "narrow.png")
    picture.evaluate("(picture) => { picture.scrollLeft = 1e6; }")
    last, frame = picture.locator("g.out polygon").first.bounding_box(), picture.bounding_box()
    assert last["x"] + last["width"] <= frame["x"] + frame["width"] + 1, "the output cannot be scrolled to"
    opened.keyboard.press("ControlOrMeta+b")
    opened.set_viewport_size({"width": 1280, "height": 900})
