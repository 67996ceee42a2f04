import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.questions.making import make
from gradviz.questions.question import KINDS, Option, Question, QuestionError
from gradviz.questions.question_reading import from_data, read
from gradviz.questions.seeds import GENERATOR_VERSION, Seed

CHOICE = {"kind": "choice", "prompt": "1 + 1?", "options": [{"text": "2", "right": True}, "3"]}


def test_a_question_makes_the_round_trip_through_json():
    item = Question(
        "choice", "Why?", id="A0", lesson="04", source=("R100",), rules=("M1",), rtol=0.1, atol=0.2, confidence=True,
        options=(Option("a", "because", "M1", False), Option("b", right=True)), reasons=(Option("r", right=True),),
    )  # fmt: skip
    assert Question.from_json(item.to_json()) == item


@pytest.mark.parametrize("kind", ["number", "choice", "pass", "sign", "faded"])
def test_a_generated_question_makes_the_round_trip_and_holds_no_key(kind):
    made = make("y = 7919*x**2 + x**3", wrt="x", kind=kind, inputs={"x": 3}, fade=2)
    text = made.to_json()
    assert Question.from_json(text) == made and '"key"' not in text and "right" not in text
    assert kind == "choice" or "47541" not in text, "2·7919·3 + 27"


def test_a_question_about_a_recorded_function_holds_no_gradient():
    def f(x):
        return x * x * 7919.0

    text = make(f, wrt="x", inputs={"x": 3}).to_json()
    assert "47514" not in text and "7919" in text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "riddle"}, "kind is 'riddle', and should be one of number"), ({"prompt": 3}, "prompt is 3"),
        ({"colour": "red"}, "no field 'colour'"), ({"options": []}, "needs options"), ({"options": "ab"}, "options is"),
        ({"options": ["2", "3"]}, "none of the options is right"), ({"options": [{"txt": "2"}]}, "options is"),
        ({"options": [{"text": "2", "right": "yes"}]}, "options is"), ({"fade": 5}, "fade is 5"),
        ({"options": [{"text": "2", "message": "So"}]}, '"feedback" and "rule" may be added'),
        ({"options": [{"text": "2", "right": True}, {"text": "3", "right": True}]}, "2 options are right"),
        ({"rtol": -1}, "rtol is -1"), ({"rtol": True}, "rtol is True"), ({"edge": [1, 2]}, "three positions"),
        ({"inputs": {"x": "3"}}, "numbers by name"), ({"seed": "ada"}, "seed is 'ada'"),
        ({"source": "R1"}, "source is"),
        ({"seed": {"attempt": -1}}, "attempt"), ({"format": "quiz"}, "the format is 'quiz'"),
        ({"shapes": {"x": 3}}, "shapes"),
        ({"program": "x*x", "version": GENERATOR_VERSION + 1}, "version"), ({"confidence": 1}, "true or false"),
        ({"program": "x**"}, "the program does not fit"), ({"program": "x*x", "wrt": "x"}, "no number for x"),
        ({"program": "x*x", "inputs": {"x": 1}, "wrt": "q"}, "no node 'q'"),
        ({"program": "x*x", "inputs": {"x": 1}, "wrt": "x", "edge": [7, 8, 0]}, "no edge"),
        ({"program": "{}", "inputs": {"x": 1}}, "the program does not fit"),
        ({"program": "(" * 5000 + "x"}, "the program does not fit"),
        ({"kind": "shape", "program": "sum(X@W)", "shapes": {"X": [5, 3], "W": [2]}, "wrt": "W"}, "does not fit"),
        ({"kind": "number", "options": []}, "needs a key"), ({"signs": 1.5}, "signs is 1.5"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_its_field(change, message):
    with pytest.raises(QuestionError, match=message) as caught:
        from_data({**CHOICE, **change}, "file.json, item 3")
    assert str(caught.value).startswith("file.json, item 3: ")


TOWER = "y = x**x**x**x**x**x**x**x"


@pytest.mark.parametrize("kind, wrt, asks, named", [
    ("number", "x", "gradient", "x"), ("choice", "x", "gradient", "x"), ("sign", "x", "gradient", "x"),
    ("number", "y", "value", "y"), ("pass", "", "gradient", "x"), ("faded", "", "gradient", "x"),
])  # fmt: skip
def test_a_question_whose_right_number_is_not_finite_is_refused(kind, wrt, asks, named):
    options = [{"text": "1"}, {"text": "2"}] if kind == "choice" else []
    data = {"kind": kind, "prompt": "?", "asks": asks, "program": TOWER, "wrt": wrt, "inputs": {"x": 3.0}}
    with pytest.raises(QuestionError, match=f"item 2: .*{named}.* (inf|nan).*Choose other"):
        from_data({**data, "options": options}, "item 2")
    with pytest.raises(QuestionError, match="Choose other"):
        make(TOWER, kind=kind, wrt=wrt, asks=asks, inputs={"x": 3.0})


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "3", "[" * 100_000, 7, "x" * 1_000_001])
def test_what_is_no_question_is_refused(text):
    with pytest.raises(QuestionError):
        read(text)


def test_a_missing_field_is_named():
    with pytest.raises(QuestionError, match="the field prompt is missing"):
        from_data({"kind": "text"})


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(Question.__dataclass_fields__)), json_values)
def test_any_value_in_any_field_gives_a_question_or_a_message(name, value):
    try:
        assert isinstance(from_data({**CHOICE, name: value}), Question)
    except QuestionError as error:
        assert str(error).startswith("question: ")


def test_usual_fields_are_left_out_and_kinds_are_all_known():
    assert set(json.loads(Question("text", "Why?").to_json())) == {"format", "kind", "prompt", "version"}
    assert len(KINDS) == 11
    assert from_data({**CHOICE, "seed": {"student": "ada"}}).seed == Seed(student="ada")
