"""Graphs of a size that recursion would not survive: swept, let go, drawn from, copied."""

import copy
import gc
import pickle
import sys

import numpy as np
import pytest

import gradviz as gv
from tests.common import fresh_python

LONG = 100_000


def leaf(value, **kwargs):
    return gv.tensor(value, requires_grad=True, **kwargs)


def chain(x, step, length=LONG):
    y = x
    for _ in range(length):
        y = step(y)
    return y


def test_a_long_chain_of_scalars_is_swept_without_recursion():
    assert sys.getrecursionlimit() < LONG
    x = leaf(1.5)
    y = chain(x, lambda y: y + x)
    y.backward(retain_graph=True)
    y.backward()
    assert (y.item(), x.grad.item()) == (1.5 * (LONG + 1), 2 * (LONG + 1))


def test_long_chains_of_every_form_of_node():
    """One input, arrays, many inputs with options, and a student's own operation."""

    @gv.tensor_op
    class onwards(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            return a + 1

        @staticmethod
        def backward(ctx, grad_output):
            return grad_output

    for step, slope in (
        (lambda y: -y, 1.0), (lambda y: gv.stack([y, y], 0)[0], 1.0), (lambda y: y.reshape(2).clamp(-9, 9e9), 1.0),
        (onwards, 1.0),
    ):  # fmt: skip
        x = leaf([2.0, 3.0])
        y = chain(x, step, 10_000).sum()
        y.backward()
        assert x.grad.tolist() == [slope, slope]
        del y
        gc.collect()


def test_second_derivatives_of_a_long_chain():
    x = leaf(0.5)
    y = chain(x, lambda y: y * 1.0 + 0.0, 5_000) ** 2
    (slope,) = gv.grad(y, x, create_graph=True)
    (bend,) = gv.grad(slope, x)
    assert (slope.item(), bend.item()) == (1.0, 2.0)


def test_a_long_chain_can_be_walked_up_and_recorded():
    x = leaf(1.0, name="x")
    y = chain(x, lambda y: y + x, 5_000)
    assert len(gv.get_graph_above(y).nodes) == 5_001 and len(gv.get_graph_above(y).edges) == 10_000
    assert gv.record(y).gradient("x") == 5_001
    function = y.grad_fn
    for _ in range(5_000):
        ((function, _), _) = function.next_functions
    assert function.name() == "AccumulateGrad"


LET_GO = """
import gc, gradviz as gv
for swept in (False, True):
    x = gv.tensor(1.5, requires_grad=True)
    y = x
    for _ in range(1_000_000):
        y = y + x
    if swept:
        y.backward()
        print(x.grad.item())
    before = len(gc.get_objects())
    del y
    print(before - len(gc.get_objects()) >= 1_000_000, gc.collect())
print("alive")
"""


def test_a_chain_of_a_million_is_swept_and_let_go():
    """In an interpreter of its own, which a stack that overflows in C would take with it; no cycle is left behind."""
    assert fresh_python(LET_GO).split() == ["True", "0", "1000001.0", "True", "0", "alive"]


@pytest.mark.parametrize("times", [1, 10, 20, 60, 1000])
def test_doublings_are_exact_and_visit_every_edge_once(times):
    """R14, R15: 2^times paths, 2 · times edges."""
    from gradviz.core import gradients

    x, visited = leaf(1.0), []
    y = chain(x, lambda y: y + y, times)
    assert y.item() == 2.0**times
    ((found, slope),) = gradients(y, observer=visited.append)
    assert found is x and slope == 2.0**times and len(visited) == 2 * times
    y.backward()
    assert x.grad.item() == 2.0**times


def test_doublings_of_an_array():
    x = leaf(np.ones((2, 3)))
    chain(x, lambda y: y + y, 60).sum().backward()
    assert x.grad.tolist() == [[2.0**60] * 3] * 2


def test_a_leaf_is_copied_with_its_gradient_and_pickled_without_and_lives_alone():
    """As in PyTorch."""
    x = leaf([1.0, 2.0], name="x")
    (x * x).sum().backward()
    copied, loaded = copy.deepcopy(x), pickle.loads(pickle.dumps(x))
    assert copied.grad.tolist() == [2.0, 4.0] and loaded.grad is None
    copied.grad.zero_()
    for again in (copied, loaded):
        assert (again.tolist(), again.name, again.is_leaf, again.requires_grad) == ([1.0, 2.0], "x", True, True)
        with gv.no_grad():
            again += 1.0
        assert (x.tolist(), x.grad.tolist()) == ([1.0, 2.0], [2.0, 4.0])


def test_copies_of_one_leaf_inside_one_copy_are_one():
    x = leaf(1.0)
    a, b = copy.deepcopy([x, x])
    assert a is b and a is not x


@pytest.mark.parametrize("length", [1, LONG])
def test_a_computed_tensor_is_not_deep_copied(length):
    """Its copy would have another history or none, and gradients would silently stop there."""
    x = leaf(1.5)
    y = chain(x, lambda y: y + x, length)
    with pytest.raises(RuntimeError, match=r"copy\.deepcopy.*result of add.*detach\(\)\.clone\(\)"):
        copy.deepcopy(y)
    assert copy.deepcopy(y.detach()).item() == y.item()


@pytest.mark.parametrize("length", [1, LONG])
def test_a_computed_tensor_is_pickled_as_its_value(length):
    """As in PyTorch: a file holds numbers, not a history."""
    x = leaf(1.5)
    y = chain(x, lambda y: y + x, length)
    again = pickle.loads(pickle.dumps(y))
    assert again.item() == y.item() and again.is_leaf and again.requires_grad


TRAINED = """
import sys, pickle, gradviz as gv
model = gv.nn.Linear(2, 1)
optimizer = gv.optim.SGD(model.parameters(), lr=0.1)
for _ in range(50):
    optimizer.zero_grad()
    model(gv.tensor([[1.0, 2.0]])).sum().backward()
    optimizer.step()
print(pickle.dumps(model).hex())
"""
LOADED = """
import sys, pickle, gradviz as gv
model = pickle.loads(bytes.fromhex("{}"))
x, other = gv.tensor([[1.0, 2.0]], requires_grad=True), gv.tensor(1.0)
y = (x * model.weight).sum()
other.zero_()
y.backward()
print(model.weight.grad.tolist())
"""


def test_a_model_from_another_process_was_not_changed_in_this_one():
    """Its serial numbers were counted over there: here they would be later than anything that is computed."""
    assert fresh_python(LOADED.format(fresh_python(TRAINED).strip())).strip() == "[[1.0, 2.0]]"
