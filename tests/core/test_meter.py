"""What the tape stores and what it costs (R18, R114, R119-R123, R128-R130)."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.core.grad_mode import mode


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def chain(layer, n, x):
    for _ in range(n):
        x = layer(x)
    return x


def network(batch, width):
    rng = np.random.default_rng(0)
    x = gv.tensor(rng.normal(size=(batch, 20)))
    w, v = leaf(rng.normal(size=(20, width))), leaf(rng.normal(size=(width, 5)))
    return gv.sum(gv.tanh(x @ w) @ v)


@pytest.mark.parametrize(
    ("run", "saved"),
    [
        (lambda a, b: a * b, 2),
        (lambda a, b: a + b, 0),
        (lambda a, b: gv.exp(a), 1),
        (lambda a, b: a * 3.0, 0),
        (lambda a, b: a * b.detach(), 1),
        (lambda a, b: a * a, 1),
    ],
    ids=["mul both", "add none", "exp its result", "a number is no value", "only what is needed", "x*x once"],
)
def test_r18_r120_which_operation_saves_what(run, saved):
    with gv.Meter() as meter:
        run(leaf([1.0, 2.0]), leaf([3.0, 4.0]))
    assert (meter.saved, meter.bytes) == (saved, 16 * saved)
    assert list(meter.saved_by.values()) == [(saved, 16 * saved)]


def test_r119_a_doubled_batch_doubles_what_is_saved_but_not_the_graph():
    found = []
    for batch in (8, 16, 32):
        with gv.Meter() as meter:
            network(batch, 30)
        found.append((meter.activation_bytes, meter.recorded_nodes, meter.parameter_bytes))
    assert found[1][0] == 2 * found[0][0] and found[2][0] == 4 * found[0][0]
    assert len({nodes for _, nodes, _ in found}) == 1 and len({weights for *_, weights in found}) == 1
    with gv.Meter() as wide:
        network(8, 60)
    assert wide.activation_bytes - found[0][0] == 8 * 8 * 30, "8 bytes for 8 rows of 30 more activations"


def test_r114_a_leaf_costs_nothing_more_operations_do_and_backward_gives_it_back():
    for size in (10, 1000):
        with gv.Meter() as meter:
            x = leaf(np.ones(size))
            before = meter.bytes
            y = chain(gv.tanh, 5, x)
            after = meter.bytes
            y.sum().backward()
        assert (before, after, meter.bytes) == (0, 5 * 8 * size, 0)


def test_r121_r123_the_peak_is_at_the_end_of_forward_and_backward_falls_step_by_step():
    with gv.Meter() as meter:
        chain(gv.tanh, 6, leaf(0.5)).backward()
    assert [(m.event, m.saved) for m in meter.timeline] == [
        *[("recorded", n) for n in range(1, 7)],
        *[("passed", n) for n in range(5, -1, -1)],
    ]
    assert meter.peak_saved == 6 and meter.peak_bytes == 48 and meter.forward_calls == 6


def test_r122_r129_without_recording_nothing_is_saved():
    with gv.Meter() as training:
        network(8, 30)
    with gv.Meter() as inference, gv.no_grad():
        network(8, 30)
    assert inference.bytes == inference.peak_bytes == inference.recorded_nodes == 0 and inference.timeline == []
    assert inference.calls == training.calls and training.peak_bytes > 0


def test_r130_a_retained_graph_stays_saved():
    with gv.Meter() as meter:
        y = chain(gv.tanh, 3, leaf(0.5))
        y.backward(retain_graph=True)
        assert meter.saved == 3
        y.backward()
        assert meter.saved == 0


def test_r130_both_behaviours_of_a_second_pass():
    x = leaf(2.0)
    y = x + x
    y.backward()
    y.backward()
    assert x.grad.item() == 4.0
    z = gv.exp(x)
    z.backward()
    with pytest.raises(RuntimeError, match=r"freed the values that it had saved \(c\)"):
        z.backward()


def test_r128_an_operation_with_extra_values_is_counted_with_them():
    @gv.tensor_op
    class normalise(gv.Operation):
        """Batch normalisation: keeps the result and the deviation of each column."""

        @staticmethod
        def forward(ctx, x):
            ctx.deviation = x.std(axis=0)
            ctx.normal = (x - x.mean(axis=0)) / ctx.deviation
            return ctx.normal

        @staticmethod
        def backward(ctx, g):
            n = ctx.normal
            return (g - g.mean(axis=0) - n * (g * n).mean(axis=0)) / ctx.deviation

    x = leaf(np.random.default_rng(0).normal(size=(10, 3)))
    assert gv.gradcheck(normalise, x)
    with gv.Meter() as meter:
        y = normalise(x)
    assert meter.saved == 2 and meter.bytes == (30 + 3) * 8
    assert y._op.saves == ("c", "ctx")


def test_a_function_made_of_operations_counts_as_those():
    class Cube(gv.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x * x

        @staticmethod
        def backward(ctx, g):
            return 3 * g * ctx.saved_tensors[0] ** 2

    with gv.Meter() as meter:
        Cube.apply(leaf(2.0)).backward()
    assert meter.calls == {"multiply": 2} and meter.recorded_nodes == 1 and meter.peak_saved == 1


def test_views_of_one_array_are_one_value():
    with gv.Meter() as meter:
        x = leaf(np.ones((4, 5)))
        y = gv.exp(x)
        y.reshape(20) * y.reshape(20)
    assert meter.saved_by["exp"] == (1, 160) and meter.bytes <= 160 + 160


def test_watching_changes_no_number_and_ends_with_the_block():
    x = leaf([0.5, 1.5])

    def f(x):
        return (gv.cat([x, x * 2], 0) ** 2 * gv.softmax(gv.cat([x, x], 0), 0)).sum() / x.sum()

    plain = gv.grad(f(x), x)[0].numpy()
    with gv.Meter() as outer, gv.Meter() as inner:
        watched = gv.grad(f(x), x)[0].numpy()
    assert (plain == watched).all() and outer.calls == inner.calls and outer.calls["cat"] == 2
    f(x)
    assert outer.calls["cat"] == 2 and mode.quick and not mode.watched


def test_a_meter_is_put_away_after_an_error():
    with pytest.raises(ZeroDivisionError), gv.Meter():
        1 / 0  # noqa: B018
    assert mode.quick
