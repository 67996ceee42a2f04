"""The tree view: a shared node once for each use, and the gradient of each path (R17)."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given

import gradviz as gv
from gradviz.pictures.tree import MOST, tree_size, tree_view
from gradviz.recording import Frame
from tests.pictures.graphs import graphs


def tree(recording):
    view = tree_view(recording.graph)
    return view, view.frame_of(recording.frame())


def doublings(count):
    x = gv.tensor(1.0, requires_grad=True, name="x")
    for _ in range(count):
        x = x + x
    return x


def test_a_shared_input_is_shown_twice_with_a_part_of_its_gradient_each():
    """R17: x²·3x at 2 as a graph has one x, and as a tree two, with 24 + 12 = 36."""
    recording = gv.record("x**2 * (3*x)", x=2)
    assert [node.name for node in recording.graph.nodes].count("x") == 1 and recording.gradient("x") == 36
    view, frame = tree(recording)
    assert [node.name or node.symbol for node in view.graph.nodes] == ["x", "^", "x", "×", "×"]
    assert frame.values == [2.0, 4.0, 2.0, 6.0, 24.0] and frame.gradients == [24.0, 6.0, 12.0, 4.0, 1.0]
    assert [tuple(edge) for edge in view.graph.edges] == [(0, 1, 0), (2, 3, 1), (1, 4, 0), (3, 4, 1)]
    assert frame.upstreams == [6.0, 4.0, 1.0, 1.0] and frame.downstreams == [24.0, 12.0, 6.0, 4.0]
    assert "∂ 24" in gv.draw(recording, tree=True).source


def test_a_node_shared_in_the_middle_takes_all_below_it_along():
    recording = gv.record("y = sin(x); z = y*y + y", x=0.5)
    _, frame = tree(recording)
    y, slope = math.sin(0.5), math.cos(0.5)
    assert frame.gradients == pytest.approx([y * slope, y, y * slope, y, 1, slope, 1, 1])


@given(graphs())
def test_a_tree_has_one_use_for_each_node_and_all_paths(drawn):
    graph, frame = drawn
    paths = Counter({graph.output: 1})
    for source, target, _ in reversed(graph.edges):
        paths[source] += paths[target]
    assert tree_size(graph) == sum(paths.values())
    if tree_size(graph) > MOST:
        return
    view = tree_view(graph)
    assert Counter(m for (m,) in view.members) == paths
    uses = Counter(edge.source for edge in view.graph.edges)
    assert uses == dict.fromkeys(range(len(view.graph.nodes) - 1), 1)
    assert all(edge.source < edge.target for edge in view.graph.edges)
    assert [edge[1:] for edge in view.graph.edges] == sorted(edge[1:] for edge in view.graph.edges)
    shown = view.frame_of(frame)
    assert shown.values == [frame.values[m] for (m,) in view.members]


@given(graphs(most=9))
def test_the_parts_of_a_gradient_add_up_to_it(drawn):
    """Against a sweep of its own: locals at random, every node's gradient the sum over its uses."""
    graph, frame = drawn
    if tree_size(graph) > MOST:
        return
    frame.locals = [number if number is not None else 2.0 for number in frame.locals]
    gradients = [0.0] * len(graph.nodes)
    gradients[graph.output] = 1.0
    for number in reversed(range(len(graph.edges))):
        source, target, _ = graph.edges[number]
        frame.upstreams[number] = gradients[target]
        frame.downstreams[number] = gradients[target] * frame.locals[number]
        gradients[source] += frame.downstreams[number]
    frame.gradients = gradients
    view = tree_view(graph)
    sums = [0.0] * len(graph.nodes)
    for (member,), part in zip(view.members, view.frame_of(frame).gradients, strict=True):
        sums[member] += part
    assert sums == pytest.approx(gradients)


def test_nothing_is_computed_before_the_backward_pass():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    picture = gv.draw(x**2 * (3 * x), tree=True)
    assert picture.frame.gradients == [None] * 5 and picture.frame.values[0] == 2.0
    recording = gv.record("x**2 * (3*x)", x=2)
    view = tree_view(recording.graph)
    known = [sum(g is not None for g in view.frame_of(recording.frame(k)).gradients) for k in range(len(recording))]
    assert known == sorted(known) and known[:4] == [0, 0, 0, 0] and known[-1] == 5


def test_after_two_passes_a_leaf_shows_what_one_pass_brought_along_each_path():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    y = x**2 * (3 * x)
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.item() == 72 and gv.draw(y, tree=True).frame.gradients == [24.0, 6.0, 12.0, 4.0, 1.0]
    once = gv.tensor(2.0, requires_grad=True, name="x")
    z = once**2
    z.backward(retain_graph=True)
    z.backward()
    assert once.grad.item() == 8 and gv.draw(z, tree=True).frame.gradients == [4.0, 1.0]


def test_arrays_flow_along_paths_too_and_broadcasting_is_undone():
    x = gv.tensor([[1.0], [2.0]], requires_grad=True, name="x")
    w = gv.tensor([3.0, 4.0, 5.0], requires_grad=True, name="w")
    p = x * w
    recording = gv.record((gv.exp(p * 0) * p + p).sum())
    view, frame = tree(recording)
    for name in "xw":
        parts = [g for node, g in zip(view.graph.nodes, frame.gradients, strict=True) if node.name == name]
        assert len(parts) == 3 and {part.shape for part in parts} == {recording.value(name).shape}
        np.testing.assert_allclose(sum(parts), recording.gradient(name))


