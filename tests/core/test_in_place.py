"""Changing values in place by method and by index: what is changed, who may, and what is refused or warned of."""

import math
import warnings

import numpy as np
import pytest

import gradviz as gv
from gradviz.core.words.in_place import BINARY, UNARY


def leaf(values):
    return gv.tensor(values, requires_grad=True)


@pytest.mark.parametrize("short", BINARY)
def test_methods_of_two_change_the_tensor_itself(short):
    a, b = np.array([4.0, 9.0]), np.array([2.0, 0.5])
    for other in (b, gv.tensor(b), 3):
        t = gv.tensor(a)
        assert getattr(t, f"{short}_")(other) is t and t._version == 1
        np.testing.assert_array_equal(t.value, getattr(gv.tensor(a), short)(other).value)


@pytest.mark.parametrize("short", UNARY)
def test_methods_of_one_change_the_tensor_itself(short):
    options = {"min": 0.3} if short == "clamp" else {}
    t = gv.tensor([0.25, 0.75])
    assert getattr(t, f"{short}_")(**options) is t
    assert t.tolist() == getattr(gv.tensor([0.25, 0.75]), short)(**options).tolist()


def test_steps_with_a_factor_and_masks():
    w = leaf([1.0, 2.0])
    with gv.no_grad():
        w.add_(gv.tensor([1.0, 1.0]), alpha=-0.5).sub_(1, alpha=2)
    assert w.tolist() == [-1.5, -0.5] and w.requires_grad and w.is_leaf
    t = gv.tensor([1.0, -1.0])
    assert t.masked_fill_(t < 0, 0.0).tolist() == [1.0, 0.0]
    assert gv.empty(3).uniform_(2, 3).min() >= 2 and gv.empty(1000).normal_(5, 0.1).mean().item() == pytest.approx(
        5, abs=0.05
    )


@pytest.mark.parametrize("index, value", [
    (0, 5.0), ((1, 2), 7), (slice(0, 1), [1.0, 2.0, 3.0]), ((slice(None), 1), np.array([8.0, 9.0])), (-1, 0.0),
    ([0, 1], 2.0), (gv.tensor([1]), 3.0), (..., 4.0), ((gv.tensor([0, 1]), gv.tensor([2, 0])), gv.tensor([5.0, 6.0])),
    (np.array([[True, False, True], [False, False, True]]), -1.0),
])  # fmt: skip
def test_assigning_to_places(index, value):
    array = np.arange(6.0).reshape(2, 3)
    t = gv.tensor(array)
    before = t
    t[index] = value
    raw = [i.value if isinstance(i, gv.Tensor) else i for i in (index if isinstance(index, tuple) else (index,))]
    array[tuple(raw)] = value.value if isinstance(value, gv.Tensor) else value
    assert t is before and t.tolist() == array.tolist() and t._version == 1


def test_assigning_by_a_comparison_and_to_a_number():
    t = gv.tensor([1.0, -2.0, 3.0])
    t[t < 0] = 0
    t[0] += 10
    assert t.tolist() == [11.0, 0.0, 3.0]
    n = gv.tensor(1.0)
    n[...] = 5
    assert n.item() == 5.0 and type(n.value) is float
    k = gv.tensor([1, 2])
    k[0] = 7
    assert k.tolist() == [7, 2] and k.dtype == gv.int64


def test_values_that_others_hold_stay():
    """Values are not shared: neither a copy, a result nor the array that was given changes."""
    array = np.zeros(3)
    t = gv.from_numpy(array)
    other, result = t.clone(), t + 0
    t[0] = 1.0
    t.add_(1)
    assert array.tolist() == other.tolist() == result.tolist() == [0.0, 0.0, 0.0]


def test_a_leaf_changes_inside_no_grad_alone():
    w = leaf([1.0, 2.0])
    for change in (lambda: w.__setitem__(0, 5.0), lambda: w.mul_(2), lambda: w.clamp_(min=0), lambda: w.uniform_()):
        with pytest.raises(RuntimeError, match=r"with gv\.no_grad\(\): w -= lr \* w\.grad"):
            change()
    with gv.no_grad():
        w[0] = 5.0
    assert w.tolist() == [5.0, 2.0] and w.requires_grad


