"""What a backward pass refuses, and in which words."""

from __future__ import annotations

from typing import Any

from ..operation import FUNCTIONS
from ..saved import inputs_of, saved_by
from ..scalars import load_numpy, settle, shape_of
from ..tensor import Tensor, constant
from .tensor_checks import is_pytorchs, not_a_number


def seed_for(root: Tensor, gradient: Any, graph: bool) -> Any:
    """The upstream gradient that a sweep from `root` starts with, in the kind of numbers that `root` has.

    Raises:
        RuntimeError: if `root` needs no gradient, is not a single number and no gradient is given, or the
            given gradient has another shape.
        TypeError: if the given gradient does not consist of numbers.
    """
    if not root._needs:
        called = f"a Tensor named {root.name!r}" if root.name else "a Tensor"
        raise RuntimeError(
            f"backward() was called on {called} of shape {shape_of(root._value)} that needs no gradient and has no "
            "history: it was made without requires_grad=True, computed from Tensors that need none, computed under "
            "no_grad, or detached. Make a leaf: gv.tensor(3.0, requires_grad=True), compute from it outside no_grad, "
            "and change it in place: w -= step, for w = w - step under no_grad makes a Tensor that needs none."
        )
    value = root._value
    if gradient is not None:
        return _given_seed(root, gradient, graph)
    if value.__class__ is float:
        return 1.0
    if shape_of(value) and value.size != 1:
        raise RuntimeError(
            f"backward() was called on {described(root)} of shape {shape_of(value)}: a gradient belongs to one number. "
            "Reduce first, as in loss.sum().backward(), or give the upstream gradient: backward(gradient=...)."
        )
    return settle(load_numpy().ones_like(value))


def _given_seed(root: Tensor, gradient: Any, graph: bool) -> Any:
    """The upstream gradient that the learner gave: a Tensor if the pass is recorded, else a raw value."""
    shape, kind = shape_of(root._value), getattr(root._value, "dtype", "float64")
    given = gradient._value if gradient.__class__ is Tensor else gradient
    if is_pytorchs(given):
        raise not_a_number("backward(gradient=...)", given)
    try:
        seed = settle(load_numpy().array(given, dtype=kind))
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"backward(gradient=...) got {given!r:.60} ({type(given).__name__}) for {described(root)}. The upstream "
            f"gradient is a Tensor, an array or a number: one number for each element, in shape {shape}."
        ) from error
    if shape_of(seed) != shape:
        raise RuntimeError(
            f"backward(gradient=...) got shape {shape_of(seed)} for {described(root)} of shape {shape}. "
            "The upstream gradient has one number for each element: give it that shape."
        )
    if graph and gradient.__class__ is Tensor and gradient._needs:
        return FUNCTIONS["cast"](gradient, str(kind))  # so that its history is kept
    return constant(seed) if graph else seed


def described(tensor: Tensor) -> str:
    """The words an error uses for a Tensor: its name, or what made it."""
    made = f"the result of {tensor._op.name}" if tensor._op is not None else "a leaf"
    return f"{made} named {tensor.name!r}" if tensor.name else made


def freed(node: Tensor) -> RuntimeError:
    """The error for a second pass over a node whose saved values an earlier pass has freed."""
    saves = ", ".join(node._op.saves)  # type: ignore[union-attr]
    return RuntimeError(
        f"a second backward pass reached {described(node)}, but the first one freed the values that it had saved "
        f"({saves}). Call the first with backward(retain_graph=True), or compute the loss again; or, where two losses "
        "share a part, add them and call backward() once."
    )


def changed_since(node: Tensor) -> Tensor | None:
    """A value that the partials of `node` read and that was changed in place after it was used, or None."""
    for _, kept in saved_by(node):
        if kept._info is not None and kept._info.changed > node._serial:
            return kept
    return None


def refuse_changed(order: list[Tensor]) -> None:
    """Raise if a value that a partial reads was changed in place since it was used, or a computed one before it was."""
    for node in order:
        for x in inputs_of(node):
            if x.__class__ is Tensor and x._op is not None and x._info is not None and x._info.changed >= 0:
                raise RuntimeError(
                    f"{described(x)} was changed in place, so its value no longer comes from the operation that the "
                    "tape holds, and the gradient would be wrong. Write y = y * 0 or the like: a new Tensor."
                )
        kept = changed_since(node)
        if kept is not None:
            raise RuntimeError(
                f"{described(kept)} was changed in place after {described(node)} had used it, so the old value is "
                "gone and the gradient would be wrong. Run the forward pass again after the change."
            )
