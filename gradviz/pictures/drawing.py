"""`draw`: what has happened, as a Picture."""

from __future__ import annotations

from typing import Any

from ..recording import Recording, look
from .look import looked
from .picture import Picture


def draw(
    what: Any,
    /,
    *,
    theme: str = "light",
    edges: str = "local",
    style: str = "operations",
    parallel: bool = False,
    saved: bool = False,
    highlight: Any = None,
    index: int = -1,
) -> Picture:
    """Draw a Tensor's history or a Recording.

    Args:
        what: a Tensor (drawn as things stand: nothing is run, and a gradient that has not been computed is
            shown as such), or a Recording.
        theme: "light", "dark" or "contrast" (black on white, thick lines).
        edges: what stands on an edge from an input to an operation: "local" (×3, the operation's slope for that
            input), "contribution" (→ 12, upstream × local, what the edge adds to the input's gradient) or "both".
        style: "operations" (a node is an operation with its value) or "values" (a node is a value, and its operation
            is a small round node of its own before it).
        parallel: whether to mark operations that do not wait for each other with their depth, ∥2: how many
            operations must run one after the other up to this one.
        saved: whether to mark the values that are kept for the backward pass with their size.
        highlight: what to light while the rest is dimmed: a node "z" (or its position), an edge ("x", "z") or
            ("x", "z", 0) with its argument number, or a path ["x", "z", "L"]; or one of `recording.events`, to show
            what happened just then.
        index: which moment of a Recording: the frame after this event; -1 is the last.

    Returns:
        A Picture; Jupyter shows it. Its text twin is `.text`.

    Raises:
        TypeError: if it is neither, or `highlight` is no place in a graph.
        ValueError, KeyError: if an option has no such value, or `highlight` is not in this graph.
        IndexError: if there is no such moment.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(3.0, requires_grad=True, name="x")
        >>> print(gv.draw(x * x).text)
        node  name  expression  value  gradient      local gradients
        n0    x     leaf        3      not computed
        n1          x²          9      not computed
        >>> print(gv.draw(gv.record("x*x", x=3), edges="contribution", saved=True).text)
        node  name  expression  value  gradient  contributions  kept
        n0    x     leaf        3      6                        8 B for n1
        n1          x²          9      1         x: 3, x: 3
        kept for the backward pass: 1 value, 8 B
    """
    shown = looked(edges, style, parallel, saved)
    if isinstance(what, Recording):
        recording = what
    elif type(what).__name__ == "Tensor" and hasattr(what, "_serial"):
        recording = look(what)
    else:
        raise TypeError(
            f"draw() got {what!r:.60} ({type(what).__name__}); it draws a Tensor or a Recording. "
            "For a function or formula write gv.draw(gv.record(f, x=3))."
        )
    return Picture(recording, index=index, theme=theme, look=shown, highlight=highlight)
