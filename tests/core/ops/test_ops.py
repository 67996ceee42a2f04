"""Every operation in the table, held against its own declaration and against two second opinions (R60, R86)."""

import inspect
import itertools
import re
import warnings

import autograd
import numpy as np
import pytest

from gradviz.core import FUNCTIONS, OPS, Tensor, gradients, tensor
from gradviz.core.operation import VJP
from tests.core.oracle import (
    CASES,
    central,
    gradients_of,
    hips,
    ids,
    leaves_of,
    same,
    sample,
    weighed,
    weights,
    widened,
)

WITH_ORACLE = [case for case in CASES if hips(case[0]) is not None]
ELEMENTWISE = [name for name, op in OPS.items() if not any(partial.kind == VJP for partial in op.partials)]
EDGES = (0.0, -0.0, 1.0, -1.0, float("inf"), float("-inf"), float("nan"), 1e308, -1e308, 5e-324, -5e-324, -1 / 3, 0.5,
         -710.0, 710.0, 2.0)  # fmt: skip


def close(a, b, tolerance):
    np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_gradients_equal_central_differences(case):
    """R86: every input of every sample."""
    inputs, options = sample(*case)
    found = gradients_of(case[0], inputs, options)
    for which in range(len(inputs)):
        close(found[which], central(lambda xs: weighed(case[0], xs, options), inputs, which), 1e-6)


@pytest.mark.parametrize("case", [c for c in CASES if c[0] in ELEMENTWISE], ids=ids)
def test_gradients_of_broadcast_arrays_equal_central_differences(case):
    """R87: shapes (2, 3) and (3,)."""
    inputs, options = sample(*case)
    inputs = widened(inputs)
    found = gradients_of(case[0], inputs, options)
    for which in range(len(inputs)):
        assert found[which].shape == np.shape(inputs[which])
        close(found[which], central(lambda xs: weighed(case[0], xs, options), inputs, which), 1e-6)


@pytest.mark.parametrize("case", WITH_ORACLE, ids=ids)
def test_gradients_equal_those_of_hips_autograd(case):
    inputs, options = sample(*case)
    for values in (inputs, widened(inputs)) if case[0] in ELEMENTWISE else (inputs,):
        found = gradients_of(case[0], values, options)
        for which in range(len(values)):
            theirs = autograd.grad(lambda *xs: weighed(case[0], xs, options, hips), which)(*values)
            close(found[which], theirs, 1e-12)


def test_most_operations_have_a_second_opinion():
    assert len({name for name, _ in WITH_ORACLE}) >= 0.75 * len(OPS)


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_second_derivatives_equal_central_differences_of_first_ones(case):
    """The partials run on Tensors: gradients(graph=True), differentiated once more."""
    name, (inputs, options) = case[0], sample(*case)

    def first(values, which):
        return np.sum(gradients_of(name, values, options)[which] * weights(np.shape(values[which])))

    for which in range(len(inputs)):
        leaves = leaves_of(inputs)
        out = FUNCTIONS[name](*leaves, *options)
        slopes = dict(gradients(FUNCTIONS["sum"](out * tensor(weights(out.shape))), graph=True))
        total = FUNCTIONS["sum"](slopes[leaves[which]] * tensor(weights(leaves[which].shape)))
        second = dict(gradients(total)) if isinstance(total, Tensor) and total.requires_grad else {}
        for other in range(len(inputs)):
            expected = central(lambda values, which=which: first(values, which), inputs, other)
            close(second.get(leaves[other], np.zeros(expected.shape)), expected, 1e-5)


class Poison:
    """A value that must not be read: whatever is asked of it raises."""

    def __getattribute__(self, name):
        raise AssertionError(f"a value declared unread was read ({name})")


def spoken(partial):
    return partial.code.__code__.co_varnames[: partial.code.__code__.co_argcount]


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_partial_reads_what_it_declares_and_nothing_else(case):
    """R18: what is read is what has to be saved; a parameter with an underscore is not read."""
    name, (inputs, options) = case[0], sample(*case)
    op = OPS[name]
    out = FUNCTIONS[name](*inputs, *options)
    for partial in op.partials:
        up = (weights(np.shape(out)),) if partial.kind == VJP else ()
        values = [*up, out, *inputs, *options]
        names = spoken(partial) or ("_",) * len(values)
        expected = np.asarray(partial.code(*values))
        unread = [Poison() if n.startswith("_") else v for n, v in zip(names, values, strict=True)]
        np.testing.assert_array_equal(np.asarray(partial.code(*unread)), expected)
        for place, spoken_name in enumerate(names):
            if not spoken_name.startswith("_"):
                poisoned = [Poison() if i == place else v for i, v in enumerate(values)]
                with pytest.raises((AssertionError, TypeError, ValueError)):
                    np.asarray(partial.code(*poisoned), dtype=float)


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_saves_is_the_union_of_what_the_partials_read(op):
    """R18: multiply saves both inputs, add none, exp its output; derived from the declarations alone."""
    read = {n for partial in op.partials for n in spoken(partial) if not n.startswith("_")}
    assert set(op.saves) == read & {"c", *op.inputs}


