"""Nodes, edges and paths by name, and what is said when there is no such thing."""

import pytest

import gradviz as gv
from gradviz.pictures.addresses import edge_of, node_of, path_of
from gradviz.pictures.labels import names
from tests.recording.traces import figure_1


@pytest.fixture
def graph():
    return figure_1().graph


def test_nodes_edges_and_paths_are_found(graph):
    assert node_of(graph, "x") == 0 and node_of(graph, "L") == 7
    assert graph.edges[edge_of(graph, ("x", "z"))] == (0, 4, 1)
    assert graph.edges[edge_of(graph, ["w", "z"])].argument == 0
    assert [graph.edges[e].target for e in path_of(graph, ["w", "z", "y", "d", "L"])] == [4, 5, 6, 7]


def test_a_nameless_node_has_its_id():
    graph = gv.record("(x + 1)*x", x=1).graph
    assert node_of(graph, "n1") == 1 and graph.edges[edge_of(graph, ("n1", "n2"))].source == 1


@pytest.mark.parametrize("ask, error, words", [
    (lambda g: node_of(g, "q"), KeyError, "no node is called 'q'; .*x, w, b, t, z, y, d, L.*named"),
    (lambda g: node_of(g, "zz"), KeyError, "Did you mean 'z'"), (lambda g: node_of(g, 3), TypeError, "as text; got 3"),
    (lambda g: edge_of(g, ("x", "L")), ValueError, "x to L: x feeds z, and L is computed from d.*a list of every node"),
    (lambda g: edge_of(g, ("z", "x")), ValueError, r"computed from nothing \(a leaf\).*write \('x', 'z'\)"),
    (lambda g: edge_of(g, ("x", "z", 0)), ValueError, r"as argument 1, not 0. Write \('x', 'z', 1\)"),
    (lambda g: edge_of(g, "xz"), TypeError, "two names, the input first, got 'xz'"),
    (lambda g: edge_of(g, ("x",)), TypeError, "two names"),
    (lambda g: path_of(g, "wz"), TypeError, "list of at least two names"),
    (lambda g: path_of(g, ["w"]), TypeError, "at least two"),
    (lambda g: path_of(g, ["w", "y", "L"]), ValueError, "no edge from w to y"),
    (lambda g: path_of(g, ["w", "q"]), KeyError, "'q'"),
])  # fmt: skip
def test_what_is_not_there_is_answered_with_what_is(graph, ask, error, words):
    with pytest.raises(error, match=words):
        ask(graph)


def test_two_edges_are_told_apart_by_the_argument():
    graph = gv.record("y = x*x; L = y*2", x=3).graph
    with pytest.raises(ValueError, match=r"2 edges go from x to y, .* argument 0 and 1; .* Write \('x', 'y', 0\)"):
        edge_of(graph, ("x", "y"))
    with pytest.raises(ValueError, match="2 edges"):
        path_of(graph, ["x", "y", "L"])
    assert (edge_of(graph, ("x", "y", 0)), edge_of(graph, ("x", "y", 1))) == (0, 1)
    assert path_of(graph, ["x", ("y", 1), "L"]) == (1, 2)


def test_two_nodes_of_one_name_are_told_apart_by_their_places():
    one, two = (gv.tensor(v, requires_grad=True, name="x") for v in (2.0, 3.0))
    graph = gv.record(one * two).graph
    with pytest.raises(ValueError, match="2 nodes are called 'x'.*x#0, x#1"):
        node_of(graph, "x")
    assert node_of(graph, "x#1") == 1


def test_a_long_list_is_cut():
    graph = gv.record("; ".join(f"v{k + 1} = v{k} + 1" for k in range(60)), v0=1).graph
    with pytest.raises(KeyError, match="and 41 more"):
        node_of(graph, "nothing like it")


def test_a_name_that_looks_like_an_id_is_a_name_where_nobody_has_that_id():
    """Neurons are often called n1 and n2; only the id of a node without a name is not to be had."""
    recording = gv.record("n2 = n1*x; n3 = n2 + n1", n1=2.0, x=3.0)
    assert [node_of(recording.graph, name) for name in ("n1", "x", "n2", "n3")] == [0, 1, 2, 3]
    assert gv.draw(recording, highlight="n1").text.endswith("highlighted: n1") and "n1·x" in gv.draw(recording).text
    assert gv.latex(recording, wrt="n1").value == 4.0
    nameless = gv.record("L = (n2*x)**2", n2=2.0, x=3.0).graph
    assert names(nameless) == ("n2#0", "x", "n2", "L") and node_of(nameless, "n2#0") == 0
