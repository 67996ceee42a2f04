"""What a student finds again: a saved notebook without its kernel, and a lesson that was never run."""

import json
import shutil
from pathlib import Path

import pytest

import gradviz as gv

from .expected import LESSON, START, check
from .figure import Figure
from .looks import choose_theme
from .notebook import open_notebook, run_all, save
from .waiting import in_sight, wait_for, wait_until, wait_until_still

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
BROKEN = ["model not found", "Error displaying widget", "Loading widget", "Traceback"]


def says_nothing_is_broken(page):
    text = page.locator(".jp-Notebook").inner_text()
    assert not [words for words in BROKEN if words in text]


def test_the_last_picture_is_there_without_its_kernel(lab, page):
    name = lab.write("saved.ipynb", LESSON)
    run_all(page, lab, name)
    figure = Figure(page).show()
    figure.press("t", "ArrowRight", 3)
    figure.press("w", "ArrowLeft", 6)
    moved = START | {"t": 5.3, "w": 2.4}
    wait_until(page, lambda: check(figure.read(), "w", **moved))
    saved = save(page, lab, name)
    assert "widgets" in saved["metadata"]
    lab.end_kernels()
    page.goto("about:blank")
    open_notebook(page, lab, name)
    reopened = Figure(page).show()
    wait_until(page, lambda: check(reopened.read(), "w", **moved))
    says_nothing_is_broken(page)
    says_that_it_cannot_move(reopened, moved)
    run_all(page, lab, name)
    again = Figure(page).show()
    wait_until(page, lambda: check(again.read(), None, **START))
    wait_for(page, lambda: hint(again), "none")


# How much of its colour a place has, with all that it stands in.
OPACITY = """(place) => {
  let seen = 1;
  for (; place; place = place.parentElement) seen *= Number(getComputedStyle(place).opacity);
  return seen;
}"""


def test_without_a_kernel_what_is_read_is_not_dimmed_and_what_is_pressed_does_not_pretend(lab, page):
    name = lab.write("still.ipynb", "import gradviz as gv\ngv.train()", "gv.quiz(['A17', 'A35'], attempts='')")
    run_all(page, lab, name)
    page.locator(".gv-quiz .gv-questions button").first.wait_for()
    save(page, lab, name)
    lab.end_kernels()
    page.goto("about:blank")
    open_notebook(page, lab, name)
    for place, seen in ((".gv-train .gv-plot", 1), (".gv-train .gv-picture", 1), (".gv-train .widget-slider", 0.5),
                        (".gv-quiz .gv-prompt", 1), (".gv-quiz .widget-text", 0.5)):  # fmt: skip
        page.locator(place).first.scroll_into_view_if_needed()
        wait_for(page, lambda place=place: page.locator(place).first.evaluate(OPACITY), seen)
    pressed = page.locator(".gv-train .jupyter-button").first.evaluate(
        "(button) => getComputedStyle(button).pointerEvents"
    )
    assert pressed == "none"


# Each place of a figure that Tab stops at, as it is met: what cannot be pressed is not among them.
STOPS = """(figure) => [...figure.querySelectorAll('button, input, select, textarea, [tabindex], summary')]
  .filter((place) => place.tabIndex >= 0 && !place.disabled && !place.closest('[inert]'))
  .filter((place) => place.getClientRects().length)
  .filter((place) => !place.matches('[data-tool], g.node, summary, .gv-wide'))
  .map((place) => place.outerHTML.slice(0, 80))"""
ACTS = "(figure) => [...figure.querySelectorAll('.gv-panel [data-do]')].map((act) => [act.disabled, act.title])"


@pytest.mark.parametrize("light", [True, False])
def test_without_a_kernel_tab_stops_only_at_what_still_works(lab, page, screenshots, light):
    """A button of the panel, a slider and a field are nothing to stop at; tools and nodes of the picture are."""
    call = "gv.{}('L = exp(x*w)', x=1, w=2)"
    name = lab.write(f"stops{light}.ipynb", "import gradviz as gv", call.format("stepper"), call.format("build"),
                     "gv.quiz(['A17', 'A35'], attempts='')")  # fmt: skip
    run_all(page, lab, name)
    figures = [page.locator(f".gv-{kind}") for kind in ("stepper", "build", "quiz")]
    for figure in figures:
        in_sight(figure)
        wait_for(page, lambda figure=figure: {off for off, _ in figure.evaluate(ACTS)}, {False})
        assert figure.evaluate(STOPS) != []
    save(page, lab, name)
    lab.end_kernels()
    page.goto("about:blank")
    open_notebook(page, lab, name)
    choose_theme(page, light=light)
    for figure in figures:
        in_sight(figure)
        still = (True, "To move this picture, run its cell.")
        wait_for(page, lambda figure=figure: {tuple(act) for act in figure.evaluate(ACTS)}, {still})
        wait_for(page, lambda figure=figure: figure.evaluate(STOPS), [])
        figure.screenshot(path=screenshots / f"{figure.get_attribute('class').split()[-1]}-still-{light}.png")
    figures[0].locator("[data-tool=help]").focus()
    page.keyboard.press("Tab")
    next_one = "() => document.activeElement.closest('g.node, .gv-more button') !== null"
    wait_for(page, lambda: page.evaluate(next_one), True)
    choose_theme(page, light=True)


def hint(figure):
    return figure.root.evaluate("(root) => getComputedStyle(root, '::before').content")


def says_that_it_cannot_move(figure, moved):
    """Sliders without a kernel move nothing: they hold still, so that the picture stays right."""
    wait_for(figure.page, lambda: "run its cell" in hint(figure), True)
    figure.drag("w", 60)
    wait_until_still(figure.page, lambda: check(figure.read(), "w", **moved))


def images(page):
    return page.locator(".jp-OutputArea-output img.gradviz")


def image_is_seen(image, *words):
    image.scroll_into_view_if_needed()
    assert image.evaluate("(img) => img.decode().then(() => img.naturalWidth)") > 100
    box = image.bounding_box()
    assert box["width"] > 100 and box["height"] > 50
    for word in words:
        assert word in image.get_attribute("alt")


def test_an_untrusted_notebook_shows_images_with_their_text(lab, page):
    live = gv.explore("y = a*a", a=3)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in live
    static = gv.draw(gv.record("L = (w*x - t)**2", w=3, x=2, t=5))._repr_mimebundle_()
    open_notebook(page, lab, lab.write("untrusted.ipynb", ("gv.explore(...)", live), ("gv.draw(...)", static)))
    images(page).nth(1).wait_for(state="attached")
    image_is_seen(images(page).nth(0), "a: value 3, gradient 6.", "y (multiply of a and a): value 9, gradient 1, ")
    image_is_seen(images(page).nth(1), "w: value 3, gradient 4.", "L (power of ")
    assert images(page).count() == 2
    says_nothing_is_broken(page)


def test_the_lesson_shows_its_pictures_before_it_is_run(lab, page):
    source = next(NOTEBOOKS.glob("01_*.ipynb"))
    cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    pictures = [o for o in outputs if "data:image/svg" in "".join(o.get("data", {}).get("text/html", []))]
    assert len(pictures) >= 3, "the committed lesson has lost its outputs"
    name = shutil.copy(source, lab.root / f"unrun_{source.name}").name
    open_notebook(page, lab, name)
    images(page).nth(len(pictures) - 1).wait_for(state="attached")
    assert images(page).count() == len(pictures)
    for k in range(len(pictures)):
        image_is_seen(images(page).nth(k), "value")
    says_nothing_is_broken(page)
