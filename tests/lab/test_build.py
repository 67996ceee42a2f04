"""The figure in which a learner builds a graph (R108): by hand, by keys and by calls, and what it says of it."""

import re

import pytest

import gradviz as gv
from gradviz.lab.building.build import PALETTE
from gradviz.recording.isomorphism import isomorphism

R108 = "L = log(sigmoid(w*x + b))"
pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


def figure(formula=R108, **given):
    return gv.build(formula, **(given or {"w": 0.5, "x": 2, "b": -1}))


def finished():
    made = figure()
    for op, *inputs in (["multiply", "x", "w"], ["add", "b", "v1"], ["sigmoid", "v2"], ["log", "v3"]):
        made.add(op, *inputs)
    return made


def caption(made):
    return made.diagram.texts[-1]


def kinds(figure):
    """The kinds of the nodes as they are drawn, in the order of the alphabet."""
    return sorted(re.findall(r'class="(?:node )+([^"]+)"', figure.diagram.svg))


def test_an_input_that_nothing_uses_yet_is_no_output():
    made = gv.build("sin(w*x)", w=1, x=2)
    assert kinds(made) == ["leaf", "leaf"]
    made.add("multiply", "w", "x")
    assert kinds(made) == ["leaf", "leaf", "op out"]


def test_a_single_input_is_no_output_before_anything_is_built_from_it():
    made = figure("L = exp(x)", x=1)
    assert kinds(made) == ["leaf"] and "leaf out" not in made.picture.svg
    made.add("exp", "x")
    assert kinds(made) == ["leaf", "op out"]
    assert "leaf out" in gv.draw(gv.record(lambda x: x, x=1)).svg, "what a function returns is its output"


def test_log_sigma_is_built_from_mul_add_sigmoid_and_log():
    """R108: in the learner's own order and names, with + and × either way round."""
    made = finished()
    assert made.correct and [node.op for node in made.graph.nodes[3:]] == ["multiply", "add", "sigmoid", "log"]
    assert made.check() == []
    assert caption(made).startswith("Right: it is the formula's graph, with 7 nodes and 6 edges.")


def test_while_ends_are_open_it_is_said_why_several_nodes_are_drawn_as_outputs():
    made = figure()
    assert "nothing uses yet has a double border" not in made.diagram.panel
    made.add("multiply", "w", "x")
    assert "An operation that nothing uses yet has a double border" in made.diagram.panel
    assert "nothing uses yet has a double border" not in finished().diagram.panel


def test_the_backward_pass_runs_on_the_right_graph_once_it_has_been_checked():
    made = finished()
    assert made.recording.gradient("w") is None
    made.check()
    assert [made.recording.gradient(name) for name in "wxb"] == [1.0, 0.25, 0.5]


def test_the_palette_and_the_choosers_build_by_hand():
    made = figure()
    palette = made.palette
    palette.operation.value = "multiply"
    made.picked(0)  # a click on w
    palette.choosers[1].node.value = "=x"
    palette.name.value = "z"
    made.buttons["add"].click()
    assert caption(made) == "Added z." and made.recording.value("z") == 1.0 and not palette.name.value
    assert [chooser.given for chooser in palette.choosers] == [None] * 3


def test_keys_add_undo_delete_and_check():
    made = figure()
    made.palette.operation.value = "exp"
    made.picked(1)
    made.pressed("a")
    assert [node.name for node in made.graph.nodes] == ["w", "x", "b", "v1"]
    made.pressed("u")
    assert len(made.graph.nodes) == 3
    made.pressed("u")
    assert caption(made) == "There is nothing to undo."
    made.diagram.picked = 2
    made.pressed("d")
    assert caption(made) == "Deleted b."
    made.pressed("c")
    assert caption(made) == "Missing: the input b. And 4 more."


def test_what_is_forgotten_is_asked_for():
    made = figure()
    made.palette.operation.value = "add"
    made.buttons["add"].click()
    assert caption(made) == "Choose input 1 first." and len(made.graph.nodes) == 3
    made.palette.choosers[0].node.value = made.palette.choosers[1].node.value = "#"
    made.buttons["add"].click()
    assert "numbers alone" in caption(made)


def test_a_number_is_part_of_the_operation():
    made = gv.build("f = x**2 * (3*x)", x=2)
    made.palette.operation.value = "power"
    made.palette.choosers[0].node.value, made.palette.choosers[1].node.value = "=x", "#"
    assert made.palette.choosers[1].number.layout.display == ""
    made.palette.choosers[1].number.value = 2.0
    made.buttons["add"].click()
    made.add("multiply", 3, "x")
    made.add("multiply", "v2", "v1")
    assert made.correct and made.recording.value("v3") == 24.0


