"""Hooks on Tensors, and hooks that pack what is saved (R126, R127)."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.autograd.graph import saved_tensors_hooks


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def test_a_hook_sees_the_complete_gradient_of_an_inner_tensor_and_of_a_leaf():
    x, seen = leaf(3.0), []
    y = x * x
    y.register_hook(lambda g: seen.append(("y", g.item())))
    x.register_hook(lambda g: seen.append(("x", g.item())))
    (y * 2 + y).backward()
    assert seen == [("y", 3.0), ("x", 18.0)] and x.grad.item() == 18.0


def test_a_hook_may_put_another_gradient_in_its_place():
    x = leaf([3.0, 4.0])
    y = x * x
    y.register_hook(lambda g: g * 10)
    y.register_hook(lambda g: g + 1)
    x.register_hook(lambda g: -g)
    y.sum().backward()
    assert x.grad.tolist() == [-66.0, -88.0]


def test_a_hook_that_changes_its_argument_in_place_counts():
    x = leaf(3.0)

    def double(g):
        g *= 2

    x.register_hook(double)
    (x * x).backward()
    assert x.grad.item() == 12.0


def test_a_removed_hook_is_gone():
    x = leaf(3.0)
    handle = x.register_hook(lambda g: g * 0)
    handle.remove()
    handle.remove()
    with x.register_hook(lambda g: g * 100):
        (x * x).backward()
    (x * x).backward()
    assert x.grad.item() == 606.0


def test_hooks_run_for_grad_and_stay_differentiable_under_create_graph():
    x = leaf(3.0)
    y = x * x
    y.register_hook(lambda g: g * x)
    (slope,) = gv.grad(y, x, create_graph=True)  # x·2x
    assert slope.item() == 18.0 and gv.grad(slope, x)[0].item() == 12.0 and x.grad is None


def test_the_root_may_have_a_hook_and_be_a_leaf():
    x = leaf(3.0)
    x.register_hook(lambda g: g * 7)
    x.backward()
    assert x.grad.item() == 7.0
    y = x * 2
    y.register_hook(lambda g: g * 5)
    x.grad = None
    y.backward()
    assert x.grad.item() == 70.0


def test_a_recording_shows_what_the_hook_made_of_the_gradient():
    x = leaf(3.0, name="x")
    y = (x * x).named("y")
    y.register_hook(lambda g: g * 10)
    x.register_hook(lambda g: g + 0.5)
    recording = gv.record(y * 2)
    assert recording.gradient("y") == 20.0 and recording.gradient("x") == 120.5
    assert [type(event).__name__ for event in recording.events].count("Replaced") == 2


def test_hooks_are_refused_where_they_would_never_run_or_give_another_shape():
    with pytest.raises(RuntimeError, match="needs no gradient, so the hook would never run"):
        gv.tensor(1.0).register_hook(print)
    x = leaf([1.0, 2.0])

    def total(g):
        return g.sum()

    x.register_hook(total)
    with pytest.raises(RuntimeError, match=r"the hook total returned shape \(\) for the gradient .* shape \(2,\)"):
        (x * x).sum().backward()
    assert x.grad is None


def test_nothing_in_a_hook_is_recorded():
    x = leaf(3.0)
    kept = []
    x.register_hook(lambda g: kept.append(g * x))
    (x * x).backward()
    assert kept[0].grad_fn is None


def eight_bits(t):
    """A float64 array as 8-bit whole numbers between its extremes."""
    values = np.asarray(t.numpy())
    low, high = values.min(), values.max()
    step = (high - low) / 255 or 1.0
    return np.round((values - low) / step).astype(np.uint8), float(low), float(step)


def from_eight_bits(packed):
    return packed[0] * packed[2] + packed[1]


def layers(x, w):
    return (gv.sigmoid(x @ w) * gv.sin(x @ w)).sum()


def test_r127_eight_bits_for_what_is_saved_take_an_eighth_and_bend_the_gradient():
    rng = np.random.default_rng(1)
    x, w = gv.tensor(rng.normal(size=(64, 50))), leaf(rng.normal(size=(50, 40)) / 7)
    with gv.Meter() as plain:
        exact = gv.grad(layers(x, w), w, retain_graph=True)[0].numpy()
    with gv.Meter() as small, saved_tensors_hooks(eight_bits, from_eight_bits):
        loss = layers(x, w)
    rounded = gv.grad(loss, w)[0].numpy()
    error = np.abs(rounded - exact).max() / np.abs(exact).max()
    assert 1e-5 < error < 0.03
    assert 0.12 < small.saved_by["sin"][1] / plain.saved_by["sin"][1] < 0.13
    assert loss.item() == layers(x, w).item(), "the forward pass is not touched"


def test_r127_packing_without_loss_changes_nothing():
    x, packed = leaf([1.0, 2.0]), []

    def pack(t):
        packed.append(t.tolist())
        assert t.requires_grad is False
        return t

    with saved_tensors_hooks(pack, lambda t: t):
        y = (x * x + gv.exp(x)).sum()
    y.backward()
    np.testing.assert_allclose(x.grad.value, 2 * x.value + np.exp(x.value), rtol=1e-15)
    assert packed[:3] == [[1.0, 2.0], [1.0, 2.0], np.exp([1.0, 2.0]).tolist()], "mul both inputs, exp its result"


def test_r127_only_what_was_computed_inside_is_packed():
    x = leaf(3.3)
    outside = x * x
    with saved_tensors_hooks(lambda t: round(t.item()), float):
        inside = x * x
    assert gv.grad(outside, x)[0].item() == 6.6 and gv.grad(inside, x)[0].item() == 6.0


def test_r127_a_students_saved_tensors_come_back_unpacked():
    class Square(gv.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, g):
            return g * 2 * ctx.saved_tensors[0]

    x = leaf(3.3)
    with saved_tensors_hooks(lambda t: round(t.item()), lambda n: gv.tensor(float(n))):
        y = Square.apply(x)
    y.backward()
    assert x.grad.item() == 6.0


def test_r127_what_packing_cannot_do_is_refused():
    x = leaf([1.0, 2.0])
    with saved_tensors_hooks(lambda t: t, lambda t: t.sum()):
        y = x * x
    with pytest.raises(RuntimeError, match=r"unpack gave shape \(\) for a value of shape \(2,\) that <operation mul"):
        y.backward(gv.tensor([1.0, 1.0]))
    with saved_tensors_hooks(lambda t: t, lambda t: t):
        y = (x * x).sum()
    with pytest.raises(RuntimeError, match="saved values were packed by saved_tensors_hooks"):
        y.backward(create_graph=True)
    assert x.grad is None


def test_r126_half_precision_loses_small_gradients_and_a_scaled_loss_keeps_them():
    assert np.float16(1e-8) == 0
    assert float(np.float16(1e-8 * 65536)) == pytest.approx(6.55e-4, rel=1e-3)
    w = leaf(3.0)
    for scale, expected in ((1.0, 0.0), (65536.0, 1e-8)):
        h = w * 1.0
        h.register_hook(lambda g: np.float16(g.item()))  # the gradient travels in half precision
        (slope,) = gv.grad(h * 1e-8 * scale, w)
        assert slope.item() / scale == pytest.approx(expected, rel=1e-3)
