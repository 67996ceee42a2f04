"""Question files: JSON, TOML, jupyterquiz; every fault named with its file, item and field."""

import json
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.questions.files import load_items, read_file, write_file
from gradviz.questions.grading import correct_text, grade
from gradviz.questions.jupyterquiz import read_jupyterquiz, to_jupyterquiz
from gradviz.questions.making import make
from gradviz.questions.question import Question, QuestionError

ITEMS = [
    {"question": "One?", "type": "multiple_choice", "note": "kept",
     "answers": [{"answer": "1", "correct": True, "feedback": "yes"},
                 {"code": "2", "correct": False, "feedback": "two"}]},
    {"question": "Even?", "type": "many_choice", "answer_cols": 3,
     "answers": [{"answer": "2", "correct": True}, {"answer": "3", "correct": False, "feedback": "odd"},
                 {"answer": "4", "correct": True}]},
    {"question": "Pi?", "type": "numeric", "precision": 3,
     "answers": [{"type": "value", "value": 3.14, "correct": True, "feedback": "good"},
                 {"type": "range", "range": [3, 4], "correct": False, "feedback": "near"},
                 {"type": "default", "feedback": "far"}]},
    {"question": "Rule?", "type": "string",
     "answers": [{"answer": "chain rule", "correct": True, "fuzzy_threshold": 0.8, "feedback": "yes"},
                 {"answer": "Leibniz", "correct": False, "match_case": True, "feedback": "case"}]},
]  # fmt: skip


def test_every_type_is_read_and_every_field_is_written_back():
    questions = read_jupyterquiz(ITEMS)
    assert [question.kind for question in questions] == ["choice", "choices", "number", "string"]
    assert to_jupyterquiz(questions) == ITEMS


@pytest.mark.parametrize("number, answer, correct, said", [
    (0, "1", True, "yes"), (0, 1, False, "two"), (1, [0, 2], True, "right"), (1, [0, 1, 2], False, "odd"),
    (2, "3.14", True, "good"), (2, "3.141", True, "good"), (2, "3.5", False, "near"), (2, "99", False, "far"),
    (3, "Chain Rule", True, "yes"), (3, "chian rule", True, "yes"), (3, "Leibniz", False, "case"),
    (3, "leibniz", False, "not it"), (3, "xyz", False, "not it"),
])  # fmt: skip
def test_answers_are_graded_by_jupyterquizs_rules(number, answer, correct, said):
    verdict = grade(read_jupyterquiz(ITEMS)[number], answer)
    assert verdict.correct is correct and said in verdict.message


@pytest.mark.parametrize("number", range(4))
@given(answer=st.one_of(st.text(max_size=50), st.floats(), st.none(), st.lists(st.integers(-2, 5), max_size=4)))
def test_any_answer_is_graded_or_refused_in_words(number, answer):
    verdict = grade(read_jupyterquiz(ITEMS)[number], answer)
    assert verdict.message


@pytest.mark.parametrize("item, said", [
    ({"type": "essay", "question": "?", "answers": [{}]}, "type"), ({"type": "numeric", "answers": [{}]}, "question"),
    ({"type": "string", "question": "?"}, "answers"),
    ({"type": "string", "question": "?", "answers": [{}]}, "answer 1"),
    ({"type": "numeric", "question": "?", "answers": [{"type": "range", "range": [1]}]}, "range"),
    ({"type": "numeric", "question": "?", "answers": [{"type": "value", "value": "x"}]}, "value"),
    ({"type": "multiple_choice", "question": "?", "answers": [{"answer": "a"}]}, "no answer of this"),
    ({"type": "multiple_choice", "question": "?", "answers": [{"answer": "", "code": ""}]}, "field answer"),
])  # fmt: skip
def test_a_faulty_item_is_named(tmp_path, item, said):
    (tmp_path / "q.json").write_text(json.dumps([ITEMS[0], item]))
    with pytest.raises(QuestionError, match=f"q.json, item 2.*{said}"):
        read_file(tmp_path / "q.json")


def item(kind="string", given=None, **answer):
    usual = {"answer": "word"} if kind == "string" else {"type": "value", "value": 3.14159}
    return {"question": "?", "type": kind, "answers": [{**usual, "correct": True, **answer}], **(given or {})}


