"""Every wrong rule by the numbers of its signature, worked out by hand."""

import math

import pytest

from gradviz.questions.cases import case_of
from gradviz.questions.rules import BY_KEY, EDGE, MERGE, REPORT, RULES, SEED, SLOPE
from gradviz.questions.sweep import answer
from gradviz.recording import record
from tests.questions.graphs import CHAIN, case

FIGURE = {"x": -2, "w": 4, "b": 7, "t": 2}
BOOK = {"x": 2, "w": 3, "b": 1, "t": 5}
BRANCHES = ("x**2 + x**3", {"x": 3}, "x")

SIGNATURES = [
    ("M1", *BRANCHES, 6), ("M1 first", *BRANCHES, 27), ("M2", *BRANCHES, 162), ("M3", *BRANCHES, 16.5),
    ("M4", *BRANCHES, 35), ("M4", CHAIN, BOOK, "w", 8), ("M5", CHAIN, FIGURE, "w", -2), ("M6", CHAIN, FIGURE, "w", -24),
    ("M7", CHAIN, FIGURE, "t", -6), ("M8", CHAIN, FIGURE, "w", -16), ("M9", *BRANCHES, 12), ("M9 kept", *BRANCHES, 99),
    ("M10", *BRANCHES, 1188), ("M11", *BRANCHES, 36), ("M11 own", *BRANCHES, 3), ("M12", *BRANCHES, -0.3),
    ("M13", *BRANCHES, -33), ("M14", *BRANCHES, 66), ("M22", "sigmoid(z)", {"z": 1}, "z", 0),
    ("M24", "maximum(a, b) * c", {"a": 3, "b": 7, "c": 5}, "a", 5),
    ("M24 loser", "maximum(a, b) * c", {"a": 3, "b": 7, "c": 5}, "b", 0),
    ("M8", "(3*x + 1)**2", {"x": 1}, "x", 6), ("M5", "(3*x + 1)**2", {"x": 1}, "x", 3),
    ("M6", "(3*x + 1)**2", {"x": 1}, "x", 8), ("M4", "sin(x**2)", {"x": 1}, "x", math.cos(1) + 2),
    ("M7", "z = x - y", {"x": 8, "y": 2}, "y", 1), ("M6", "x*y", {"x": 5, "y": -3}, "x", 5),
    ("M2", "(x + y)*(x*y)", {"x": 2, "y": 3}, "x", 90), ("M3", "(x + y)*(x*y)", {"x": 2, "y": 3}, "x", 10.5),
    ("M9", "square(x)", {"x": 3}, "x", 3), ("M9 kept", "x**n", {"x": 2, "n": 3}, "x", 24),
    ("M6 of two", "3*(w*x)", {"x": 5, "w": 2}, "x", 15), ("M6", "3*(w*x)", {"x": 5, "w": 2}, "x", 50),
    ("M7 quotient", "x/y", {"x": 8, "y": 2}, "y", 2), ("M7 quotient", "3*(1/y)", {"y": 2}, "y", 0.75),
    ("M24", "minimum(a, b)", {"a": 3, "b": 7}, "b", 1),
]  # fmt: skip


@pytest.mark.parametrize(("key", "text", "inputs", "wrt", "number"), SIGNATURES)
def test_a_wrong_rule_gives_the_number_of_its_signature(key, text, inputs, wrt, number):
    found = case(text, **inputs)
    assert answer(found, found.position(wrt), BY_KEY[key].parts) == pytest.approx(number, abs=1e-12)


@pytest.mark.parametrize("key", [rule.key for rule in RULES])
def test_every_rule_has_a_signature(key):
    assert key in {signature[0] for signature in SIGNATURES}


def test_the_right_numbers_of_the_same_examples():
    found = case(CHAIN, **FIGURE)
    assert {n: answer(found, found.position(n)) for n in "wxbt"} == {"w": 12, "x": -24, "b": -6, "t": 6}
    assert answer(case("x**2 + x**3", x=3), 0) == 33
    assert answer(case("sigmoid(z)", z=1), 0) == pytest.approx(0.1966119)


def test_another_learning_rate_gives_another_step():
    found = case("x**2 + x**3", x=3)
    assert answer(found, 0, BY_KEY["M12"].parts, 0.01) == pytest.approx(3 - 0.33)


def test_the_ids_are_those_that_have_a_gradient_of_their_own():
    """M15-M21 and M23 are about order, shape, Jacobians and causes."""
    ids = {rule.id for rule in RULES}
    assert ids == {f"M{n}" for n in [*range(1, 15), 22, 24]}
    assert len(BY_KEY) == len(RULES) == 22


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_rule_says_what_it_believes_and_where_to_look(rule):
    """Two sentences at most for the learner, without an exclamation mark."""
    assert rule.title() and "!" not in rule.said() + rule.advice()
    assert rule.said().endswith(".") and rule.advice().endswith(".")
    assert rule.place in {MERGE, EDGE, SLOPE, SEED, REPORT} and rule.prior > 0


def test_the_slope_at_the_leaf_leaves_a_function_of_the_leaf_itself_alone():
    found = case("sin(x) * 2", x=1)
    assert answer(found, 0, BY_KEY["M8"].parts) == answer(found, 0)


def test_the_slope_from_the_input_has_its_sign():
    """At z = 1 it is 0 with either sign, so other places are looked at."""
    at_two = case_of(record("y = 3 * sigmoid(z)", z=2))
    assert answer(at_two, 0, BY_KEY["M22"].parts) == 3 * 2 * (1 - 2)
