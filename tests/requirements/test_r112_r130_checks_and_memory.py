"""R112 and R126 to R130: a gradient checked by hand, half precision, compression, batch normalisation, memory."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.autograd.graph import saved_tensors_hooks


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


@pytest.mark.parametrize(("at", "value", "slope"), [(0, 1, 2), (1, 6, 8), (2, 17, 14)])
def test_r112_a_manual_gradient_check_of_3x2_plus_2x_plus_1(at, value, slope):
    def f(x):
        return 3 * x**2 + 2 * x + 1

    x = leaf(float(at))
    y = f(x)
    y.backward()
    assert (y.item(), x.grad.item()) == (value, slope)
    h = 1e-4
    assert (f(at + h) - f(at - h)) / (2 * h) == pytest.approx(slope, abs=1e-7)
    assert gv.gradcheck(f, x)


SCALE = 65536.0


def test_r126_a_small_half_precision_gradient_becomes_0_and_survives_with_loss_scaling():
    slopes = []
    for scale in (1.0, SCALE):
        w = leaf([1.0], dtype=gv.float16)
        (w * (w * 0 + 1e-8 * scale)).sum().backward()
        slopes.append(w.grad)
    lost, kept = slopes
    assert lost.dtype == kept.dtype == np.float16
    assert lost.item() == 0.0 and kept.item() == pytest.approx(6.55e-4, rel=1e-3)
    assert kept.item() / SCALE == pytest.approx(1e-8, rel=1e-3), "unscaled in full precision"


def test_r126_half_precision_takes_half_the_memory_and_needs_master_weights():
    sizes = {}
    for dtype in (gv.float32, gv.float16):
        with gv.Meter() as meter:
            gv.tanh(leaf(np.ones((8, 16)), dtype=dtype)).sum()
        sizes[dtype] = meter.bytes
    assert sizes[gv.float16] * 2 == sizes[gv.float32] == 8 * 16 * 4
    step = 1e-4
    half, master = gv.tensor([1.0], dtype=gv.float16), gv.tensor([1.0], dtype=gv.float32)
    for _ in range(10):
        half, master = half - gv.tensor([step], dtype=gv.float16), master - gv.tensor([step], dtype=gv.float32)
    assert half.item() == 1.0, "the step is lost in half precision"
    assert master.item() == pytest.approx(0.999, abs=1e-6)


def to_8_bits(t):
    """The range of the values, and for each which of 256 steps in it is nearest."""
    values = t.numpy()
    low, high = values.min(), values.max()
    return np.round((values - low) / (high - low) * 255).astype(np.uint8), low, high


def from_8_bits(packed):
    steps, low, high = packed
    return low + steps / 255 * (high - low)


def test_r127_saved_values_in_8_bits_take_an_eighth_and_bring_a_small_error():
    data = np.random.default_rng(0).normal(size=(100, 50))

    def measured(*hooks):
        x = leaf(data)
        with gv.Meter() as meter:
            if hooks:
                with saved_tensors_hooks(*hooks):
                    y = gv.tanh(x)
            else:
                y = gv.tanh(x)
        y.sum().backward()
        return meter.bytes, x.grad.numpy()

    full, exact = measured()
    small, rounded = measured(to_8_bits, from_8_bits)
    assert full == data.size * 8 and data.size <= small <= data.size + 16, "one byte a value, and two numbers"
    assert small / full == pytest.approx(1 / 8, rel=0.01)
    error = np.abs(rounded - exact).max()
    assert 0 < error < 0.01, "tanh's slope is 1 − c², and c is off by at most 1/255"


@gv.tensor_op
class normalise(gv.Operation):
    """Batch normalisation as one operation, which keeps the mean and the variance of every column."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ctx.mean, ctx.variance = x.mean(axis=0), x.var(axis=0)
        return (x - ctx.mean) / np.sqrt(ctx.variance + 1e-5)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        root = np.sqrt(ctx.variance + 1e-5)
        normal = (x - ctx.mean) / root
        return (g - g.mean(axis=0) - normal * (g * normal).mean(axis=0)) / root


def test_r128_batch_normalisation_keeps_mean_and_variance_beside_its_input():
    data = np.random.default_rng(1).normal(2.0, 3.0, size=(10, 4))
    x = leaf(data)
    with gv.Meter() as meter:
        y = normalise(x)
    assert (meter.saved, meter.bytes) == (3, (40 + 4 + 4) * 8)
    assert gv.gradcheck(normalise, x)
    weights = gv.tensor(np.random.default_rng(2).normal(size=(10, 4)))
    (y * weights).sum().backward()
    again = leaf(data)
    (gv.nn.functional.batch_norm(again, None, None, training=True) * weights).sum().backward()
    np.testing.assert_allclose(x.grad.numpy(), again.grad.numpy(), atol=1e-12)
    np.testing.assert_allclose(x.grad.numpy().sum(axis=0), 0, atol=1e-12)


def test_r129_inference_keeps_nothing_and_training_keeps_more_with_every_layer():
    weights = [leaf(np.random.default_rng(i).normal(size=(6, 6)) / 3) for i in range(3)]

    def network(x):
        for w in weights:
            x = gv.tanh(x @ w)
        return x.sum()

    x = gv.tensor(np.ones((5, 6)))
    with gv.Meter() as training:
        network(x).backward()
    with gv.Meter() as inference, gv.no_grad():
        network(x)
    forward = [m.bytes for m in training.timeline if m.event == "recorded"]
    backward = [m.bytes for m in training.timeline if m.event == "passed"]
    assert forward == sorted(forward) and backward == sorted(backward, reverse=True) and backward[-1] == 0
    with gv.Meter() as activations:
        network(x)
    assert activations.activation_bytes == 8 * (30 + 3 * 30), "the data and three layers, each kept once"
    assert inference.peak_bytes == 0 and inference.timeline == [] and inference.calls == training.calls


def test_r130_a_graph_that_saved_nothing_can_be_replayed_and_exp_cannot():
    x = leaf(2.0)
    y = x + x
    y.backward()
    y.backward()
    assert x.grad.item() == 4.0
    z = gv.exp(leaf(2.0))
    z.backward()
    with pytest.raises(RuntimeError, match="freed the values that it had saved.*retain_graph=True"):
        z.backward()


def test_r130_retain_graph_keeps_the_saved_values():
    x = leaf(2.0)
    with gv.Meter() as meter:
        z = gv.exp(x)
        z.backward(retain_graph=True)
        assert meter.saved == 1
        z.backward()
        assert meter.saved == 0
    assert x.grad.item() == 2 * np.exp(2.0)
