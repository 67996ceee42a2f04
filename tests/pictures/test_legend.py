"""R23: the legend names every shape, every kind of number and every mark, and fits under the picture."""

import itertools
import xml.etree.ElementTree as ET

import pytest

import gradviz as gv
from gradviz.pictures.legend import ROW, arranged, groups, legend
from gradviz.pictures.look import EDGES, PLAIN, STYLES, Look

LOOKS = [Look(*choices) for choices in itertools.product(EDGES, STYLES, (False, True), (False, True))]
SHAPES = ["input", "operation", "output"]
WORDS = ["value", "∂ gradient"]


def words(svg: ET.Element) -> list[str]:
    return [text.text or "" for text in svg.iter() if text.tag.endswith("text")]


@pytest.mark.parametrize("formula", ["x*x", "L = ((w*x + b) - t)**2"])
def test_every_picture_has_the_legend(formula):
    inputs = dict.fromkeys("wxbt" if "w" in formula else "x", 2)
    picture = ET.fromstring(gv.draw(gv.record(formula, **inputs)).svg)
    (group,) = [g for g in picture.iter() if g.get("class") == "legend"]
    assert words(group) == [*SHAPES, *WORDS, "×local gradient"]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_it_explains_what_the_picture_shows_and_nothing_else(look):
    """R10, R19, R120: each kind of number, shape and mark is in it where it is in the picture."""
    shown = words(legend(arranged(look, 390.0)))
    signs = {"×local gradient": look.local, "→ contribution": look.contribution, "∥2": look.parallel, "8 B": look.saved,
             "same depth: may run in parallel": look.parallel, "kept for the backward pass:": look.saved}  # fmt: skip
    assert {sign for sign in signs if sign in shown} == {sign for sign, there in signs.items() if there}
    assert shown[: 3 + look.rounds] == (["input", "value", "operation", "output"] if look.rounds else SHAPES)


@pytest.mark.parametrize("width", [390.0, 430.0, 500.0, 2000.0])
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_no_word_of_it_leaves_the_picture_or_covers_another(look, width):
    rows = arranged(look, width)
    taken: dict[float, float] = {}
    assert [item for row in rows for item in row] == [item for group in groups(look) for item in group]
    for text in (t for t in legend(rows).iter() if t.tag == "text" and t.get("font-size") == "10.00"):
        x, y = float(text.get("x") or 0), float(text.get("y") or 0)
        assert x >= taken.get(y, 0.0) and y <= len(rows) * ROW
        taken[y] = x + 6.1 * len(text.text or "x" * 24)
        assert taken[y] <= width - 16  # it begins at the left margin


def test_shapes_tell_the_kinds_apart_without_colour():
    """R3: an input is round, an output has two borders, an operation of its own is a circle."""
    keys = {g.get("class"): list(g) for g in legend(arranged(PLAIN, 500)) if g.tag == "g"}
    assert [len(boxes) for boxes in keys.values()] == [1, 1, 2]
    assert keys["key leaf"][0].get("rx") and not keys["key op"][0].get("rx")
    keys = {g.get("class"): list(g) for g in legend(arranged(Look(style="values"), 500))}
    assert [circle.tag for circle in keys["key operation"]] == ["circle"]
