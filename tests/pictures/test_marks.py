"""Marks: depths and what may run in parallel (R19), what is kept for the backward pass (R18, R120)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.pictures.marks import depths, keepers, kept_sizes, kept_total, parallel_marks, size_text
from tests.common import examples
from tests.pictures.gallery import arrays
from tests.recording.traces import figure_1


def named(recording, found):
    return {recording.graph.nodes[k].name: value for k, value in enumerate(found) if value}


def test_a_chain_has_a_depth_for_each_and_nothing_in_parallel():
    recording = figure_1()
    assert named(recording, depths(recording.graph)) == {"z": 1, "y": 2, "d": 3, "L": 4}
    assert set(parallel_marks(recording.graph)) == {""}


def test_operations_of_one_depth_are_marked_and_leaves_are_not():
    recording = gv.record("p = x*y; q = x + y; r = sin(p); s = cos(q); L = r*s", x=1, y=2)
    marks = named(recording, parallel_marks(recording.graph))
    assert marks == {"p": "∥1", "q": "∥1", "r": "∥2", "s": "∥2"}


@st.composite
def graphs(draw):
    """A random program over two inputs, each step a sum or a product of two earlier values."""
    values = [gv.tensor(0.5, requires_grad=True), gv.tensor(1.5, requires_grad=True)]
    for _ in range(draw(st.integers(1, 12))):
        a, b = draw(st.sampled_from(values)), draw(st.sampled_from(values))
        values.append(a + b if draw(st.booleans()) else a * b)
    return gv.record(values[-1]).graph


@examples(100)
@given(graphs())
def test_what_is_marked_alike_does_not_wait_for_each_other(graph):
    """No way leads from one node to another of the same depth, and each waits for one of the depth before."""
    deep = depths(graph)
    before = [set() for _ in graph.nodes]
    for edge in graph.edges:  # in the order of their targets
        before[edge.target] |= before[edge.source] | {edge.source}
    for k, node in enumerate(graph.nodes):
        assert all(deep[j] < deep[k] for j in before[k])
        assert node.is_leaf or max(deep[j] for j in before[k]) == deep[k] - 1
    counts = [deep[k] for k, node in enumerate(graph.nodes) if not node.is_leaf]
    for k, mark in enumerate(parallel_marks(graph)):
        assert mark == (f"∥{deep[k]}" if deep[k] and counts.count(deep[k]) > 1 else "")


@pytest.mark.parametrize("text, kept", [
    ("L = x*y", {"x": ["L"], "y": ["L"]}), ("L = x + y", {}), ("p = exp(x); L = p - y", {"p": ["p"]}),
    ("p = x*y; q = x*p; L = p*q", {"x": ["p", "q"], "y": ["p"], "p": ["q", "L"], "q": ["L"]}),
])  # fmt: skip
def test_what_each_operation_keeps(text, kept):
    """R18: a product keeps both factors, a sum nothing, exp its result; what two keep is there once."""
    graph = gv.record(text, x=2, y=3).graph
    name = [node.name for node in graph.nodes]
    assert {name[k]: [name[u] for u in users] for k, users in keepers(graph).items()} == kept


def test_only_what_was_computed_so_far_is_kept():
    """A number is kept when the operation that needs it has run, not before."""
    recording = figure_1()
    totals = [kept_total(recording.graph, recording.frame(k)) for k in range(len(recording))]
    assert totals[:4] == ["nothing yet"] * 4 and totals[4:7] == ["2 values, 16 B"] * 3  # w and x of z = w*x
    assert set(totals[7:]) == {"3 values, 24 B"}  # d of d**2


@pytest.mark.parametrize("make", [
    lambda: (gv.tensor(np.ones((30, 5)), requires_grad=True) @ gv.tensor(np.ones((5, 4)), requires_grad=True)).sum(),
    lambda: gv.tensor(np.ones((4, 3)), requires_grad=True).T.exp().sum(),
    lambda: (gv.tensor(np.ones((4, 3)), requires_grad=True).T ** 2).sum(),
    lambda: ((x := gv.tensor([1.0, 2.0], requires_grad=True)).reshape(2, 1) * x.reshape(2, 1)).sum(),
    lambda: gv.tensor(np.ones(7, np.float32), requires_grad=True).tanh().mean(),
])  # fmt: skip
def test_the_total_is_what_the_meter_counts(make):
    """Views of one array are one piece of memory, and float32 takes half."""
    with gv.Meter() as meter:
        output = make()
    recording = gv.record(output)
    total = kept_total(recording.graph, recording.frame())
    values = f"{meter.peak_saved} value{'s' * (meter.peak_saved != 1)}"
    assert total == f"{values}, {size_text(meter.peak_bytes)}"


def test_sizes_of_arrays():
    recording = arrays()
    assert kept_sizes(recording.graph, recording.frame()) == {0: 48, 1: 16, 4: 24}


@pytest.mark.parametrize("size, text", [
    (0, "0 B"), (8, "8 B"), (999, "999 B"), (1000, "1.0 kB"), (1234, "1.2 kB"), (9949, "9.9 kB"), (9950, "10 kB"),
    (65536, "66 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"), (3.4e7, "34 MB"), (2.5e9, "2.5 GB"),
])  # fmt: skip
def test_sizes_as_text(size, text):
    assert size_text(size) == text and len(text) <= 6
