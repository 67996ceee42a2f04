"""What `highlight=` may say, and what it says when it cannot be."""

import pytest

import gradviz as gv
from gradviz.pictures.highlight import lit
from gradviz.recording.events import Contributed
from tests.pictures.gallery import edges_of, nodes_of, parsed
from tests.recording.traces import FIGURE, figure_1


def shown(what, text=FIGURE, **inputs):
    """The lit nodes by name and the lit edges as (source, target, argument), in order."""
    graph = gv.record(text, **(inputs or {"x": 2, "w": 3, "b": 1, "t": 5})).graph
    found, name = lit(graph, what), [node.name for node in graph.nodes]
    edges = [graph.edges[e] for e in sorted(found.edges)]
    return [name[k] for k in sorted(found.nodes)], [(name[e.source], name[e.target], e.argument) for e in edges]


@pytest.mark.parametrize("what, nodes, edges", [
    ("z", ["z"], []), (4, ["z"], []), (0, ["x"], []),
    (("x", "z"), ["x", "z"], [("x", "z", 1)]), ((0, 4), ["x", "z"], [("x", "z", 1)]),
    (("x", "z", 1), ["x", "z"], [("x", "z", 1)]), (["x", "z"], ["x", "z"], [("x", "z", 1)]),
    (["w", "z", 5], ["w", "z", "y"], [("w", "z", 0), ("z", "y", 0)]),
    (["x", "z", "y", "d", "L"], ["x", "z", "y", "d", "L"],
     [("x", "z", 1), ("z", "y", 0), ("y", "d", 0), ("d", "L", 0)]),
    (("z", "y", "d"), ["z", "y", "d"], [("z", "y", 0), ("y", "d", 0)]), ([3], ["t"], []),
])  # fmt: skip
def test_nodes_edges_and_paths(what, nodes, edges):
    """R35: a path lights its nodes and the edges between them."""
    assert shown(what) == (nodes, edges)


def test_an_edge_of_the_graph_is_an_edge():
    graph = figure_1().graph
    assert lit(graph, graph.edges[2]).edges == {2}


def test_a_list_of_edges_lights_these_wherever_they_are():
    edges = gv.record(FIGURE, x=2, w=3, b=1, t=5).graph.edges
    assert shown([edges[-1], edges[0]]) == (
        shown(edges[0])[0] + shown(edges[-1])[0], shown(edges[0])[1] + shown(edges[-1])[1]
    )  # fmt: skip


def test_between_two_nodes_all_edges_are_lit_unless_one_is_meant():
    """R95: x*x."""
    for what in (("x", "y"), ["x", "y"]):
        assert shown(what, "y = x*x", x=3)[1] == [("x", "y", 0), ("x", "y", 1)]
    assert shown(["x", ("y", 1)], "y = x*x", x=3)[1] == [("x", "y", 1)]
    assert shown(("x", "y", 1), "y = x*x", x=3)[1] == [("x", "y", 1)]


def test_nodes_without_a_name_go_by_their_id():
    recording = gv.record("(x + 1)*x", x=2)
    assert lit(recording.graph, "n1").nodes == {1} and lit(recording.graph, ["x", "n1", "n2"]).edges == {0, 1}


def test_a_name_that_two_nodes_have_has_to_be_told_apart():
    one, two = (gv.tensor(v, requires_grad=True, name="x") for v in (2.0, 3.0))
    graph = gv.record(one * two).graph
    assert lit(graph, "x#1").nodes == {1}
    with pytest.raises(ValueError, match="2 nodes are called 'x'.*: x#0, x#1"):
        lit(graph, "x")


@pytest.mark.parametrize("what, error, message", [
    ("zz", KeyError, "no node is called 'zz'; the nodes of this recording are x, w, b, t, z, y, d, L. Did you mean"),
    ("loss", KeyError, "no node is called 'loss'"), (-1, ValueError, "no node at position -1"),
    (8, ValueError, "no node at position 8: this graph has 8, numbered from 0 to 7"),
    (("x", "y"), ValueError, "no edge from x to y: x feeds z, and y is computed from z, b."),
    (["x", "z", "d"], ValueError, "no edge from z to d: z feeds y, and d is computed from y, t."),
    (["L", "x"], ValueError, "L feeds nothing, and x is computed from nothing"),
    (("z", "x"), ValueError, "z feeds y, and x is computed from nothing"),
    (("x", "z", 0), ValueError, "x is not argument 0 of z, it is argument 1. Leave the number out"),
    (["w", ("z", 1)], ValueError, "w is not argument 1 of z, it is argument 0"),
    (True, TypeError, "highlight=True says no place in the graph"), (2.0, TypeError, "says no place in the graph"),
    ([], TypeError, "says no place"), ((), TypeError, "says no place"), ({"x"}, TypeError, "says no place"),
    ([None], TypeError, "got None"), ([["x"]], TypeError, "got ['x']"), ([True], TypeError, "got True"),
])  # fmt: skip
def test_what_is_not_there_is_refused_with_what_is(what, error, message):
    with pytest.raises(error) as caught:
        lit(figure_1().graph, what)
    assert message in str(caught.value.args[0])


def test_long_lists_in_messages_are_cut():
    graph = gv.record(" + ".join(f"x{k}" for k in range(40)), inputs={f"x{k}": 1 for k in range(40)}).graph
    with pytest.raises(KeyError, match="x0, x1, .* and 59 more"):
        lit(graph, "nothing like it")


def test_what_is_lit_is_thick_and_the_rest_is_dim():
    picture = gv.draw(figure_1(), highlight=["x", "z", "y"])
    root = parsed(picture.svg)
    assert [nodes_of(root)[k].get("data-state") for k in range(8)] == ["lit", *["dim"] * 3, "lit", "lit", "dim", "dim"]
    assert [edges_of(root)[k].get("data-state") for k in range(7)] == ["dim", "lit", "lit", *["dim"] * 4]
    assert picture.source.count("penwidth=3") == 5 and picture.source.count("color=gray70") == 10


def test_the_round_node_of_an_operation_is_lit_with_its_value():
    root = parsed(gv.draw(figure_1(), style="values", highlight="z").svg)
    states = {g.get("id"): g.get("data-state") for g in root.iter() if g.get("data-state") == "lit"}
    assert set(states) == {"n4", "o4", "r4"}


@pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")
def test_other_states_stay():
    """A nan that was born stays marked in what is dimmed; what is kept stays marked in what is lit."""
    recording = gv.record("L = x/y", x=1, y=0)
    states = [g.get("data-state") for _, g in sorted(nodes_of(parsed(gv.draw(recording, highlight="x").svg)).items())]
    assert states == ["lit", "dim", "born dim"]
    root = parsed(gv.draw(figure_1(), highlight="d", saved=True).svg)
    assert nodes_of(root)[6].get("data-state") == "kept lit" and nodes_of(root)[0].get("data-state") == "kept dim"


def test_an_event_shows_its_node_or_edge_and_dims_nothing():
    """R25, R26: the active edge; for every event of figure 1."""
    recording = figure_1()
    for index, event in enumerate(recording.events):
        root = parsed(gv.draw(recording, index=index, highlight=event).svg)
        nodes = [k for k, g in nodes_of(root).items() if g.get("data-state") == "active"]
        edges = [k for k, g in edges_of(root).items() if g.get("data-state") == "active"]
        if isinstance(event, Contributed):
            assert edges == [event.edge] and nodes == [recording.graph.edges[event.edge].source]
        else:
            assert edges == [] and nodes == [event.node]
        assert "dim" not in {g.get("data-state") for g in root.iter()}
