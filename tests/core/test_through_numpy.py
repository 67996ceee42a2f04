"""Numpy's functions on Tensors: they record, look, or refuse in words; never an object array, never a lost history."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.core import FUNCTIONS, Tensor
from gradviz.core.words.methods import PUBLIC
from gradviz.core.words.through_numpy import CALLS, LOOKING


def leaf(value):
    return gv.tensor(value, requires_grad=True)


@pytest.mark.parametrize("name", [n for n in FUNCTIONS if isinstance(getattr(np, n, None), np.ufunc)])
def test_numpy_functions_record_like_ours(name):
    """np.exp(t) is gv.exp(t)."""
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


@pytest.mark.parametrize(
    "name", ["absolute", "fabs", "rint", "true_divide", "mod", "remainder", "log2", "tan", "trunc"]
)
def test_numpy_functions_under_other_names(name):
    ufunc = getattr(np, name)
    values = [np.array([0.6, -1.7]), np.array([2.0, 0.5])][: ufunc.nin]
    if name == "log2":
        values = [np.array([2.0, 0.5])]
    out = ufunc(*[leaf(v) for v in values])
    assert type(out) is Tensor and out.requires_grad
    np.testing.assert_allclose(out.value, ufunc(*values), rtol=1e-15)


@pytest.mark.parametrize("call", [
    lambda t: np.add.reduce(t), lambda t: np.multiply.outer(t, t), lambda t: np.exp(t, out=np.zeros(2)),
    lambda t: np.arctan(t), lambda t: np.sort(t), lambda t: np.linalg.norm(t), lambda t: np.interp(0.5, t, t),
    lambda t: np.atleast_1d(t), lambda t: np.add(t, t, where=[True, False]),
    lambda t: np.flip(t), lambda t: np.meshgrid(t, t), lambda t: np.floor_divide.at(t, 0, 1),
])  # fmt: skip
def test_numpy_functions_without_a_gradient_refuse(call):
    with pytest.raises(TypeError, match=r"numpy's \w+.* has no gradient .*detach\(\)\.numpy\(\)"):
        call(leaf([1.0, 2.0]))


X, Y = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[2.0, 1.0], [4.0, -1.0]])
JOINT = {
    "sum": lambda np, x, y: np.sum(x, axis=0), "sum of all": lambda np, x, y: np.sum(x),
    "kept": lambda np, x, y: np.sum(x, axis=1, keepdims=True), "mean": lambda np, x, y: np.mean(x, axis=1),
    "max": lambda np, x, y: np.max(x, axis=1), "min": lambda np, x, y: np.min(x), "prod": lambda np, x, y: np.prod(x),
    "var": lambda np, x, y: np.var(x), "std": lambda np, x, y: np.std(x, axis=0, ddof=1),
    "dot": lambda np, x, y: np.dot(x, y), "dot of vectors": lambda np, x, y: np.dot(x[0], y[0]),
    "dot of a number": lambda np, x, y: np.dot(2.0, y), "matmul": lambda np, x, y: np.matmul(x, y),
    "maximum": lambda np, x, y: np.maximum(x, y), "where": lambda np, x, y: np.where(X > 0, x, y),
    "stack": lambda np, x, y: np.stack([x, y], axis=1), "concatenate": lambda np, x, y: np.concatenate((x, y), 1),
    "vstack": lambda np, x, y: np.vstack([x, y]), "hstack": lambda np, x, y: np.hstack([x, y]),
    "reshape": lambda np, x, y: np.reshape(x, (4,)), "transpose": lambda np, x, y: np.transpose(x),
    "axes": lambda np, x, y: np.transpose(x, (1, 0)), "swapaxes": lambda np, x, y: np.swapaxes(x, 0, 1),
    "clip": lambda np, x, y: np.clip(x, -1.0, 1.0), "cumsum": lambda np, x, y: np.cumsum(x, axis=1),
    "ravel": lambda np, x, y: np.ravel(x), "expand_dims": lambda np, x, y: np.expand_dims(x, 0),
    "squeeze": lambda np, x, y: np.squeeze(x[:, :1], axis=1),
    "broadcast_to": lambda np, x, y: np.broadcast_to(x, (3, 2, 2)),
    "outer": lambda np, x, y: np.outer(x[0], y[0]), "diag": lambda np, x, y: np.diag(x),
    "trace": lambda np, x, y: np.trace(x), "tril": lambda np, x, y: np.tril(x), "triu": lambda np, x, y: np.triu(x, 1),
    "einsum": lambda np, x, y: np.einsum("ij,jk->ik", x, y), "round": lambda np, x, y: np.round(x / 3, 2),
    "floats": lambda np, x, y: np.float64(2.0) * x + x @ y, "exp": lambda np, x, y: np.exp(x) - np.abs(y),
}  # fmt: skip


@pytest.mark.parametrize("name", JOINT)
def test_numpy_calls_give_tensors_with_a_history(name):
    """The same call on arrays, on Tensors and on both mixed."""
    expected = JOINT[name](np, X, Y)
    for x, y in ((leaf(X), leaf(Y)), (X, leaf(Y)), (leaf(X), Y)):
        leaves = [t for t in (x, y) if isinstance(t, Tensor)]
        out = JOINT[name](np, x, y)
        if not isinstance(out, Tensor):  # the call does not use the one that is a Tensor
            assert len(leaves) == 1
            continue
        np.testing.assert_allclose(out.value, expected, rtol=1e-14)
        assert out.requires_grad and out.dtype == gv.float64
        (out * out).sum().backward()
        assert any(t.grad is not None for t in leaves)


def test_every_call_is_a_public_function_and_has_numpys_name():
    assert set(CALLS.values()) <= set(PUBLIC) and all(hasattr(np, n) for n in (*CALLS, *LOOKING))


def test_what_only_looks_may_look():
    t = leaf([3.0, 1.0, 2.0])
    assert np.shape(t) == (3,) and np.ndim(t) == 1 and np.size(t) == 3
    assert np.allclose(t, [3.0, 1.0, 2.0]) and np.array_equal(t, t.value)
    assert np.argmax(t) == 0 and np.argsort(t).tolist() == [1, 2, 0]


def test_functions_without_a_twin_take_the_values_of_constants():
    t = gv.tensor([[2.0, 0.0], [0.0, 4.0]])
    inverse = np.linalg.inv(t)
    assert type(inverse) is np.ndarray and inverse.tolist() == [[0.5, 0.0], [0.0, 0.25]]
    assert np.sort(gv.tensor([2.0, 1.0])).tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        np.copyto(t, 0.0)


@pytest.mark.parametrize("make", [np.array, np.asarray, lambda t: np.array([t, t]), lambda t: np.asarray(t, dtype=int)])
def test_an_array_of_a_tensor_that_requires_grad_is_refused(make):
    with pytest.raises(RuntimeError, match=r"detach\(\)\.numpy\(\)"):
        make(leaf([1.0, 2.0]))
    assert make(gv.tensor([1.0, 2.0])).dtype.kind in "fi"


def test_products_of_many_dimensions_are_not_guessed():
    with pytest.raises(TypeError, match=r"np\.dot got 3 and 2 dimensions.*gv\.matmul"):
        np.dot(leaf(np.zeros((2, 2, 2))), Y)


@pytest.mark.parametrize("operator", ["__add__", "__mul__", "__matmul__", "__sub__", "__truediv__", "__pow__"])
def test_an_array_on_the_left_never_makes_an_object_array(operator):
    out = getattr(np.array([[1.0, 2.0], [3.0, 4.0]]), operator)(leaf(Y))
    assert type(out) is Tensor and out.requires_grad
