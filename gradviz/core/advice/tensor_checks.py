"""What a Tensor refuses or warns of, and in which words."""

from __future__ import annotations

from typing import Any

from ..saved import inputs_of
from ..tensor import Tensor
from .learner import learners_place, warn_learner

__all__ = [
    "has_shape", "hint_all_pairs", "hint_inner_gradient", "hint_kept_gradient", "like_tensor", "not_a_block",
    "not_a_number", "not_a_truth_value", "refuse_integers", "warn_learner",
]  # fmt: skip


def refuse_integers(value: Any) -> None:
    """Raise TypeError if gradients are asked for whole numbers or truth values."""
    if value.__class__ is float:
        return
    kind = "b" if value.__class__ is bool else "i" if value.__class__ is int else getattr(value, "dtype", None)
    if kind is not None and getattr(kind, "kind", kind) != "f":
        raise TypeError(
            f"only floating point Tensors can require gradients; this one holds {value!s:.60}. "
            "A small change of an integer is not defined: write 3.0 instead of 3."
        )


def not_a_truth_value(word: str, value: Any) -> TypeError:
    """The error for an option that is True or False and was given something else."""
    return TypeError(f"{word} got {value!r:.40}; it is True or False. Write {word}=True.")


def not_a_block(data: Any, error: Exception) -> TypeError:
    """The error for data of which no array can be made."""
    if _holds_history(data):
        return TypeError(
            f"tensor() got a list with Tensors that require grad, {data!r:.60}; it copies values, so no gradient would "
            "flow back to them. Join them by an operation: gv.stack([w1, w2]), or gv.cat([...]) for vectors end to end."
        )
    text = str(error).rstrip(".")
    return TypeError(f"tensor() got {data!r:.60}, which is not a rectangular block of numbers: {text}.")


def _holds_history(data: Any) -> bool:
    """Whether a list, at any depth, holds a Tensor that needs a gradient."""
    if isinstance(data, (list, tuple)):
        return any(map(_holds_history, data))
    return data.__class__ is Tensor and data.requires_grad


def has_shape(name: str, value: Any) -> Any:
    """The value itself, if it is a Tensor or array.

    Raises:
        TypeError: otherwise, with the name of what was called.
    """
    if not hasattr(value, "shape"):
        raise not_a_number(name, value)
    return value


def like_tensor(name: str, value: Any) -> None:
    """Raise TypeError unless the value is a Tensor, whose shape and dtype are taken."""
    if value.__class__ is not Tensor:
        raise not_a_number(name, value)


def not_a_number(name: str, value: Any) -> TypeError:
    """The error for something that the operation `name` cannot compute with."""
    module, what = type(value).__module__, f"{value!r:.60} ({type(value).__module__}.{type(value).__name__})"
    words = (
        "Operations take gradviz Tensors, Python numbers and numpy arrays of numbers. "
        "Make a Tensor of it first: gv.tensor(...)."
    )
    if module.partition(".")[0] == "torch":
        words = (
            "That is PyTorch's, and a gradient cannot flow from one library's tape to the other's. "
            "Take its values alone, gv.tensor(t.detach().numpy()), or use one library throughout."
        )
    elif value is None:
        what = "None"
        words = (
            "A function or forward() without return gives None: write return. And a .grad is None before backward(), "
            "after zero_grad(), and for a Tensor that was computed: call backward() first, and look that w is still "
            "the leaf: w = w - step makes a new Tensor of that name."
        )
    return TypeError(f"{name} got {what}. {words}")


def hint_inner_gradient(inner: Tensor) -> None:
    """Warn that an inner Tensor's `.grad` was asked for, which is not kept."""
    warn_learner(
        f".grad of an inner Tensor ({inner.name or inner._op!r}) is not kept: only leaves accumulate gradients. "
        "Call .retain_grad() on it before backward(), or look at the picture, which shows every gradient. "
        "(A leaf becomes an inner Tensor by w = w - step; write: with gv.no_grad(): w -= step.)"
    )


def hint_kept_gradient(leaf: Tensor) -> None:
    """Warn if a leaf moves a second time by a gradient that its last move had used and backward() added to since.

    Called before every in-place change of a leaf. Adding up before a step is meant, and so is a second step by the
    same gradient; a gradient that was zeroed or set in between is another one.
    """
    gradient, info = leaf._grad, leaf._extras()
    if gradient.__class__ is not Tensor:  # None, or nobody has looked at it
        info.used = None
        return
    # Numbers only, so that nothing is kept alive: which object, how often it was changed in place, which value.
    now, before = (gradient._serial, gradient._version, id(gradient._value)), info.used
    info.used = now
    if before is None or before[:2] != now[:2] or before[2] == now[2]:
        return
    place = learners_place()
    if not place.heard("kept gradient"):
        name = place.name_of(leaf)
        place.warn(
            f"{f'the leaf {name}' if name else 'a leaf'} is changed in place by a gradient that its last change had used already and to which backward() "
            "has added since: the step follows old losses too. Forget gradients after each step: "
            f"optimizer.zero_grad(), or {name or 'w'}.grad = None. (If adding up is meant, do so as well, and step less often.)",
            UserWarning,
        )
        place.now_heard("kept gradient")


def hint_all_pairs(reduced: Any) -> None:
    """Warn if what is reduced to one number was made of shapes (n, 1) and (n,), which broadcast to (n, n).

    That is the way in which predictions meet targets of other examples. The elementwise operations that led to the
    reduction are gone through, for the difference may have been squared before the mean was taken.
    """
    shape = reduced.shape if reduced.__class__ is Tensor and reduced._op is not None else ()
    if len(shape) != 2 or shape[0] != shape[1] or shape[0] == 1:
        return
    nodes = [reduced]
    for node in nodes:  # grows while it is walked
        sources = [x for x in inputs_of(node) if x.__class__ is Tensor] if node._op.plain else []
        shapes = [tuple(x.shape) for x in sources]
        if sorted(shapes, key=len) == [shape[:1], (shape[0], 1)]:
            return _hint_pairs(node, sources, shapes)
        new = [x for x in sources if x._op is not None and x.shape == shape and all(x is not y for y in nodes)]
        nodes += new if len(nodes) < 20 else []


def _hint_pairs(node: Tensor, sources: list[Tensor], shapes: list[tuple[int, ...]]) -> None:
    row, column = sorted(sources, key=lambda x: x.ndim)
    if column._op is not None and any(x is row for x in inputs_of(column)):
        return  # x[:, None] - x means all pairs
    place, count = learners_place(), shapes[0][0]
    ours = any(".nn." in module for module in place.through)  # losses say so themselves
    if ours or place.heard("all pairs"):
        return
    name, other = (place.name_of(x) or letter for x, letter in zip((row, column), "ba", strict=True))
    place.warn(
        f"{node._op.name} got shapes {shapes[0]} and {shapes[1]}, which broadcast to {(count, count)}, "  # type: ignore[union-attr]
        f"and all {count * count} numbers were reduced to one: each of {other} has met each of {name}. If they belong "
        f"together one by one, give both one shape, as in {other}.squeeze(-1) or {name}.reshape({count}, 1). "
        f"If all pairs are meant, say so: {name}[None, :].",
        UserWarning,
    )
    place.now_heard("all pairs")
