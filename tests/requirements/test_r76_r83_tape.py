"""R76 to R83: what is recorded, what adds up, where gradients stop, and a student's own operations."""

import warnings

import numpy as np
import pytest

import gradviz as gv


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def test_r76_requires_grad_spreads_from_any_input_and_constants_record_nothing():
    a, b, x = gv.tensor(2.0), gv.tensor([3.0, 4.0]), leaf(5.0)
    with gv.Meter() as meter:
        constant = gv.exp(a * b + 1).sum()
    assert constant.requires_grad is False and constant.grad_fn is None and constant.is_leaf
    assert meter.recorded_nodes == 0 and meter.forward_calls == 4
    for mixed in (a * x, x * a, gv.cat([b, x.reshape(1)], 0), gv.where(gv.tensor(True), a, x)):
        assert mixed.requires_grad is True and mixed.is_leaf is False


def product(x):
    return x**2 * (3 * x)


def test_r77_a_second_backward_needs_retain_graph_and_then_gives_24_never_36():
    x = leaf(2.0)
    y = x**2 * 3
    y.backward(retain_graph=True)
    assert x.grad.item() == 12
    y.backward()
    assert x.grad.item() == 24
    with pytest.raises(RuntimeError, match="second backward pass reached .*retain_graph=True"):
        y.backward()
    assert x.grad.item() == 24, "a refused pass changes nothing"


def test_r77_on_a_graph_where_x_is_used_twice():
    x = leaf(2.0)
    f = product(x)
    f.backward(retain_graph=True)
    f.backward()
    assert x.grad.item() == 72, "twice 36; running totals that are pushed again would give more"


def test_r77_is_leaf_and_retain_grad():
    x = leaf(2.0)
    p = x**2
    p.retain_grad()
    (p * (3 * x)).backward()
    assert (x.is_leaf, p.is_leaf) == (True, False)
    assert (p.grad.item(), x.grad.item()) == (6.0, 36.0)


def row_of(name, result):
    """The numbers beside a name in the text of the drawing."""
    return next(line for line in gv.draw(result).text.splitlines() if name in line.split()).split()


def test_r78_leaf_gradients_add_up_and_inner_ones_are_fresh_in_every_pass():
    x = leaf(2.0, name="x")
    p = (x**2).named("p")
    y = p * 3
    for expected in (12.0, 24.0):
        y.backward(retain_graph=True)
        assert x.grad.item() == expected
        assert row_of("p", y)[:5] == ["n1", "p", "x²", "4", "3"]


def test_r78_a_retained_inner_gradient_adds_up_as_in_pytorch():
    p = leaf(2.0) ** 2
    p.retain_grad()
    y = p * 3
    for expected in (3.0, 6.0):
        y.backward(retain_graph=True)
        assert p.grad.item() == expected


def test_r78_the_drawing_shows_inner_gradients_and_grad_gives_a_hint():
    x = leaf(2.0, name="x")
    p = (x**2).named("p")
    y = p * 3
    y.backward()
    with pytest.warns(UserWarning, match=r"inner Tensor \('p'\) is not kept.*retain_grad\(\)"):
        assert p.grad is None
    assert {"4", "3"} <= {*row_of("p", y)}, "its value and its gradient"


def test_r79_no_grad_as_context_and_decorator():
    x = leaf(3.0)

    @gv.no_grad()
    def quiet(x):
        return x * x

    with gv.no_grad():
        inside = x * x
    for y in (inside, quiet(x)):
        assert y.item() == 9.0 and y.requires_grad is False
    (x * inside + x * quiet(x)).backward()
    assert x.grad.item() == 18.0, "9 from each product, nothing through the squares"


def test_r79_gradients_stop_at_detach_and_the_picture_shows_the_cut():
    x = leaf(3.0, name="x")
    z = (x * x).named("z")
    y = x * z.detach()
    y.backward()
    assert x.grad.item() == 9.0, "27 without the cut"
    recording = gv.record(x * z.detach())
    assert len(recording.graph.nodes) == 3 and [e.source for e in recording.graph.edges] == [0, 1]
    assert recording.graph.nodes[1].is_leaf, "what was detached stands there as a leaf, and nothing leads to it"
    assert len(gv.record(x * z).graph.nodes) == 3 and len(gv.record(x * z).graph.edges) == 4


