"""The text of a function that is asked about."""

import functools

import pytest

import gradviz as gv
from gradviz.questions.making import again, make
from gradviz.questions.question import Question
from gradviz.questions.seeds import Seed
from gradviz.questions.source import source_of


def loss(w, x):
    h = w * x  # the product
    return (h - 2) ** 2


def test_a_function_is_shown_as_it_was_written():
    text = source_of(loss)
    assert text.startswith("def loss(w, x):\n    h = w * x  # the product") and text.endswith("** 2")


def test_a_function_within_another_begins_at_the_margin():
    def inner(x):
        return x * x

    assert source_of(inner) == "def inner(x):\n    return x * x"


def test_of_a_lambda_only_the_lambda_is_shown():
    assert source_of(lambda x: x * x) == "lambda x: x * x"
    question = make(lambda x: x * x + x, wrt="x", inputs={"x": 3})
    assert question.code == "lambda x: x * x + x"


def test_of_several_lambdas_on_a_line_it_is_the_one_that_is_meant():
    two = (lambda x: x * 2), (lambda x: x * 3)
    assert [source_of(each) for each in two] == ["lambda x: x * 2", "lambda x: x * 3"]
    scale = 3
    around = (lambda x: x * scale), (lambda x: x + scale)
    assert [source_of(each) for each in around] == ["lambda x: x * scale", "lambda x: x + scale"]


def test_of_a_lambda_within_a_lambda_either_is_found():
    (outer,) = [lambda x: (lambda y: y * x)]
    assert source_of(outer) == "lambda x: (lambda y: y * x)" and source_of(outer(2)) == "lambda y: y * x"
    composed = (lambda f: lambda x: f(f(x)))(lambda x: x * x)
    assert source_of(composed) == "lambda x: f(f(x))"
    question = make(composed, wrt="x", inputs={"x": 3})
    assert question.code == "lambda x: f(f(x))"


class Model:
    def loss(self, x):
        return x * x

    @classmethod
    def whole(cls, x):
        return x + 1

    @staticmethod
    def alone(x):
        return x + 2


def test_of_a_bound_method_the_method_is_shown():
    assert source_of(Model().loss) == "def loss(self, x):\n    return x * x"
    assert source_of(Model.whole).startswith("@classmethod\ndef whole(cls, x):")
    assert source_of(Model().alone).endswith("return x + 2")
    assert make(Model().loss, wrt="x", inputs={"x": 3}).code == source_of(Model.loss)


def test_of_what_is_filled_in_beforehand_the_function_is_shown():
    assert source_of(functools.partial(loss, w=2)) == source_of(loss)
    assert source_of(functools.partial(functools.partial(Model().loss))) == source_of(Model.loss)
    assert source_of(functools.partial(len)) == ""


def test_a_wrapper_that_names_itself_is_no_endless_way():
    def odd(x):
        return x

    odd.__wrapped__ = odd
    assert source_of(odd).startswith("def odd(x):")


def test_what_is_decorated_is_looked_through():
    @functools.wraps(loss)
    def wrapped(*args):
        return loss(*args)

    assert source_of(wrapped) == source_of(loss)


@pytest.mark.parametrize("given", [len, "y = x", None, gv.nn.Linear(1, 1), eval("lambda x: x")])
def test_where_there_is_no_text_nothing_is_shown(given):
    assert source_of(given) == ""


def test_a_long_function_is_not_shown():
    space = {}
    exec("def long(x):\n" + "    x = x * 1\n" * 60 + "    return x", space)
    assert source_of(space["long"]) == ""


def test_the_text_stays_with_the_question_and_with_its_next_numbers():
    question = make(loss, wrt="w", seed=Seed("c", "s", "q"))
    assert question.code == source_of(loss) and Question.from_json(question.to_json()) == question
    assert again(question, 1).code == question.code


class Squared:
    def __call__(self, x):
        return x * x


def test_of_an_object_that_can_be_called_it_is_what_runs_and_of_gradviz_itself_nothing():
    """A function of gradviz's own shows its inside, which is nothing that a learner has written."""
    assert source_of(Squared()) == "def __call__(self, x):\n    return x * x"
    assert source_of(gv.sigmoid) == source_of(gv.nn.ReLU()) == "" and source_of(Squared) == ""
