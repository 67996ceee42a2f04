"""Numpy's functions on Tensors: `np.exp(t)` records like `gv.exp(t)`, and what would lose the history refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..making import tensor
from ..operation import FUNCTIONS
from ..scalars import settle, shape_of
from ..tensor import Tensor, constant
from .shapes import raw

UFUNCS = {"true_divide": "divide", "absolute": "abs", "fabs": "abs", "rint": "round"}
"""Numpy's names of functions of single elements, where gradviz has another one."""

COMPARING = (
    "less", "less_equal", "greater", "greater_equal", "equal", "not_equal", "isnan", "isinf", "isfinite", "logical_and",
    "logical_or", "logical_not", "logical_xor", "signbit", "bitwise_and", "bitwise_or", "bitwise_xor", "invert",
)  # fmt: skip
"""Those that give truth values, where there is no gradient to lose."""

CALLS = {
    "sum": "sum", "mean": "mean", "prod": "prod", "amax": "amax", "max": "amax", "amin": "amin", "min": "amin",
    "cumsum": "cumsum", "reshape": "reshape", "ravel": "flatten", "squeeze": "squeeze", "expand_dims": "unsqueeze",
    "swapaxes": "transpose", "broadcast_to": "broadcast_to", "where": "where", "concatenate": "cat", "stack": "stack",
    "vstack": "vstack", "hstack": "hstack", "outer": "outer", "diag": "diag", "trace": "trace", "tril": "tril",
    "triu": "triu", "clip": "clamp", "einsum": "einsum",
    "round": "round", "around": "round",
}  # fmt: skip
"""Numpy's other functions and the ones that do the same here."""

LOOKING = ("shape", "ndim", "size", "allclose", "isclose", "array_equal", "argmax", "argmin", "argsort", "any", "all")
"""Those that may look at the values of any Tensor, since their result has no gradient."""

WORDS = {"axis": "dim", "keepdims": "keepdim", "ddof": "correction", "a_min": "min", "a_max": "max"}
"""Numpy's words for options."""


def array_ufunc(self: Tensor, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """Let `np.exp(t)` and `array * t` record like `gv.exp(t)` and `t * array`."""
    from .methods import PUBLIC

    name = UFUNCS.get(ufunc.__name__, ufunc.__name__)
    if method == "__call__" and not kwargs and ufunc.__name__ in COMPARING:
        return constant(settle(ufunc(*map(raw, inputs))))
    if method == "__call__" and not kwargs and name in PUBLIC:
        return PUBLIC[name](*inputs)
    how = "" if method == "__call__" else f".{method}"
    if kwargs:
        how = f" with {', '.join(kwargs)}="
    raise _refusal(f"{ufunc.__name__}{how}")


def array_function(self: Tensor, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
    """Let `np.sum(t)` and `np.stack([t, t])` record like `gv.sum(t)` and `gv.stack([t, t])`.

    Other functions of numpy get the values of Tensors that need no gradient, and return numpy's arrays.
    """
    from .methods import PUBLIC

    name = func.__name__
    if name in ("transpose", "dot"):
        return (_transposed if name == "transpose" else _dot)(*_tensors_in(args), **kwargs)
    if name in ("var", "std"):  # numpy divides by n unless told otherwise, PyTorch by n − 1
        return PUBLIC[name](*args, **({"correction": 0} | _translated(kwargs)))
    if name in CALLS:
        return PUBLIC[CALLS[name]](*_tensors_in(args), **_translated(kwargs))
    if name not in LOOKING and any(t._needs for t in _found((args, kwargs))):
        raise _refusal(name)
    return func(*_without_tensors(args), **_without_tensors(kwargs))


def _refusal(name: str) -> TypeError:
    return TypeError(
        f"numpy's {name} has no gradient in gradviz, so nothing was recorded. Operations that have: "
        f"{', '.join(FUNCTIONS)}. Or leave the tape first: t.detach().numpy()."
    )


def _translated(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {WORDS.get(word, word): value for word, value in kwargs.items()}


def _transposed(a: Tensor, axes: Any = None) -> Tensor:
    order = tuple(range(a.ndim))[::-1] if axes is None else axes
    return FUNCTIONS["permute"](a, tuple(order))  # type: ignore[no-any-return]


def _dot(a: Any, b: Any) -> Any:
    """np.dot: a product of numbers, vectors or matrices."""
    ranks = [len(shape_of(raw(x))) for x in (a, b)]
    if max(ranks) > 2:
        raise TypeError(f"np.dot got {ranks[0]} and {ranks[1]} dimensions; above 2 write gv.matmul or gv.einsum.")
    return FUNCTIONS["multiply" if 0 in ranks else "matmul"](a, b)


def _as_tensor(value: Any) -> Any:
    """An array as a constant Tensor; a Tensor or number as it is."""
    return tensor(value) if type(value).__module__ == "numpy" and value.ndim else value


def _tensors_in(values: Any) -> Any:
    """The arguments, where arrays have become Tensors, also inside the lists that are joined."""
    return [[_as_tensor(x) for x in v] if _holds_tensor(v) else _as_tensor(v) for v in values]


def _holds_tensor(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and any(x.__class__ is Tensor for x in value)


def _found(value: Any) -> Iterator[Tensor]:
    """Every Tensor in an argument."""
    if value.__class__ is Tensor:
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _found(part)
    elif isinstance(value, dict):
        yield from _found(list(value.values()))


def _without_tensors(value: Any) -> Any:
    """The argument with every Tensor replaced by its values."""
    if isinstance(value, (list, tuple)):
        parts = [_without_tensors(part) for part in value]
        return parts if isinstance(value, list) else tuple(parts)
    if isinstance(value, dict):
        return {key: _without_tensors(part) for key, part in value.items()}
    return value.value if value.__class__ is Tensor else value
