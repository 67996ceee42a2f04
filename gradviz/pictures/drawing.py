"""`draw`: what has happened, as a Picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..recording import Graph
from .asked import misspelt, moment, recording_of
from .folding import Fold, fold_view
from .limits import MOST_NODES
from .look import looked
from .picture import Picture
from .tree import tree_view
from .views import View


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
    fold: Fold = None,
    unfold: str | Sequence[str] = (),
    tree: bool = False,
    limit: int | None = MOST_NODES,
    **unknown: Any,
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
        saved: whether to mark the values that are kept for the backward pass with their size. Then nothing is folded.
        highlight: what to light while the rest is dimmed: a node "z" (or its position), an edge ("x", "z") or
            ("x", "z", 0) with its argument number, a path ["x", "z", "L"], or a list of `recording.graph.edges`; or
            one of `recording.events`, to show what happened just then, in the frame of that event.
        index: which moment of a Recording: the frame after this event; -1 is the last.
        fold: which groups (of `gv.group` and `nn.Module`) are drawn as one node each. None folds a graph of more
            than 60 nodes as far as it takes to read it; True folds the outermost groups, 2 those inside them, a
            name or several these groups, and False none: then all that was recorded is there, in `.text` too.
        unfold: the names of groups to open, "layer 1" or, inside others, "layer 1/neuron 2".
        tree: whether to draw the parse tree of the expression: a shared node once for each use, with the
            gradient that flows along its own path. Groups are folded in it if `fold` says so.
        limit: how many nodes are drawn at most; a larger graph is shown as its text. None draws it anyway, which
            may take minutes.
        **unknown: nothing: an option that is misspelt is answered with the one that was meant.

    Returns:
        A Picture; Jupyter shows it. Its text twin is `.text`.

    Raises:
        TypeError: if it is neither, an option is of a wrong type, or `highlight` is no place in a graph.
        ValueError, KeyError: if an option has no such value, there is no such group, `highlight` is not in what is
            drawn, or the tree is too large.
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
    if unknown and not (isinstance(what, str) or callable(what)):  # those are refused with the way to give inputs
        raise misspelt(unknown, OPTIONS)
    shown = looked(edges, style, parallel, saved)
    recording = recording_of(what, index)
    index = moment(recording, index, highlight)
    view = _view(recording.graph_at(index), fold, unfold, tree, saved)
    return Picture(recording, index=index, theme=theme, look=shown, highlight=highlight, view=view, limit=limit)


OPTIONS = [name for name in draw.__annotations__ if name not in ("what", "unknown", "return")]
"""The names of all options, for the message that a misspelt one gets."""


def _view(graph: Graph, fold: Fold, unfold: str | Sequence[str], tree: bool, saved: bool) -> View | None:
    """What is drawn instead of the graph itself, or None."""
    if not isinstance(tree, bool):
        raise TypeError(f"tree={tree!r:.40} is neither True nor False.")
    by_itself = fold is None and not unfold
    view = fold_view(graph, False if by_itself and (tree or saved) else fold, unfold)
    if saved and (tree or view is not None):
        what = "a tree" if tree else "a picture with folded groups"
        raise ValueError(
            f"saved=True marks which recorded values are kept, and {what} does not show each of them once. "
            "Leave out fold, unfold and tree, or saved."
        )
    if not tree:
        return view
    return tree_view(graph) if view is None else view.then(tree_view)
