"""Small questions that several families of operations ask of raw values."""

from __future__ import annotations

from typing import Any

from ..scalars import load_numpy, shape_of


def raw(x: Any) -> Any:
    """The value inside a Tensor; a raw value as it is."""
    return getattr(x, "_value", x)


def kind_of(x: Any) -> Any:
    """The kind of numbers of a value or Tensor, as numpy's dtype; Python's floats are float64."""
    return load_numpy().asarray(raw(x)).dtype


def in_kind_of(slope: Any, *inputs: Any) -> Any:
    """A slope made of 0, ½ and 1 in the kind of numbers of the inputs: float32 stays float32."""
    if slope.__class__ in (float, bool):
        return float(slope)
    return slope.astype(load_numpy().result_type(*inputs), copy=False)


def axis_of(a: Any, dim: Any) -> Any:
    """`dim` as numpy takes it: None for all dimensions, a number, or a tuple.

    As in PyTorch a list will do, an empty one means all, and a single number has a dimension 0 (or −1) to name.

    Raises:
        AxisError: if another dimension of a single number is named. (Of an array numpy says it.)
    """
    if isinstance(dim, (list, tuple)):
        dim = tuple(dim) or None
    return dim if dim is None or shape_of(a) else reduced_dims((), dim) or None


def reduced_dims(shape: tuple[int, ...], dim: Any) -> list[int]:
    """The dimensions that a reduction over `dim` takes away, counted from the front.

    Raises:
        AxisError: if one of them does not exist; numpy's, which is a ValueError and an IndexError.
    """
    count = max(len(shape), 1)  # a single number has a dimension to name
    if dim is None or dim == () or dim == []:
        return list(range(len(shape)))
    named = dim if isinstance(dim, (list, tuple)) else (dim,)
    for d in named:
        if not -count <= d < count:
            raise load_numpy().exceptions.AxisError(d, count)
    return [d % count for d in named] if shape else []


def single_dim(name: str, dim: Any) -> None:
    """Refuse several dimensions where PyTorch takes one."""
    if isinstance(dim, (list, tuple)):
        raise TypeError(f"{name} got dim={dim!r}; it goes along one dimension. Call it once for each of them.")
