"""What a picture shows beside values and gradients, and in which style: the choices of `gv.draw`."""

from __future__ import annotations

from typing import Any, NamedTuple

EDGES = ("local", "contribution", "both")
"""What stands on an edge: the local gradient, what it carries downstream (upstream × local), or both."""

STYLES = ("operations", "values")
"""What a node is: an operation with its value, or a value with its operation as a small round node before it."""


class Look(NamedTuple):
    """The choices that a layout depends on.

    Attributes:
        edges: one of EDGES.
        style: one of STYLES.
        parallel: whether operations that do not wait for each other carry their depth as a mark.
        saved: whether values that are kept for the backward pass carry their size as a mark.
        ids: whether a node without a name of its own shows what lists and sentences call it, as in "n4 = ×".
        unfinished: whether the graph is still being built, so that an input alone is no output.
    """

    edges: str = "local"
    style: str = "operations"
    parallel: bool = False
    saved: bool = False
    ids: bool = False
    unfinished: bool = False

    @property
    def local(self) -> bool:
        """Whether edges show local gradients."""
        return self.edges != "contribution"

    @property
    def contribution(self) -> bool:
        """Whether edges show what they contribute."""
        return self.edges != "local"

    @property
    def rounds(self) -> bool:
        """Whether operations are round nodes of their own."""
        return self.style == "values"


PLAIN = Look()
"""The look of live pictures and of `gv.draw` without options."""


def looked(edges: Any = "local", style: Any = "operations", parallel: Any = False, saved: Any = False) -> Look:
    """The choices as a Look.

    Raises:
        ValueError: if one is not among those that there are; the message lists these.
    """
    for name, given, valid in (("edges", edges, EDGES), ("style", style, STYLES)):
        if not isinstance(given, str) or given not in valid:
            raise ValueError(f"{name}={given!r:.60} is no way to draw; there are: {name}={_listed(valid)}.")
    for name, given in (("parallel", parallel), ("saved", saved)):
        if not isinstance(given, bool):
            raise ValueError(f"{name}={given!r:.60} is neither on nor off; write {name}=True or {name}=False.")
    return Look(edges, style, parallel, saved)


def _listed(valid: tuple[str, ...]) -> str:
    return " or ".join(map(repr, valid))
