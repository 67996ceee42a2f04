"""Which operation of the table an object's is: by what it calls itself, and only where its numbers agree."""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

from ...core import PUBLIC
from ...core.advice.anomaly import unsaid
from ...core.grad_mode import aside
from ...core.operation import OPS, VJP, Op
from ...core.scalars import load_numpy, shape_of
from .walking import Read, Source

SIGNS = {
    "+": "add", "-": "subtract", "−": "subtract", "*": "multiply", "×": "multiply", "/": "divide", "÷": "divide",
    "**": "power", "^": "power", "@": "matmul", "neg": "negative", "max": "maximum", "min": "minimum",
    "mul": "multiply", "sub": "subtract", "div": "divide", "truediv": "divide", "pow": "power", "σ": "sigmoid",
}  # fmt: skip
"""What engines write for operations that the table calls otherwise."""

UNKNOWN = "ƒ"
"""The sign of an operation that says nothing of itself."""

DOUBT = "?"
"""Stands after a word of the table where the numbers are not that operation's: nothing takes it for that one then."""

LONGEST = 12
_POWER = re.compile(r"(?:\*\*|\^)\s*\(?\s*([-+.\de]+)\s*\)?$")


class Named(NamedTuple):
    """What is drawn for the operation of an object.

    Attributes:
        name: the table's name of it, or the engine's own, with a ? where the table has that word for something else.
        symbol: its sign.
        sources: its inputs, in the order that its numbers speak for; a lost second use of one is there again.
        op: the operation of the table; None where it is none of them.
        repaired: whether a lost use was put back.
        lost: whether a use is lost that no number brings back.
    """

    name: str
    symbol: str
    sources: tuple[Source, ...]
    op: Op | None = None
    repaired: bool = False
    lost: bool = False


def named(read: Read, said: Any, value: Any, values: dict[int, Any]) -> Named:
    """The operation of an object.

    Args:
        read: the object and its inputs.
        said: what the engine calls its operation, if anything.
        value: its value.
        values: those of all objects before it, by id.
    """
    text = str(getattr(said, "__name__", said)).strip() if said not in (None, "") else ""
    power = _POWER.match(text)
    sources = read.sources
    if power is not None and len(sources) == 1 and _number(power[1]) is not None:
        text, sources = "**", (*sources, Source(None, _number(power[1])))
    op = _in_table(text)
    doubted = DOUBT if op is not None or text in OPS else ""
    other = Named(text + doubted or "operation", text[:LONGEST] + doubted or UNKNOWN, sources)
    if op is None:
        return other
    for tried in _orders(sources, op, read.unordered):
        if _agrees(op, tried, value, values):
            return Named(op.name, op.symbol, tried, op, repaired=len(tried) > len(sources))
    return other._replace(lost=read.unordered and len(op.inputs) > len(sources))


def locals_of(read: Named, value: Any, values: dict[int, Any]) -> dict[int, Any]:
    """The local gradient of each input that is an object: what the engine keeps beside it, else the table's, or None.

    A function that the engine keeps is asked what it sends for an upstream gradient of 1: once, however many of the
    inputs it stands beside.
    """
    kept = {id(source.slope): source.slope for source in read.sources}
    slopes = {key: _asked(slope) if callable(slope) else slope for key, slope in kept.items()}
    inputs = [(k, source) for k, source in enumerate(read.sources) if source.node is not None]
    return {k: _local(read, k, slopes[id(source.slope)], value, values) for k, source in inputs}


def _asked(function: Any) -> Any:
    try:
        return function(1.0)
    except Exception:  # it may want something else than an upstream gradient
        return None


def _local(read: Named, argument: int, slope: Any, value: Any, values: dict[int, Any]) -> Any:
    if isinstance(slope, (int, float)):
        return float(slope)
    if slope is not None and shape_of(value) == ():
        try:
            return float(slope)
        except (TypeError, ValueError):
            return None
    return _of_table(read, argument, value, values)


def _of_table(read: Named, argument: int, value: Any, values: dict[int, Any]) -> Any:
    if read.op is None:
        return None
    partial = read.op.partial(argument)
    given = _values(read.sources, values)
    if partial.kind == VJP or any(shape_of(each) != shape_of(value) for each in given if each is not None):
        return None
    try:
        with aside(), unsaid():
            return partial.code(value, *given)
    except (ArithmeticError, TypeError, ValueError):
        return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _in_table(text: str) -> Op | None:
    """The operation that a word or sign means; only those whose inputs say everything."""
    word = text.lower().strip("_")
    op = OPS.get(SIGNS.get(text, SIGNS.get(word, word)))
    return op if op is not None and not op.variadic else None


def _orders(sources: tuple[Source, ...], op: Op, unordered: bool) -> list[tuple[Source, ...]]:
    """In which orders the inputs may stand: that of a set is lost, and so is the second use of one object."""
    if len(sources) == len(op.inputs):
        return [sources, sources[::-1]] if unordered and len(sources) == 2 else [sources]
    if unordered and len(sources) == 1 and len(op.inputs) == 2:
        return [sources * 2]
    return [sources] if len(sources) > 0 and op.options and len(sources) == len(op.inputs) else []


def _values(sources: tuple[Source, ...], values: dict[int, Any]) -> list[Any]:
    return [source.number if source.node is None else values[id(source.node)] for source in sources]


def _agrees(op: Op, sources: tuple[Source, ...], value: Any, values: dict[int, Any]) -> bool:
    """Whether the operation of the table gives the value that stands there."""
    given = _values(sources, values)
    if value is None or any(each is None for each in given):
        return False
    try:
        with aside(), unsaid():
            found = PUBLIC[op.name](*given)
    except (ArithmeticError, TypeError, ValueError):
        return False
    if isinstance(found, float) and isinstance(value, float):
        return math.isclose(found, value, rel_tol=1e-6, abs_tol=1e-12) or (found != found and value != value)
    numpy = load_numpy()
    same = shape_of(found) == shape_of(value)
    return same and bool(numpy.allclose(found, value, rtol=1e-6, atol=1e-12, equal_nan=True))
