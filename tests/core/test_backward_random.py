"""The backward pass on random programs and shapes, against HIPS autograd and central differences."""

import autograd
import autograd.numpy as anp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

import gradviz as gv
from gradviz.core import FUNCTIONS
from gradviz.recording import watch
from tests.common import examples
from tests.core.oracle import hips, weights

SMOOTH = ("add", "subtract", "multiply", "sin", "cos", "tanh", "negative", "maximum")
BINARY = ("add", "subtract", "multiply", "divide", "maximum")
NUMBERS = st.floats(-2, 2).map(lambda x: round(x, 3))
STEPS = st.lists(st.tuples(st.sampled_from(SMOOTH), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=14)


def run(steps, start, function_of, nudge=lambda value, k: value):
    """A program on a growing list of values; every step reads any two that are there. Each is bent, to stay small."""
    values = [nudge(value, k) for k, value in enumerate(start)]
    for name, i, j in steps:
        a, b = values[i % len(values)], values[j % len(values)]
        function = function_of(name)
        out = function(a) if name in ("sin", "cos", "tanh", "negative") else function(a, b)
        values.append(nudge(function_of("sin")(out), len(values)))
    return values


def all_gradients(steps, start):
    """HIPS: the value, and the derivative for a nudge of every single value, inner ones included."""

    def output(nudges):
        return anp.sum(run(steps, start, hips, lambda value, k: value + nudges[k])[-1])

    zeros = np.zeros((len(start) + len(steps), *np.shape(start[0])))
    return output(zeros), autograd.grad(output)(zeros)


def compare(steps, start):
    named = [gv.tensor(x, requires_grad=True, name=f"v{k}") for k, x in enumerate(start)]
    values = run(steps, named, FUNCTIONS.get, lambda value, k: value.named(f"v{k}"))
    output = values[-1] if values[-1].shape == () else values[-1].sum()
    expected, nudged = all_gradients(steps, start)
    np.testing.assert_allclose(output.item(), expected, rtol=1e-10, atol=1e-10)
    recording = watch(output)
    for node, gradient in zip(recording.graph.nodes, recording.frame().gradients, strict=True):
        if node.name:
            np.testing.assert_allclose(gradient, nudged[int(node.name[1:])], rtol=1e-10, atol=1e-10)
    output.backward()
    for k, tensor in enumerate(named):
        theirs = nudged[k] if tensor.grad is not None else 0 * nudged[k]
        found = 0.0 if tensor.grad is None else tensor.grad.numpy()
        np.testing.assert_allclose(found, theirs, rtol=1e-10, atol=1e-10)
        assert tensor.grad is not None or not np.any(nudged[k])


@examples(150)
@given(STEPS, st.lists(NUMBERS, min_size=1, max_size=4, unique=True))
def test_random_programs_of_numbers(steps, start):
    """R9, R16, R30: value and every gradient, inner ones included, to 1e-10."""
    compare(steps, start)


@examples(60)
@given(STEPS, st.lists(NUMBERS, min_size=6, max_size=6, unique=True))
def test_random_programs_of_arrays(steps, start):
    compare(steps, [np.array(start[:3]), np.array(start[3:])])


@examples(40)
@given(STEPS, st.lists(NUMBERS, min_size=2, max_size=2, unique=True))
def test_gradients_of_random_programs_equal_central_differences(steps, start):
    """R30: without any other engine, to 1e-6."""
    recording = gv.record(
        lambda **v: run(steps, list(v.values()), FUNCTIONS.get)[-1], inputs={"a": start[0], "b": start[1]}
    )

    def value(numbers):
        return run(steps, numbers, FUNCTIONS.get)[-1]

    for k, name in enumerate("ab"):
        if any(node.name == name for node in recording.graph.nodes):
            moved = [[x + h * (i == k) for i, x in enumerate(start)] for h in (1e-6, -1e-6)]
            numeric = (value(moved[0]) - value(moved[1])) / 2e-6
            kink = any(s[0] == "maximum" for s in steps)  # a maximum may have its corner just there
            assert kink or abs(recording.gradient(name) - numeric) <= 1e-6 * max(1, abs(numeric))


@examples(120)
@given(st.sampled_from(BINARY), mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3, min_side=1))
def test_broadcasting_gradients(name, shapes):
    """R87: summed back to each input's own shape, whatever the shapes."""
    a, b = (2.5 + 0.3 * k + weights(shape) for k, shape in enumerate(shapes.input_shapes))
    compare_pair(name, a, b)


