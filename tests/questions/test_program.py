import pytest

import gradviz as gv
from gradviz.questions.making import make
from gradviz.questions.program import alone, case_for, edge_of, graph_of, labels, packed
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


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (("x", "z"), (1, 2, 1)), ((1, 2), (1, 2, 1)), (("w", "z", 0), (0, 2, 0)), (("z", "z + w"), (2, 3, 0)),
        ((2, 3, 0), (2, 3, 0)),
    ],
)  # fmt: skip
def test_an_edge_is_named_by_its_ends(given, found):
    assert edge_of(graph_of("z = w*x; (z + w)**2"), given) == found


@pytest.mark.parametrize(
    ("given", "wrt", "said"),
    [
        (("x", "w"), "", "no such edge"), (("x", "z", 0), "", "no such edge"), (("x",), "", "no such edge"),
        ((), "", "no such edge"), ("xz", "", "no such edge"), (None, "", "no such edge"), (None, "w", "several edges"),
        ((True, 2), "", "no such edge"), (("x", "z", 1, 2), "", "no such edge"),
    ],
)  # fmt: skip
def test_an_edge_that_is_not_there_or_not_the_only_one_is_refused_with_those_there_are(given, wrt, said):
    with pytest.raises(QuestionError, match=said) as refused:
        edge_of(graph_of("z = w*x; (z + w)**2"), given, wrt)
    assert "('w', " in str(refused.value)


def test_names_of_nodes_are_spelled_as_in_the_code():
    names = labels(graph_of("a/(b*c) - (a - b)*c + (-a)**2*3 - (a*b - (c + a))"))
    assert {"a/(b*c)", "a - b", "(a - b)*c", "-a", "(-a)**2", "(-a)**2*3", "a*b - (c + a)"} <= set(names)
    for name in names:
        if "…" not in name and "[" not in name:
            values = {"a": 1.5, "b": -2.0, "c": 0.25}
            found = gv.record(name, inputs={k: v for k, v in values.items() if k in name})
            assert found.frame().values[-1] == pytest.approx(eval(name, {}, values))
