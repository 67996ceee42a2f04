"""Copies of Tensors by Python's `copy` and `pickle`: values and gradients travel, histories do not."""

from __future__ import annotations

import copy
from typing import Any

from .advice.backward_checks import described
from .extras import Extras
from .tensor import LEAF_NEEDS, Tensor, constant


def deepcopied(self: Tensor, memo: dict[int, Any]) -> Tensor:
    """`copy.deepcopy(leaf)`: a leaf of its own, with a copy of the gradient.

    Raises:
        RuntimeError: for a computed Tensor, whose copy would cut the gradients off without a word.
    """
    if self._op is not None:
        raise RuntimeError(
            f"copy.deepcopy() reached {described(self)}, whose copy would have no history: gradients would silently "
            "stop there. Copy the leaves and compute again, or copy the value alone: t.detach().clone()."
        )
    value, needs, name, parameter = _parts(self)
    out = leaf_again(copy.deepcopy(value, memo), needs, name, parameter)
    out._grad = copy.deepcopy(self.grad, memo)
    if self._info is not None and self._info.hooks:
        out._extras().hooks = dict(self._info.hooks)
    return out


def reduced(self: Tensor, _protocol: Any) -> tuple[Any, ...]:
    """What `pickle` writes, as in PyTorch: the value without its gradient; a computed Tensor comes back as a leaf."""
    return leaf_again, _parts(self)


def _parts(tensor: Tensor) -> tuple[Any, bool, str | None, bool]:
    info = tensor._info or Extras()
    return tensor._value, tensor.requires_grad, info.name, info.parameter


def leaf_again(value: Any, needs: bool, name: str | None, parameter: bool) -> Tensor:
    """A leaf of this process: it counts as new here, however often it was changed where it comes from."""
    out = constant(value)
    out._needs = LEAF_NEEDS if needs else 0
    if name is not None or parameter:
        out._extras().name, out._extras().parameter = name, parameter
    return out
