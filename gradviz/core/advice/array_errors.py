"""What is said where numpy cannot compute with what an operation was given: names and shapes, why, and what to try."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterable
from typing import Any

from ..operation import Op
from ..scalars import load_numpy, shape_of
from ..tensor import Tensor
from .tensor_checks import not_a_number

PUBLIC_NAMES = {"reshape": "reshape (or view)", "broadcast_to": "expand (or broadcast_to)"}
"""Operations that people call by another name too."""


def explained(op: Op, values: tuple[Any, ...], error: Exception) -> Exception:
    """The error for the learner in place of numpy's.

    Args:
        op: the operation.
        values: its raw inputs (of a variadic operation: their list), then its options.
        error: what numpy raised.
    """
    if str(error).startswith(f"{op.name} got"):
        return error  # the operation has said itself what is wrong
    inputs, options = values[: len(op.inputs)], dict(zip(op.options, values[len(op.inputs) :], strict=True))
    inputs = tuple(inputs[0]) if op.variadic else inputs
    strange = next((x for x in inputs if load_numpy().asarray(x).dtype.kind not in "fiub"), None)
    if strange is not None:
        return not_a_number(op.name, strange)
    shapes = [shape_of(x) for x in inputs]
    listed = next((word for word, value in options.items() if value.__class__ is Tensor), None)
    if op.variadic and listed:
        return TypeError(
            f"{op.name} got a Tensor as {listed}: it takes all that is joined as one list, and {listed} after it. "
            f"Write gv.{op.name}([a, b])."
        )
    advice = _advice(op, shapes, options, error)
    called = PUBLIC_NAMES.get(op.name, op.name)
    if advice is None:
        return type(error)(f"{called} cannot take these inputs: {str(error).rstrip('.')}.")
    text = " and ".join(map(str, shapes)) if len(shapes) < 5 else f"{', '.join(map(str, shapes[:4]))}, ..."
    given = "".join(f", {word}={value!r}" for word, value in options.items() if not (value is None or value is False))
    return type(error)(f"{called} got shape{'s' * (len(shapes) > 1)} {text}{given}{advice}")


def _advice(op: Op, shapes: list[tuple[int, ...]], options: dict[str, Any], error: Exception) -> str | None:
    """What is wrong with the shapes and what to try, after the shapes themselves; None where it is something else."""
    if isinstance(error, load_numpy().exceptions.AxisError):
        return _no_such_dim(op, error)
    if op.name == "reshape":
        return _other_count(shapes[0], options["shape"])
    if op.name == "permute":
        return f": it takes each of the {len(shapes[0])} dimensions once. Try x.T to turn the order round."
    if op.name == "broadcast_to":
        return ", and only a size of 1 can be repeated. Give the other sizes as they are, or -1. Try repeat."
    if op.name == "cat" and () in shapes:
        return ": single numbers have no dimension to be joined along. gv.stack([...]) makes one."
    if op.variadic:
        return ", which do not fit together. " + (
            "stack takes one shape; gv.cat joins along a dimension that is there."
            if op.name == "stack"
            else "Apart from the size along dim they must be the same; try reshape, or gv.stack for a new dimension."
        )
    if any(0 in shape for shape in shapes) and "zero-size" in str(error):
        return ": there is no number in it to choose or compare. Look why the selection or batch is empty."
    if op.name == "matmul":
        return (
            ", which do not fit together. In a @ b the last size of a must be the last but one of b; "
            "try a @ b.transpose(-1, -2) or b @ a."
        )
    if len({shape for shape in shapes if shape}) > 1:
        return (
            ", which do not fit together. Compared from the right, sizes must be equal or one of them 1; try reshape."
        )
    return None


def _no_such_dim(op: Op, error: Any) -> str:
    """What follows the shapes where a dimension does not exist."""
    if error.axis is None:
        return f": {error}."
    if not error.ndim:
        return ": a single number has no dimensions to exchange or to put in order."
    column = " A vector has no other side to be exchanged with: x.reshape(-1, 1) makes a column of it."
    numbered = f"{-error.ndim} to {error.ndim - 1}"
    return f": there is no dimension {error.axis}, they are numbered {numbered}. " + (
        column.strip() if op.name == "transpose" and error.ndim == 1 else f"Try {error.ndim - 1}, the last one."
    )


def _other_count(shape: tuple[int, ...], sizes: Any) -> str:
    """What follows the shape where other sizes hold another number of elements."""
    wanted = sizes if isinstance(sizes, (tuple, list)) else (sizes,)
    count = math.prod(shape)
    if list(wanted).count(-1) > 1:
        return ": only one size may be -1, which is worked out from the others."
    divisor = next((n for n in (2, 3, 5, 7) if count % n == 0 and count > n), 0)
    fits = f"({divisor}, {count // divisor})" if divisor else f"({count}, 1)"
    what = f"{count} element{'s' * (count != 1)} cannot be laid out so"
    return f": {what}. Sizes whose product is {count} fit, such as ({count},) or {fits}; one may be -1, as in (-1, 1)."


def unknown_option(name: str, word: str, known: Iterable[str], hints: dict[str, str] | None = None) -> TypeError:
    """The error for a keyword that a function does not take, with the one that was probably meant."""
    from ..words.missing import nearest

    known = list(known)
    near = (hints or {}).get(word) or nearest(word, known)
    guess = f"Did you mean {near}=?" if near in known else ""
    return TypeError(" ".join(part for part in (f"{name}() has no option {word!r}.", guess,
                                                f"It takes {', '.join(known)}.") if part))  # fmt: skip


def does_not_bind(name: str, signature: inspect.Signature, kwargs: dict[str, Any], error: TypeError) -> TypeError:
    """The error for a call whose arguments do not fit a signature, with the function's name."""
    known = signature.parameters
    for word in kwargs:
        if word not in known:
            return unknown_option(name, word, known)
    missing = [p.name for p in known.values() if p.default is p.empty and p.name not in kwargs]
    example = f" Write gv.{name}({', '.join(f'{n}=-1' if n == 'dim' else n for n in missing)})."
    return TypeError(f"{name}() is {error}.{example}" if "missing" in str(error) else f"{name}(): {error}.")
