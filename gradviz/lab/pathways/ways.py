"""The paths from one node to the output, as the figure `paths` shows them: listed, multiplied, added up, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TypeVar

from ...language import say
from ...pictures.chain import along, derivatives, factor, unfolded
from ...pictures.cutting import cut
from ...pictures.equation import plain
from ...pictures.labels import names, operation_text
from ...pictures.numbers import exponent, short
from ...pictures.wording import bracketed, many, told_as
from ...recording import Edge, Frame, Graph
from ...recording.paths import find_paths
from ...recording.walking import Visit, Walk, count_walk, naive_visits
from ...recording.watching import walked_edges

LISTED = 12
"""So many paths are listed; the others are counted."""

ANIMATED = 240
"""So many edges of naive walking are animated; the others are counted."""

MOST_SHOWN = 8
"""Of a path of more nodes, or a product of more factors, the beginning and the end are written."""

MOST_FACTORS = 16
"""The product along a longer path is not written in names."""

GAP = -1
"""Stands for the edges of a long path that are not written."""

Part = TypeVar("Part", str, int)

NODE_WIDTH, PRODUCT_WIDTH = 14, 60
MULTIPLIED = " × "


@dataclass(frozen=True)
class Ways:
    """The paths from a node to the output of one graph.

    Attributes:
        graph: the graph.
        source: the position of the node where they begin.
    """

    graph: Graph
    source: int

    @cached_property
    def paths(self) -> list[tuple[int, ...]]:
        """The paths that are listed, as edges, source first."""
        return find_paths(self.graph, self.source, self.graph.output, LISTED)

    @cached_property
    def walk(self) -> Walk:
        """How many paths there are, and how many edges are passed on all of them."""
        return count_walk(self.graph, self.source, self.graph.output)

    @cached_property
    def visits(self) -> list[Visit]:
        """The steps of naive walking that are animated."""
        return naive_visits(self.graph, self.source, self.graph.output, ANIMATED)

    @property
    def swept(self) -> int:
        """How many edges one backward sweep visits."""
        return len(walked_edges(self.graph))

    @property
    def all_listed(self) -> bool:
        """Whether no path is left out of the list."""
        return self.walk.paths == len(self.paths)

    # -- words --------------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the nodes are called, kept at hand: to find a graph again is to look at all of it."""
        return names(self.graph)

    def called(self, node: int) -> str:
        """A node in a path: its name, or the sign of its operation."""
        known = self.graph.nodes[node]
        name = self.names[node]
        return cut(name if known.name or known.is_leaf else operation_text(known), NODE_WIDTH)

    @property
    def derivative(self) -> str:
        """∂f/∂x."""
        called = self.names
        return f"∂{cut(called[self.graph.output], NODE_WIDTH)}/∂{cut(called[self.source], NODE_WIDTH)}"

    @cached_property
    def _joined(self) -> Counter[tuple[int, int]]:
        return Counter((edge.source, edge.target) for edge in self.graph.edges)

    def told(self, path: tuple[int, ...]) -> str:
        """A path in words, x → p → f; →² where a node is used twice by the next, and its second input is meant."""
        return " ".join([self.called(self.source), *map(self._step, _ends(list(path), GAP))])

    def _step(self, number: int) -> str:
        """One edge of a path, and the node that it leads to."""
        if number == GAP:
            return "→ …"
        source, target, argument = self.graph.edges[number]
        several = self._joined[source, target] > 1
        return f"→{exponent(argument + 1.0) if several else ''} {self.called(target)}"

    def lit(self, path: tuple[int, ...]) -> list[tuple[int, int] | int]:
        """A path as pictures light it; from the first node of its edges to the last."""
        edges = [self.graph.edges[number] for number in path]
        return [edges[0].source, *((edge.target, edge.argument) for edge in edges)] if edges else [self.source]

    @cached_property
    def all_lit(self) -> list[Edge] | int:
        """All paths together, as pictures light them, those that are not listed too."""
        reached, found = {self.source}, []
        for edge in (self.graph.edges[number] for number in reversed(walked_edges(self.graph))):
            if edge.source in reached:
                reached.add(edge.target)
                found.append(edge)
        return found or self.source

    def symbols(self, frame: Frame, paths: Sequence[tuple[int, ...]]) -> list[str]:
        """For each path its product in names, 3·x·2·x; "" where none can be written, or only a long one."""
        short_enough = [path for path in paths if 0 < len(path) <= MOST_FACTORS]
        if not short_enough:
            return [""] * len(paths)
        products = unfolded(self.graph, frame, short_enough)
        texts = [plain(latex, self.names) if latex else "" for latex in products]
        found = dict(zip(short_enough, texts, strict=True))
        return [text if len(text := found.get(path, "")) <= PRODUCT_WIDTH else "" for path in paths]

    def numbers(self, frame: Frame, path: tuple[int, ...]) -> str:
        """The product along a path in numbers, "6 × 4 = 24", the edge next to the output first."""
        value = along(self.graph, frame, path)
        if value is None:
            return self.why_not(frame, path)
        factors = [short(float(factor(self.graph, frame, edge) or 0.0)) for edge in reversed(path)]
        if len(factors) < 2:
            return f"{short(value)}"
        shown = [factors[0], *map(bracketed, factors[1:])]
        return f"{MULTIPLIED.join(_ends(shown, '…'))} = {short(value)}"

    def why_not(self, frame: Frame, path: tuple[int, ...]) -> str:
        """Why the local gradients along a path have no product that is a number."""
        for edge in path:
            source, target, _ = self.graph.edges[edge]
            if frame.downstreams[edge] is None:
                return say("no gradient flows along this path")
            if self.graph.nodes[source].shape or self.graph.nodes[target].shape:
                return say("arrays: a product of Jacobians, not of numbers")
        return say("not elementwise: a local gradient here is not one number")

    def total(self, frame: Frame) -> str:
        """What all paths add up to, in numbers."""
        values = [along(self.graph, frame, path) for path in self.paths]
        known = [short(value) for value in values if value is not None]
        whole = derivatives(self.graph, frame)[self.source]
        if whole is None:
            held = frame.gradients[self.source]
            return "—" if held is None else told_as(held)
        if not self.all_listed or len(known) != len(values) or not 1 < len(known) <= MOST_SHOWN:
            return short(whole)
        return f"{known[0]} + {' + '.join(map(bracketed, known[1:]))} = {short(whole)}"


