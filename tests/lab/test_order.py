"""The steps that are put in order, as they are shown first."""

import pytest

import gradviz as gv

FORMULAS = ["f = x**2; g = 3*x; L = f*g", "c = a + b; d = a*b; e = c*d; L = e**2", "y = x*z + 1"]


@pytest.mark.parametrize("asks", ["forward", "backward"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_the_steps_to_put_in_order_are_not_shown_in_a_right_order(formula, asks):
    """R99: who presses Check at once has answered nothing."""
    asked = gv.ask(formula, kind="order", asks=asks, attempts="")
    assert not asked.check().correct


def test_a_single_step_has_one_order_and_is_not_asked_for():
    with pytest.raises(ValueError, match="one operation alone has one order"):
        gv.ask("y = x**2", kind="order", asks="forward", attempts="")
