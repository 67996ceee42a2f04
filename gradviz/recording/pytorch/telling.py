"""What a node of PyTorch's graph tells of the call that made it, and what it leaves unsaid.

A node has its inputs that are tensors, and keeps of the rest what its backward step reads: the 3 of 3·x, not the 3 of
3 − x. An operation of ours gets an argument for each of its inputs, an unknown one too; one of PyTorch's own that has
more arguments than are known ends in "…".
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ...core.operation import Op
from .naming import HARMLESS, equal, is_harmless, said_by_node, shown, their_parameters

UNKNOWN = object()
"""An argument that was given, and nothing says which."""

KEPT_AS = ("other", "exponent", "self", "target")
"""Under which names a node keeps the last argument, or the first, where that is no input of it."""

CHANGING = {*HARMLESS, "rounding_mode"}
"""Kept options under which an operation of PyTorch's may be another than ours of that name."""

NO_INPUTS = {"condition", "mask", "index", "indices", "weight"}
"""Kept tensors that stand beside the inputs of a node: they are never the input that needs no gradient."""


class Told(NamedTuple):
    """A call as a node tells it.

    Attributes:
        op: the name of the operation.
        symbol: its sign; "·" stands for a known argument, where others are unknown.
        ours: gradviz's operation, where it computes the same.
        before: numbers, tensors and `UNKNOWN` ones that stand before the node's own inputs.
        after: those that stand after them.
        is_reversed: whether the node has its inputs in the other order.
        options: those of ours; of PyTorch's own those that make it differ from ours.
    """

    op: str
    symbol: str
    ours: Op | None
    before: tuple[Any, ...]
    after: tuple[Any, ...]
    is_reversed: bool
    options: dict[str, Any]


def told_by(torch: Any, fn: Any, count: int, options: Mapping[str, Any], tensors: Mapping[str, Any]) -> Told:
    """The call behind a node.

    Args:
        torch: PyTorch.
        fn: the node.
        count: how many inputs it has.
        options: the numbers and words that it keeps.
        tensors: the tensors that it keeps.
    """
    name, symbol, ours = said_by_node(fn)
    if ours is not None:
        other = {k: x for k, x in options.items() if k in CHANGING and not is_harmless(k, x, ours)}
        if "weight" in tensors and ours.name.endswith(("nll_loss", "cross_entropy")):
            other["weight"] = tensors["weight"]
        if not other and (ours.variadic or count <= len(ours.inputs)):
            return _ours(fn, ours, count, options, tensors)
        name, symbol, _ = said_by_node(fn, theirs=True)
        return _theirs(torch, fn, (name, symbol), count, {**options, **other}, other)
    return _theirs(torch, fn, (name, symbol), count, options, {})


def _theirs(
    torch: Any, fn: Any, words: tuple[str, str], count: int, kept: Mapping[str, Any], other: dict[str, Any]
) -> Told:
    """An operation of PyTorch's own, with those of the kept options that are arguments of it and no defaults."""
    name, symbol = words
    if not re.search(r"Backward\d+$", str(fn.name())):  # a learner's own Function, a write into a part
        return Told(name, symbol, None, (), (), False, other)
    defaults = _parameters(torch, symbol)
    known = {key: x for key, x in kept.items() if key in defaults and key not in (*KEPT_AS, "input")}
    needed = [key for key, default in defaults.items() if default is inspect.Parameter.empty and key not in known]
    options = other | {key: x for key, x in known.items() if not equal(x, defaults[key])}
    if defaults and len(needed) <= count:
        return Told(name, symbol, None, (), (), False, options)
    chosen = {key: x for key, x in options.items() if defaults.get(key) is not inspect.Parameter.empty}
    said = "".join(f"{key}={text}, " for key, text in shown(chosen))
    return Told(name, f"{symbol}({'·, ' * count}{said}…)", None, (), (), False, {})


def _ours(fn: Any, op: Op, count: int, options: Mapping[str, Any], tensors: Mapping[str, Any]) -> Told:
    """An operation of ours with all its arguments."""
    chosen = {key: options[key] for key in op.options if key in options}
    turned = str(fn.name()).startswith("Rsub")
    missing = 0 if op.variadic else len(op.inputs) - count
    if missing == 0:
        return Told(op.name, op.symbol, op, (), (), turned, chosen)
    if op.name == "where":
        first = tensors.get("condition", UNKNOWN)
        return Told(op.name, op.symbol, op, (first,), (UNKNOWN,) * (missing - 1), False, chosen)
    known = {**options, **{key: x for key, x in tensors.items() if not x.requires_grad}}
    kept = next((key for key in KEPT_AS if key in known), None)
    rest = (known[kept] if kept else UNKNOWN, *(UNKNOWN,) * (missing - 1))
    before = turned or kept == "self"
    return Told(op.name, op.symbol, op, rest if before else (), () if before else rest, turned, chosen)


@lru_cache(maxsize=1024)
def _parameters(torch: Any, word: str) -> dict[str, Any]:
    """The parameters of a function of PyTorch's with their defaults; none where it does not say."""
    places = (torch, torch.nn.functional, torch.Tensor)
    func = next((getattr(place, word) for place in places if hasattr(place, word)), None)
    return {} if func is None else their_parameters(torch, func)
