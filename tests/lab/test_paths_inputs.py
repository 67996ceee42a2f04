"""The figure `paths` on what a student may give it: formulas and functions of all kinds, and what does not fit."""

import random
import re

import ipywidgets as widgets
import pytest
from ipywidgets.widgets.widget import _instances as alive

import gradviz as gv
from tests.lab.test_paths import caption, panel
from tests.pictures.graphs import neuron

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


def test_ones_own_formula_gets_controls_for_its_inputs():
    figure = gv.paths()
    figure.structure.value = "own"
    figure.controls["x"].value = 3
    figure.formula.value = "y = x*q + q**2"
    assert list(figure.controls)[5:] == ["x", "q"] and figure.controls["x"].value == 3
    assert caption(figure).startswith("Path 1 of 1: x → × → y.")


def test_a_formula_that_cannot_be_read_is_said_in_the_pictures_place():
    figure = gv.paths("y = x*x", x=3)
    figure.formula.value = "y = x*"
    assert "cannot be read" in figure.diagram.error and figure.diagram.svg
    figure.pressed("ArrowRight")
    assert figure.diagram.error, "the message stays until the formula is mended"
    figure.formula.value = "y = x*x*x"
    assert figure.diagram.error == "" and figure.total == "9 + 9 + 9 = 27"


def test_a_function_that_raises_is_said_and_the_figure_lives_on():
    def f(x):
        if x.item() > 5:
            raise RuntimeError("too large")
        return x * x

    figure = gv.paths(f, x=3)
    figure.controls["x"].value = 6
    assert "too large" in figure.diagram.error and "raise RuntimeError" in figure.diagram.error
    figure.controls["x"].value = 4
    assert figure.diagram.error == "" and figure.total == "4 + 4 = 8"


def test_another_structure_under_the_slider_has_other_paths():
    figure = gv.paths(lambda x: x * x + x if x.item() > 0 else x * 3, x=2)
    figure.pressed("End")
    assert figure.total == "2 + 2 + 1 = 5"
    figure.controls["x"].value = -1
    assert figure.products == ["3"] and figure.total == "3" and figure.scrubber.count == 2


def test_arrays_have_no_product_of_numbers_and_it_is_said():
    figure = gv.paths("L = sum(x*w)", x=[1.0, 2.0], w=3, wrt="w")
    assert figure.products == ["arrays: a product of Jacobians, not of numbers"] and figure.total == "3"
    figure.mode.value = "race"
    figure.pressed("End")
    assert "arrays: a product of Jacobians" in caption(figure)


def test_a_single_node_has_one_path_without_edges():
    figure = gv.paths(lambda x: x, x=3)
    assert figure.products == ["1"] and figure.total == "1"
    figure.mode.value = "race"
    figure.pressed("End")


def test_nan_and_inf_are_shown_as_they_are():
    figure = gv.paths("y = log(x) + x", x=0)
    assert figure.total == "inf + 1 = inf"


@pytest.mark.parametrize("call, kind, said", [
    (lambda: gv.paths(x=3), TypeError, "no function"), (lambda: gv.paths("x*x", 3), TypeError, "x=3"),
    (lambda: gv.paths("x*", x=1), gv.FormulaError, "x*"), (lambda: gv.paths("x*y", x=1), gv.FormulaError, "y"),
    (lambda: gv.paths("x*x", x=1, wrt="q"), KeyError, "no node is called 'q'"),
    (lambda: gv.paths("wrt*x", x=1, wrt="x"), TypeError, "inputs="),
    (lambda: gv.paths(3, x=1), TypeError, "expected a function"),
])  # fmt: skip
def test_what_does_not_fit_is_said(call, kind, said):
    with pytest.raises(kind, match=re.escape(said)):
        call()


def test_a_leaf_without_gradient_has_no_path():
    c = gv.tensor(3.0, name="c")
    with pytest.raises(ValueError, match="no gradient flows to c"):
        gv.paths(lambda x: x * c, x=2, wrt="c")


def test_thirty_inputs_have_thirty_sliders():
    text = "L = " + " + ".join(f"x{k}*x{k}" for k in range(30))
    figure = gv.paths(text, inputs={f"x{k}": 1 for k in range(30)})
    assert len(figure.inputs.children) == 30 and figure.total == "1 + 1 = 2"


def test_a_huge_graph_is_counted_and_said_not_drawn():
    def chain(x):
        for _ in range(1000):
            x = x + x * 0.5
        return x

    figure = gv.paths(chain, x=(0, 1e-3))
    assert figure.diagram.svg == "" and "× 10³⁰¹" in figure.diagram.panel
    figure.controls["x"].value = 1e-4


def test_what_was_recorded_or_computed_has_paths_too():
    recording = gv.record("a = x**2; b = x**3; y = a + b", x=2)
    x = gv.tensor(2.0, requires_grad=True, name="x")
    for figure in (gv.paths(recording), gv.paths(recording, wrt="x"), gv.paths(x**2 + x**3)):
        assert figure.total == "4 + 12 = 16" and not figure.inputs.children
        figure.structure.value = "single"
        assert figure.total == "1.081"
        figure.reset()
        assert figure.total == "4 + 12 = 16"
    assert x.grad is None
    with pytest.raises(TypeError, match="computed already"):
        gv.paths(recording, x=3)


def test_of_several_passes_the_last_is_raced():
    w = gv.tensor(1.0, requires_grad=True, name="w")
    with gv.record() as recording:
        for _ in range(2):
            (w * w + w).backward()
            w.grad = None
    figure = gv.paths(recording)
    assert figure.total == "1 + 1 + 1 = 3"
    figure.mode.value = "race"
    assert figure.recording.frame(figure.index).gradients[1:] == [None, 1.0]
    figure.pressed("End")
    assert caption(figure).startswith("The sweep has visited 4 of 4 edges.")


def test_in_a_large_graph_that_is_drawn_folded_a_path_leads_through_groups():
    def net(x0, x1):
        rng, values = random.Random(1), [x0, x1]
        for layer, size in enumerate((6, 6, 1), 1):
            with gv.group(f"layer {layer}"):
                values = [neuron(values, rng) for _ in range(size)]
        return values[0] * values[0]

    figure = gv.paths(net, x0=1, x1=2)
    drawn, recorded = figure._view.graph, figure.recording.graph
    assert len(drawn.nodes) < 40 < len(recorded.nodes) and figure.ways.walk.paths == 72
    assert [drawn.nodes[k].name for k in sorted(figure.lit.nodes)][:2] == ["x0", "layer 1"]
    assert panel(figure)[0][0] == "current" and "×" in panel(figure)[0][1][-1]
    figure.diagram.picked = [node.name for node in drawn.nodes].index("layer 1")
    assert caption(figure).startswith("No path to multiply begins there")
    figure.diagram.picked = [node.name for node in drawn.nodes].index("x1")
    assert figure.leaf.label == "x1"


def test_another_structure_leaves_no_controls_behind():
    figure = gv.paths()
    figure.structure.value = "doublings"
    before = len(alive)
    for count in (3, 5, 7, 9):
        figure.count.value = count
    assert len(alive) == before


def test_a_control_of_the_learners_own_goes_on_living_and_is_followed_once():
    runs = []

    def f(x):
        runs.append(x.item())
        return x * x

    own = widgets.FloatSlider(2.0)
    figure = gv.paths(f, x=own)
    for key in ("single", "function", "single", "function"):
        figure.structure.value = key
    runs.clear()
    own.value = 3.0
    assert runs == [3.0] and figure.total == "3 + 3 = 6"
