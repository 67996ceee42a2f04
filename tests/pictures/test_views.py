"""Views: another graph for a graph, one through another, and nothing to pay where none is asked for."""

import gradviz as gv
from gradviz.pictures.folding import fold_view
from gradviz.pictures.tree import tree_view
from gradviz.pictures.views import unchanged
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


def test_a_tree_folds_nothing_by_itself():
    x = gv.tensor(1.0, requires_grad=True, name="x")
    with gv.group("long"):
        for _ in range(70):
            x = gv.sin(x)
    assert len(gv.draw(x).graph.nodes) == 2 and len(gv.draw(x, tree=True).graph.nodes) == 71
