"""The graph above a Tensor (R42, R82, E23)."""

import sys
import types

import pytest

import gradviz as gv


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def test_r82_the_graph_of_r42_has_6_nodes_and_5_edges():
    a, x, b = leaf(3.0), leaf(1.0), leaf(2.0)
    c = a * x
    d = c + b
    e = d**2
    above = gv.get_graph_above(e)
    assert [t.item() for t in above.nodes] == [3.0, 1.0, 2.0, 3.0, 5.0, 25.0]
    assert [(id(s), id(t)) for s, t in above.edges] == [
        (id(s), id(t)) for s, t in ((a, c), (x, c), (c, d), (b, d), (d, e))
    ]
    assert above.graph is gv.record(e).graph and "6 nodes, 5 edges" in repr(above)


def test_r82_a_shared_input_is_one_node_with_two_edges_and_a_leaf_stands_alone():
    x = leaf(3.0)
    assert (len(gv.get_graph_above(x * x).nodes), len(gv.get_graph_above(x * x).edges)) == (2, 2)
    assert gv.get_graph_above(x).nodes == (x,) and gv.get_graph_above(x).edges == ()
    with pytest.raises(TypeError, match="which has no history"):
        gv.get_graph_above(3.0)


class MultiDiGraph:
    """As much of networkx's class as is used."""

    def __init__(self):
        self.nodes, self.edges = {}, []

    def add_node(self, node, **attributes):
        self.nodes[node] = attributes

    def add_edge(self, source, target, **attributes):
        self.edges.append((source, target, attributes))


def test_e23_networkx_gets_the_graph_where_it_is_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "networkx", types.SimpleNamespace(MultiDiGraph=MultiDiGraph))
    x = leaf(3.0, name="x")
    graph = gv.get_graph_above(x * x).to_networkx()
    assert graph.edges == [(0, 1, {"argument": 0}), (0, 1, {"argument": 1})]
    assert graph.nodes[0]["name"] == "x" and graph.nodes[1]["op"] == "multiply" and graph.nodes[1]["value"] == 9.0


def test_e23_without_networkx_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(ImportError, match="pip install networkx"):
        gv.get_graph_above(leaf(1.0) * 2).to_networkx()
