"""The objects in order: inputs first, no cycle, and nothing that is no object of the engine."""

import pytest

import gradviz as gv

from .engines import Ordered, Value


def test_a_cycle_is_refused_with_the_names():
    x = Ordered(1.0, label="x")
    y = x + Ordered(2.0, label="b")
    y.label = "y"
    x._prev = (y,)
    with pytest.raises(ValueError, match="Ordered y is an input of Ordered x.*cycle"):
        gv.from_nodes(y)
    x._prev = (x,)
    with pytest.raises(ValueError, match="cycle"):
        gv.from_nodes(x)


def test_two_ways_to_one_object_are_no_cycle():
    x = Ordered(2.0, label="x")
    a = x + x
    y = (a * x) * (a + x)
    order = [node.name for node in gv.from_nodes(y).graph.nodes]
    assert order.count("x") == 1 and order[0] == "x"


@pytest.mark.parametrize("inputs, said", [
    (("text",), "'text'"), ((object(),), "object"), (({},), "dict"), (((),), "tuple"), ((True,), "bool"), ("ab", "str"),
    ({"a": 1}, "dict"), (7, "int"), ((None,), "None"),
])  # fmt: skip
def test_what_is_no_input_is_refused_with_what_it_is(inputs, said):
    y = Ordered(1.0)
    y._prev = inputs
    with pytest.raises(TypeError, match=said):
        gv.from_nodes(y)


def test_a_plain_number_among_the_inputs_is_part_of_the_operation():
    x = Ordered(3.0, label="x")
    y = Ordered(6.0, (x, 2.0), "*")
    recording = gv.from_nodes(y)
    assert recording.graph.nodes[-1].numbers == (None, 2.0) and recording.frame().locals == [2.0]


def test_none_and_one_object_alone_are_inputs_too():
    x, y = Ordered(3.0, label="x"), Ordered(3.0)
    x._prev, y._prev = None, x
    assert len(gv.from_nodes(y).graph.edges) == 1


def test_a_set_is_drawn_in_the_same_order_in_every_run():
    """Not by address."""
    texts = set()
    for _ in range(20):
        a, b = Value(2.0, label="a"), Value(3.0, label="b")
        texts.add(gv.draw(gv.from_nodes((a * b) + (b * Value(1.0)))).text)
    assert len(texts) == 1


def test_inputs_that_are_made_anew_at_each_look_end():
    class Endless(Ordered):
        pass

    from gradviz.recording.nodes import walking

    before, walking.MOST_NODES = walking.MOST_NODES, 500
    try:
        with pytest.raises(ValueError, match="more than 500 objects"):
            gv.from_nodes(Endless(1.0), inputs=lambda node: (Endless(1.0),))
    finally:
        walking.MOST_NODES = before
