"""Options that are misspelt, or called as another tool calls them, are answered with the one that is meant."""

import pytest

import gradviz as gv


@pytest.mark.parametrize("call, said", [
    (lambda: gv.explore("x**2", x=2, locks=["x"]), "lock="), (lambda: gv.train(epochs=5), "steps="),
    (lambda: gv.train(learning_rate=0.1), "lr="), (lambda: gv.stepper("x**2", x=2, edgs="both"), "edges="),
    (lambda: gv.train(optimizer="adam"), "'Adam'"), (lambda: gv.train("two moon"), "two moons"),
    (lambda: gv.explore("x**2", x=2).at(x="a"), "cannot move x to 'a'"),
    (lambda: gv.build("a*b", palette=["mul"]), "'multiply'"),
    (lambda: gv.explore("x**2", x=2, theme="dark"), r"nor an option of explore \(inputs, lock, hide\). The button ◐"),
    (lambda: gv.explore(lambda x: x**2, x=2, projector=True), "button ⤢"),
    (lambda: gv.explore(lambda x, t: x * t, {"x": 2, "t": 3}), "inputs={'x': 2, 't': 3}"),
    (lambda: gv.train("L = (w*x - t)**2", w=1, x=2, t=6, wrt="w"), "learn="),
    (lambda: gv.train(gv.nn.Linear(1, 1), data=([[1.0]], [[2.0]]), epochs=5), "steps="),
    (lambda: gv.train("moons"), "'two moons'"), (lambda: gv.flow(layers=5), "depth="),
    (lambda: gv.ask("y = k*x", wrt="x", seed=7), "gv.options.student"),
    (lambda: gv.ask("y = k*x", wrt="x", prompt="?"), "question file"),
    (lambda: gv.predict(lambda k, x: k * x, wrt="x", k=1), "no value for x"),
    (lambda: gv.predict(lambda k, x: k * x, wrt="x", k=(0, 2), x=1), "k=1.0"),
    (lambda: gv.predict("x**2", wrt="x", x=3, attempts="").commit(6), r"commit\(x=...\)"),
    (lambda: gv.train("(w - 3)**2", w=(0, 5)), "w=1.0"),
    (lambda: gv.memory(layers=3), "n="), (lambda: gv.flow("tanh"), r"flow\(activation='tanh'\)"),
    (lambda: gv.memory(gv.nn.Linear(2, 1)), "by the name x"),
    (lambda: gv.explore(gv.nn.Linear(2, 1), x=[1.0, 2.0]), r"lambda x: f\(x\)"),
    (lambda: gv.quiz("A17", student="ada"), "gv.options.student"),
    (lambda: gv.quiz("A17", "A35"), r"gv.quiz\(\['A17', 'A35'\]\)"),
])  # fmt: skip
def test_the_meant_one_is_named(call, said):
    with pytest.raises((TypeError, ValueError), match=said):
        call()


def test_what_a_function_takes_by_any_name_is_an_input():
    assert gv.explore(lambda **given: given["theme"] ** 2, theme=3).recording.gradient("theme") == 6


def test_an_input_may_look_like_an_option():
    assert gv.explore("locks**2", locks=3).recording.gradient("locks") == 6
    assert gv.explore(lambda edge: edge * 2, edge=3).recording.gradient("edge") == 2


@pytest.mark.parametrize(("formula", "said"), [
    ("max(x, 0)", r"write maximum\(...\)"), ("σ(x)", r"write sigmoid\(...\)"), ("sin x", r"write sin\(x\)"),
])  # fmt: skip
def test_functions_written_as_on_paper_are_told_as_they_are_called(formula, said):
    with pytest.raises(gv.recording.FormulaError, match=said):
        gv.explore(formula, x=1)


def test_who_means_eulers_number_is_told_of_exp():
    with pytest.raises(gv.recording.FormulaError, match=r"for e\*\*x write exp\(x\)"):
        gv.explore("y = e**x", x=1)
