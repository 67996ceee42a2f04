"""Define-and-run beside define-by-run (R59): a frozen graph replays the branch that it saw."""

import numpy as np
import pytest

import gradviz as gv


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def f(x):
    return x * 2 if x.item() > 0 else gv.exp(x)


def test_r59_the_same_if_gives_two_graphs_and_a_frozen_graph_the_old_branch():
    graphs = [gv.record(f, x=value).graph for value in (3.0, -3.0)]
    assert [g.nodes[-1].op for g in graphs] == ["multiply", "exp"]
    frozen = gv.freeze(f(leaf(3.0, name="x")))
    assert frozen(x=-3.0).item() == -6.0 and f(leaf(-3.0)).item() == pytest.approx(np.exp(-3))
    assert gv.record(frozen(x=-3.0)).graph is graphs[0]


def test_r59_a_replay_has_gradients_and_a_picture_of_its_own():
    w, x = leaf(3.0, name="w"), gv.tensor(2.0, name="x")
    y = ((w * x).named("z") - 5) ** 2
    frozen = gv.freeze(y)
    new = leaf(4.0, name="w")
    again = frozen(w=new, x=10)
    again.backward(retain_graph=True)
    assert again.item() == 35.0**2 and new.grad.item() == 2 * 35 * 10 and w.grad is None
    assert gv.record(again).value("z") == 40.0 and y.item() == 1.0
    assert frozen.names == ("w", "x") and repr(frozen) == "<frozen graph: 3 operations of w, x>"


def test_a_leaf_that_is_not_given_keeps_its_value():
    w = leaf(3.0, name="w")
    y = w * leaf(2.0)
    frozen = gv.freeze(y)
    assert frozen().item() == 6.0 and frozen(w=5).item() == 10.0


def test_every_form_of_operation_is_replayed():
    @gv.tensor_op
    class exp(gv.Operation):
        """Not the declared exp: it has its name alone."""

        @staticmethod
        def forward(ctx, a, times, label=None):
            ctx.save_for_backward(a)
            return a * times + 1.0

        @staticmethod
        def backward(ctx, g):
            return g * 7.0, None, None

    def program(x, y):
        joined = gv.cat([x, y, x], 0)
        return (gv.softmax(joined.reshape(2, -1), 1) @ joined[:3] * exp(x[0], 7.0, label="l")).sum(dim=0) ** 2

    first = {"x": np.array([1.0, 2.0]), "y": np.array([0.5, -0.5])}
    second = {"x": np.array([-1.0, 0.3]), "y": np.array([2.0, 0.1])}
    frozen = gv.freeze(program(**{k: leaf(v, name=k) for k, v in first.items()}))
    leaves = {k: leaf(v, name=k) for k, v in second.items()}
    replayed, run = frozen(**leaves), program(**leaves)
    assert replayed.item() == run.item()
    for a, b in zip(gv.grad(replayed, [*leaves.values()]), gv.grad(run, [*leaves.values()]), strict=True):
        assert a.tolist() == b.tolist()


def test_what_is_refused():
    x = leaf([1.0, 2.0], name="x")
    frozen = gv.freeze(x * 2)
    with pytest.raises(TypeError, match="no leaf named y; its leaves are x. A value that was a plain Python number"):
        frozen(y=1.0)
    with pytest.raises(
        ValueError, match=r"leaf x had shape \(2,\) when the graph was frozen and is given shape \(3,\)"
    ):
        frozen(x=[1.0, 2.0, 3.0])
    with pytest.raises(TypeError, match="which no recorded operation made"):
        gv.freeze(x)
    with pytest.raises(TypeError, match="which no recorded operation made"):
        gv.freeze(3.0)
    with pytest.raises(ValueError, match="several leaves named x"):
        gv.freeze(x * leaf(1.0, name="x"))
    with pytest.raises(TypeError, match="a frozen graph cannot replay it"):
        gv.freeze(gv.utils.checkpoint.checkpoint(gv.exp, x))()
