import pytest

import gradviz as gv
from gradviz.questions.making import make
from gradviz.questions.program import alone, case_for, graph_of, labels, packed
from gradviz.questions.question import QuestionError
from tests.questions.graphs import case


def test_a_packed_program_holds_the_leaves_and_no_gradient():
    text, numbers = packed(gv.record("L = (7919*x)**2", x=3), (), None)
    recording = gv.Recording.from_json(text)
    assert numbers == {"x": 3} and recording.graph == gv.record("L = (7919*x)**2", x=3).graph
    assert recording.frame().gradients == [None] * 3 and recording.frame().values == [3.0, None, None]


def test_a_formula_stays_a_formula_and_its_inputs_are_checked():
    assert packed("w*x", ("w", "x"), None) == ("w*x", {})
    with pytest.raises(gv.FormulaError):
        packed("w*x", ("w", "x"), {"w": 3})


def test_a_leaf_without_a_name_is_called_by_its_place():
    x, unnamed = gv.tensor(2.0, requires_grad=True, name="x"), gv.tensor(5.0, requires_grad=True)
    question = make(gv.record(x * unnamed), wrt="x")
    assert question.inputs == {"x": 2.0, "#1": 5.0} and case_for(question).values == [2.0, 5.0, 10.0]


def test_numbers_that_are_missing_are_named():
    question = make("w*x", wrt="w", inputs={"w": 1, "x": 2})
    with pytest.raises(QuestionError, match="no number for x"):
        case_for(question.with_(inputs={"w": 1}))


def test_an_operation_taken_alone_has_its_inputs_as_leaves():
    found, asked = alone(case("L = (a*b - b)**2", a=2, b=5), 2)
    assert found.values == [10, 5, 5] and asked == 0 and found.locals == [1, -1]


def test_labels_are_short_and_all_different():
    graph = graph_of("exp(a*b + a*b + a*b)*exp(a*b + a*b + a*b) + maximum(a, 3)")
    names = labels(graph)
    assert len(set(names)) == len(names) and max(map(len, names)) <= 44
    assert "maximum(a, 3)" in names
