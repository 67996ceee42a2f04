"""A function whose graph is another one with other numbers: a question about it keeps the numbers it has."""

import functools

import pytest

import gradviz as gv
from gradviz.questions.bank import of_student
from gradviz.questions.grading import correct_text, grade
from gradviz.questions.making import again, make
from gradviz.questions.numbers import NoNumbers
from gradviz.questions.program import graph_of
from gradviz.questions.question import Question, QuestionError
from gradviz.questions.regrading import regrade
from gradviz.questions.seeds import Seed
from gradviz.questions.steady import is_steady

ADA = Seed("ML", "ada", "own")
RATE = gv.tensor(2.0)


def branching(x, w):
    return x * w if w > 0 else x * x * w


def rounding(x):
    return x * round(x.item())


def with_a_constant(x):
    return x * gv.tensor(3.0) + x


def with_a_global(x):
    return x * RATE


def refusing(x):
    if x.item() < 0:
        raise RuntimeError("no")
    return x * x * 3


def printing(x):
    print("here")
    return x * x


def plain(x, w=2.0):
    for _ in range(3):
        x = x * w + gv.sigmoid(x)
    return x


UNSTEADY = (branching, rounding, with_a_constant, with_a_global, refusing)


@pytest.mark.parametrize("f", UNSTEADY)
def test_what_reads_its_numbers_or_has_some_of_its_own_is_not_steady(f):
    names = ["x", "w"] if f is branching else ["x"]
    assert not is_steady(f, names, gv.record(f, **dict.fromkeys(names, 1.0)).graph)


@pytest.mark.parametrize("f", [plain, lambda x: x * 2, functools.partial(plain, w=3.0), lambda x: gv.sigmoid(x)])
def test_what_computes_the_same_whatever_its_numbers_are_is_steady(f):
    assert is_steady(f, ["x"], gv.record(f, x=1.0).graph)


def test_what_a_function_prints_while_it_is_tried_out_is_not_shown(capsys):
    make(printing, wrt="x", inputs={"x": 3})
    assert capsys.readouterr().out.count("here") <= 2


@pytest.mark.parametrize("attempt", range(4))
@pytest.mark.parametrize("f", [f for f in UNSTEADY if f is not rounding])  # which has its graph at 1 alone
def test_the_right_number_is_that_of_the_functions_own_run(f, attempt):
    """Drawn for any student: the key is what the function that is shown really gives."""
    question = make(f, wrt="x", seed=Seed("ML", f"student {attempt}", "q", attempt))
    own = {name: number for name, number in question.inputs.items() if not name.startswith("#")}
    assert float(correct_text(question).replace("−", "-")) == pytest.approx(gv.record(f, inputs=own).gradient("x"))


@pytest.mark.parametrize("f", UNSTEADY)
def test_it_has_no_other_numbers(f):
    quiz = gv.ask(f, wrt="x", attempts="", **({"x": 3, "w": 2} if f is branching else {"x": 3}))
    question = quiz.question
    assert question.fixed and question.seed is None and quiz.buttons["new"].layout.display == "none"
    quiz.new_numbers()
    assert quiz.question == question and "another graph" in quiz.diagram.texts[-1]
    with pytest.raises(QuestionError, match="another graph"):
        again(question.with_(seed=ADA))
    assert of_student(question, 1, "ML", "ada") == question
    assert Question.from_json(question.to_json()) == question


def test_an_answer_to_it_is_graded_again_with_its_numbers(tmp_path):
    quiz = gv.ask(branching, wrt="x", attempts=tmp_path / "a.jsonl")
    quiz.answer(correct_text(quiz.question))
    report = regrade(quiz.asked.attempts.all)
    assert [each.correct for each in report.graded] == [True] and not report.refused
    assert grade(quiz.question, correct_text(quiz.question)).correct


def test_a_formula_and_a_steady_function_have_other_numbers_as_before():
    for f in ("y = x**2 * w", plain):
        question = make(f, wrt="x", seed=ADA)
        assert not question.fixed and again(question) == question and again(question, 1).inputs != question.inputs
        assert "fixed" not in question.to_data()


def test_a_way_that_no_number_takes_is_refused():
    with pytest.raises(NoNumbers, match="another branch"):
        make(lambda x: x * 2 if x.item() == 1.0 else x * x, wrt="x", seed=ADA)
    given = make(lambda x: x * 2 if x.item() == 1.0 else x * x, wrt="x", inputs={"x": 5})
    assert grade(given, 10).correct and len(graph_of(given.program).nodes) == 2
