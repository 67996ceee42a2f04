"""PyTorch's spellings: those that carry gradients are checked by differences here, on PyTorch in tests/torch."""

import math

import numpy as np
import pytest

import gradviz as gv
from gradviz.core.words.arithmetic import ARITHMETIC
from gradviz.core.words.grids import GRIDS
from gradviz.core.words.products import PRODUCTS
from gradviz.core.words.shapes import SHAPES
from gradviz.core.words.spellings import SPELLED, WORDED

X = np.array([[1.5, -2.1, 0.5], [0.25, 3.1, -1.25]])  # away from the jumps of the functions below
Y = np.array([[2.0, 1.3, -0.8], [-4.0, 0.35, 1.1]])

# Each is written as a PyTorch program writes it: `t` is the library, x and y are matrices of 2 rows and 3 columns.
CASES = {
    "reshape": lambda t, x, y: t.reshape(x, (3, -1)), "view": lambda t, x, y: x.view(6),
    "ravel": lambda t, x, y: x.ravel(),
    "reshape_as": lambda t, x, y: x.reshape_as(y.T), "view_as": lambda t, x, y: x.view_as(t.zeros(6)),
    "flatten": lambda t, x, y: t.flatten(x.reshape(1, 2, 3), 1), "unflatten": lambda t, x, y: x.unflatten(1, (3, 1)),
    "permute": lambda t, x, y: t.permute(x, (1, 0)), "t": lambda t, x, y: x.t(), "mT": lambda t, x, y: x.mT,
    "movedim": lambda t, x, y: t.movedim(x.reshape(1, 2, 3), 0, 2), "swapaxes": lambda t, x, y: x.swapaxes(0, 1),
    "expand": lambda t, x, y: x[:, :1].expand(4, -1, 2), "expand_as": lambda t, x, y: x[:1].expand_as(y),
    "repeat": lambda t, x, y: x.repeat(2, 1, 2), "tile": lambda t, x, y: t.tile(x, (2,)),
    "repeat_interleave": lambda t, x, y: x.repeat_interleave(2, dim=1),
    "repeat_interleave flat": lambda t, x, y: t.repeat_interleave(x, 2), "flip": lambda t, x, y: t.flip(x, (0, 1)),
    "roll": lambda t, x, y: t.roll(x, 1, 1), "roll back": lambda t, x, y: x.roll(-2, 0),
    "roll flat": lambda t, x, y: x.roll(2),
    "gather": lambda t, x, y: x.gather(1, t.tensor([[2, 2], [0, 1]])),
    "index_select": lambda t, x, y: t.index_select(x, 1, t.tensor([2, 0, 2])),
    "select": lambda t, x, y: x.select(1, -1),
    "narrow": lambda t, x, y: t.narrow(x, 1, 1, 2), "masked_select": lambda t, x, y: t.masked_select(x, y > 0),
    "unbind": lambda t, x, y: t.unbind(x, 1)[2], "chunk": lambda t, x, y: t.chunk(x, 2, dim=1)[0],
    "split": lambda t, x, y: x.split(2, dim=1)[1], "split list": lambda t, x, y: t.split(x, [1, 2], dim=1)[1],
    "vstack": lambda t, x, y: t.vstack([x, y[0]]), "hstack": lambda t, x, y: t.hstack((x, y)),
    "hstack flat": lambda t, x, y: t.hstack((x[0], y[1])), "cat": lambda t, x, y: t.cat([x, y], dim=-1),
    "concat": lambda t, x, y: t.concat([x, y]), "stack": lambda t, x, y: t.stack([x, y], dim=1),
    "meshgrid": lambda t, x, y: t.stack(t.meshgrid(x[0], y[1][:2], indexing="ij")),
    "meshgrid xy": lambda t, x, y: t.stack(t.meshgrid(x[0], y[1][:2], indexing="xy")),
    "diag": lambda t, x, y: t.diag(x[0]), "diag above": lambda t, x, y: t.diag(x[0], 1),
    "diag below": lambda t, x, y: t.diag(x[0], -2), "diag of": lambda t, x, y: t.diag(x),
    "diag off": lambda t, x, y: x.diag(1),
    "diagonal": lambda t, x, y: x.diagonal(-1), "trace": lambda t, x, y: t.trace(x), "tril": lambda t, x, y: t.tril(x),
    "triu": lambda t, x, y: x.triu(1), "masked_fill": lambda t, x, y: x.masked_fill(y > 1, -7.0),
    "sum": lambda t, x, y: x.sum(axis=1), "mean": lambda t, x, y: t.mean(x, dim=0, keepdim=True),
    "amax": lambda t, x, y: x.amax(dim=1), "amin": lambda t, x, y: t.amin(x, dim=(0, 1)),
    "prod": lambda t, x, y: x.prod(1),
    "logsumexp": lambda t, x, y: t.logsumexp(x, dim=1), "softmax": lambda t, x, y: t.softmax(x, dim=0) * y,
    "log_softmax": lambda t, x, y: x.log_softmax(dim=1), "cumsum": lambda t, x, y: x.cumsum(dim=1),
    "squeeze": lambda t, x, y: x[:, :1].squeeze(1), "unsqueeze": lambda t, x, y: x.unsqueeze(dim=1),
    "var": lambda t, x, y: x.var(), "var dim": lambda t, x, y: t.var(x, 1, unbiased=False),
    "var correction": lambda t, x, y: t.var(x, dim=1, correction=0, keepdim=True), "std": lambda t, x, y: x.std(0),
    "std biased": lambda t, x, y: x.std(unbiased=False), "norm": lambda t, x, y: x.norm(),
    "norm 1": lambda t, x, y: x.norm(1),
    "norm dim": lambda t, x, y: t.norm(x, dim=1), "norm 3": lambda t, x, y: x.norm(p=3, dim=0),
    "norm inf": lambda t, x, y: t.norm(x, p=math.inf), "norm fro": lambda t, x, y: x.norm("fro", dim=1, keepdim=True),
    "round": lambda t, x, y: t.round(x / 3, decimals=2), "where": lambda t, x, y: t.where(x > 0, x, y),
    "where method": lambda t, x, y: x.where(y > 0, y * 2), "max": lambda t, x, y: t.max(x),
    "max of two": lambda t, x, y: t.max(x, y),
    "max dim": lambda t, x, y: x.max(dim=1).values, "max kept": lambda t, x, y: x.max(0, keepdim=True)[0],
    "min": lambda t, x, y: x.min(), "min dim": lambda t, x, y: t.min(x, 1).values,
    "min of two": lambda t, x, y: t.min(x, y),
    "argsort": lambda t, x, y: t.gather(x, 1, t.argsort(x, dim=1)), "sort": lambda t, x, y: t.sort(x, dim=0).values,
    "sort down": lambda t, x, y: x.sort(descending=True)[0], "topk": lambda t, x, y: x.topk(2).values,
    "topk small": lambda t, x, y: t.topk(x, 1, dim=0, largest=False).values, "median": lambda t, x, y: t.median(x),
    "median dim": lambda t, x, y: x.median(dim=0, keepdim=True).values, "diff": lambda t, x, y: t.diff(x, dim=0),
    "add scaled": lambda t, x, y: t.add(x, y, alpha=2), "subtract scaled": lambda t, x, y: t.subtract(x, y, alpha=-0.5),
    "remainder": lambda t, x, y: x % y, "remainder left": lambda t, x, y: t.remainder(t.tensor(7.5), y),
    "fixed": lambda t, x, y: x % 1,
    "dot": lambda t, x, y: t.dot(x[0], y[1]), "mv": lambda t, x, y: t.mv(x, y[0]), "mm": lambda t, x, y: t.mm(x, y.T),
    "bmm": lambda t, x, y: t.bmm(x.reshape(1, 2, 3), y.reshape(1, 3, 2)), "outer": lambda t, x, y: t.outer(x[0], y[1]),
    "einsum": lambda t, x, y: t.einsum("ij,kj->ik", x, y), "einsum trace": lambda t, x, y: t.einsum("ii->", x @ y.T),
    "einsum implied": lambda t, x, y: t.einsum("ij,kj", x, y), "einsum all": lambda t, x, y: t.einsum("ij,ij->", x, y),
    "einsum outer": lambda t, x, y: t.einsum("i,j->ji", x[0], y[0]),
    "einsum turn": lambda t, x, y: t.einsum("ij->ji", x),
    "einsum diagonal": lambda t, x, y: t.einsum("jj,k->kj", x @ y.T, x[1]),
    "einsum three": lambda t, x, y: t.einsum("ij,kj,kl->il", x, y, y), "tan": lambda t, x, y: t.tan(x / 2),
    "sinh": lambda t, x, y: x.sinh(), "cosh": lambda t, x, y: t.cosh(x), "log2": lambda t, x, y: t.log2(x.abs()),
    "log10": lambda t, x, y: x.abs().log10(), "exp2": lambda t, x, y: t.exp2(x),
    "rsqrt": lambda t, x, y: t.rsqrt(x.abs()),
    "erf": lambda t, x, y: t.erf(x), "trunc": lambda t, x, y: x.trunc(), "clip": lambda t, x, y: x.clip(-1.0, max=1.0),
    "neg": lambda t, x, y: x.neg().mul(y).sub(y).div(3).pow(2), "absolute": lambda t, x, y: x.absolute().sgn() + x,
    "iteration": lambda t, x, y: sum(row * i for i, row in enumerate(x, 1)), "abs": lambda t, x, y: abs(x) - y,
    "set": lambda t, x, y: t.cat([x[0, 1:], y[1:, 0], x[[1, 0], [2, 2]], x[..., None, 0].flatten()]),
    "clone": lambda t, x, y: t.clone(x) * y, "to": lambda t, x, y: x.to(t.float32).to(y),
}  # fmt: skip


