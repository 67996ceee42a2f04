"""Many numbers to one: sums, means, products and extremes.

`dim` says which dimensions are reduced: a number, where PyTorch allows it a tuple, negative ones counted from the
last, None for all of them. With `keepdim` a reduced dimension stays, with size 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..operation import Gate, op, vjp
from ..scalars import SCALARS, load_numpy, shape_of
from .arithmetic import divide, multiply
from .indexing import getitem
from .joins import cat
from .kinds import axis_of, in_kind_of, raw, reduced_dims, single_dim
from .shapes import broadcast_to, flip, reshape

_ODD = ([[1.0, -2.0], [0.5, 4.0], [3.0, -1.0]],)
_BLOCK = ([[[1.0, -2.0, 0.5]], [[4.0, 3.0, -1.0]]],)  # shape (2, 1, 3)
REDUCED = (_ODD, (*_ODD, 0), (*_ODD, -1), (*_BLOCK, (0, -1)), (2.5,), (2.5, 0))


def kept_shape(shape: tuple[int, ...], dim: Any) -> tuple[int, ...]:
    """The shape with the reduced dimensions kept as 1."""
    reduced = reduced_dims(shape, dim)
    return tuple(1 if i in reduced else n for i, n in enumerate(shape))


def group_size(shape: tuple[int, ...], dim: Any) -> int:
    """How many elements are reduced to one."""
    return math.prod(shape[i] for i in reduced_dims(shape, dim))


def spread(up: Any, shape: tuple[int, ...], dim: Any) -> Any:
    """Copy a reduced gradient back along the dimensions that were reduced."""
    return broadcast_to(reshape(up, kept_shape(shape, dim)), shape)


def _with_dim(name: str) -> Callable[..., str]:
    """PyTorch's name of a reduction: another one where the dimension was said."""
    return lambda _a, dim, _keepdim: f"{name}Backward{0 if dim is None else 1}"


@op("Σ", r"c = \sum_i a_i", Gate.DISTRIBUTOR, torch="Sum", samples=(*REDUCED, (*_ODD, 1, True)), named=_with_dim("Sum"),
    a=vjp("g", lambda up, _c, like_a, dim, _keepdim: spread(up, shape_of(like_a), dim)))  # fmt: skip