def compare_pair(name, a, b):
    """Value and both gradients of Σ weight·f(a, b)."""
    left, right = gv.tensor(a, requires_grad=True), gv.tensor(b, requires_grad=True)
    out = FUNCTIONS[name](left, right)
    up = weights(out.shape)
    out.backward(gradient=up)
    theirs = autograd.grad(lambda pair: anp.sum(hips(name)(pair[0], pair[1]) * up))((a, b))
    np.testing.assert_allclose(out.detach().numpy(), hips(name)(a, b), rtol=1e-12)
    for tensor, value, gradient in zip((left, right), (a, b), theirs, strict=True):
        assert tensor.grad.shape == np.shape(value)
        np.testing.assert_allclose(tensor.grad.numpy(), gradient, rtol=1e-10)


def test_broadcasting_from_and_to_nothing():
    """An axis of size 0: every gradient has its shape, and a number spread over nothing gets 0."""
    x, bias = gv.tensor(np.zeros((0, 3)), requires_grad=True), gv.tensor([[1.0]], requires_grad=True)
    (x * bias).sum().backward()
    assert x.grad.shape == (0, 3) and bias.grad.numpy().tolist() == [[0.0]]
    empty = gv.tensor(np.zeros(0), requires_grad=True)
    empty.sum().backward()
    assert empty.grad.shape == (0,)


@st.composite
def matrix_shapes(draw):
    """Shapes of a @ b: vectors, matrices, and stacks of matrices that broadcast."""
    m, k, n = (draw(st.integers(1, 3)) for _ in range(3))
    stacks = draw(mutually_broadcastable_shapes(num_shapes=2, max_dims=2, max_side=3)).input_shapes
    left = (k,) if draw(st.booleans()) else (*stacks[0], m, k)
    right = (k,) if draw(st.booleans()) else (*stacks[1], k, n)
    return left, right


@examples(150)
@given(matrix_shapes())
def test_matmul_of_every_combination(shapes):
    """R86, R88: 1-D, 2-D and batched on either side."""
    a, b = (np.sin(np.arange(np.prod(s)) + k).reshape(s) for k, s in enumerate(shapes))
    compare_pair("matmul", a, b)


def test_matmul_by_hand():
    """R88 with its numbers; R87: the gradient of the bias."""
    x, w = gv.tensor([[1.0, 2], [3, 4]], requires_grad=True), gv.tensor([[5.0, 6, 7], [8, 9, 10]], requires_grad=True)
    b = gv.tensor([0.0, 0, 0], requires_grad=True)
    y = x @ w + b
    assert y.value.tolist() == [[21, 24, 27], [47, 54, 61]]
    y.backward(gradient=[[1, 0, -1], [2, 1, 0]])
    assert x.grad.value.tolist() == [[-2, -2], [16, 25]]
    assert w.grad.value.tolist() == [[7, 3, -1], [10, 4, -2]]
    assert b.grad.value.tolist() == [3, 1, -1]


def test_a_bias_broadcast_over_rows():
    """R87: (4, 3) + (3,) gives [4, 4, 4]; edugrad raises here."""
    bias = gv.tensor(np.zeros(3), requires_grad=True)
    (gv.tensor(np.ones((4, 3))) + bias).sum().backward()
    assert bias.grad.value.tolist() == [4.0, 4.0, 4.0]
