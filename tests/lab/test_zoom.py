"""One node close up: what arrives, its slopes, what it hands back; and what may be set by hand."""

import math

import numpy as np
import pytest

import gradviz as gv
from gradviz.lab.closeup.zoom import Zoom
from gradviz.pictures.labels import names
from gradviz.pictures.labels import slot_count as base_of
from gradviz.pictures.look import looked
from gradviz.recording import record
from tests.recording.traces import FIGURE

NUMBERS = {"w": 3.0, "x": 2.0, "b": 1.0, "t": 5.0}


def figure_1(node=None, **more):
    return gv.zoom(FIGURE, node=node, **{**NUMBERS, **more})


def rows(figure):
    """The table under the picture: input → (upstream, local, product)."""
    graph = figure.recording.graph
    start = base_of(graph, looked(edges="both"))
    texts = figure.diagram.texts[start:-1]
    assert len(texts) == 3 * len(graph.edges)
    return {names(graph)[e.source]: tuple(texts[3 * k : 3 * k + 3]) for k, e in enumerate(graph.edges)}


def test_a_node_has_in_out_upstream_local_and_downstream():
    """R44, R5: z gets 4 from above and hands 4 × 2 to w and 4 × 3 to x."""
    figure = figure_1("z")
    assert rows(figure) == {"w": ("4", "∂z/∂w = x = 2", "4 × 2 = 8"), "x": ("4", "∂z/∂x = w = 3", "4 × 3 = 12")}
    assert figure.recording.value("z") == 6.0
    assert figure.diagram.texts[-1] == "z: 4 arrives from above. w gets 4 × 2 = 8, x gets 4 × 3 = 12."
    assert "c = a·b" in figure.diagram.panel and "swapper" in figure.diagram.panel


@pytest.mark.parametrize("node", ["w", "x", "b", "t", "z", "y", "d", "L"])
def test_every_node_alone_hands_back_what_it_does_in_the_graph(node):
    """R7: it needs only its own slope."""
    figure, whole = figure_1(node), record(FIGURE, inputs=NUMBERS)
    position = whole.position(node)
    frame = whole.frame()
    assert figure.recording.gradient(node) == frame.gradients[position]
    expected = [frame.downstreams[k] for k, e in enumerate(whole.graph.edges) if e.target == position]
    assert figure.recording.frame().downstreams == expected


def test_an_upstream_set_by_hand_replaces_the_recorded_one_and_says_so():
    figure = figure_1("z")
    figure.upstream.value = 5.0
    assert figure.by_hand and figure.recording.gradient("x") == 15.0
    assert figure.diagram.texts[-1].startswith("You set the upstream gradient to 5; recorded is 4.")
    assert rows(figure)["w"][2] == "5 × 2 = 10"
    figure.controls["x"].value = 1.0
    assert figure.recording.gradient("w") == 5.0, "it stays when an input moves"
    figure.set_upstream(None)
    assert not figure.by_hand and figure.upstream.value == figure.recording.gradient("z") == -2.0


def test_the_slider_follows_what_is_recorded_and_grows_for_large_numbers():
    figure = figure_1("z")
    figure.controls["t"].value = -10.0
    assert figure.upstream.value == 34.0 and figure.upstream.max == 100.0 and not figure.by_hand


def test_another_node_is_chosen_by_key_list_picture_and_panel():
    figure = figure_1("z")
    figure.pressed("ArrowRight")
    assert figure.recording.graph.nodes[-1].name == "y"
    figure.picked(0)
    assert figure.recording.graph.nodes[-1].name == "z", "the first input of y"
    figure.pressed("End")
    assert figure.recording.graph.nodes[-1].name == "L"
    figure.pressed("ArrowRight")
    assert figure.recording.graph.nodes[-1].name == "L"
    figure.did("node", "0")
    name = figure.recording.graph.nodes[-1].name
    arrives = {"w": "8", "x": "12"}[name]
    assert figure.diagram.texts[-1] == f"{name} is an input: {arrives} arrives here, and that is its gradient."
    figure.chooser.value = 6
    assert figure.recording.graph.nodes[-1].name == "d"
    figure.did("node", "<script>")
    assert figure.recording.graph.nodes[-1].name == "d"


