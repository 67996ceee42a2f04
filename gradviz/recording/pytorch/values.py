"""PyTorch's tensors as raw values, and the learner's inputs as fresh leaves."""

from __future__ import annotations

from typing import Any

from ...core.scalars import load_numpy, settle
from ...core.tensor import Tensor

KNOWN = ("torch.float16", "torch.float32", "torch.float64")
"""The floats that numpy has too."""


def load_torch() -> Any:
    """PyTorch, imported when it is first asked for.

    Raises:
        ImportError: if it is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise ImportError(
            "from_torch() reads a graph that PyTorch made, and the package torch is not installed. gradviz itself does "
            "without it: gv.record(f, x=3.0) records the same function written with gradviz's operations, which have "
            "PyTorch's names. To look into PyTorch's own: pip install torch"
        ) from error
    return torch


def raw(tensor: Any) -> Any:
    """A copy of a tensor's value in the form recordings hold; None if it has no numbers to copy.

    The kind of numbers stays; those that numpy lacks (bfloat16, the 8-bit floats) become float32, which holds them.
    A tensor on another device is copied from there. Tensors without numbers are those on PyTorch's device "meta"
    and those inside its function transforms.
    """
    numpy = load_numpy()
    try:
        plain = tensor.detach()
        plain = plain.dequantize() if plain.is_quantized else plain
        plain = plain if str(plain.layout) == "torch.strided" else plain.to_dense()
        foreign = plain.is_floating_point() and str(plain.dtype) not in KNOWN
        return settle(numpy.array((plain.float() if foreign else plain).numpy(force=True)))
    except (RuntimeError, TypeError, NotImplementedError):
        return None


def as_leaf(torch: Any, value: Any, name: str) -> Any:
    """An input as a fresh tensor, which needs a gradient if it holds floats; a module as it is.

    Raises:
        TypeError: if it holds no numbers.
    """
    if isinstance(value, torch.nn.Module):
        return value
    if isinstance(value, torch.Tensor):
        leaf = value.detach().clone()
    else:
        leaf = _made(torch, value._value if isinstance(value, Tensor) else value, name)
    return leaf.requires_grad_() if leaf.is_floating_point() or leaf.is_complex() else leaf


def _made(torch: Any, value: Any, name: str) -> Any:
    """A tensor of Python's or numpy's numbers; whole numbers of Python's own become floats, as in `record`."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    try:
        made = torch.tensor(float(value) if whole else value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise TypeError(
            f"the input {name} is {value!r:.60} ({type(value).__name__}), which torch.tensor() does not take: {error}. "
            "Inputs are numbers, lists, arrays and tensors. Give anything else to the function itself: "
            "gv.from_torch(lambda x: f(x, mode='fast'), x=3.0)."
        ) from None
    listed = isinstance(value, (list, tuple)) and not (made.is_floating_point() or made.is_complex())
    return made.to(torch.get_default_dtype()) if listed and made.dtype != torch.bool else made
