"""Plain floats in numpy's words."""

import math

import numpy as np
import pytest

from gradviz.core import scalars
from tests.common import fresh_python
from tests.core.oracle import same

EDGES = (0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 5e-324, -1e308)


def test_every_name_is_numpys():
    """One formula serves both libraries."""
    names = [n for n in ("exp", "log", "sin", "cos", "tanh", "power", "abs", "maximum", "where", "sum") if True]
    assert all(callable(getattr(scalars, n)) and callable(getattr(np, n)) for n in names)


@pytest.mark.parametrize("name", ["maximum"])
def test_pairs_answer_as_numpy_does(name):
    for a in EDGES:
        for b in EDGES:
            assert same(getattr(scalars, name)(a, b), getattr(np, name)(np.array([a]), np.array([b]))[0]) or a == b


@pytest.mark.parametrize("name", ["sum", "abs"])
def test_single_numbers_answer_as_numpy_does(name):
    for a in EDGES:
        assert same(getattr(scalars, name)(a), float(getattr(np, name)(np.array(a))))


def test_the_library_fits_the_values():
    assert scalars.library(1.0, 2, True) is scalars
    assert scalars.library(1.0, np.ones(2)) is np and scalars.library(np.float64(1)) is np


@pytest.mark.parametrize("value, kind", [
    (np.float64(2), float), (np.array(2.0), float), (np.bool_(True), bool), (np.float32(2), np.float32),
    (np.array(3), np.int64),
    (2, int), (True, bool), (np.ones(2), np.ndarray),
])  # fmt: skip
def test_settled_values_have_one_form(value, kind):
    assert type(scalars.settle(value)) is kind


@pytest.mark.parametrize("compute, values, answer", [
    (lambda a, b: a / b, (1.0, 0.0), math.inf), (lambda a, b: a / b, (0.0, 0.0), math.nan),
    (lambda a, b: a**b, (-8.0, 1 / 3), math.nan), (lambda a: np.exp(a), (1000.0,), math.inf),
    (lambda a: np.log(a), (-1.0,), math.nan),
])  # fmt: skip
def test_ieee_answers_where_python_raises(compute, values, answer):
    assert same(float(scalars.ieee(compute, *values)), answer)


def test_a_scalar_lesson_never_imports_numpy():
    """Design, section 2: record, sweep, symbols and text twin of figure 1, without numpy."""
    program = """
import sys, gradviz as gv
x, w = gv.tensor(2.0, requires_grad=True), gv.tensor(3.0, requires_grad=True)
y = gv.sigmoid(gv.exp(w * x) / 7 - 1) ** 2
y.backward()
loss = gv.record("z = w*x; y = z + b; d = y - t; L = d**2", x=2, w=3, b=1, t=5)
print(loss.gradient("w"), repr(w.grad)[:7], gv.draw(loss).text[:4], "numpy" in sys.modules)
"""
    assert fresh_python(program).split() == ["8.0", "tensor(", "node", "False"]
