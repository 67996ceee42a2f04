"""What is missing in a learner's graph, or too much, is said by name (R108)."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.lab.building.comparing import compare
from gradviz.recording import Graph
from gradviz.recording.isomorphism import isomorphism
from tests.common import examples
from tests.recording.test_isomorphism import STEPS, formula, graph, shuffled

R108 = "L = log(sigmoid(w*x + b))"


def found(wanted, built):
    return [(finding.kind, finding.text) for finding in compare(graph(wanted), graph(built))]


def test_nothing_is_found_in_the_right_graph():
    assert found(R108, "p = b + x*w; q = sigmoid(p); out = log(q)") == []


def test_with_nothing_built_everything_is_missing_by_name():
    texts = [finding.text for finding in compare(graph(R108), None)]
    assert texts == [
        "Missing: the input w.", "Missing: the input x.", "Missing: the input b.", "Missing: multiply, for w × x.",
        "Missing: add, for w·x + b.", "Missing: sigmoid, for σ(w·x + b).", "Missing: log, for log(σ(w·x + b)).",
    ]  # fmt: skip


@pytest.mark.parametrize("wanted, built, kind, said", [
    (R108, "q = log(tanh(w*x + b))", "operation",
     "Your n5 is tanh(w·x + b). The formula has another operation there: σ(w·x + b)."),
    ("L = (y - t)**2", "L = (t - y)**2", "order",
     "Your n2 has its inputs the other way round: t − y. The formula has y − t, and for − the order matters."),
    ("L = (y - t)**2", "L = (y - t)**3", "number",
     "Your L is (y − t)³. The formula has another number there: (y − t)²."),
    ("s = x**2; y = s + s", "s = x**2; t = x**2; y = s + t", "twice",
     "You computed x² twice. The value may be used more than once."),
    ("s = x**2; t = x**2; y = s + t", "s = x**2; y = s + s", "once",
     "The formula computes x² twice, and you once."),
    ("y = exp(x)", "y = sin(exp(x))", "extra", "Extra: your y, sin(exp(x)), is not in the formula."),
    ("y = a*b", "y = a + b", "operation",
     "Your y is a + b. The formula has another operation there: a × b."),
    ("y = 1 - sin(a)", "y = sin(a) - 1", "order",
     "Your y has its inputs the other way round: sin(a) − 1. The formula has 1 − sin(a), and for − the order matters."),
])  # fmt: skip
def test_one_fault_is_one_finding(wanted, built, kind, said):
    assert found(wanted, built) == [(kind, said)]


def test_what_follows_a_fault_is_judged_by_what_was_carried_forward():
    """Of log σ(w + x + b) the sum alone is wrong; add, sigmoid and log on top of it are as they should be."""
    assert [kind for kind, _ in found(R108, "q = log(sigmoid((w + x) + b))")] == ["operation"]


def test_a_skipped_operation_is_missing_and_what_skipped_it_is_named():
    kinds = [kind for kind, _ in found(R108, "q = log(sigmoid(w*x))")]
    assert kinds == ["input", "missing", "missing"]
    assert found(R108, "q = log(sigmoid(w*x))")[0][1] == (
        "Your n3 is σ(w·x). In the formula that operation has another input: σ(w·x + b).")


def test_an_input_drawn_twice_is_told_from_one_used_twice():
    """M: x is one node in x²·3x, however often it is written (A4)."""
    wanted = graph("f = x**2 * (3*x)")
    nodes = (wanted.nodes[0], *wanted.nodes)
    edges = tuple(e._replace(source=e.source + (e.source > 0 or e.target == 2), target=e.target + 1)
                  for e in wanted.edges)  # fmt: skip
    findings = compare(wanted, Graph(nodes, edges))
    assert [(f.kind, f.text, f.nodes) for f in findings] == [
        ("twice", "You drew x twice. An input is one node, and may be used more than once.", (0, 1))]


@examples(100)
@given(STEPS, STEPS, st.integers(0, 10**6))
def test_something_is_found_exactly_if_the_graphs_are_not_one_drawing(steps, others, seed):
    wanted, built = graph(formula(steps)), graph(formula(others))
    assert compare(wanted, shuffled(wanted, random.Random(seed))) == []
    findings = compare(wanted, built)
    assert bool(findings) == (isomorphism(wanted, built) is None)
    assert all(finding.text and all(0 <= k < len(built.nodes) for k in finding.nodes) for finding in findings)
