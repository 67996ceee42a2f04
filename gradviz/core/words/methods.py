"""Operators and methods of Tensor, attached from the table of operations.

A Tensor method and the function of the same name are one object, so there is nothing to keep in step.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from .. import printing
from ..advice.pair_checks import note_pairs
from ..dtypes import Size, dtype_of
from ..making import tensor
from ..operation import FUNCTIONS
from ..scalars import load_numpy, settle
from ..tensor import Tensor, constant
from . import arithmetic, creation, examples, grids, in_place, lacking, products, settings, shapes, spellings, values
from .places import CONSTANTS, PLACES, finfo, iinfo
from .shapes import raw
from .through_numpy import array_function, array_ufunc

OPERATORS = {
    "add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "pow": "power", "matmul": "matmul",
}  # fmt: skip
"""Python's name of each operator and the operation it records."""

COMPARISONS = {
    "lt": ("less", "<", "less than"), "le": ("less_equal", "<=", "less than or equal to"),
    "gt": ("greater", ">", "greater than"), "ge": ("greater_equal", ">=", "greater than or equal to"),
    "eq": ("equal", "==", "equal to"), "ne": ("not_equal", "!=", "different from"),
}  # fmt: skip
"""Python's name of each comparison, numpy's, its sign and words; they compare elementwise and record nothing."""

ALIASES = {
    "sub": "subtract", "mul": "multiply", "div": "divide", "true_divide": "divide", "neg": "negative", "pow": "power",
    "absolute": "abs", "sgn": "sign", "clip": "clamp", "view": "reshape", "ravel": "flatten", "swapaxes": "transpose",
    "swapdims": "transpose", "concat": "cat", "concatenate": "cat",
}  # fmt: skip
"""PyTorch's other names of operations."""

NO_METHODS = ("is_tensor", "einsum", "meshgrid", "vstack", "hstack", "concat", "concatenate")
"""Functions whose first argument is no Tensor."""

PUBLIC: dict[str, Any] = {}
"""Every public name of the engine: operations, PyTorch's spellings where they differ, creation, settings, dtypes."""


def attach() -> None:
    """Give Tensor its operators and methods."""
    _publish()
    _attach_operators()
    for name, function in PUBLIC.items():
        if name not in NO_METHODS:
            setattr(Tensor, name, function)
    for name in values.LOOKS:
        setattr(Tensor, name, getattr(values, name))
    for name, method in {**METHODS, **in_place.methods()}.items():
        setattr(Tensor, name, method)
    for name in ("float", "double", "half", "long", "int", "short", "bool"):
        setattr(Tensor, name, _cast(name))
    public: tuple[Any, ...] = (*creation.CREATION, *settings.SETTINGS)
    PUBLIC.update({made.__name__: made for made in public})
    PUBLIC.update({"set_printoptions": printing.set_printoptions, "Size": Size, "finfo": finfo, "iinfo": iinfo})
    PUBLIC.update({**CONSTANTS, **PLACES})
    examples.attach(PUBLIC)
    lacking.attach()


def _publish() -> None:
    """Fill the list of public functions: the operations first, then what PyTorch spells in another way."""
    PUBLIC.update(FUNCTIONS)
    PUBLIC.update(spellings.WORDED)
    families = (shapes.SHAPES, grids.GRIDS, spellings.SPELLED, arithmetic.ARITHMETIC, products.PRODUCTS)
    for function in (*itertools.chain(*families), *values.VALUES):
        PUBLIC[function.__name__] = function
    PUBLIC["diagonal"] = shapes.diagonal_of
    PUBLIC.update({alias: PUBLIC[name] for alias, name in ALIASES.items()})
    PUBLIC.update({name: _comparison(name) for name in COMPARISONS})


def _attach_operators() -> None:
    for python_name, name in OPERATORS.items():
        function = FUNCTIONS[name]
        setattr(Tensor, f"__{python_name}__", function)
        setattr(Tensor, f"__r{python_name}__", _swapped(function))
        setattr(Tensor, f"__i{python_name}__", in_place.operator(function))
    others = {
        "mod": arithmetic.remainder, "floordiv": arithmetic.floor_divide, "and": values.bitwise_and,
        "or": values.bitwise_or, "xor": values.bitwise_xor,
    }  # fmt: skip
    for python_name, function in others.items():
        setattr(Tensor, f"__{python_name}__", function)
        setattr(Tensor, f"__r{python_name}__", _swapped(function))
    for name in COMPARISONS:
        setattr(Tensor, f"__{name}__", PUBLIC[name])
    Tensor.__hash__ = object.__hash__  # type: ignore[method-assign,assignment]  # a comparison took it away


