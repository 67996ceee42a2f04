"""R23: the legend names every shape and every kind of number, and fits under the picture."""

import xml.etree.ElementTree as ET

import pytest

import gradviz as gv
from gradviz.pictures.layout import layout
from gradviz.pictures.legend import ROW, SHAPES, WORDS, legend, rows


def words(svg: ET.Element) -> list[str]:
    return [text.text for text in svg.iter() if text.tag.endswith("text")]


@pytest.mark.parametrize("formula", ["x*x", "L = ((w*x + b) - t)**2"])
def test_every_picture_has_the_legend(formula):
    inputs = dict.fromkeys("wxbt" if "w" in formula else "x", 2)
    picture = ET.fromstring(layout(gv.record(formula, **inputs).graph).svg)
    (group,) = [g for g in picture.iter() if g.get("class") == "legend"]
    assert words(group) == [text for _, text in (*SHAPES, *WORDS)]


@pytest.mark.parametrize("width", [390.0, 430.0, 500.0, 2000.0])
def test_no_word_of_it_leaves_the_picture(width):
    for text in (t for t in legend(rows(width)).iter() if t.tag == "text"):
        assert float(text.get("x")) + 6.1 * len(text.text) <= width
        assert float(text.get("y")) <= rows(width) * ROW


def test_shapes_tell_the_kinds_apart_without_colour():
    """R3: an input is round, an output has two borders."""
    keys = {g.get("class"): list(g) for g in legend(1).iter() if (g.get("class") or "").startswith("key")}
    assert [len(boxes) for boxes in keys.values()] == [1, 1, 2]
    assert keys["key leaf"][0].get("rx") and not keys["key op"][0].get("rx")
