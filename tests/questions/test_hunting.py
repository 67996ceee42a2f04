"""The hunt (R142): every planted rule can be found by tests, and nothing else is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.questions.hunting import PLANTED, Hunted
from gradviz.questions.rules import RULES
from gradviz.questions.seeds import Seed
from gradviz.recording import record

TELLING = "y = (a*b + a)*a - maximum(a, b) + sigmoid(a - b) + b**3"


def hunted(rule):
    made = Hunted(Seed())
    made._rule = rule
    return made


@pytest.mark.parametrize("rule", PLANTED, ids=lambda rule: rule.key)
def test_one_rich_formula_shows_that_something_is_wrong(rule):
    made = hunted(rule)
    rows = made.test(TELLING, gv.record(TELLING, a=2, b=3))
    assert any(not row.agrees for row in rows)
    assert made.accuse(rule.id).passed and made.found


@given(seed=st.integers(0, 10**6), a=st.integers(-4, 4), b=st.integers(-4, 4))
def test_a_nudge_is_the_truth(seed, a, b):
    made = Hunted(Seed("", "", f"hunt {seed}"))
    recording = gv.record("y = a*b + a**2 - b", a=a, b=b)
    for row in made.test("y = a*b + a**2 - b", recording):
        assert row.nudged == pytest.approx(recording.gradient(row.name), abs=1e-5)


def test_seeds_hide_every_rule_and_always_the_same():
    rules = {Hunted(Seed("", "", f"hunt {k}"))._rule.key for k in range(200)}
    assert rules == {rule.key for rule in PLANTED}
    assert Hunted(Seed("a"))._rule is Hunted(Seed("a"))._rule


def test_before_the_first_difference_an_accusation_is_a_guess():
    made = hunted(next(rule for rule in RULES if rule.id == "M1"))
    made.test("y = a + b", gv.record("y = a + b", a=1, b=2))
    assert not made.accuse("M1").passed and not made.found and made.tries == 0


def test_the_third_wrong_accusation_brings_a_hint():
    made = hunted(next(rule for rule in RULES if rule.id == "M1"))
    made.test(TELLING, gv.record(TELLING, a=2, b=3))
    said = [made.accuse("M10").message for _ in range(3)]
    assert "used more than once" in said[2] and "used more than once" not in said[0]


def test_an_unknown_rule_and_an_array_are_refused():
    made = Hunted(Seed())
    with pytest.raises(ValueError, match="M1"):
        made.accuse("M99")
    with pytest.raises(ValueError, match="array"):
        made.test("sum(a*a)", gv.record("sum(a*a)", a=[1.0, 2.0]))


def test_the_wrong_picture_shows_the_engines_gradients():
    made = hunted(next(rule for rule in RULES if rule.key == "M1"))
    picture = made.picture(gv.record("y = x**2 + x**3", x=3))
    assert picture.gradient("x") in (6, 27) and picture.value("y") == 36


def test_what_was_found_stays_found():
    hunted = Hunted(Seed(question="hunt 1"))
    hunted.test("y = a*b", record("y = a*b", a=2, b=3))
    hunted.accuse(hunted._rule.id)
    hunted.accuse(next(rule.id for rule in PLANTED if rule.id != hunted._rule.id))
    assert hunted.found
