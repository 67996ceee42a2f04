"""Checkpoints (R71, R80, R124, R125, E5, E15): equal gradients, fewer saved values, more forward calls."""

import random

import numpy as np
import pytest

import gradviz as gv
from gradviz.utils.checkpoint import checkpoint, checkpoint_sequential


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def run(layers, segments, x):
    """Meter of a forward and backward pass, with or without checkpoints; and the gradient."""
    with gv.Meter() as meter:
        y = x
        if segments:
            y = checkpoint_sequential(layers, segments, x)
        else:
            for layer in layers:
                y = layer(y)
        y.backward()
    return meter, x.grad.item()


@pytest.mark.parametrize(
    ("n", "k", "peak", "calls", "ratio"), [(16, 4, 8, 28, 1.25), (100, 10, 20, 190, 1.30)], ids=["16 in 4", "100 in 10"]
)
def test_r124_peak_calls_and_work(n, k, peak, calls, ratio):
    plain, slope = run([gv.tanh] * n, 0, leaf(0.5))
    meter, same = run([gv.tanh] * n, k, leaf(0.5))
    assert (plain.peak_saved, plain.forward_calls) == (n, n)
    assert (meter.peak_saved, meter.forward_calls) == (peak, calls)
    work, plain_work = calls + 2 * n, n + 2 * n  # a backward step costs about two forward ones
    assert work / plain_work == pytest.approx(ratio, abs=0.005)
    assert same == slope and meter.saved == plain.saved == 0


def test_r125_almost_twice_the_forward_work_is_much_less_of_the_whole():
    ratios = []
    for k in (1, 2, 4, 8, 16, 32, 64):
        meter, _ = run([gv.tanh] * 64, k, leaf(0.5))
        ratios.append((meter.forward_calls / 64, (meter.forward_calls + 128) / 192))
    forward, whole = zip(*ratios, strict=True)
    assert forward[0] == 1.0 and list(forward) == sorted(forward) and 1.9 < forward[-1] < 2.0
    assert max(whole) < 4 / 3


def mlp():
    rng = np.random.default_rng(0)
    w, b = leaf(rng.normal(size=(4, 5)), name="w"), leaf(rng.normal(size=5), name="b")
    return w, b, gv.tensor(rng.normal(size=(3, 4)))


def test_r71_a_layer_with_weights_that_it_was_not_given():
    w, b, x = mlp()

    def layer(x):
        return gv.tanh(gv.exp(x @ w * 0.1) + b)

    with gv.Meter() as plain:
        expected = layer(x)
        expected.pow(2).sum().backward()
    grads = w.grad.numpy(), b.grad.numpy()
    w.grad = b.grad = None
    with gv.Meter() as meter:
        y = checkpoint(layer, x, use_reentrant=False)
        saved = meter.bytes - meter.parameter_bytes
        y.pow(2).sum().backward()
    np.testing.assert_allclose(y.value, expected.value, rtol=1e-12, atol=0)
    for found, wanted in zip((w.grad, b.grad), grads, strict=True):
        np.testing.assert_allclose(found.value, wanted, rtol=1e-12, atol=0)
    first = [moment.bytes for moment in plain.timeline if moment.event == "recorded"]
    assert saved < max(first) and meter.forward_calls > plain.forward_calls
    assert meter.calls["tanh"] == 2 * plain.calls["tanh"]


def test_e15_an_input_without_requires_grad_still_gives_the_weights_their_gradients():
    w, b, x = mlp()
    y = checkpoint(lambda x: gv.tanh(x @ w + b), x)
    assert y.requires_grad and x.requires_grad is False
    assert {node.name for node in gv.record(y.sum()).graph.nodes if node.is_leaf} == {"w", "b"}


def test_computed_tensors_from_outside_get_theirs_and_so_do_hooks():
    w, b, x = mlp()
    h, seen = w * 2, []
    h.register_hook(lambda g: seen.append(g.shape))

    def f(x):
        return gv.tanh(x @ h + b * h.sum())

    (expected,) = gv.grad(f(x).sum(), w)
    h = w * 2
    h.register_hook(lambda g: seen.append(g.shape))
    (found,) = gv.grad(checkpoint(f, x).sum(), w)
    np.testing.assert_allclose(found.value, expected.value, rtol=1e-12)
    assert seen == [(4, 5), (4, 5)], "once in each pass, with the whole gradient"


@pytest.mark.parametrize("use", [lambda x, w: gv.cat([x, w], 0).sum(), lambda x, w: x.sum() * w.sum()])
def test_a_tensor_from_outside_is_found_in_every_form_of_operation(use):
    x, w = gv.tensor([1.0, 2.0]), leaf([3.0, 4.0])
    assert gv.grad(checkpoint(lambda x: use(x, w), x), w)[0].tolist() == gv.grad(use(x, w), w)[0].tolist()


