"""The figure of the hunt without a browser."""

import pytest

import gradviz as gv


def test_the_fields_run_a_test():
    figure = gv.hunt(seed=1)
    before = len(figure.evidence)
    figure.formula.value, figure.numbers.value = "y = (a*b + a)*a - maximum(a, b)", "a=2, b=5"
    figure._test_fields()
    assert len(figure.evidence) == before + 2 and "maximum" in figure.diagram.panel
    assert figure.recording.value("y") == 19


@pytest.mark.parametrize("formula, numbers, said", [
    ("y = a*", "", ""), ("y = a", "a", "="), ("y = a", "a=b", "number"), ("", "", ""), ("y = foo(a)", "", "foo"),
])  # fmt: skip
def test_bad_input_is_said_and_the_figure_lives(formula, numbers, said):
    figure = gv.hunt(seed=1)
    figure.formula.value, figure.numbers.value = formula, numbers
    figure._test_fields()
    assert figure.diagram.error and said in figure.diagram.error
    figure.formula.value, figure.numbers.value = "y = a*a", "a=\u22123"
    figure._test_fields()
    assert not figure.diagram.error and figure.recording.value("a") == -3


def test_the_planted_rule_is_in_no_trait_of_any_widget():
    figure = gv.hunt(seed=7)
    rule = figure._hunted._rule
    figure.test("y = a*b", a=2, b=3)
    texts = str([w.get_state() for w in (figure, figure.diagram, *figure.children[1].children[0].children[:3])])
    assert rule.sentence not in texts


def test_an_accusation_is_answered_in_the_caption():
    figure = gv.hunt(seed=2)
    figure.test("y = (a*b + a)*a - maximum(a, b) + sigmoid(a - b) + b**3", a=2, b=3)
    report = figure.accuse(figure._hunted._rule.id)
    assert report.passed and figure.found and figure.diagram.texts[-1].startswith("Solved.")


def test_the_list_of_suspicions_says_that_one_is_to_be_chosen():
    figure = gv.hunt(seed=0)
    assert figure.suspicion.label == "choose a rule" and figure.suspicion.index == 0
