"""Names that would like to be something else: they are drawn, cut where they are long, and never executed."""

import pytest

from .figure import Figure
from .notebook import run_all
from .waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calm")]

NAMES = [
    '<img src=x onerror="window.planted=1">',
    "</text><script>window.planted=1</script>",
    '"><svg onload=window.planted=1>',
    "two\nlines",
    "😀🎉 party",
    r"$\frac{\alpha}{2}$ \n \N",
    "&lt;b&gt;",
    "{a|b}<i>c</i>",
    "n" * 500,
]
STARTS = [
    "<img src=x", "</text><scr", '"><svg onlo', "two lines", "😀🎉 par", r"$\frac{\al",
    "&lt;b&gt;", "{a|b}<i>c", "nnnnnnnn",
]  # fmt: skip
CELLS = [
    f"import gradviz as gv\nnames = {NAMES!r}",
    """
def inside(a):
    total = a
    for name in names:
        total = (total * 1.5).named(name)
    return total
gv.explore(inside, a=1)
""",
    """
def outside(**inputs):
    total = None
    for value in inputs.values():
        total = value * 2 if total is None else total + value
    return total
gv.explore(outside, inputs={name: 1.0 for name in names})
""",
    "gv.draw(inside(gv.tensor(1.0, requires_grad=True, name=names[0] + '!')))",
    """
def fails(a):
    raise ValueError(names[0] + names[8])
gv.explore(fails, a=1)
""",
]


@pytest.fixture(scope="module")
def opened(lab, page):
    run_all(page, lab, lab.write("names.ipynb", *CELLS))
    return page


def titles(figure):
    return figure.root.locator(".gv-picture g.node").evaluate_all(
        "(nodes) => nodes.map((node) => node.querySelector('text').textContent)"
    )


def nothing_was_made_of_names(figure):
    assert figure.root.locator("img, script, svg svg, b, i:not(.fa), [onerror], [onload]").count() == 0


@pytest.mark.parametrize("number", [0, 1])
def test_names_are_drawn_as_they_are(opened, number):
    figure = Figure(opened, number).show()
    shown = titles(figure)
    for start in STARTS:
        assert any(title.startswith(start) for title in shown), f"{start!r} is not among {shown}"
    nothing_was_made_of_names(figure)


def test_a_name_of_500_characters_is_cut_in_the_picture_and_whole_in_its_description(opened):
    figure = Figure(opened, 0).show()
    assert max(map(len, titles(figure))) <= 14
    wait_until(opened, lambda: _holds(figure.read().description, "n" * 500))
    boxes = figure.root.locator(".gv-picture g.node").evaluate_all(
        """(nodes) => nodes.flatMap((node) => [...node.querySelectorAll('text')].map((text) =>
        [text.textContent, text.getBBox().width / node.querySelector('polygon, path').getBBox().width]))"""
    )
    assert [(text, share) for text, share in boxes if share > 1] == []


def test_sliders_carry_the_names_as_text(opened):
    figure = Figure(opened, 1).show()
    labels = figure.root.locator(".widget-slider .widget-label").all_inner_texts()
    assert len(labels) == len(NAMES)
    assert labels[0] == NAMES[0]
    figure.root.locator(".noUi-handle").nth(4).press("ArrowRight")
    wait_until(opened, lambda: _holds(figure.root.locator(".gv-caption").inner_text(), "😀🎉 party"))
    nothing_was_made_of_names(figure)


def test_the_static_picture_has_the_names_in_its_text(opened):
    image = opened.locator("img.gradviz")
    image.scroll_into_view_if_needed()
    alt = image.get_attribute("alt")
    assert NAMES[0] + "!" in alt and "n" * 500 in alt and "two lines" in alt
    assert image.evaluate("(img) => img.decode().then(() => img.naturalWidth)") > 100


def test_a_long_message_stays_inside_the_figure(opened):
    figure = Figure(opened, 2).show()
    message = figure.root.locator(".gv-error")
    assert NAMES[0] in message.inner_text()
    assert message.bounding_box()["width"] <= figure.root.bounding_box()["width"] + 1
    nothing_was_made_of_names(figure)


def _holds(text, part):
    assert part in text, text
