"""Joined nodes: never a cycle, nothing lost, nothing counted twice, no number that was not recorded (R18)."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.pictures.joining import join
from gradviz.recording import Edge, Frame, Graph
from tests.pictures.graphs import graphs, plain_node


def joined(graph):
    return join(graph, [node.groups for node in graph.nodes])


def chain(*paths, edges):
    """A graph of nodes with these groups."""
    targets = Counter(target for _, target in edges)
    nodes = tuple(plain_node(not targets[k], tuple(path)) for k, path in enumerate(paths))
    return Graph(nodes, tuple(Edge(s, t, k) for k, (s, t) in enumerate(sorted(edges, key=lambda e: e[1]))))


@given(graphs())
def test_a_joined_graph_is_acyclic_in_tape_order_and_shows_every_node_once(drawn):
    graph, _ = drawn
    view = joined(graph)
    assert all(edge.source < edge.target for edge in view.graph.edges)
    assert sorted(m for members in view.members for m in members) == list(range(len(graph.nodes)))
    assert graph.output in view.members[-1]
    for node, members in zip(view.graph.nodes, view.members, strict=True):
        paths = {graph.nodes[m].groups for m in members}
        assert len(paths) == 1 and list(members) == sorted(members)
        if len(members) == 1:
            assert node is graph.nodes[members[0]]
        else:
            (path,) = paths
            assert path and node.op == "group" and node.groups == path[:-1]
            assert (
                node.name.startswith(path[-1])
                and node.symbol == f"▣ {sum(not graph.nodes[m].is_leaf for m in members)}"
            )


@given(graphs())
def test_every_edge_between_units_is_drawn_once_and_no_other(drawn):
    graph, _ = drawn
    view = joined(graph)
    place = {m: k for k, members in enumerate(view.members) for m in members}
    wanted = Counter((place[s], place[t]) for s, t, _ in graph.edges if place[s] != place[t])
    found = Counter()
    for source, target, argument in view.graph.edges:
        found[source, target] += view.graph.nodes[target].joins[argument] if view.graph.nodes[target].joins else 1
    assert found == wanted
    names = [(target, argument) for _, target, argument in view.graph.edges]
    assert len(set(names)) == len(names) and names == sorted(names)


@given(graphs())
def test_what_reaches_a_node_that_is_drawn_is_what_was_recorded(drawn):
    """The contributions into every node that is kept add up to those recorded."""
    graph, frame = drawn
    view = joined(graph)
    shown, sums, wanted = view.frame_of(frame), defaultdict(float), defaultdict(float)
    for number, edge in enumerate(view.graph.edges):
        if len(view.members[edge.source]) == 1 and shown.downstreams[number] is not None:
            sums[view.members[edge.source][0]] += shown.downstreams[number]
    for number, edge in enumerate(graph.edges):
        if any(members == (edge.source,) for members in view.members) and frame.downstreams[number] is not None:
            wanted[edge.source] += frame.downstreams[number]
    assert sums == wanted


@given(graphs())
def test_a_number_that_was_not_computed_stays_so(drawn):
    graph, _ = drawn
    shown = joined(graph).frame_of(Frame.empty(graph))
    assert all(number is None for numbers in (shown.values, shown.gradients, shown.downstreams) for number in numbers)


@given(graphs(), st.data())
def test_a_group_whose_nodes_are_neighbours_on_the_tape_is_never_split(drawn, data):
    """What a `with` block or a module's call recorded is such a run: it is drawn as one node."""
    graph, _ = drawn
    start = data.draw(st.integers(0, len(graph.nodes) - 1))
    end = data.draw(st.integers(start + 1, len(graph.nodes)))
    paths = [("run",) if start <= k < end else () for k in range(len(graph.nodes))]
    view = join(graph, paths)
    assert tuple(range(start, end)) in view.members


def test_a_group_that_feeds_itself_through_others_is_drawn_in_parts():
    graph = chain("", "g", "g", "", "g", "g", edges=[(0, 1), (1, 2), (2, 3), (3, 4), (2, 4), (4, 5)])
    view = joined(graph)
    assert [node.name for node in view.graph.nodes] == [None, "g (1/2)", None, "g (2/2)"]
    assert view.members == ((0,), (1, 2), (3,), (4, 5))


def test_two_groups_that_feed_each_other_are_drawn_in_parts_and_others_are_left_whole():
    paths = ["", "c", "", "c", "a", "b", "a", "a", "b", "b", "d", "", "d", ""]
    through = [(k, k + 1) for k in range(3, 10)]
    edges = [(0, 1), (0, 2), (1, 3), (2, 13), *through, (9, 11), (10, 12), (11, 13), (12, 13)]
    view = joined(chain(*paths, edges=edges))
    names = [node.name for node in view.graph.nodes]
    assert names == [None, None, "c", None, None, "a (2/2)", "b (2/2)", None, "d", None]


def test_a_leaf_that_was_made_early_stands_with_its_first_use_when_a_group_is_split():
    graph = chain("g", "", "g", "", "g", edges=[(1, 2), (2, 3), (3, 4), (0, 4)])
    assert joined(graph).members == ((1,), (2,), (3,), (0, 4))


def group_of(f, x):
    with gv.group("g"):
        return f(x)