def _swapped(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, other: function(other, self)


def _cast(name: str) -> Callable[..., Any]:
    """`t.long()`, which is `t.to("long")`."""
    return lambda self: values.to(self, name)


def _comparison(name: str) -> Callable[..., Any]:
    numpy_name, sign, words = COMPARISONS[name]

    def compare(input: Any, other: Any) -> Any:
        value = raw(other)
        if name in ("eq", "ne") and (value is None or isinstance(value, str)):
            return NotImplemented
        out = constant(settle(getattr(load_numpy(), numpy_name)(raw(input), value)))
        note_pairs(out, numpy_name, (input, other))
        return out

    compare.__name__ = compare.__qualname__ = name
    compare.__doc__ = (
        f"Whether each element of the first is {words} that of the second: `a {sign} b`.\n\n"
        "Truth values, elementwise, without a gradient. Shapes broadcast, or raise a ValueError."
    )
    return compare


def _iterate(self: Tensor) -> Iterator[Tensor]:
    if not self.ndim:
        raise TypeError("a Tensor without dimensions holds one number and cannot be gone through. Use item().")
    return iter(shapes.unbind(self))


def _contains(self: Tensor, element: Any) -> bool:
    return bool((load_numpy().asarray(self._value) == raw(element)).any())


def _index(self: Tensor) -> int:
    if load_numpy().asarray(self._value).dtype.kind not in "iub":
        raise TypeError(f"{self!r:.40} cannot count or index: only whole numbers can. Write t.long() or int(t).")
    return int(self.item())


def _no_cuda(self: Tensor, *_: Any, **__: Any) -> Tensor:
    """Raise: gradviz computes on the CPU."""
    settings.device("cuda")
    raise AssertionError("unreachable")


METHODS: dict[str, Any] = {
    "__neg__": FUNCTIONS["negative"],
    "__pos__": lambda self: self,
    "__abs__": FUNCTIONS["abs"],
    "__round__": spellings.round,
    "__invert__": values.bitwise_not,
    "__iter__": _iterate,
    "__contains__": _contains,
    "__index__": _index,
    "__getitem__": shapes.getitem,
    "__setitem__": in_place.setitem,
    "__array_ufunc__": array_ufunc,
    "__array_function__": array_function,
    "T": property(lambda self: shapes.permute(self, tuple(range(self.ndim))[::-1])),
    "mT": property(lambda self: FUNCTIONS["transpose"](self, -1, -2)),
    "where": lambda self, condition, other: spellings.where(condition, self, other),
    "diagonal": shapes.diagonal_of,
    "view_as": shapes.reshape_as,
    "dim": lambda self: self.ndim,
    "nelement": values.numel,
    "contiguous": lambda self: self,
    "is_contiguous": lambda self: True,
    "cpu": lambda self: self,
    "cuda": _no_cuda,
    "device": property(lambda self: settings.Device()),
    "is_cuda": property(lambda self: False),
    "dtype": property(lambda self: dtype_of(self._value), doc="The kind of numbers, by PyTorch's name."),
    "requires_grad": Tensor.requires_grad.setter(lambda self, wanted: self.requires_grad_(wanted)),  # type: ignore[attr-defined]
    "itemsize": property(lambda self: self.dtype.itemsize),
    "nbytes": property(lambda self: self.dtype.itemsize * values.numel(self)),
    "element_size": lambda self: self.dtype.itemsize,
    "new_zeros": lambda self, *size, **kinds: creation.zeros(*size, **{"dtype": self.dtype, **kinds}),
    "new_ones": lambda self, *size, **kinds: creation.ones(*size, **{"dtype": self.dtype, **kinds}),
    "new_full": lambda self, size, value, **kinds: creation.full(size, value, **{"dtype": self.dtype, **kinds}),
    "new_tensor": lambda self, data, **kinds: tensor(data, **{"dtype": self.dtype, **kinds}),
}
"""What a Tensor has besides the functions of the same name."""
