"""Questions about a learner's own class (P12): classes written in different ways, keys from running them."""

import types

import pytest

import gradviz as gv
from gradviz.questions.grading import grade
from gradviz.questions.own_code import questions_about, text_of
from gradviz.questions.question import QuestionError
from gradviz.questions.seeds import Seed

from .own_solutions import SOLUTIONS, Closures, Counting, Locals

LINES = {
    Closures: {"self.grad += out.grad", "other.grad += out.grad", "self.grad += other.value * out.grad",
               "other.grad += self.value * out.grad", "self.grad += n * self.value ** (n - 1) * out.grad"},
    Locals: {"grads[id(parent)] = grads.get(id(parent), 0.0) + g * local"},
    Counting: {"got[each] = got[each] + sent if each in got else sent"},
}  # fmt: skip


@pytest.fixture(scope="module")
def asked():
    return {kind: {each.id: each for each in questions_about(kind)} for kind in SOLUTIONS}


def key(question):
    return next(option.text for option in question.options if option.right)


@pytest.mark.parametrize("kind", SOLUTIONS)
def test_three_questions_are_asked_about_every_right_class(kind, asked):
    """R116."""
    assert len(asked[kind]) == 3 and "own-line" in asked[kind]


@pytest.mark.parametrize("kind", SOLUTIONS)
def test_the_line_that_adds_is_found_in_their_own_text(kind, asked):
    """R74."""
    question = asked[kind]["own-line"]
    assert key(question).split(": ", 1)[1] in LINES[kind]
    others = {option.text.split(": ", 1)[1] for option in question.options if not option.right}
    assert len(others) == 3 and not others & LINES[kind]
    for place, option in enumerate(question.options):
        verdict = grade(question, place)
        assert verdict.correct is bool(option.right) and len(verdict.message) > 20


def test_the_third_node_is_that_of_their_own_order(asked):
    """A32: both c and d would be right, and each class has its own."""
    assert key(asked[Counting]["own-order"]) == "c"  # first in, first out: e, then c, then d
    assert key(asked[Locals]["own-order"]) == "c"
    question = asked[Locals]["own-order"]
    assert {grade(question, k).rule for k, option in enumerate(question.options) if not option.right} == {"M19"}


def test_how_often_the_line_runs_is_traced(asked):
    """A33: x twice, the two inner results once each, and the 3 where the class sends something to it."""
    assert asked[Locals]["own-runs"].key == 4 and asked[Counting]["own-runs"].key == 5
    assert grade(asked[Locals]["own-runs"], "4").correct and not grade(asked[Locals]["own-runs"], "1").correct


def test_backward_twice_is_asked_where_a_class_adds_in_many_lines(asked):
    """A34."""
    assert asked[Closures].keys() & {"own-twice", "own-objects"}
    twice = next(each for each in questions_about(Closures) if each.id in ("own-twice", "own-order"))
    assert twice.lesson == "07"


def test_a_class_that_does_not_pass_is_told_why():
    wrong = type("Wrong", (Locals,), {"backward": lambda self: None})
    wrong.helper = Locals.order
    with pytest.raises(QuestionError, match=r"not to be found|does not pass"):
        questions_about(wrong)


def test_a_class_without_a_text_is_refused_clearly():
    space = {}
    exec("class Gone:\n    def __init__(self, value):\n        self.value = value\n", space)
    with pytest.raises(QuestionError, match=r"the text of Gone is not to be found.*cell of a notebook"):
        questions_about(space["Gone"])


def test_what_is_no_class_is_refused():
    with pytest.raises(QuestionError, match="Give the class itself"):
        questions_about(Locals(3.0))


def test_a_class_written_in_a_notebook_is_read(tmp_path):
    """IPython keeps cells in linecache; a module named __main__ has no file there."""
    import inspect
    import linecache
    import sys

    source = "x = 1\n\n" + inspect.getsource(Locals) + "\n\n" + inspect.getsource(SOLUTIONS[1]).split("class")[0]
    source += "\ndef as_locals(other):\n    return other if isinstance(other, Locals) else Locals(other, False)\n"
    linecache.cache["<ipython-input-7>"] = (len(source), None, source.splitlines(True), "<ipython-input-7>")
    module = types.ModuleType("a_cell")
    sys.modules["a_cell"] = module
    exec(compile(source, "<ipython-input-7>", "exec"), module.__dict__)
    try:
        text = text_of(module.Locals)
        assert text.source.startswith("class Locals") and "as_locals" in text.names
    finally:
        del sys.modules["a_cell"], linecache.cache["<ipython-input-7>"]


def test_the_seed_chooses_among_the_lines():
    keys = {key(questions_about(Closures, Seed("", str(k), "own"))[0]) for k in range(6)}
    assert len(keys) > 1


def test_it_is_a_quiz_like_any_other():
    quiz = gv.ask_about(Locals, attempts="")
    right = [key(each.question) if each.question.options and each.question.key is None else str(each.question.key)
             for each in quiz.asked.items]  # fmt: skip
    for answer in right:
        assert quiz.answer(answer).correct
        quiz.next()
    assert quiz.score() == 1
