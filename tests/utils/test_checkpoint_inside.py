"""What the function of a checkpoint may do, and what happens inside when it is computed again."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.utils.checkpoint import checkpoint


def leaf(value):
    return gv.tensor(value, requires_grad=True)


def test_a_computed_input_may_be_replaced_inside():
    """`h += 1` on what the function was given: no leaf in the forward pass, and none when it is run again."""
    x = leaf(2.0)

    def f(h):
        h += 1
        return h * h

    h = x * 3
    checkpoint(f, h).backward()
    assert x.grad.item() == 2 * 7 * 3 and h.item() == 6.0


def test_a_gradient_taken_inside_stays_inside():
    def f(h):
        (slope,) = gv.grad(gv.sin(h) * h, h, create_graph=True)
        return slope * slope

    x = leaf(2.0)
    (expected,) = gv.grad(f(x * 3), x)
    checkpoint(f, x * 3).backward()
    assert x.grad.item() == pytest.approx(expected.item(), rel=1e-12)


def test_an_input_that_is_inf_and_unused_gets_the_gradient_0():
    x, idle = leaf(2.0), leaf(np.inf)

    def f(x, i):
        i + 1.0  # computed, and thrown away
        return x * x

    with gv.autograd.set_detect_anomaly(False):
        checkpoint(f, x, idle).backward()
    assert (x.grad.item(), idle.grad.item()) == (4.0, 0.0)


def test_a_leaf_made_inside_is_left_as_it_is():
    made = []

    def f():
        made.append(leaf(3.0))
        return made[-1] * 2

    checkpoint(f).backward()
    assert made[0].grad.item() == 2.0 and len(made) == 1


def test_a_meter_sees_what_is_kept_now_and_later():
    x = leaf(0.5)
    with gv.Meter() as meter:
        checkpoint(lambda x: gv.exp(gv.sin(x)), x).backward()
    assert [(moment.event, moment.operation, moment.saved) for moment in meter.timeline] == [
        ("recorded", "checkpoint", 2), ("recorded", "sin", 2), ("recorded", "exp", 3),
        ("passed", "exp", 2), ("passed", "sin", 2), ("passed", "checkpoint", 0),
    ]  # fmt: skip


def test_what_is_saved_the_second_time_may_be_packed():
    x, packed = leaf(3.14159), []

    def pack(t):
        packed.append(t.item())
        return round(t.item(), 1)

    y = checkpoint(lambda x: x * x, x)
    with gv.autograd.graph.saved_tensors_hooks(pack, lambda kept: kept):
        y.backward()
    assert packed == [3.14159, 3.14159] and x.grad.item() == pytest.approx(6.2)


def test_a_computed_tensor_from_outside_that_is_used_the_second_time_alone_is_found_out():
    """Its gradient would be lost where it takes part in the loss by another way too."""
    x, w, turn = leaf(3.0), leaf(2.0), []
    first, second = w * 1.0, w * 1.0

    def f(x):
        turn.append(1)
        return x * (first if len(turn) == 1 else second)

    y = checkpoint(f, x) + second
    with pytest.raises(RuntimeError, match="used Tensors that it had not used before"):
        y.backward()
    assert x.grad is None and w.grad is None
