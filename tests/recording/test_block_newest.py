"""Blocks to record in: the newest result where nothing was swept, constants, and gradients from before."""

import contextlib

import pytest

import gradviz as gv
from gradviz.core.grad_mode import aside, mode
from gradviz.recording.events import Accumulated


@pytest.mark.parametrize("others", [(), ("meter",), ("packing",)])
def test_the_newest_result_is_found_whoever_else_looks_on_and_is_not_held_afterwards(others):
    """Without a backward pass: also where a figure drew in the block, and where its value is in no variable."""
    x = gv.tensor(2.0, requires_grad=True, name="x")
    with contextlib.ExitStack() as around:
        if "meter" in others:
            around.enter_context(gv.Meter())
        if "packing" in others:
            around.enter_context(gv.autograd.graph.saved_tensors_hooks(lambda v: v, lambda v: v))
        x * 7  # before the block: none of its own
        with gv.record() as nothing:
            pass
        with gv.record() as rec:
            gv.sin(x * 3)
            with aside():
                pass
        held = mode.here.newest
    assert nothing.graphs == () and [node.op for node in rec.graph.nodes] == [None, "multiply", "sin"]
    assert (held is None) == ("meter" not in others) and mode.here.newest is None


def test_the_newest_result_may_be_a_students_own_or_a_checkpoint():
    class Square(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            return a * a

        @staticmethod
        def backward(ctx, upstream):
            return upstream

    x = gv.tensor(3.0, requires_grad=True, name="x")
    for newest in (lambda: Square.apply(x + 1), lambda: gv.utils.checkpoint.checkpoint(lambda t: gv.exp(t * t), x)):
        with gv.record() as rec:
            expected = newest()
        assert rec.frame().values[-1] == expected.item()


def test_a_pass_with_constants_is_told_whole():
    """No sweep meets a constant, and the structure needs it: the tape is walked."""
    x, c, d = gv.tensor(2.0, requires_grad=True, name="x"), gv.tensor(5.0), gv.tensor(0.5)
    with gv.record() as rec:
        (gv.stack([x * c, d]).sum() * c).backward()
    assert [(node.name, node.needs_gradient) for node in rec.graph.nodes if node.is_leaf] == [
        ("x", True), ("c", False), ("d", False)]  # fmt: skip
    assert rec.gradient("x") == 25.0 and gv.record((x * c + d) * c).gradient("x") == 25.0


def test_the_gradients_from_before_are_told_and_a_failed_pass_puts_them_back():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    (x * 3).backward()
    with gv.record() as rec:
        (x * x).backward()
        (x * x * x).backward()
    told = [(i, event) for i, event in enumerate(rec.events) if isinstance(event, Accumulated)]
    left = [(event.gradient, i - 1 in rec.starts) for i, event in told]
    assert left == [(3.0, True), (7.0, False), (7.0, True), (19.0, False)]
    (slope := x * x).register_hook(lambda gradient: 1 / 0)
    with pytest.raises(ZeroDivisionError), gv.record():
        (slope * 2).backward()
    assert x.grad.item() == 19.0
