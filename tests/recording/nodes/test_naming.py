"""Which operation an object's is: known by its word, believed only where its numbers agree."""

import math
from collections import Counter

import pytest

import gradviz as gv
from gradviz.lab.taping.tape_telling import operation_name
from gradviz.recording.rows import entries

from .engines import Ordered, Value

ONE = {
    "tanh": math.tanh(0.5), "exp": math.exp(0.5), "ReLU": 0.5, "relu": 0.5, "log": math.log(0.5), "neg": -0.5,
    "sigmoid": 1 / (1 + math.exp(-0.5)), "**2": 0.25, "**-1": 2.0, "^3": 0.125, "** 0.5": 0.5**0.5,
    "sin": math.sin(0.5),
}  # fmt: skip
TWO = {"+": 3.5, "-": -2.5, "sub": -2.5, "*": 1.5, "/": 1 / 6, "truediv": 1 / 6, "**": 0.125, "max": 3.0, "min": 0.5}


@pytest.mark.parametrize("word", ONE)
def test_an_operation_of_one_input_is_known(word):
    y = Ordered(ONE[word], (Ordered(0.5, label="x"),), word)
    recording = gv.from_nodes(y)
    (slope,) = recording.frame().locals
    h = 1e-6
    name = recording.graph.nodes[-1].op
    given = [number for number in recording.graph.nodes[-1].numbers if number is not None]
    function = getattr(gv, name) if not given else lambda x: x ** given[0]
    assert slope == pytest.approx((float(function(0.5 + h)) - float(function(0.5 - h))) / (2 * h), rel=1e-5)


@pytest.mark.parametrize("word", TWO)
@pytest.mark.parametrize("kind", [Ordered, Value])
def test_an_operation_of_two_inputs_is_known_and_a_set_in_the_right_order(word, kind):
    y = kind(TWO[word], (kind(0.5, label="b"), kind(3.0, label="a")), word)
    recording = gv.from_nodes(y)
    assert None not in recording.frame().locals and recording.graph.nodes[-1].op in gv.core.OPS
    assert recording.graph.nodes[recording.graph.edges[0].source].name == "b" or word in ("+", "*", "max", "min")


@pytest.mark.parametrize("word, value", [("tanh", 0.7), ("wiggle", 0.7), ("+", 0.7), ("", 0.7), (None, 0.7)])
def test_a_word_whose_numbers_do_not_agree_is_the_engines_own(word, value):
    recording = gv.from_nodes(Ordered(value, (Ordered(0.5, label="x"),), word))
    node = recording.graph.nodes[-1]
    doubted = "?" if word in ("tanh", "+") else ""
    assert recording.frame().locals == [None] and not node.is_leaf and node.symbol == (word or "ƒ") + doubted
    assert gv.draw(recording).text


@pytest.mark.parametrize("word", [*sorted(gv.core.OPS), "+", "**2", "ReLU", "mul"])
def test_a_word_of_the_table_with_another_value_is_taken_for_that_operation_nowhere(word):
    x = Ordered(2.0, label="x")
    L = Ordered(-7.25, (Ordered(99.5, (x,), word),), "**2")
    L.data, L.grad, x.grad = 99.5**2, 1.0, 5.0
    recording = gv.from_nodes(L)
    node = recording.graph.nodes[1]
    assert node.op not in gv.core.OPS and node.op.endswith("?") and node.symbol.endswith("?")
    assert recording.frame().locals[0] is None
    torch_name = {op.torch_name for op in gv.core.OPS.values()} - {gv.core.OPS["power"].torch_name}
    assert entries(recording.graph)[0].gradient_function not in torch_name
    assert operation_name(node) == node.op.upper()
    assert f"{word}(x)" not in gv.draw(recording).text


def test_functions_are_called_once_for_each_object():
    calls = Counter()

    def reading(what):
        def read(node):
            calls[what, id(node)] += 1
            return getattr(node, what)

        return read

    def back(g):
        calls["back"] += 1
        return 2 * g

    x, a = Value(2.0, label="x"), Value(3.0, label="a")
    y = Value(5.0, (), "three")
    y._prev = ((x, back), (a, back), (x, back))
    z = Value(25.0, (y, y, x), "mix")
    names = {"inputs": "_prev", "value": "data", "grad": "grad", "op": "_op", "name": "label"}
    recording = gv.from_nodes(z, **{what: reading(attribute) for what, attribute in names.items()})
    assert recording.frame().locals[:3] == [2, 2, 2] and calls.pop("back") == 1
    assert {key[0] for key in calls} == set(names.values()) and set(calls.values()) == {1}


def test_a_slope_beside_an_input_comes_first_and_one_that_raises_is_left_out():
    x = Ordered(2.0, label="x")
    for slope, wanted in ((7.0, 7.0), (lambda g: 5 * g, 5.0), (lambda: 3, 4.0), (lambda g: g.T, 4.0)):
        y = Ordered(4.0, ((x, slope),), "**2")
        assert gv.from_nodes(y).frame().locals == [wanted]