HOSTILE = [
    *((item("numeric", {"precision": p}), "precision") for p in (10**9, 1e9, 0, -3, "3", True, [3], math.nan, 18)),
    *((item(fuzzy_threshold=f), "fuzzy_threshold") for f in ("0.8", [1], {}, math.nan, -1, 2, True, 1e308)),
    *((item(match_case=m), "match_case") for m in ("yes", 1, [])), (item(feedback=["x"] * 10**5), "feedback"),
    *((item(correct=c), "correct") for c in ("true", 1, [], False)), (item(given={"id": [1]}), "id"),
    *((item("numeric", value=v), "value") for v in (10**400, 10**5000, math.nan, math.inf, True, None)),
    *((item("numeric", type="range", range=r), "range") for r in ([0, 10**400], [math.nan, 1], [1], "12", None)),
]  # fmt: skip


@pytest.mark.parametrize("item, said", HOSTILE, ids=range(len(HOSTILE)))
def test_a_field_of_the_wrong_kind_is_named_at_once(item, said):
    start = time.perf_counter()
    with pytest.raises(QuestionError, match=f"jupyterquiz, item 1.*the field {said}|field correct"):
        read_jupyterquiz([item])
    assert time.perf_counter() - start < 1


AB = "ab" * 500_000


@pytest.mark.parametrize("wanted, typed, right", [
    ("word", AB, False), (AB, AB, True), (AB, AB[1:], True), (AB, "ab", False), ("word", "wrod", True),
    ("é" * 10**6, AB, False),
])  # fmt: skip
def test_a_megabyte_of_text_is_compared_quickly(wanted, typed, right):
    """Beyond a few hundred letters only the beginning is compared letter by letter."""
    start = time.perf_counter()
    verdict = grade(read_jupyterquiz([item(answer=wanted, fuzzy_threshold=0.5)])[0], typed)
    assert verdict.correct is right and time.perf_counter() - start < 1


@pytest.mark.parametrize("typed", ["x " * 100, "1 " * 100, AB, "".join(map(chr, range(97, 123))) * 50])
def test_a_hundred_long_answers_are_gone_through_quickly_and_more_are_refused(typed):
    """2,000 of them took a minute, and one of 200 letters or more was alike to nothing."""
    answers = [{"answer": f"{k} " * 100, "correct": not k, "fuzzy_threshold": 0.99} for k in range(100)]
    (question,) = read_jupyterquiz([{"question": "?", "type": "string", "answers": answers}])
    start = time.perf_counter()
    assert grade(question, typed).correct is False and time.perf_counter() - start < 3
    with pytest.raises(QuestionError, match="at most 100"):
        read_jupyterquiz([{"question": "?", "type": "string", "answers": answers * 2}])


def test_a_long_answer_with_a_slip_is_near():
    text = "A gradient is complete when every use of the value has reported, and not before that. " * 4
    (question,) = read_jupyterquiz([item(answer=text, fuzzy_threshold=0.9)])
    assert grade(question, text.replace("reported", "reprted")).correct
    assert not grade(question, "The seed of a backward pass is 1. " * 10).correct


@pytest.mark.parametrize("given, typed, right", [
    ({"precision": 17}, "3.14159", True), ({"precision": 1}, "3", True), ({"precision": None}, "3.14159", True),
])  # fmt: skip
def test_a_precision_within_the_digits_of_a_float_is_used(given, typed, right):
    assert grade(read_jupyterquiz([item("numeric", given)])[0], typed).correct is right


def test_a_range_may_be_open():
    (question,) = read_jupyterquiz([item("numeric", type="range", range=[3, math.inf])])
    assert grade(question, "1e300").correct and not grade(question, "2").correct


def test_gradvizs_own_files_come_back(tmp_path):
    made = make("y = x**2 + x**3", wrt="x", inputs={"x": 3}, id="mine")
    write_file(tmp_path / "q.json", [made])
    assert read_file(tmp_path / "q.json") == [made] and '"key"' not in (tmp_path / "q.json").read_text()
    (tmp_path / "q.toml").write_text('[[questions]]\nkind = "number"\nprompt = "1/4?"\nkey = 0.25\nid = "a"\n')
    (question,) = load_items(str(tmp_path / "q.toml"))
    assert grade(question, "1/4").correct


