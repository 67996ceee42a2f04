"""Operators, comparisons and numpy's functions on Tensors: all of them record, or refuse in words."""

import operator

import numpy as np
import pytest

import gradviz as gv
from gradviz.core import FUNCTIONS, Tensor
from gradviz.core.methods import COMPARISONS, OPERATORS


def leaf(value):
    return gv.tensor(value, requires_grad=True)


@pytest.mark.parametrize("name", [n for n in OPERATORS if n != "matmul"])
@pytest.mark.parametrize("other", [2, 2.0, True, np.float64(2), np.float32(2), np.int64(2), np.array(2.0)])
def test_operators_take_numbers_on_either_side(name, other):
    """R85: and numpy's numbers, which must not take over from the left."""
    apply, x = getattr(operator, name), leaf(3.0)
    for out, value in ((apply(x, other), apply(3.0, float(other))), (apply(other, x), apply(float(other), 3.0))):
        assert type(out) is Tensor and type(out.value) is float and out.item() == value
        out.backward()
        assert np.isfinite(x.grad.item())


def test_worked_slopes_of_operators():
    """R85: 2*x, x*2, 1/x, 3−x, 2**x, −x."""
    for function, expected in (
        (lambda x: 2 * x, 2.0), (lambda x: x * 2, 2.0), (lambda x: 1 / x, -0.25), (lambda x: 3 - x, -1.0),
        (lambda x: x - 3, 1.0), (lambda x: x / 4, 0.25), (lambda x: x**3, 12.0), (lambda x: 2**x, 4 * np.log(2)),
        (lambda x: -x, -1.0),
    ):  # fmt: skip
        x = leaf(2.0)
        function(x).backward()
        assert x.grad.item() == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("name", OPERATORS)
def test_arrays_on_either_side_give_tensors(name):
    apply, array, t = getattr(operator, name), np.array([[1.0, 2.0], [3.0, 4.0]]), leaf([[2.0, 1.0], [1.0, 2.0]])
    for out, value in ((apply(t, array), apply(t.value, array)), (apply(array, t), apply(array, t.value))):
        assert type(out) is Tensor and not out.is_leaf
        np.testing.assert_array_equal(out.value, value)


@pytest.mark.parametrize("name", [n for n in FUNCTIONS if isinstance(getattr(np, n, None), np.ufunc)])
def test_numpy_functions_record_like_ours(name):
    """R75: np.exp(t) is gv.exp(t)."""
    ufunc = getattr(np, name)
    for values in ((0.5, 2.0), (np.array([[0.5, 1.0], [1.5, 1.0]]), np.array([[2.0, 1.0], [0.5, 1.0]]))):
        if name == "matmul" and np.ndim(values[0]) == 0:
            continue
        leaves = [leaf(v) for v in values[: ufunc.nin]]
        theirs, ours = ufunc(*leaves), FUNCTIONS[name](*leaves)
        assert type(theirs) is Tensor and theirs.grad_fn.name() == ours.grad_fn.name()
        np.testing.assert_array_equal(theirs.value, ours.value)
        if len(leaves) == 2:
            assert type(ufunc(values[0], leaves[1])) is Tensor and type(ufunc(leaves[0], values[1])) is Tensor


@pytest.mark.parametrize("call", [
    lambda t: np.sqrt(t), lambda t: np.positive(t), lambda t: np.add.reduce(t), lambda t: np.multiply.outer(t, t),
    lambda t: np.floor(t), lambda t: np.exp(t, out=np.zeros(2)),
])  # fmt: skip
def test_numpy_functions_without_a_gradient_refuse(call):
    with pytest.raises(TypeError, match=r"numpy's \w+ .*detach\(\)\.numpy\(\)"):
        call(leaf([1.0, 2.0]))


@pytest.mark.parametrize("name", COMPARISONS)
def test_comparisons_are_elementwise_and_record_nothing(name):
    compare, t = getattr(operator, name), leaf([1.0, 2.0, 3.0])
    for other in (2, 2.0, np.array([3.0, 2.0, 1.0]), gv.tensor([3.0, 2.0, 1.0]), [3.0, 2.0, 1.0]):
        out = compare(t, other)
        raw = other.value if isinstance(other, Tensor) else np.asarray(other)
        assert type(out) is Tensor and out.dtype == bool and out.is_leaf and not out.requires_grad
        assert out.value.tolist() == compare(t.value, raw).tolist()
        assert getattr(np, COMPARISONS[name])(raw, t).value.tolist() == compare(raw, t.value).tolist()
    assert compare(leaf(2.0), 2.0).item() is compare(2.0, 2.0)


def test_equality_with_what_is_no_number():
    t = gv.tensor(1.0)
    assert (t == None) is False and (t != None) is True and (t == "1") is False  # noqa: E711


@pytest.mark.parametrize("wrong", ["2", None, [1.0], {}, object(), 1j, np.array(["a"]), np.array([1j])])
def test_operations_refuse_what_is_no_number(wrong):
    with pytest.raises(TypeError, match=r"add got .*Make a Tensor of it first: gv\.tensor"):
        leaf(1.0) + wrong
    with pytest.raises(TypeError, match="add got"):
        wrong + leaf([1.0, 2.0])


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"add got shapes \(2,\) and \(3,\).*reshape"):
        leaf([1.0, 2.0]) + leaf([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"matmul got shapes \(1, 2\) and \(1, 2\).*a @ b\.transpose\(-1, -2\)"):
        leaf([[1.0, 2.0]]) @ leaf([[1.0, 2.0]])
    a, b = leaf([[1.0, 2.0]]), leaf([[1.0, 2.0]])
    assert (a @ b.transpose(-1, -2)).value.tolist() == [[5.0]]


def test_methods_take_pytorchs_options():
    """R86: dim= and keepdim=."""
    t = leaf([[1.0, 2.0], [3.0, 4.0]])
    assert t.sum(dim=0).value.tolist() == [4.0, 6.0] and t.sum().item() == 10.0
    assert t.mean(dim=-1, keepdim=True).value.tolist() == [[1.5], [3.5]]
    assert t.sum((0, 1)).item() == 10.0 and t.reshape((4,)).shape == (4,) and t.reshape(-1).shape == (4,)
    assert gv.sum(3.0) == 3.0 and gv.mean(leaf(3.0)).item() == 3.0


@pytest.mark.parametrize("dim", [0, 1, -1, -2, (0, 2), (2, 0), None])
@pytest.mark.parametrize("name", ["sum", "mean"])
@pytest.mark.parametrize("keepdim", [False, True])
def test_reductions_along_every_dim(name, dim, keepdim):
    t = leaf(np.arange(24.0).reshape(2, 3, 4))
    out = FUNCTIONS[name](t, dim, keepdim)
    expected = getattr(np, name)(t.value, axis=dim, keepdims=keepdim)
    np.testing.assert_array_equal(out.value, expected)
    (out * out).sum().backward()
    factor = np.size(expected) / 24 if name == "mean" else 1.0
    spread = np.broadcast_to(getattr(np, name)(t.value, axis=dim, keepdims=True), (2, 3, 4))
    np.testing.assert_allclose(t.grad.value, 2 * spread * factor, rtol=1e-14)