def test_a_group_has_the_value_and_the_gradient_of_its_output():
    x = gv.tensor(3.0, requires_grad=True, name="x")
    recording = gv.record(group_of(lambda x: gv.exp(x * 0) * x, x) ** 2)
    view = joined(recording.graph)
    frame = view.frame_of(recording.frame())
    assert frame.values == [3.0, 3.0, 9.0] and frame.gradients == [6.0, 6.0, 1.0]
    assert frame.downstreams == [6.0, 6.0] and view.graph.nodes[1].shape == ()


def test_several_outputs_are_an_array_of_them_and_their_gradients_too():
    x = gv.tensor(3.0, requires_grad=True, name="x")
    a, b = group_of(lambda x: (x * 2, x * 5), x)
    recording = gv.record(a * 10 + b)
    view = joined(recording.graph)
    frame, node = view.frame_of(recording.frame()), view.graph.nodes[1]
    assert frame.values[1].tolist() == [6.0, 15.0] and frame.gradients[1].tolist() == [10.0, 1.0]
    assert node.shape == (2,) and node.name == "g" and node.joins == (2,)
    assert frame.downstreams[0] == 25.0 and frame.locals[0] is None
    text = gv.draw(recording, fold=True).text
    assert "x: 2 edges" in text and "[6, 15]" in text and "▣ 2(x)" in text


@pytest.mark.parametrize("shapes, whole", [([(2, 3), (2, 3)], (2, 2, 3)), ([(2, 3), (4,)], (10,)), ([(0,), ()], (1,))])
def test_outputs_that_are_arrays_stand_in_a_stack_or_in_a_row(shapes, whole):
    with gv.group("g"):
        outputs = [gv.tensor(np.ones(shape), requires_grad=True) * 2 for shape in shapes]
    recording = gv.record(sum((out.sum() for out in outputs[1:]), outputs[0].sum()))
    view = joined(recording.graph)
    (place,) = [k for k, node in enumerate(view.graph.nodes) if node.op == "group"]
    frame = view.frame_of(recording.frame())
    assert view.graph.nodes[place].shape == frame.values[place].shape == frame.gradients[place].shape == whole
    assert gv.draw(recording, fold=True).svg


def test_half_of_the_outputs_is_no_value():
    x = gv.tensor(3.0, requires_grad=True, name="x")
    a, b = group_of(lambda x: (x * 2, x * 5), x)
    recording = gv.record(a + b)
    view = joined(recording.graph)
    assert [view.frame_of(recording.frame(k)).values[1] is None for k in range(4)] == [True, True, False, False]


def test_an_edge_has_a_local_gradient_where_it_is_that_of_what_is_drawn():
    """Of an inner operation it is not that of the group; of the only output it is."""
    x, y = gv.tensor(3.0, requires_grad=True, name="x"), gv.tensor(2.0, requires_grad=True, name="y")
    recording = gv.record(group_of(lambda x: (x * 5 + 1) * y, x) * 7)
    view = joined(recording.graph)
    frame = view.frame_of(recording.frame())
    called = {(view.graph.nodes[e.source].name, k): frame.locals[k] for k, e in enumerate(view.graph.edges)}
    assert called == {("x", 0): None, ("y", 1): 16.0, ("g", 2): 7.0}
    assert frame.upstreams == [None, 7.0, 1.0] and frame.downstreams == [70.0, 112.0, 7.0]


def test_a_source_that_needs_no_gradient_takes_no_part_in_a_contribution():
    data, w = gv.tensor(3.0, name="d"), gv.tensor(2.0, requires_grad=True, name="w")
    recording = gv.record(group_of(lambda w: (data * w) + data, w) * 1)
    view = joined(recording.graph)
    frame = view.frame_of(recording.frame())
    assert dict(zip([view.graph.nodes[e.source].name for e in view.graph.edges], frame.downstreams, strict=True)) == {
        "d": None, "w": 3.0, "g": 1.0,
    }  # fmt: skip


def test_between_groups_only_what_needs_a_gradient_counts():
    graph = chain("a", "a", "b", "b", edges=[(0, 2), (1, 2), (2, 3)])
    graph = graph._replace(nodes=(graph.nodes[0]._replace(needs_gradient=False), *graph.nodes[1:]))
    frame = Frame([1.0] * 4, [None, 5.0, 5.0, 1.0], [None, 1.0, 5.0], [5.0, 5.0, 1.0], [None, 5.0, 5.0])
    shown = joined(graph).frame_of(frame)
    assert shown.downstreams == [5.0] and shown.gradients == [5.0, 1.0] and shown.values[0].tolist() == [1.0, 1.0]


def test_between_two_groups_every_source_keeps_its_own_sum():
    x = gv.tensor(3.0, requires_grad=True, name="x")
    with gv.group("one"):
        a, b = x * 2, x * 5
    with gv.group("two"):
        c = a * 10 + b + a
    view = joined(gv.record(c).graph)
    frame = view.frame_of(gv.record(c).frame())
    assert view.graph.nodes[2].joins == (3,) and frame.downstreams[1].tolist() == [11.0, 1.0]


def test_a_frame_is_read_and_not_changed():
    x = gv.tensor([1.0, 2.0], requires_grad=True, name="x")
    recording = gv.record(group_of(lambda x: x * x + x, x).sum())
    before = [array.tolist() for array in recording.frame().downstreams[:3]]
    for _ in range(2):
        joined(recording.graph).frame_of(recording.frame())
    assert [array.tolist() for array in recording.frame().downstreams[:3]] == before
