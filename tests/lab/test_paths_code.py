"""Paths as a teacher sets them: controls locked and hidden, and the line of code that makes the figure as it is."""

import ipywidgets as widgets
import pytest

import gradviz as gv

TWO = "a = x**2; b = x**3; y = a + b"


def remade(figure):
    return eval(figure.code, {"gv": gv})


def same(figure, other):
    """All but the caption, which says what was moved last."""
    one, two = [(each.diagram.texts[:-1], each.diagram.panel, each.values, each.code) for each in (figure, other)]
    return one == two


def test_the_line_has_the_path_that_is_lit():
    figure = gv.paths(TWO, x=2).to(1)
    assert figure.code == f"gv.paths({TWO!r}, x=2).to(1)" and same(remade(figure), figure)
    figure.controls["x"].value = 3
    figure.mode.value = "race"
    figure.pressed("End")
    assert figure.code == f"gv.paths({TWO!r}, x=2).at(mode='race', x=3.0).to(4)" and same(remade(figure), figure)
    figure.reset()
    assert figure.code == f"gv.paths({TWO!r}, x=2)"


def test_a_formula_that_was_typed_and_its_numbers_are_in_the_line():
    figure = gv.paths()
    figure.structure.value = "own"
    figure.controls["x"].value = 3
    figure.formula.value = "y = x*q + q**2"
    figure.controls["q"].value = -1
    assert figure.code == "gv.paths().at(structure='own', formula='y = x*q + q**2', x=3.0, q=-1.0)"
    assert same(remade(figure), figure)
    figure.structure.value = "single"
    assert same(remade(figure), figure)


def test_the_leaf_of_another_structure_is_in_the_line_though_it_was_the_first_ones_too():
    figure = gv.paths()
    figure.structure.value, figure.leaf.value = "layer", "x"
    assert figure.code == "gv.paths().at(structure='layer', wrt='x')" and same(remade(figure), figure)
    figure.leaf.value = "w"
    assert figure.code == "gv.paths().at(structure='layer')" and same(remade(figure), figure)


def test_structure_and_inputs_are_locked_and_hidden_in_every_structure():
    """Issue 5."""
    figure = gv.paths(lock=["structure", "x"], hide=["mode"])
    assert figure.structure.disabled and figure.controls["x"].disabled
    figure.structure.value = "layer"
    assert figure.controls["x"].disabled and not figure.controls["w"].disabled
    assert figure.mode not in figure.children[1].children[0].children
    assert gv.paths(TWO, x=2, hide="x").inputs.children == ()
    figure = gv.paths(TWO, x=2, lock="wrt")
    figure.diagram.picked = 1
    assert figure.leaf.value == "x", "a click on a node moves no locked control"


def test_an_input_that_another_structure_brings_is_locked_or_hidden_from_the_first():
    figure = gv.paths(lock=["w"], hide=["b", "a0"])
    assert "w" not in figure.controls
    figure.structure.value = "layer"
    assert figure.controls["w"].disabled and figure.controls["b"] not in figure.inputs.children
    assert same(remade(figure), figure) and figure.code.startswith("gv.paths(lock=['w'], hide=['a0', 'b'])")
    figure.structure.value = "doublings"
    assert figure.inputs.children == ()


def test_an_input_called_like_a_control_of_the_figure_keeps_both():
    figure = gv.paths("y = mode*x", mode=2, x=3).at(**{"input mode": 4, "mode": "race"})
    assert figure.recording.value("mode") == 4.0 and figure.mode.value == "race" and same(remade(figure), figure)


def test_a_learners_own_control_stands_in_the_line_as_its_number():
    figure = gv.paths(TWO, x=widgets.FloatSlider(2.0))
    figure.structure.value = "single"
    assert figure.code.startswith(f"gv.paths({TWO!r}, x=2.0)") and same(remade(figure), figure)


@pytest.mark.parametrize(("more", "said"), [
    ({"lock": "scrubber"}, r"^paths\(\.\.\., lock=\['scrubber'\]\): it cannot be locked .* that can are"),
    ({"hide": ["structur"]}, "Did you mean 'structure'"), ({"lock": ["q"]}, "there is no such control"),
    ({"locks": "x"}, "Did you mean lock="),
])  # fmt: skip
def test_what_is_no_control_is_refused_with_the_nearest(more, said):
    with pytest.raises((TypeError, ValueError), match=said):
        gv.paths(TWO, x=2, **more)


def test_where_a_value_cannot_be_held_structure_and_numbers_stay():
    figure = gv.paths(TWO, x=2).to(1)
    before = figure.values
    for bad in ({"structure": "layer", "w": 99}, {"structure": "layer", "q": 1}, {"structur": "layer"}, {"wrt": "q"}):
        with pytest.raises(ValueError, match="^cannot move "):
            figure.at(**bad)
        assert figure.values == before and figure.total == "4 + 12 = 16"


def test_what_is_wrong_with_a_formula_stays_until_it_is_mended():
    """Moving an input does not bring back the picture of another formula than the one that stands there."""
    figure = gv.paths(TWO, x=2).at(formula="y = x*", x=3)
    assert "y = x*" in figure.diagram.error and figure.values["x"] == 3
    assert remade(figure).diagram.error == figure.diagram.error
    figure.controls["x"].value = 4
    figure.mode.value = "race"
    assert "y = x*" in figure.diagram.error
    figure.structure.value = "layer"
    assert not figure.diagram.error and "w" in figure.controls
    figure.structure.value = "own"
    assert "y = x*" in figure.diagram.error
    figure.formula.value = "y = x*5"
    assert not figure.diagram.error and figure.recording.gradient("x") == 5
    figure.formula.value = "y = x*"
    figure.reset()
    assert not figure.diagram.error and figure.code == f"gv.paths({TWO!r}, x=2)"
