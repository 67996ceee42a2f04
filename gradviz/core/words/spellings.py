"""PyTorch's ways of calling: options by its names, max with a dimension, sums of products.

Nothing in the files of spellings has a gradient of its own: each function calls operations from the table (shapes and
parts are in `shapes`, arithmetic in `arithmetic`, products in `products`), or only looks at values (`values`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from ..operation import FUNCTIONS, OPS
from ..ops.indexing import along
from ..ops.kinds import in_kind_of
from ..scalars import load_numpy, settle
from ..tensor import Tensor, constant
from .shapes import narrow, raw, whole_dim

# -- options -------------------------------------------------------------------------------------------

WORDS = {"axis": "dim", "keepdims": "keepdim", "input": "a"}
"""Numpy's words for options, and PyTorch's for the first input."""


def worded(name: str) -> Callable[..., Any]:
    """An operation that also takes `axis=`, `keepdims=` and `input=`."""
    function = FUNCTIONS[name]

    @wraps(function)
    def spelled(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **{WORDS.get(word, word): value for word, value in kwargs.items()})

    return spelled


WORDED = {name: worded(name) for name, op in OPS.items() if "dim" in op.options}
"""The operations along a dimension, under PyTorch's and numpy's words."""


def _spread(name: str) -> Callable[..., Any]:
    """`var` or `std`, whose divisor PyTorch also lets one choose by `unbiased`."""
    function = WORDED[name]

    @wraps(function)
    def spelled(input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: bool = False, **words: Any) -> Any:
        if dim.__class__ is bool:  # x.std(False) says unbiased=False
            dim, unbiased = None, dim
        if unbiased is not None:
            words["correction"] = int(unbiased)
        return function(input, **({"dim": dim, "keepdim": keepdim} | words))

    return spelled


var, std = _spread("var"), _spread("std")


def norm(input: Tensor, p: Any = 2, dim: Any = None, keepdim: bool = False, *, axis: Any = None) -> Any:
    """The length (Σ|x|ᵖ)^(1/p); with p=2 or "fro" the Euclidean one, with p=inf the largest size of an element."""
    dim = axis if dim is None else dim
    if p in (2, "fro"):
        return FUNCTIONS["norm"](input, dim, keepdim)
    sizes = FUNCTIONS["abs"](input)
    if p == math.inf:
        return FUNCTIONS["amax"](sizes, dim, keepdim)
    if not isinstance(p, (int, float)) or p <= 0:
        raise ValueError(f'norm() got p={p!r}; it is a positive number, inf or "fro".')
    total = FUNCTIONS["sum"](sizes if p == 1 else sizes**p, dim, keepdim)
    if p == 1:
        return total
    flat = in_kind_of(raw(total) == 0, raw(total))  # there the slope of the root is infinite, and that of the norm 0
    return (total + flat) ** (1.0 / p) - flat if load_numpy().any(flat) else total ** (1.0 / p)


def round(input: Any, decimals: int = 0) -> Any:
    """The nearest whole number (to even at a half), or the nearest with some decimals; no gradient passes."""
    if decimals == 0:
        return FUNCTIONS["round"](input)
    return FUNCTIONS["round"](input * 10.0**decimals) / 10.0**decimals


def where(condition: Any, input: Any = None, other: Any = None) -> Any:
    """`input` where the condition holds, else `other`; with the condition alone, the places where it holds."""
    if input is None and other is None:
        return tuple(constant(places) for places in load_numpy().atleast_1d(raw(condition)).nonzero())
    if input is None or other is None:
        raise TypeError(
            "where() got a condition and one of the two values to choose from. Write gv.where(condition, value, "
            "other), or gv.where(condition) for the places where it holds."
        )
    return FUNCTIONS["where"](condition, input, other)


# -- values and where they stand -----------------------------------------------------------------------


class ValuesAndIndices(NamedTuple):
    """Elements, and where they stood; each function has its own kind, which prints as PyTorch's."""

    values: Tensor
    indices: Tensor

    def __repr__(self) -> str:
        return f"torch.return_types.{type(self).__name__}(\nvalues={self.values!r},\nindices={self.indices!r})"


PAIRS: dict[str, Any] = {n: type(n, (ValuesAndIndices,), {}) for n in ("max", "min", "sort", "topk", "median")}


def _unless_nan(function: Callable[[Any], Any], input: Tensor) -> Any:
    """A function of all elements, or nan where some are, whose gradient those share, as in PyTorch."""
    strange = load_numpy().isnan(raw(input))
    return FUNCTIONS["mean"](FUNCTIONS["getitem"](input, strange)) if strange.any() else function(input)


