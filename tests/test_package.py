"""The front door: public names, loaded when they are used, and a listing written for PyTorch."""

import doctest
import importlib
import json
import pkgutil

import pytest

import gradviz as gv
from gradviz.core.words.arithmetic import ARITHMETIC
from gradviz.core.words.grids import GRIDS
from gradviz.core.words.products import PRODUCTS
from gradviz.core.words.shapes import SHAPES
from gradviz.core.words.spellings import SPELLED, WORDED
from gradviz.core.words.values import VALUES
from tests.common import fresh_python


def test_every_public_name_is_there():
    for name in gv.__all__:
        assert (getattr(gv, name) is None) is (name == "newaxis") and name in dir(gv)


def test_every_operation_is_a_public_function():
    """Design, section 4: one declaration gives the function too."""
    missing = set(gv.core.FUNCTIONS) - set(gv.__all__)
    assert not missing, f"{sorted(missing)} are not at gv: is their family imported in core/ops/__init__.py?"
    families = (*SHAPES, *GRIDS, *SPELLED, *ARITHMETIC, *PRODUCTS, *VALUES)
    spelled = {*WORDED, *(f.__name__ for f in families)}  # in PyTorch's way
    assert all(getattr(gv, n) is function for n, function in gv.core.FUNCTIONS.items() if n not in spelled)
    assert len(set(gv.core.FUNCTIONS) - spelled) > 30


def test_a_star_import_brings_the_public_names():
    names = {}
    exec("from gradviz import *", names)
    assert set(gv.__all__) <= set(names)


@pytest.mark.parametrize(
    "wrong, near", [("tensr", "tensor"), ("nograd", "no_grad"), ("Record", "record"), ("tanhh", "tanh")]
)
def test_an_unknown_name_suggests_the_nearest(wrong, near):
    with pytest.raises(AttributeError, match=f"gradviz has no {wrong!r}. Did you mean {near!r}"):
        getattr(gv, wrong)


def test_an_unknown_name_without_a_neighbour_says_where_all_are():
    with pytest.raises(AttributeError, match=rf"dir\(\) shows its {len(gv.__all__)} names\. .*left to PyTorch"):
        _ = gv.qqqqqq


def test_python_adds_no_guess_of_its_own():
    program = """
import gradviz as gv
for wrong in (lambda: gv.tensr, lambda: gv.core_, lambda: gv.tensor(1.0).gradient):
    try:
        wrong()
    except AttributeError:
        import traceback
        print(traceback.format_exc().strip().splitlines()[-1].count("Did you mean"))
"""
    assert fresh_python(program).split() == ["1", "0", "1"]


def test_pythons_own_questions_are_answered():
    assert not hasattr(gv, "__wrapped__") and not hasattr(gv, "_private")
    with pytest.raises(ImportError):
        importlib.import_module("gradviz.nothing")


def test_a_name_loads_its_own_room_only():
    """`import gradviz` is the cheapest of all peers; drawing needs no widgets."""
    program = """
import sys, json, gradviz
rooms = lambda: sorted(m.split('.')[1] for m in sys.modules if m.count('.') == 1 and m.startswith('gradviz.'))
seen = [rooms()]
gradviz.tensor; seen.append(rooms())
gradviz.record; seen.append(rooms())
gradviz.draw; seen.append(rooms())
seen.append([m for m in ('ipywidgets', 'IPython', 'anywidget', 'numpy', 'graphviz') if m in sys.modules])
print(json.dumps(seen))
"""
    assert json.loads(fresh_python(program)) == [
        [],
        ["core"],
        ["core", "recording"],
        ["core", "language", "options", "pictures", "processes", "recording"],
        [],
    ]


def test_a_listing_written_for_pytorch_prints_the_same():
    """R63-R67, R70: `import gradviz as torch`."""
    program = """
import gradviz as torch
x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
z = w * x
y = z + b
loss = y ** 2
print(z.item(), y.item(), loss.item())
print(loss)
print(loss.grad_fn, y.grad_fn, z.grad_fn)
print(loss.grad_fn.next_functions)
loss.backward()
print(w.grad, b.grad, x.grad)
print(f"{w.grad} {b.grad} {x.grad}")
with torch.no_grad():
    y = w * x
print(y.requires_grad, y.grad_fn)
x = torch.tensor(3.0, requires_grad=True)
(x ** 2).backward(); print(x.grad)
(x ** 3).backward(); print(x.grad)
x.grad.zero_(); (x ** 2).backward(); print(x.grad)
"""
    assert fresh_python(program).splitlines() == [
        "6.0 7.0 49.0", "tensor(49., grad_fn=<PowBackward0>)", "<PowBackward0> <AddBackward0> <MulBackward0>",
        "((<AddBackward0>, 0),)",
        "tensor(28.) tensor(14.) tensor(42.)", "28.0 14.0 42.0", "False None", "tensor(6.)", "tensor(33.)",
        "tensor(6.)",
    ]  # fmt: skip


MODULES = ["gradviz", *(m.name for m in pkgutil.walk_packages(gv.__path__, "gradviz.") if "__main__" not in m.name)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_run(name):
    assert doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0
