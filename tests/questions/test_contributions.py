"""What an edge contributes: upstream × local, and the numbers that are given for it by mistake."""

import pytest

import gradviz as gv
from gradviz.questions.grading import correct_text, grade
from gradviz.questions.making import again, make
from gradviz.questions.nearness import matches
from gradviz.questions.nudge import prove, pushed_along
from gradviz.questions.program import case_for, leaf_name
from gradviz.questions.question import Question, QuestionError
from gradviz.questions.seeds import Seed
from gradviz.questions.slips import slips_of
from gradviz.questions.sweep import answer
from gradviz.questions.wrong import relevant, typed_as, wrong_answers
from gradviz.recording import Recording
from gradviz.recording.events import Leaf
from tests.questions.graphs import CASES

# z = 6, p = 36, q = 18, L = 54: what arrives at z is 12 + 3, at p and q 1
TEXT, INPUTS, EDGE = "z = w*x; p = z**2; q = 3*z; L = 5*p + q*w", {"w": 3, "x": 2}, ("z", "p")


def asked(edge=EDGE, **fields):
    return make(TEXT, asks="contribution", edge=edge, inputs=INPUTS, **fields)


def test_it_is_upstream_times_local_along_one_edge():
    """R10: the global contribution of an edge beside its local gradient."""
    question = asked()
    assert question.prompt.endswith("What does p send back to z along the edge between them?")
    assert grade(question, "60").correct and correct_text(question) == "60"  # 5 · 12
    assert grade(asked(("z", "q")), "9").correct and grade(asked(("w", "z")), 2 * 69).correct


@pytest.mark.parametrize(("typed", "rule", "said"), [
    ("12", "M5", "local gradient of this edge alone"), ("5", "M8", "arrives at p"), ("-60", "M13", "other sign"),
    ("69", "unknown", "whole gradient of z"), ("17", "M4", "upstream plus local"), ("9", "unknown", "from z to q"),
    ("61", "slip", "one off: a slip?"), ("777", "unknown", "multiply"),
])  # fmt: skip
def test_a_wrong_number_is_told_from_what_it_is(typed, rule, said):
    found = grade(asked(), typed)
    assert (found.correct, found.rule) == (False, rule) and said in found.message, found
    assert found.edge == asked().edge and found.node == found.edge.target


def test_drawn_numbers_tell_the_local_gradient_from_the_contribution():
    for attempt in range(6):
        question = make(TEXT, asks="contribution", edge=EDGE, seed=Seed("c", "s", "q", attempt))
        local = make(TEXT, asks="local", edge=EDGE, inputs=question.inputs)
        assert not grade(question, correct_text(local)).correct and again(question) == question
        assert Question.from_json(question.to_json()) == question


def test_of_several_edges_between_two_nodes_the_input_is_named():
    question = make("y = x*x; L = 3*y", asks="contribution", edge=("x", "y", 1), inputs={"x": 4})
    assert "input number 2" in question.prompt and grade(question, "12").correct
    assert "whole gradient" in grade(question, "24").message


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(QuestionError, match="does not go with kind='choice'"):
        make(TEXT, asks="contribution", wrt="x", kind="choice", inputs=INPUTS)
    fixed = gv.record(lambda w, x: w * gv.tensor(2.0) + x, w=1.0, x=2.0)
    flat = [e for e, local in zip(fixed.graph.edges, fixed.frame().locals, strict=True) if local is None]
    assert flat
    for edge in flat:
        with pytest.raises(QuestionError, match="nothing flows back"):
            make(fixed, asks="contribution", edge=tuple(edge))


def test_it_is_asked_in_a_cell_with_three_hints():
    quiz = gv.ask(TEXT, asks="contribution", edge=EDGE, w=3, x=2, attempts="")
    assert quiz.answer("12").rule == "M5" and quiz.answer("60").correct
    assert len({quiz.hint() for _ in range(3)}) == 3


ONE = ("z = w*x; L = (z - t)**2", {"w": 3, "x": 2, "t": 1}, ("w", "z"))  # what arrives at z is 10, the slope is 2


@pytest.mark.parametrize(("typed", "rule"), [
    ("30", "M6"), ("40", "M14"), ("25", "M11"), ("500", "M10"), ("-10", "unknown"), ("60", ("M6", "M14")),
    ("21", "slip"),
])  # fmt: skip
def test_a_wrong_rule_is_known_by_what_it_gives_along_the_edge(typed, rule):
    """The same rules as for gradients; a number that goes along another edge is no rule, where none gives it."""
    text, inputs, edge = ONE
    assert grade(make(text, asks="contribution", edge=edge, inputs=inputs), typed).rule == rule


def test_the_same_wrong_rule_twice_is_a_misconception_here_too():
    text, inputs, edge = ONE
    question = make(text, asks="contribution", edge=edge, inputs=inputs)
    first = grade(question, "2")
    second = grade(question, "2", history=[first.diagnosis])
    assert not first.diagnosis.sure and "misconception" not in first.message
    assert second.diagnosis.sure and "misconception" in second.message and second.rule == first.rule == "M5"
    quiz = gv.ask(text, asks="contribution", edge=edge, inputs=inputs, attempts="")
    assert "misconception" not in quiz.answer("30").message and "misconception" in quiz.answer("30").message


