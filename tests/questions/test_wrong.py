"""What the wrong rules answer together: which matter, which agree, and which numbers hide one."""

import itertools

import numpy as np
import pytest
from hypothesis import given

import gradviz as gv
from gradviz.questions.cases import case_of, plan_of
from gradviz.questions.rules import RULES
from gradviz.questions.sweep import answer
from gradviz.questions.wrong import hidden_rules, hides_in, pairs_giving, relevant, typed_as, wrong_answers
from tests.questions.graphs import CASES, CHAIN, case, recordings

TRIAL = [rule for rule in RULES if rule.key != "M11 own"]
"""The rules of the trial in teaching.md, section 7."""


def groups(text, wrt="x", **inputs):
    graph = gv.record(text, **inputs).graph
    return [" ".join(rule.key for rule in group) for group in relevant(graph, 0)]


def test_rules_that_change_nothing_for_any_number_are_dropped():
    assert groups("x**2 + x**3", x=3) == [
        "M1", "M1 first", "M2", "M3", "M4", "M9", "M9 kept", "M10", "M11", "M11 own", "M12", "M13", "M14",
        "M8 skipped", "M8 skipped", "M8 skipped",
    ]  # fmt: skip
    assert {"M1", "M2", "M3", "M22", "M24"}.isdisjoint(groups(CHAIN, w=1, x=1, b=1, t=1))


def test_rules_that_agree_for_every_input_are_joined():
    """x²·3x: the last use alone is 2x·3x, the exponent not brought down x·3x + 3x²."""
    assert "M1 M9" in groups("x**2 * (3*x)", x=4)


def test_the_numbers_of_the_book_hide_three_rules_one_for_each_of_three_inputs():
    found = case(CHAIN, x=2, w=3, b=1, t=5)
    hidden = {name: [rule.id for rule in hidden_rules(found, found.position(name))] for name in "wxbt"}
    assert hidden == {"w": ["M4"], "x": ["M8"], "b": ["M11"], "t": []}
    assert set(hides_in(found, range(4))) == {found.position(name) for name in "wxb"}


@pytest.mark.parametrize(
    ("text", "inputs", "hidden", "alike"),
    [
        (CHAIN, {"x": -2, "w": 4, "b": 7, "t": 2}, 0, None), ("(a*x + b)**2", {"a": -2, "x": 4, "b": 5}, 0, None),
        ("(a*x + b)**2", {"a": 3, "x": 1, "b": 2}, 0, None), ("x**2 * (3*x)", {"x": 2}, 0, 3),
        ("x**2 * (3*x)", {"x": 4}, 0, 1), ("x**2 * (3*x)", {"x": 1}, 2, None), ("x**2 + x**3", {"x": 2}, 0, 2),
        ("x**2 + x**3", {"x": 3}, 0, 0), ("x**2 + x**3", {"x": 1}, 1, None),
    ],
)  # fmt: skip
def test_the_trial_of_the_design_is_repeated(text, inputs, hidden, alike):
    """teaching.md, section 7: how many rules hit the right number, how many pairs cannot be told apart."""
    found = case(text, **inputs)
    leaves = [i for i, node in enumerate(found.graph.nodes) if node.is_leaf]
    assert sum(len(hidden_rules(found, leaf, among=TRIAL)) for leaf in leaves) == hidden
    if alike is not None:
        keys = {rule.key for group in relevant(found.graph, 0) for rule in group}
        numbers = [n for rule, n in wrong_answers(found, 0, rules=TRIAL) if rule.key in keys]
        assert sum(a == b for a, b in itertools.combinations(numbers, 2)) == alike


MANY = [(CHAIN, "wxbt", 15_104, 20_736), ("(a*x + b)**2", "axb", 1_330, 1_728)]


@pytest.mark.parametrize(("text", "names", "good", "of"), MANY)
def test_so_many_numbers_hide_no_rule(text, names, good, of):
    values = [v for v in range(-5, 8) if v]
    graph = gv.record(text, **dict.fromkeys(names, 1.0)).graph
    grid = np.array(list(itertools.product(values, repeat=len(names))), dtype=float)
    columns = {i: grid[:, names.index(graph.nodes[i].name)].copy() for i in plan_of(graph).leaves}
    found, kept = plan_of(graph).case(columns), np.ones(len(grid), bool)
    for leaf in columns:
        mattering = [rule for group in relevant(graph, leaf) for rule in group if rule in TRIAL]
        for _, number in wrong_answers(found, leaf, rules=mattering):
            kept &= abs(number - answer(found, leaf)) > 1e-9
    assert (len(grid), kept.sum()) == (of, good)


@given(recordings())
def test_a_rule_that_does_not_matter_never_changes_the_answer(recording):
    found = case_of(recording)
    if {"maximum", "relu"} & {node.op for node in found.graph.nodes}:
        return  # there one rule may matter on one side of a kink alone, which no generic number need reach
    mattering = {rule.key for group in relevant(found.graph, 0) for rule in group}
    right = answer(found, 0)
    for rule, number in wrong_answers(found, 0):
        if rule.key not in mattering:
            assert number == pytest.approx(right, rel=1e-6, abs=1e-9, nan_ok=True), rule.key


def test_a_pair_of_rules_gives_what_neither_gives_alone():
    found = case("x**2 + x**3", x=3)
    assert [(one.id, two.id) for one, two in pairs_giving(found, 0, -27.0)][0] == ("M1", "M13")
    assert pairs_giving(found, 0, 123456.0) == []


def test_a_number_is_typed_exactly_where_it_is_short():
    assert [typed_as(x) for x in (33.0, -0.3, 16.5, 0.19661193, 1e-7)] == ["33", "-0.3", "16.5", "0.1966", "1e-07"]


def test_who_gives_a_value_is_in_no_pair():
    """Twice the output, or minus the value of x, is explained by no gradient that was spoiled."""
    found = case("y = x**2 + x**3", x=3)
    for typed in (72.0, -36.0, -3.0, 3 - 0.1 * 36):
        assert not any("M11" in (one.id, two.id) for one, two in pairs_giving(found, 0, typed))
    assert not pairs_giving(found, 0, -36.0)


@pytest.mark.parametrize("place", range(0, 14, 2))
def test_both_rules_of_a_pair_leave_a_trace(place):
    found = CASES[place]
    right = float(answer(found, 0))
    for typed in (right + 7, -2 * right, 3 * right, 2.0, 5.0):
        for one, two in pairs_giving(found, 0, typed):
            alone = [float(answer(found, 0, rule.parts)) for rule in (one, two)]
            assert all(abs(number - right) > 1e-9 * abs(right) for number in alone), (one.key, two.key)
