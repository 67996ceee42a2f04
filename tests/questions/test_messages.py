import pytest

from gradviz.questions import messages
from gradviz.questions.rules import BY_KEY
from tests.questions.graphs import case


def test_one_rule_is_told_without_the_word_and_twice_with_it():
    rules = [BY_KEY["M2"]]
    once, twice = (messages.rule(162.0, rules, sure=sure) for sure in (False, True))
    assert "misconception" not in once and "misconception called “branches multiplied”" in twice
    assert once.startswith("162 is what this wrong rule gives: ") and rules[0].feedback in once


def test_a_pair_is_told_as_possible_and_twice_as_both():
    once, twice = (messages.pair(-27.0, BY_KEY["M1"], BY_KEY["M13"], sure=sure) for sure in (False, True))
    assert "could come from two things" in once and "two misconceptions" in twice and once.startswith("−27")
    assert all("“overwritten” and “sign turned”. Look at" in text for text in (once, twice))


@pytest.mark.parametrize("wrt", ["x", "z"])
def test_an_unknown_number_gets_a_hint_on_the_first_step(wrt):
    found = case("z = w*x; y = z + 1; L = y**2", w=2, x=3)
    assert messages.unknown(4711.0, found, found.position(wrt)).endswith("the first step back leads to y.")


def test_of_the_outputs_own_gradient_the_hint_is_a_question():
    found = case("L = x**2", x=3)
    assert messages.unknown(7.0, found, 1).endswith("How much does L change with itself?")


def test_a_node_without_a_name_is_called_by_its_sign_and_value():
    assert messages.named(case("-x*2", x=3), 1) == "− (value −3)"


def test_each_slip_has_words_of_its_own():
    assert len({messages.slip(5.0, kind) for kind in ("one off", "ten per cent off", "digits swapped")}) == 3


def test_a_power_without_a_name_is_called_as_the_question_writes_it():
    found = case("y = x**2 + x**3", x=3)
    assert messages.unknown(4711.0, found, 0).endswith("leads to x**3 (value 27).")