@pytest.mark.parametrize("change, words", [
    (lambda y: y.mul_(5), r"mul_\(\) would change a computed Tensor of shape \(2,\).*Write t = t\.mul\(\.\.\.\)"),
    (lambda y: y.__setitem__(0, 1.0), r"t\[\.\.\.\] = value would change a computed.*gv\.where\(mask, value, t\)"),
    (lambda y: y.fill_(1.0), r"copy_\(\) would change .*detach\(\)\.clone\(\)"),
    (lambda y: y.relu_(), r"Write t = t\.relu\(\)"),
])  # fmt: skip
def test_a_computed_tensor_refuses_while_it_is_recorded(change, words):
    """y.mul_(5) behind the tape would leave the gradient of y = 2x at 2 where it is 10."""
    y = leaf([1.0, 2.0]) * 2
    with pytest.raises(RuntimeError, match=words):
        change(y)
    assert y.tolist() == [2.0, 4.0] and y._version == 0


@pytest.mark.parametrize("change", [
    lambda c, x: c.__setitem__(0, x), lambda c, x: c.add_(x), lambda c, x: c.copy_(x), lambda c, x: c.fill_(x),
])  # fmt: skip
def test_a_value_with_a_history_is_not_put_where_there_is_none(change):
    """c[0] = x would lose the gradient without a word."""
    c, x = gv.tensor([1.0, 2.0]), leaf(3.0)
    with pytest.raises(RuntimeError, match=r"a value with a history .*gv\.stack\(\[\.\.\.\]\)\. Or give x\.detach\(\)"):
        change(c, x)
    change(c, x.detach())
    with gv.no_grad():
        change(c, x)
    assert c._version == 2


def test_where_pytorch_would_change_another_tensor_a_warning_says_so():
    x = gv.zeros(2, 2)
    row = x[0]
    with pytest.warns(UserWarning, match=r"shape \(2,\) was changed in place .*In PyTorch .*x\[0, 1\] = 5") as caught:
        row[1] = 5.0
    assert caught[0].filename == __file__
    assert row.tolist() == [0.0, 5.0] and x.tolist() == [[0.0, 0.0], [0.0, 0.0]]
    with pytest.warns(UserWarning, match="values are not shared"):
        x.T.fill_(3.0)


def test_no_warning_where_nobody_else_is_meant():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        x = gv.arange(6.0).reshape(2, 3)  # nobody holds the line of six numbers any more
        x[0, 0] = 9.0
        x[1] += 1
        y = x[0].clone()
        y[0] = 1.0
        w = leaf([[1.0, 2.0]])
        w.t().reshape(2).sum().backward()
        w.grad.zero_()
        x.flatten()[2].item()
    assert x.tolist() == [[9.0, 1.0, 2.0], [4.0, 5.0, 6.0]]


def test_the_kind_of_numbers_stays():
    w = gv.tensor([1.0, 2.0], dtype=gv.float32)
    w -= 0.1 * gv.tensor([1.0, 1.0])
    w.add_(gv.tensor([1.0, 1.0]))
    w[0] = 1.0 / 3.0
    assert w.dtype == gv.float32
    with pytest.raises(TypeError, match="whole numbers"):
        gv.tensor([1, 2]).add_(0.5)


@pytest.mark.parametrize("wrong, kind, words", [
    (lambda t: t.__setitem__(5, 1.0), IndexError, r"shape \(3,\) has no place 5"),
    (lambda t: t.__setitem__(slice(0, 2), [1.0, 2.0, 3.0]), ValueError, r"does not fit the places slice\(0, 2"),
    (lambda t: t.copy_([1.0, 2.0]), ValueError, r"cannot be copied into a Tensor of shape \(3,\)"),
    (lambda t: t.add_(gv.ones(2, 3)), ValueError, "it must stay"),
])  # fmt: skip
def test_what_does_not_fit_is_said(wrong, kind, words):
    t = gv.tensor([1.0, 2.0, 3.0])
    with pytest.raises(kind, match=words):
        wrong(t)
    assert t.tolist() == [1.0, 2.0, 3.0]


def test_a_change_behind_a_saved_value_is_still_found():
    w, x = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    y = (w * x).sum()
    with gv.no_grad():
        w[0] = math.pi
    with pytest.raises(RuntimeError, match="changed in place"):
        y.backward()
