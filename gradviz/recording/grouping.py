"""Which groups every node of a tape belongs to, outermost first."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import Any

from ..core.groups import Span
from ..core.saved import inputs_of
from ..core.tensor import Tensor

Path = tuple[str, ...]


def group_paths(tensors: list[Tensor]) -> tuple[Path, ...]:
    """For every Tensor of a tape the names of its groups; () where it is in none, and in all where none is in any.

    A leaf belongs where all its uses are, if it is a parameter, was made there, or is a number without a name that
    needs a gradient, as weights are: data stay outside.
    """
    known = [tensor._info for tensor in tensors if tensor._info is not None]
    if not any(info.groups or info.closes for info in known):
        return ()  # the usual case, also after a module was called somewhere else
    spans: list[list[Span]] = _spans(tensors)
    _add_leaves(tensors, spans)
    names = GroupNames()
    return tuple(names.path(row) for row in spans)


def parameter_names(tensors: list[Tensor]) -> dict[int, str]:
    """The names of modules' parameters without a name of their own, by identity: "hidden.weight"."""
    spans = [span for t in tensors if t._info is not None for span in reversed(t._info.closes)]
    owners = {id(span.owner): span.owner for span in spans if span.owner is not None}  # a dataclass has no hash
    unnamed = {id(t) for t in tensors if t._info is not None and t._info.parameter and t._info.name is None}
    found: dict[int, str] = {}
    for owner in reversed(list(owners.values())):  # the outermost module closes last, and knows the longest name
        for name, parameter in owner.named_parameters() if unnamed - set(found) else ():
            if id(parameter) in unnamed:
                found.setdefault(id(parameter), name)
    return found


def _spans(tensors: list[Tensor]) -> list[list[Span]]:
    """The groups of every computed Tensor, in the order in which they began."""
    rows: list[list[Span]] = [list(t._info.groups) if t._info is not None else [] for t in tensors]
    serials = [tensor._serial for tensor in tensors]
    calls = [(span, t._serial) for t in tensors if t._info is not None for span in t._info.closes]
    for span, end in calls:
        for place in range(bisect_right(serials, span.start), bisect_right(serials, end)):
            if tensors[place]._op is not None and span not in rows[place]:
                rows[place].append(span)
    for row in rows:
        row.sort(key=lambda span: span.start)
    return rows


def _add_leaves(tensors: list[Tensor], rows: list[list[Span]]) -> None:
    """Put a leaf where all its uses are."""
    uses: dict[int, list[list[Span]]] = {}
    for tensor, row in zip(tensors, rows, strict=True):
        for source in inputs_of(tensor) if tensor._op is not None else ():
            uses.setdefault(id(source), []).append(row)
    for place, tensor in enumerate(tensors):
        if tensor._op is None and (rows_of_uses := uses.get(id(tensor))):
            shared = [span for span in rows_of_uses[0] if all(span in row for row in rows_of_uses)]
            rows[place] = [span for span in shared if _belongs(tensor, span)]


def _belongs(leaf: Tensor, span: Span) -> bool:
    info = leaf._info
    if info is not None and info.parameter:
        return True
    return leaf._serial > span.start or (bool(leaf._needs) and (info is None or info.name is None))


class GroupNames:
    """Names for groups, so that no two with the same parents are alike."""

    def __init__(self) -> None:
        self._given: dict[tuple[Path, Span], str] = {}
        self._taken: Counter[tuple[Path, str]] = Counter()
        self._held: dict[int, dict[int, str]] = {}  # of every module that was called: what it calls those in it

    def path(self, spans: list[Span]) -> Path:
        """The names of groups that stand in each other."""
        path: Path = ()
        for outer, span in zip([None, *spans], spans, strict=False):
            if (path, span) not in self._given:
                name = span.name or self._module_name(span.owner, outer.owner if outer is not None else None)
                self._taken[path, name] += 1
                count = self._taken[path, name]
                self._given[path, span] = name if count == 1 else f"{name} #{count}"
            path = (*path, self._given[path, span])
        return path

    def _module_name(self, module: Any, parent: Any) -> str:
        """A module's own name in its parent and its class, as in "hidden (Linear)"."""
        kind = type(module).__name__
        if parent is None:
            return kind
        if id(parent) not in self._held:
            self._held[id(parent)] = {id(held): name for name, held in parent.named_modules() if name}
        name = self._held[id(parent)].get(id(module))
        return f"{name} ({kind})" if name else kind
