"""What a node of PyTorch's graph has kept for its backward step, read from its public `_saved_*` attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

LARGEST_DIM = 2**63
"""PyTorch shows a kept dimension of −1 as 2⁶⁴ − 1: what is larger than this was negative."""


@lru_cache(maxsize=256)
def _saved_names(kind: Any) -> tuple[str, ...]:
    """The names of what nodes of a kind may keep."""
    return tuple(name.removeprefix("_saved_") for name in dir(kind) if name.startswith("_saved_"))


def kept_tensors(torch: Any, fn: Any) -> Iterator[tuple[str, Any]]:
    """The tensors that a node has kept, under PyTorch's names for them.

    Nothing is told of what was freed or changed since, nor of what is kept in another form (packed, or to be computed
    again, as under checkpointing): unpacking it would run the learner's code.
    """
    kind: Any = type(fn)
    for name in _saved_names(kind):
        if hasattr(fn, f"_raw_saved_{name}"):
            value = _unpacked(fn, name)
            if isinstance(value, torch.Tensor):
                yield name, value


def _unpacked(fn: Any, name: str) -> Any:
    try:
        if getattr(getattr(fn, f"_raw_saved_{name}"), "unpack_hook", fn) is not None:
            return None
        return getattr(fn, f"_saved_{name}")
    except RuntimeError:
        return None


def kept_options(fn: Any) -> dict[str, Any]:
    """The numbers, sizes and words that a node has kept: dim, keepdim, exponent and so on."""
    found = {}
    kind: Any = type(fn)
    for name in _saved_names(kind):
        if not hasattr(fn, f"_raw_saved_{name}"):
            found[name] = _signed(getattr(fn, f"_saved_{name}"))
    if isinstance(found.get("reduction"), int):
        found["reduction"] = ("none", "mean", "sum")[found["reduction"]]
    return {name: value for name, value in found.items() if isinstance(value, (bool, int, float, str, tuple))}


def _signed(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_signed, value))
    return value - 2 * LARGEST_DIM if isinstance(value, int) and value >= LARGEST_DIM else value


def is_leaf_node(fn: Any) -> bool:
    """Whether a node of PyTorch's graph is the place where a leaf's gradient is added up."""
    return str(fn.name()).endswith("AccumulateGrad")


def plain_name(fn: Any) -> str:
    """A node's name without what every name has: "MulBackward0" is "Mul"."""
    return re.sub(r"Backward\d*$", "", str(fn.name()).split("::")[-1])
