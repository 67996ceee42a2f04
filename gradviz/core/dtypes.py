"""Kinds of numbers, by PyTorch's names."""

from __future__ import annotations

from typing import Any

from .scalars import load_numpy

NAMES = {
    "float16": "float16", "half": "float16", "float32": "float32", "float": "float32", "float64": "float64",
    "double": "float64", "int8": "int8", "uint8": "uint8", "int16": "int16", "int32": "int32", "int": "int32",
    "int64": "int64", "long": "int64", "bool": "bool",
}  # fmt: skip
"""PyTorch's names and numpy's."""


class DType:
    """The name of a kind of numbers, such as `gradviz.float32`; numpy is loaded when it is used."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"gradviz.{self.name}"

    def __eq__(self, other: object) -> bool:
        return getattr(other, "name", other) == self.name

    def __hash__(self) -> int:
        return hash(self.name)


DTYPES = {name: DType(kind) for name, kind in NAMES.items()}
"""The objects behind the public names; long and int64 are equal."""


def default_dtype() -> str:
    """The kind of numbers where nothing else is said."""
    return "float64"


def as_dtype(dtype: Any, default: str | None = None) -> Any:
    """A dtype as numpy takes it: from a DType, a name, Python's own float, int and bool, or numpy's."""
    if dtype is None:
        return default
    if dtype is float:
        return "float64"
    name = getattr(dtype, "name", dtype)
    return load_numpy().dtype(NAMES.get(name, name) if isinstance(name, str) else name)
