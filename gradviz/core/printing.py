"""How a Tensor prints: PyTorch's text, without addresses."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .dtypes import default_dtype, dtype_of
from .scalars import PLAIN, load_numpy, shape_of
from .tensor import Tensor

START = "tensor("


@dataclass
class PrintOptions:
    """What `set_printoptions` sets.

    Attributes:
        precision: digits after the point.
        threshold: how many elements are printed without leaving any out.
        edgeitems: how many are printed at each end of a dimension where some are left out.
        linewidth: characters in a line.
        sci_mode: whether floats are printed as 1.0000e+00; None lets the numbers decide.
    """

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


options = PrintOptions()
"""The options in force."""

PROFILES = {
    "default": PrintOptions(), "short": PrintOptions(precision=2, edgeitems=2), "full": PrintOptions(threshold=math.inf)
}  # fmt: skip


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Say how Tensors print from now on; what is not given stays, but for `sci_mode`.

    Args:
        precision: digits after the point, 4 at first.
        threshold: how many elements are printed without leaving any out, 1000 at first.
        edgeitems: how many are printed at each end where some are left out, 3 at first.
        linewidth: characters in a line, 80 at first.
        profile: "default", "short" or "full": a set of the values above.
        sci_mode: whether floats are printed as 1.0000e+00; None lets the numbers decide.

    Raises:
        ValueError: for a profile that does not exist.

    Example:
        >>> import gradviz as gv
        >>> gv.set_printoptions(precision=2)
        >>> gv.tensor([1.0, 2.345])
        tensor([1.00, 2.35])
        >>> gv.set_printoptions(profile="default")
    """
    if profile is not None:
        if profile not in PROFILES:
            raise ValueError(f"set_printoptions() got profile={profile!r}; it is one of {', '.join(PROFILES)}.")
        options.__dict__.update(PROFILES[profile].__dict__)
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    options.__dict__.update({name: value for name, value in given.items() if value is not None})
    options.sci_mode = sci_mode


def text(tensor: Tensor) -> str:
    """The text of `print(tensor)`: values, then where it came from or what it needs."""
    if not hasattr(tensor, "_value"):
        return "<a Tensor without a value: Tensor() makes nothing, write gv.tensor(data)>"
    value, ends, kind = tensor._value, [], dtype_of(tensor._value).name
    empty = 0 in shape_of(value)
    if empty and len(shape_of(value)) != 1:
        ends.append(f"size={shape_of(value)}")
    if kind not in (default_dtype(),) + (() if empty else ("int64", "bool")):
        ends.append(f"dtype={dtype_of(value)}")
    if tensor._op is not None:
        ends.append(f"grad_fn={tensor.grad_fn!r}")
    elif tensor._needs:
        ends.append("requires_grad=True")
    if shape_of(value) == ():
        number = value if value.__class__ in PLAIN else value.item()
        body = _writer([number])(number)
    else:
        body = "[]" if empty else _block(value, len(START), _writer_for(value), value.size > options.threshold)
    shown = _with_ends(START + body, ends)
    return f"Parameter containing:\n{shown}" if tensor._info is not None and tensor._info.parameter else shown


def _with_ends(shown: str, ends: list[str]) -> str:
    """The values and what is said after them, which goes to a new line where it would not fit."""
    room = len(shown) - shown.rfind("\n") + 1
    for end in ends:
        if room + len(end) + 2 > options.linewidth:
            shown, room = f"{shown},\n{' ' * len(START)}{end}", len(START) + len(end)
        else:
            shown, room = f"{shown}, {end}", room + len(end) + 2
    return f"{shown})"


def _writer_for(array: Any) -> Callable[[Any], str]:
    """How every number of an array is written; of a large one only those that are printed count."""
    if array.size > options.threshold:
        for dim in range(array.ndim):
            if array.shape[dim] > 2 * options.edgeitems:
                edges = [*range(options.edgeitems), *range(-options.edgeitems, 0)]
                array = load_numpy().take(array, edges, dim)
    return _writer(array.ravel().tolist())


def _writer(numbers: list[Any]) -> Callable[[Any], str]:
    """One way of writing for all numbers of a block, so that they stand in columns."""
    if not isinstance(numbers[0], float):
        width = max(len(str(n)) for n in numbers)
        return lambda n: str(n).rjust(width)
    finite = [abs(n) for n in numbers if math.isfinite(n) and n != 0]
    whole = all(n == int(n) for n in finite)
    largest, smallest = max(finite, default=1.0), min(finite, default=1.0)
    scientific = largest > 1000 * smallest or largest > 1e8 or (smallest < 1e-4 and not whole)
    if scientific if options.sci_mode is None else options.sci_mode:
        form = f".{options.precision}e"
    else:
        form = ".0f" if whole else f".{options.precision}f"
    point = "." if form == ".0f" else ""

    def write(number: float) -> str:
        shown: str = format(number, form)
        return shown + point if math.isfinite(number) else shown

    width = max((len(write(n)) for n in numbers if math.isfinite(n) and n != 0), default=1)
    return lambda n: write(n).rjust(width)


def _block(array: Any, indent: int, write: Callable[[Any], str], shorten: bool) -> str:
    """An array in brackets: a vector as lines that fit, anything else row by row."""
    edge = options.edgeitems
    left_out = shorten and array.shape[0] > 2 * edge
    rows: list[Any] = [*range(edge), None, *range(-edge, 0)] if left_out else [*range(array.shape[0])]
    if array.ndim > 1:
        parts = ["..." if i is None else _block(array[i], indent + 1, write, shorten) for i in rows]
        between = "," + "\n" * int(array.ndim - 1) + " " * (indent + 1)
        return f"[{between.join(parts)}]"
    parts = [" ..." if i is None else write(array[i].item()) for i in rows]
    width = max(len(part) for part in parts if part != " ...") if parts else 1
    per_line = max(1, (options.linewidth - indent) // (width + 2))
    lines = [", ".join(parts[i : i + per_line]) for i in range(0, len(parts), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
