"""Operators, comparisons and methods of Tensors: all of them record, or refuse in words."""

import operator

import numpy as np
import pytest

import gradviz as gv
from gradviz.core import FUNCTIONS, Tensor
from gradviz.core.words.grids import GRIDS
from gradviz.core.words.methods import ALIASES, COMPARISONS, NO_METHODS, OPERATORS, PUBLIC
from gradviz.core.words.products import PRODUCTS
from gradviz.core.words.shapes import SHAPES
from gradviz.core.words.spellings import SPELLED, WORDED
from gradviz.core.words.values import VALUES


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


@pytest.mark.parametrize("name", COMPARISONS)
def test_comparisons_are_elementwise_and_record_nothing(name):
    compare, t = getattr(operator, name), leaf([1.0, 2.0, 3.0])
    for other in (2, 2.0, np.array([3.0, 2.0, 1.0]), gv.tensor([3.0, 2.0, 1.0]), [3.0, 2.0, 1.0]):
        out = compare(t, other)
        raw = other.value if isinstance(other, Tensor) else np.asarray(other)
        assert type(out) is Tensor and out.dtype == bool and out.is_leaf and not out.requires_grad
        assert out.value.tolist() == compare(t.value, raw).tolist()
        assert getattr(np, COMPARISONS[name][0])(raw, t).value.tolist() == compare(raw, t.value).tolist()
    assert compare(leaf(2.0), 2.0).item() is compare(2.0, 2.0)


def test_equality_with_what_is_no_number():
    t = gv.tensor(1.0)
    assert (t == None) is False and (t != None) is True and (t == "1") is False  # noqa: E711


@pytest.mark.parametrize("wrong", ["2", [1.0], {}, object(), 1j, np.array(["a"]), np.array([1j])])
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


@pytest.mark.parametrize("name", sorted({*WORDED, *FUNCTIONS, *ALIASES} - {*NO_METHODS, "where"}))
def test_a_function_with_a_tensor_in_front_is_a_method_too(name):
    """R85, R86: t.exp() is gv.exp(t)."""
    assert Tensor.__dict__[name] is PUBLIC[name] is getattr(gv, name)


@pytest.mark.parametrize("function", [*SHAPES, *GRIDS, *SPELLED, *PRODUCTS, *VALUES], ids=lambda f: f.__name__)
def test_every_spelling_is_public(function):
    name = function.__name__
    assert getattr(gv, name) is function and function.__doc__.splitlines()[0].rstrip("., ") != ""
    assert name in (*NO_METHODS, "where") or Tensor.__dict__[name] is function


def test_where_as_a_method_chooses_the_tensor_where_the_condition_holds():
    t = leaf([1.0, -2.0])
    out = t.where(t > 0, 0.0)
    assert out.tolist() == [1.0, 0.0]
    out.sum().backward()
    assert t.grad.tolist() == [1.0, 0.0]


def test_pythons_own_functions():
    t = leaf([-1.5, 2.5])
    assert abs(t).tolist() == [1.5, 2.5] and round(t).tolist() == [-2.0, 2.0] and (+t) is t
    assert round(gv.tensor(2.345), 2).item() == 2.35 and (~gv.tensor([True, False])).tolist() == [False, True]
    abs(t).sum().backward()
    assert t.grad.tolist() == [-1.0, 1.0]
    assert [10, 20, 30][gv.tensor(2)] == 30 and list(range(gv.tensor(2))) == [0, 1]
    assert 2.5 in t and 3.0 not in t and 3 in gv.tensor([[1, 2], [3, 4]])


def test_only_whole_numbers_index_and_count():
    with pytest.raises(TypeError, match=r"only whole numbers can\. Write t\.long\(\)"):
        [1, 2][gv.tensor(1.0)]


def test_going_through_a_tensor():
    t = leaf([[1.0, 2.0], [3.0, 4.0]])
    first, second = t
    assert first.tolist() == [1.0, 2.0] and second.requires_grad
    with pytest.raises(TypeError, match="cannot be gone through"):
        list(gv.tensor(1.0))


@pytest.mark.parametrize("a", [7, -7, 7.5, -7.5, [7.0, -7.0], [7, -7]])
@pytest.mark.parametrize("b", [2, -2, 0.1, [3.0, -3.0]])
def test_remainders_and_whole_quotients_are_pythons(a, b):
    rest, times = gv.tensor(a) % gv.tensor(b), gv.tensor(a) // gv.tensor(b)
    np.testing.assert_array_equal(rest.numpy(), np.asarray(a) % np.asarray(b))
    np.testing.assert_array_equal(times.numpy(), np.asarray(a) // np.asarray(b))
    assert (7 % gv.tensor(4)).item() == 3 and (7 // gv.tensor(2)).item() == 3
    if np.asarray(a).dtype.kind == "f":
        np.testing.assert_allclose(
            (leaf(a) % leaf(b) if isinstance(b, list) else leaf(a) % b).detach(), rest, atol=1e-14
        )


def test_the_slopes_of_a_remainder():
    x, y = leaf(7.5), leaf(2.0)
    (x % y).backward()
    assert (x.grad.item(), y.grad.item()) == (1.0, -3.0)


def test_a_whole_quotient_has_no_gradient_and_says_so():
    with pytest.raises(RuntimeError, match=r"x // y .*no gradient.*gv\.floor\(x / y\)"):
        leaf(7.0) // 2
    x = leaf(7.0)
    with pytest.raises(RuntimeError, match="no gradient"):
        2 // x


def test_and_or_take_truth_values_and_whole_numbers_alone():
    assert (gv.tensor([6, 3]) & 2).tolist() == [2, 2] and (gv.tensor(True) | gv.tensor(False)).item() is True
    with pytest.raises(TypeError, match=r"& got float64 and .*\(x > 0\) & \(y > 0\)"):
        gv.tensor(1.0) & gv.tensor(True)
    with pytest.raises(TypeError, match="~ got float64"):
        ~gv.tensor(1.0)


def test_what_a_tensor_says_of_itself():
    t = gv.tensor([[1.0, 2.0]], dtype=gv.float32)
    assert (t.dim(), t.nelement(), t.numel(), t.itemsize, t.nbytes, t.element_size()) == (2, 2, 2, 4, 8, 4)
    assert t.type() == "torch.FloatTensor" and str(t.device) == "cpu" and t.device == "cpu" and not t.is_cuda
    assert t.cpu() is t and t.contiguous() is t and t.is_contiguous() and t.mT.shape == (2, 1)
    assert t.new_zeros(2, 3).shape == (2, 3) and t.new_ones(2).dtype == gv.float32
    assert t.new_full((2,), 7).tolist() == [7.0, 7.0] and t.new_tensor([1]).dtype == gv.float32
    with pytest.raises(RuntimeError, match="computes on the CPU"):
        t.cuda()