def test_what_is_spoiled_before_the_edge_is_lit_where_it_is():
    question = make("z = w*x; L = 5*z - z**2", asks="contribution", edge=("w", "z"), inputs={"w": 3, "x": 2})
    found = grade(question, "10")  # of z's two contributions, 5 and -12, one alone: the right number is -14
    assert found.rule == "M1" and found.node == found.edge.source == 2


@pytest.mark.parametrize(("text", "edge"), [
    (ONE[0], ("w", "z")), ("y = x**2; z = y*w; L = z*y", ("y", "z")), ("a = x*y; b = a - x; L = b*a", ("x", "b")),
    ("z = w*x + b; a = sigmoid(z); L = (a - t)**2", ("z", "a")), ("y = x / w; L = y**2 + y*x", ("w", "y")),
])  # fmt: skip
def test_drawn_numbers_hide_no_rule_along_the_edge(text, edge):
    """Nor does what arrives at its end pass for what it sends back, where the operation has a slope of its own."""
    for attempt in range(6):
        question = make(text, asks="contribution", edge=edge, seed=Seed("c", "s", "q", attempt))
        case = case_for(question)
        assert question.hides == ()
        for rule in (r for group in relevant(case.graph, question.edge) for r in group):
            number = float(answer(case, question.edge, rule.parts))
            assert not grade(question, number).correct, (question.prompt, rule.key)


def test_a_push_along_the_edge_alone_proves_it():
    """The other uses of the value do not feel it: of z's two ways to L the push takes one."""
    quiz = gv.ask(TEXT, asks="contribution", edge=EDGE, w=3, x=2, attempts="")
    proof = quiz.answer("12").diagnosis.proof
    assert proof.h == 0.01 and proof.change == pytest.approx(5 * (6.01**2 - 36)) and proof.right == pytest.approx(0.6)
    assert proof.said() == "Raise z by 0.01 for p alone: the output changes by 0.6005. Your number says 0.12."
    assert "0.6005" not in quiz.diagram.texts[0]  # nearly the answer: not before that may be seen
    for wrong in ("13", "14"):
        quiz.answer(wrong)
    assert quiz.reveal() and "for p alone" in quiz.diagram.texts[-1] + quiz.diagram.texts[0]


@pytest.mark.parametrize("place", range(len(CASES)))
def test_every_proof_along_an_edge_foretells_the_right_number(place):
    found = CASES[place]
    for edge, local in zip(found.graph.edges, found.locals, strict=True):
        if local is None:
            continue
        right, run = float(answer(found, edge)), pushed_along(found, edge)
        proof = prove("x", run, 2 * right + 1, right, "y")
        assert proof is None or abs(proof.change - proof.right) <= 0.1 * abs(proof.change - proof.answered)
        h = 1e-6
        slope = (run(h) - run(-h)) / (2 * h)
        assert abs(slope - right) <= 1e-4 * max(1, abs(right)) or _on_kink(found), (edge, slope, right)


def _on_kink(found):
    sources = [[found.values[found.graph.edges[e].source] for e in edges] for edges in found.graph.incoming()]
    return any(node.op in ("maximum", "relu") and (len(set(given)) < len(given) or 0 in given)
               for node, given in zip(found.graph.nodes, sources, strict=True))  # fmt: skip


def test_where_a_factor_is_1_a_number_one_off_is_a_slip_and_no_sum():
    """As on every edge into the output, which the start reaches with 1."""
    question = make("a = x*y; L = a*w", asks="contribution", edge=("a", "L"), inputs={"x": 2, "y": 3, "w": 7})
    assert [grade(question, typed).rule for typed in ("8", "6", "7.7")] == ["slip", "M6", "slip"]
    assert grade(asked(), "17").rule == "M4"


def test_a_slope_left_out_twice_is_called_by_its_name():
    first = grade(asked(), "5")
    again_ = grade(asked(), "5", history=[first.diagnosis])
    assert again_.diagnosis.sure and "a slope left out" in again_.message


def test_simulated_students_are_known_along_random_edges():
    """Every rule's number is that rule's; of slips that are no rule's number at most 5 % are called one."""
    listed = changed = called = slips = 0
    for found in CASES:
        for edge in [e for e, local in zip(found.graph.edges, found.locals, strict=True) if local]:
            inputs = {leaf_name(found.graph, leaf): found.values[leaf] for leaf in found.plan.leaves}
            question = make(Recording(found.graph, [Leaf(k, found.values[k]) for k in found.plan.leaves]),
                            asks="contribution", edge=tuple(edge))  # fmt: skip
            assert question.inputs == inputs
            right = float(answer(found, edge))
            given = [(rule.id, float(number)) for rule, number in wrong_answers(found, edge)]
            for name, number in given:
                if abs(number) < 1e12 and not matches(float(typed_as(number)), right):
                    changed, listed = changed + 1, listed + (name in grade(question, typed_as(number)).diagnosis.rules)
            for _, number in slips_of(right):
                if not matches(number, right) and not any(matches(number, other) for _, other in given):
                    slips, called = slips + 1, called + str(grade(question, number).rule).startswith("M")
    assert changed > 500 and listed >= 0.95 * changed and slips > 200 and called <= 0.05 * slips, (called, slips)
