"""Options that are misspelt, or called as another tool calls them, are answered with the one that is meant."""

import pytest

import gradviz as gv


@pytest.mark.parametrize("call, said", [
    (lambda: gv.explore("x**2", x=2, locks=["x"]), "lock="), (lambda: gv.train(epochs=5), "steps="),
    (lambda: gv.train(learning_rate=0.1), "lr="), (lambda: gv.stepper("x**2", x=2, edgs="both"), "edges="),
    (lambda: gv.train(optimizer="adam"), "'Adam'"), (lambda: gv.train("two moon"), "two moons"),
    (lambda: gv.explore("x**2", x=2).at(x="a"), "cannot move x to 'a'"),
    (lambda: gv.build("a*b", palette=["mul"]), "'multiply'"),
])  # fmt: skip
def test_the_meant_one_is_named(call, said):
    with pytest.raises((TypeError, ValueError), match=said):
        call()


def test_an_input_may_look_like_an_option():
    assert gv.explore("locks**2", locks=3).recording.gradient("locks") == 6
    assert gv.explore(lambda edge: edge * 2, edge=3).recording.gradient("edge") == 2