def _extreme(name: str, elementwise: str, argument: str) -> Any:
    def reduce(input: Tensor, dim: Any = None, keepdim: bool = False, *, axis: Any = None) -> Any:
        dim = axis if dim is None else dim
        if getattr(dim, "shape", ()) or dim.__class__ is Tensor:
            return FUNCTIONS[elementwise](input, dim)
        if dim is None:
            return _unless_nan(FUNCTIONS[name], input)
        whole = whole_dim(input, dim)
        if not input.ndim:
            return PAIRS[name[1:]](input, constant(0))
        indices = getattr(load_numpy(), argument)(raw(input), axis=whole, keepdims=True)
        return _picked(PAIRS[name[1:]], input, indices, dim, keepdim)

    reduce.__name__ = name[1:]
    reduce.__doc__ = (
        f"The {name[1:]}imum of all elements; with a Tensor, elementwise; with `dim`, (values, indices) along it."
    )
    return reduce


max, min = _extreme("amax", "maximum", "argmax"), _extreme("amin", "minimum", "argmin")


def _picked(kind: Any, input: Tensor, indices: Any, dim: int, keepdim: bool) -> Any:
    """The elements that one index along `dim` names, and the indices."""
    values = FUNCTIONS["getitem"](input, along(indices, whole_dim(input, dim)))
    if not keepdim:
        values, indices = FUNCTIONS["squeeze"](values, dim), load_numpy().squeeze(indices, axis=dim)
    return kind(values, constant(settle(load_numpy().asarray(indices))))


def argsort(input: Tensor, dim: int = -1, descending: bool = False) -> Tensor:
    """The indices that would sort along `dim`; equal elements keep their order."""
    numpy, values, dim = load_numpy(), raw(input), whole_dim(input, dim)
    if not input.ndim:
        return constant(0)
    if not descending:
        return constant(numpy.argsort(values, axis=dim, kind="stable"))
    backward = numpy.argsort(numpy.flip(values, dim), axis=dim, kind="stable")
    return constant(values.shape[dim] - 1 - numpy.flip(backward, dim))


def sort(input: Tensor, dim: int = -1, descending: bool = False) -> Any:
    """The elements in order along `dim`, and the index that each had: gradients go back to where they were."""
    order = argsort(input, dim, descending)
    if not input.ndim:
        return PAIRS["sort"](input, order)
    return PAIRS["sort"](FUNCTIONS["getitem"](input, along(raw(order), whole_dim(input, dim))), order)


def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True) -> Any:
    """The k largest (or smallest) elements along `dim`, and the index that each had."""
    count = (input.shape or (1,))[whole_dim(input, dim)]
    if not 0 <= k <= count:
        raise RuntimeError(f"topk() got k={k}, but dimension {dim} of shape {tuple(input.shape)} has {count} elements.")
    values, indices = sort(input, dim, largest)
    if not input.ndim:
        return PAIRS["topk"](values, indices)
    return PAIRS["topk"](narrow(values, dim, 0, k), narrow(indices, dim, 0, k))


def median(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The middle element (the lower one of two), or nan if there is one; with `dim`, (values, indices) along it.

    The gradient goes to the middle element. Without `dim` several of that value share it evenly, as in PyTorch; with
    `dim` the one at the index gets it.

    Raises:
        ValueError: if there is no element.
    """
    if math.prod(input.shape) == 0:
        raise ValueError(
            f"median got shape {tuple(input.shape)}, where there is no element to be in the middle. Look where the "
            "elements went, or leave empty parts out."
        )
    if dim is None:
        return _unless_nan(_middle, input)
    numpy, along_dim = load_numpy(), whole_dim(input, dim)
    if not input.ndim:
        return PAIRS["median"](input, constant(0))
    count = input.shape[along_dim]
    strange = numpy.isnan(raw(input)).sum(along_dim, keepdims=True)  # they are sorted to the end
    place = numpy.where(strange > 0, count - strange, (count - 1) // 2)
    indices = numpy.take_along_axis(raw(argsort(input, along_dim)), place, along_dim)
    return _picked(PAIRS["median"], input, indices, dim, keepdim)


def _middle(input: Tensor) -> Any:
    """The middle of all elements; those that are equal to it share its gradient."""
    values = load_numpy().asarray(raw(input))
    middle = load_numpy().sort(values, axis=None)[(values.size - 1) // 2]
    return FUNCTIONS["amax"](FUNCTIONS["getitem"](input, values == middle))


SPELLED = (var, std, norm, round, where, max, min, argsort, sort, topk, median)
"""Every public function here, besides those in `WORDED`."""
