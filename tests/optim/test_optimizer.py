import math
import warnings
import weakref

import numpy as np
import pytest

import gradviz as gv
from gradviz import nn, optim


def leaf(value, name=None):
    return gv.tensor(value, requires_grad=True, name=name)


def square_of(w):
    return (w**2).sum()


def walk(optimizer, w, steps=1):
    for _ in range(steps):
        optimizer.zero_grad()
        square_of(w).backward()
        optimizer.step()
    return w.tolist()


# --- what all share ---


def test_r81_the_secret_number():
    theta = leaf(1.0)
    optimizer = optim.SGD([theta], lr=0.25)
    seen = [theta.item()]
    for _ in range(4):
        optimizer.zero_grad()
        ((theta - 3) ** 2).backward()
        optimizer.step()
        seen.append(theta.item())
    assert seen == [1.0, 2.0, 2.5, 2.75, 2.875]


def test_a_step_changes_the_same_tensor_in_place():
    w = leaf([1.0, -2.0])
    before, held = w, w.value
    walk(optim.SGD([w], lr=0.1), w)
    assert w is before and w._version == 1 and w.is_leaf and w.requires_grad
    assert held.tolist() == [1.0, -2.0] and w.tolist() == pytest.approx([0.8, -1.6])


def test_backward_over_a_value_that_a_step_has_changed_is_refused():
    w = leaf([1.0, -2.0])
    optimizer = optim.SGD([w], lr=0.1)
    loss = square_of(w)
    loss.backward(retain_graph=True)
    optimizer.step()
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


def test_a_step_outside_no_grad_records_nothing_and_leaves_the_switch():
    w = leaf(1.0)
    walk(optim.Adam([w]), w)
    assert (w * 2).requires_grad


@pytest.mark.parametrize("make", [optim.SGD, optim.Adam, optim.AdamW])
def test_a_parameter_without_a_gradient_stays(make):
    w, idle = leaf(1.0), leaf(5.0)
    optimizer = make([w, idle], lr=0.1)
    walk(optimizer, w)
    assert idle.item() == 5.0 and idle not in optimizer.state and w in optimizer.state or make is optim.SGD


def test_r68_zero_grad_in_both_modes_and_the_difference():
    ends = []
    for set_to_none in (True, False):
        w, other = leaf(1.0), leaf(1.0)
        optimizer = optim.SGD([w, other], lr=0.1, momentum=0.5)
        (w**2 + other**2).backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=set_to_none)
        assert (w.grad is None) if set_to_none else (w.grad.item() == 0.0)
        (w**2).backward()  # other has no part in this loss
        optimizer.step()
        ends.append(other.item())
    assert ends == pytest.approx([0.8, 0.7])  # with zeros its momentum moves it on


def test_zero_grad_makes_zeros_of_inf_and_nan_too():
    w = leaf([1.0, 1.0])
    w.grad = gv.tensor([math.inf, math.nan])
    optim.SGD([w]).zero_grad(set_to_none=False)
    assert w.grad.tolist() == [0.0, 0.0]


def test_a_gradient_with_a_history_of_its_own_can_be_zeroed():
    w = leaf(2.0)
    (w**3).backward(create_graph=True)
    optim.SGD([w]).zero_grad(set_to_none=False)
    assert w.grad.item() == 0.0 and not w.grad.requires_grad


def test_groups_have_settings_of_their_own():
    w, b = leaf(1.0), leaf(1.0)
    optimizer = optim.SGD([{"params": [w]}, {"params": b, "lr": 0.25, "momentum": 0.5}], lr=0.1)
    assert [(g["lr"], g["momentum"]) for g in optimizer.param_groups] == [(0.1, 0), (0.25, 0.5)]
    (w**2 + b**2).backward()
    optimizer.step()
    assert (w.item(), b.item()) == (0.8, 0.5)
    optimizer.param_groups[0]["lr"] = 0.0
    optimizer.step()
    assert w.item() == 0.8
    extra = leaf(1.0)
    optimizer.add_param_group({"params": [extra], "lr": 1.0})
    assert len(optimizer.param_groups) == 3


