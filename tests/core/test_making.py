"""Making leaves, and changing them in place: who may, and who notices."""

import re

import numpy as np
import pytest

import gradviz as gv


def leaf(value, name=None):
    return gv.tensor(value, requires_grad=True, name=name)


def test_values_are_copied():
    array = np.array([1.0, 2.0])
    t = gv.tensor(array)
    array[0] = 9.0
    assert t.value.tolist() == [1.0, 2.0]
    other = gv.tensor(t)
    assert other is not t and other.value.tolist() == [1.0, 2.0] and not np.shares_memory(other.value, t.value)


def test_arrays_in_a_formula_are_copied_too():
    array, x = np.array([1.0, 2.0]), leaf([1.0, 1.0])
    y = (x * array).sum()
    array[:] = 100.0
    y.backward()
    assert x.grad.value.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("data, dtype", [
    (1, "int64"), (1.0, "float64"), (True, "bool"), ([1, 2], "int64"), ([1, 2.0], "float64"), ([[True]], "bool"),
    (np.float32([1]), "float32"), ([], "float64"), (gv.tensor(2), "int64"),
])  # fmt: skip
def test_dtypes(data, dtype):
    """R84: float64 for floats, int64 and bool for targets, masks and indices."""
    assert gv.tensor(data).dtype == dtype


def test_a_dtype_can_be_asked_for():
    assert gv.tensor([1, 2], dtype=float).dtype == np.float64
    assert gv.tensor(2.7, dtype=int).item() == 2
    assert gv.tensor(2.5, requires_grad=True, dtype="float32").dtype == np.float32


def test_tensors_in_a_list_become_one_array():
    assert gv.tensor([gv.tensor(1.0), gv.tensor(2.0)]).value.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("data", ["3", None, [[1.0], [1.0, 2.0]], 1j, ["a"], {"a": 1}, object(), [None], b"1", 10**400])
def test_what_is_not_a_block_of_numbers_is_refused(data):
    with pytest.raises(TypeError, match=r"tensor\(\) got "):
        gv.tensor(data)


def test_no_grad_code_changes_a_leaf_in_place():
    """Design, section 5: the same object, version + 1."""
    w = leaf(3.0)
    before, version = w, w._version
    with gv.no_grad():
        w -= 0.5
    assert w is before and w.item() == 2.5 and w.requires_grad and w.is_leaf and w._version == version + 1
    with gv.no_grad():
        w *= gv.tensor(2.0)
        w += np.float64(1.0)
        w /= 3
        w **= 2
    assert w is before and w.item() == 4.0 and w._version == version + 5


def test_a_training_loop_by_hand():
    """R81: θ 1 → 2 → 2.5 → 2.75 → 2.875."""
    theta = leaf(1.0)
    seen = []
    for _ in range(4):
        ((4 + theta - 7) ** 2).backward()
        with gv.no_grad():
            theta -= 0.25 * theta.grad
        theta.grad.zero_()
        seen.append(theta.item())
    assert seen == [2.0, 2.5, 2.75, 2.875]


@pytest.mark.parametrize("change", [
    lambda w: w.__isub__(1.0), lambda w: w.__iadd__(gv.tensor(1.0)), lambda w: w.zero_(), lambda w: w.copy_(1.0),
    lambda w: w.__imul__(leaf(2.0)),
])  # fmt: skip
def test_outside_of_no_grad_a_leaf_refuses_with_the_advice(change):
    w = leaf(3.0)
    with pytest.raises(RuntimeError, match=re.escape("with gv.no_grad(): w -= lr * w.grad")):
        change(w)
    assert w.item() == 3.0 and w._version == 0


def test_a_result_is_replaced_by_the_new_result():
    """`y += x` outside of no_grad is y = y + x, with its history."""
    x = leaf(3.0)
    y = first = x * 2
    with pytest.warns(UserWarning, match="another name or list"):
        y += x
    assert y is not first and first.item() == 6.0
    y.backward()
    assert x.grad.item() == 3.0


