"""The names that `grad_fn` shows are PyTorch's own (R64)."""

import re

import pytest

from gradviz.core import OPS
from tests.core.oracle import sample
from tests.core.test_grad_fn import NAMES, named

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")
F = torch.nn.functional
pytestmark = pytest.mark.torch

OURS_ALONE = {"is_positive", "wins_over", "within", "normal_cdf"}
"""Slopes that PyTorch has no recorded operation for, and Φ, which it composes."""

SPELLED = {
    "cast": lambda a, dtype: a.to(getattr(torch, dtype)),
    "getitem": lambda a, _: a[[0, 1]],
    "put": lambda a, shape, index: torch.zeros(2, 2, dtype=a.dtype).index_put((torch.tensor([0]),), a),
    "norm": lambda a, dim, keepdim: torch.norm(a),
    "sum": lambda a, *_: a.sum(),
    "mean": lambda a, *_: a.mean(),
    "prod": lambda a, *_: a.prod(),
    "var": lambda a, *_: a.var(),
    "std": lambda a, *_: a.std(),
    "amax": lambda a, *_: a.amax(),
    "amin": lambda a, *_: a.amin(),
    "squeeze": lambda a, *_: a.squeeze(),
    "power": lambda a, b: a**2.0,
    "clamp": lambda a, low, high: a.clamp(low, high),
    **{name: getattr(F, name) for name in ("leaky_relu", "softplus", "silu", "gelu", "cross_entropy", "nll_loss")},
    "mse_loss": lambda a, b, _: F.mse_loss(a, b.detach()),
    "binary_cross_entropy": lambda a, b, _: F.binary_cross_entropy(a, b.detach()),
    "cat": torch.cat,
    "stack": torch.stack,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(OPS.keys() - OURS_ALONE))
def test_a_backward_node_has_pytorchs_name(name):
    """The digit at the end tells PyTorch's overloads apart; the test below looks at it."""
    inputs, options = sample(name, 0)
    tensors = [torch.tensor(x) for x in inputs]
    for t in tensors:
        t.requires_grad_(t.is_floating_point())
    if name in ("cross_entropy", "nll_loss"):
        options = ()
    function = SPELLED.get(name) or getattr(torch, name, None)
    assert function, f"PyTorch has no torch.{name}: write its call into SPELLED above, or the name into OURS_ALONE"
    out = function(tensors, *options) if OPS[name].variadic else function(*tensors, *options)
    theirs = re.sub(r"\d$", "0", out.grad_fn.name())
    assert theirs == OPS[name].torch_name, f"PyTorch calls it {theirs}: declare torch={theirs[:-9]!r}"


@pytest.mark.parametrize("name", NAMES)
def test_names_that_depend_on_the_call(name):
    assert {y.grad_fn.name() for y in named(torch, name)} == {name}
