"""jupyterquiz's files as they are found: what it leaves out, and how it grades."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.questions.files import read_file
from gradviz.questions.grading import correct_text, grade
from gradviz.questions.imported import _steps
from gradviz.questions.jupyterquiz import read_jupyterquiz, to_jupyterquiz
from gradviz.questions.question import Question, QuestionError

CODE = {"question": "What does this print?", "code": "a = '1'\nprint(a + '<b>')", "type": "multiple_choice",
        "answers": [{"answer": "1<b>", "correct": True}, {"answer": "an error", "correct": False}]}  # fmt: skip
SNIPPETS = {"question": "Which one appends 3?", "type": "multiple_choice",
            "answers": [{"answer": "", "code": "x += 3", "correct": False}, {"code": "x += [3]", "correct": True},
                        {"answer": "this one:", "code": "x + 3", "correct": False}]}  # fmt: skip
BINS = {"question": "How many?", "type": "numeric", "answers": [
    {"type": "range", "range": [0, 1], "correct": False, "feedback": "few"},
    {"type": "range", "range": [1, 2], "correct": True, "feedback": "yes"},
    {"type": "default", "feedback": "many"}]}  # fmt: skip
UNNAMED = {"question": "Half?", "type": "numeric", "answers": [
    {"value": 0.5, "correct": True}, {"range": [0, 0.5], "correct": False, "feedback": "more"}]}  # fmt: skip
WORD = {"question": "Which word?", "type": "string", "answers": [
    {"answer": "sitting", "correct": True, "fuzzy_threshold": 0.6},
    {"type": "default", "feedback": "Think of a chair."}]}  # fmt: skip
SEVERAL = {"question": "Which are even?", "type": "multiple_choice", "answers": [
    {"answer": "2", "correct": True}, {"answer": "4", "correct": True}, {"answer": "5", "correct": False}]}  # fmt: skip
FOUND = [CODE, SNIPPETS, BINS, UNNAMED, WORD, SEVERAL]


def test_each_is_read_and_written_back_as_it_was(tmp_path):
    (tmp_path / "found.json").write_text(json.dumps(FOUND))
    questions = read_file(tmp_path / "found.json")
    assert to_jupyterquiz(questions) == FOUND
    assert [Question.from_json(each.to_json()) for each in questions] == questions


def test_the_code_of_an_item_stands_above_its_question():
    quiz = gv.quiz(read_jupyterquiz([CODE]), attempts="")
    assert "<pre" in quiz.prompt.value and "print(a + &#x27;&lt;b&gt;&#x27;)" in quiz.prompt.value
    assert "print(a" in quiz.fallback_text()
    with pytest.raises(QuestionError, match="item 1: the field code is"):
        read_jupyterquiz([{**CODE, "code": ["x"]}])


def test_an_answer_is_shown_by_its_text_and_its_code():
    (question,) = read_jupyterquiz([SNIPPETS])
    assert [option.text for option in question.options] == ["x += 3", "x += [3]", "this one: x + 3"]
    assert correct_text(question) == "x += [3]" and grade(question, "x += [3]").correct


@pytest.mark.parametrize(("typed", "said"), [("0", "few"), ("0.999", "few"), ("1", "yes"), ("2", "many")])
def test_a_number_where_two_ranges_meet_is_in_the_second(typed, said):
    (question,) = read_jupyterquiz([BINS])
    assert grade(question, typed).message == said and grade(question, typed).correct is (said == "yes")
    assert correct_text(question) == "from 1 to less than 2"


def test_a_range_of_one_number_holds_it_and_precision_is_used_for_ranges_too():
    one = {"question": "?", "type": "numeric", "answers": [{"type": "range", "range": [5, 5], "correct": True}]}
    assert grade(read_jupyterquiz([one])[0], "5").correct
    near = {"question": "?", "type": "numeric", "precision": 2,
            "answers": [{"type": "range", "range": [3.1, 3.2], "correct": True}]}  # fmt: skip
    (question,) = read_jupyterquiz([near])
    assert grade(question, "3.149").correct and grade(question, "3.09").correct and not grade(question, "3.16").correct


def test_what_kind_of_number_an_answer_is_may_be_told_by_its_field():
    (question,) = read_jupyterquiz([UNNAMED])
    assert grade(question, "1/2").correct and grade(question, "0.2").message == "more"
    assert correct_text(question) == "0.5"


@pytest.mark.parametrize(("typed", "right"), [("sittin", True), ("SITTING", True), ("kitten", False), ("chair", False)])
def test_words_are_near_by_the_steps_between_them_and_the_rest_gets_the_default(typed, right):
    """kitten is 3 steps of 7 away: 0.571."""
    (question,) = read_jupyterquiz([WORD])
    found = grade(question, typed)
    assert found.correct is right and (right or found.message == "Think of a chair.")
    assert correct_text(question) == "sitting"


def test_a_multiple_choice_with_several_right_answers_asks_for_all():
    (question,) = read_jupyterquiz([SEVERAL])
    assert question.kind == "choices" and grade(question, [0, 1]).correct and not grade(question, [0]).correct


words = st.text("abc", max_size=7)


@given(words, words, words)
def test_the_steps_between_words_are_a_distance(one, two, three):
    there = _steps(one, two, 99)
    assert there == _steps(two, one, 99) and (there == 0) == (one == two)
    assert _steps(one, three, 99) <= there + _steps(two, three, 99)
    assert abs(len(one) - len(two)) <= there <= max(len(one), len(two))
    assert _steps(one, two, 3) == min(there, 3) and _steps(one + "x", two + "x", 99) == there
