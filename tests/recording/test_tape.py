"""The tape: every Tensor above an output, inputs before what uses them."""

from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.core import FUNCTIONS
from gradviz.core.backward import inputs_of
from gradviz.recording import watch
from gradviz.recording.tape import structure, tape
from tests.common import examples
from tests.core.test_backward_random import STEPS, run


@examples(100)
@given(STEPS, st.integers(1, 4))
def test_the_recorded_order_is_topological(steps, leaves):
    """R11 on random graphs: parents first, each Tensor once, the output last."""
    start = [gv.tensor(0.5 + k, requires_grad=True) for k in range(leaves)]
    output = run(steps, start, FUNCTIONS.get)[-1]
    order = tape(output)
    place = {id(tensor): k for k, tensor in enumerate(order)}
    assert len(place) == len(order) and order[-1] is output
    for tensor in order:
        sources = [] if tensor.is_leaf else [s for s in inputs_of(tensor) if isinstance(s, gv.Tensor)]
        assert all(place[id(s)] < place[id(tensor)] for s in sources)
    graph = structure(order)
    assert len(graph.edges) == sum(isinstance(s, gv.Tensor) for t in order if not t.is_leaf for s in inputs_of(t))


@examples(60)
@given(STEPS)
def test_each_edge_is_visited_once(steps):
    """R12, R14: as many contributions as edges; a node's come after all of its uses."""
    output = run(steps, [gv.tensor(0.5, requires_grad=True), gv.tensor(1.5, requires_grad=True)], FUNCTIONS.get)[-1]
    recording = watch(output)
    passed = [event.edge for event in recording.events if type(event).__name__ == "Contributed"]
    assert sorted(passed) == list(range(len(recording.graph.edges)))
    targets = [recording.graph.edges[edge].target for edge in passed]
    assert targets == sorted(targets, reverse=True)


def test_twenty_doublings_have_40_edges():
    """R15: dynamic programming; a walk over paths would take 1,048,576."""
    recording = gv.record("; ".join(f"y{k} = y{k - 1} + y{k - 1}" for k in range(1, 21)), y0=1)
    assert (len(recording.graph.nodes), len(recording.graph.edges)) == (21, 40)
    assert sum(type(event).__name__ == "Contributed" for event in recording.events) == 40
    assert recording.gradient("y0") == 1048576.0


def test_the_graph_above_a_tensor():
    """R82: for e of R42, 6 nodes and 5 edges."""
    recording = gv.record("c = a*x; d = c + b; e = d**2", a=3, x=1, b=2)
    assert (len(recording.graph.nodes), len(recording.graph.edges)) == (6, 5)


def test_a_changed_leaf_keeps_its_place():
    w, x = gv.tensor(1.0, requires_grad=True, name="w"), gv.tensor(2.0, requires_grad=True, name="x")
    with gv.no_grad():
        w += 1
    assert [tensor.name for tensor in tape(w * x)[:2]] == ["w", "x"]


def test_a_long_tape_needs_no_recursion():
    y = gv.tensor(1.0, requires_grad=True)
    for _ in range(20_000):
        y = y * 1.0
    assert len(structure(tape(y)).nodes) == 20_001
