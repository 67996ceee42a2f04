"""`draw`: what has happened, as a Picture."""

from __future__ import annotations

from typing import Any

from ..recording import Recording, look
from .picture import Picture


def draw(what: Any, /, *, theme: str = "light") -> Picture:
    """Draw a Tensor's history or a Recording.

    Args:
        what: a Tensor (drawn as things stand: nothing is run, and a gradient that has not been computed is
            shown as such), or a Recording (its last frame).
        theme: "light" or "dark".

    Returns:
        A Picture; Jupyter shows it. Its text twin is `.text`.

    Raises:
        TypeError: if it is neither.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(3.0, requires_grad=True, name="x")
        >>> print(gv.draw(x * x).text)
        node  name  expression  value  gradient      local gradients
        n0    x     leaf        3      not computed
        n1          x²          9      not computed
    """
    if isinstance(what, Recording):
        return Picture(what, theme=theme)
    if type(what).__name__ == "Tensor" and hasattr(what, "_serial"):
        return Picture(look(what), theme=theme)
    raise TypeError(
        f"draw() got {what!r:.60} ({type(what).__name__}); it draws a Tensor or a Recording. "
        "For a function or formula write gv.draw(gv.record(f, x=3))."
    )
