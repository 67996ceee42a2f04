"""Names of PyTorch's Tensors that ours lack: the list of them is complete, and each answers."""

import pytest

import gradviz as gv
from gradviz.core.words.lacking import LEFT_OUT, Lacking

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")
pytestmark = pytest.mark.torch

THEIRS = {name for name in dir(torch.Tensor) if not name.startswith("_") and not name.endswith("_")}


def test_every_public_name_of_pytorchs_tensor_is_here_or_answers():
    silent = {name for name in THEIRS if not hasattr(gv.Tensor, name) and name not in gv.Tensor.__dict__}
    assert not silent, f"write into LEFT_OUT of core/words/lacking.py: {' '.join(sorted(silent))}"


def test_what_is_called_left_out_is_pytorchs_and_not_here():
    stray = {name for name in LEFT_OUT if name not in THEIRS or not isinstance(gv.Tensor.__dict__[name], Lacking)}
    assert not stray, f"take out of LEFT_OUT in core/words/lacking.py: {' '.join(sorted(stray))}"
