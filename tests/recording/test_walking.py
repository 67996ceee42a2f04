"""Naive walking beside the sweep: counted exactly, and its first steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.recording.paths import find_paths
from gradviz.recording.walking import Visit, Walk, count_walk, naive_visits
from tests.common import examples
from tests.recording.test_paths import doublings


@pytest.mark.parametrize("n, paths", [(1, 2), (10, 1024), (20, 1048576), (200, 2**200)])
def test_walking_every_path_passes_every_edge_of_each(n, paths):
    """R15: 10 doublings are 20 edges and 1,024 paths of 10 edges each; 20 are 40 edges and 1,048,576 paths."""
    graph = doublings(n)
    assert count_walk(graph, 0, n) == Walk(paths, n * paths) and len(graph.edges) == 2 * n


def test_from_a_node_to_itself_there_is_one_path_without_edges():
    graph = doublings(2)
    assert count_walk(graph, 1, 1) == Walk(1, 0) and count_walk(graph, 2, 0) == Walk(0, 0)
    assert naive_visits(graph, 2, 2, 9) == [] and naive_visits(graph, 2, 0, 9) == []


def test_a_walk_goes_back_from_the_output_path_by_path():
    graph = gv.record("a = x**2; b = x**3; y = a + b", x=2).graph
    assert naive_visits(graph, 0, 3, 99) == [
        Visit(0, (2,), False), Visit(0, (2, 0), True), Visit(1, (3,), False), Visit(1, (3, 1), True),
    ]  # fmt: skip


def test_no_more_steps_are_made_than_asked_for():
    assert len(naive_visits(doublings(60), 0, 60, 7)) == 7


@examples(40)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6))
def test_the_count_is_that_of_the_paths_written_out(steps):
    text = "; ".join(f"v{k + 1} = v{a % (k + 1)} * v{b % (k + 1)}" for k, (a, b) in enumerate(steps))
    graph = gv.record(text, v0=1).graph
    paths = find_paths(graph, 0, graph.output, 10_000)
    assert count_walk(graph, 0, graph.output) == Walk(len(paths), sum(map(len, paths)))
    visits = naive_visits(graph, 0, graph.output, 100_000)
    assert len(visits) == sum(map(len, paths)) and sum(visit.ends for visit in visits) == len(paths)
    assert [tuple(reversed(visit.walked)) for visit in visits if visit.ends] == paths