def test_a_running_total_keeps_the_history_of_what_is_added():
    """total = gv.tensor(0.0); total += loss: as in PyTorch, gradients reach the losses."""
    x, total = leaf(3.0), gv.tensor(0.0)
    for _ in range(3):
        total += x * x
    total.backward()
    assert total.item() == 27.0 and x.grad.item() == 18.0


def test_a_constant_changes_in_place_at_any_time():
    c = d = gv.tensor([1.0, 2.0])
    c += 1
    c -= np.array([0.5, 0.5])
    c.zero_()
    assert c is d and c.value.tolist() == [0.0, 0.0] and c._version == 3


@pytest.mark.parametrize(
    "value", [-3.0, float("nan"), float("inf"), 3, True, np.float32(-2), [-1.0, float("nan")], [2, 3]]
)
def test_zero_is_zero_whatever_was_there(value):
    """R68: not −0, and no nan that stays for ever."""
    t = gv.tensor(value)
    kind = t.dtype
    t.zero_()
    assert t.dtype == kind and not np.any(t.numpy()) and not np.any(np.signbit(np.asarray(t.numpy(), dtype=float)))


def test_copy_keeps_shape_and_kind():
    w = gv.tensor([1.0, 2.0])
    assert w.copy_(7).value.tolist() == [7.0, 7.0]
    assert w.copy_(gv.tensor([1, 2])).dtype == np.float64
    with pytest.raises(ValueError):
        w.copy_([1.0, 2.0, 3.0])
    n = gv.tensor(1.0)
    assert n.copy_(np.float32(0.5)).item() == 0.5 and type(n.value) is float


def test_an_in_place_change_keeps_the_shape():
    w = leaf([1.0, 2.0])
    with gv.no_grad(), pytest.raises(ValueError, match=r"shape \(2,\) into \(3, 2\); it must stay"):
        w += np.ones((3, 2))
    assert w.value.tolist() == [1.0, 2.0]


def test_backward_over_a_changed_value_raises_and_names_it():
    w, x = leaf(3.0, "w"), leaf(2.0, "x")
    y = (w * x).named("y")
    with gv.no_grad():
        w -= 1
    with pytest.raises(RuntimeError, match="a leaf named 'w' was changed in place after .* named 'y' had used it"):
        y.backward()
    assert x.grad is None and w.grad is None


def test_a_changed_value_that_nothing_reads_again_is_allowed():
    """Addition saves nothing; exp reads its output only."""
    w = leaf(3.0)
    y = w + 1
    z = w.exp()
    with gv.no_grad():
        w -= 1
    y.backward()
    z.backward()
    assert w.grad.item() == pytest.approx(1 + np.exp(3.0))


def test_a_change_before_the_use_is_no_change():
    w = leaf(3.0)
    with gv.no_grad():
        w += 1
    (w * w).backward()
    assert w.grad.item() == 8.0


def test_a_change_of_a_reduced_array_is_noticed():
    w = leaf([1.0, 2.0], "w")
    y = (w @ w) + w.mean()
    with gv.no_grad():
        w.zero_()
    with pytest.raises(RuntimeError, match="'w' was changed in place"):
        y.backward()


def test_a_recording_still_shows_the_value_that_was_there():
    """Values are never changed inside."""
    w = leaf([1.0, 2.0], "w")
    recording = gv.record((w * w).sum())
    with gv.no_grad():
        w.zero_()
    assert recording.value("w").tolist() == [1.0, 2.0]


def test_a_change_through_data_is_refused_because_it_would_be_lost():
    """The old idiom x.grad.data.zero_() must not silently do nothing."""
    x = gv.tensor(2.0, requires_grad=True)
    (x * x).backward()
    with pytest.raises(RuntimeError, match=r"nn\.init\.normal_\(w\).*x\.grad\.zero_\(\) for x\.grad\.data\.zero_\(\)"):
        x.grad.data.zero_()
    assert x.grad.item() == 4.0