def test_a_closure_computes_the_loss():
    w = leaf(1.0)
    optimizer = optim.SGD([w], lr=0.25)

    def closure():
        optimizer.zero_grad()
        loss = square_of(w)
        loss.backward()
        return loss

    assert optimizer.step(closure).item() == 1.0 and w.item() == 0.5


def test_float32_stays_float32():
    w = nn.Parameter(gv.tensor([1.0, 2.0], dtype=gv.float32))
    walk(optim.Adam([w]), w, 2)
    assert w.dtype == gv.float32


@pytest.mark.parametrize("make", [lambda p: optim.SGD(p, lr=0.1, momentum=0.9), lambda p: optim.Adam(p, lr=0.1)])
def test_what_is_remembered_survives(make):
    whole = walk(make([a := leaf([1.0, -2.0])]), a, 6)
    b = leaf([1.0, -2.0])
    first = make([b])
    walk(first, b, 3)
    c = leaf(b.tolist())
    second = make([c])
    second.load_state_dict(first.state_dict())
    assert walk(second, c, 3) == whole
    assert first.state_dict()["param_groups"][0]["params"] == [0]
    with pytest.raises(ValueError, match=r"groups of \[1\] parameters, this .* of \[2\]"):
        make([leaf(1.0), leaf(2.0)]).load_state_dict(first.state_dict())


def test_the_state_can_be_looked_at():
    w = leaf([1.0, -2.0])
    optimizer = optim.Adam([w])
    walk(optimizer, w)
    assert set(optimizer.state[w]) == {"step", "exp_avg", "exp_avg_sq"}
    np.testing.assert_allclose(optimizer.state[w]["exp_avg"].tolist(), [0.2, -0.4])


def test_it_prints_its_settings():
    assert repr(optim.SGD([leaf(1.0)], lr=0.1)).splitlines() == [
        "SGD (", "Parameter Group 0", "    dampening: 0", "    lr: 0.1", "    maximize: False", "    momentum: 0",
        "    nesterov: False", "    weight_decay: 0", ")",
    ]  # fmt: skip


# --- the ways down, by hand ---


def test_momentum_adds_up():
    # gradients 2w: v = 2, w = 0.8; v = 1 + 1.6 = 2.6, w = 0.54
    assert walk(optim.SGD([w := leaf(1.0)], lr=0.1, momentum=0.5), w, 2) == pytest.approx(0.54)
    # with dampening 0.5 the second gradient counts half: v = 1 + 0.8 = 1.8
    assert walk(optim.SGD([w := leaf(1.0)], lr=0.1, momentum=0.5, dampening=0.5), w, 2) == pytest.approx(0.62)
    # nesterov: 2 + 0.5·2 = 3, w = 0.7; v = 1 + 1.4 = 2.4, 1.4 + 1.2 = 2.6, w = 0.44
    assert walk(optim.SGD([w := leaf(1.0)], lr=0.1, momentum=0.5, nesterov=True), w, 2) == pytest.approx(0.44)


def test_weight_decay_pulls_to_zero():
    assert walk(optim.SGD([w := leaf(1.0)], lr=0.1, weight_decay=1.0), w) == pytest.approx(0.7)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_the_first_step_of_adam_has_the_size_of_the_rate(scale):
    w = leaf([scale, -scale])
    walk(optim.Adam([w], lr=0.01), w)
    assert w.tolist() == pytest.approx([scale - 0.01, 0.01 - scale], rel=1e-5)  # eps is all that is left of it


def test_decay_in_adam_and_apart_from_it():
    assert walk(optim.Adam([w := leaf(1.0)], lr=0.1, weight_decay=5.0), w) == pytest.approx(0.9)  # its size is lost
    assert walk(optim.AdamW([w := leaf(1.0)], lr=0.1, weight_decay=5.0), w) == pytest.approx(0.4)  # 1·(1 − 0.5) − 0.1