def leaf(values):
    return gv.tensor(values, requires_grad=True)


@pytest.mark.parametrize("name", CASES)
def test_gradients_agree_with_differences(name):
    x, y = leaf(X), leaf(Y)
    if name == "to":  # float32 keeps 7 digits, too few for differences
        CASES[name](gv, x, y).sum().backward()
        assert x.grad.tolist() == [[1.0] * 3] * 2
    else:
        assert gv.gradcheck(lambda x, y: CASES[name](gv, x, y), (x, y))


NUMPYS = {
    "reshape": X.reshape(3, 2), "flatten": X.reshape(1, 6), "unflatten": X.reshape(2, 3, 1), "permute": X.T, "mT": X.T,
    "movedim": X.T.reshape(3, 2, 1).swapaxes(0, 1), "expand": np.broadcast_to(X[:, :1], (4, 2, 2)),
    "expand_as": np.broadcast_to(X[:1], (2, 3)), "repeat": np.tile(X, (2, 1, 2)), "tile": np.tile(X, 2),
    "repeat_interleave": np.repeat(X, 2, 1), "repeat_interleave flat": np.repeat(X, 2), "flip": X[::-1, ::-1],
    "roll": np.roll(X, 1, 1), "roll back": np.roll(X, -2, 0), "roll flat": np.roll(X, 2),
    "gather": np.take_along_axis(X, np.array([[2, 2], [0, 1]]), 1), "index_select": X[:, [2, 0, 2]], "select": X[:, -1],
    "narrow": X[:, 1:], "masked_select": X[Y > 0], "unbind": X[:, 2], "chunk": X[:, :2], "split": X[:, 2:],
    "split list": X[:, 1:], "vstack": np.vstack([X, Y[0]]), "hstack": np.hstack([X, Y]),
    "hstack flat": np.hstack([X[0], Y[1]]),
    "stack": np.stack([X, Y], 1), "meshgrid": np.stack(np.meshgrid(X[0], Y[1][:2], indexing="ij")),
    "meshgrid xy": np.stack(np.meshgrid(X[0], Y[1][:2])), "diag": np.diag(X[0]), "diag above": np.diag(X[0], 1),
    "diag below": np.diag(X[0], -2), "diag of": np.diag(X), "diag off": np.diag(X, 1), "diagonal": np.diag(X, -1),
    "trace": np.trace(X), "tril": np.tril(X), "triu": np.triu(X, 1), "masked_fill": np.where(Y > 1, -7.0, X),
    "cumsum": np.cumsum(X, 1), "var": np.var(X, ddof=1), "var dim": np.var(X, 1), "std": np.std(X, 0, ddof=1),
    "var correction": np.var(X, 1, keepdims=True), "std biased": np.std(X), "norm": np.sqrt((X**2).sum()),
    "norm 1": np.abs(X).sum(), "norm dim": np.linalg.norm(X, axis=1), "norm 3": np.linalg.norm(X, 3, axis=0),
    "norm inf": np.abs(X).max(), "norm fro": np.linalg.norm(X, axis=1, keepdims=True), "round": np.round(X / 3, 2),
    "where": np.where(X > 0, X, Y), "where method": np.where(Y > 0, X, 2 * Y), "max of two": np.maximum(X, Y),
    "max dim": X.max(1), "max kept": X.max(0, keepdims=True), "min dim": X.min(1), "min of two": np.minimum(X, Y),
    "argsort": np.sort(X, 1), "sort": np.sort(X, 0), "sort down": -np.sort(-X, 1), "topk": -np.sort(-X, 1)[:, :2],
    "topk small": X.min(0, keepdims=True), "median": np.sort(X.ravel())[2], "median dim": X.min(0, keepdims=True),
    "add scaled": X + 2 * Y, "subtract scaled": X + 0.5 * Y,
    "diff": np.diff(X, axis=0), "remainder": X % Y, "remainder left": 7.5 % Y, "dot": X[0] @ Y[1], "mv": X @ Y[0],
    "mm": X @ Y.T, "bmm": (X @ Y.reshape(3, 2))[None], "outer": np.outer(X[0], Y[1]), "einsum": X @ Y.T,
    "einsum trace": np.trace(X @ Y.T), "einsum implied": np.einsum("ij,kj", X, Y), "einsum all": (X * Y).sum(),
    "einsum outer": np.outer(Y[0], X[0]), "einsum turn": X.T, "einsum three": X @ Y.T @ Y,
    "einsum diagonal": np.outer(X[1], np.diag(X @ Y.T)), "tan": np.tan(X / 2), "sinh": np.sinh(X), "cosh": np.cosh(X),
    "log2": np.log2(np.abs(X)), "log10": np.log10(np.abs(X)), "exp2": np.exp2(X), "rsqrt": np.abs(X) ** -0.5,
    "erf": np.vectorize(math.erf)(X), "trunc": np.trunc(X), "clip": np.clip(X, -1, 1), "iteration": X[0] + 2 * X[1],
}  # fmt: skip


