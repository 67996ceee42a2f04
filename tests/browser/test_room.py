"""Pictures wider than a laptop's page: they have a row of their own, say that they go on, and can be shown whole."""

import pytest
from playwright.sync_api import expect

from .looks import choose_theme, photograph, sizes, unseen
from .notebook import close_sidebar, run_all
from .waiting import in_sight, wait_for, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

NET = ", ".join(f"gv.nn.Linear({a}, {b}), gv.nn.Tanh()" for a, b in ((2, 8), (8, 8), (8, 3)))
CELLS = [
    "import gradviz as gv",
    'gv.train("two moons", steps=10)',
    f'gv.train(gv.nn.Sequential({NET}), data="three clouds", steps=2)',
    'gv.explore("a = x*x; b = sin(a); c = exp(b); d = log(c); e = d**2; f = sqrt(e); g = f*x; L = tanh(g)", x=2)',
]
LAPTOP = {"width": 1280, "height": 800}

# How wide the picture's place is, how much of that the figure has, and how wide all of the picture is.
WIDTHS = """(figure) => {
  const picture = figure.querySelector('.gv-picture');
  return [picture.clientWidth, figure.clientWidth, picture.scrollWidth];
}"""


@pytest.fixture(scope="module")
def opened(lab, page):
    page.set_viewport_size(LAPTOP)
    run_all(page, lab, lab.write("room.ipynb", *CELLS))
    page.locator("#jp-left-stack").wait_for()  # a student has the list of files open
    yield page
    choose_theme(page, light=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def figure(page, index):
    page.set_viewport_size(LAPTOP)
    root = page.locator(".gv-figure").nth(index)
    root.locator(".gv-picture svg").wait_for()
    return in_sight(root, "start")


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_wide_picture_has_a_row_of_its_own_and_letters_that_can_be_read(opened, screenshots, index, light):
    choose_theme(opened, light=light)
    root = figure(opened, index)

    def has_the_row():
        place, all_of_it, _ = root.evaluate(WIDTHS)
        assert place > 0.95 * all_of_it - 20, (place, all_of_it)
        assert min(sizes(root)["letters"]) >= 8.2

    wait_until(opened, has_the_row)
    photograph(root, screenshots / f"room-{index}-{'light' if light else 'dark'}.png")


@pytest.mark.parametrize("index", [0, 1, 2])
def test_what_goes_on_says_so_and_one_press_shows_all_of_it(opened, screenshots, index):
    root = figure(opened, index)
    more = root.locator(".gv-more")
    expect(more).to_contain_text("The picture goes on to the right.")
    assert unseen(root, ".gv-more") == []
    more.get_by_role("button", name="Show all of it").click()
    expect(more).to_contain_text("Large again")
    wait_for(opened, lambda: sizes(root)["outside"], [])
    place, _, needed = root.evaluate(WIDTHS)
    assert needed <= place + 1, "it still scrolls"
    photograph(root, screenshots / f"room-{index}-whole.png")
    root.get_by_role("button", name="Larger picture").click()
    expect(more).to_contain_text("Show all of it")
    root.get_by_role("button", name="Smaller picture").click()
    expect(more).to_contain_text("Large again")
    more.get_by_role("button").click()
    wait_until(opened, lambda: goes_on(root))


def goes_on(root):
    place, _, needed = root.evaluate(WIDTHS)
    assert needed > place + 20, (needed, place)


def test_without_the_list_of_files_the_two_layers_are_seen_whole(opened):
    close_sidebar(opened)
    root = figure(opened, 0)
    expect(root.locator(".gv-more")).to_be_hidden()
    place, _, needed = root.evaluate(WIDTHS)
    assert needed <= place + 1
    assert min(sizes(root)["letters"]) >= 8
    opened.keyboard.press("ControlOrMeta+b")
    expect(root.locator(".gv-more")).to_be_visible()


# How far a scrubber ends above the picture that it moves, whether the two are seen at once, and the next plot too.
TOGETHER = """(figure) => {
  const box = (selector) => figure.querySelector(selector).getBoundingClientRect();
  const scrubber = box('.gv-scrubber'), picture = box('.gv-picture');
  const plot = [...figure.querySelectorAll('.gv-plot-drawing')].map((each) => each.getBoundingClientRect()).at(-1);
  const high = Math.max(picture.bottom, plot?.bottom ?? 0) - Math.min(scrubber.top, plot?.top ?? scrubber.top);
  return [picture.top - scrubber.bottom, high];
}"""


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("name", ["train", "moons", "stepper", "paths", "tape"])
def test_on_a_narrow_page_the_scrubber_is_seen_with_what_it_moves(scrubbers, screenshots, name, light):
    choose_theme(scrubbers, light=light)
    scrubbers.set_viewport_size({"width": 480, "height": 800})
    root = in_sight(scrubbers.locator(f".narrow-{name}"), "start")
    root.locator(".gv-picture svg").wait_for()

    def together():
        gap, high = root.evaluate(TOGETHER)
        assert 0 <= gap < 110, gap
        assert high < 660, high

    wait_until(scrubbers, together)
    scrubbers.set_viewport_size({"width": 480, "height": 1600})
    photograph(root, screenshots / f"narrow-{name}-{'light' if light else 'dark'}.png")


@pytest.fixture(scope="module")
def scrubbers(lab, opened):
    opened.set_viewport_size(LAPTOP)
    chain = '"z = w*x; y = z + b; d = y - t; L = d**2", w=3, x=2, b=1, t=5'
    calls = {"train": "gv.train()", "moons": 'gv.train("two moons", steps=3)', "stepper": f"gv.stepper({chain})",
             "paths": f'gv.paths({chain}, wrt="w")',
             "tape": 'gv.tape("x = gv.tensor(2.0, requires_grad=True)\\ny = x * x\\ny.backward()")'}  # fmt: skip
    cells = [f"{call}.add_class('narrow-{name}')" for name, call in calls.items()]
    run_all(opened, lab, lab.write("narrow.ipynb", "import gradviz as gv", *cells))
    close_sidebar(opened)
    return opened


def test_a_picture_that_is_higher_than_its_place_shades_its_lower_edge(opened):
    root = figure(opened, 0)
    opened.set_viewport_size({"width": 1700, "height": 800})
    picture = root.locator(".gv-picture")

    def is_cut():
        high, place = picture.evaluate("(picture) => [picture.scrollHeight, picture.clientHeight]")
        assert high > place > 0

    wait_until(opened, is_cut)
    expect(root.locator(".gv-more")).to_be_hidden()
    expect(picture).to_have_css("background-attachment", "local, scroll")
