"""Running a student's backward: what it is handed, and what is made of the gradients that it returns."""

from __future__ import annotations

from typing import Any

from .context import Context
from .custom_checks import arranged, refuse_second_derivative, short_read_only
from .extras import ever
from .grad_mode import aside, enable_grad
from .saved import inputs_of
from .scalars import PLAIN, load_numpy, quietly
from .tensor import Tensor, constant


def as_numpy(value: Any) -> Any:
    """A raw value as an Operation sees it: np.float64 for a Python float, a read-only view of an array."""
    numpy = load_numpy()
    if value.__class__ in PLAIN:
        return numpy.asarray(value)[()]
    if not getattr(value, "ndim", 0):
        return value
    view = value.view()
    view.flags.writeable = False
    return view


def hand_back(
    cls: Any, names: tuple[str, ...], is_input: tuple[bool, ...], node: Tensor, graph: bool, again: bool
) -> list[tuple[Any, Any]]:
    """Run the student's backward: for every input the local gradient (None unless numbers) and the downstream one.

    Args:
        cls: the student's class.
        names: of all arguments.
        is_input: which arguments are inputs.
        node: the recorded result, with its gradient.
        graph: whether the backward pass is recorded.
        again: whether what the last pass computed from this very gradient may be used once more.
    """
    context: Context = node._info.context  # type: ignore[union-attr]
    up = node._grad
    if again and context._last is not None and context._last[0] is up:
        return context._last[1]  # type: ignore[no-any-return]
    up = up._value if up.__class__ is Tensor and not graph else up
    if graph:
        refuse_second_derivative(cls, context, node)
        with enable_grad():
            given = cls.backward(context, up if up.__class__ is Tensor else constant(up))
    else:
        with aside(), short_read_only(cls, "backward"):
            given = quietly(cls.backward, context, as_numpy(up) if cls._numpy else constant(up))
    wanted = [name for name, take in zip(names, is_input, strict=True) if take]
    tensors = [name for name, x in zip(wanted, inputs_of(node), strict=True) if x.__class__ is Tensor]
    values = {n: x._value for n, x in zip(wanted, inputs_of(node), strict=True) if x.__class__ is Tensor and x._needs}
    downs = arranged(cls, given, names, tensors, values, graph)
    pairs = [(_local(downs.get(name), up), downs.get(name)) for name in wanted]
    context._last = None if graph else (up, pairs)
    context._silent = {place for place, name in enumerate(wanted) if name in downs and downs[name] is None}
    ever.silent = ever.silent or bool(context._silent)
    return pairs


def _local(down: Any, up: Any) -> Any:
    """For one number in and one out, what the upstream gradient was multiplied by; else None."""
    both = down.__class__ is float and up.__class__ is float
    return down / up if both and up != 0.0 and up - up == 0.0 else None
