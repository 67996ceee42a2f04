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
from math import isfinite
from typing import Any

from .advice import anomaly
from .advice.array_errors import does_not_bind, explained
from .advice.pair_checks import hint_all_pairs, note_pairs
from .advice.tensor_checks import not_a_number
from .dtypes import promoted
from .grad_mode import mode
from .operation import Gate, Op
from .scalars import FLOAT_ERRORS, PLAIN, SCALARS, compute_quietly, flags, ieee, load_numpy, settle, shape_of
from .tensor import A_NEEDS, ARRAYS, B_NEEDS, BOTH_NEED, MANY, WHOLE, Tensor, constant, serials


def recording(op: Op) -> Callable[..., Any]:
    """The function that computes and records `op`."""
    numbers, arrays = _computations(op)
    make = _record_many if not op.plain else _record_one if len(op.inputs) == 1 else _record_two
    recorded = make(op, numbers, arrays)
    recorded.__name__ = recorded.__qualname__ = op.name
    recorded.__module__ = "gradviz"  # where it is found by name: it can be pickled, alone and inside a learner's class
    recorded.__doc__ = op.doc
    recorded.__signature__ = _public_signature(op)  # type: ignore[attr-defined]
    return recorded


def _public_signature(op: Op) -> inspect.Signature:
    parameters = inspect.signature(op.forward).parameters.values()
    return inspect.Signature([p for p in parameters if p.name != "xp"])


def _computations(op: Op) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """`op.forward` for Python's numbers and for arrays; where it asks for `xp`, with the library that fits them.

    Where the library for numbers has a function of the operation's own name, that is the whole forward pass of a
    number, and is called without a detour.
    """
    forward, for_numbers = op.forward, getattr(SCALARS, op.name, None) if op.plain else None
    if "xp" not in inspect.signature(forward).parameters:
        return for_numbers or forward, forward
    return for_numbers or partial(forward, SCALARS), lambda *values: forward(load_numpy(), *values)


def _record_one(op: Op, numbers: Callable[..., Any], arrays: Callable[..., Any]) -> Callable[..., Any]:
    a_needs = A_NEEDS if op.elementwise else A_NEEDS | WHOLE
    counts = op.gate is not Gate.CARRIER and op.name != "negative"  # with truth values numpy computes in eight bits

    def recorded(a: Any) -> Any:
        x, kind = a._value if a.__class__ is Tensor else a, 0
        if x.__class__ is float or x.__class__ in PLAIN:
            try:
                value = numbers(x)
            except FLOAT_ERRORS:
                value = ieee(arrays, x)
            value = value if value.__class__ is float else settle(value)
            strange = value - value  # 0, or nan for inf and nan
        elif x is a and not _is_raw(a) and a.__class__ is not list:
            raise not_a_number(op.name, a)
        else:
            x = x.astype("int64") if counts and x.__class__ is not list and x.dtype.char == "?" else x
            value, kind = _on_arrays(op, arrays, x), ARRAYS
            strange = flags.raised or (value.__class__ is float and value - value)
        if a.__class__ is not Tensor:
            return value
        out = Tensor()
        out._value, out._serial = value, next(serials)
        out._grad = out._info = None
        if a._needs and mode.quick:
            out._op, out._a, out._b = op, a, None
            out._needs = a_needs | kind
        else:
            _other_than_quick(out, op, a, None, a_needs | kind if a._needs else 0)
        return _told(op, (a,), value, out) if strange else out

    return recorded


def _record_two(op: Op, numbers: Callable[..., Any], arrays: Callable[..., Any]) -> Callable[..., Any]:
    first, second, both = _needs_of_two(op)

    def recorded(a: Any, b: Any) -> Any:
        if a.__class__ is Tensor and b.__class__ is Tensor:
            x, y, needs = a._value, b._value, (both if b._needs else first) if a._needs else second if b._needs else 0
        elif a.__class__ is Tensor and b.__class__ in PLAIN:
            x, y, needs = a._value, b, first if a._needs else 0
        elif b.__class__ is Tensor and a.__class__ in PLAIN:
            x, y, needs = a, b._value, second if b._needs else 0
        else:
            return _on_others(recorded, op, numbers, arrays, a, b)
        if (x.__class__ is float or x.__class__ in PLAIN) and (y.__class__ is float or y.__class__ in PLAIN):
            try:
                value = numbers(x, y)
            except FLOAT_ERRORS:
                value = settle(ieee(arrays, x, y))
            strange = value - value  # 0, or nan for inf and nan
        else:
            value, needs = _on_arrays(op, arrays, *_alike(x, y)), needs and needs | ARRAYS
            strange = flags.raised or (value.__class__ is float and value - value)
        out = Tensor()
        out._value, out._serial = value, next(serials)
        out._grad = out._info = None
        if needs and mode.quick:
            out._op, out._a, out._b = op, a, b
            out._needs = needs
        else:
            _other_than_quick(out, op, a, b, needs)
        return _told(op, (a, b), value, out) if strange else out

    return recorded


def _alike(x: Any, y: Any) -> tuple[Any, Any]:
    """Two raw values, at least one of them an array, in kinds that compute together as in PyTorch."""
    return (x, y) if x.__class__ in PLAIN or y.__class__ in PLAIN or x.dtype is y.dtype else promoted((x, y))


def _told(op: Op, inputs: tuple[Any, ...], value: Any, out: Tensor) -> Tensor:
    """The result, after a word about it if inf or nan was born in it."""
    anomaly.forward(op, inputs, value, out)
    return out


def _needs_of_two(op: Op) -> tuple[int, int, int]:
    """What `_needs` of a result is if the first, the second, or both inputs need a gradient."""
    whole = 0 if op.elementwise else WHOLE
    return A_NEEDS | whole, B_NEEDS | whole, BOTH_NEED | whole


