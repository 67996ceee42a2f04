"""The operation that CONTRIBUTING.md adds, in the table: a plugin for pytest, so that every loop over OPS meets it.

`python -m pytest -p tests.added_operation tests/core -k cube`. All that is written here is quoted from the text: the
declaration, and the line for each list of another engine's words. (The variable CONTRIBUTING names another text.)
"""

import importlib
import importlib.util
import os
import re
from pathlib import Path

TEXT = Path(os.environ.get("CONTRIBUTING", Path(__file__).parents[1] / "CONTRIBUTING.md")).read_text("utf-8")
(CODE,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
(NAME,) = re.findall(r"def (\w+)", CODE)
RULE, FUNCTION = re.findall(rf"`\"{NAME}\": (.+?)`", TEXT)


def pytest_configure():
    """Add the operation before the tests are collected."""
    core = importlib.import_module("gradviz.core")
    exec(CODE, {**vars(core.operation), **vars(importlib.import_module("typing"))})
    core.PUBLIC[NAME] = core.FUNCTIONS[NAME]  # as `attach` does when all families are declared
    setattr(core.Tensor, NAME, core.FUNCTIONS[NAME])
    _write("tests.oracle.rules", "RULES", RULE)
    _write("tests.oracle.hips", "FUNCTIONS", FUNCTION)
    if importlib.util.find_spec("torch"):
        _write("tests.torch.oracle", "FUNCTIONS", FUNCTION)
        _write("tests.torch.test_names_on_torch", "SPELLED", FUNCTION)
        importlib.import_module("tests.torch.test_from_torch_agrees").HELPERS.add(NAME)


def _write(module, table, line):
    names = vars(importlib.import_module(module))
    names[table][NAME] = eval(line, names)
