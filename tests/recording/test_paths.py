"""Paths through a graph: counted, found, and what lies on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.recording.paths import between, count_paths, find_paths
from tests.common import examples
from tests.recording.traces import figure_1


def doublings(n):
    return gv.record("; ".join(f"a{k + 1} = a{k} + a{k}" for k in range(n)), a0=1).graph


@pytest.mark.parametrize("n, edges, paths", [(1, 2, 2), (10, 20, 1024), (20, 40, 1048576), (60, 120, 2**60)])
def test_paths_double_where_edges_are_added(n, edges, paths):
    """R15: edges visited against paths walked."""
    graph = doublings(n)
    assert (len(graph.edges), count_paths(graph, 0, n)) == (edges, paths)


def test_figure_1_has_one_path_from_each_leaf():
    graph = figure_1().graph
    assert [count_paths(graph, leaf, 7) for leaf in range(4)] == [1, 1, 1, 1] and count_paths(graph, 7, 0) == 0
    assert [[graph.edges[e].target for e in path] for path in find_paths(graph, 0, 7, 9)] == [[4, 5, 6, 7]]
    assert find_paths(graph, 7, 7, 9) == [()] and find_paths(graph, 3, 4, 9) == []


def test_two_edges_between_two_nodes_are_two_paths():
    assert find_paths(gv.record("x*x", x=3).graph, 0, 1, 9) == [(0,), (1,)]


def test_no_more_paths_are_walked_than_asked_for():
    assert len(find_paths(doublings(60), 0, 60, 3)) == 3


def test_a_side_branch_is_not_walked():
    graph = gv.record("u = a*2; v = a*3; w = v + b; L = u*w", a=1, b=2).graph
    names = [node.name for node in graph.nodes]
    from_b = between(graph, names.index("b"), names.index("L"))
    assert [names[graph.edges[e].source] for e in sorted(from_b)] == ["b", "w"]


@examples(60)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=7))
def test_as_many_are_found_as_are_counted_and_each_is_a_path(steps):
    """On random graphs: every path starts and ends where it should, its edges join, and no two are the same."""
    text = "; ".join(f"v{k + 1} = v{a % (k + 1)} * v{b % (k + 1)}" for k, (a, b) in enumerate(steps))
    graph = gv.record(text, v0=1).graph
    paths = find_paths(graph, 0, graph.output, 10_000)
    assert len(paths) == len(set(paths)) == count_paths(graph, 0, graph.output)
    useful = between(graph, 0, graph.output)
    for path in paths:
        stops = [graph.edges[path[0]].source, *(graph.edges[e].target for e in path)]
        assert stops[0] == 0 and stops[-1] == graph.output and set(path) <= useful
        assert all(graph.edges[b].source == graph.edges[a].target for a, b in zip(path, path[1:], strict=False))
