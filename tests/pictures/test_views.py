"""Views: another graph for a graph, one through another, and nothing to pay where none is asked for."""

import pytest

import gradviz as gv
from gradviz.pictures.folding import fold_view
from gradviz.pictures.tree import tree_view
from gradviz.pictures.views import unchanged
from gradviz.recording.events import Contributed
from tests.pictures.graphs import network
from tests.recording.traces import figure_1


def test_the_unchanged_view_shows_the_graph_itself():
    recording = figure_1()
    view, frame = unchanged(recording.graph), recording.frame()
    assert view.graph is recording.graph and view.frame_of(frame) is frame
    assert view.members == tuple((k,) for k in range(8))


def test_without_a_view_a_picture_draws_what_was_recorded():
    """A slider's tick pays for no view."""
    recording = figure_1()
    picture = gv.draw(recording)
    assert picture.view is None and picture.graph is recording.graph and picture.frame is recording.frame()


def test_one_view_is_seen_through_another():
    recording = gv.record(network(2, 2, 1))
    folded = fold_view(recording.graph, True)
    both = folded.then(tree_view)
    assert [node.name for node in both.graph.nodes] == ["x0", "x1", "layer 1", "layer 2"] * 2 + ["L"]
    assert both.frame_of(recording.frame()).values[-1] == recording.value("L")
    layer = folded.members[[node.name for node in folded.graph.nodes].index("layer 1")]
    assert both.members[2] == both.members[6] == layer and len(layer) > 2
    assert both.members[-1] == (recording.graph.output,)
    assert [node.name for node in gv.draw(recording, fold=True, tree=True).graph.nodes] == [
        node.name for node in both.graph.nodes
    ]


def test_an_event_lights_what_the_view_draws_of_it():
    """An edge by itself, both of its copies in a tree, and the group where it lies inside one."""
    recording = gv.record(network(2, 2, 1))
    picture = [gv.draw(recording, index=k, highlight=e, fold=True) for k, e in enumerate(recording.events)]
    words = [one.lit.words for one in picture]
    assert {"x0", "layer 1", "layer 2", "L", "x0 ← layer 1", "layer 1 ← layer 2"} <= set(words)
    for one in picture:
        assert len(one.lit.nodes) == 1 and one.lit.state == "active" and f"now: {one.lit.words}" in one.text
    inside = [one for one, event in zip(picture, recording.events, strict=True)
              if isinstance(event, Contributed) and not one.lit.edges]  # fmt: skip
    assert {one.lit.words for one in inside} == {"layer 1", "layer 2"}
    squares = gv.record("y = sin(x); L = y*y", x=0.5)
    last = gv.draw(squares, tree=True, highlight=squares.events[-1]).lit
    assert last.words == "x#0 ← y#1, x#2 ← y#3" and (last.nodes, last.edges) == ({0, 2}, {0, 1})
    assert gv.draw(squares, tree=True, highlight="L").lit.words == "L"


def test_the_views_of_a_block_are_those_of_the_pass_that_is_drawn():
    """A recording of several passes has a graph for each."""
    x = gv.tensor(2.0, requires_grad=True, name="x")
    with gv.record() as recording:
        with gv.group("one"):
            y = gv.sin(gv.sin(x) * 2)
        y.backward()
        with gv.group("two"):
            z = gv.exp(x) * x
        z.backward()
    first = next(k for k, event in enumerate(recording.events) if isinstance(event, Contributed))
    assert [node.name for node in gv.draw(recording, index=first, fold=True).graph.nodes] == ["x", "one"]
    assert [node.name for node in gv.draw(recording, fold=True).graph.nodes] == ["x", "two"]


def test_a_tree_folds_nothing_by_itself():
    x = gv.tensor(1.0, requires_grad=True, name="x")
    with gv.group("long"):
        for _ in range(70):
            x = gv.sin(x)
    assert len(gv.draw(x).graph.nodes) == 2 and len(gv.draw(x, tree=True).graph.nodes) == 71


@pytest.mark.parametrize("what", ["y3", "n7", ["x", "y3"], ("x", "n7")])
def test_a_name_that_is_folded_away_is_answered_with_its_group(what):
    """R9: where it is, and how to see it."""
    y = gv.tensor(1.0, requires_grad=True, name="x")
    with gv.group("net"):
        for k in range(5):
            with gv.group(f"layer {k}"):
                y = gv.cos(gv.sin(y)).named(f"y{k}")
    said = r"'(y3|n7)' is inside of 'layer 3', .*unfold='net/layer 3'.*fold=False.*highlight='layer 3'"
    with pytest.raises(KeyError, match=said):
        gv.draw(y, fold=2, highlight=what)
    assert gv.draw(y, fold=2, unfold="net/layer 3", highlight="y3").lit.words == "y3"
    with pytest.raises(KeyError, match="no node is called 'q'"):
        gv.draw(y, fold=2, highlight="q")
