"""Which attribute says what: named, given as a function, or found; and errors that list what there is."""

import pytest

import gradviz as gv

from .engines import Ordered, Value


class Odd:
    __slots__ = ("came", "g", "kind", "n", "number")

    def __init__(self, number, came=(), kind=""):
        self.number, self.came, self.kind, self.g, self.n = number, came, kind, None, None


def odd():
    a, b = Odd(2.0), Odd(3.0)
    y = Odd(6.0, (a, b), "mul")
    y.g, a.g, b.g, a.n = 1.0, 3.0, 2.0, "a"
    return y


NAMES = {"inputs": "came", "value": "number", "grad": "g", "op": "kind", "name": "n"}


def test_attributes_by_name_and_by_function():
    by_name = gv.from_nodes(odd(), **NAMES)
    assert by_name.graph.nodes[-1].symbol == "×" and by_name.gradient("a") == 3 and by_name.frame().locals == [3, 2]
    functions = {what: lambda node, name=name: getattr(node, name) for what, name in NAMES.items()}
    assert gv.from_nodes(odd(), **functions).frame() == by_name.frame()


def test_what_is_not_found_is_asked_for_with_the_attributes_that_there_are():
    with pytest.raises(TypeError, match=r"holds its inputs.*came, g, kind, n, number"):
        gv.from_nodes(odd())
    with pytest.raises(TypeError, match="holds its value"):
        gv.from_nodes(odd(), inputs="came")


def test_a_name_that_is_misspelt_is_answered_with_the_nearest():
    with pytest.raises(TypeError, match=r"Did you mean '_prev'\?"):
        gv.from_nodes(Value(1.0), inputs="_prv")


def test_what_holds_something_else_is_told():
    y = Ordered(1.0) + Ordered(2.0)
    y.data = "three"
    with pytest.raises(TypeError, match="'three' .*should be a number"):
        gv.from_nodes(y)
    y.data = None
    with pytest.raises(TypeError, match="has no value"):
        gv.from_nodes(y)


def test_an_attribute_that_raises_is_told_with_its_error():
    class Bad(Ordered):
        @property
        def _op(self):
            raise RuntimeError("not today")

        @_op.setter
        def _op(self, value):
            pass

    with pytest.raises(TypeError, match="RuntimeError: not today"):
        gv.from_nodes(Bad(1.0) + Bad(2.0))
    with pytest.raises(TypeError, match="ZeroDivisionError"):
        gv.from_nodes(Ordered(1.0), name=lambda node: 1 / 0)


def test_a_gradient_that_is_an_object_of_the_engine_is_its_value():
    x = Ordered(2.0, label="x")
    x.grad = Ordered(5.0)
    assert gv.from_nodes(x).gradient("x") == 5.0


def test_objects_that_are_equal_to_all_are_told_apart():
    class Same(Ordered):
        def __eq__(self, other):
            return True

        __hash__ = Ordered.__hash__

    assert len(gv.from_nodes(Same(2.0) * Same(3.0)).graph.nodes) == 3
