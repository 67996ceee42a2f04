"""The backward pass: repetition, errors, and gradients that nobody shares (worked numbers: test_backward_worked)."""

import gc
import re

import numpy as np
import pytest

import gradviz as gv
from gradviz.core import FUNCTIONS, OPS, Gate, gradients
from gradviz.core.operation import local, op
from gradviz.recording import watch


def leaf(value, name=None):
    return gv.tensor(value, requires_grad=True, name=name)


def slopes(output, *inputs):
    """The gradients of `output`, by a pass aside."""
    found = dict(gradients(output))
    return tuple(found[x] for x in inputs)


@pytest.fixture
def planted():
    """An operation whose partial raises when its input is 13, in the table for one test."""

    def unlucky_slope(_c, a):
        if np.any(np.asarray(a) == 13.0):
            raise ArithmeticError("planted")
        return 1.0

    @op("!", "c = a", Gate.SCALER, torch="Unlucky", samples=((1.0,),), a=local("1", unlucky_slope))
    def unlucky(a):
        """Copy, with a slope that cannot be had at 13."""
        return a * 1.0

    yield unlucky
    del OPS["unlucky"], FUNCTIONS["unlucky"]


def test_backward_of_several_elements_says_why_and_what_to_do():
    """R13, R72."""
    t = leaf([1.0, 2.0])
    with pytest.raises(
        RuntimeError, match=r"named 'y' of shape \(2,\).*one number.*\.sum\(\)\.backward\(\).*gradient="
    ):
        (t * 2).named("y").backward()
    assert t.grad is None


def test_an_upstream_gradient_may_be_given():
    """R13: any form of it, but in the root's shape."""
    for given in ([1.0, 10.0], np.array([1.0, 10.0]), gv.tensor([1.0, 10.0])):
        t = leaf([1.0, 2.0])
        (t * 2).backward(gradient=given)
        assert t.grad.numpy().tolist() == [2.0, 20.0]
    with pytest.raises(RuntimeError, match=r"shape \(3,\).*shape \(2,\)"):
        (t * 2).backward(gradient=[1.0, 2.0, 3.0])


@pytest.mark.parametrize("value", [2.0, np.float64(2.0), np.array(2.0), np.array([2.0]), np.array([[2.0]])])
def test_a_single_element_of_any_shape_needs_no_gradient_argument(value):
    """R72: float, numpy scalar, 0-d array, and as in torch any one-element Tensor."""
    x = leaf(value)
    (x * x).backward()
    assert x.grad.shape == np.shape(value) and x.grad.item() == 4.0


def test_backward_of_what_needs_no_gradient_says_so():
    """R76: a graph of constants records nothing."""
    y = gv.tensor(2.0) * gv.tensor(3.0)
    assert y.is_leaf and y.grad_fn is None and not y.requires_grad
    with pytest.raises(RuntimeError, match="needs no gradient.*requires_grad=True"):
        y.backward()


def test_a_second_pass_needs_retain_graph():
    """R77, R130: exp has freed its output."""
    x = leaf(1.0)
    y = x.exp().named("y")
    y.backward()
    before = x.grad.item()
    with pytest.raises(RuntimeError, match=r"second backward pass reached .*named 'y'.*\(c\).*retain_graph=True"):
        y.backward()
    assert x.grad.item() == before


def test_what_saves_nothing_can_be_replayed():
    """R130: x + x."""
    x = leaf(1.0)
    y = x + x
    y.backward()
    y.backward()
    assert x.grad.item() == 4.0


def test_two_losses_share_a_graph():
    """The first pass frees what they share, unless told otherwise."""
    x = leaf(3.0)
    z = x * x
    (z + 1).backward(retain_graph=True)
    (z * 2).backward()
    assert x.grad.item() == 18.0
    with pytest.raises(RuntimeError, match="retain_graph"):
        (z * 5).backward()


def test_a_pass_that_raises_midway_leaves_every_gradient_as_it_was(planted):
    """Also those of nodes the sweep had already reached."""
    a, b = leaf(13.0), leaf([2.0, 3.0])
    (a * 1.0 + (b * b).sum()).backward()
    kept_a, kept_b = a.grad, b.grad
    never = leaf(5.0)
    y = planted(a) * 2 + (b * b * b).sum() + never
    with pytest.raises(ArithmeticError, match="planted"):
        y.backward(retain_graph=True)
    assert a.grad is kept_a and a.grad.item() == 1.0
    assert b.grad is kept_b and b.grad.numpy().tolist() == [4.0, 6.0]
    assert never.grad is None
    with pytest.raises(ArithmeticError):
        gv.record(y)
    assert a.grad is kept_a and never.grad is None


def test_an_observer_that_raises_leaves_every_gradient_as_it_was():
    x = leaf(2.0)
    with pytest.raises(ZeroDivisionError):
        gradients(x * x * x, observer=lambda step: 1 / 0)
    assert x.grad is None


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize("make", [
    lambda a, b: (a + b).sum(), lambda a, b: ((a + b) * (a + b)).sum(), lambda a, b: (a - b).mean(), lambda a,
    b: (a @ b),
    lambda a, b: ((a + b) ** 3).sum(),
], ids=["sum", "square", "mean", "dot", "cube"])  # fmt: skip
def test_two_leaves_never_share_one_gradient(make, create_graph):
    """zero_ on one must not reach the other, nor the upstream gradient that was given."""
    a, b = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    make(a, b).backward(create_graph=create_graph)
    before = b.grad.detach().numpy()
    assert a.grad is not b.grad
    assert create_graph or not np.shares_memory(a.grad.value, b.grad.value)
    a.grad.zero_()
    assert a.grad.detach().numpy().tolist() == [0.0, 0.0]
    np.testing.assert_array_equal(b.grad.detach().numpy(), before)


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_given_upstream_gradient_is_not_handed_out(create_graph):
    a, b, up = leaf([1.0, 2.0]), leaf([3.0, 4.0]), gv.tensor([5.0, 6.0])
    (a + b).backward(gradient=up, create_graph=create_graph)
    a.grad.zero_()
    b.grad.zero_()
    assert up.numpy().tolist() == [5.0, 6.0]


