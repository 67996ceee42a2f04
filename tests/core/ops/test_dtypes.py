"""float32 stays float32, in values and gradients; Python's numbers do not promote (R84)."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.core import FUNCTIONS, OPS, gradients
from tests.core.oracle import CASES, apply, ids, sample, smooth, weights

KINDS = ("float32", "float16")


def as_kind(inputs, kind):
    """The inputs with their floats in another kind of numbers."""
    learns = smooth(inputs)
    return [np.asarray(x).astype(kind)[()] if i in learns else x for i, x in enumerate(inputs)]


def run(case, kind, graph):
    name, (inputs, options) = case[0], sample(*case)
    leaves = [gv.tensor(x, requires_grad=i in smooth(inputs)) for i, x in enumerate(as_kind(inputs, kind))]
    out = apply(name, leaves, options)
    up = gv.tensor(weights(out.shape).astype(kind_of(out)))
    return leaves, out, dict(gradients(out, up, graph=graph))


def kind_of(x):
    return str(np.asarray(getattr(x, "_value", x)).dtype)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", [c for c in CASES if c[0] != "cast"], ids=ids)
def test_a_kind_of_floats_stays_in_values_and_gradients(case, kind):
    for graph in (False, True):
        leaves, out, found = run(case, kind, graph)
        assert kind_of(out) == kind
        for leaf in leaves:
            if leaf.requires_grad:
                assert kind_of(found[leaf]) == kind, graph
                assert np.shape(getattr(found[leaf], "_value", found[leaf])) == leaf.shape


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_partial_gives_the_kind_of_its_inputs(case):
    """A local gradient in float64 would make every float32 product after it a float64 one."""
    name, (inputs, options) = case[0], sample(*case)
    op, values = OPS[name], as_kind(inputs, "float32")
    out = apply(name, values, options)
    for which in smooth(values):
        partial = op.partial(which)
        given = [out, values, *options, which] if op.variadic else [out, *values, *options]
        up = np.asarray(weights(np.shape(out)), kind_of(out))[()]
        found = partial.code(up, *given) if partial.kind == "vjp" else up * partial.code(*given)
        assert kind_of(found) == "float32"


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_float32_values_are_those_of_float64_up_to_rounding(case):
    _, out, found = run(case, "float32", False)
    _, exact, expected = run(case, "float64", False)
    tolerance = 1e-3 if case[0] == "cast" else 1e-5
    np.testing.assert_allclose(out.detach().numpy(), exact.detach().numpy(), rtol=tolerance, atol=tolerance)
    for ours, theirs in zip(found.values(), expected.values(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)


def test_a_cast_gives_the_kind_that_was_asked_for_and_its_gradient_the_one_it_came_from():
    x = gv.tensor([1.0, 2.0], requires_grad=True)
    y = FUNCTIONS["cast"](x, "float32")
    y.sum().backward()
    assert (kind_of(y), kind_of(x.grad)) == ("float32", "float64")


@pytest.mark.parametrize("name", ["add", "multiply", "divide", "power", "maximum", "minimum", "subtract"])
def test_python_numbers_do_not_promote(name):
    for x in (gv.tensor([1.5, 2.0], dtype=gv.float32), gv.tensor(1.5, dtype=gv.float32)):
        for number in (2, 2.5, True):
            assert kind_of(FUNCTIONS[name](x, number)) == kind_of(FUNCTIONS[name](number, x)) == "float32"