@pytest.mark.parametrize("name", NUMPYS)
def test_values_are_numpys(name):
    out = CASES[name](gv, leaf(X), leaf(Y))
    assert out.shape == NUMPYS[name].shape
    np.testing.assert_allclose(out.value, NUMPYS[name], rtol=1e-14, atol=1e-15)


def test_every_spelling_has_a_case():
    called = {name for case in CASES.values() for name in case.__code__.co_names}
    names = {f.__name__ for f in (*SHAPES, *GRIDS, *SPELLED, *ARITHMETIC, *PRODUCTS)} | set(WORDED)
    without = names - called - {"floor_divide"}  # which has no gradient
    assert not without, f"write into CASES above how a PyTorch program calls {', '.join(sorted(without))}"


@pytest.mark.parametrize("name", WORDED)
def test_numpys_words_and_input_by_name(name):
    options = (
        {"axis": 0, "keepdims": True} if "keepdim" in gv.core.OPS[name].options and name != "norm" else {"axis": 0}
    )
    same = {"dim": 0, "keepdim": True} if "keepdims" in options else {"dim": 0}
    given = [leaf(X), leaf(Y)] if name in ("cat", "stack") else leaf(X)
    ours, theirs = getattr(gv, name)(given, **same), getattr(gv, name)(given, **options)
    np.testing.assert_array_equal(ours.value, theirs.value)
    if name not in ("cat", "stack", "var", "std", "norm"):
        np.testing.assert_array_equal(getattr(gv, name)(input=given, dim=0).value, getattr(gv, name)(given, 0).value)


