"""The listings of tests/listings on PyTorch itself: what is written beside them is what it prints."""

import pytest

from tests.test_listings import FOLDER, LISTINGS

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")
pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True)
def in_float64():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("name", LISTINGS)
def test_what_is_written_down_is_what_pytorch_prints(name, capsys):
    source = (FOLDER / f"{name}.py").read_text("utf-8")
    exec(compile(source, f"{name}.py", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out == (FOLDER / f"{name}.txt").read_text("utf-8")
