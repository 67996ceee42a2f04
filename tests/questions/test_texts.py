"""R148: every text of a question is in the template for translators."""

import re

import pytest

from gradviz import language, options
from gradviz.questions.bank import BANK, item
from gradviz.questions.grading import grade
from gradviz.questions.making import make
from gradviz.questions.rules import RULES
from gradviz.questions.slips import slips_of
from gradviz.questions.wrong import wrong_answers
from tests.catalogue import catalogue
from tests.questions.graphs import case

KNOWN = {message.id for message in catalogue() if message.id}


class Bracketed:
    """A language in which every text stands in brackets; a text that is not in the template is refused."""

    def gettext(self, text):
        assert text in KNOWN or not re.search("[a-z]{2}", text), f"{text!r} was not marked where it is written"
        return f"⟦{text}⟧"


@pytest.fixture
def bracketed(monkeypatch):
    monkeypatch.setattr(language, "_catalogue", lambda _name: Bracketed())
    monkeypatch.setattr(options, "language", "pseudo")


@pytest.mark.parametrize("name", BANK)
def test_an_item_is_translated(bracketed, name):
    question = item(name)
    assert "⟦" in question.prompt
    for option in question.options:
        if option.feedback:
            assert option.feedback.startswith("⟦")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_rule_is_translated(bracketed, rule):
    assert all(text.startswith("⟦") for text in (rule.title(), rule.said(), rule.advice()))


def test_every_verdict_is_translated(bracketed):
    question = make("y = x**2 * (3*x)", wrt="x", inputs={"x": 2})
    numbers = [float(number) for _, number in wrong_answers(case("y = x**2 * (3*x)", x=2), 0)]
    numbers += [number for _, number in slips_of(36.0)] + [4711.0, -24.0]
    for typed in [*map(repr, numbers), "3,5", "", "abc", "1/0", "1e999", "nan", "9" * 99, [1]]:
        found = grade(question, typed)
        assert found.message.startswith("⟦") and found.message.endswith("⟧"), found.message
        if found.diagnosis is not None and found.diagnosis.proof is not None:
            assert found.diagnosis.proof.said().startswith("⟦")
