"""Every operation in the table, held against two second opinions: HIPS autograd and central differences (R60, R86)."""

import warnings

import autograd
import numpy as np
import pytest

from gradviz.core import FUNCTIONS, OPS, Tensor, gradients, tensor
from gradviz.core.operation import VJP
from tests.core.oracle import (
    CASES,
    apply,
    call,
    central,
    gradients_of,
    hips,
    ids,
    leaves_of,
    sample,
    smooth,
    step_of,
    weighed,
    weights,
    widened,
)

ELEMENTWISE = [name for name, op in OPS.items() if not any(partial.kind == VJP for partial in op.partials)]


def close(a, b, tolerance, message=""):
    np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance, err_msg=message)


def tolerance_of(name):
    return 1e-3 if name == "cast" else 1e-12  # a sample is cast to half precision


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_values_equal_those_of_the_oracle(case):
    inputs, options = sample(*case)
    out = apply(case[0], leaves_of(inputs), options).detach().numpy()
    expected = np.asarray(call(hips(case[0]), case[0], inputs, options))
    assert out.shape == expected.shape
    close(out, expected, tolerance_of(case[0]))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_gradients_equal_central_differences(case):
    """R86: every input of every sample."""
    name, (inputs, options) = case[0], sample(*case)
    found = gradients_of(name, inputs, options)
    assert list(found) == smooth(inputs) and found
    for which, gradient in found.items():
        slopes = central(lambda xs: weighed(FUNCTIONS[name], name, xs, options), inputs, which, step_of(name))
        assert gradient.shape == np.shape(inputs[which])
        close(gradient, slopes, 1e-6)


@pytest.mark.parametrize("case", [c for c in CASES if c[0] in ELEMENTWISE], ids=ids)
def test_gradients_of_broadcast_arrays_equal_central_differences(case):
    """R87: shapes (2, 3) and (3,)."""
    name, (inputs, options) = case[0], sample(*case)
    inputs = widened(inputs)
    for which, gradient in gradients_of(name, inputs, options).items():
        assert gradient.shape == np.shape(inputs[which])
        close(gradient, central(lambda xs: weighed(FUNCTIONS[name], name, xs, options), inputs, which), 1e-6)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_gradients_equal_those_of_hips_autograd(case):
    name, (inputs, options) = case[0], sample(*case)
    for values in (inputs, widened(inputs)) if name in ELEMENTWISE else (inputs,):
        for which, gradient in gradients_of(name, values, options).items():
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", message="Output seems independent of input")  # a step

                def total(x, which=which, values=values):
                    return weighed(hips(name), name, [*values[:which], x, *values[which + 1 :]], options)

                close(gradient, autograd.grad(total)(values[which]), tolerance_of(name))


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_second_derivatives_equal_central_differences_of_first_ones(case):
    """The partials run on Tensors: gradients(graph=True), differentiated once more.

    The root is Σ weight·f², so that the upstream gradient depends on the inputs as well.
    """
    name, (inputs, options) = case[0], sample(*case)

    def first(values, which):
        leaves = leaves_of(values)
        out = apply(name, leaves, options)
        found = dict(gradients(out, 2 * out.detach().numpy() * weights(out.shape)))
        return np.sum(found[leaves[which]] * weights(leaves[which].shape))

    for which in smooth(inputs):
        leaves = leaves_of(inputs)
        out = apply(name, leaves, options)
        slopes = dict(gradients(FUNCTIONS["sum"](out * out * tensor(weights(out.shape))), graph=True))
        total = FUNCTIONS["sum"](slopes[leaves[which]] * tensor(weights(leaves[which].shape)))
        second = dict(gradients(total)) if isinstance(total, Tensor) and total.requires_grad else {}
        for other in smooth(inputs):
            expected = central(lambda values, which=which: first(values, which), inputs, other, step_of(name))
            close(second.get(leaves[other], np.zeros(expected.shape)), expected, 1e-5, f"input {which}, then {other}")


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_recorded_backward_pass_gives_the_same_gradients(case):
    """A partial is one declaration for raw values and for Tensors."""
    name, (inputs, options) = case[0], sample(*case)
    leaves = leaves_of(inputs)
    out = apply(name, leaves, options)
    recorded = dict(gradients(out, weights(out.shape), graph=True))
    for which, gradient in gradients_of(name, inputs, options).items():
        again = recorded[leaves[which]]
        close(again.detach().numpy() if isinstance(again, Tensor) else again, gradient, 1e-15)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_gradient_that_is_a_plain_number_and_one_that_is_an_array_agree(case):
    """Gradients are linear in the upstream gradient, and a root of one number starts with a plain 1."""
    name, (inputs, options) = case[0], sample(*case)
    leaves = leaves_of(inputs)
    out = apply(name, leaves, options)
    if out.shape == ():
        out.backward()
        halves = gradients_of(name, inputs, options)  # started with 0.5
        for which, gradient in halves.items():
            close(leaves[which].grad.numpy(), 2 * gradient, 1e-15)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_an_operation_on_raw_values_returns_raw_values(case):
    """So partials are written once, for numbers and for Tensors."""
    name, (inputs, options) = case[0], sample(*case)
    assert not isinstance(apply(name, inputs, options), Tensor)
    assert isinstance(apply(name, leaves_of(inputs), options), Tensor)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_an_operation_leaves_its_inputs_and_the_upstream_gradient_alone(case):
    """No forward formula and no partial writes into an array that is not its own."""
    name, (inputs, options) = case[0], sample(*case)
    leaves = leaves_of(inputs)
    before = [np.array(leaf.detach().numpy()) for leaf in leaves]
    out = apply(name, leaves, options)
    value, up = np.array(out.detach().numpy()), weights(out.shape)
    out.backward(gradient=up, retain_graph=True)
    np.testing.assert_array_equal(up, weights(out.shape))
    np.testing.assert_array_equal(out.detach().numpy(), value)
    for leaf, old in zip(leaves, before, strict=True):
        np.testing.assert_array_equal(leaf.detach().numpy(), old)


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_every_operation_is_a_method_of_tensor_too(op):
    inputs, options = sample(op.name, 0)
    if getattr(Tensor, op.name) is FUNCTIONS[op.name] and not op.variadic:  # or PyTorch spells the method otherwise
        first, *others = leaves_of(inputs)
        by_method = getattr(first, op.name)(*others, *options)
        np.testing.assert_array_equal(by_method.detach().numpy(), np.asarray(apply(op.name, inputs, options)))
