"""Views: a recording's graph as another graph that is drawn like any other, folded or as a tree.

A view changes what is drawn and never what was recorded. What a picture draws without one is the graph itself,
so that a slider's tick pays for no view that was not asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..recording import Frame, Graph
from .cutting import plain
from .highlight import Lit, lit
from .labels import is_group, names


class View(NamedTuple):
    """Another graph for a graph, and another frame for each of its frames.

    Attributes:
        graph: what is drawn.
        frame_of: the frame of the drawn graph for a frame of the recorded one.
        members: for each drawn node the positions of the recorded nodes that it shows.
        edges: for each drawn edge the positions of the recorded edges that it stands for.
    """

    graph: Graph
    frame_of: Callable[[Frame], Frame]
    members: tuple[tuple[int, ...], ...]
    edges: tuple[tuple[int, ...], ...]

    def then(self, make: Callable[[Graph], View]) -> View:
        """This view, seen through another one: `make` is given the graph that this one draws."""
        after = make(self.graph)
        members = tuple(tuple(m for k in group for m in self.members[k]) for group in after.members)
        edges = tuple(tuple(e for k in group for e in self.edges[k]) for group in after.edges)
        return View(after.graph, lambda frame: after.frame_of(self.frame_of(frame)), members, edges)


def unchanged(graph: Graph) -> View:
    """The view that shows a graph as it is; a frame passes through untouched."""
    alone = tuple((position,) for position in range(max(len(graph.nodes), len(graph.edges))))
    return View(graph, lambda frame: frame, alone[: len(graph.nodes)], alone[: len(graph.edges)])


def lit_in(view: View, graph: Graph, what: Any) -> Lit:
    """What `highlight=` asks for in the graph that a view draws.

    Raises:
        KeyError: for a name that is not drawn; the message says in which folded group it is, if it is in one.
    """
    try:
        return lit(view.graph, what)
    except KeyError:
        for entry in _entries(what):
            _refuse_folded(view, graph, entry)
        raise


def _entries(what: Any) -> list[Any]:
    """All names and positions in what `highlight=` says."""
    return [name for entry in what for name in _entries(entry)] if isinstance(what, (list, tuple)) else [what]


def _refuse_folded(view: View, graph: Graph, name: Any) -> None:
    """Say in which folded group a node is, if it is in one."""
    called = names(graph)
    if not isinstance(name, str) or name in names(view.graph) or name not in called:
        return
    position = called.index(name)
    shown = next((k for k, members in enumerate(view.members) if position in members), None)
    if shown is None or not is_group(view.graph.nodes[shown]):
        return
    node = view.graph.nodes[shown]
    path = "/".join(graph.nodes[position].groups[: len(node.groups) + 1])
    raise KeyError(
        f"{name!r:.60} is inside of {plain(str(node.name))!r:.60}, a group that is folded into one node here, so it "
        f"cannot be lit alone. Write unfold={path!r:.120} to open the group, fold=False to see every node, or light "
        f"the group: highlight={names(view.graph)[shown]!r:.60}."
    )


def lit_through(view: View, graph: Graph, what: Any) -> Lit:
    """What is lit in the recorded graph, as a view draws it: a place as `lit` takes it, an event, or several events.

    Where it is inside of a folded group, that is the group.
    """
    seen, called = lit(graph, what), names(view.graph)
    edges = [k for k, stands_for in enumerate(view.edges) if not seen.edges.isdisjoint(stands_for)]
    nodes = [k for k, members in enumerate(view.members) if not seen.nodes.isdisjoint(members)]
    ends = [view.graph.edges[k] for k in edges]
    words = [f"{called[end.source]} ← {called[end.target]}" for end in ends] or [called[k] for k in nodes]
    said = ", ".join(words) if seen.state == "active" else " → ".join(called[k] for k in nodes)
    return Lit(frozenset(nodes), frozenset(edges), said, seen.state)
