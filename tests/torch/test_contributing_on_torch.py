"""CONTRIBUTING.md: the lines for PyTorch that it names are all that its operation needs here."""

import pytest

from tests.test_contributing import run

pytest.importorskip("torch")
pytestmark = pytest.mark.torch


def test_the_lines_for_pytorch_are_all_that_an_operation_needs_here():
    code, printed = run("tests/torch")
    assert code == 0, printed
