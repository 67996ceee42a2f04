"""Values, functions and losses as Python, for the line of code that makes a figure as it is."""

from __future__ import annotations

import keyword
import math
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import ipywidgets as widgets

from ...recording import Formula

PLACES = ("", "nn.functional.")
"""Where gradviz has functions that a learner may have given."""


def called(function: Any, otherwise: str = "f") -> str:
    """A learner's function as it is written, gradviz's own with `gv.`; what has no name gets one."""
    if isinstance(function, Formula):
        return repr(function.text)
    name = getattr(function, "__name__", "")
    if not is_word(name):
        return _loss_of_gradviz(function) or otherwise
    for place in PLACES:
        home = import_module(f"gradviz.{place}".rstrip("."))
        if getattr(home, name, None) is function:
            return f"gv.{place}{name}"
    return name


def _loss_of_gradviz(loss: Any) -> str:
    """A loss that was made of one of gradviz's classes, with its options; "" where it is none, or holds a tensor."""
    losses, kind = import_module("gradviz.nn.losses"), type(loss)
    if getattr(losses, kind.__name__, None) is not kind or any(part is not None for part in loss.buffers()):
        return ""
    usual = vars(kind())
    options = {name: value for name, value in vars(loss).items() if isinstance(value, (bool, int, float, str))}
    chosen = [f"{name}={literal(value)}" for name, value in options.items() if value != usual.get(name)]
    return f"gv.nn.{kind.__name__}({', '.join(chosen)})"


def literal(value: Any) -> str:
    """A value as Python that can be pasted back: of inf and nan Python knows no words."""
    value = plain(value)
    if isinstance(value, float) and not math.isfinite(value):
        return f"float({str(value)!r})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key!r}: {literal(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    return repr(value)


def written(given: Any, now: Any) -> str:
    """What was given for an input, as Python; for what has no such form, the value now."""
    given = plain(given)
    return literal(given if isinstance(given, (bool, int, float, str, tuple, list)) else now)


def valued(given: Mapping[str, Any]) -> dict[str, Any]:
    """What inputs were given, in which a learner's own control stands as its value now."""
    return {name: value.value if isinstance(value, widgets.Widget) else value for name, value in given.items()}


def plain(value: Any) -> Any:
    """A value without types of numpy or Tensors, which neither controls nor a line of Python could hold."""
    if isinstance(value, (tuple, list)):
        return type(value)(map(plain, value))
    return value.tolist() if hasattr(value, "tolist") else value


def differ(one: Any, other: Any) -> bool:
    """Whether two values are not the same; a learner's own control may hold an array."""
    return bool(plain(one) != plain(other))


def single(value: Any) -> Any:
    """A single number of numpy's, or in an array or Tensor, as one of Python's; anything else as it is."""
    return value.tolist() if getattr(value, "shape", None) == () else value


def is_word(name: str) -> bool:
    """Whether a name can be written as a keyword, `name=`."""
    return name.isidentifier() and not keyword.iskeyword(name)


def shortened(value: Any) -> Any:
    """A slider's number without what binary fractions put behind it, 3.2 for 3.1999999999999993."""
    return float(f"{value:.12g}") if isinstance(value, float) else value
