"""Groups: parts of a computation that belong together and have a name, such as a layer.

A group changes no number. Pictures fold it into one node. `with group("layer 1"):` marks every operation recorded in
the block; a module marks its result alone, together with the serial number that was due when its call began: what
has a number between the two was computed by that call.
"""

from __future__ import annotations

from typing import Any

from .extras import ever
from .grad_mode import Watcher, mode
from .tensor import Tensor, serials


class Span:
    """One run of a group.

    Attributes:
        name: what to call it; "" where its owner is a module, whose name its parent knows.
        owner: the module, or None.
        start: the serial number that was due when it began.
    """

    __slots__ = ("name", "owner", "start")

    def __init__(self, name: str, owner: Any = None) -> None:
        self.name, self.owner, self.start = name, owner, next(serials)


class group(Watcher):
    """Give the operations recorded in a block a name under which pictures fold them.

    Blocks may stand in each other. Two blocks with one name are two groups.

    Args:
        name: what the folded node is called.

    Raises:
        TypeError: if the name is not text.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(3.0, requires_grad=True, name="x")
        >>> with gv.group("square"):
        ...     y = x * x
        >>> gv.record(y + 1).graph.nodes[1].groups
        ('square',)
    """

    follows = False

    def __init__(self, name: str) -> None:
        if not isinstance(name, str) or not name.strip():
            raise TypeError(f"group() got {name!r:.40}; a group has a name to be shown. Write gv.group('layer 1').")
        self.name = name

    def __enter__(self) -> group:
        ever.grouped = True
        self._span = Span(self.name)
        mode.watch((*mode.watchers, self), mode.packing)
        return self

    def __exit__(self, *exc_info: object) -> None:
        mode.watch(tuple(w for w in mode.watchers if w is not self), mode.packing)

    def recorded(self, node: Tensor) -> None:
        """A node was recorded in the block."""
        info = node._extras()
        info.groups = (*info.groups, self._span)


def close(span: Span, output: Any) -> None:
    """Mark what a module returned: its call is over."""
    for result in output if isinstance(output, (tuple, list)) else (output,):
        if result.__class__ is Tensor and result._op is not None and result._serial > span.start:
            ever.grouped = True
            info = result._extras()
            info.closes = (*info.closes, span)