def test_accumulation_goes_into_the_same_object():
    """R74: who holds x.grad sees it grow."""
    x = leaf([1.0, 2.0])
    (x * x).sum().backward()
    held = x.grad
    (x * x).sum().backward()
    assert x.grad is held and held.numpy().tolist() == [4.0, 8.0]


def test_zeroing_between_passes():
    """R67, R68: 6, then 33 = 6 + 27, then 6."""
    x = leaf(3.0)
    (x**2).backward()
    assert x.grad.item() == 6.0
    (x**3).backward()
    assert x.grad.item() == 33.0
    x.grad.zero_()
    (x**2).backward()
    assert x.grad.item() == 6.0
    x.grad = None
    (x**2).backward()
    assert x.grad.item() == 6.0


def test_the_root_may_be_a_leaf():
    x = leaf(5.0, "x")
    x.backward()
    x.backward()
    assert x.grad.item() == 2.0
    assert watch(x).gradient("x") == 1.0 and x.grad.item() == 2.0


def test_gradients_aside_change_nothing():
    """`record` and `gradients` leave no .grad and free nothing."""
    x = leaf(3.0)
    y = x * x
    assert slopes(y, x) == slopes(y, x) == (6.0,)
    assert x.grad is None
    y.backward()
    assert slopes(x * 2, x) == (2.0,) and x.grad.item() == 6.0


def test_every_leaf_gradient_is_met_once_and_constants_never():
    x, c = leaf(3.0), gv.tensor(2.0)
    assert [t for t, _ in gradients(x * x * c + x)] == [x]


def test_a_gradient_asked_for_after_the_forward_pass_comes_too_late_as_in_torch():
    x, y = leaf(2.0, "x"), gv.tensor(3.0, name="y")
    z = x * y
    y.requires_grad_()
    assert gv.record(z).gradient("y") is None
    z.backward()
    assert x.grad.item() == 3.0 and y.grad is None


def test_a_first_input_asked_for_too_late_does_not_wait_for_ever():
    x, y = gv.tensor(2.0), leaf(3.0)
    z = x * y
    x.requires_grad_()
    z.backward()
    assert x.grad is None and y.grad.item() == 2.0


@pytest.mark.parametrize("given_up", [0, 1])
@pytest.mark.parametrize("make", [lambda x, y: x * y, lambda x, y: gv.stack([x, y]).prod()], ids=["two", "many"])
def test_a_gradient_given_up_after_the_forward_pass_is_not_computed_as_in_torch(make, given_up):
    inputs = [leaf(2.0), leaf(3.0)]
    z = make(*inputs)
    inputs[given_up].requires_grad_(False)
    z.backward()
    assert inputs[given_up].grad is None and inputs[1 - given_up].grad.item() == (2.0, 3.0)[given_up]


def test_second_derivatives():
    """create_graph: x³ has slopes 3x², 6x, 6."""
    x = leaf(2.0)
    (x**3).backward(create_graph=True)
    first = x.grad
    x.grad = None
    first.backward(create_graph=True)
    second = x.grad
    x.grad = None
    second.backward()
    assert (first.item(), second.item(), x.grad.item()) == (12.0, 12.0, 6.0)


def test_create_graph_accumulates_too():
    x = leaf(2.0)
    for _ in range(2):
        (x**3).backward(create_graph=True)
    assert x.grad.item() == 24.0 and x.grad.requires_grad


def test_a_chain_of_200_000_operations_needs_no_recursion():
    x = leaf(1.0)
    y = x
    for _ in range(200_000):
        y = y + 1.0
    y.backward()
    assert (y.item(), x.grad.item()) == (200_001.0, 1.0)
    del y
    gc.collect()


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_gradient_has_the_kind_of_its_own_input(create_graph):
    """Of float32 and float64 in one formula, also where broadcasting is undone, and for an inner Tensor."""
    x = gv.tensor([1.0, 2.0], dtype=gv.float32, requires_grad=True)
    w, b = leaf([[0.5, 4.0], [2.0, 8.0]]), gv.tensor(3.0, dtype=gv.float32, requires_grad=True)
    inner = x * b
    inner.retain_grad()
    (inner * w).sum().backward(create_graph=create_graph)
    assert [t.grad.dtype for t in (x, b, inner, w)] == [gv.float32, gv.float32, gv.float32, gv.float64]
    assert [t.grad.tolist() for t in (x, b, inner)] == [[7.5, 36.0], 26.5, [2.5, 12.0]]


def test_errors_name_the_tensor_and_have_no_address():
    x = leaf([1.0, 2.0], "speed")
    with pytest.raises(RuntimeError) as caught:
        x.backward()
    assert "speed" in str(caught.value) and not re.search("0x[0-9a-f]{6}", str(caught.value))


@pytest.mark.parametrize("pick", [
    lambda x, i: x[i], lambda x, i: x[i, ...], lambda x, i: x.gather(0, i), lambda x, i: x.index_select(0, i),
])  # fmt: skip
def test_an_index_that_changes_after_the_forward_pass_changes_no_gradient(pick):
    x, index = gv.tensor([1.0, 2.0, 3.0], requires_grad=True), np.array([0, 2])
    y = pick(x, index).sum()
    index[:] = 1
    y.backward()
    assert x.grad.tolist() == [1.0, 0.0, 1.0]
