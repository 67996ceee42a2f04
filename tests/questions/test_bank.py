"""The item bank: every key is right, every wrong answer has its feedback, and no wrong rule scores."""

import math

import pytest

import gradviz as gv
from gradviz.questions.bank import BANK, PAIRED, item, items
from gradviz.questions.cases import case_of
from gradviz.questions.grading import correct_text, grade
from gradviz.questions.making import asked_nodes
from gradviz.questions.program import case_for
from gradviz.questions.question import Question, QuestionError
from gradviz.questions.rules import RULES
from gradviz.questions.seeds import Seed
from gradviz.questions.sweep import answer
from gradviz.questions.wrong import hidden_rules, typed_as, wrong_answers

MADE = [name for name, question in BANK.items() if question.generated and question.kind != "shape"]
WRITTEN = [name for name in BANK if name not in MADE]
GRADIENTS = [name for name in MADE if BANK[name].asks == "gradient"]


def test_the_bank_has_the_items_of_the_course():
    names = [name for name in BANK if name[0] == "A"]
    assert names == [f"A{n}" for n in range(1, 51)] and set(PAIRED) <= set(names)
    assert {question.lesson for question in BANK.values()} == {f"{n:02}" for n in range(1, 12)}


def test_every_misconception_is_told_by_some_item():
    """M22 is told by any question about a sigmoid; its numbers alone can show it."""
    told = {rule for question in BANK.values() for rule in question.rules}
    assert told >= {f"M{n}" for n in range(1, 25) if n != 22}


@pytest.mark.parametrize("name", BANK)
def test_every_item_has_a_source_a_prompt_and_makes_the_round_trip(name):
    """R104."""
    question = item(name)
    assert question.source and all(source[0] == "R" and source[1:].isdigit() for source in question.source)
    assert question.prompt.endswith((".", "?")) and "!" not in question.prompt
    assert Question.from_json(question.to_json()) == question


@pytest.mark.parametrize("name", WRITTEN)
def test_every_option_has_feedback_of_its_own(name):
    """R104: per-option feedback."""
    for option in BANK[name].options:
        assert option.feedback and option.feedback.endswith((".", "right order."))
        assert option.right is not True or not option.rule


@pytest.mark.parametrize("name", BANK)
def test_the_right_answer_is_right_and_the_wrong_ones_are_not(name):
    question = item(name, Seed("course", "student", name))
    kind, right = question.kind, correct_text(question)
    if kind in ("number", "choice", "sign", "shape"):
        assert grade(question, right).correct
    elif kind in ("choices", "order"):
        assert grade(question, right.split("; ")).correct
    for option in question.options:
        if option.right is False:
            assert grade(question, option.text).message == option.feedback
            assert not grade(question, option.text).correct


@pytest.mark.parametrize("name", GRADIENTS)
@pytest.mark.parametrize("attempt", [None, 0, 1, 2, 3])
def test_no_item_scores_a_wrong_rule(name, attempt):
    """Neither with its usual numbers nor with those that a seed draws: 0 of all."""
    question = item(name, None if attempt is None else Seed("course", "student", name, attempt))
    case = case_for(question)
    assert question.hides == ()
    for asked in asked_nodes(question, case.graph) or [case.graph.output]:
        assert hidden_rules(case, asked) == ()
        if question.kind == "number":
            right = float(answer(case, asked))
            for _, number in wrong_answers(case, asked):
                assert grade(question, typed_as(float(number))).correct is (abs(number - right) < 1e-12)


KEYS = {
    "A3": -3, "A6": -3, "A7": -1, "A8": -2, "A14": 1, "A15": 24, "A16": 4 * math.cos(4), "A17": 33, "A18": 144,
    "A19": 21,
}  # fmt: skip
"""By hand, with the usual numbers."""


@pytest.mark.parametrize("name", KEYS)
def test_the_keys_by_hand(name):
    assert grade(item(name), str(KEYS[name])).correct


def test_the_pass_by_hand():
    """A13: (ax + b)² at −2, 4, 5."""
    question = item("A13")
    right = {"e": 1, "d": -6, "c": -6, "b": -6, "a": -24, "x": 12}
    assert grade(question, right).correct
    assert grade(question, {**right, "a": 12, "x": -24}).rule == "M6"


@pytest.mark.parametrize(
    ("name", "typed", "rule"),
    [("A6", 5, "M6"), ("A6", -15, "M11"), ("A7", 1, "M7"), ("A14", 9, "M10"), ("A15", 3, "M5"), ("A15", 6, "M8"),
     ("A17", 6, "M1"), ("A17", 162, "M2"), ("A17", 16.5, "M3"), ("A18", 72, "M3"), ("A19", 90, "M2"),
     ("A24", 2.5, "M4"), ("A24", 0, "M23"), ("A33", 1, "M1"), ("A34", 12, "M14"), ("A36", 6, "M14"), ("A39", 0, "M13"),
     ("A40", "2×3", "M20"), ("B3", -4, "M2"), ("B3", 1.5, "M3"), ("B6", 2.5, "M14"), ("B7", "6", "M14")],
)  # fmt: skip
def test_the_wrong_answers_of_the_bank_have_their_misconception(name, typed, rule):
    assert grade(item(name), typed).rule == rule


def test_the_usual_number_of_an_early_draft_is_flagged():
    """sin(x²) at 1, where x² is x: neither the exponent that is kept nor the slope at the wrong place shows."""
    found = case_of(gv.record("sin(x**2)", x=1))
    assert [rule.key for rule in hidden_rules(found, 0, among=RULES)] == ["M8", "M9 kept"]


def test_a_seed_draws_other_numbers_or_another_order():
    texts = {item("A27", Seed("c", str(k))).options[0].text for k in range(12)}
    assert len(texts) > 1
    assert len({tuple(item("A19", Seed("c", str(k))).inputs.values()) for k in range(12)}) > 6


def test_items_are_found_by_lesson_and_misconception():
    assert [q.id for q in items("03", ["M5"])] == ["A12", "A13", "A15"]
    with pytest.raises(QuestionError, match="A1 to A50, B1"):
        item("A51")


@pytest.mark.parametrize("name", [name for name, q in BANK.items() if q.kind == "choice" and not q.generated])
def test_where_the_right_option_of_a_written_item_stands_tells_nothing(name):
    places = [
        next(k for k, option in enumerate(item(name, Seed("ML", str(student), name)).options) if option.right)
        for student in range(400)
    ]
    count = len(item(name).options)
    share = 400 / count
    assert all(abs(places.count(k) - share) < 5 * (share * (1 - 1 / count)) ** 0.5 for k in range(count))
