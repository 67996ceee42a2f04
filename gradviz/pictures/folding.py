"""Folding: the groups of `nn.Module` and `gv.group` as one node each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ..recording import Graph
from .joining import Path, join
from .views import View

Fold = bool | int | str | Sequence[str] | None

SMALL = 60
"""A graph with no more nodes than this is drawn whole unless folding is asked for."""

READABLE = 40
"""How many nodes a picture has at most after automatic folding, and half as many as its edges, where groups allow."""

HOW = 'write `with gv.group("layer 1"):` around each part of the computation, or make the parts nn.Modules'


def fold_view(graph: Graph, fold: Fold = None, unfold: str | Sequence[str] = ()) -> View | None:
    """The view that shows groups as one node each, or None where the graph is drawn as it is.

    Args:
        graph: the structure.
        fold: None folds a graph of more than 60 nodes, to the depth that shows most within 40 nodes; True folds the
            outermost groups, False none; a number folds the groups that stand so deep, 1 being the outermost; a name
            or several fold the groups of these names.
        unfold: the names of groups to show opened, with all that they stand in.

    Raises:
        TypeError: if `fold` or `unfold` is none of these.
        ValueError: if there is no such group, or no group at all.
    """
    names = _names(fold) if isinstance(fold, (str, Sequence)) else None
    if names is None and not isinstance(fold, (bool, int)) and fold is not None:
        raise TypeError(
            f"fold={fold!r:.60} is of type {type(fold).__name__}, and groups are folded by depth or by name. "
            "Write fold=True, fold=2 or fold='layer 1'."
        )
    if fold is False or (fold is None and not unfold and len(graph.nodes) <= SMALL):
        return None
    return _fold_view(graph, fold if names is None else None, names, _names(unfold))


def _names(given: str | Sequence[str]) -> tuple[str, ...]:
    names = (given,) if isinstance(given, str) else tuple(given)
    if not all(isinstance(name, str) for name in names):
        raise TypeError(
            f"{given!r:.60} is not all text, and groups are called by their names. Write fold=['layer 1', 'layer 2']."
        )
    return names


@lru_cache(maxsize=32)
def _fold_view(graph: Graph, fold: int | None, names: tuple[str, ...] | None, unfold: tuple[str, ...]) -> View | None:
    groups = _Groups(graph)
    if not groups.deepest:
        if fold is None and not names and not unfold:
            return None
        raise ValueError(
            "there is nothing to fold or unfold: no node of this graph belongs to a group, and gradviz folds no nodes "
            f"that nobody has put together. To make groups, {HOW}."
        )
    opened = {path[:end] for path in groups.called(unfold) for end in range(1, len(path) + 1)}
    if names is not None:
        return groups.view(groups.called(names), opened)
    if fold is not None:
        return groups.view(groups.at(groups.checked(fold)), opened)
    return groups.automatic(opened)


class _Groups:
    """The groups of a graph, each as its path."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        paths = dict.fromkeys(node.groups for node in graph.nodes)
        self.paths: list[Path] = list(dict.fromkeys(p[:end] for p in paths for end in range(1, len(p) + 1)))
        self.deepest = max(map(len, self.paths), default=0)

    def at(self, depth: int) -> set[Path]:
        """The groups that stand at a depth, 1 being the outermost."""
        return {path for path in self.paths if len(path) == depth}

    def checked(self, depth: int) -> int:
        """A depth that there is."""
        if 1 <= depth <= self.deepest:
            return int(depth)
        raise ValueError(
            f"fold={depth} names no depth of this graph: 1 is the outermost group, and its groups stand "
            f"{self.deepest} deep. Try fold=1, or fold=False to see every node."
        )

    def called(self, names: tuple[str, ...]) -> set[Path]:
        """The groups of these names; a name may be a path, as in "layer 1/neuron 2", or its end."""
        found: set[Path] = set()
        for name in names:
            matching = {path for path in self.paths if f"/{'/'.join(path)}".endswith(f"/{name}")}
            if not matching:
                raise ValueError(self._unknown(name))
            found |= matching
        return found

    def _unknown(self, name: str) -> str:
        there = list(dict.fromkeys(path[-1] for path in self.paths))
        more = f" and {len(there) - 12} more" if len(there) > 12 else ""
        return (
            f"no group is called {name!r:.60}. The groups of this graph are: {', '.join(there[:12])}{more}. "
            "Take one of these names; groups inside others can be named by their path: 'layer 1/neuron 2'."
        )

    def view(self, folded: set[Path], opened: set[Path]) -> View:
        """The view in which each node disappears into the outermost of its groups that is folded.

        In a group that was opened the next groups inside are folded instead.
        """
        into: dict[Path, Path] = {}
        for path in {node.groups for node in self.graph.nodes}:
            ends = range(1, len(path) + 1)
            start = next((end for end in ends if path[:end] in folded), len(path) + 1)
            end = next((end for end in ends if end >= start and path[:end] not in opened), 0)
            into[path] = path[:end]
        return join(self.graph, [into[node.groups] for node in self.graph.nodes])

    def automatic(self, opened: set[Path]) -> View:
        """The deepest folding, that is the most detailed one, that a person can read; else the outermost groups."""
        large = len(self.graph.nodes) > SMALL
        depth = next((d for d in range(self.deepest, 1, -1) if large and self._readable(d)), 1)
        return self.view(self.at(depth), opened)

    def _readable(self, depth: int) -> bool:
        nodes, edges = self.view(self.at(depth), set()).graph
        return len(nodes) <= READABLE and len(edges) <= 2 * READABLE