def test_a_number_spread_over_an_array_gets_a_number_back():
    s, a = gv.tensor(2.0, requires_grad=True, name="s"), gv.tensor([1.0, 2.0], requires_grad=True, name="a")
    y = s * a
    _, frame = tree(gv.record((y * y).sum()))
    assert [g for g in frame.gradients if isinstance(g, float)][:2] == [10.0, 10.0]


def test_where_an_operation_is_not_elementwise_a_part_of_the_gradient_is_not_known():
    """A softmax used twice: what of its input's gradient came along which path was not recorded."""
    x = gv.tensor([1.0, 2.0], requires_grad=True, name="x")
    p = gv.softmax(x, dim=0)
    view, frame = tree(gv.record((p * gv.tensor([1.0, 3.0])).sum() + (p * p).sum()))
    assert [g for node, g in zip(view.graph.nodes, frame.gradients, strict=True) if node.name == "x"] == [None] * 3
    once = gv.record((gv.softmax(x, dim=0) * gv.tensor([1.0, 3.0])).sum())
    np.testing.assert_allclose(tree(once)[1].gradients[0], once.gradient("x"))


def test_a_gradient_that_a_hook_replaced_is_not_divided_among_paths():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    y = (x * 5).named("y")
    y.register_hook(lambda g: g * 100)
    recording = gv.record(y * 3 + y)
    view, frame = tree(recording)
    gradients = [(node.name, g) for node, g in zip(view.graph.nodes, frame.gradients, strict=True) if node.name]
    assert recording.gradient("x") == 2000.0 and gradients == [("x", None), ("y", 3.0), ("x", None), ("y", 1.0)]
    alone = (x * 5).named("y")
    alone.register_hook(lambda g: g * 100)
    _, frame = tree(gv.record(alone * 3))
    assert frame.gradients == [1500.0, 300.0, 1.0]


def test_gradients_that_cancel_but_for_rounding_are_still_divided():
    recording = gv.record("y = x*1; L = y*0.1 + y*0.2 - y*0.3", x=1.0)
    assert [g for g in tree(recording)[1].gradients if g is None] == []


@pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")
def test_nan_and_inf_flow_along_their_paths():
    _, frame = tree(gv.record("y = log(x); L = y*y", x=0.0))
    assert [str(g) for g in frame.gradients] == ["-inf", "-inf", "-inf", "-inf", "1.0"]
    _, frame = tree(gv.record("y = x*1; L = y*a + y", x=1.0, a=float("nan")))
    assert [str(g) for g in frame.gradients] == ["nan", "nan", "1.0", "1.0", "1.0", "1.0", "1.0"]


@pytest.mark.parametrize("make, texts", [
    (lambda: gv.tensor(5.0, name="x"), ["x", "leaf", "5"]),
    (lambda: gv.tensor(np.zeros(0), requires_grad=True, name="x"), ["x", "leaf", "[]"]),
    (lambda: gv.tensor(np.array(2.0), requires_grad=True, name="x"), ["x", "leaf", "2"]),
    (lambda: gv.tensor(np.zeros(0), requires_grad=True, name="x").sum(), ["Σ", "[]", "0"]),
    (lambda: gv.tensor(np.array(2.0), requires_grad=True, name="x") ** 2, ["x²", "4"]),
])  # fmt: skip
def test_a_leaf_no_edges_0_d_and_empty_arrays(make, texts):
    picture = gv.draw(make(), tree=True)
    assert all(text in picture.text for text in texts) and "<svg" in picture.svg
    assert len(picture.graph.nodes) == len(picture.text.splitlines()) - 1


def test_a_leaf_alone_shows_its_gradient():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    (x * x).backward()
    assert gv.draw(x, tree=True).frame.gradients == [4.0]


@pytest.mark.parametrize("make, many", [
    (lambda: doublings(9), "1,023"), (lambda: doublings(60), "2,305,843,009,213,693,951"),
    (lambda: doublings(1000), r"more than 1e\+24"),
])  # fmt: skip
def test_a_tree_beyond_the_limit_is_refused_at_once(make, many):
    """The paths are counted and not walked."""
    output = make()
    message = f"would have {many}, and at most 500 are drawn.*paths multiply.*tree=False"
    with pytest.raises(ValueError, match=message):
        gv.draw(output, tree=True)
    assert len(gv.draw(doublings(7), tree=True).graph.nodes) == 255


def test_an_empty_frame_stays_empty():
    graph = gv.record("x*x + x", x=1.0).graph
    frame = tree_view(graph).frame_of(Frame.empty(graph))
    assert all(number is None for row in (frame.values, frame.gradients, frame.downstreams) for number in row)


def test_the_copies_of_a_name_are_told_apart_in_the_text():
    assert [line.split()[2] for line in gv.draw(gv.record("x*x", x=3), tree=True).text.splitlines()[1:]] == [
        "leaf", "leaf", "9",
    ]  # fmt: skip
    assert "x#0·x#1" in gv.draw(gv.record("x*x", x=3), tree=True).text