@pytest.mark.parametrize("name, text, said", [
    ("q.json", "{", "no JSON"), ("q.toml", "= 3", "no TOML"), ("q.json", "{}", "no list"), ("q.json", "[3]", "item 1"),
    ("q.json", "[" * 50_000, "no JSON"), ("q.json", '[{"kind": "number"}]', "prompt"),
    ("q.json", '[{"kind": "number", "prompt": "?", "key": "x"}]', "key"),
    ("q.json", '[{"kind": "number", "prompt": "?", "key": 1, "id": "a"}, {"kind": "number", "prompt": "?", "key": 1, '
               '"id": "a"}]', "item 2: the id 'a'"),
    ("q.json", '[{"kind": "number", "prompt": "?", "key": 1, "extra": 1}]', "extra"),
])  # fmt: skip
def test_a_faulty_file_is_named(tmp_path, name, text, said):
    (tmp_path / name).write_text(text)
    with pytest.raises(QuestionError, match=said):
        read_file(tmp_path / name)


def test_a_generated_question_is_not_written_with_its_key():
    with pytest.raises(QuestionError, match="readable"):
        to_jupyterquiz([make("y = x**2", wrt="x", inputs={"x": 3})])


def test_an_original_that_is_no_item_of_jupyterquiz_is_refused():
    with pytest.raises(QuestionError, match="type"):
        load_items({"kind": "number", "prompt": "1 + 1?", "original": {"answers": 5}})
    one = {"question": "1 + 1?", "type": "many_choice", "answers": [{"answer": "2", "correct": True}]}
    with pytest.raises(QuestionError, match="original"):
        load_items({"kind": "number", "prompt": "1 + 1?", "original": one})


def test_a_number_is_no_question():
    with pytest.raises(QuestionError, match="3 is no question.*A17"):
        load_items(3)


def test_a_toml_file_of_one_bare_item_is_told_the_words_of_toml(tmp_path):
    file = tmp_path / "one.toml"
    file.write_text('kind = "number"\nprompt = "2 + 2?"\nkey = 4\n')
    with pytest.raises(QuestionError, match=r"\[\[questions\]\] above each"):
        read_file(file)


@pytest.mark.parametrize("item, prompt", [
    ({"kind": "number", "wrt": "x", "inputs": {"x": 3}}, "a = x*x; y = a + x, with x = 3. What is ∂y/∂x?"),
    ({"kind": "sign", "wrt": "a", "inputs": {"x": 3}}, "a = x*x; y = a + x, with x = 3. Does y go up or down"),
    ({"kind": "choices", "wrt": "x", "inputs": {"x": 3}}, "For which nodes does the gradient of x wait?"),
    ({"kind": "order"}, "the forward pass can run them"), ({"kind": "pick"}, "several contributions"),
    ({"kind": "pass"}, "Give the gradient of every node"), ({"kind": "faded"}, "Fill in what is blank"),
    ({"kind": "number", "asks": "local", "wrt": "a"}, "local gradient of y for a"),
    ({"kind": "choice", "wrt": "x"}, "What is ∂y/∂x?"),
])  # fmt: skip
def test_an_item_with_a_program_needs_no_prompt(tmp_path, item, prompt):
    file = tmp_path / "q.json"
    file.write_text(json.dumps([{"program": "a = x*x; y = a + x", **item}]))
    (question,) = read_file(file)
    assert prompt in question.prompt and set(question.inputs) == {"x"}
    assert question.kind not in ("choice", "choices", "order") or len(question.options) > 1
    assert question.kind != "faded" or question.fade == 2
    assert grade(question, "abc").valid is False


def test_an_item_about_a_shape_needs_no_prompt(tmp_path):
    item = {"kind": "shape", "program": "sum(X@W)", "wrt": "W", "shapes": {"X": [5, 3], "W": [3, 2]}}
    (tmp_path / "q.json").write_text(json.dumps([item]))
    (question,) = read_file(tmp_path / "q.json")
    assert "Which shape has the gradient of W?" in question.prompt and grade(question, "3×2").correct


@pytest.mark.parametrize("item, said", [
    ({"kind": "number", "program": "y = x*"}, "no question can be made"),
    ({"kind": "number", "program": "y = x*x"}, "which node"),
    ({"kind": "number", "program": "y = x", "wrt": "q"}, "'q'"),
    ({"kind": "number", "program": ""}, "prompt is missing"), ({"kind": "text"}, "prompt is missing"),
    ({"kind": "number", "asks": "local", "program": "y = x*x", "wrt": "x"}, "several edges"),
])  # fmt: skip
def test_a_program_of_which_no_question_can_be_made_is_refused_with_the_item(tmp_path, item, said):
    (tmp_path / "q.json").write_text(json.dumps([item]))
    with pytest.raises(QuestionError, match=said) as refused:
        read_file(tmp_path / "q.json")
    assert "q.json, item 1" in str(refused.value)


