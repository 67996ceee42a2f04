"""CONTRIBUTING.md: "Add an operation" is run as it stands there, and held against the oracle as it says."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from gradviz.core import FUNCTIONS, OPS, tensor
from gradviz.core.operation import Gate, local, op
from tests.common import examples
from tests.oracle import hips, rules
from tests.oracle.drawing import programs
from tests.oracle.ways import WAYS

TEXT = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text("utf-8")


@pytest.fixture
def added():
    """The name of the example's operation, which is in the table for one test."""
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    (name,) = re.findall(r"def (\w+)", code)
    try:
        exec(code, {"op": op, "local": local, "Gate": Gate, "Any": Any})
        yield name
    finally:
        OPS.pop(name), FUNCTIONS.pop(name)


def test_the_example_of_an_operation_runs_on_numbers_and_arrays(added):
    for value in (2.0, [2.0, 3.0]):
        x = tensor(value, requires_grad=True)
        FUNCTIONS[added](x).sum().backward()
        assert x.grad.numpy().tolist() == (12.0 if value == 2.0 else [12.0, 27.0])


@pytest.mark.parametrize("way", WAYS)
def test_the_lines_for_the_oracles_are_all_that_a_random_program_needs(added, way, monkeypatch):
    rule, function = re.findall(rf"`\"{added}\": (.+?)`", TEXT)
    monkeypatch.setitem(rules.RULES, added, eval(rule, vars(rules)))
    monkeypatch.setitem(hips.FUNCTIONS, added, eval(function, vars(hips)))

    @examples(10)
    @given(programs(added))
    def compare(program):
        WAYS[way](program, hips)

    compare()