def test_operations_that_do_not_commute_are_told():
    made = gv.build("d = y - t; L = d**2", y=7, t=5)
    made.add("subtract", "t", "y")
    made.add("power", "v1", 2)
    assert not made.correct
    (said,) = made.check()
    assert said.startswith("Your v1 has its inputs the other way round: t − y. The formula has y − t, and for −")
    assert made.lit.nodes == {made.recording.position("v1")}, "the node that it is about is lit"


def test_computing_twice_is_told_from_using_twice():
    made = gv.build("s = x**2; y = s + s", x=3)
    made.add("power", "x", 2)
    made.add("power", "x", 2)
    made.add("add", "v1", "v2")
    assert made.check() == ["You computed x² twice. The value may be used more than once."]
    made.delete("v2")
    made.add("add", "v1", "v1")
    assert made.correct


def test_an_input_drawn_twice_is_refused_by_name():
    made = gv.build("f = x**2 * (3*x)", x=2)
    made.add("input", "x")
    made.add("power", "x", 2)
    made.add("multiply", 3, "x (2)")
    made.add("multiply", "v1", "v2")
    assert made.check() == ["You drew x twice. An input is one node, and may be used more than once."]


def test_what_the_check_has_found_goes_when_the_graph_changes():
    made = figure()
    made.check()
    assert "gv-findings" in made.diagram.panel
    made.add("multiply", "w", "x")
    assert "gv-findings" not in made.diagram.panel and made.lit is None


def test_without_any_node_it_says_so_and_goes_on():
    made = figure()
    for name in "wxb":
        made.did("delete", name)
    assert made.graph is None and not made.correct and made.diagram.error == "There is no node yet. Add an input."
    assert made.check()[0] == "Missing: the input w."
    made.add("input", "w")
    assert made.diagram.error == "" and made.recording.value("w") == 0.5
    made.clear()
    assert len(made.graph.nodes) == 3


def test_a_function_is_built_as_well_and_its_formula_read_off():
    def loss(w, x, t):
        d = w * x - t
        return d**2

    made = gv.build(loss)
    assert made.formula == "d = w*x - t; n5 = d**2" and made.given == {"w": 2.0, "x": 3.0, "t": 4.0}


def test_the_palette_always_has_what_the_formula_needs():
    made = gv.build("y = softplus(x)", palette=["add"])
    offered = [value for _, value in made.palette.operation.options]
    assert offered == ["add", "softplus", "input"]
    assert {*PALETTE} <= {value for _, value in figure().palette.operation.options}


@pytest.mark.parametrize("call, kind, said", [
    (lambda: gv.build("y = x", 3), TypeError, "x=3"), (lambda: gv.build("y = x*", x=1), gv.FormulaError, "y = x"),
    (lambda: gv.build("y = exp(x)", q=1), gv.FormulaError, "unknown input"),
    (lambda: gv.build("y = exp(x)", palette=["adds"]), ValueError, "Did you mean 'add'"),
    (lambda: gv.build("y = exp(palette)", palette=["add"]), TypeError, "inputs="),
    (lambda: gv.build("y = sum(softmax(x, dim=0))", x=[1.0, 2.0]), ValueError, "has options"),
    (lambda: figure().add("adds", "w", "x"), ValueError, "Did you mean 'add'"),
    (lambda: figure().add("add", "w"), TypeError, "takes 2 inputs"),
    (lambda: figure().add("input", "q"), KeyError, "no input 'q'"),
    (lambda: figure().delete("q"), KeyError, "no node is called 'q'"),
])  # fmt: skip
def test_what_does_not_fit_is_said(call, kind, said):
    with pytest.raises(kind, match=re.escape(said)):
        call()


def test_what_cannot_be_computed_changes_nothing():
    made = gv.build("y = sum(a*b)", a=[1.0, 2.0], b=[3.0, 4.0], inputs=None)
    with pytest.raises((TypeError, ValueError)):
        made.add("log", "a", "b")
    assert len(made.draft.parts) == 2


def test_names_cannot_break_the_panel():
    made = figure()
    made.add("exp", "w", name="<b>&")
    assert "<b>" not in made.diagram.panel and "&lt;b&gt;&amp;" in made.diagram.panel


def test_the_learners_graph_is_drawn_in_a_static_notebook_too():
    bundle = finished()._repr_mimebundle_()
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "v4" in bundle["text/plain"] and "<img" in bundle["text/html"]


def test_the_graph_is_the_recordings_own():
    made = finished()
    assert made.graph is made.recording.graph and isomorphism(made.graph, gv.record(R108, w=1, x=2, b=3).graph)
