"""CONTRIBUTING.md: "Add an operation" is run as it stands there."""

import re
from pathlib import Path
from typing import Any

from gradviz.core import FUNCTIONS, OPS, tensor
from gradviz.core.operation import Gate, local, op


def test_the_example_of_an_operation_runs_on_numbers_and_arrays():
    text = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names = {"op": op, "local": local, "Gate": Gate, "Any": Any}
    try:
        exec(code, names)
        (name,) = re.findall(r"def (\w+)", code)
        for value in (2.0, [2.0, 3.0]):
            x = tensor(value, requires_grad=True)
            FUNCTIONS[name](x).sum().backward()
            assert x.grad.numpy().tolist() == (12.0 if value == 2.0 else [12.0, 27.0])
    finally:
        OPS.pop(name), FUNCTIONS.pop(name)
