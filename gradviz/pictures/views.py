"""Views: a recording's graph as another graph that is drawn like any other, folded or as a tree.

A view changes what is drawn and never what was recorded. What a picture draws without one is the graph itself,
so that a slider's tick pays for no view that was not asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..recording import Frame, Graph


class View(NamedTuple):
    """Another graph for a graph, and another frame for each of its frames.

    Attributes:
        graph: what is drawn.
        frame_of: the frame of the drawn graph for a frame of the recorded one.
        members: for each drawn node the positions of the recorded nodes that it shows.
    """

    graph: Graph
    frame_of: Callable[[Frame], Frame]
    members: tuple[tuple[int, ...], ...]

    def then(self, make: Callable[[Graph], View]) -> View:
        """This view, seen through another one: `make` is given the graph that this one draws."""
        after = make(self.graph)
        members = tuple(tuple(m for k in group for m in self.members[k]) for group in after.members)
        return View(after.graph, lambda frame: after.frame_of(self.frame_of(frame)), members)


def unchanged(graph: Graph) -> View:
    """The view that shows a graph as it is; a frame passes through untouched."""
    return View(graph, lambda frame: frame, tuple((position,) for position in range(len(graph.nodes))))
