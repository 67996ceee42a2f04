"""Three hints to every question: each another, none of them the answer (R104)."""

import re
from pathlib import Path

import pytest

import gradviz as gv
from gradviz.lab.asking.hints import WRITTEN, hint_for
from gradviz.questions.bank import BANK, item
from gradviz.questions.grading import correct_text
from gradviz.questions.jupyterquiz import read_jupyterquiz
from gradviz.questions.mini import Variable
from gradviz.questions.own_code import questions_about
from gradviz.questions.question import Option, Question
from tests.questions.own_solutions import Closures


def hints(given):
    asked = gv.quiz([given], attempts="")
    return [asked.hint() for _ in range(3)]


@pytest.mark.parametrize("name", BANK)
def test_the_three_hints_to_an_item_differ_and_are_not_its_key(name):
    found = hints(name)
    assert len(set(found)) == 3, found
    key = correct_text(item(name))
    if not item(name).generated and item(name).kind in ("choice", "text"):
        assert not any(re.search(rf"(?<!\w){re.escape(key)}(?!\w)", hint) for hint in found), (key, found)


def test_a_written_item_leads_to_its_lesson_and_rules_one_answer_out():
    _, place, out = hints("A4")
    assert place == "Look again at lesson 01."
    wrong = [option for option in item("A4").options if not option.right]
    assert any(each.text in out and each.feedback in out for each in wrong)


def test_of_two_answers_none_is_ruled_out():
    assert not any(option.text in hint for hint in hints("A2") for option in item("A2").options)


def test_what_is_behind_a_wrong_answer_is_left_out_where_it_tells_the_right_one():
    options = (
        Option("7", "No: it is 5.", right=False),
        Option("5", right=True),
        Option("6", "It is five: 5", right=False),
    )
    out = hints(Question("choice", "2 + 3?", options=options))[2]
    assert "7" in out and "5" not in out


@pytest.mark.parametrize(
    "field, own", [({"hints": ["one", "two", 3]}, ["one", "two", "two"]), ({"hint": "one"}, ["one"] * 3)]
)
def test_an_imported_items_own_hints_are_given(field, own):
    answers = [{"type": "value", "value": 2, "correct": True}]
    (question,) = read_jupyterquiz([{"question": "1 + 1?", "type": "numeric", "answers": answers, **field}])
    assert hints(question) == own


@pytest.mark.parametrize("given", [
    {"kind": "choices", "asks": "waits", "wrt": "x"}, {"kind": "order", "asks": "forward"},
    {"kind": "order", "asks": "backward"}, {"kind": "pick", "asks": "merge"},
    {"kind": "number", "asks": "value", "wrt": "y"}, {"kind": "pass"}, {"kind": "sign", "wrt": "x"},
    {"kind": "number", "asks": "local", "edge": (0, 1, 0), "wrt": "x"},
])  # fmt: skip
def test_every_kind_of_question_about_a_graph_has_three(given):
    from gradviz.questions.making import make

    question = make("y = x**2 + x**3", inputs={"x": 3}, **given)
    found = hints(question)
    assert len(set(found)) == 3
    if question.asks == "waits":
        assert not any(correct_text(question).split("; ")[0] in hint for hint in found)


def test_nodes_without_a_name_are_called_as_in_the_question():
    asked = gv.ask("L = (w*x + b - t)**2", wrt="w", w=4, x=-2, b=7, t=2, attempts="")
    last = [asked.hint() for _ in range(3)][2]
    assert "∂[w*x]/∂w" in last and not re.search(r"\bn\d", last)


def test_the_shape_of_a_gradient_has_three_hints():
    found = hints("A41" if BANK["A41"].kind == "shape" else next(n for n in BANK if BANK[n].kind == "shape"))
    assert len(set(found)) == 3


def test_an_item_of_a_lesson_has_a_first_hint_of_its_own():
    """R104: not the one that fits every question."""
    written = [name for name in BANK if not item(name).generated]
    first = [hints(name)[0] for name in written]
    assert len(set(first)) == len(first) and not any("word by word" in hint for hint in first)
    assert hints("A1")[0] == "Count the boxes that compute; inputs are not among them."


def test_a_question_about_a_class_of_ones_own_has_a_first_hint_of_its_own():
    """P12: each speaks of that question, whatever the class is called."""
    asked = {each.id: each for kind in (Variable, Closures) for each in questions_about(kind)}
    first = [hint_for(each, 1) for each in asked.values()]
    assert len(asked) > 3 and len(set(first)) == len(first) and not any("word by word" in hint for hint in first)
    for question, hint in zip(asked.values(), first, strict=True):
        assert not re.search(rf"\b{re.escape(correct_text(question))}\b", hint), (question.id, hint)


def test_no_hint_leads_to_a_lesson_that_is_not_there():
    there = {path.name[:2] for path in (Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb")}
    told = {lesson for name in BANK for hint in hints(name) for lesson in re.findall(r"at lesson (\d+)", hint)}
    assert told <= there and there == set(WRITTEN)


def test_a_question_that_only_has_the_name_of_an_item_gets_none_of_its_hints():
    own = Question("number", "How many seconds has a minute?", "A1", key=60)
    assert "boxes" not in hints(own)[0]


@pytest.mark.parametrize("name", BANK)
def test_no_learner_reads_the_number_of_a_requirement(name):
    question = item(name)
    options = [text for option in question.options for text in (option.text, option.feedback)]
    for text in (*hints(name), question.prompt, question.model, *options):
        assert not re.search(r"\b[RE]\d+\b", text), text


def test_a_source_that_a_learner_can_find_is_named():
    own = Question("number", "How many seconds has a minute?", key=60, source=("R17", "chapter 6.5"))
    assert hints(own)[1] == "Look again at chapter 6.5."
