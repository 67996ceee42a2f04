"""An operation passed over in the backward pass: a forgotten ReLU, an inner slope left out."""

import math

import pytest

import gradviz as gv
from gradviz.questions.bank import item
from gradviz.questions.grading import grade
from gradviz.questions.passes import mark_pass
from gradviz.questions.skipping import skips, skips_of
from gradviz.questions.sweep import answer
from gradviz.questions.wrong import pairs_giving
from tests.questions.graphs import case


@pytest.mark.parametrize(
    ("text", "x", "typed", "rule", "edge"),
    [
        ("y = relu(x)*2 + x", -2, 3, "M24", (0, 1, 0)),  # relu shut: right 1
        ("y = leaky_relu(x)*2", -2, 2, "M24", (0, 1, 0)),
        ("y = sin(x**2)*5 + x", 1, 5 * 2 + 1, "M8", (1, 2, 0)),  # the outer one left out
        ("y = 4*sigmoid(x)", 0.5, 4, "M8", (0, 1, 0)),
        ("y = tanh(3*x)*7", 0.25, 21, "M8", (1, 2, 0)),
        ("y = 3*(5*x + 2*x)", 2, 3 * (1 + 2), "M8", (0, 1, 1)),
    ],
)
def test_an_operation_passed_over_is_named_and_its_edge_lit(text, x, typed, rule, edge):
    found = gv.diagnose(text, wrt="x", answer=typed, x=x)
    assert rule in found.rules and found.rule == rule and found.edge == edge
    assert f"Look at {found_name(text, x, edge)}" in found.message


def found_name(text, x, edge):
    """The sign and value of the operation that an edge leads into."""
    recording = gv.record(text, x=x)
    node, value = recording.graph.nodes[edge[1]], recording.frame().values[edge[1]]
    return node.name or f"{node.symbol} (value {'−' if value < 0 else ''}"


def test_one_relu_or_all_of_them():
    found = case("a = relu(x); b = relu(-x); y = 3*a + 5*b + x", x=2)  # right: 3 + 0 + 1
    numbers = {answer(found, 0, rule.parts) for rule in skips(found, 0) if rule.id == "M24"}
    assert numbers == {-1.0}, "the first one is open, so that nothing is left out there"
    shut = case("y = relu(relu(x)) * 3 + x", x=-2)
    assert [answer(shut, 0, rule.parts) for rule in skips(shut, 0) if rule.id == "M24"] == [1.0, 1.0, 4.0]


def test_what_has_slope_one_or_two_inputs_is_no_operation_to_leave_out():
    assert skips(case("y = (x + 1) * x - x", x=3), 0) == []


def test_a_rule_that_is_the_same_for_all_graphs_is_told_first():
    found = gv.diagnose("y = -x + 0*x", wrt="x", answer=1, x=3)
    assert found.rules[0] == "M13" and "M8" in found.rules


def test_in_a_whole_pass_the_step_that_was_left_out_is_found_from_the_number_before():
    found = case("s = sigmoid(x); y = 6*s", x=0.5)
    assert mark_pass(found, {2: 1, 1: 7, 0: 7}).first.rule != "M8"  # the first wrong number is that of s
    wrong = mark_pass(found, {2: 1, 1: 6, 0: 6}).first
    assert wrong.rule == "M8" and wrong.edge == (0, 1, 0)


def test_no_slip_and_no_unknown_number_is_called_so():
    right = 4 * (s := 1 / (1 + math.exp(-0.5))) * (1 - s)
    for typed, rule in ((right * 1.05, "slip"), (4711, "unknown")):
        assert gv.diagnose("y = 4*sigmoid(x)", wrt="x", answer=typed, x=0.5).rule == rule


def test_the_bank_names_a_shut_gate_by_the_same_misconception():
    assert grade(item("B4"), "4").rule == "M24"


def test_of_several_operations_left_out_it_is_not_said_that_there_is_one():
    found = case("L = exp(exp(x))", x=0.1)
    one, other, both = skips(found, 0)
    assert [rule.sentence.split()[0] for rule in (one, other, both)] == ["One", "One", "Every"]
    assert answer(found, 0, both.parts) == 1 and "others of its kind" in both.advice()


@pytest.mark.parametrize(("text", "x", "typed", "pair"), [
    ("y = 4*sigmoid(x)", 0.5, -4, ("M13", "M8")), ("y = 5*leaky_relu(x)", -3, 10, ("M14", "M24")),
    ("y = relu(x)*2 + x**3 + x", -2, 2 + 4 + 1, ("M9", "M24")),
])  # fmt: skip
def test_an_operation_passed_over_goes_together_with_another_rule(text, x, typed, pair):
    found = case(text, x=x)
    assert pair in [(one.id, two.id) for one, two in pairs_giving(found, 0, typed)]
    assert gv.diagnose(text, wrt="x", answer=typed, x=x).rule == pair


def test_of_several_shut_gates_it_is_not_said_that_there_is_one():
    shut = case("y = relu(relu(x)) * 3 + x", x=-2)
    one, other, both = [rule for rule in skips(shut, 0) if rule.id == "M24"]
    assert [rule.sentence.split()[:2] for rule in (one, both)] == [["A", "gate"], ["Every", "gate"]]
    assert "gates" in both.title() and "others of its kind" in both.advice() and one.edges + other.edges == both.edges


def test_before_there_are_numbers_the_gates_of_a_kind_are_forgotten_together():
    graph = case("a = relu(x); b = relu(-x); y = sin(a)*sin(b) + x", x=2).graph
    kinds = [(rule.id, len(rule.edges)) for rule in skips_of(graph, 0)]
    assert sorted(kinds) == [("M24", 2), ("M8", 1), ("M8", 1), ("M8", 1), ("M8", 2)]
