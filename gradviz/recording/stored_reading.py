"""Reading a stored Recording: every part is looked at before it is believed. The form is described in `stored`."""

from __future__ import annotations

import json
import math
from typing import Any, get_args

from ..core.scalars import load_numpy, shape_of
from .events import Event, Memory
from .graph import Edge, Graph, Node
from .history import Recording
from .stored import DTYPES, FIELDS, FORMAT, VERSION

KINDS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Event)}
ODD = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class StoredError(ValueError):
    """A text is no recording that can be read: what is wrong with it, and where."""


def read(text: str, limit: int) -> Recording:
    """The recording that a text holds; see `Recording.from_json`."""
    stored = _object_in(text, limit)
    graphs = [_graph(graph, f"graphs[{i}]") for i, graph in enumerate(_list(stored, "graphs", "the text"))]
    _need(bool(graphs), "graphs", "is empty", "a recording is of at least one graph")
    events: list[Any] = []
    current = graphs[0]
    for i, row in enumerate(_list(stored, "events", "the text")):
        event = _event(row, f"events[{i}]", len(graphs), current)
        current = graphs[event.graph] if hasattr(event, "graph") else current
        events.append(event)
    memory = [_moment(row, f"memory[{i}]", len(events)) for i, row in enumerate(_list(stored, "memory", "the text"))]
    return Recording(graphs, tuple(events), memory=tuple(memory))


def _need(holds: bool, where: str, what: str, why: str) -> None:
    """Refuse the text unless something holds."""
    if not holds:
        raise StoredError(
            f"this text is no recording that can be read: {where} {what}. Why: {why}. "
            "Try: give from_json() the whole text that to_json() wrote, unchanged."
        )


def _object_in(text: Any, limit: int) -> dict[str, Any]:
    """The outermost object of a text that is short enough and of the right format and version."""
    if not isinstance(text, str):
        raise TypeError(
            f"from_json() takes text, got {text!r:.40} ({type(text).__name__}). For a file write path.read_text()."
        )
    if len(text) > limit:
        raise StoredError(
            f"this text has {len(text):,} characters, and at most {limit:,} are read, so that a wrong file does not "
            f"fill the memory. If it is a recording, write from_json(text, limit={len(text)})."
        )
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError) as error:
        stored = error
    _need(not isinstance(stored, Exception), "it", f"is not JSON ({str(stored)[:80]})", "it was cut off, or is no JSON")
    wanted = isinstance(stored, dict) and stored.get("format") == FORMAT
    _need(wanted, "it", f'has no "format": "{FORMAT}"', "something else wrote it")
    if stored.get("version") != VERSION:
        raise StoredError(
            f"this recording is of version {stored.get('version')!r:.20}, and this gradviz reads version {VERSION}. "
            "Why: another version may mean other things by the same words. Try: the gradviz that wrote it, or a newer."
        )
    return stored  # type: ignore[no-any-return]  # from json, and looked at above


def _list(stored: Any, key: str, where: str) -> list[Any]:
    found = stored.get(key) if isinstance(stored, dict) else None
    _need(isinstance(found, list), where, f"has no list {key!r}", f"{key} stand in a list")
    return found  # type: ignore[return-value]


def _graph(stored: Any, where: str) -> Graph:
    """A graph whose edges go from earlier nodes to later ones."""
    nodes = tuple(_node(node, f"{where}.nodes[{i}]") for i, node in enumerate(_list(stored, "nodes", where)))
    _need(bool(nodes), where, "has no nodes", "a graph has at least its output")
    edges = [_edge(row, f"{where}.edges[{i}]", nodes) for i, row in enumerate(_list(stored, "edges", where))]
    arguments = {(i, k) for i, node in enumerate(nodes) for k, number in enumerate(node.numbers) if number is None}
    _need(sorted(edge[1:] for edge in edges) == sorted(arguments), where, "has edges that do not fit its nodes",
          "every argument that is no number has one edge")  # fmt: skip
    return Graph(nodes, tuple(edges))


