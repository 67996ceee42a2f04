"""Known numbers, the limits of dtypes, and PyTorch's places for graphics cards, which answer that there are none."""

from __future__ import annotations

import math
from typing import Any

from ..dtypes import as_dtype, default_dtype
from ..scalars import load_numpy
from .missing import unknown

CONSTANTS: dict[str, Any] = {"pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan, "newaxis": None}
"""Numbers by PyTorch's names; `newaxis` is what puts a new dimension into an index."""


class finfo:
    """The limits of a kind of floats, by PyTorch's names.

    Attributes:
        bits: how many a number takes.
        eps: the step from 1 to the next number.
        min: the lowest number.
        max: the largest.
        tiny: the smallest positive number of full precision.
        smallest_normal: the same.
        resolution: 10 to minus the decimal digits that are sure.
        dtype: its name.

    Example:
        >>> import gradviz as gv
        >>> gv.finfo(gv.float32).eps
        1.1920928955078125e-07
    """

    def __init__(self, type: Any = None) -> None:
        limits = load_numpy().finfo(as_dtype(type, default_dtype()))
        self.bits, self.dtype, self.eps = int(limits.bits), str(limits.dtype), float(limits.eps)
        self.min, self.max, self.resolution = float(limits.min), float(limits.max), float(limits.resolution)
        self.tiny = self.smallest_normal = float(limits.tiny)

    def __repr__(self) -> str:
        names = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
        shown = ", ".join(f"{name}={getattr(self, name):g}" for name in names)
        return f"finfo({shown}, dtype={self.dtype})"


class iinfo:
    """The limits of a kind of whole numbers: `min`, `max`, `bits`, `dtype`.

    Example:
        >>> import gradviz as gv
        >>> gv.iinfo(gv.int8)
        iinfo(min=-128, max=127, dtype=int8)
    """

    def __init__(self, type: Any) -> None:
        limits = load_numpy().iinfo(as_dtype(type))
        self.bits, self.dtype = int(limits.bits), str(limits.dtype)
        self.min, self.max = int(limits.min), int(limits.max)

    def __repr__(self) -> str:
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype})"


class Place:
    """One of PyTorch's places for other processors.

    Questions answer that there is none, and what only seeds or tidies does nothing, so that a listing for any computer
    runs here; everything else refuses. Switches may be set, as in backends.cudnn.deterministic = True.
    """

    def __init__(self, name: str, **places: Any) -> None:
        self.__dict__.update(_name=name, **places)

    def is_available(self) -> bool:
        """Whether there is one that can be used: never."""
        return False

    def is_built(self) -> bool:
        """Whether gradviz was made for one: no."""
        return False

    def device_count(self) -> int:
        """How many there are: none."""
        return 0

    def manual_seed(self, seed: int) -> None:
        """Nothing to seed."""

    def manual_seed_all(self, seed: int) -> None:
        """Nothing to seed."""

    def empty_cache(self) -> None:
        """Nothing to empty."""

    def synchronize(self) -> None:
        """Nothing to wait for."""

    def __getattr__(self, name: str) -> Any:
        raise unknown(f"gradviz.{self._name}", name, [n for n in dir(self) if not n.startswith("_")], NONE_HERE)


NONE_HERE = "gradviz computes on the CPU alone: graphics cards are left to PyTorch."

cuda, mps, accelerator = Place("cuda"), Place("mps"), Place("accelerator")
backends = Place("backends", cuda=cuda, mps=mps, cudnn=Place("backends.cudnn", deterministic=False, benchmark=False))

PLACES: dict[str, Any] = {"cuda": cuda, "mps": mps, "accelerator": accelerator, "backends": backends}
"""The places by name."""
