"""`from_torch` where PyTorch is not installed: it says so, and what gradviz does without. (With it: tests/torch.)"""

import json
import sys

import pytest

import gradviz as gv
from tests.common import fresh_python


def test_without_pytorch_it_says_how_to_install_it_and_what_goes_without(monkeypatch):
    """R143."""
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError) as caught:
        gv.from_torch(lambda x: x * x, x=3)
    assert all(part in str(caught.value) for part in ("not installed", "gv.record(", "pip install torch"))


def test_the_name_and_the_check_of_every_module_need_no_pytorch():
    program = """
import importlib, json, pkgutil, sys
sys.modules["torch"] = None
import gradviz as gv
room = importlib.import_module("gradviz.recording.pytorch")
found = [m.name for m in pkgutil.iter_modules(room.__path__, room.__name__ + ".")]
for name in found:
    importlib.import_module(name)
print(json.dumps([len(found), gv.from_torch.__name__]))
"""
    count, name = json.loads(fresh_python(program))
    assert count >= 7 and name == "from_torch"
