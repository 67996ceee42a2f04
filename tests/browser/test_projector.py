"""The projector view: picture, controls and the number or plot that a figure exists for are on the screen together."""

import pytest

from .looks import choose_theme, sizes
from .notebook import run_all
from .waiting import in_sight, wait_for, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

FORMULA = '"z = w*x; y = z + b; d = y - t; L = d**2", w=3, x=2, b=1, t=5'
# Of each figure: the call, and what has to be on the screen beside its picture and its caption.
FIGURES = {
    "train": ("gv.train()", [".gv-scrubber", ".gv-plot-drawing"]),
    "moons": ('gv.train("two moons", steps=10)', [".gv-scrubber", ".gv-plot-drawing", ".gv-more"]),
    "zoom": (f'gv.zoom({FORMULA}, node="z")', [".widget-slider", ".gv-plot-drawing"]),
    "nudge": (f'gv.nudge({FORMULA}, wrt="w")', [".widget-slider", ".gv-curves .gv-plot-drawing", ".gv-panel table"]),
    "build": ('gv.build("L = log(sigmoid(w*x + b))")', [".jupyter-button", ".gv-formula"]),
    "stepper": (f"gv.stepper({FORMULA})", [".gv-scrubber"]),
}
SCREENS = {(1280, 720): 12, (1920, 1080): 16}  # and the least height of the letters in a picture there
LEAST = {"moons": 12, "nudge": 10}  # a long picture scrolls sideways; what a nudge writes small stands in its table too

# Which of the places reach over the screen's edge, and which nodes over that of the picture. A plot out of sight keeps
# the size that it had.
OFF = """(figure, selectors) => {
  const box = (place) => place.getBoundingClientRect();
  const off = (place) => !box(place).height || box(place).top < -1 || box(place).bottom > innerHeight + 1
    || box(place).right > innerWidth + 1;
  const picture = box(figure.querySelector('.gv-picture'));
  const low = [...figure.querySelectorAll('.gv-picture g.node')]
    .filter((node) => box(node).bottom > picture.bottom + 1);
  return [...selectors.flatMap((selector) => [...figure.querySelectorAll(selector)])
    .filter((place) => place.getClientRects().length).filter(off).map((place) => place.className),
    ...[...figure.querySelectorAll('.gv-plot-drawing')].filter((plot) => box(plot).top < innerHeight)
      .filter((plot) => [...plot.querySelectorAll('.axis path')].some((axis) => box(axis).right > box(plot).right + 2))
      .map(() => 'an axis'),
    ...low.map((node) => node.textContent)];
}"""


@pytest.fixture(scope="module")
def opened(lab, page):
    calls = [f"{call}.add_class('far-{name}')" for name, (call, _) in FIGURES.items()]
    run_all(page, lab, lab.write("projector.ipynb", "import gradviz as gv", *calls))
    yield page
    choose_theme(page, light=True)
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def enlarged(opened):
    """Opens a figure in the projector view on a screen of a size, and closes it again."""
    shown = []

    def open_(name, width, height):
        opened.set_viewport_size({"width": width, "height": height})
        root = in_sight(opened.locator(f".far-{name}"), "start")
        root.locator(".gv-picture svg").wait_for()
        root.locator("[data-tool=projector]").click()
        shown.append(root)
        return root

    yield open_
    for root in shown:
        root.locator("[data-tool=projector]").click()
        wait_for(opened, lambda root=root: "gv-projector" in root.get_attribute("class"), False)


@pytest.mark.parametrize(("screen", "light"), [((1280, 720), True), ((1920, 1080), False)])
@pytest.mark.parametrize("name", FIGURES)
def test_what_matters_is_on_the_screen_without_scrolling(opened, enlarged, screenshots, name, screen, light):
    choose_theme(opened, light=light)
    root = enlarged(name, *screen)
    places = [".gv-picture", ".gv-caption", *FIGURES[name][1]]

    def on_the_screen():
        assert root.evaluate(OFF, places if screen[0] == 1280 or name != "moons" else places[:-1]) == []
        assert min(sizes(root)["letters"]) >= LEAST.get(name, SCREENS[screen])

    wait_until(opened, on_the_screen)
    opened.screenshot(path=screenshots / f"projector-{name}-{screen[0]}-{'light' if light else 'dark'}.png")
