"""What few Tensors have, so that the others stay small."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Extras:
    """What few Tensors have: a name, a count of in-place changes, the wish to keep an inner gradient.

    A module's parameter is marked here too: it is a Tensor like any other (see `gradviz.nn.Parameter`). Hooks,
    saved values that were packed, and what a student's operation has stored (its `ctx`) are kept here as well.
    """

    __slots__ = (
        "changed", "closes", "context", "groups", "hooks", "kept", "name", "packed", "pairs", "parameter", "read_only",
        "retains", "used", "version", "view_of",
    )  # fmt: skip

    def __init__(self) -> None:
        self.name: str | None = None
        self.version = 0
        self.changed = -1  # serial number at the last in-place change
        self.retains = False
        self.kept: Any = None  # what an inner Tensor that retains its gradient has added up, as a leaf would
        self.parameter = False
        self.read_only = False  # what `.data` hands out
        self.view_of: Any = None  # the raw value that a detached or picked single number was taken from
        self.hooks: dict[int, Callable[[Any], Any]] | None = None
        self.packed: dict[int, tuple[Callable[[Any], Any], Any]] | None = None
        self.pairs: Any = None  # the accidental broadcasting that a result without history comes from
        self.context: Any = None
        self.groups: tuple[Any, ...] = ()  # the `group` blocks it was recorded in, outermost first
        self.closes: tuple[Any, ...] = ()  # the calls of modules of which it is the result
        self.used: Any = None  # the state of a leaf's gradient when the leaf was last changed in place


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
