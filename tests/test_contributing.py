"""CONTRIBUTING.md: "Add an operation" is run as it stands there, and meets every check that an operation meets."""

import os
import re
import subprocess
import sys

import pytest

from tests.added_operation import NAME, TEXT
from tests.common import ROOT, fresh_python

COMMAND = re.search(r"^    \.venv/bin/python -m pytest (tests/core .*) -k ", TEXT, re.MULTILINE)[1].split()


def run(*rooms, **environment):
    """What the command that the text gives prints, with the text's operation in the table."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.added_operation", "-p", "no:cacheprovider", "-v", "-k", NAME,
         *rooms],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, capture_output=True, timeout=300,
    )  # fmt: skip
    return done.returncode, done.stdout.decode()


def test_the_example_of_an_operation_passes_every_check_that_operations_meet():
    code, printed = run(*COMMAND)
    assert code == 0, printed
    for met in ("test_declarations", "test_ops", "test_ieee", "test_dtypes", "test_saved", "test_oracle"):
        assert f"{met}.py::" in printed, met


@pytest.mark.parametrize(("right", "wrong", "words"), [
    ("lambda _c, a:", "lambda c, a:", "names 'c' and does not read it, so it would be kept for the backward pass for"),
    ("    Example:\n        >>> import", "    As in\n        import", "write an example into cube's docstring"),
])  # fmt: skip
def test_a_mistake_in_it_is_answered_with_what_to_do(right, wrong, words, tmp_path):
    assert right in TEXT
    text = tmp_path / "CONTRIBUTING.md"
    text.write_text(TEXT.replace(right, wrong).replace(">>> x", "x").replace(">>> gv", "gv"), "utf-8")
    code, printed = run("tests/core/ops/test_declarations.py", CONTRIBUTING=str(text))
    assert code == 1 and words in printed


def test_the_example_runs_on_numbers_and_arrays_and_in_a_formula():
    program = f"""
import tests.added_operation, gradviz as gv
tests.added_operation.pytest_configure()
x = gv.tensor([2.0, 3.0], requires_grad=True)
x.{NAME}().sum().backward()
print(x.grad.tolist(), gv.record("y = {NAME}(x)", x=2).gradient("x"))
"""
    assert fresh_python(program).split("\n")[0] == "[12.0, 27.0] 12.0"
