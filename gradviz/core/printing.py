"""How a Tensor prints: PyTorch's text, without addresses."""

from __future__ import annotations

import math
from typing import Any

from .scalars import PLAIN, load_numpy
from .tensor import Tensor


def text(tensor: Tensor) -> str:
    """The text of `print(tensor)`: values to four decimals, then where it came from or what it needs."""
    value = tensor._value
    parts = [_scalar(value) if tensor.shape == () else _array(value)]
    dtype = getattr(value, "dtype", None)
    if dtype is not None and dtype.name not in ("float64", "int64", "bool"):
        parts.append(f"dtype={dtype.name}")
    if tensor._op is not None:
        parts.append(f"grad_fn=<{tensor._op.torch_name}>")
    elif tensor._needs:
        parts.append("requires_grad=True")
    shown = f"tensor({', '.join(parts)})"
    return f"Parameter containing:\n{shown}" if tensor._info is not None and tensor._info.parameter else shown


def _scalar(value: Any) -> str:
    number = value if value.__class__ in PLAIN else value.item()
    if not isinstance(number, float):
        return str(number)
    return _number(number, _style([number]))


def _style(numbers: list[float]) -> str:
    """PyTorch's choice for a block of numbers: whole, scientific, or fixed to four decimals."""
    finite = [abs(x) for x in numbers if math.isfinite(x) and x != 0]
    largest, smallest = max(finite, default=1.0), min(finite, default=1.0)
    whole = all(x == int(x) for x in finite)
    if largest > 1e8 or largest > 1000 * smallest or (smallest < 1e-4 and not whole):
        return "scientific"
    return "whole" if whole else "fixed"


def _number(number: float, style: str) -> str:
    if not math.isfinite(number):
        return str(number)
    return {"whole": f"{number:.0f}.", "scientific": f"{number:.4e}", "fixed": f"{number:.4f}"}[style]


def _array(value: Any) -> str:
    numpy = load_numpy()
    formatter = None
    if value.dtype.kind == "f":
        style = _style(value.ravel().tolist()[:1000])
        width = max((len(_number(float(x), style)) for x in value.ravel()[:1000] if math.isfinite(x)), default=0)
        formatter = {"float_kind": lambda x: _number(float(x), style).rjust(width)}
    return str(
        numpy.array2string(
            value, separator=", ", prefix="tensor(", formatter=formatter, threshold=1000, max_line_width=80
        )
    )
