"""figures.md: feedback is two sentences at most, what your number did and where to look; calm, with nothing missing."""

import re

import pytest

from gradviz.lab.asking.hints import hint_for
from gradviz.questions import messages
from gradviz.questions.bank import BANK, item
from gradviz.questions.diagnosis import diagnose_case
from gradviz.questions.grading import grade
from gradviz.questions.making import make
from gradviz.questions.passes import mark_pass, steps_back
from gradviz.questions.rules import RULES
from gradviz.questions.skipping import skips
from gradviz.questions.slips import slips_of
from gradviz.questions.sweep import answer
from gradviz.questions.wrong import pairs_giving, wrong_answers
from tests.questions.graphs import CASES, case

NOT_SEEN = re.compile(r"\bn\d+\b|#\d|\bnode \d|\bNone\b|\be\d+\.\d")
EMPTY = re.compile(r"\s[.,;:?]|“”|(?<!\w)\(\s*\)|[{}]|  |[−+(:,=] ?[.?]$|[−+(:,=]\.\s|:$")


def faults(text, most=2):
    """What is wrong with the form of a message."""
    sentences = len(re.findall(r"[.?!](?=\s|$)", text))
    found = [f"{sentences} sentences"] if sentences > most else []
    found += ["an exclamation mark"] if "!" in text else []
    found += [] if re.search(r"[.?]$", text) else ["no full stop"]
    found += [f"a name nobody sees: {hit[0]}" for hit in [NOT_SEEN.search(text)] if hit]
    return found + [f"an empty place: {hit[0]!r}" for hit in [EMPTY.search(text)] if hit]


@pytest.mark.parametrize("text", [
    "One. Two. Three.", "Good!", "−6 is right", "Look at n3.", "Look at node 4.", "The gradient is −.", "It leads to .",
    "Look at “”.", "Look at {name}.", "Still missing: .", "Look at #3.", "It is None.",
])  # fmt: skip
def test_the_form_is_held_to_something(text):
    assert faults(text)


@pytest.mark.parametrize("text", ["3.5 is right. Why is that?", "Start at + (value −3) with 1.5.", "The slope is −1."])
def test_a_message_in_form_passes(text):
    assert not faults(text)


def numbers_of(found, asked):
    """Every number that a rule, a skipped operation or a slip gives, one of a pair, and some that nothing gives."""
    given = [number for _, number in wrong_answers(found, asked, rules=[*RULES, *skips(found, asked)])]
    right = float(answer(found, asked))
    given += [right, -2 * right, right / 2 + 0.1, 4711.0, *(number for _, number in slips_of(right))]
    return [float(f"{float(number):.6g}") for number in given if abs(number) < 1e12]


@pytest.mark.parametrize("place", range(len(CASES)))
def test_every_diagnosis_of_every_rule_on_random_graphs_has_the_form(place):
    found, told = CASES[place], 0
    for asked in steps_back(found):
        for typed in numbers_of(found, asked):
            once = diagnose_case(found, asked, typed)
            twice = diagnose_case(found, asked, typed, history=[once])
            for each in (once, twice):
                assert not faults(each.message), (faults(each.message), each.message)
                told += 1
            if once.proof is not None:
                assert not faults(once.proof.said()), once.proof.said()
    assert told > 50


@pytest.mark.parametrize("place", range(len(CASES)))
def test_every_message_of_a_whole_pass_has_the_form(place):
    found = CASES[place]
    nodes = steps_back(found)
    right = {node: float(answer(found, node)) for node in nodes}
    for node in nodes:
        for typed in numbers_of(found, node)[:8]:
            first = mark_pass(found, right | {node: typed}).first
            assert first is None or not faults(first.message), first.message


@pytest.mark.parametrize("sure", [False, True])
def test_every_pair_has_the_form(sure):
    for one in RULES:
        for two in RULES:
            text = messages.pair(-3.5, one, two, sure=sure)
            assert not faults(text), text


def test_random_graphs_have_pairs_too():
    found = case("y = x**2 + x**3", x=3)
    assert pairs_giving(found, 0, -27.0)


KINDS = [
    ("number", "gradient", ["33", "162", "34", "4711", "35", "−27", "12", "", "3,5", "abc", "1/0"]),
    ("number", "value", ["36", "33", "9", "35", "1"]), ("number", "local", ["6", "33", "9", "5"]),
    ("sign", "gradient", ["up", "down", "neither", "sideways"]), ("choice", "gradient", [0, 1, 2, 3, 4, "x"]),
    ("choices", "waits", [[0], [1], [2], [0, 1], [], "x"]), ("order", "forward", [[0, 1, 2], [2, 1, 0], [1]]),
    ("order", "backward", [[0, 1, 2], [2, 1, 0], [1, 0, 2]]), ("pick", "merge", [0, 1, 3, "q"]),
    ("pick", "waits", [0, 1, 2, 3]), ("pick", "local", [(0, 1, 0), (0, 2, 0), (1, 3, 0), 5]),
    ("pass", "gradient", [{"y": 1}, {"y": 2}, {"y": 1, "x": 162}, {"y": "a"}, "x"]),
    ("faded", "gradient", [{"x": 33}, {"x": 27}, {}]),
]  # fmt: skip


@pytest.mark.parametrize("x", [3, -2])
@pytest.mark.parametrize(("kind", "asks", "answers"), KINDS, ids=lambda each: each if isinstance(each, str) else "")
def test_every_verdict_and_hint_has_the_form(kind, asks, answers, x):
    program = "y = x**2 + x**3"
    wrt = {"value": "y"}.get(asks, "x")
    edge = (0, 1, 0) if asks == "local" and kind != "pick" else None
    question = make(program, wrt=wrt, kind=kind, asks=asks, edge=edge, inputs={"x": x}, fade=1)
    assert not faults(question.prompt), question.prompt
    for given in answers:
        found = grade(question, given)
        assert not faults(found.message), (given, faults(found.message), found.message)
    for level in (1, 2, 3):
        text = hint_for(question, level)
        assert "!" not in text and not NOT_SEEN.search(text) and not re.search(r"“”|[{}]|  |\s[.,;:]", text), text


@pytest.mark.parametrize("name", BANK)
def test_the_feedback_of_every_item_has_the_form_and_does_not_tell_the_key(name):
    question = item(name)
    words = {1: "one|once", 2: "two|twice", 3: "three", 4: "four", 8: "eight", 24: "twenty-four"}
    for option in question.options:
        if not option.feedback:
            continue
        assert not faults(option.feedback), (option.feedback, faults(option.feedback))
        if question.key and option.right is not True and question.key in words:
            assert not re.search(rf"\b({words[question.key]})\b", option.feedback), option.feedback


def test_a_number_in_words_or_as_a_product_is_not_the_key_of_ten_sigmoids():
    assert not any("0.25" in option.feedback for option in item("A24").options)


def test_the_message_of_a_sign_says_what_it_means():
    found = grade(make("L = (w*x - t)**2", wrt="w", kind="sign", inputs={"w": 1, "x": 2, "t": 5}), "down")
    assert found.correct and found.message.startswith("Right: the gradient is −12, so the output goes down")
