"""Making leaves, and the one door through which their values may change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .advice.array_errors import unknown_option
from .advice.tensor_checks import (
    changed_while_recorded,
    hint_kept_gradient,
    not_a_block,
    not_a_truth_value,
    refuse_integers,
)
from .dtypes import as_dtype
from .extras import ever
from .grad_mode import mode
from .scalars import load_numpy, settle, shape_of
from .tensor import LEAF_NEEDS, Tensor, serials


def tensor(
    data: Any, requires_grad: bool = False, *, name: str | None = None, dtype: Any = None, **unknown: Any
) -> Tensor:
    """Make a leaf from a number, a list or an array. The values are copied.

    Args:
        data: a number, nested lists of numbers, a numpy array, or a Tensor (whose value is taken).
        requires_grad: whether gradients are computed for it.
        name: the name that pictures show.
        dtype: the kind of numbers, float64 for floats unless said otherwise; int64 and bool for integers
            and truth values, which serve as targets, masks and indices.
        **unknown: nothing else is taken; a word that is one letter off is answered with the right one.

    Raises:
        TypeError: if the data are not numbers, or an integer leaf asks for gradients, or an option is unknown.

    Example:
        >>> import gradviz as gv
        >>> gv.tensor([1.0, 2.0], requires_grad=True)
        tensor([1., 2.], requires_grad=True)
    """
    value = data
    if unknown:
        raise unknown_option("tensor", next(iter(unknown)), ("data", "requires_grad", "name", "dtype"))
    if requires_grad.__class__ is not bool:
        raise not_a_truth_value("requires_grad", requires_grad)
    if data.__class__ is not float or dtype is not None:
        value = _own_value(data, as_dtype(dtype))
        if requires_grad:
            refuse_integers(value)
    out = Tensor()  # as `constant` does, without the call: a lesson makes many leaves
    out._value = value
    out._op = out._a = out._b = out._grad = out._info = None
    out._needs = LEAF_NEEDS if requires_grad else 0
    out._serial = next(serials)
    return out if name is None else out.named(name)


def _own_value(data: Any, dtype: Any) -> Any:
    """The data as a raw value that nobody else holds."""
    if data.__class__ is Tensor:
        data = data._value
    numpy = load_numpy()
    try:
        array = numpy.array(data, dtype=dtype)
    except (TypeError, ValueError, RuntimeError) as error:  # PyTorch raises the last, for a tensor that needs gradients
        raise not_a_block(data, error) from None
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"tensor() got {data!r:.60} ({array.dtype}); it holds real numbers only. Convert the data first."
        )
    return settle(array)


def changed_in_place(target: Tensor, value: Any) -> Tensor:
    """Put a new raw value into `target`, as `no_grad` code and optimizers do.

    Raises:
        RuntimeError: for a leaf that requires gradients while operations are recorded.
        ValueError: if the new value has another shape.
    """
    if mode.on and target._needs and target._op is None:
        raise changed_while_recorded(target)
    if target._info is not None and target._info.read_only:
        raise RuntimeError(
            "a change through .data would reach a copy only, and be lost: values are not shared. Leave .data out: "
            "with gv.no_grad(): w.normal_(0, 0.02), w.fill_(0.0) or w -= step; for starting values nn.init.normal_(w), "
            "nn.init.zeros_(b); and x.grad.zero_() for x.grad.data.zero_()."
        )
    if _is_whole(target._value) and not _is_whole(value):
        raise TypeError(
            "an in-place change would put fractions into a Tensor of whole numbers or truth values, which must stay "
            "what it is. Make it with floats: gv.tensor([1.0, 2.0]), or write t = t + 0.5."
        )
    if shape_of(value) != target.shape:
        have = shape_of(target._value)
        raise ValueError(f"an in-place change would turn shape {have} into {shape_of(value)}; it must stay.")
    if target._needs:
        hint_kept_gradient(target)
    info = target._extras()
    info.version += 1
    info.changed = ever.changed = next(serials)
    target._value = value
    for watcher in mode.watchers:
        watcher.changed(target)
    return target


def clear_gradients(leaves: Iterable[Tensor], set_to_none: bool = True) -> None:
    """Forget the gradients of leaves before the next backward pass adds to them.

    Args:
        leaves: the Tensors.
        set_to_none: whether `.grad` becomes None ("not computed"), as in PyTorch; else it is filled with zeros.
    """
    for leaf in leaves:
        if set_to_none:
            leaf._grad = None
        elif leaf.grad is not None:
            leaf._grad = (leaf.grad.detach().clone() if leaf.grad._needs else leaf.grad).zero_()
        for watcher in mode.watchers:
            watcher.cleared(leaf)


def _is_whole(value: Any) -> bool:
    """Whether a raw value holds integers or truth values."""
    kind = getattr(getattr(value, "dtype", None), "kind", None)
    return kind in ("i", "u", "b") if kind is not None else isinstance(value, int)