def test_second_derivatives_go_through():
    x = leaf([0.3, 0.6])

    def f(x):
        return gv.sum(gv.sin(x) * gv.exp(x))

    assert gv.autograd.gradgradcheck(lambda x: checkpoint(f, x), x)
    (one,) = gv.grad(checkpoint(f, x * 2), x, create_graph=True)
    (two,) = gv.grad(f(x * 2), x, create_graph=True)
    np.testing.assert_allclose(gv.grad(one.sum(), x)[0].value, gv.grad(two.sum(), x)[0].value, rtol=1e-12)


def test_checkpoints_inside_checkpoints():
    x = leaf(0.5)
    y = checkpoint(lambda x: gv.exp(checkpoint(lambda z: gv.sin(z) * z, x)), x)
    y.backward()
    z = leaf(0.5)
    gv.exp(gv.sin(z) * z).backward()
    assert x.grad.item() == z.grad.item()


def test_grad_touches_no_grad_and_a_retained_graph_can_be_run_again():
    w, b, x = mlp()
    y = checkpoint(lambda x: gv.tanh(x @ w + b).sum(), x)
    gv.grad(y, [w, b], retain_graph=True)
    assert w.grad is None
    y.backward(retain_graph=True)
    once = w.grad.numpy()
    y.backward()
    np.testing.assert_allclose(w.grad.value, 2 * once)
    with pytest.raises(RuntimeError, match="second backward pass reached the result of checkpoint"):
        y.backward()


def test_an_augmented_assignment_inside_means_what_it_means_outside():
    x, b = leaf(2.0), leaf(3.0)

    def f(x):
        h = x * x
        h += b
        h *= x
        return h

    expected = gv.grad(f(x), [x, b])
    assert [g.item() for g in gv.grad(checkpoint(f, x), [x, b])] == [g.item() for g in expected] == [15.0, 2.0]
    assert x.item() == 2.0


def test_random_numbers_of_gradviz_repeat_and_others_are_found_out():
    gv.manual_seed(0)
    x = leaf(np.ones(50))
    y = checkpoint(lambda x: x * gv.rand(50), x)
    gv.rand(3)
    y.sum().backward()
    after = gv.rand(1).item()
    np.testing.assert_allclose(x.grad.value, y.value, rtol=1e-15)
    gv.manual_seed(0)
    gv.rand(50), gv.rand(3)
    assert gv.rand(1).item() == after
    y = checkpoint(lambda x: x * random.random(), leaf(1.0))
    with pytest.raises(RuntimeError, match="computed again for the backward pass and gave another value"):
        y.backward()


def test_other_tensors_the_second_time_are_found_out():
    a, b, turn = leaf(2.0), leaf(2.0), []

    def f(x):
        turn.append(1)
        return x * (a if len(turn) == 1 else b)

    y = checkpoint(f, leaf(3.0))
    with pytest.raises(RuntimeError, match="used Tensors that it had not used before"):
        y.backward()
    assert a.grad is None and b.grad is None


def test_a_weight_changed_in_between_is_refused():
    w, b, x = mlp()
    y = checkpoint(lambda x: gv.tanh(x @ w + b), x).sum()
    with gv.no_grad():
        w.mul_(2)
    with pytest.raises(RuntimeError, match="named 'w' was changed in place after the result of checkpoint had used it"):
        y.backward()


def test_edges_of_the_forms():
    x = leaf(3.0)
    for f in (lambda x: x, lambda x, k=2.0: x * k):
        assert gv.grad(checkpoint(f, x), x)[0].item() == f(1.0)
    assert gv.grad(checkpoint(lambda x, k: x * k, x, k=5.0), x)[0].item() == 5.0
    assert checkpoint(lambda x: gv.tensor(1.0), x).requires_grad is False
    with gv.no_grad():
        assert checkpoint(lambda x: x * 2, x).requires_grad is False
    assert checkpoint(lambda x: x * 2, gv.tensor(1.0)).requires_grad is False


def test_what_is_refused():
    with pytest.raises(ValueError, match="use_reentrant=False, as PyTorch recommends"):
        checkpoint(gv.tanh, leaf(1.0), use_reentrant=True)
    with pytest.raises(TypeError, match="its node in the graph has one Tensor"):
        checkpoint(lambda x: (x, x), leaf(1.0))
    for segments in (0, 5):
        with pytest.raises(ValueError, match=f"got {segments} segments for 4 functions"):
            checkpoint_sequential([gv.tanh] * 4, segments, leaf(1.0))


def test_a_pass_that_fails_leaves_everything_as_it_was():
    x = leaf(2.0)
    h = x * 2
    calls = []

    def f(h):
        calls.append(1)
        if len(calls) == 2:
            raise KeyError("second time")
        return gv.exp(h)

    y = checkpoint(f, h)
    with pytest.raises(KeyError):
        y.backward()
    assert x.grad is None and h.grad_fn.name() == "MulBackward0" and h.requires_grad
    y.backward()
    assert x.grad.item() == pytest.approx(2 * np.exp(4.0))
