"""Folding by depth and by name, by itself where a graph is large, and what is refused (R18)."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz import nn
from gradviz.pictures.folding import READABLE, SMALL, fold_view
from gradviz.pictures.labels import is_group
from gradviz.pictures.numbers import long
from gradviz.recording import look
from tests.pictures.graphs import graphs, network, plain_node


def shown(what, **options):
    return [node.name for node in gv.draw(what, **options).graph.nodes]


@pytest.fixture(scope="module")
def small():
    return gv.record(network(2, 2, 1))


@pytest.fixture(scope="module")
def large():
    recording = gv.record(network(4, 10, 10, 1))
    assert 490 <= len(recording.graph.nodes) <= 520
    return recording


def test_a_network_of_500_scalar_nodes_folds_by_itself_to_something_a_person_can_read(large):
    """Issue 4: its three layers, by name, in the picture, its text and its description."""
    picture = gv.draw(large)
    assert shown(large) == ["x0", "x1", "x2", "x3", "layer 1", "layer 2", "layer 3", "L"]
    for text in (picture.svg, picture.text, picture.description, picture.source):
        assert all(f"layer {k}" in text for k in (1, 2, 3))
    assert picture.graph.nodes[5].joins == (100,) and "layer 1: 100 edges" in picture.text
    assert len(gv.draw(large, fold=False).text.splitlines()) == 1 + len(large.graph.nodes)


def test_a_small_graph_is_drawn_whole_and_a_large_one_without_groups_too(small):
    assert len(small.graph.nodes) <= SMALL and gv.draw(small).view is None
    x = gv.tensor(1.0, requires_grad=True)
    for _ in range(SMALL + 5):
        x = gv.sin(x)
    assert gv.draw(x).view is None and gv.draw(x, fold=False).view is None


def test_by_itself_as_much_is_shown_as_can_be_read():
    """Neurons where there are few, else layers; with too many layers these all the same."""
    few = gv.draw(network(2, 5, 4, 1))
    assert shown(network(2, 5, 4, 1))[2:] == [*(f"neuron {k}" for k in (1, 2, 3, 4, 5, 1, 2, 3, 4, 1)), "L"]
    assert len(few.graph.nodes) <= READABLE and len(few.graph.edges) <= 2 * READABLE
    assert len(shown(network(1, *[2] * 45, 1))) == 1 + 45 + 1 + 1


@pytest.mark.parametrize("options, names", [
    ({"fold": True}, ["x0", "x1", "layer 1", "layer 2", "L"]),
    ({"fold": 1}, ["x0", "x1", "layer 1", "layer 2", "L"]),
    ({"fold": 2}, ["x0", "x1", "neuron 1", "neuron 2", "neuron 1", "L"]),
    ({"fold": "layer 1/neuron 2"}, ["neuron 2"]),
    ({"fold": ["neuron 1"]}, ["neuron 1", "neuron 1"]),
    ({"fold": ("layer 2", "neuron 1")}, ["neuron 1", "layer 2"]),
    ({"fold": []}, []),
    ({"unfold": "layer 1"}, ["x0", "x1", "neuron 1", "neuron 2", "layer 2", "L"]),
    ({"fold": True, "unfold": ["layer 2"]}, ["x0", "x1", "layer 1", "neuron 1", "L"]),
    ({"fold": True, "unfold": "layer 1/neuron 2"}, ["neuron 1", "layer 2"]),
    ({"fold": "layer 1", "unfold": "layer 1"}, ["neuron 1", "neuron 2"]),
    ({"fold": False, "unfold": "layer 1"}, []),
])  # fmt: skip
def test_groups_fold_by_depth_and_by_name_and_unfold_by_name(small, options, names):
    found = [name for name in shown(small, **options) if name is not None]
    assert found == names or [name for name in found if name.startswith(("neu", "lay"))] == names


def test_a_module_folds_and_two_calls_of_it_are_two_nodes():
    layer = nn.Linear(2, 2)
    y = nn.Sequential(layer, nn.Tanh(), layer)(gv.ones(1, 2)).sum()
    assert [node.op for node in gv.draw(y, fold=True).graph.nodes][-2:] == ["group", "sum"]
    inside = shown(y, fold=2)
    assert "0 (Linear)" in inside and "0 (Linear) #2" in inside
    ops = [node.op for node in gv.draw(y, fold=2).graph.nodes]
    assert "tanh" in ops  # a group of one node is that node


def test_unfold_alone_folds_the_others_as_they_would_be_by_themselves(large):
    assert shown(large, unfold="layer 3") == [
        "x0", "x1", "x2", "x3", "layer 1", "layer 2", "neuron 1", "L",
    ]  # fmt: skip


@pytest.mark.parametrize("options, error, message", [
    ({"fold": "layer 9"}, ValueError, r"no group is called 'layer 9'\. The groups of this graph are: layer 1, "
                                      r"neuron 1, neuron 2, layer 2\. Take one of these"),
    ({"unfold": ["layer 1", "layr 2"]}, ValueError, "no group is called 'layr 2'"),
    ({"fold": "ayer 1"}, ValueError, "no group is called 'ayer 1'"),
    ({"fold": 3}, ValueError, r"fold=3 names no depth of this graph: .* stand 2 deep\. Try fold=1"),
    ({"fold": 0}, ValueError, "fold=0 names no depth"), ({"fold": -1}, ValueError, "fold=-1 names no depth"),
    ({"fold": 1.5}, TypeError, r"fold=1\.5 is of type float, .*Write fold=True, fold=2 or fold='layer 1'"),
    ({"fold": [1]}, TypeError, r"is not all text, .* Write fold=\['layer 1'"),
])  # fmt: skip
def test_what_is_no_group_is_refused_with_the_groups_there_are(small, options, error, message):
    with pytest.raises(error, match=message):
        gv.draw(small, **options)


@pytest.mark.parametrize("options", [{"fold": True}, {"fold": 1}, {"fold": "g"}, {"unfold": "g"}])
@pytest.mark.parametrize("make", [lambda: gv.record("x*x", x=3), lambda: gv.tensor(5.0)])
def test_folding_without_groups_says_how_to_make_them(make, options):
    with pytest.raises(
        ValueError, match=r'nothing to fold.*To make groups, write `with gv\.group\("layer 1"\):`.*nn\.M'
    ):
        gv.draw(make(), **options)


def test_many_group_names_are_cut_in_the_message():
    with pytest.raises(ValueError, match=r"layer 11 and 4 more\. Take"):
        gv.draw(network(1, *[1] * 15), fold="x")


def test_5000_nodes_with_groups_are_drawn_folded():
    recording = gv.record(network(20, 30, 35, 10, 1))
    assert len(recording.graph.nodes) > 5000
    picture = gv.draw(recording)
    assert picture.svg and len(picture.graph.nodes) <= READABLE


def test_a_folded_node_looks_like_none_other(small):
    picture = gv.draw(small, fold=True)
    assert picture.svg.count("node op group") == 2 and ".gv .group" in picture.svg
    assert picture.source.count("penwidth=2.5") == 2
    own = plain_node(False)._replace(op="group", symbol="group")  # a learner's operation may be called so
    assert not is_group(own) and is_group(picture.graph.nodes[2])


def test_contributions_and_values_as_nodes_are_drawn_of_groups_too(small):
    both = gv.draw(small, fold=True, edges="both")
    assert "x0: 2 edges" in both.text and f"x0: {long(small.gradient('x0'))}" in both.text
    assert 'label="2 edges → ' in both.source and both.svg
    assert "▣" in gv.draw(small, fold=True, style="values").svg
    assert gv.draw(small, fold=True, parallel=True, theme="contrast").svg


@pytest.mark.parametrize("options", [{"fold": True}, {"unfold": "layer 1"}, {"tree": True}])
def test_kept_values_are_not_marked_where_each_is_not_shown_once(small, large, options):
    with pytest.raises(ValueError, match="does not show each of them once. Leave out fold, unfold and tree, or saved"):
        gv.draw(small, saved=True, **options)
    assert gv.draw(large, saved=True).view is None


def test_the_name_of_a_group_is_cut_before_its_size():
    x = gv.tensor(1.0, requires_grad=True)
    with gv.group("a very long name"):
        y = gv.sin(gv.sin(x))
    assert '"a very lo… ▣ 2' in gv.draw(y, fold=True).source
    assert "a very long name" in gv.draw(y, fold=True).text


def test_a_nan_that_was_born_inside_is_named_by_its_group():
    x = gv.tensor(-1.0, requires_grad=True, name="x")
    with gv.group("inside"), pytest.warns(gv.AnomalyWarning):
        y = gv.log(x) * 2
    assert "nan was born in inside ▣ 2: ▣ 2(−1) = nan" in gv.draw(y, fold=True).svg


@given(graphs(), st.sampled_from([True, 1, 2, "a", "b", ["a"], []]), st.sampled_from([(), "a", "b"]))
def test_any_folding_of_any_graph_is_drawn_in_tape_order(drawn, fold, unfold):
    graph, frame = drawn
    try:
        view = fold_view(graph, fold, unfold)
    except ValueError:
        view = None
    if view is None:  # no groups, or none of this name
        return
    assert sorted(m for members in view.members for m in members) == list(range(len(graph.nodes)))
    assert all(edge.source < edge.target for edge in view.graph.edges)
    shown = view.frame_of(frame)
    assert len(shown.values) == len(view.graph.nodes) and len(shown.locals) == len(view.graph.edges)


def test_the_groups_of_a_tensor_that_was_never_swept_fold_with_nothing_computed():
    picture = gv.draw(network(2, 2, 1), fold=True)
    assert picture.frame.gradients == [None] * len(picture.graph.nodes)
    assert look(network(2, 2, 1)).graph == gv.record(network(2, 2, 1)).graph
