"""Declaring an operation: one decorator gives everything, and a declaration that does not fit is refused."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.core import FUNCTIONS, OPS, Gate, gradients
from gradviz.core.operation import LOCAL, PASS, VJP, local, op, vjp
from gradviz.recording import watch


@pytest.fixture
def table():
    """Puts the table back as it was."""
    before = dict(OPS), dict(FUNCTIONS)
    yield
    for kept, now in zip(before, (OPS, FUNCTIONS), strict=True):
        now.clear()
        now.update(kept)


def declare(**partials):
    return op("?", "c = a", Gate.SCALER, torch="Cube", samples=((2.0,),), **partials)


def test_a_new_operation_needs_its_own_derivative_only(table):
    """R7: forward, backward, drawing and second derivatives follow."""

    @declare(a=local("3a^2", lambda _c, a: 3 * a * a))
    def cube(a):
        """Third power."""
        return a * a * a

    x = gv.tensor(2.0, requires_grad=True, name="x")
    y = cube(x) * 5
    y.backward()
    assert x.grad.item() == 60.0 and cube(2.0) == 8.0
    assert y.grad_fn.next_functions[0][0].name() == "CubeBackward0"
    ((_, slope),) = gradients(cube(x), graph=True)
    ((_, second),) = gradients(slope)
    assert second == 12.0
    assert watch(cube(gv.tensor(np.ones(2), requires_grad=True)).sum()).graph.nodes[1].symbol == "?"
    assert "cube" in gv.draw(gv.record(cube(x))).description


@pytest.mark.parametrize("partials, forward, message", [
    ({"a": local("1", 1)}, lambda a, b: a, None),  # b is an option then
    ({"b": local("1", 1)}, lambda a: a, "declares partials for"),
    ({"b": local("1", 1), "a": local("1", 1)}, lambda a, b: a, "in the same order"),
    ({"a": local("a", lambda a: a)}, lambda a: a, r"takes \['a'\]; it is called with \['c', 'a'\]"),
    ({"a": vjp("g", lambda up, a: up)}, lambda a: a, "it is called with"),
    ({"a": local("a", lambda c, b: b)}, lambda a: a, "it is called with"),
])  # fmt: skip
def test_partials_are_held_against_the_signature(table, partials, forward, message):
    """R83's kind of error: it names the operation and what does not fit."""
    forward.__doc__ = "Something."
    if message is None:
        assert not OPS[declare(**partials)(forward).__name__].plain
        return
    with pytest.raises(TypeError, match=message):
        declare(**partials)(forward)


def test_an_operation_needs_its_sentence(table):
    with pytest.raises(TypeError, match="no docstring"):
        declare(a=local("1", 1))(lambda a: a)


def test_a_declaration_that_is_refused_leaves_no_trace(table):
    names = set(OPS), set(FUNCTIONS)
    with pytest.raises(TypeError):
        declare(b=local("1", 1))(lambda a: a)
    assert (set(OPS), set(FUNCTIONS)) == names


def test_kinds_of_partials():
    assert (local("1", 1).kind, local("-1", -1).kind, local("0", 0).kind) == (PASS, LOCAL, LOCAL)
    assert local("b", lambda _c, _a, b: b).reads == ("b",) and local("2", 2).reads == ()
    made = vjp("g", lambda up, _c, a, dim: up)
    assert made.kind == VJP and made.reads == ("a", "dim")


def test_operations_are_frozen():
    with pytest.raises(AttributeError):
        OPS["add"].symbol = "plus"


def test_every_gate_says_in_words_what_it_does():
    """R53."""
    assert all(": " in gate.value for gate in Gate) and {op.gate for op in OPS.values()} <= set(Gate)
