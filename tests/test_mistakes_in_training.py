"""Mistakes of a training loop: gradients that are not zeroed, steps that move nothing; and loops that look alike."""

import re

import pytest

import gradviz as gv


def leaf(value):
    return gv.tensor(value, requires_grad=True)


def warned(*words):
    return pytest.warns(UserWarning, match="(?s)" + ".*".join(map(re.escape, words)))


def by_hand(w, lr, forget):
    for _ in range(3):
        (w * w).sum().backward()
        with gv.no_grad():
            w -= lr * w.grad
        forget(w)


def test_a_forgotten_zero_grad_in_a_loop_by_hand():
    w = leaf(1.0)
    with warned("the leaf w is changed", "its last change had used", "follows old losses", "w.grad = None") as caught:
        by_hand(w, 0.1, lambda w: None)
    assert len(caught) == 1 and caught[0].filename == __file__, "once, at the line of the step"
    assert w.item() == pytest.approx(-0.008), "a hint only: the step is made, as in PyTorch"


@pytest.mark.parametrize("make", [gv.optim.SGD, gv.optim.Adam])
def test_a_forgotten_zero_grad_with_an_optimizer(make):
    w = leaf([1.0, 2.0])
    optimizer = make([w], lr=0.1)
    with warned("backward() has added since", "optimizer.zero_grad()") as caught:
        for _ in range(3):
            (w * w).sum().backward()
            optimizer.step()
    assert len(caught) == 1 and caught[0].filename == __file__


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("forget", [
    lambda w: setattr(w, "grad", None), lambda w: w.grad.zero_(), lambda w: w.grad.fill_(0.0),
    lambda w: setattr(w, "grad", gv.zeros(2)), lambda w: gv.optim.SGD([w]).zero_grad(),
    lambda w: gv.optim.SGD([w]).zero_grad(set_to_none=False),
])  # fmt: skip
def test_gradients_that_are_forgotten_in_any_way_are_no_mistake(forget):
    by_hand(leaf([1.0, 2.0]), 0.1, forget)


@pytest.mark.filterwarnings("error")
def test_gradients_added_up_over_small_batches_are_no_mistake():
    w = leaf([1.0, 2.0])
    optimizer = gv.optim.SGD([w], lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        for _ in range(4):
            (w * w).mean().backward()
            assert w.grad is not None  # looking at it is no step
        optimizer.step()
        optimizer.step()  # a second step by the same gradient
        with gv.no_grad():
            w *= 0.99  # nor is a change that uses none


@pytest.mark.filterwarnings("error")
def test_two_networks_that_train_each_other_are_no_mistake():
    """The second loss adds to the first one's gradients after its step, and they are zeroed before its next."""
    d, g = leaf(1.0), leaf(2.0)
    first, second = gv.optim.SGD([d], lr=0.1), gv.optim.SGD([g], lr=0.1)
    for _ in range(3):
        first.zero_grad()
        (d * g.detach()).backward()
        first.step()
        second.zero_grad()
        (d * g).backward()
        second.step()


def test_a_step_before_backward():
    w = leaf(1.0)
    optimizer = gv.optim.SGD([w], lr=0.1)
    with warned("SGD.step() has changed nothing", "Call loss.backward() before it"):
        optimizer.step()
    assert w.item() == 1.0


def test_a_parameter_whose_name_was_given_to_another_tensor():
    w = leaf(1.0)
    optimizer = gv.optim.SGD([w], lr=0.1)
    w = leaf(5.0)
    (w * w).backward()
    with warned("none of its parameters has a gradient", "made of other Tensors", "w = ..."):
        optimizer.step()


def test_an_optimizer_without_parameters():
    model = gv.nn.Linear(1, 1)
    spent = model.parameters()
    list(spent)
    for nothing in ([], spent):
        with pytest.raises(ValueError, match="SGD was given no parameters.*generator that was used once is empty"):
            gv.optim.SGD(nothing)
