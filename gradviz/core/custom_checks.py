"""What a student's operation is told when forward or backward is not right, and in which words."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Iterator
from typing import Any

from .context import Context
from .scalars import PLAIN, load_numpy, settle, shape_of
from .tensor import Tensor


def refuse_operation(operation: Any, base: type) -> None:
    """Raise TypeError for what `tensor_op` cannot decorate."""
    if not (inspect.isclass(operation) and issubclass(operation, base)):
        raise TypeError(
            f"tensor_op got {operation!r:.60}, which is not a class made from gv.Operation, so it has no place for a "
            "backward rule. Write: class name(gv.Operation) with forward(ctx, ...) and backward(ctx, grad_output)."
        )
    forward: Any = operation.forward  # type: ignore[attr-defined]
    first = next(iter(inspect.signature(forward).parameters), "")
    if operation.setup_context is None and first in ("", "self"):  # type: ignore[attr-defined]
        raise TypeError(
            f"forward of operation {operation.__name__} has no ctx: it is called as forward(ctx, ...) and stores there "
            "what backward needs. Write @staticmethod and forward(ctx, a, b)."
        )


@contextlib.contextmanager
def short_read_only(cls: type, which: str) -> Iterator[None]:
    """Add to numpy's error about read-only arrays whose they are and what to do."""
    try:
        yield
    except ValueError as error:
        if "read-only" in str(error):
            error.add_note(
                f"{which} of operation {cls.__name__} tried to change an array that belongs to the tape. "
                "Change a copy: a = a.copy()."
            )
        raise


def checked_result(cls: type, result: Any) -> Any:
    """What forward returned as a Tensor, or as a raw value of floats.

    Raises:
        TypeError: if it is not one block of numbers.
    """
    if result.__class__ is Tensor:
        return result if cls._numpy is False else result._value  # type: ignore[attr-defined]
    array = None if result is None else load_numpy().asarray(result)
    if array is None or array.dtype.kind not in "fiub" or isinstance(result, (tuple, list)):
        raise TypeError(
            f"forward of operation {cls.__name__} returned {result!r:.60} ({type(result).__name__}). An operation "
            "has one result, a number or an array of numbers: return that, and store anything else on ctx."
        )
    return array if array.dtype.kind == "f" else array.astype(float)


def refuse_second_derivative(cls: type, context: Context, node: Tensor) -> None:
    """Raise where a recorded backward pass through a student's operation would lose part of the derivative."""
    name = cls.__name__
    if cls._numpy:  # type: ignore[attr-defined]
        raise RuntimeError(
            f"a backward pass with create_graph=True reached operation {name}, whose backward is numpy and leaves no "
            f"trace to differentiate again. Write {name} as a gv.autograd.Function, which computes with Tensors."
        )
    if context._unpack is not None:
        raise RuntimeError(
            f"a backward pass with create_graph=True reached operation {name}, whose saved values were packed by "
            "saved_tensors_hooks and so have no history. Compute the forward pass outside the block."
        )
    if context.made_inside(node):
        raise RuntimeError(
            f"a backward pass with create_graph=True reached operation {name}, which stored a value that its forward "
            "computed on the way: it has no history, so the second derivative would be wrong. Store the inputs or the "
            "result, and compute that value again in backward."
        )


def arranged(
    cls: type, given: Any, names: tuple[str, ...], tensors: list[str], values: dict[str, Any], graph: bool
) -> dict[str, Any]:
    """What backward returned, checked, as one gradient for each input that needs one.

    Args:
        cls: the student's class.
        given: what backward returned.
        names: the arguments that forward was called with.
        tensors: those of them that are Tensors.
        values: the raw value of each that needs a gradient.
        graph: whether gradients are Tensors (else raw values).
    """
    gradients = list(given) if isinstance(given, (tuple, list)) else [given]
    while len(gradients) > len(names) and gradients[-1] is None:
        gradients.pop()
    in_order = len(gradients) <= len(names) and not set(tensors) & set(names[len(gradients) :])
    if not in_order and len(gradients) != len(tensors):
        raise ValueError(
            f"backward of operation {cls.__name__} returned {_count(gradients)}, but forward was called with "
            f"{len(names)} ({', '.join(names)}). Return one gradient for each argument in that order, None where "
            "there is none."
        )
    by_name = dict(zip(names if in_order else tensors, gradients, strict=False))
    return {name: _checked(cls, name, by_name[name], value, graph) for name, value in values.items()}


def _count(gradients: list[Any]) -> str:
    return "1 gradient" if len(gradients) == 1 else f"{len(gradients)} gradients"


def _checked(cls: type, name: str, gradient: Any, input_value: Any, graph: bool) -> Any:
    """One gradient, summed back over what broadcasting had spread; None where the student says that there is none."""
    from .backward import fit

    shape = shape_of(input_value)
    if gradient is None:
        return None
    value = gradient._value if gradient.__class__ is Tensor else gradient
    if value.__class__ not in PLAIN and getattr(load_numpy().asarray(value).dtype, "kind", "O") not in "fiub":
        raise TypeError(
            f"backward of operation {cls.__name__} returned {gradient!r:.60} ({type(gradient).__name__}) as the "
            f"gradient of {name}. A gradient is a number or an array of numbers, or None where there is none."
        )
    value = settle(load_numpy().asarray(value, dtype=None if getattr(value, "dtype", None) is not None else float))
    have = shape_of(value)
    if have != shape and not _spreads(shape, have):
        raise ValueError(
            f"backward of operation {cls.__name__} returned a gradient of shape {have} for {name}, which has shape "
            f"{shape}. Each element has a gradient of its own: give it that shape."
        )
    return fit(gradient if graph and gradient.__class__ is Tensor else value, input_value)


def _spreads(shape: tuple[int, ...], to: tuple[int, ...]) -> bool:
    """Whether an input of this shape can have been broadcast to the other."""
    last = to[len(to) - len(shape) :] if len(to) >= len(shape) else ()
    return len(to) >= len(shape) and all(n in (1, m) for n, m in zip(shape, last, strict=True))