def test_uphill():
    assert walk(optim.SGD([w := leaf(1.0)], lr=0.1, maximize=True), w) == pytest.approx(1.2)


# --- mistakes ---


@pytest.mark.filterwarnings("error")
def test_adding_up_on_purpose_and_other_ways_to_zero_are_left_alone():
    w = leaf([1.0, 2.0])
    optimizer = optim.SGD([w], lr=0.1)
    for way in (
        optimizer.zero_grad,
        lambda: w.grad.zero_(),
        lambda: setattr(w, "grad", None),
        lambda: optimizer.zero_grad(False),
    ):
        square_of(w).backward()
        square_of(w).backward()
        optimizer.step()
        way()
    for _ in range(2):
        square_of(w).backward()
        optimizer.step()
        optimizer.step()  # the same gradient twice
        optimizer.zero_grad()


def test_what_hints_keep_in_mind_keeps_no_gradient_in_memory():
    w = leaf(np.zeros(1000))
    optimizer = optim.SGD([w], lr=0.1)
    square_of(w).backward()
    memory = weakref.ref(w.grad._value)
    optimizer.step()
    optimizer.zero_grad()
    assert memory() is None


def test_a_step_without_any_gradient_is_pointed_at():
    w = leaf(1.0)
    optimizer = optim.SGD([w, leaf(2.0)], lr=0.1)
    with pytest.warns(UserWarning, match=r"SGD\.step\(\) has changed nothing.*loss\.backward\(\)") as seen:
        optimizer.step()
    assert seen[0].filename == __file__
    square_of(w).backward()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        optimizer.step()  # one of two is enough


def test_warnings_do_not_stop_the_step():
    w = leaf(1.0)
    optimizer = optim.SGD([w], lr=0.1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(2):
            square_of(w).backward()
            optimizer.step()
    assert w.item() == pytest.approx(0.8 - 0.1 * (2 + 1.6))


def test_parameters_that_make_no_sense():
    model, used = nn.Linear(1, 1), leaf(1.0, "w")
    spent = model.parameters()
    optim.SGD(spent)
    for params, error, words in (
        (used, TypeError, r"single Tensor.*SGD\(\[w\]"),
        (model, TypeError, r"a module.*SGD\(model\.parameters\(\)"),
        (spent, ValueError, "no parameters.*generator that was used once"),
        ([], ValueError, "no parameters"),
        ([1.0], TypeError, r"1\.0 \(builtins\.float\) as parameter 0"),
        ([used * 2], ValueError, r"computed Tensor of shape \(\) as parameter 0.*leaves"),
        ([used, used], ValueError, r"parameter 1 \(w\) twice"),
        ([{"params": [used]}, {"params": [used]}], ValueError, "twice"),
        ([{"params": [used], "rate": 3}], TypeError, "no setting 'rate'.*lr"),
    ):
        with pytest.raises(error, match=f"(?s){words}"):
            optim.SGD(params, lr=0.1)


def test_settings_that_make_no_sense():
    w = [leaf(1.0)]
    for make, words in (
        (lambda: optim.SGD(w, lr=-0.1), "lr=-0.1.*uphill"),
        (lambda: optim.SGD(w, lr=math.nan), "lr=nan"),
        (lambda: optim.SGD(w, momentum=-1), "momentum=-1"),
        (lambda: optim.SGD(w, nesterov=True), "nesterov.*momentum > 0"),
        (lambda: optim.SGD([{"params": w, "lr": -1}]), "lr=-1"),
        (lambda: optim.Adam(w, betas=(0.9, 1.0)), r"betas=\(0.9, 1.0\)"),
        (lambda: optim.Adam(w, eps=-1), "eps=-1"),
        (lambda: optim.AdamW(w, weight_decay=-1), "weight_decay=-1"),
    ):
        with pytest.raises(ValueError, match=words):
            make()


def test_an_optimizer_that_is_left_to_pytorch():
    with pytest.raises(AttributeError, match="no 'LBFGS'.*SGD .*Adam"):
        _ = optim.LBFGS
