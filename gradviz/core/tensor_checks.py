"""What a Tensor refuses or warns of, and in which words."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from .tensor import Tensor


def refuse_integers(value: Any) -> None:
    """Raise TypeError if gradients are asked for whole numbers or truth values."""
    if value.__class__ is float:
        return
    kind = "b" if value.__class__ is bool else "i" if value.__class__ is int else getattr(value, "dtype", None)
    if kind is not None and getattr(kind, "kind", kind) != "f":
        raise TypeError(
            f"only floating point Tensors can require gradients; this one holds {value!r:.60}. "
            "A small change of an integer is not defined: write 3.0 instead of 3."
        )


def hint_inner_gradient(inner: Tensor) -> None:
    """Warn that an inner Tensor's `.grad` was asked for, which is not kept."""
    warnings.warn(
        f".grad of an inner Tensor ({inner.name or inner._op!r}) is not kept: only leaves accumulate gradients. "
        "Call .retain_grad() on it before backward(), or look at the picture, which shows every gradient.",
        stacklevel=3,
    )


def warn_learner(message: str) -> None:
    """Warn, and show the line of the learner's own code: the first one on the stack outside this package."""
    package = __name__.partition(".")[0]
    frame, level = sys._getframe(1), 2
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == package:
        frame, level = frame.f_back, level + 1
    warnings.warn(message, stacklevel=level)
