"""Two figures that move together: also in inputs that come later, and as far as each of them reaches."""

import ipywidgets as widgets
import numpy as np
import traitlets

import gradviz as gv

OWN = "y = x*q + q**2"


def test_another_structure_is_taken_by_a_linked_figure_with_its_inputs():
    """Issue 5: figures compose with others."""
    one, other = gv.paths(), gv.paths()
    one.link(other)
    one.at(structure="layer", w=-1)
    assert one.values == other.values and other.values["w"] == -1 and other.total == one.total
    other.structure.value = "doublings"
    other.controls["doublings"].value, other.controls["a0"].value = 3, 2
    assert one.values == other.values and one.ways.walk.paths == 8 and one.recording.value("a0") == 2
    one.at(structure="own", formula=OWN, q=3)
    one.leaf.value = "q"
    assert one.values == other.values and other.values["wrt"] == "q" and other.total == one.total


def test_another_structure_is_taken_by_a_figure_that_is_linked_by_its_values():
    one, other = gv.paths(), gv.paths()
    traitlets.link((one, "values"), (other, "values"))
    for structure in ("layer", "doublings", "single", "own"):
        one.structure.value = structure
        assert one.values == other.values == other.controls.now and not other.diagram.error
    other.at(formula=OWN, q=-2)
    assert one.values == other.values and one.controls["q"].value == -2
    other.formula.value = "y = x*"
    assert one.diagram.error == other.diagram.error != ""
    other.formula.value = OWN
    assert one.values == other.values and not one.diagram.error


def test_what_a_linked_figure_has_not_is_left_out():
    one, other = gv.paths("y = a*b", a=1, b=2), gv.paths(lambda a: a * a, a=3)
    unlink = one.link(other, "a", "wrt")
    assert one.values["a"] == 3
    one.leaf.value = "b"
    assert other.values["wrt"] == "a" and not other.diagram.error
    one.at(formula="y = c + 1")
    other.at(a=5)
    assert "a" not in one.values
    one.at(formula="y = a + 1", a=4)
    assert other.values["a"] == 4
    unlink()
    one.at(a=6)
    assert other.values["a"] == 4


def test_one_that_reaches_less_far_does_not_pull_the_other_back():
    one, other = gv.explore("x*y", x=(0, 10), y=1), gv.explore("x + y", x=(0, 4), y=1)
    one.link(other)
    one.at(x=8)
    one.at(y=3)
    assert (one.values, other.values) == ({"x": 8.0, "y": 3.0}, {"x": 4.0, "y": 3.0})
    other.at(y=-1)
    assert one.values == {"x": 8.0, "y": -1.0}


def test_three_figures_move_in_a_ring_and_each_runs_once():
    ring, runs = [gv.explore("x*x", x=1) for _ in range(3)], []
    for figure, other in zip(ring, [*ring[1:], ring[0]], strict=True):
        figure.link(other)
    for figure in ring:
        tick = figure.tick
        figure.tick = lambda moved=None, tick=tick: (runs.append(moved), tick(moved))
    ring[0].controls["x"].value = 5
    assert [figure.values["x"] for figure in ring] == [5.0] * 3 and len(runs) == 3


def test_a_locked_control_follows_the_figure_it_is_linked_with():
    pupil, teacher = gv.gates("max", lock=["gate", "x"]), gv.gates("max")
    pupil.link(teacher)
    teacher.at(gate="relu", x=-2)
    assert pupil.gate == "relu" and pupil.values == teacher.values
    pupil.pressed("ArrowLeft")
    assert teacher.gate == "relu"


class Vector(widgets.DOMWidget, widgets.ValueWidget):
    """A learner's own control of an array."""

    value = traitlets.Any()


def test_controls_that_hold_arrays_are_linked_and_told_too():
    one, other = [gv.explore("y = sum(x*x) + w", x=Vector(value=np.array([1.0, 2.0])), w=1) for _ in range(2)]
    one.link(other)
    one.controls["x"].value = np.array([3.0, 4.0])
    assert other.recording.value("y") == 26
    assert one.code == "gv.explore('y = sum(x*x) + w', x=[3.0, 4.0], w=1).at(x=[3.0, 4.0])"