def test_the_panel_travels_only_with_another_node_or_structure():
    figure = figure_1("z")
    sent = []
    figure.diagram.observe(lambda change: sent.append(change), "panel")
    figure.controls["w"].value = 1.0
    figure.upstream.value = 2.0
    assert sent == []
    figure.pressed("ArrowRight")
    assert len(sent) == 1


def test_an_input_used_twice_is_told_with_its_sum():
    figure = gv.zoom("y = x*x", x=3)
    assert figure.diagram.texts[-1] == "y: 1 arrives from above. x gets 1 × 3 = 3, x gets 1 × 3 = 3, x gets 6 in all."


def test_operations_on_arrays_say_how_the_upstream_gradient_is_turned():
    def f(a):
        p = gv.softmax(a, dim=0)
        return p[0]

    figure = gv.zoom(f, node="p", a=[1.0, 2.0])
    assert "c_i·(g_i" in rows(figure)["a"][1] and figure.upstream.disabled
    assert figure.tangent.layout.display == "none"
    np.testing.assert_allclose(figure.recording.gradient("a"), record(f, a=[1.0, 2.0]).gradient("a"))


def test_the_tangent_has_the_slope_of_the_operation():
    """R44: the plot is of the node's own function, over one input with the others held."""
    figure = gv.zoom("s = sigmoid(a); y = s*a", node="s", a=0.0)
    plot = figure.tangent.plot
    tangent, curve = plot.series["its tangent"], plot.series["the operation"]
    slope = (tangent.ys[-1] - tangent.ys[0]) / (tangent.xs[-1] - tangent.xs[0])
    assert slope == pytest.approx(0.25) and "slope is 0.25" in plot.title
    for x, y in zip(curve.xs[::10], curve.ys[::10], strict=True):
        assert y == pytest.approx(1 / (1 + math.exp(-x)))
    figure.pressed("ArrowRight")
    assert [label for label, _ in figure.tangent.over.options] == ["s", "a"]
    figure.tangent.over.value = 1
    assert "y over a: at a = 0 the slope is 0.5" in plot.title


def test_inputs_of_equal_value_have_their_own_slopes():
    figure = gv.zoom("z = p - q", p=2, q=2)
    assert "slope is 1" in figure.tangent.plot.title
    figure.tangent.over.value = 1
    assert "slope is −1" in figure.tangent.plot.title


def test_where_a_function_has_no_value_the_plot_has_no_point():
    figure = gv.zoom("y = log(x)", x=1.0)
    assert min(figure.tangent.plot.series["the operation"].xs) > 0
    figure.controls["x"].value = -1.0
    assert figure.diagram.error == "" and "nan" in figure.diagram.texts[2] + figure.diagram.texts[1]


def test_the_node_is_kept_by_name_when_the_structure_changes():
    def f(x):
        u = x * 2
        if x.item() > 0:
            u = u + 1
        y = u * u
        return y

    figure = gv.zoom(f, node="y", x=3.0)
    figure.controls["x"].value = -3.0
    assert figure.recording.graph.nodes[-1].name == "y" and figure.recording.value("y") == 36.0
    figure.controls["x"].value = 3.0
    assert figure.recording.value("y") == 49.0


def test_a_function_that_fails_is_told_and_the_figure_lives_on():
    def f(x):
        if x.item() > 5:
            raise ValueError("too large")
        return x * x

    figure = gv.zoom(f, x=3.0)
    figure.controls["x"].value = 6.0
    assert "too large" in figure.diagram.error
    figure.pressed("ArrowLeft")
    figure.controls["x"].value = 2.0
    assert figure.diagram.error == "" and figure.whole.value("x") == 2.0


def test_a_figure_that_never_ran_takes_keys_and_clicks():
    def broken(x):
        raise RuntimeError("no")

    figure = gv.zoom(broken, x=1.0)
    figure.pressed("ArrowRight")
    figure.picked(0)
    figure.did("node", "3")
    figure.set_upstream(2.0)
    figure.reset()
    assert figure.recording is None and "no" in figure.fallback_text()


