"""The summary panel: every step and every gradient, the formula beside the number (R27)."""

import re
import xml.etree.ElementTree as ET

import pytest

import gradviz as gv
from gradviz.lab.exploring.summary import MOST_ROWS
from tests.recording.traces import FIGURE


def rows(figure):
    """quantity → (formula, the text in its place now, class)."""
    found = {}
    for row in ET.fromstring(figure.diagram.panel).iter("tr"):
        head, *cells = row
        if cells and cells[0].tag == "td":
            place = cells[1].find("span")
            found[head.text] = (
                cells[0].text or "",
                figure.diagram.texts[int(place.get("data-slot"))],
                place.get("class"),
            )
    return found


def test_figure_1():
    """R27: 2(y−t)x = 8 and so on, symbolic beside numeric."""
    figure = gv.explore(FIGURE, x=2, w=3, b=1, t=5)
    assert rows(figure) == {
        "z": ("= w·x", "6", "v"), "y": ("= z + b", "7", "v"), "d": ("= y − t", "2", "v"), "L": ("= d²", "4", "v"),
        "∂L/∂x": ("= 2·(y − t)·w", "12", "g"), "∂L/∂w": ("= 2·(y − t)·x", "8", "g"),
        "∂L/∂b": ("= 2·(y − t)", "4", "g"), "∂L/∂t": ("= −2·(y − t)", "−4", "g"),
    }  # fmt: skip


def test_the_numbers_follow_and_the_formulas_stay():
    figure = gv.explore(FIGURE, x=2, w=3, b=1, t=5)
    figure.controls["w"].value = -1
    found = rows(figure)
    assert {name: row[1] for name, row in found.items()} == {
        "z": "−2", "y": "−1", "d": "−6", "L": "36", "∂L/∂x": "12", "∂L/∂w": "−24", "∂L/∂b": "−12", "∂L/∂t": "12",
    }  # fmt: skip
    assert found["∂L/∂w"][0] == "= 2·(y − t)·x"


def test_another_structure_has_other_formulas():
    """A stale panel would show the old branch."""
    figure = gv.explore(lambda x: x**3 if x.item() > 0 else x * 5, x=2)
    assert rows(figure) == {"output": ("= x³", "8", "v"), "∂output/∂x": ("= 3·x²", "12", "g")}
    figure.controls["x"].value = -1
    assert {name: row[1] for name, row in rows(figure).items()} == {"output": "−5", "∂output/∂x": "5"}
    assert rows(figure)["output"][0] == "= 5·x"


def test_a_constant_slope_has_its_formula_too():
    figure = gv.explore("L = x + 2*y", x=1, y=2)
    assert {name: row[:2] for name, row in rows(figure).items() if "∂" in name} == {
        "∂L/∂x": ("= 1", "1"),
        "∂L/∂y": ("= 2", "2"),
    }


def test_arrays_have_no_slope_formula():
    figure = gv.explore("L = sum(a*a)", a=[1, 2])
    assert rows(figure)["∂L/∂a"] == ("", "[2, 4]", "g") and rows(figure)["L"] == ("= Σ(a²)", "5", "v")


def test_many_rows_are_cut():
    figure = gv.explore("; ".join(["y0 = x*1", *(f"y{k} = y{k - 1} + 1" for k in range(1, 60))]), x=1)
    assert len(rows(figure)) == MOST_ROWS + 1 and "y59" in rows(figure)


@pytest.mark.parametrize("length", [24, 25, 160, 161, 500])
def test_long_names_are_cut(length):
    name = "q" * length
    figure = gv.explore(f"{name}*{name}", inputs={name: 3})
    assert all(len(head) < 60 for head in rows(figure)) and len(rows(figure)) == 2


def test_names_are_escaped():
    x = gv.tensor(2.0, requires_grad=True, name='<b>"&')
    panel = gv.lab.exploring.summary.summary(x * x, gv.record(x * x).graph)
    assert "<b>" not in panel and ET.fromstring(panel) is not None


def test_shared_nodes_do_not_make_the_panel_grow_without_end():
    figure = gv.explore("; ".join(["y0 = sin(x)", *(f"y{k} = y{k - 1}*y{k - 1} + x" for k in range(1, 12))]), x=0.5)
    assert len(figure.diagram.panel) < 20_000 and re.search("too long to write", figure.diagram.panel)
