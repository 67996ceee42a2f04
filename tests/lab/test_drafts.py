"""A draft: every step makes another one, and each can be run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.lab.building.drafts import MOST, Draft, forward_recording, refuse_unbuildable
from gradviz.recording.isomorphism import isomorphism
from tests.common import examples
from tests.recording.test_isomorphism import STEPS, formula, graph

START = Draft().with_input("w").with_input("x")


def of(wanted, order=None):
    """The draft that builds a graph, node by node, in the order of its tape or another."""
    draft, called = Draft(), {}
    for k in order or range(len(wanted.nodes)):
        node, before = wanted.nodes[k], draft
        sources = iter(sorted((e for e in wanted.edges if e.target == k), key=lambda e: e.argument))
        if node.is_leaf:
            draft = draft.with_input(node.name)
        else:
            inputs = tuple(called[next(sources).source] if n is None else n for n in node.numbers)
            draft = draft.with_operation(node.op, inputs)
        called[k] = draft.parts[len(before.parts)].name
    return draft


def test_a_draft_is_run_and_recorded_as_far_as_it_goes():
    draft = START.with_operation("multiply", ("w", "x")).with_input("b")
    recording = forward_recording(list(draft.run({"w": 3, "x": 2, "b": 1}).values()))
    assert [node.name for node in recording.graph.nodes] == ["w", "x", "b", "v1"]
    assert recording.frame().values == [3.0, 2.0, 1.0, 6.0] and recording.frame().gradients == [None] * 4


def test_names_are_the_learners_own_or_the_next_free_one():
    draft = START.with_operation("add", ("w", "x"), "v2").with_operation("exp", ("v2",)).with_operation("exp", ("v1",))
    assert [part.name for part in draft.parts] == ["w", "x", "v2", "v1", "v3"]


def test_a_second_node_for_an_input_can_be_told_from_the_first():
    draft = START.with_input("x").with_operation("multiply", ("x", "x (2)"))
    graph = forward_recording(list(draft.run({"w": 3, "x": 2}).values())).graph
    assert [node.name for node in graph.nodes] == ["w", "x", "x", "v1"] and len(graph.edges) == 2


def test_the_nodes_that_nothing_uses_are_known():
    assert START.unused == ["w", "x"] and START.with_operation("add", ("w", "x")).unused == ["v1"]


def test_an_input_that_comes_back_gets_a_name_that_is_free():
    assert [part.name for part in START.with_input("x").without("x").with_input("x").parts] == ["w", "x (2)", "x"]
    named = Draft().with_input("x").with_operation("exp", ("x",), "b").with_input("b")
    assert [part.name for part in named.parts] == ["x", "b", "b (2)"]


def test_what_is_computed_from_a_deleted_node_goes_with_it():
    draft = START.with_operation("exp", ("w",)).with_operation("add", ("v1", "x")).with_operation("sin", ("x",))
    assert [part.name for part in draft.without("w").parts] == ["x", "v3"]
    assert [part.name for part in draft.without("v3").parts] == ["w", "x", "v1", "v2"]


@pytest.mark.parametrize("op, inputs, name, kind, said", [
    ("add", ("w",), None, TypeError, "add takes 2 inputs, got 1"),
    ("exp", ("q",), None, KeyError, "no node is called 'q'"),
    ("add", (1.0, 2.0), None, ValueError, "numbers alone"), ("exp", ("w",), "x", ValueError, "a node x already"),
])  # fmt: skip
def test_what_cannot_be_added_is_said(op, inputs, name, kind, said):
    with pytest.raises(kind, match=said):
        START.with_operation(op, inputs, name)


def test_a_draft_has_room_for_a_graph_made_by_hand():
    draft = Draft()
    for _ in range(MOST):
        draft = draft.with_input("x")
    with pytest.raises(ValueError, match="60 nodes already"):
        draft.with_input("x")


@pytest.mark.parametrize("f, inputs, said", [
    (lambda x: gv.sum(gv.softmax(x, dim=0)), {"x": [1.0, 2.0]}, "softmax has options"),
    (lambda x: x * gv.tensor(2.0), {"x": 1.0}, "a tensor of its own"),
])  # fmt: skip
def test_a_formula_that_no_palette_can_build_is_refused(f, inputs, said):
    with pytest.raises(ValueError, match=said):
        refuse_unbuildable(gv.record(f, inputs=inputs).graph)


@examples(80)
@given(STEPS, st.randoms(use_true_random=False))
def test_every_formula_can_be_built_in_any_valid_order(steps, rng):
    """R108."""
    wanted = graph(formula(steps))
    left, order = list(range(len(wanted.nodes))), []
    while left:
        order.append(rng.choice([k for k in left if {e.source for e in wanted.edges if e.target == k} <= set(order)]))
        left.remove(order[-1])
    names = [node.name for node in wanted.nodes if node.is_leaf]
    made = of(wanted, order).run({name: 2.0 + k for k, name in enumerate(names)})
    assert isomorphism(wanted, forward_recording(list(made.values())).graph) is not None
