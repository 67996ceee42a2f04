"""What few Tensors have, so that the others stay small."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Extras:
    """What few Tensors have: a name, a count of in-place changes, the wish to keep an inner gradient.

    A module's parameter is marked here too: it is a Tensor like any other (see `gradviz.nn.Parameter`). Hooks,
    saved values that were packed, and what a student's operation has stored (its `ctx`) are kept here as well.
    """

    name: str | None = None  # all of these stand in the class until they are set: to name a Tensor costs one entry
    version = 0
    changed = -1  # serial number at the last in-place change
    retains = False
    kept: Any = None  # what an inner Tensor that retains its gradient has added up, as a leaf would
    parameter = False
    read_only = False  # what `.data` hands out
    view_of: Any = None  # the raw value that a detached or picked single number was taken from
    hooks: dict[int, Callable[[Any], Any]] | None = None
    packed: dict[int, tuple[Callable[[Any], Any], Any]] | None = None
    pairs: Any = None  # the accidental broadcasting that a result without history comes from
    context: Any = None
    groups: tuple[Any, ...] = ()  # the `group` blocks it was recorded in, outermost first
    closes: tuple[Any, ...] = ()  # the calls of modules of which it is the result
    used: Any = None  # the state of a leaf's gradient when the leaf was last changed in place


class Ever:
    """What has ever been done in this process: until then a sweep need not look for it.

    Attributes:
        changed: the serial number of the last in-place change anywhere.
        hooked: whether a hook or a packed value exists.
        grouped: whether a group of operations was named, or a module called.
        retained: whether an inner Tensor was asked to keep its gradient.
        silent: whether a student's backward has returned None for an input that needs a gradient.
    """

    __slots__ = ("changed", "grouped", "hooked", "retained", "silent")  # slots of an instance are read fastest

    def __init__(self) -> None:
        self.changed = -1
        self.grouped = self.hooked = self.retained = self.silent = False


ever = Ever()
