"""What a Tensor refuses or warns of, and in which words."""

from __future__ import annotations

from typing import Any

from ..tensor import Tensor
from .learner import learners_place, warn_learner

__all__ = [
    "changed_while_recorded", "has_shape", "hint_inner_gradient", "hint_kept_gradient", "is_pytorchs", "like_tensor",
    "not_a_block", "not_a_number", "not_a_truth_value", "refuse_integers", "warn_learner",
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
    if is_pytorchs(data):
        return not_a_number("tensor()", data)
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


def is_pytorchs(value: Any) -> bool:
    """Whether a value is PyTorch's, which no gradient of ours can flow through."""
    return type(value).__module__.partition(".")[0] == "torch"


def not_a_number(name: str, value: Any) -> TypeError:
    """The error for something that the operation `name` cannot compute with."""
    what = f"{value!r:.60} ({type(value).__module__}.{type(value).__name__})"
    words = (
        "Operations take gradviz Tensors, Python numbers and numpy arrays of numbers. "
        "Make a Tensor of it first: gv.tensor(...)."
    )
    if is_pytorchs(value):
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


def changed_while_recorded(leaf: Tensor) -> RuntimeError:
    """The error for a leaf that is changed in place while operations are recorded."""
    name = learners_place().name_of(leaf)
    w = name or "w"
    return RuntimeError(
        f"{f'a leaf named {name!r}' if name else 'a leaf'} that requires grad was changed in place while operations "
        f"are recorded, so the tape would hold a value that is gone. Write: with gv.no_grad(): {w} -= lr * {w}.grad   "
        "(or use an optimizer)."
    )


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
            f"{f'the leaf {name}' if name else 'a leaf'} is changed in place by a gradient that its last change had "
            "used already and to which backward() has added since: the step follows old losses too. Forget gradients "
            f"after each step: optimizer.zero_grad(), or {name or 'w'}.grad = None. (If adding up is meant, do so as "
            "well, and step less often.)",
            UserWarning,
        )
        place.now_heard("kept gradient")