def test_pairs_have_names_and_print_as_pytorchs():
    pair = gv.max(gv.tensor([[1.0, 3.0], [4.0, 2.0]]), dim=1)
    assert pair.values.tolist() == [3.0, 4.0] and pair.indices.tolist() == [1, 0] and pair[1] is pair.indices
    assert repr(pair) == "torch.return_types.max(\nvalues=tensor([3., 4.]),\nindices=tensor([1, 0]))"
    assert repr(gv.sort(gv.tensor([2, 1]))).startswith("torch.return_types.sort(\nvalues=tensor([1, 2])")


def test_equal_elements_keep_their_order_both_ways():
    x = gv.tensor([1, 0, 1, 0, 1])
    assert x.argsort().tolist() == [1, 3, 0, 2, 4] and x.argsort(descending=True).tolist() == [0, 2, 4, 1, 3]
    assert gv.sort(gv.tensor([True, False])).values.tolist() == [False, True]
    assert gv.tensor(5.0).sort().values.item() == 5.0


def test_where_with_a_condition_alone_gives_places():
    rows, columns = gv.where(gv.tensor([[0, 1], [1, 0]]) == 1)
    assert rows.tolist() == [0, 1] and columns.tolist() == [1, 0]
    assert gv.nonzero(gv.tensor([0, 2, 3])).tolist() == [[1], [2]]
    assert [p.tolist() for p in gv.nonzero(gv.tensor([0, 2]), as_tuple=True)] == [[1]]


