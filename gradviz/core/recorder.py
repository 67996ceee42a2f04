"""What happens when an operation is called: compute the value, and remember where it came from.

One recorder is made for each operation, in the form its number of inputs asks for. Called on raw numbers
or arrays alone it only computes; called on at least one Tensor it returns a Tensor, and if an input needs
a gradient (and recording is on) that Tensor points at its ordered parents. Because of the first rule the
partials of an operation are written once and serve raw values and second derivatives alike.

A plain operation keeps its inputs in two slots, `_a` and `_b`; a number in a formula (the 2 of x**2) is
kept there as it is and is never a node. Any other operation keeps the tuple of its inputs in `_a` and the
tuple of its options in `_b`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

from .grad_mode import mode
from .operation import Op
from .scalars import FLOAT_ERRORS, PLAIN, ieee, library, load_numpy, quietly, settle, shape_of
from .tensor import A_NEEDS, B_NEEDS, MANY, Tensor, constant, next_serial


def recording(op: Op) -> Callable[..., Any]:
    """The function that computes and records `op`."""
    if not op.plain:
        recorded = _record_many(op)
    elif len(op.inputs) == 1:
        recorded = _record_one(op, _with_library(op))
    else:
        recorded = _record_two(op, _with_library(op))
    recorded.__name__ = recorded.__qualname__ = op.name
    recorded.__doc__ = op.doc
    recorded.__signature__ = _public_signature(op)  # type: ignore[attr-defined]
    return recorded


def _public_signature(op: Op) -> inspect.Signature:
    parameters = inspect.signature(op.forward).parameters.values()
    return inspect.Signature([p for p in parameters if p.name != "xp"])


def _with_library(op: Op) -> Callable[..., Any]:
    """`op.forward` on raw values; where it asks for `xp`, with the library that fits them."""
    forward = op.forward
    if "xp" not in inspect.signature(forward).parameters:
        return forward
    return lambda *values: forward(library(*values), *values)


def operand(value: Any, op: Op) -> Any:
    """A non-Tensor input as an operation keeps it: a Python number, or an array as a constant leaf.

    Raises:
        TypeError: for anything else, with the operation's name.
    """
    if value.__class__ in PLAIN:
        return value
    module = type(value).__module__.partition(".")[0]
    if module == "numpy" and hasattr(value, "dtype") and value.dtype.kind in "fiub":
        return value.item() if value.ndim == 0 else constant(value.copy())
    raise TypeError(
        f"{op.name} got {value!r:.60} ({type(value).__module__}.{type(value).__name__}). Operations take gradviz "
        "Tensors, Python numbers and numpy arrays of numbers. Make a Tensor of it first: gv.tensor(...)."
    )


def _record_one(op: Op, compute: Callable[..., Any]) -> Callable[..., Any]:
    def recorded(a: Any) -> Any:
        is_tensor = a.__class__ is Tensor
        value = a._value if is_tensor else a
        if value.__class__ in PLAIN:
            try:
                value = compute(value)
            except FLOAT_ERRORS:
                value = ieee(compute, value)
        else:
            value = quietly(compute, value)
        if value.__class__ is not float:
            value = settle(value)
        if not is_tensor:
            return value
        out = Tensor()
        out._value, out._serial, out._grad, out._info = value, next_serial(), None, None
        if a._needs and mode.quick:
            out._op, out._a, out._b, out._needs = op, a, None, A_NEEDS
        else:
            out._op, out._a, out._b, out._needs = None, None, None, 0
            if mode.watched:
                watched(out, op, a, None, A_NEEDS if a._needs else 0)
        return out

    return recorded


def _record_two(op: Op, compute: Callable[..., Any]) -> Callable[..., Any]:
    def recorded(a: Any, b: Any) -> Any:
        x = a._value if a.__class__ is Tensor else a
        y = b._value if b.__class__ is Tensor else b
        if x.__class__ in PLAIN and y.__class__ in PLAIN:
            try:
                value = compute(x, y)
            except FLOAT_ERRORS:
                value = settle(ieee(compute, x, y))
            if x is a and y is b:
                return value
        elif (x is a and x.__class__ not in PLAIN) or (y is b and y.__class__ not in PLAIN):
            return _again(recorded, op, a, b)
        else:
            value = settle(_on_arrays(op, compute, x, y))
        out = Tensor()
        out._value, out._serial, out._grad, out._info = value, next_serial(), None, None
        needs = (A_NEEDS if x is not a and a._needs else 0) | (B_NEEDS if y is not b and b._needs else 0)
        if needs and mode.quick:
            out._op, out._a, out._b, out._needs = op, a, b, needs
        else:
            out._op, out._a, out._b, out._needs = None, None, None, 0
            if mode.watched:
                watched(out, op, a, b, needs)
        return out

    return recorded


def _again(recorded: Callable[..., Any], op: Op, a: Any, b: Any) -> Any:
    """The slow door of `_record_two`: raw arrays compute, anything else becomes an operand or an error."""
    if Tensor not in (a.__class__, b.__class__) and "numpy" in (type(a).__module__, type(b).__module__):
        return settle(load_numpy().asarray(quietly(_with_library(op), a, b)))
    return recorded(
        a if a.__class__ is Tensor else operand(a, op),
        b if b.__class__ is Tensor else operand(b, op),
    )


def _on_arrays(op: Op, compute: Callable[..., Any], *values: Any) -> Any:
    """`compute` on arrays; where the shapes do not fit, an error that names operation and shapes."""
    try:
        return quietly(compute, *values)
    except (ValueError, TypeError) as error:
        shapes = [shape_of(value) for value in values[: len(op.inputs)]]
        alike = len(shapes) < 2 or shapes[0] == shapes[1] or () in shapes
        if op.name != "matmul" and alike:
            raise type(error)(f"{op.name} cannot take these inputs: {error}.") from error
        text = " and ".join(map(str, shapes))
        raise ValueError(f"{op.name} got shapes {text}, which do not fit together. {_advice(op)}") from error


def _advice(op: Op) -> str:
    if op.name == "matmul":
        return "In a @ b the last size of a must be the last but one of b; try a @ b.transpose(-1, -2) or b @ a."
    return "Compared from the right, sizes must be equal or one of them 1; try reshape."


def _record_many(op: Op) -> Callable[..., Any]:
    count, signature = len(op.inputs), _public_signature(op)
    takes_library = "xp" in inspect.signature(op.forward).parameters

    def recorded(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        given = tuple(bound.arguments.values())
        inputs, options = (tuple(given[0]) if op.variadic else given[:count]), given[count:]
        inputs = tuple(x if x.__class__ is Tensor or _is_raw(x) else operand(x, op) for x in inputs)
        raw = [x._value if x.__class__ is Tensor else x for x in inputs]
        values = (*([raw] if op.variadic else raw), *options)
        compute = partial(op.forward, library(*raw)) if takes_library else op.forward
        value = settle(
            _on_numbers(compute, *values) if PLAIN.issuperset(map(type, raw)) else _on_arrays(op, compute, *values)
        )
        if not any(x.__class__ is Tensor for x in inputs):
            return value
        out = constant(value)
        needs = MANY if any(x.__class__ is Tensor and x._needs for x in inputs) else 0
        if needs and mode.quick:
            out._op, out._a, out._b, out._needs = op, inputs, options, MANY
        elif mode.watched:
            watched(out, op, inputs, options, needs)
        return out

    return recorded


def _on_numbers(compute: Callable[..., Any], *values: Any) -> Any:
    """`compute` on Python numbers, with IEEE's answer where Python would raise."""
    try:
        return compute(*values)
    except FLOAT_ERRORS:
        return ieee(compute, *values)


def _is_raw(value: Any) -> bool:
    """Whether a value is a raw array: partials call operations on them."""
    return value.__class__ in PLAIN or type(value).__module__ == "numpy"


def watched(out: Tensor, op: Op, a: Any, b: Any, needs: int) -> None:
    """Record a result while somebody looks on: a meter, or a packing of saved values."""
    for watcher in mode.watchers:
        watcher.called(op, a if op.plain is False else (a,) if b is None else (a, b))
    if needs and mode.on:
        out._op, out._a, out._b, out._needs = op, a, b, needs
        tell_recorded(out)


def tell_recorded(node: Tensor) -> None:
    """Tell those who look on that a node was recorded; what packs saved values comes first."""
    if mode.packing is not None:
        mode.packing.pack(node)
    for watcher in mode.watchers:
        watcher.recorded(node)
