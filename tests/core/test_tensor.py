"""The Tensor: what it holds, how it leaves for Python and numpy, its `.grad`, and what it refuses."""

import warnings

import numpy as np
import pytest

import gradviz as gv
from gradviz.core import Tensor


def leaf(value, name=None):
    return gv.tensor(value, requires_grad=True, name=name)


def test_leaves_and_results():
    """R4, R76: only x, w, b, t are leaves; what needs a gradient is handed on."""
    x, w, b, t = (leaf(v) for v in (2.0, 3.0, 1.0, 5.0))
    loss = (w * x + b - t) ** 2
    assert all(each.is_leaf for each in (x, w, b, t)) and not loss.is_leaf
    assert loss.requires_grad and not (gv.tensor(1.0) + 2).requires_grad


def test_a_tensor_is_eight_slots():
    """Design, section 11: no dictionary for each Tensor."""
    assert len(Tensor.__slots__) == 8 and not hasattr(leaf(1.0), "__dict__")
    with pytest.raises(AttributeError):
        leaf(1.0).colour = "red"


def test_shape_ndim_dtype_len():
    """R84: float64 by default."""
    t = gv.tensor([[1.0, 2.0, 3.0]])
    assert (t.shape, t.ndim, t.dtype, len(t)) == ((1, 3), 2, np.float64, 1)
    x = gv.tensor(1.0)
    assert (x.shape, x.ndim, x.dtype) == ((), 0, np.float64)
    with pytest.raises(TypeError, match="no dimensions"):
        len(x)


def test_only_float64_scalars_are_python_floats():
    for value in (3.0, np.float64(3.0), np.array(3.0), np.float64(1) + 2):
        assert type(gv.tensor(value).value) is float
    assert type((gv.tensor(np.float64(3.0)) * np.float64(2.0)).value) is float
    assert gv.tensor(np.float32(3.0)).dtype == np.float32
    assert (gv.tensor(np.float32(3.0)) * gv.tensor(np.float32(3.0))).dtype == np.float32


def test_values_cannot_be_changed_from_outside():
    t = gv.tensor([1.0, 2.0])
    with pytest.raises(ValueError, match="read-only"):
        t.value[0] = 5.0
    t.numpy()[0] = 7.0
    assert t.value.tolist() == [1.0, 2.0]


def test_item_float_int_bool():
    assert gv.tensor([[2.5]]).item() == 2.5 and type(gv.tensor(np.float32(2)).item()) is float
    assert float(leaf(2.5)) == 2.5 and int(leaf(2.5)) == 2
    assert bool(gv.tensor(0.1)) and not bool(gv.tensor([0.0]))
    with pytest.raises(RuntimeError, match=r"item\(\) needs a single element.*\(2,\)"):
        gv.tensor([1.0, 2.0]).item()


def test_the_truth_of_several_elements_is_refused():
    with pytest.raises(RuntimeError, match=r"shape \(2,\), is not one answer.*\.all\(\)"):
        bool(gv.tensor([1.0, 2.0]) > 1)
    with pytest.raises(RuntimeError, match="not one answer"):
        bool(gv.tensor([]))


def test_numpy_and_detach_leave_the_tape():
    """R79: gradients stop at detach()."""
    x = leaf([1.0, 2.0])
    with pytest.raises(RuntimeError, match=r"detach\(\)\.numpy\(\)"):
        x.numpy()
    with pytest.raises(RuntimeError, match=r"detach\(\)\.numpy\(\)"):
        np.asarray(x)
    cut = (x * 2).detach()
    assert cut.is_leaf and not cut.requires_grad and cut.numpy().tolist() == [2.0, 4.0]
    (x * cut).sum().backward()
    assert x.grad.value.tolist() == [2.0, 4.0]
    assert np.asarray(cut, dtype=int).tolist() == [2, 4]


def test_hash_is_identity_and_equality_elementwise():
    a, b = gv.tensor(1.0), gv.tensor(1.0)
    assert hash(a) == object.__hash__(a) and len({a, b}) == 2 and {a: 1}[a] == 1
    assert isinstance(a == b, Tensor) and bool(a == b)


def test_grad_is_a_tensor_or_none():
    x = leaf(2.0)
    assert x.grad is None
    (x * x).backward()
    assert isinstance(x.grad, Tensor) and x.grad is x.grad and not x.grad.requires_grad


@pytest.mark.parametrize("wrong", [1.0, np.zeros(2), gv.tensor([1.0])])
def test_grad_takes_none_or_a_tensor_of_the_same_shape(wrong):
    x = leaf([1.0, 2.0])
    with pytest.raises(TypeError, match=r"\.grad was given .*own shape \(2,\)"):
        x.grad = wrong
    x.grad = gv.tensor([1.0, 1.0])
    (x * x).sum().backward()
    assert x.grad.value.tolist() == [3.0, 5.0]


def test_an_inner_grad_hints_and_is_none():
    """R78: the hint names the Tensor and says what to do."""
    x = leaf(2.0)
    y = (x * x).named("y")
    y.backward()
    with pytest.warns(UserWarning, match=r"inner Tensor \('y'\).*retain_grad\(\)") as caught:
        assert y.grad is None
    assert caught[0].filename == __file__
    with pytest.warns(UserWarning, match=r"<operation add>"):
        assert (x + x).grad is None


def test_retain_grad_keeps_the_inner_gradient():
    """R77."""
    x = leaf(2.0)
    y = x * x
    y.retain_grad()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert y.grad is None
        (y * 5).backward()
        assert y.grad.item() == 5.0


def test_retain_grad_on_a_leaf_changes_nothing():
    x = leaf(2.0)
    (x * x).backward()
    x.retain_grad()
    assert x.grad.item() == 4.0
    with pytest.raises(RuntimeError, match="needs no gradient"):
        gv.tensor(1.0).retain_grad()


def test_requires_grad_can_be_switched_on_leaves_only():
    x = gv.tensor(2.0)
    assert x.requires_grad_() is x and x.requires_grad
    assert not x.requires_grad_(False).requires_grad
    with pytest.raises(RuntimeError, match="leaves only"):
        (leaf(2.0) * 2).requires_grad_(False)


@pytest.mark.parametrize("data", [3, True, [1, 2], np.array([True]), np.int8(3), np.array(3)])
def test_integers_and_truth_values_refuse_gradients(data):
    with pytest.raises(TypeError, match="only floating point"):
        gv.tensor(data, requires_grad=True)
    with pytest.raises(TypeError, match=r"write 3\.0 instead of 3"):
        gv.tensor(data).requires_grad_()


def test_assigning_data_is_refused_with_the_way_to_do_it():
    w = leaf(3.0)
    assert w.data.is_leaf and not w.data.requires_grad and w.data.item() == 3.0
    with pytest.raises(AttributeError, match=r"with gv\.no_grad\(\): w\.copy_\(new_value\)"):
        w.data = gv.tensor(1.0)
    with pytest.raises((AttributeError, RuntimeError), match="no_grad"):
        w.data -= 0.1
    assert w.item() == 3.0


def test_names():
    """R94: `named` returns the Tensor itself; an unnamed one has None."""
    t = gv.tensor(1.0)
    assert t.name is None and t.named("z") is t and t.name == "z"
    assert gv.tensor(1.0, name="w").name == "w" and gv.tensor(1.0).named(3).name == "3"
