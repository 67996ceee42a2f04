"""Stages: all events in groups as a lecture tells them, none lost, none twice, each of one kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.recording import Formula, Recording, look
from gradviz.recording.events import Computed, Contributed, Leaf, Seeded, Started
from gradviz.recording.stages import KINDS, node_events, stage_at, stages
from tests.common import examples
from tests.recording.test_symbolic import ATOMS, compound
from tests.recording.traces import figure_1

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


def training_loop(steps=3, momentum=0.0):
    w = gv.tensor(1.0, requires_grad=True, name="w")
    optimizer = gv.optim.SGD([w], lr=0.1, momentum=momentum)
    with gv.record() as rec:
        for _ in range(steps):
            optimizer.zero_grad()
            loss = (w * 2.0 - 6.0) ** 2
            loss.backward()
            optimizer.step()
    return rec


def told(recording, **how):
    """Kinds and nodes by name."""
    found = []
    for stage in stages(recording, **how):
        nodes = recording.graph_at(stage.first).nodes
        found.append((stage.kind, "" if stage.node is None else nodes[stage.node].name))
    return found


def test_figure_1_has_the_five_forward_and_the_five_backward_steps():
    """R25: inputs; z; y; d; L. R26: the seed; from L; from d; from y; from z."""
    assert told(figure_1()) == [
        ("inputs", ""), ("computed", "z"), ("computed", "y"), ("computed", "d"), ("computed", "L"),
        ("seeded", "L"), ("sent", "L"), ("sent", "d"), ("sent", "y"), ("sent", "z"),
    ]  # fmt: skip
    halves = [stage.half for stage in stages(figure_1())]
    assert halves == ["forward"] * 5 + ["backward"] * 5


def test_a_training_loop_begins_each_pass_with_its_inputs_and_ends_it_with_the_step():
    kinds = [stage.kind for stage in stages(training_loop(2))]
    one = ["inputs", "computed", "computed", "computed", "seeded", "sent", "sent", "sent", "held", "updated"]
    assert kinds == [*one, "zeroed", *one]
    assert [s.half for s in stages(training_loop(1))][-2:] == ["backward", "update"]


def test_what_is_left_in_grad_is_told_with_the_inputs_of_the_next_pass():
    w = gv.tensor(3.0, requires_grad=True, name="w")
    with gv.record() as rec:
        (w * w).backward()
        (w * w).backward()
    second = next(s for s in stages(rec) if s.first == rec.starts[1])
    assert second.kind == "inputs"
    assert [type(rec[k]).__name__ for k in range(second.first, second.last + 1)] == ["Started", "Accumulated", "Leaf"]


def test_two_backward_passes_over_one_graph_are_not_one():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    with gv.record() as rec:
        y = x * x * 3.0
        y.backward(retain_graph=True)
        y.backward()
    assert [s.kind for s in stages(rec)].count("seeded") == 2


def test_a_graph_of_one_node_and_one_without_gradients():
    assert [s.kind for s in stages(gv.record(lambda x: x, x=3))] == ["inputs", "seeded"]
    c = gv.tensor(2.0, name="c")
    assert [s.kind for s in stages(look(c * c))] in (["inputs", "computed"], ["inputs"])


def test_single_events_are_stages_of_their_own():
    recording = figure_1()
    single = stages(recording, joined=False)
    assert [(s.first, s.last) for s in single] == [(k, k) for k in range(len(recording))]
    assert [s.kind for s in single] == [KINDS[type(event)] for event in recording]


def check(recording):
    """Each event in one stage; each stage of one kind, about one node; each node handled once in a pass."""
    those = stages(recording)
    assert [k for s in those for k in range(s.first, s.last + 1)] == list(range(len(recording)))
    for number, stage in enumerate(those):
        events = recording.events[stage.first : stage.last + 1]
        assert all(stage_at(those, k) == number for k in range(stage.first, stage.last + 1))
        assert not any(isinstance(event, Started) for event in events[1:])
        edges = recording.graph_at(stage.last).edges
        if stage.kind == "sent":
            sent = [event for event in events if isinstance(event, Contributed)]
            assert {edges[event.edge].target for event in sent} == {stage.node}
        if stage.kind == "computed":
            assert [e.node for e in events if isinstance(e, Computed)] == [stage.node]
    handled = [s.node for s in those if s.kind == "sent"]
    assert len(recording.starts) > 1 or len(handled) == len(set(handled))


def runs(text):
    """Whether it is a formula of inputs, none of whose parts Python computes by itself into something else."""
    try:
        gv.record(text, inputs=dict.fromkeys(Formula(text).inputs, 0.5))
    except (gv.FormulaError, TypeError):
        return False
    return True


formulas = st.recursive(ATOMS, compound, max_leaves=8).filter(runs)
numbers = st.lists(st.integers(-30, 30).map(lambda n: n / 10), min_size=4, max_size=4)


@examples(60)
@given(formulas, numbers)
def test_any_formula_is_told_whole(formula, given_numbers):
    check(gv.record(formula, inputs=dict(zip(Formula(formula).inputs, given_numbers, strict=False))))


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_a_training_loop_is_told_whole(momentum):
    check(training_loop(4, momentum))


def test_a_node_is_found_where_it_was_computed_and_where_its_gradient_was_complete():
    recording = gv.record("f = x**2; g = 3*x; L = f*g", x=2)
    x, f = 0, 1
    value, gradient = node_events(recording, x, len(recording) - 1)
    assert isinstance(recording[value], Leaf) and recording[gradient].total == 36.0
    value, gradient = node_events(recording, f, 0)
    assert recording[value] == Computed(1, 4.0) and recording[gradient].total == 6.0
    seed = node_events(recording, recording.graph.output, 0)[1]
    assert isinstance(recording[seed], Seeded)


def test_a_node_of_a_loop_is_found_in_the_pass_that_is_shown():
    rec = training_loop(3)
    for start, end in zip(rec.starts, [*rec.starts[1:], len(rec)], strict=True):
        for event in (start, end - 1):
            assert all(start <= k < end for k in node_events(rec, 0, event))
            assert len(node_events(rec, 0, event)) == 2


def test_a_beginning_of_which_nothing_is_told_stays_by_itself():
    graph = gv.record("x*x", x=2).graph
    recording = Recording([graph], [Started(0), Started(0), Leaf(0, 2.0)])
    assert [(s.kind, s.first, s.last) for s in stages(recording)] == [("opened", 0, 0), ("inputs", 1, 2)]