def _on_others(recorded: Callable[..., Any], op: Op, numbers: Any, arrays: Any, a: Any, b: Any) -> Any:
    """`_record_two` without a Tensor, as partials are computed, or beside something that has to become an operand."""
    if (a.__class__ is float or a.__class__ in PLAIN) and (b.__class__ is float or b.__class__ in PLAIN):
        try:
            return numbers(a, b)
        except FLOAT_ERRORS:
            return settle(ieee(arrays, a, b))
    if Tensor not in (a.__class__, b.__class__) and "numpy" in (type(a).__module__, type(b).__module__):
        return _on_arrays(op, arrays, a, b)
    return recorded(operand(a, op), operand(b, op))


def operand(value: Any, op: Op) -> Any:
    """A non-Tensor input as an operation keeps it: a Python number, or an array as a constant leaf.

    Raises:
        TypeError: for anything else, with the operation's name.
    """
    if value.__class__ in PLAIN or value.__class__ is Tensor:
        return value
    module = type(value).__module__.partition(".")[0]
    if module == "numpy" and hasattr(value, "dtype") and value.dtype.kind in "fiub":
        return value.item() if value.ndim == 0 else constant(value.copy())
    raise not_a_number(op.name, value)


def _on_arrays(op: Op, arrays: Callable[..., Any], *values: Any) -> Any:
    """Compute on arrays; where the shapes do not fit, raise an error that names operation and shapes."""
    try:
        return settle(compute_quietly(arrays, *values))
    except (ValueError, TypeError) as error:
        raise explained(op, values, error) from None


def _record_many(op: Op, numbers: Callable[..., Any], arrays: Callable[..., Any]) -> Callable[..., Any]:
    count, all_given = len(op.inputs), _all_arguments(op)

    def recorded(*args: Any, **kwargs: Any) -> Any:
        given = all_given(args, kwargs)
        inputs, options = (tuple(given[0]) if op.variadic else given[:count]), given[count:]
        is_raw = Tensor not in map(type, inputs)
        if not (is_raw and all(map(_is_raw, inputs))):
            inputs = tuple([x if x.__class__ is Tensor else operand(x, op) for x in inputs])
        raw = inputs if is_raw else tuple([x._value if x.__class__ is Tensor else x for x in inputs])
        if op.advise is not None:
            op.advise(op.name, *raw)
        if numbers is not arrays and PLAIN.issuperset(map(type, raw)):
            value = settle(_on_numbers(op, numbers, arrays, raw, options))
        else:
            value = _on_arrays(op, arrays, *((raw, *options) if op.variadic else raw + options))
        if is_raw:
            return value
        out = constant(value)
        needs = MANY if any(x.__class__ is Tensor and x._needs for x in inputs) else 0
        if needs and mode.quick:
            out._op, out._a, out._b, out._needs = op, inputs, options, MANY
        else:
            _other_than_quick(out, op, inputs, options, needs)
        if flags.raised or (value.__class__ is float and not isfinite(value)):
            anomaly.forward(op, inputs, value, out)
        if raw[0].__class__ is not float and shape_of(value) == ():
            hint_all_pairs(op, inputs[0])
        return out

    return recorded


def _all_arguments(op: Op) -> Callable[[tuple[Any, ...], dict[str, Any]], tuple[Any, ...]]:
    """A function that puts the arguments of a call in order, with the defaults of those that are not given."""
    signature = _public_signature(op)
    defaults = tuple(p.default for p in signature.parameters.values())
    required = sum(default is inspect.Parameter.empty for default in defaults)

    def all_given(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        if not kwargs and required <= len(args) <= len(defaults):
            return args + defaults[len(args) :]
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise does_not_bind(op.name, signature, kwargs, error) from None
        bound.apply_defaults()
        return tuple(bound.arguments.values())

    return all_given


def _on_numbers(op: Op, numbers: Any, arrays: Any, raw: tuple[Any, ...], options: tuple[Any, ...]) -> Any:
    """Compute on Python's numbers, with IEEE's answer where Python would raise, or the error that arrays get."""
    try:
        return numbers(*raw, *options)
    except FLOAT_ERRORS:
        return _on_arrays(op, lambda *_: ieee(lambda *floats: arrays(*floats, *options), *raw), *raw, *options)


def _is_raw(value: Any) -> bool:
    """Whether a value is a raw number or array: partials call operations on them."""
    return value.__class__ in PLAIN or type(value).__module__ == "numpy"


def _other_than_quick(out: Tensor, op: Op, a: Any, b: Any, needs: int) -> None:
    """Finish a result that needs no gradient, or while recording is off, or while a meter or a packing looks on."""
    here = mode.threads.here
    if needs and here.light:  # `tell_recorded`, without the call that costs as much as all of this
        out._op, out._a, out._b, out._needs = op, a, b, needs
        here.newest = out
        return
    if here.called:
        for called in here.called:
            called(op, _inputs(op, a, b))
    if needs and here.on:
        out._op, out._a, out._b, out._needs = op, a, b, needs
        tell_recorded(out)
        return
    out._op = out._a = out._b = None
    out._needs = 0
    if out._value.__class__ is not float:
        note_pairs(out, op.name, _inputs(op, a, b), op)


def _inputs(op: Op, a: Any, b: Any) -> tuple[Any, ...]:
    return a if op.plain is False else (a,) if b is None else (a, b)


def tell_recorded(node: Tensor) -> None:
    """Tell those who look on that a node was recorded; what packs saved values comes first."""
    here = mode.here
    if here.watchers:
        here.newest = node
    if here.packing is not None:
        here.packing.pack(node)
    for recorded in here.recorded:
        recorded(node)
