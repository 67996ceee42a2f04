"""The switches at the start of a PyTorch program: where to compute, in which kind of numbers, whether to record.

Those that gradviz cannot turn say so.
"""

from __future__ import annotations

from typing import Any

from ..dtypes import DTYPES, DType, as_dtype, default_dtype
from ..grad_mode import mode, no_grad


class Device:
    """Where numbers are computed; in gradviz always the CPU.

    Example:
        >>> import gradviz as gv
        >>> gv.device("cuda" if gv.cuda.is_available() else "cpu")
        device(type='cpu')
    """

    __slots__ = ()
    type = "cpu"
    index = None

    def __repr__(self) -> str:
        return "device(type='cpu')"

    def __str__(self) -> str:
        return "cpu"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Device) or other == "cpu"

    def __hash__(self) -> int:
        return hash("cpu")


def device(type: Any = "cpu", index: int | None = None) -> Device:
    """The device of that name.

    Raises:
        RuntimeError: for any but the CPU.
    """
    if str(type).partition(":")[0] != "cpu":
        raise RuntimeError(
            f"gradviz computes on the CPU; {type!r} is left to PyTorch. Lessons fit the CPU: use gv.device('cpu'), or "
            "ask gv.cuda.is_available(), which is False."
        )
    return Device()


def get_default_dtype() -> DType:
    """The kind of numbers where nothing else is said."""
    return DTYPES[default_dtype()]


def set_default_dtype(d: Any) -> None:
    """Accept float64, which is gradviz's kind of numbers.

    Raises:
        TypeError: for any other.
    """
    if as_dtype(d) != as_dtype(default_dtype()):
        raise TypeError(
            f"gradviz computes in float64 unless a Tensor says otherwise, so {d!r} cannot become the default. "
            "Give dtype=gv.float32 where a Tensor is made, or write t.to(gv.float32)."
        )


def is_grad_enabled() -> bool:
    """Whether operations are recorded now."""
    return mode.on


class set_grad_enabled(no_grad):
    """Switch recording on or off from here; as a context, until its end.

    Example:
        >>> import gradviz as gv
        >>> with gv.set_grad_enabled(False):
        ...     gv.is_grad_enabled()
        False
        >>> gv.is_grad_enabled()
        True
    """

    def __init__(self, mode_on: bool) -> None:
        self._wanted, self._before = bool(mode_on), mode.on
        mode.turn(self._wanted)

    def __enter__(self) -> None:
        mode.turn(self._wanted)

    def __call__(self, function: Any) -> Any:
        """Decorate `function`: every call of it runs so."""
        import functools

        mode.turn(self._before)

        @functools.wraps(function)
        def switched(*args: Any, **kwargs: Any) -> Any:
            with set_grad_enabled(self._wanted):
                return function(*args, **kwargs)

        return switched


class inference_mode(no_grad):
    """As `no_grad`: in gradviz the two are one.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(3.0, requires_grad=True)
        >>> with gv.inference_mode():
        ...     y = x * x
        >>> y.requires_grad
        False
    """

    def __init__(self, mode: bool = True) -> None:
        if not mode:
            raise ValueError("inference_mode(False) has no meaning in gradviz. Write gv.enable_grad().")


SETTINGS = (
    device, get_default_dtype, set_default_dtype, is_grad_enabled, set_grad_enabled, inference_mode,
)  # fmt: skip
"""Every public name here."""
