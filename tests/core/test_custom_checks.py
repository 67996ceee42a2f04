"""What a student's operation may return, and what it is told when that is not right (R83, E21)."""

import numpy as np
import pytest

import gradviz as gv


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def operation(forward=lambda ctx, a: a, backward=lambda ctx, g: g, base=gv.Operation, **attributes):
    body = {"forward": staticmethod(forward), "backward": staticmethod(backward), **attributes}
    return gv.tensor_op(type("mine", (base,), body))


@pytest.mark.parametrize(
    ("returned", "text"),
    [
        ((1.0, 1.0, 1.0), "backward of operation mine returned 3 gradients, but forward was called with 2 (a, b)"),
        ([], "backward of operation mine returned 0 gradients"),
        (1.0, "backward of operation mine returned 1 gradient,"),
        ((np.ones(3), 1.0), "returned a gradient of shape (3,) for a, which has shape (2,)"),
        ((1.0, 1.0), "returned a gradient of shape () for a, which has shape (2,)"),
        (("two", 1.0), "returned 'two' (str) as the gradient of a"),
    ],
)
def test_r83_wrong_gradients_are_refused_with_the_operations_name(returned, text):
    op = operation(lambda ctx, a, b: a * b, lambda ctx, g: returned)
    x, y = leaf([1.0, 2.0]), leaf(2.0)
    with pytest.raises((ValueError, TypeError)) as caught:
        op(x, y).sum().backward()
    assert text in str(caught.value)
    assert x.grad is None and y.grad is None


def test_r83_what_was_not_stored_is_named():
    with pytest.raises(AttributeError) as caught:
        operation(lambda ctx, a: a, lambda ctx, g: ctx.a * g)(leaf(1.0)).backward()
    assert "ctx has no 'a': forward did not store it. It has needs_input_grad. Write ctx.a = ..." in str(caught.value)


def test_e21_a_tuple_a_list_or_one_value_may_be_returned():
    for give in (lambda g: 2 * g, lambda g: (2 * g,), lambda g: [2 * g], lambda g: (2 * g, None)):
        x = leaf(3.0)
        operation(lambda ctx, a: 2 * a, lambda ctx, g, give=give: give(g))(x).backward()
        assert x.grad.item() == 2.0


def test_r83_constants_need_no_place_among_the_gradients():
    x = leaf(3.0)
    operation(lambda ctx, a, n: a * n, lambda ctx, g: g * 5)(x, 5).backward()
    assert x.grad.item() == 5.0


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: gv.tensor_op(lambda ctx, a: a), "not a class made from gv.Operation"),
        (lambda: gv.tensor_op(type("x", (), {})), "not a class made from gv.Operation"),
        (lambda: operation(lambda: 1.0), "forward of operation mine has no ctx"),
        (lambda: operation(lambda ctx, a: None)(leaf(1.0)), "forward of operation mine returned None (NoneType)"),
        (lambda: operation(lambda ctx, a: (a, a))(leaf(1.0)), "has one result"),
        (lambda: operation(lambda ctx, a: "no")(leaf(1.0)), "forward of operation mine returned 'no' (str)"),
    ],
)
def test_r83_what_is_no_operation_is_refused(make, text):
    with pytest.raises(TypeError) as caught:
        make()
    assert text in str(caught.value)


def test_r83_without_a_backward_the_error_says_what_to_write():
    op = gv.tensor_op(type("half", (gv.Operation,), {"forward": staticmethod(lambda ctx, a: a / 2)}))
    with pytest.raises(NotImplementedError, match="returns one gradient per argument"):
        op(leaf(1.0)).backward()


def test_r83_the_tapes_values_cannot_be_changed():
    def forward(ctx, a):
        a[0] = 5.0
        return a

    with pytest.raises(ValueError, match="read-only") as caught:
        operation(forward)(leaf([1.0, 2.0]))
    assert caught.value.__notes__ == [
        "forward of operation mine tried to change an array that belongs to the tape. Change a copy: a = a.copy()."
    ]