def _ends(parts: list[Part], gap: Part) -> list[Part]:
    """All parts, or of too many the first and the last few."""
    return parts if len(parts) <= MOST_SHOWN else [*parts[:3], gap, *parts[-2:]]


# -- panels, as HTML with open places: data-slot is a text, data-mark a state -------------------------------


def list_panel(ways: Ways, frame: Frame, slot: int) -> str:
    """The listed paths, one a row with its product, and their sum.

    The texts of `list_texts` fill it, from `slot` on.
    """
    count = len(ways.paths)
    rows = [
        f'<tr data-mark="{slot + 2 * k}"><td><button type="button" data-do="path" data-value="{k}">'
        f'{k + 1}</button></td><th scope="row">{escape(ways.told(path))}</th><td>{escape(symbol) or "—"}</td>'
        f'<td class="number" data-slot="{slot + 2 * k + 1}"></td></tr>'
        for k, (path, symbol) in enumerate(zip(ways.paths, ways.symbols(frame, ways.paths), strict=True))
    ]
    if not ways.all_listed:
        more = say("and {count} more paths: counted, not listed", count=many(ways.walk.paths - count))
        rows.append(f'<tr><td></td><td colspan="3">{escape(more)}</td></tr>')
    last = slot + 2 * count
    sums = (
        f'<tr data-mark="{last}"><td><button type="button" data-do="path" data-value="{count}">Σ</button></td>'
        f'<th scope="row">{escape(ways.derivative)}</th><td>{escape(say("the sum over all paths"))}</td>'
        f'<td class="number" data-slot="{last + 1}"></td></tr>'
    )
    heads = ("", say("path"), say("product of local gradients"), say("in numbers"))
    return _table(say("paths"), heads, [*rows, sums]) + _counters(ways)


def list_texts(ways: Ways, frame: Frame, chosen: int) -> list[str]:
    """The texts of `list_panel`: for each path its state and its product, and the same for the sum."""
    found = []
    for k, path in enumerate(ways.paths):
        found += ["current" if k == chosen else "", ways.numbers(frame, path)]
    return [*found, "current" if chosen == len(ways.paths) else "", ways.total(frame)]


