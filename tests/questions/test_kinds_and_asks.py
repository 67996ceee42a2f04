"""What a question of each kind asks of its graph: what is read or made can be graded, and nothing else is made."""

from itertools import product

import pytest

from gradviz.questions.attempts import Attempt
from gradviz.questions.grading import correct_text, grade
from gradviz.questions.making import make
from gradviz.questions.question import ASKS, KINDS, OF_GRAPH, Question, QuestionError
from gradviz.questions.question_reading import from_data
from gradviz.questions.regrading import regrade
from gradviz.questions.verdict import Verdict

TEXT, INPUTS = "z = w*x; L = z**2", {"w": 3, "x": 2}
ANSWERS = ("33", "0", [0], "up", {"0": "3"}, None, [0, 1, 0], 0)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "shape"])
def test_every_item_that_is_read_can_be_graded(kind):
    """A file may say anything of an item; what is not refused has a key and takes every answer."""
    read = 0
    for asks, prompt, wrt, edge in product(ASKS, ("", "Well?"), ("", "z"), (None, [0, 2, 0])):
        data = {"kind": kind, "asks": asks, "prompt": prompt, "wrt": wrt, "edge": edge, "program": TEXT}
        try:
            question = from_data({**data, "inputs": INPUTS} if asks else {**data, "inputs": INPUTS, "asks": "gradient"})
        except QuestionError:
            continue
        read += 1
        assert isinstance(correct_text(question), str)
        assert all(isinstance(grade(question, answer), Verdict) for answer in ANSWERS), data
    assert read or kind == "string"


@pytest.mark.parametrize(("kind", "asks"), [
    (kind, asks) for kind in OF_GRAPH for asks in ASKS[1:] if asks not in OF_GRAPH[kind]
])  # fmt: skip
def test_a_kind_that_does_not_go_with_what_is_asked_is_refused(kind, asks):
    """Who asks for the direction of a value would be graded by the sign of that value."""
    about = {"edge": ("w", "z")} if asks in ("local", "contribution") and kind == "number" else {"wrt": "z"}
    with pytest.raises(QuestionError, match=r"does not go with kind=.*Write asks="):
        make(TEXT, kind=kind, asks=asks, inputs=INPUTS, **about)


@pytest.mark.parametrize("asks", ["local", "contribution"])
def test_the_only_edge_of_a_node_is_meant_where_a_file_names_none(asks):
    item = {"kind": "number", "asks": asks, "program": TEXT, "wrt": "z", "prompt": "How much?", "inputs": INPUTS}
    question = from_data(item)
    assert question.edge == (2, 3, 0) and question.prompt == "How much?" and grade(question, "12").correct
    with pytest.raises(QuestionError, match="several edges are meant"):
        from_data({**item, "program": "z = w*x; L = z**2 + z"})


def test_an_attempt_without_its_edge_is_refused_and_the_others_are_graded():
    good = Question("number", "1 + 1?", key=2.0).to_data()
    item = {"kind": "number", "asks": "local", "program": TEXT, "prompt": "How much?", "inputs": INPUTS}
    report = regrade([Attempt(item, "3"), Attempt(good, "2")])
    assert len(report.refused) == len(report.graded) == 1 and "the edge" in report.refused[0]


@pytest.mark.parametrize(("item", "message"), [
    ({"kind": "sign"}, "the kind sign is about a graph"), ({"kind": "pick"}, "Give its formula as program"),
    ({"kind": "pass"}, "the kind pass"), ({"kind": "faded"}, "the kind faded"), ({"kind": "shape"}, "the kind shape"),
    ({"kind": "number", "key": 2, "asks": "value"}, "asks='value' is about a graph"),
    ({"kind": "string"}, "that of jupyterquiz"), ({"kind": "order"}, "needs options"),
    ({"kind": "number", "key": 3, "options": ["2", "banana"]}, "options of a number.*banana is not read as a number"),
    ({"kind": "order", "options": ["one"]}, "needs options"), ({"kind": "number"}, "needs a key"),
    ({"kind": "choice", "options": ["a", "b"]}, "none of the options is right"),
])  # fmt: skip
def test_an_item_by_hand_without_what_is_right_is_refused(item, message):
    """Else the cell would be there, and break at the learner's first answer."""
    with pytest.raises(QuestionError, match=f"items.json, item 4.*{message}"):
        from_data({"prompt": "Well?", **item}, "items.json, item 4")


@pytest.mark.parametrize(("program", "fields", "said"), [
    ("y = 3*x + 1", {"kind": "pick", "asks": "merge"}, "no value is used twice"),
    ("z = 3*x; y = z + 1", {"kind": "choices", "asks": "waits", "wrt": "y"}, "nothing uses y"),
    ("z = 3*x; y = z + 1", {"kind": "pick", "asks": "waits", "wrt": "y"}, "nothing uses y"),
    ("y = 3*x", {"kind": "order", "asks": "forward"}, "one operation alone has one order"),
    ("y = 3*x", {"kind": "order", "asks": "backward"}, "one operation alone has one order"),
])  # fmt: skip
def test_what_nobody_could_answer_is_not_asked(program, fields, said):
    with pytest.raises(QuestionError, match=said):
        make(program, inputs={"x": 2}, **fields)
    with pytest.raises(QuestionError, match=said):
        from_data({"prompt": "Well?", "program": program, "inputs": {"x": 2}, **fields})
    assert make("z = 3*x; y = z*x", inputs={"x": 2}, **({**fields, "wrt": "z"} if "wrt" in fields else fields)).prompt


@pytest.mark.parametrize(("typed", "said", "rule", "rules"), [
    ("36", "upstream times local", "unknown", ()), ("60", "whole gradient of z", "unknown", ()),
    ("-3", "sign is turned", "M13", ("M13",)), ("2", "own value", "M6", ("M6", "M11")),
])  # fmt: skip
def test_the_whole_that_is_given_for_a_local_gradient_is_told_by_what_it_is(typed, said, rule, rules):
    """The first edge has the slope 3, and 12 arrives from above; 24 come to z along the other."""
    question = make("u = z*k; v = u*12; q = z**2; L = v + 6*q", asks="local", edge=("z", "u"), inputs={"z": 2, "k": 3})
    found = grade(question, typed)
    assert (found.rule, found.diagnosis.rules) == (rule, rules) and said in found.message
    assert found.edge == question.edge


def test_a_number_that_is_the_whole_by_chance_lists_the_rule_that_gives_it():
    question = make("v = x*x; L = k - v", asks="local", edge=("v", "L"), inputs={"x": 3, "k": 5})
    assert grade(question, "1").rule in ("M7", "M13")
    question = make("u = 3 - v; L = k - u", asks="local", edge=("v", "u"), inputs={"v": 1, "k": 5})
    found = grade(question, "1")  # −1 on the edge, and −1 from above
    assert found.rule == "unknown" and {"M7", "M13"} <= set(found.diagnosis.rules) and "upstream" in found.message
