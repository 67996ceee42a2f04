"""no_grad as a context and as a decorator (R70, R79)."""

import pytest

import gradviz as gv
from gradviz.core.grad_mode import mode


def test_inside_nothing_is_recorded():
    """R70."""
    x = gv.tensor(2.0, requires_grad=True)
    with gv.no_grad():
        y, z = x * x, gv.tensor([1.0, 2.0], requires_grad=True).sum()
    for out in (y, z):
        assert out.grad_fn is None and not out.requires_grad and out.is_leaf
    assert (x * x).requires_grad


def test_as_a_decorator():
    @gv.no_grad()
    def step(x):
        """Squares."""
        return x * x

    assert step(gv.tensor(2.0, requires_grad=True)).grad_fn is None
    assert (step.__name__, step.__doc__) == ("step", "Squares.") and mode.on


def test_it_nests_and_ends_on_exceptions():
    with gv.no_grad():
        with gv.no_grad():
            pass
        assert not mode.on
    assert mode.on
    with pytest.raises(KeyError), gv.no_grad():
        raise KeyError
    assert mode.on


def test_a_decorated_function_may_call_itself():
    @gv.no_grad()
    def down(n):
        return n if n == 0 else down(n - 1)

    assert down(3) == 0 and mode.on


def test_gradients_stop_at_what_was_not_recorded():
    """R79."""
    x = gv.tensor(3.0, requires_grad=True)
    with gv.no_grad():
        c = x * x
    (c * x).backward()
    assert x.grad.item() == 9.0


def test_a_leaf_made_inside_still_needs_gradients():
    with gv.no_grad():
        x = gv.tensor(1.0, requires_grad=True)
    (x * 2).backward()
    assert x.grad.item() == 2.0