def _counters(ways: Ways) -> str:
    """Edges visited against paths walked."""
    walk = ways.walk
    sweep = (
        say("One sweep visits the one edge once, and serves every leaf.") if ways.swept == 1 else
        say("One sweep visits each of the {edges} edges once, and serves every leaf.", edges=many(ways.swept))
    )  # fmt: skip
    name = ways.called(ways.source)
    walking = (
        say("From {name} there is one path to walk, of length {visits}.", name=name, visits=many(walk.visits))
        if walk.paths == 1 else
        say("Walking from {name} path by path: {paths} paths, {visits} edges.", name=name, paths=many(walk.paths),
            visits=many(walk.visits))
    )  # fmt: skip
    text = f"{sweep} {walking}"
    return f'<p class="gv-counters">{escape(text)}</p>'


def race_panel(ways: Ways, slot: int) -> str:
    """Two counters, the sweep's and the walker's; `race_texts` fill it from `slot` on."""
    rows = [
        f'<tr><th scope="row">{escape(name)}</th><td class="number" data-slot="{slot + 2 * k}"></td>'
        f'<td class="number">{many(whole)}</td><td data-slot="{slot + 2 * k + 1}"></td></tr>'
        for k, (name, whole) in enumerate(
            [(say("one sweep, every edge once"), ways.swept), (say("walking path by path"), ways.walk.visits)]
        )
    ]
    heads = ("", say("edges passed"), say("of"), say("what is known by now"))
    note = ""
    if ways.walk.visits > len(ways.visits):
        left = say("The first {count} edges of the walk are played. The other {more} are counted, not walked.",
                   count=many(len(ways.visits)), more=many(ways.walk.visits - len(ways.visits)))  # fmt: skip
        note = f'<p class="gv-counters">{escape(left)}</p>'
    return _table(say("one sweep beside walking"), heads, rows) + note + _counters(ways)


def race_texts(ways: Ways, now: Frame, end: Frame, step: int) -> list[str]:
    """The texts of `race_panel` after so many edges of each.

    Args:
        ways: the paths.
        now: how things stand in the sweep after so many edges.
        end: the end of the sweep: the walker multiplies the same local gradients.
        step: how many edges the walker has passed, if the walk is as long.
    """
    visits = ways.visits[:step]
    return [many(min(step, ways.swept)), _swept(ways, now, step), many(len(visits)), _walked(ways, end, visits)]


def _swept(ways: Ways, now: Frame, step: int) -> str:
    held = now.gradients[ways.source]
    if held is None:
        return say("{derivative}: nothing yet", derivative=ways.derivative)
    if step >= ways.swept:
        return say("done: {derivative} = {number}", derivative=ways.derivative, number=told_as(held))
    return say("{derivative} so far: {number}", derivative=ways.derivative, number=told_as(held))


def _walked(ways: Ways, end: Frame, visits: list[Visit]) -> str:
    """What the walker has multiplied and added up by now."""
    if not visits:
        return say("nothing yet")
    ended = [visit for visit in visits if visit.ends]
    products = [along(ways.graph, end, visit.walked[::-1]) for visit in (*ended, visits[-1])]
    known = [product for product in products if product is not None]
    if len(known) < len(products):
        return ways.why_not(end, visits[-1].walked)
    whole = many(ways.walk.paths)
    if len(ended) == ways.walk.paths:
        return say("done: {derivative} = {number}", derivative=ways.derivative, number=short(sum(known[:-1])))
    return say("path {number} of {whole}: product so far {product}; finished: {ended}, their sum {total}",
               number=visits[-1].path + 1, whole=whole, product=short(known[-1]), ended=len(ended),
               total=short(sum(known[:-1], 0.0)))  # fmt: skip


def _table(name: str, heads: tuple[str, ...], rows: list[str]) -> str:
    cells = "".join(f'<th scope="col">{escape(head)}</th>' if head else "<td></td>" for head in heads)
    return (
        f'<table class="gv-ways" aria-label="{escape(name)}"><thead><tr>{cells}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