def test_what_only_looks_agrees_with_numpy():
    x, y = gv.tensor(X, requires_grad=True), gv.tensor(Y)
    for name in ("argmax", "argmin", "all", "any", "count_nonzero"):
        for dim in (None, 0, 1):
            assert getattr(x, name)(dim).tolist() == getattr(np, name)(X, axis=dim).tolist()
            assert getattr(x, name)(axis=dim).tolist() == getattr(np, name)(X, axis=dim).tolist()
    for name in ("logical_and", "logical_or", "logical_xor", "isclose"):
        assert getattr(gv, name)(x, y).tolist() == getattr(np, name)(X, Y).tolist()
    for name in ("isnan", "isinf", "isfinite", "logical_not"):
        assert getattr(gv, name)(x).tolist() == getattr(np, name)(X).tolist()
    assert not gv.argmax(x).requires_grad and not gv.isnan(x).requires_grad
    assert gv.bincount(gv.tensor([1, 1, 3]), minlength=6).tolist() == [0, 2, 0, 1, 0, 0]
    assert gv.bincount(gv.tensor([0, 1, 1]), weights=gv.tensor([0.5, 1.0, 2.0])).tolist() == [0.5, 3.0]
    values, inverse, counts = gv.unique(gv.tensor([3, 1, 3]), return_inverse=True, return_counts=True)
    assert (values.tolist(), inverse.tolist(), counts.tolist()) == ([1, 3], [1, 0, 1], [1, 2])
    assert gv.allclose(x, x + 1e-9) and not gv.equal(x, x + 1e-9) and gv.is_tensor(x) and not gv.is_tensor(X)
    assert gv.allclose(gv.tensor(math.nan), math.nan, equal_nan=True) and gv.numel(x) == 6


