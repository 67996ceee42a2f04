"""Lists, sentences and pictures call a node by the same name, also where the learner gave it none."""

import re

import pytest

from .looks import choose_theme, photograph, sizes
from .notebook import run_all
from .waiting import in_view, wait_for, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

CALL = 'gv.{}("L = (w*x + b - t)**2"{}, w=3, x=2, b=1, t=5)'
CELLS = {
    "stepper": CALL.format("stepper", ""),
    "nudge": CALL.format("nudge", ', wrt="w"'),
    "paths": CALL.format("paths", ', wrt="w"'),
    "zoom": CALL.format("zoom", ', node="n5"'),
    "train": CALL.format("train", ', learn="w", steps=2, lr=0.01'),
    "tape": "gv.tape('w = gv.tensor(2.0, requires_grad=True)\\nL = (w * 3 - 1) ** 2\\nL.backward()')",
}


@pytest.fixture(scope="module")
def opened(lab, page):
    cells = [f"{call}.add_class('called-{name}')" for name, call in CELLS.items()]
    run_all(page, lab, lab.write("called.ipynb", "import gradviz as gv", *cells))
    yield page
    choose_theme(page, light=True)


def figure(page, name):
    return in_view(page.locator(f".called-{name}"))


def said(root):
    """The ids in what a figure says: its caption and its panel."""
    return set(re.findall(r"\bn\d+\b", " ".join(root.locator(".gv-caption, .gv-panel").all_inner_texts())))


def drawn(root):
    """What the nodes of the picture are called."""
    titles = root.locator(".gv-picture g.node > text:first-of-type").all_text_contents()
    return {title.split(" = ")[0] for title in titles}


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("name", ["stepper", "nudge", "train", "tape"])
def test_each_id_that_is_said_stands_in_the_picture(opened, screenshots, name, light):
    choose_theme(opened, light=light)
    root = figure(opened, name)
    if name == "train":
        root.get_by_role("button", name="each event").click()
    root.locator(".gv-picture g.node").first.focus()
    for key in ("Home", *["ArrowRight"] * 7):
        opened.keyboard.press(key)

    def called_alike():
        assert said(root), "nothing is said of a node without a name"
        assert said(root) <= drawn(root), (said(root), drawn(root))
        assert name == "nudge" or sizes(root)["wide"] == []  # a nudge writes under its nodes

    wait_until(opened, called_alike)
    photograph(root, screenshots / f"called-{name}-{'light' if light else 'dark'}.png")


def test_the_node_chosen_close_up_is_called_as_in_its_picture(opened):
    root = figure(opened, "zoom")
    chosen = root.locator("select").first
    read = "(list) => list.selectedOptions[0].textContent.replaceAll('\\u00a0', ' ')"
    for label in ("w·x + b = +", "w·x = ×"):
        chosen.select_option(label=label)
        wait_for(opened, lambda: chosen.evaluate(read), label)
        titles = root.locator(".gv-picture g.out text").all_text_contents
        wait_for(opened, lambda titles=titles, label=label: label in titles(), True)
    assert said(root) == set()
