"""A whole backward pass, step by step."""

import pytest
from hypothesis import given

import gradviz as gv
from gradviz.questions.cases import case_of
from gradviz.questions.making import make
from gradviz.questions.nearness import matches
from gradviz.questions.passes import FOLLOWED, MISSING, RIGHT, WRONG, mark_pass, steps_back, worked
from gradviz.questions.question import Question
from gradviz.questions.rules import BY_KEY
from gradviz.questions.sweep import RIGHT as RIGHT_PARTS
from gradviz.questions.sweep import answer, gradients, one_node
from gradviz.questions.wrong import typed_as
from tests.questions.graphs import CASES, CHAIN, case, recordings

FIGURE = {"x": -2, "w": 4, "b": 7, "t": 2}


def right_pass(found):
    return {node: float(gradients(found, node)[node]) for node in steps_back(found)}


@given(recordings())
def test_the_right_numbers_are_all_right(recording):
    found = case_of(recording)
    right = right_pass(found)
    if all(abs(number) < 1e9 for number in right.values()):
        assert mark_pass(found, right).correct


def test_what_follows_from_a_wrong_number_is_given_credit():
    found = case(CHAIN, **FIGURE)
    right = right_pass(found)
    z, y, d = 4, 5, 6
    wrong = {**right, d: 6.0, y: 6.0, z: 6.0, found.position("b"): 6.0, found.position("t"): -6.0,
             found.position("w"): -12.0, found.position("x"): 24.0}  # fmt: skip
    marks = {mark.node: mark.state for mark in mark_pass(found, wrong).marks}
    assert marks[d] == WRONG and set(marks.values()) == {RIGHT, WRONG, FOLLOWED}
    assert list(marks.values()).count(FOLLOWED) == 6
    assert mark_pass(found, wrong).first.rule == "M13"


def test_the_first_wrong_node_is_diagnosed_and_not_a_later_one():
    found = case(CHAIN, **FIGURE)
    right = right_pass(found)
    marks = mark_pass(found, {**right, found.position("w"): -24, found.position("t"): -6})
    assert marks.first.node is not None and marks.first.rule == "M7", "t comes before w on the way back"


def test_a_rule_in_the_last_step_is_found():
    found = case("z = w*x; L = z**2", w=3, x=5)
    marks = mark_pass(found, {3: 1, 2: 30, 1: 90, 0: 90})
    assert marks.first.rule == "M6" and marks.score == 0.75


def test_the_edge_of_the_wrong_step_is_lit_and_not_one_before_it_that_was_right():
    """R43: each gets 4 times its own value; the product nearer to the output was done right."""
    chain = case("u = x*y; v = u - c; f = v*k", x=2, y=6, c=5, k=4)
    right = {"f": 1, "v": 4, "k": 7, "u": 4, "c": -4}
    found = mark_pass(chain, {chain.position(name): number for name, number in (right | {"y": 24, "x": 8}).items()})
    assert found.first.rule == "M6"
    assert (found.first.edge.source, found.first.edge.target) == (chain.position("y"), chain.position("u"))


@pytest.mark.parametrize("rule", [BY_KEY[key] for key in ("M1", "M5", "M7", "M9", "M10", "M13")], ids=lambda r: r.id)
def test_a_learner_who_follows_one_rule_throughout_is_found_out(rule):
    found = case("z = a*b; y = z - c; L = y**2 + z", a=2, b=5, c=3)
    given = {}
    for node in steps_back(found):
        given[node] = typed_as(float(answer(found, node, rule.parts)))
    assert rule.id in mark_pass(found, given).first.rules


def test_a_missing_and_an_unreadable_answer_are_no_diagnosis():
    found = case("L = x**2", x=3)
    marks = mark_pass(found, {1: "", 0: "three"})
    assert [mark.state for mark in marks.marks] == [MISSING, WRONG] and marks.first is None
    assert "not read as a number" in marks.marks[1].message and marks.score == 0


def test_nodes_that_need_no_gradient_are_not_asked_for():
    c = gv.tensor(2.0, name="c")
    found = case_of(gv.record(lambda x: x * c, x=3.0))
    assert found.position("c") not in steps_back(found)


@pytest.mark.parametrize(("fade", "blank"), [(0, 0), (1, 1), (2, 2), (3, 7), (4, 8)])
def test_a_worked_example_fades_from_the_end(fade, blank):
    lines = worked(case(CHAIN, **FIGURE), fade)
    assert [line.blank for line in lines] == [False] * (8 - blank) + [True] * blank
    assert all(line.text.endswith("= ?") for line in lines if line.blank)


def test_a_worked_step_shows_upstream_times_local_for_every_use():
    lines = worked(case("y = x**2 + x**3", x=3), 0)
    assert lines[-1].text == "∂y/∂x = 1 · 27 + 1 · 6 = 33"
    assert worked(case("L = -x", x=3), 0)[-1].text == "∂L/∂x = 1 · (−1) = −1"


@pytest.mark.parametrize("place", range(len(CASES)))
def test_every_level_of_fading_works_on_any_graph_from_the_end_backward(place):
    found = CASES[place]
    counts = []
    for fade in range(5):
        blanks = [line.blank for line in worked(found, fade)]
        assert blanks == sorted(blanks), "what is blank stands at the end"
        counts.append(sum(blanks))
    steps = len(steps_back(found))
    assert counts == [0, 1, 2, steps - 1, steps]


@pytest.mark.parametrize(("text", "counts"), [("x*1", [0, 1, 1, 1, 2]), ("x", [0, 1, 1, 1, 1])])
def test_the_smallest_graphs_have_blanks_at_every_level_but_none(text, counts):
    found = case(text, x=2)
    assert [sum(line.blank for line in worked(found, fade)) for fade in range(5)] == counts


def test_a_worked_example_has_two_blanks_where_nothing_is_said():
    numbers = {"w": 3, "x": 2}
    assert make("z = w*x; L = z**2", kind="faded", inputs=numbers).fade == 2
    shown = make("z = w*x; L = z**2", kind="faded", fade=0, inputs=numbers)
    assert shown.fade == 0 and Question.from_json(shown.to_json()).fade == 0


def test_what_rounding_carries_on_is_no_fault():
    """Three digits are enough for each number; where none is wrong, the pass is right."""
    found = case("z = x*k; y = exp(z); L = y**30 / w", x=0.3, k=1.1, w=3)
    right, carried = right_pass(found), dict[int, float]()
    for node in steps_back(found):  # each worked out from the rounded ones before it, and rounded up
        carried[node] = float(one_node(found, node, carried, RIGHT_PARTS, found.locals))
        carried[node] *= 1.0 if node == found.graph.output else 1.004
    marks = mark_pass(found, carried)
    assert not all(matches(carried[node], number) for node, number in right.items())
    assert marks.correct and marks.first is None and marks.score == 1
    spoiled = mark_pass(found, carried | {found.position("y"): -7.0})
    assert not spoiled.correct and "followed" not in [mark.state for mark in spoiled.marks][:2]