def _node(stored: Any, where: str) -> Node:
    _need(isinstance(stored, dict) and set(stored) == set(FIELDS), where, "is no node",
          f"a node has the fields {', '.join(FIELDS)} and no others")  # fmt: skip
    node = Node(**{
        **stored,
        "numbers": tuple(_value(n, f"{where}.numbers") for n in _list(stored, "numbers", where)),
        "options": tuple(tuple(pair) if isinstance(pair, list) else pair for pair in _list(stored, "options", where)),
        **{key: tuple(_list(stored, key, where)) for key in ("shape", "groups", "saves")},
    })  # fmt: skip
    texts = [node.symbol, *node.groups, *(x for x in (node.name, node.op) if x is not None)]
    texts += [text for pair in node.options for text in (pair if isinstance(pair, tuple) and len(pair) == 2 else [0])]
    _need(all(isinstance(x, str) for x in texts), where, "has a name that is no text", "names are text")
    numbers = [_is_count(x) for x in (*node.shape, *node.saves)] + [x is None or _is_number(x) for x in node.numbers]
    _need(all(numbers), where, "has a shape, saves or numbers that are none", "sizes and places are whole numbers")
    _need(max(node.saves, default=0) <= len(node.numbers), where, "saves an argument it does not have", "it has fewer")
    _need(node.needs_gradient.__class__ is bool, where, "has no truth value in needs_gradient", "it is true or false")
    return node


def _edge(row: Any, where: str, nodes: tuple[Node, ...]) -> Edge:
    whole = isinstance(row, list) and len(row) == 3 and all(map(_is_count, row))
    _need(whole, where, f"is {row!r:.40}", "an edge is three whole numbers: source, target, argument")
    edge = Edge(*row)
    _need(edge.source < edge.target < len(nodes), where, f"goes from node {edge.source} to node {edge.target}",
          f"of {len(nodes)} nodes each is computed from earlier ones, so that there is no cycle")  # fmt: skip
    return edge


def _event(row: Any, where: str, graphs: int, graph: Graph) -> Any:
    """An event that points at what is there."""
    known = isinstance(row, list) and bool(row) and isinstance(row[0], str) and row[0] in KINDS
    _need(known, where, f"is {row!r:.40}", f"an event begins with its kind, one of {', '.join(KINDS)}")
    kind, fields = KINDS[row[0]], row[1:]
    _need(len(fields) == len(kind._fields), where, f"has {len(fields)} fields",
          f"{row[0]} has {len(kind._fields)}: {', '.join(kind._fields)}")  # fmt: skip
    many = {"graph": graphs, "node": len(graph.nodes), "edge": len(graph.edges)}[kind._fields[0]]
    _need(_is_count(fields[0]) and fields[0] < many, where, f"is about {kind._fields[0]} {fields[0]!r:.20}",
          f"there are {many}, numbered from 0")  # fmt: skip
    values = [_value(value, where) for value in fields[1:]]
    if "value" in kind._fields and values[0] is not None:
        shape = graph.nodes[fields[0]].shape
        _need(shape_of(values[0]) == shape, where, f"has shape {shape_of(values[0])}", f"its node has shape {shape}")
    return kind(fields[0], *values)


def _value(stored: Any, where: str) -> Any:
    """None, a number, or an array."""
    if stored is None or stored.__class__ in (bool, int, float):
        return stored
    if isinstance(stored, dict) and set(stored) == {"float"} and stored["float"] in ODD:
        return ODD[stored["float"]]
    fits = isinstance(stored, dict) and set(stored) == {"dtype", "shape", "data"} and stored["dtype"] in DTYPES
    _need(fits, where, f"holds {stored!r:.40}", "a value is a number, null or an array with dtype, shape and data")
    shape, data = _list(stored, "shape", where), [_value(x, where) for x in _list(stored, "data", where)]
    fits = all(map(_is_count, shape)) and math.prod(shape) == len(data) and all(map(_is_number, data))
    _need(fits, where, f"holds an array of shape {shape!r:.40}", f"it has {len(data)} elements, or some are no numbers")
    array = load_numpy().array(data, dtype=stored["dtype"]).reshape(shape)
    array.flags.writeable = False
    return array if shape else array[()]


def _moment(row: Any, where: str, events: int) -> Memory:
    whole = isinstance(row, list) and len(row) == 4 and all(x.__class__ is int for x in row)
    _need(whole and 0 <= row[0] < events, where, f"is {row!r:.40}", "it is four whole numbers, the first an event's")
    return Memory(*row)


def _is_count(x: Any) -> bool:
    return x.__class__ is int and x >= 0


def _is_number(x: Any) -> bool:
    return x.__class__ in (int, float, bool)