def test_saved_values_of_the_operations_the_lessons_name():
    """R18, in the lesson's own words."""
    assert (OPS["multiply"].saves, OPS["add"].saves, OPS["exp"].saves) == (("a", "b"), (), ("c",))


def value_and_gradients(name, values, array):
    leaves = [tensor(np.array([x]) if array else x, requires_grad=True) for x in values]
    out = FUNCTIONS[name](*leaves)
    assert out.dtype == np.float64
    out.backward()
    return [float(np.ravel(t.detach().numpy())[0]) for t in (out, *(leaf.grad for leaf in leaves))]


@pytest.mark.parametrize("name", [*ELEMENTWISE, "sum", "mean"])
def test_scalars_follow_ieee_754_as_arrays_do(name):
    """A Python float gives what a one-element float64 array gives: inf and nan, never an exception, never complex."""
    wrong = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for values in itertools.product(EDGES, repeat=len(OPS[name].inputs)):
            scalar = value_and_gradients(name, values, array=False)
            array = value_and_gradients(name, values, array=True)
            if not all(same(a, b, ulps=2) for a, b in zip(scalar, array, strict=True)):
                wrong.append((values, scalar, array))
    assert wrong == []


@pytest.mark.parametrize("name", [n for n in ELEMENTWISE if len(OPS[n].inputs) == 2])
def test_numbers_in_a_formula_follow_ieee_754_too(name):
    """The same when one input is a plain number, which is a part of the operation and no Tensor."""
    function = FUNCTIONS[name]
    for a, b in itertools.product(EDGES, repeat=2):
        array = function(np.array([a]), np.array([b]))[0]
        for out in (function(tensor(a), b), function(a, tensor(b)), tensor(function(a, b))):
            assert isinstance(out.item(), float)
            assert same(out.item(), array, ulps=2), (a, b, out.item(), array)


@pytest.mark.parametrize("name", [n for n in ELEMENTWISE if len(OPS[n].inputs) == 2])
def test_whole_numbers_in_a_formula_give_floats(name):
    """maximum(x, 2) at 1 is 2.0, whose gradient is asked for like any other."""
    for a, b in itertools.product((-2, 1, 3, True), repeat=2):
        for left, right in ((tensor(float(a), requires_grad=True), b), (a, tensor(float(b), requires_grad=True))):
            out = FUNCTIONS[name](left, right)
            out.backward()
            expected = FUNCTIONS[name](np.array([float(a)]), np.array([float(b)]))[0]
            assert type(out.value) is float and same(out.value, expected, ulps=2)
            assert type((left if isinstance(left, Tensor) else right).grad.value) is float


@pytest.mark.parametrize("name", OPS)
def test_an_operation_on_raw_values_returns_raw_values(name):
    """So partials are written once, for numbers and for Tensors."""
    inputs, options = sample(name, 0)
    assert not isinstance(FUNCTIONS[name](*inputs, *options), Tensor)
    assert isinstance(FUNCTIONS[name](*leaves_of(inputs), *options), Tensor)


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_a_declaration_is_complete(op):
    """R44, R64: name, symbol, PyTorch's name, formulas, gate, samples and one sentence."""
    assert OPS[op.name] is op and FUNCTIONS[op.name].__name__ == op.name
    assert re.fullmatch(r"[A-Z][a-z]+Backward0", op.torch_name)
    assert op.symbol and op.latex and op.samples and op.gate
    assert len(op.partials) == len(op.inputs) and all(partial.latex for partial in op.partials)
    assert op.doc.endswith(".") and "\n\n" not in op.doc
    assert list(inspect.signature(FUNCTIONS[op.name]).parameters) == [*op.inputs, *op.options]
    assert repr(op) == f"<operation {op.name}>"


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_every_operation_is_a_method_of_tensor_too(op):
    assert getattr(Tensor, op.name) is FUNCTIONS[op.name]
