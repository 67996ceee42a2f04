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


MIXED = {
    "+": lambda a, b: a + b, "-": lambda a, b: b - a, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
    "**": lambda a, b: a**b, "maximum": gv.maximum, "minimum": gv.minimum, "%": lambda a, b: a % b,
    "//": lambda a, b: a // b, "where": lambda a, b: gv.where(gv.tensor([True, False]), b, a),
    "cat": lambda a, b: gv.cat([b.reshape(-1), a.reshape(-1)]),
    "mse_loss": lambda a, b: gv.mse_loss(a.reshape(1, -1), b),
}  # fmt: skip


@pytest.mark.parametrize("name", MIXED)
@pytest.mark.parametrize("kind", [*KINDS, "float64"])
@pytest.mark.parametrize("whole", ["int64", "int32", "bool"])
@pytest.mark.filterwarnings("ignore:mse_loss got")
def test_floats_of_any_size_win_over_whole_numbers_as_in_torch(name, kind, whole):
    """Numpy makes float64 of float32 and int64."""
    for values, numbers in (([1.5, 2.0], [1, 1]), ([1.5, 2.0], 1), (1.5, [1, 1]), (1.5, 1)):
        a, b = gv.tensor(values, dtype=kind), gv.tensor(numbers, dtype=whole)
        assert kind_of(MIXED[name](a, b)) == kind, (values, numbers)
    a = gv.tensor([1.5, 2.0], dtype=kind, requires_grad=True)
    if name not in ("//", "%"):
        MIXED[name](a, gv.tensor([1, 1], dtype=whole)).sum().backward()
        assert kind_of(a.grad) == kind


@pytest.mark.parametrize("divide", [lambda a, b: a // b, lambda a, b: a % b])
@pytest.mark.parametrize("a, b", [([1, 2], 0), (5, 0), (5, [1, 0]), ([1, 2], [0, 1]), (True, False)])
def test_whole_numbers_are_not_divided_by_0(divide, a, b):
    """Numpy answers 0; PyTorch refuses."""
    for x, y in ((gv.tensor(a), gv.tensor(b)), (gv.tensor(a), b), (a, gv.tensor(b))):
        if not isinstance(x, list) and not isinstance(y, list):
            with pytest.raises(RuntimeError, match="ZeroDivisionError: .* no inf or nan .* or use floats"):
                divide(x, y)
    assert np.isinf((gv.tensor([1.0]) // 0).item()) and np.isnan((gv.tensor(1.0) % 0).item())
    assert (gv.tensor([7, -7]) // 2).tolist() == [3, -4] and (gv.tensor([7, -7]) % 2).tolist() == [1, 1]


@pytest.mark.parametrize("name", ["exp", "sigmoid", "sin", "tanh", "sqrt", "log1p", "sign", "abs", "square", "round"])
def test_truth_values_count_as_0_and_1(name):
    """Numpy computes with them in eight or sixteen bits, or not at all."""
    for values in ([True, False], True):
        found = getattr(gv, name)(gv.tensor(values))
        np.testing.assert_allclose(found.numpy(), getattr(gv, name)(gv.tensor(values).double()).numpy())
        assert found.dtype in (gv.int64, gv.float64)


def test_sums_and_powers_of_truth_values_are_whole_numbers():
    for values, total in ((True, 1), ([True, True], 2)):
        t = gv.tensor(values)
        assert t.sum().dtype == t.cumsum(0).dtype == gv.int64 and t.sum().item() == total
        assert t.clone().dtype == t.reshape(-1).dtype == gv.bool
    assert (gv.tensor([True, False]) ** 2).dtype == gv.int64
    with pytest.raises(TypeError, match="negative"):
        -gv.tensor([True, False])