def sum(xp: Any, a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """Add up all elements, or those along `dim`: every summand gets the upstream gradient.

    `dim` is a number, a tuple or None for all dimensions; with `keepdim` a reduced dimension stays, with size 1. A
    dimension that does not exist raises a ValueError. Nothing is kept for the backward pass.

    Example:
        >>> import gradviz as gv
        >>> gv.sum(gv.tensor([[1.0, 2.0], [3.0, 4.0]]), dim=0)
        tensor([4., 6.])
    """
    return xp.sum(a, axis=axis_of(a, dim), keepdims=keepdim)


@op("mean", r"c = \frac{1}{n}\sum_i a_i", Gate.DISTRIBUTOR, torch="Mean", samples=(*REDUCED, (*_ODD, 0, True)),
    named=_with_dim("Mean"),
    a=vjp(r"\frac{g}{n}", lambda up, _c, like_a, dim, _keepdim:
          spread(divide(up, float(group_size(shape_of(like_a), dim))), shape_of(like_a), dim)))  # fmt: skip
def mean(xp: Any, a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """Average of all elements, or of those along `dim`: every one gets the upstream gradient over their number n.

    `dim` is a number, a tuple or None for all dimensions; with `keepdim` a reduced dimension stays, with size 1. A
    dimension that does not exist raises a ValueError. The mean of no elements is nan.

    Example:
        >>> import gradviz as gv
        >>> gv.mean(gv.tensor([[1.0, 2.0], [3.0, 4.0]]), dim=1, keepdim=True)
        tensor([[1.5000],
                [3.5000]])
    """
    return xp.sum(a, axis=axis_of(a, dim), keepdims=keepdim) / group_size(shape_of(a), dim)


def _to_winners(up: Any, c: Any, a: Any, dim: Any) -> Any:
    """The gradient where a is the extreme c; several share it evenly."""
    shape = shape_of(a)
    if not shape:
        return up * divide(raw(a) == raw(c), raw(a) == raw(c))  # 1, or for nan 0/0 as below
    wins = in_kind_of(raw(a) == reshape(raw(c), kept_shape(shape, dim)), raw(a))
    return spread(up, shape, dim) * divide(wins, sum(wins, dim, True))


@op("max", r"c = \max_i a_i", Gate.ROUTER, torch="Amax", samples=(*REDUCED, (*_ODD, 1, True)),
    a=vjp("g\\,[a_i = c]", lambda up, c, a, dim, _keepdim: _to_winners(up, c, a, dim)))  # fmt: skip
def amax(a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """The largest element: it gets the whole gradient; several largest ones share it evenly.

    That is PyTorch's rule for amax and for max of everything; `max(dim=...)` gives the gradient to the first largest
    alone, the one whose index it returns. nan counts as largest.

    Args:
        a: of any shape, with at least one element.
        dim: a number, a tuple or None for all dimensions.
        keepdim: whether a reduced dimension stays, with size 1.

    Raises:
        ValueError: if a dimension does not exist, or there is no element.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor([1.0, 2.0, 2.0], requires_grad=True)
        >>> gv.amax(x).backward(); x.grad
        tensor([0.0000, 0.5000, 0.5000])
    """
    return load_numpy().max(a, axis=axis_of(a, dim), keepdims=keepdim)


@op("min", r"c = \min_i a_i", Gate.ROUTER, torch="Amin", samples=(*REDUCED, (*_ODD, 1, True)),
    a=vjp("g\\,[a_i = c]", lambda up, c, a, dim, _keepdim: _to_winners(up, c, a, dim)))  # fmt: skip
def amin(a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """The smallest element: it gets the whole gradient; several smallest ones share it evenly.

    `min(dim=...)` gives the gradient to the first smallest alone, as `amax` says.

    Args:
        a: of any shape, with at least one element.
        dim: a number, a tuple or None for all dimensions.
        keepdim: whether a reduced dimension stays, with size 1.

    Raises:
        ValueError: if a dimension does not exist, or there is no element.

    Example:
        >>> import gradviz as gv
        >>> gv.amin(gv.tensor([[1.0, 2.0], [3.0, 0.0]]), dim=1)
        tensor([1., 0.])
    """
    return load_numpy().min(a, axis=axis_of(a, dim), keepdims=keepdim)


_ZEROS = ([[0.0, -2.0], [0.5, 4.0], [0.0, -1.0]],)


@op("Π", r"c = \prod_i a_i", Gate.SWAPPER, torch="Prod", named=_with_dim("Prod"),
    samples=(_ODD, (*_ODD, 0), (*_ODD, -1, True), (*_ZEROS, 0), (*_ZEROS, 1), ([0.0, 2.0, 3.0],), (2.5,), (2.5, 0)),
    a=vjp(r"g\,\prod_{j \ne i} a_j", lambda up, _c, a, dim, _keepdim:
          spread(up, shape_of(a), dim) * _others(a, dim)))  # fmt: skip
def prod(a: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """Multiply all elements, or those along `dim`: each gets the product of all the others, also where some are 0.

    Args:
        a: of any shape.
        dim: one dimension, or None for all.
        keepdim: whether a reduced dimension stays, with size 1.

    Raises:
        ValueError: if the dimension does not exist.
        TypeError: for several dimensions.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor([0.0, 2.0, 3.0], requires_grad=True)
        >>> gv.prod(x).backward(); x.grad
        tensor([6., 0., 0.])
    """
    single_dim("prod", dim)
    return load_numpy().prod(a, axis=axis_of(a, dim), keepdims=keepdim)


def _others(a: Any, dim: Any) -> Any:
    """For each element the product of the others: the whole one over the element, or by halves where 0/0 says nothing.

    A whole product that is 0, inf or nan says nothing of that of the others.
    """
    shape = shape_of(a)
    if not shape:
        return 1.0
    if dim is None:
        return reshape(_others(reshape(a, (-1,)), 0), shape)
    if shape[dim] == 1:
        return load_numpy().ones_like(raw(a))
    whole = prod(a, dim, True)
    if raw(whole).all() and load_numpy().isfinite(raw(whole)).all():
        return divide(whole, a)
    before = (slice(None),) * (dim % len(shape))
    left, right = (getitem(a, (*before, part)) for part in (slice(shape[dim] // 2), slice(shape[dim] // 2, None)))
    halves = [
        multiply(prod(right, dim, True), _others(left, dim)),
        multiply(prod(left, dim, True), _others(right, dim)),
    ]
    return cat(halves, dim)


@op("Σ→", r"c_i = \sum_{j \le i} a_j", Gate.DISTRIBUTOR, torch="Cumsum", samples=((*_ODD, 0), (*_ODD, -1), (2.5, 0)),
    a=vjp(r"\sum_{j \ge i} g_j", lambda up, _c, _a, dim: flip(cumsum(flip(up, dim), dim), dim)))  # fmt: skip
def cumsum(a: Any, dim: int) -> Any:
    """Running sums: each element gets the gradients of all the sums that it is part of.

    Args:
        a: of any shape.
        dim: the dimension to run along; negative ones count from the last.

    Raises:
        ValueError: if the dimension does not exist.

    Example:
        >>> import gradviz as gv
        >>> gv.cumsum(gv.tensor([1.0, 2.0, 3.0]), dim=0)
        tensor([1., 3., 6.])
    """
    single_dim("cumsum", dim)
    if shape_of(a):
        return load_numpy().cumsum(a, axis=dim)
    return SCALARS.sum(a, axis_of(a, dim))