DEEP = "[" * 400 + "1" + "]" * 400


@pytest.mark.parametrize("name, text, said", [
    ("q.toml", f"questions = {'[' * 50_000}", "no TOML"), ("q.toml", "[[questions]]\nkind = 3\nprompt = '?'", "kind"),
    ("q.json", f'[{{"kind": "number", "prompt": "?", "key": {DEEP}}}]', "key"),
    ("q.json", f'[{{"kind": "number", "prompt": {DEEP}}}]', "prompt"),
    ("q.json", f'[{{"kind": "choice", "prompt": "?", "options": {DEEP}}}]', "options"),
    ("q.json", f'[{{"kind": "number", "program": "y = x", "wrt": "x", "inputs": {{"x": {DEEP}}}}}]', "inputs"),
    ("q.json", f'[{{"kind": "number", "program": "{"(" * 5000}x{")" * 5000}", "wrt": "x"}}]', "item 1"),
    ("q.json", '[{"kind": "text", "prompt": "?", "id": 3}]', "id"), ("q.json", '[[], []]', "item 1"),
    ("q.json", '"x"', "no list"),
    ("q.json", "null", "no list"), ("q.json", '{"questions": {"a": 1}}', "no list"),
    ("q.toml", 2 * '[[questions]]\nkind="text"\nprompt="a"\nid="x"\n', "item 2: the id"),
    ("q.json", '[{"kind": "number", "prompt": "?", "key": 1e999}]', "key"),
    ("q.json", '[{"kind": "number", "prompt": "?", "key": NaN}]', "key"),
])  # fmt: skip
def test_a_file_with_wrong_types_or_deep_nesting_is_refused_with_its_place(tmp_path, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(QuestionError, match=said) as refused:
        read_file(tmp_path / name)
    assert name in str(refused.value) and len(str(refused.value)) < 1500


def test_a_mark_at_the_beginning_of_a_file_is_no_part_of_it(tmp_path):
    (tmp_path / "q.json").write_text('\ufeff[{"kind": "text", "prompt": "Why?"}]', encoding="utf-8")
    assert read_file(tmp_path / "q.json")[0].prompt == "Why?"


def test_a_file_that_is_no_text_or_too_large_or_missing_is_refused(tmp_path, monkeypatch):
    (tmp_path / "q.json").write_bytes(b"\xff\xfe[]")
    with pytest.raises(QuestionError, match="UTF-8"):
        read_file(tmp_path / "q.json")
    with pytest.raises(QuestionError, match="cannot be read"):
        read_file(tmp_path / "none.json")
    (tmp_path / "large.json").write_text("[" + " " * 9 * 2**20 + "]")
    with pytest.raises(QuestionError, match="8 MB"):
        read_file(tmp_path / "large.json")


def test_a_range_may_be_open_and_may_begin_at_its_end():
    ranges = [{"type": "range", "range": [5, 3], "correct": True},
              {"type": "range", "range": [-math.inf, 0], "correct": False, "feedback": "negative"}]  # fmt: skip
    (question,) = read_jupyterquiz([{"question": "N?", "type": "numeric", "answers": ranges}])
    assert correct_text(question) == "from 3 to less than 5" and grade(question, "4").correct
    assert grade(question, "-1e300").message == "negative"
    assert Question.from_json(question.to_json()) == question


@pytest.mark.parametrize(("text", "said"), [
    ('kind = "choice"\nprompt = "2 + 2?"\noptions = ["4", "5"]', "right = true} in TOML"),
    ('kind = "number"\nprompt = "2 + 2?"\nanswer = 4', "Did you mean 'key'"),
])  # fmt: skip
def test_what_a_teacher_guesses_is_answered_with_what_is_meant(tmp_path, text, said):
    (tmp_path / "week.toml").write_text(f"[[questions]]\n{text}\n")
    with pytest.raises(QuestionError, match=said):
        load_items(tmp_path / "week.toml")


def test_a_name_that_is_nearly_that_of_an_item_or_a_file_is_answered_with_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "week3.toml").write_text("")
    for name, meant in (("a17", "'A17'"), ("week3", "'week3.toml'")):
        with pytest.raises(QuestionError, match=f"Did you mean {meant}"):
            load_items(name)