def test_to_understands_kinds_devices_and_other_tensors():
    x = leaf([1.0, 2.0])
    assert x.to("cpu") is x and x.to(gv.device("cpu")) is x and x.to(gv.float64) is x and x.to(device="cpu") is x
    assert x.to("cpu", gv.float32).dtype == x.to(gv.tensor(1, dtype=gv.float32)).dtype == gv.float32
    assert (
        x.to(dtype=gv.int64).tolist() == [1, 2] and not x.to(gv.int64).requires_grad and x.to(gv.float32).requires_grad
    )
    assert x.type(gv.int32).type() == "torch.IntTensor" and x.type_as(gv.tensor(True)).dtype == gv.bool
    assert x.to(gv.float64, copy=True) is not x
    with pytest.raises(RuntimeError, match="gradviz computes on the CPU; 'cuda' is left to PyTorch"):
        x.to("cuda")
    with pytest.raises(TypeError, match="is no dtype"):
        x.to(object())


@pytest.mark.parametrize("wrong, kind, words", [
    (lambda x: x.repeat(2), ValueError, r"repeat\(\) got 1 numbers for shape \(2, 3\).*tile"),
    (lambda x: x.split([1, 1], dim=1), ValueError, r"sizes \[1, 1\], which add up to 2, not to 3"),
    (lambda x: x.topk(4), RuntimeError, r"k=4, but dimension -1 of shape \(2, 3\) has 3 elements"),
    (lambda x: gv.diag(x.reshape(1, 2, 3)), RuntimeError, r"vector or matrix, not shape \(1, 2, 3\)"),
    (lambda x: x.reshape(1, 2, 3).t(), RuntimeError, r"transpose\(dim0, dim1\)"),
    (lambda x: gv.mm(x, x[0]), RuntimeError, r"mm got shapes \(2, 3\) and \(3,\); it takes 2 and 2 dimensions"),
    (lambda x: gv.einsum("ij,j->i", x), ValueError, r"einsum\(\) got 'ij,j->i' for shapes \[\(2, 3\)\]"),
    (lambda x: gv.einsum("...j->j", x), ValueError, "one letter for each dimension"),
    (lambda x: gv.einsum("ij->k", x), ValueError, "letters of the result"),
    (lambda x: x.norm(p="nuc"), ValueError, "p='nuc'; it is a positive number"),
    (lambda x: gv.meshgrid(x[0], indexing="yx"), ValueError, "indexing='yx'"),
    (lambda x: x.narrow(2, 0, 1), IndexError, r"shape \(2, 3\) has no dimension 2: they are numbered -2 to 1"),
    (lambda x: x[5], IndexError, r"shape \(2, 3\) has no place 5"),
    (lambda x: x.unbind(-3), IndexError, "no dimension -3"),
])  # fmt: skip
def test_what_does_not_fit_is_said(wrong, kind, words):
    with pytest.raises(kind, match=words):
        wrong(leaf(X))


def test_whole_numbers_stay_whole():
    x = gv.tensor([[1, 2], [3, 4]])
    for out in (x.tril(), x.triu(), x.masked_fill(x > 2, 0), x.repeat(2, 1), x.roll(1), x % 3, x // 2, x.T, x.sum(0)):
        assert out.dtype == gv.int64


def test_a_mask_lets_no_infinity_through():
    """0 · inf would be nan: what is masked is chosen, not multiplied."""
    x = leaf([[1.0, math.inf], [2.0, 3.0]])
    out = x.tril()
    out.sum().backward()
    assert out.tolist() == [[1.0, 0.0], [2.0, 3.0]] and x.grad.tolist() == [[1.0, 0.0], [1.0, 1.0]]


def test_second_derivatives_go_through_spellings():
    x = leaf([1.0, 2.0])
    (first,) = gv.grad(gv.einsum("i,j->", x, x) ** 2 + x.sort(descending=True).values[0] ** 3, x, create_graph=True)
    (second,) = gv.grad(first.sum(), x)
    # f = s⁴ + m³ with s = x₁ + x₂ = 3, m = x₂: the rows of the Hessian add up to 2·12·s², and 6·m more for x₂
    assert second.tolist() == pytest.approx([216.0, 228.0])
