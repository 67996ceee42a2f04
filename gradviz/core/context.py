"""`ctx`: where a student's operation stores in the forward pass what its backward pass will need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .grad_mode import aside
from .tensor import Tensor


class Context(list[Any]):
    """The `ctx` that `forward` and `backward` of a student's operation are given.

    Three ways to store, and they may be mixed: attributes (`ctx.n = n`), PyTorch's
    `ctx.save_for_backward(x, y)` which come back as `ctx.saved_tensors`, and `ctx.append(x)` with `ctx[-1]`.

    Attributes:
        needs_input_grad: for every argument of forward, whether its gradient will be used.

    Example:
        >>> from gradviz.core.context import Context
        >>> ctx = Context((True, False))
        >>> ctx.save_for_backward(2.0, 3.0)
        >>> ctx.saved_tensors
        (2.0, 3.0)
    """

    def __init__(self, needs_input_grad: tuple[bool, ...]) -> None:
        super().__init__()
        self.needs_input_grad = needs_input_grad
        self._saved: tuple[Any, ...] = ()
        self._unpack: Callable[[Any], Any] | None = None
        self._last: tuple[Any, Any] | None = None  # the last upstream gradient and what backward made of it
        self._silent: set[int] = set()  # the inputs to which the last backward gave None
        self._serials = (0, 0)  # between these, forward made its own Tensors
        self._others: list[Any] = []  # what is stored besides inputs and result

    def __getattr__(self, name: str) -> Any:
        stored = [key for key in vars(self) if not key.startswith("_")]
        raise AttributeError(
            f"ctx has no {name!r}: forward did not store it. It has {', '.join(stored)}. "
            f"Write ctx.{name} = ... in forward, or ctx.save_for_backward(...) and ctx.saved_tensors."
        )

    def save_for_backward(self, *values: Any) -> None:
        """Store values for `backward`, where `ctx.saved_tensors` gives them back."""
        self._saved = values

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What `save_for_backward` was given, in order."""
        if self._unpack is None:
            return self._saved
        with aside():
            return tuple(self._unpack(value) for value in self._saved)

    def stored(self) -> list[Any]:
        """Everything that was stored, in whichever way."""
        attributes = [v for k, v in vars(self).items() if not k.startswith("_") and k != "needs_input_grad"]
        return [*self._saved, *attributes, *self]

    def pack(self, pack: Callable[[Any], Any], unpack: Callable[[Any], Any]) -> None:
        """Pack what `save_for_backward` was given (see `saved_tensors_hooks`)."""
        bare = [value.detach() if value.__class__ is Tensor else value for value in self._saved]
        self._saved, self._unpack = tuple(pack(value) for value in bare), unpack

    def kept(self, saved: list[tuple[Any, bool]]) -> list[tuple[Any, bool]]:
        """What a meter counts: `saved` inputs and result and what else is stored, or what packing made of it."""
        if self._unpack is not None:
            return [(value, False) for value in self._saved]
        return saved + [(value, False) for value in self._others]

    def made_inside(self, result: Tensor) -> list[Tensor]:
        """What is stored of the Tensors that forward made on its way to the result; they have no history."""
        first, last = self._serials
        tensors = [v for v in self.stored() if v.__class__ is Tensor and v is not result]
        return [t for t in tensors if first < t._serial < last and getattr(t.dtype, "kind", "f") == "f"]
