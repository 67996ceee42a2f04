"""A student's own operations: a class with `forward(ctx, ...)` and `backward(ctx, grad_output)`.

Two base classes, one machinery. They differ in what forward and backward are handed, and the class that a
student writes after says which:

- `Operation` is handed numpy values (np.float64 for a number, a read-only array otherwise): the code is plain
  numpy, `np.maximum(0, a)` or `(a > 0).astype(float)`, and nothing of gradviz hides in it.
- `Function` is handed Tensors, as torch.autograd.Function is: `x.exp()`, `x.clamp(min=0)`. Its backward pass can
  itself be recorded, so second derivatives work.

Either way the operation is recorded like a declared one: drawn, stepped through, and checked by `gradcheck`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from .advice import anomaly
from .advice.anomaly_words import is_finite
from .context import Context
from .custom_backward import as_numpy, hand_back
from .custom_checks import checked_result, refuse_operation, short_read_only
from .grad_mode import mode, no_grad
from .operation import Gate, Op, vjp
from .recorder import tell_recorded
from .scalars import quietly, settle
from .tensor import MANY, Tensor, constant, serials


class Operation:
    """Base of a student's operation in numpy. Write static `forward` and `backward`, decorate with `tensor_op`.

    `forward(ctx, ...)` gets its arguments as they were given, each Tensor as its numpy value, and returns the
    result. `backward(ctx, grad_output)` gets the upstream gradient in the same form and returns the downstream
    gradients: a tuple or list with one for each argument (None where there is none; options at the end may be left
    out), or one value alone if there is one. A gradient has its argument's shape, or one that broadcasting has
    spread, which is summed back. What backward needs is stored on `ctx` (see `gradviz.core.context.Context`).

    Class attributes a picture uses: `symbol` (the class's name if left out).

    Its backward pass is numpy and leaves no trace, so create_graph=True through it raises; write a `Function` for
    second derivatives.

    Example:
        >>> import gradviz as gv
        >>> @gv.tensor_op
        ... class cube(gv.Operation):
        ...     @staticmethod
        ...     def forward(ctx, a):
        ...         ctx.a = a
        ...         return a ** 3
        ...     @staticmethod
        ...     def backward(ctx, grad_output):
        ...         return 3 * ctx.a ** 2 * grad_output
        >>> x = gv.tensor(2.0, requires_grad=True)
        >>> y = cube(x); y.backward()
        >>> y, x.grad
        (tensor(8., grad_fn=<cubeBackward>), tensor(12.))
    """

    symbol: str | None = None
    gate = Gate.MIXER
    setup_context: Callable[..., None] | None = None
    _numpy = True
    _ops: dict[Any, Op]

    def __init_subclass__(cls) -> None:
        cls._ops = {}

    @staticmethod
    def forward(ctx: Any, *args: Any) -> Any:
        """Compute the result. To be written by the student."""
        raise NotImplementedError("forward(ctx, ...) is not written yet: it computes the result.")

    @staticmethod
    def backward(ctx: Any, grad_output: Any) -> Any:
        """Compute the downstream gradients from the upstream one. To be written by the student."""
        raise NotImplementedError(
            "backward(ctx, grad_output) is not written yet: it returns one gradient per argument."
        )

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Compute the operation, and record it if an input needs a gradient.

        Called without any Tensor, an `Operation` returns a raw value, as declared operations do.
        """
        return _apply(cls, args, kwargs)


class Function(Operation):
    """Base of a student's operation in Tensors: torch.autograd.Function's form. Call it with `.apply(...)`.

    forward and backward get Tensors and return Tensors. forward runs with nothing recorded. backward is recorded
    under create_graph=True, and then second derivatives are right if it computes from what has a history: the inputs,
    the result and grad_output. A float that forward made on its way has none, and storing one raises there.

    PyTorch's newer form is understood too: forward without ctx, and a static `setup_context(ctx, inputs, output)`
    that stores.

    Example:
        >>> import gradviz as gv
        >>> class Exp(gv.autograd.Function):
        ...     @staticmethod
        ...     def forward(ctx, x):
        ...         result = x.exp()
        ...         ctx.save_for_backward(result)
        ...         return result
        ...     @staticmethod
        ...     def backward(ctx, grad_output):
        ...         result, = ctx.saved_tensors
        ...         return grad_output * result
        >>> x = gv.tensor(0.0, requires_grad=True)
        >>> Exp.apply(x).backward()
        >>> x.grad
        tensor(1.)
    """

    _numpy = False


def tensor_op(operation: type[Operation]) -> Callable[..., Any]:
    """Turn a class with `forward` and `backward` into a function of Tensors.

    Args:
        operation: a subclass of `Operation` (handed numpy values) or `autograd.Function` (handed Tensors).

    Returns:
        A function with the class's name, documentation and forward's parameters; `.operation` is the class.

    Raises:
        TypeError: if it is not such a class, or its forward lacks `ctx`.

    Example:
        >>> import gradviz as gv
        >>> @gv.tensor_op
        ... class square(gv.Operation):
        ...     def forward(ctx, x):
        ...         ctx.x = x
        ...         return x * x
        ...     def backward(ctx, grad_output):
        ...         return 2 * ctx.x * grad_output
        >>> x = gv.tensor(3.0, requires_grad=True)
        >>> square(x).backward(); x.grad
        tensor(6.)
    """
    refuse_operation(operation, Operation)

    def function(*args: Any, **kwargs: Any) -> Any:
        return operation.apply(*args, **kwargs)

    function.__name__ = function.__qualname__ = operation.__name__
    function.__module__ = operation.__module__
    function.__doc__ = operation.__doc__ if "__doc__" in vars(operation) else None
    function.__signature__ = inspect.Signature(_parameters(operation))  # type: ignore[attr-defined]
    function.operation = operation  # type: ignore[attr-defined]
    return function


def _apply(cls: type[Operation], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    names = _names(cls, args, kwargs)
    given = [*args, *kwargs.values()]
    entries = [_entry(value) for value in given]
    handed = [_handed(cls, value) for value in entries]
    is_input = tuple(x.__class__ in (Tensor, float, int) for x in entries)
    inputs = tuple(x for x, take in zip(entries, is_input, strict=True) if take)
    context = Context(tuple(x.__class__ is Tensor and x._needs != 0 for x in entries))
    returned = _forward(cls, context, handed[: len(args)], dict(zip(kwargs, handed[len(args) :], strict=True)))
    result = checked_result(cls, returned)
    if cls._numpy and not any(x.__class__ is Tensor for x in entries):
        return settle(result)
    out = _as_node(result, context)
    op = _op_for(cls, names, is_input, len(args), _stored_names(context, names, handed, (out, returned)))
    for watcher in mode.watchers:
        watcher.called(op if cls._numpy else None, inputs)
    if mode.on and any(context.needs_input_grad):
        out._extras().context = context
        options = tuple(x for x, take in zip(entries, is_input, strict=True) if not take)
        out._op, out._a, out._b, out._needs = op, inputs, options, MANY
        if not mode.quick:
            tell_recorded(out)
    if cls._numpy and not is_finite(out._value):
        anomaly.forward(op, inputs, out._value, out)
    return out


def _names(cls: type[Operation], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[str, ...]:
    """The name of each given argument; those that a *parameter takes are numbered."""
    parameters = _parameters(cls)
    names: list[str] = []
    for parameter in parameters[: len(args)]:
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [f"{parameter.name}{i}" for i in range(len(args) - len(names))]
            break
        names.append(parameter.name)
    names += [f"argument{i}" for i in range(len(names), len(args))]  # too many: forward itself will say so
    return (*names, *kwargs)


def _parameters(cls: type[Operation]) -> list[inspect.Parameter]:
    """What forward is called with, apart from ctx."""
    parameters = list(inspect.signature(cls.forward).parameters.values())
    return parameters[1:] if cls.setup_context is None else parameters


def _entry(value: Any) -> Any:
    """An argument as it is kept: an array of numbers as a constant leaf, everything else as it is."""
    if type(value).__module__ != "numpy" or getattr(getattr(value, "dtype", None), "kind", "") not in tuple("fiub"):
        return value
    return value.item() if value.ndim == 0 else constant(value.copy())


def _handed(cls: type[Operation], value: Any) -> Any:
    """An argument as forward gets it; a new object for every argument, so that what is stored can be told apart."""
    if value.__class__ is not Tensor or not cls._numpy:
        return value
    return as_numpy(value._value)


def _forward(cls: type[Operation], context: Context, args: list[Any], kwargs: dict[str, Any]) -> Any:
    first = next(serials)
    with no_grad(), short_read_only(cls, "forward"):
        first_argument = (context,) if cls.setup_context is None else ()
        result = quietly(lambda: cls.forward(*first_argument, *args, **kwargs))
        if cls.setup_context is not None:
            cls.setup_context(context, (*args, *kwargs.values()), result)
    context._serials = (first, next(serials))
    return result


def _as_node(result: Any, context: Context) -> Tensor:
    """The Tensor that becomes the recorded result: forward's own if it made it, so that `ctx.result` is the node."""
    if result.__class__ is not Tensor:
        return constant(settle(result))
    first, last = context._serials
    fresh = first < result._serial < last and result._op is None and not result._needs
    return result if fresh else constant(result._value)


def _stored_names(
    context: Context, names: tuple[str, ...], handed: list[Any], results: tuple[Any, ...]
) -> tuple[str, ...]:
    """What the backward pass will read again: the names of inputs, "c" for the result, "ctx" for the rest."""
    known = {id(value): name for name, value in zip(names, handed, strict=True)} | {id(r): "c" for r in results}
    context._others = [value for value in context.stored() if id(value) not in known]
    found = {known.get(id(value), "ctx") for value in context.stored()}
    return tuple(name for name in ("c", *names, "ctx") if name in found)


def _op_for(
    cls: type[Operation], names: tuple[str, ...], is_input: tuple[bool, ...], positional: int, saves: tuple[str, ...]
) -> Op:
    """The Op for calls of this form; equal forms share one, so that equal programs have equal graphs."""
    key = (names, is_input, positional, saves)
    if key not in cls._ops:
        inputs = tuple(n for n, take in zip(names, is_input, strict=True) if take)
        options = tuple(n for n, take in zip(names, is_input, strict=True) if not take)

        def again(*values: Any) -> Any:
            of = iter(values[: len(inputs)]), iter(values[len(inputs) :])
            each = [next(of[0] if take else of[1]) for take in is_input]
            return cls.apply(*each[:positional], **dict(zip(names[positional:], each[positional:], strict=True)))

        doc, name = inspect.cleandoc(vars(cls).get("__doc__") or ""), cls.__name__
        latex = rf"c = \operatorname{{{name}}}({', '.join(inputs)})"
        partials = tuple(vjp("g \\cdot J", _through_ctx) for _ in inputs)
        cls._ops[key] = Op(
            name, cls.symbol or name, f"{name}Backward", latex, cls.gate, again, partials, inputs, options, (), doc,
            together=lambda node, graph, again=False: hand_back(cls, names, is_input, node, graph, again), saves=saves,
        )  # fmt: skip
    return cls._ops[key]


def _through_ctx(*_: Any) -> Any:
    raise TypeError("a student's operation has no partial by itself: its backward pass reads what forward put on ctx.")
