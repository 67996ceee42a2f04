"""PyTorch's spellings on PyTorch itself: the same call gives the same value, the same kind and the same gradients."""

import numpy as np
import pytest

import gradviz as gv
from tests.core.test_spellings import CASES, X, Y

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")
pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True)
def in_float64():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("name", CASES)
def test_the_same_call_gives_the_same(name):
    found = []
    for library in (gv, torch):
        x, y = (library.tensor(v, requires_grad=True) for v in (X, Y))
        out = CASES[name](library, x, y)
        (out * library.linspace(0.5, 2.0, out.numel()).reshape(out.shape)).sum().backward()
        gradients = [np.zeros(t.shape) if t.grad is None else t.grad.numpy() for t in (x, y)]
        found.append((str(out.dtype), tuple(out.shape), out.detach().numpy(), *gradients))
    (*kind, value, dx, dy), (*their_kind, their_value, their_dx, their_dy) = found
    assert kind == their_kind
    for ours, theirs in ((value, their_value), (dx, their_dx), (dy, their_dy)):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-10)


LOOKS = {
    "argmax": lambda t, x: x.argmax(), "argmax dim": lambda t, x: t.argmax(x, dim=1, keepdim=True),
    "argsort": lambda t, x: x.argsort(dim=0), "all": lambda t, x: (x > -9).all(),
    "any": lambda t, x: (x > 1).any(dim=1),
    "count": lambda t, x: t.count_nonzero(x > 0, dim=0), "nonzero": lambda t, x: (x > 0).nonzero(),
    "where": lambda t, x: t.where(x > 0)[1], "isclose": lambda t, x: t.isclose(x, x + 1e-7),
    "unique": lambda t, x: t.unique(x),
    "floor divide": lambda t, x: x // 0.1, "remainder": lambda t, x: x % -0.1, "whole": lambda t, x: x.long() // 2,
    "whole remainder": lambda t, x: x.long() % -2, "and": lambda t, x: (x > 0) & (x < 1), "not": lambda t, x: ~(x > 0),
    "bits": lambda t, x: x.long() ^ 3, "bincount": lambda t, x: t.bincount(x.long().abs().flatten(), minlength=9),
    "sort indices": lambda t, x: t.sort(x, dim=1, descending=True).indices,
    "topk": lambda t, x: x.topk(1, dim=0).indices,
    "max indices": lambda t, x: t.max(x, 1)[1], "median indices": lambda t, x: x.median(1).indices,
    "arange": lambda t, x: t.arange(1, 7, 2) + t.arange(0.0, 0.7, 0.25), "linspace": lambda t, x: t.linspace(0, 1, 5),
    "logspace": lambda t, x: t.logspace(0, 2, 5), "eye": lambda t, x: t.eye(2, 3), "full": lambda t, x: t.full((2,), 3),
    "like": lambda t, x: t.full_like(x.long(), 2), "division": lambda t, x: x.long() / 2, "mean of float32":
    lambda t, x: (x > 0).float().mean(), "mixed": lambda t, x: x.float() * t.tensor(2.0) + 1, "cumsum": lambda t, x:
    (x > 0).cumsum(dim=1), "sum": lambda t, x: (x > 0).sum(), "power": lambda t, x: x.long() ** 2,
    "neg": lambda t, x: -x.long(),
    "shift": lambda t, x: 2 ** x.long().abs(), "clamp": lambda t, x: x.long().clamp(0, 1),
    "type": lambda t, x: x.type(t.int32),
    "tril": lambda t, x: x.long().tril(), "prod": lambda t, x: x.long().prod(), "int abs": lambda t, x: x.long().abs(),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOKS)
def test_what_only_looks_gives_the_same_values_and_kinds(name):
    ours, theirs = LOOKS[name](gv, gv.tensor(X)), LOOKS[name](torch, torch.tensor(X))
    assert str(ours.dtype) == str(theirs.dtype) and tuple(ours.shape) == tuple(theirs.shape)
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-12)
    assert repr(ours) == repr(theirs)


@pytest.mark.parametrize("seed", range(40))
def test_numbers_of_every_size_print_the_same(seed):
    """Blocks of every kind: whole, small, large, with inf and nan, long, wide and deep."""
    random = np.random.default_rng(seed)
    shape = random.integers(0 if seed % 9 == 0 else 1, (2, 6, 40)[seed % 3], size=seed % 4)
    values = random.standard_normal(shape) * 10.0 ** random.integers(-6, 10, size=shape if seed % 2 else ())
    if seed % 5 == 0:
        values = np.round(values)
    if seed % 7 == 0:
        values = np.where(random.random(shape) < 0.2, [np.inf, -np.inf, np.nan][seed % 3], values)
    for kind in ("float64", "float32", "int64", "bool", "float16"):
        with np.errstate(all="ignore"):
            array = np.nan_to_num(values).astype(kind) if kind in ("int64", "bool") else np.asarray(values).astype(kind)
        assert repr(gv.tensor(array)) == repr(torch.tensor(array))
        if kind == "float64":
            ours, theirs = gv.tensor(array, requires_grad=True), torch.tensor(array, requires_grad=True)
            assert repr(ours) == repr(theirs)
