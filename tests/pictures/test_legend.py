"""R23: the legend names every shape, every kind of number and every mark, and fits under the picture."""

import itertools
import xml.etree.ElementTree as ET

import pytest

import gradviz as gv
from gradviz.pictures.legend import ROW, Marks, arranged, groups, legend
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


@pytest.mark.parametrize("marks", [Marks(*pair) for pair in itertools.product((False, True), repeat=2)], ids=str)
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_it_explains_what_the_picture_shows_and_nothing_else(look, marks):
    """R10, R19, R120: each kind of number, shape and mark is in it where it is in the picture."""
    shown = words(legend(arranged(look, 390.0, marks)))
    signs = {"×local gradient": look.local, "→ contribution": look.contribution, "∥2": marks.parallel,
             "8 B": look.saved, "▣ n: n operations folded": marks.folded,
             "same depth: may run in parallel": marks.parallel, "kept for the backward pass:": look.saved}  # fmt: skip
    assert {sign for sign in signs if sign in shown} == {sign for sign, there in signs.items() if there}
    assert shown[: 3 + look.rounds] == (["input", "value", "operation", "output"] if look.rounds else SHAPES)


@pytest.mark.parametrize("width", [390.0, 430.0, 500.0, 2000.0])
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_no_word_of_it_leaves_the_picture_or_covers_another(look, width):
    rows = arranged(look, width, Marks(True, True))
    taken: dict[float, float] = {}
    assert sum(rows, ()) == sum(groups(look, Marks(True, True)), ())
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


def legend_of(picture) -> list[str]:
    (group,) = [g for g in ET.fromstring(picture.svg).iter() if g.get("class") == "legend"]
    return words(group)


def test_a_mark_that_no_node_carries_is_not_explained():
    """R10: in a chain nothing runs in parallel, and without folded groups no sign of them needs words."""
    chain = gv.record("sin(exp(x))", x=1)
    assert "∥2" not in legend_of(gv.draw(chain, parallel=True))
    assert "∥2" in legend_of(gv.draw(gv.record("sin(x) + exp(x)", x=1), parallel=True))
    with gv.group("inside"):
        y = gv.exp(gv.sin(gv.tensor(1.0, requires_grad=True)))
    assert "▣ n: n operations folded" in legend_of(gv.draw(y, fold=True))
    assert "▣ n: n operations folded" not in legend_of(gv.draw(y, fold=False))