def test_a_graph_of_one_node_and_a_student_operation():
    figure = gv.zoom(lambda x: x, x=2.0)
    assert figure.recording.gradient("x") == 1.0

    @gv.tensor_op
    class twice(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            return 2 * a

        @staticmethod
        def backward(ctx, grad_output):
            return 2 * grad_output

    figure = gv.zoom(lambda x: twice(x) * 3, x=2.0)
    assert "operation of your own" in figure.diagram.panel and figure.recording.gradient("x") == 6.0


def test_reset_brings_back_node_inputs_and_upstream():
    figure = figure_1("y")
    figure.controls["w"].value = 1.0
    figure.pressed("End")
    figure.upstream.value = 9.0
    figure.reset()
    assert figure.recording.graph.nodes[-1].name == "y" and not figure.by_hand
    assert figure.recording.gradient("y") == 4.0


def test_a_node_that_is_not_there_is_refused_with_the_list():
    with pytest.raises(KeyError, match=r"node='q'.*w, x, b, t, z, y, d, L|node='q'.*x, w, b, t, z, y, d, L"):
        figure_1("q")
    with pytest.raises(TypeError, match="node is an option of zoom and an input"):
        gv.zoom(lambda node: node * 2, node=3)
    assert isinstance(gv.zoom(lambda node: node * 2, inputs={"node": 3}), Zoom)


def test_names_are_never_markup():
    figure = gv.zoom(lambda x: (x * 2).named("<img src=x>") * 3, x=1.0)
    assert "<img" not in figure.diagram.panel


def test_the_line_of_code_makes_the_same_figure():
    figure = figure_1("z")
    figure.pressed("ArrowRight")
    figure.controls["w"].value = 2.0
    again = eval(figure.code)
    assert again.recording.graph.nodes[-1].name == "y" and again.diagram.texts == figure.diagram.texts


def branching(x):
    if x.item() > 0:
        return (x * 2).named("up") * 3
    return (x**2).named("down") * 5


def test_the_line_of_code_leads_to_a_node_of_another_branch():
    figure = gv.zoom(branching, x=-1.0)
    figure.at(x=1.0)
    figure.to("up")
    assert figure.code == "gv.zoom(branching, x=-1.0).at(x=1.0).to('up')"
    figure.to("up", upstream=2)
    assert figure.code.endswith(".at(x=1.0).to('up', upstream=2.0)") and "node=" not in figure.code
    again = eval(figure.code)
    assert again.recording.graph.nodes[-1].name == "up" and again.diagram.texts == figure.diagram.texts
    with pytest.raises(KeyError, match="The nodes are: x, up"):
        figure.to("down")
    with pytest.raises(ValueError, match="one finite number"):
        figure.to("up", upstream=float("nan"))


def test_another_node_has_its_recorded_upstream_again():
    figure = figure_1("z")
    figure.set_upstream(9.0)
    figure.go(names(figure.whole.graph).index("d"))
    assert not figure.by_hand and figure.upstream.value == 4.0
    assert figure.recording.gradient("y") == 4.0


def test_the_curve_of_a_value_used_twice_moves_both():
    figure = gv.zoom(lambda x: x * x, x=3.0)
    found = figure.tangent.plot.series["the operation"]
    assert found.ys == pytest.approx([x * x for x in found.xs])


def test_the_line_of_code_keeps_an_upstream_gradient_set_by_hand():
    figure = figure_1("z")
    figure.set_upstream(12.5)
    figure.at(w=2.0)
    assert ", upstream=12.5)" in figure.code
    again = eval(figure.code)
    assert again.by_hand and again.upstream.value == 12.5 and again.diagram.texts == figure.diagram.texts
    again.set_upstream(None)
    assert "upstream" not in again.code
    again.reset()
    assert again.by_hand and again.upstream.value == 12.5


@pytest.mark.parametrize("upstream", [math.nan, math.inf, True, "1", [1.0]])
def test_an_upstream_gradient_that_is_no_number_is_refused(upstream):
    with pytest.raises(ValueError, match="one finite number"):
        gv.zoom("x*x", x=1.0, upstream=upstream)


def test_a_leaf_without_a_name_is_not_taken_for_a_node_of_the_smaller_picture():
    figure = gv.zoom(lambda x: x * gv.exp(gv.tensor(2.0, requires_grad=True) * 3), x=1, node=2)
    assert figure.diagram.texts[-1].endswith(" arrives from above. node 1 gets 403.4 × 3 = 1210.")
    assert "node 1" in figure.diagram.panel and ">3·(node 1)<" in figure.diagram.panel
    assert "n1#" not in figure.diagram.panel + figure.fallback_text() and "3·n1" not in figure.fallback_text()