@pytest.mark.parametrize(("n", "k", "peak", "calls", "work"), [(16, 4, 8, 28, 1.25), (100, 10, 20, 190, 1.30)])
def test_r80_checkpoint_in_segments(n, k, peak, calls, work):
    x = leaf(0.5)
    with gv.Meter() as meter:
        gv.utils.checkpoint.checkpoint_sequential([gv.tanh] * n, k, x).backward()
    assert (meter.peak_saved, meter.forward_calls) == (peak, calls)
    assert (calls + 2 * n) / (3 * n) == pytest.approx(work, abs=0.005)
    y = plain = leaf(0.5)
    for _ in range(n):
        y = gv.tanh(y)
    y.backward()
    assert x.grad.item() == plain.grad.item()


def secret_number(optimizer_of, steps):
    """Guess θ so that (x + θ − y)² is least: x = 4, y = 7, so θ = 3."""
    theta, x, y = leaf(1.0), gv.tensor(4.0), gv.tensor(7.0)
    optimizer, seen = optimizer_of([theta]), []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = (x + theta - y) ** 2
        loss.backward()
        optimizer.step()
        seen.append((loss.item(), theta.item()))
    return seen


def test_r81_sgd_finds_the_secret_number_by_halves():
    theta, x, y = leaf(1.0), leaf(4.0), leaf(7.0)
    ((x + theta - y) ** 2).backward()
    assert [t.grad.item() for t in (theta, x, y)] == [-4.0, -4.0, 4.0]
    seen = secret_number(lambda leaves: gv.optim.SGD(leaves, lr=0.25), 5)
    assert [theta for _, theta in seen[:4]] == [2, 2.5, 2.75, 2.875]
    assert [loss for loss, _ in seen] == [4, 1, 0.25, 0.0625, 0.015625]


def test_r81_another_optimizer_to_compare():
    seen = secret_number(lambda leaves: gv.optim.Adam(leaves, lr=0.25), 3)
    assert seen[0][1] == pytest.approx(1.25, abs=1e-7), "Adam's first step is as long as its rate"
    assert seen[0][0] > seen[1][0] > seen[2][0]


def test_r82_the_graph_above_e_has_6_nodes_and_5_edges():
    a, x, b = leaf(3.0), leaf(1.0), leaf(2.0)
    c = a * x
    d = c + b
    e = d**2
    above = gv.get_graph_above(e)
    assert (len(above.nodes), len(above.edges)) == (6, 5)
    edges = {(id(source), id(target)) for source, target in above.edges}
    assert edges == {(id(s), id(t)) for s, t in ((a, c), (x, c), (c, d), (b, d), (d, e))}
    assert set(map(id, above.nodes)) == set(map(id, (a, x, b, c, d, e)))


def test_r83_ctx_keeps_what_backward_needs_and_the_operation_has_a_name():
    @gv.tensor_op
    class Cube(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            ctx.save_for_backward(a)
            ctx.times = 3
            return a**3

        @staticmethod
        def backward(ctx, grad_output):
            (a,) = ctx.saved_tensors
            return ctx.times * a**2 * grad_output

    x = leaf([1.0, -2.0])
    Cube(x).backward(gv.tensor([1.0, 10.0]))
    assert x.grad.tolist() == [3.0, 120.0]
    assert gv.gradcheck(Cube, x)


@pytest.mark.parametrize("given", [lambda g: (g,), lambda g: [g, g, g], lambda g: g], ids=["one", "three", "bare"])
def test_r83_a_wrong_number_of_gradients_names_the_operation(given):
    @gv.tensor_op
    class Halves(gv.Operation):
        @staticmethod
        def forward(ctx, a, b):
            return a / 2 + b / 2

        @staticmethod
        def backward(ctx, grad_output):
            return given(grad_output / 2)

    a, b = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    with pytest.raises(Exception, match="Halves") as caught:
        Halves(a, b).sum().backward()
    assert isinstance(caught.value, (RuntimeError, TypeError, ValueError)) and "2" in str(caught.value)
    assert a.grad is None and b.grad is None


def test_r83_a_wrong_shape_names_the_operation_too():
    @gv.tensor_op
    class Flat(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            return a * 2

        @staticmethod
        def backward(ctx, grad_output):
            return np.zeros(7)

    with pytest.raises(Exception, match="Flat") as caught:
        Flat(leaf([1.0, 2.0])).sum().backward()
    assert "(7,)" in str(caught.value) and "(2,)" in str(caught.value)


def test_r83_nothing_here_warns():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        x = leaf(2.0)
        product(x).backward()
    assert x.grad.item() == 36
