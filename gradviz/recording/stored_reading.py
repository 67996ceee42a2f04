"""Reading a stored Recording: every part is looked at before it is believed. The form is described in `stored`."""

from __future__ import annotations

import json
from typing import Any, get_args

from .events import Event, Memory
from .graph import Edge, Graph, Node
from .history import Recording
from .stored import FIELDS, FORMAT, VERSION
from .stored_order import check_events, check_memory
from .stored_values import StoredError, is_count, is_number, is_shape, list_in, need, value_in

KINDS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Event)}


def read(text: str, limit: int) -> Recording:
    """The recording that a text holds; see `Recording.from_json`."""
    stored = _object_in(text, limit)
    graphs = [_graph(graph, f"graphs[{i}]") for i, graph in enumerate(list_in(stored, "graphs", "the text"))]
    need(bool(graphs), "graphs", "is empty", "a recording is of at least one graph")
    events: list[Any] = []
    current = graphs[0]
    for i, row in enumerate(list_in(stored, "events", "the text")):
        event = _event(row, f"events[{i}]", len(graphs), current)
        current = graphs[event.graph] if hasattr(event, "graph") else current
        events.append(event)
    memory = [_moment(row, f"memory[{i}]") for i, row in enumerate(list_in(stored, "memory", "the text"))]
    check_events(graphs, events)
    check_memory(graphs, events, memory)
    return Recording(graphs, tuple(events), memory=tuple(memory))


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
    need(not isinstance(stored, Exception), "it", f"is not JSON ({str(stored)[:80]})", "it was cut off, or is no JSON")
    wanted = isinstance(stored, dict) and stored.get("format") == FORMAT
    need(wanted, "it", f'has no "format": "{FORMAT}"', "something else wrote it")
    if stored.get("version") != VERSION or stored["version"].__class__ is not int:
        raise StoredError(
            f"this recording is of version {stored.get('version')!r:.20}, and this gradviz reads version {VERSION}. "
            "Why: another version may mean other things by the same words. Try: the gradviz that wrote it, or a newer."
        )
    return stored  # type: ignore[no-any-return]  # from json, and looked at above


def _graph(stored: Any, where: str) -> Graph:
    """A graph whose edges go from earlier nodes to later ones."""
    nodes = tuple(_node(node, f"{where}.nodes[{i}]") for i, node in enumerate(list_in(stored, "nodes", where)))
    need(bool(nodes), where, "has no nodes", "a graph has at least its output")
    edges = [_edge(row, f"{where}.edges[{i}]", nodes) for i, row in enumerate(list_in(stored, "edges", where))]
    arguments = {(i, k) for i, node in enumerate(nodes) for k, number in enumerate(node.numbers) if number is None}
    need(sorted(edge[1:] for edge in edges) == sorted(arguments), where, "has edges that do not fit its nodes",
          "every argument that is no number has one edge")  # fmt: skip
    used = {edge.source for edge in edges}
    need(len(used) == len(nodes) - 1, where, "has a node that leads nowhere", "all are inputs of the output, the last")
    return Graph(nodes, tuple(edges))


def _node(stored: Any, where: str) -> Node:
    need(isinstance(stored, dict) and set(stored) == set(FIELDS), where, "is no node",
          f"a node has the fields {', '.join(FIELDS)} and no others")  # fmt: skip
    node = Node(**{
        **stored,
        "numbers": tuple(value_in(n, f"{where}.numbers") for n in list_in(stored, "numbers", where)),
        "options": tuple(tuple(pair) if isinstance(pair, list) else pair for pair in list_in(stored, "options", where)),
        **{key: tuple(list_in(stored, key, where)) for key in ("shape", "groups", "saves")},
    })  # fmt: skip
    texts = [node.symbol, *node.groups, *(x for x in (node.name, node.op) if x is not None)]
    texts += [text for pair in node.options for text in (pair if isinstance(pair, tuple) and len(pair) == 2 else [0])]
    need(all(isinstance(x, str) for x in texts), where, "has a name that is no text", "names are text")
    numbers = [is_count(x) for x in node.saves] + [x is None or is_number(x) for x in node.numbers]
    need(all(numbers) and is_shape(node.shape), where, "has a shape, saves or numbers that are none",
         "sizes and places are whole numbers")  # fmt: skip
    saved = [place - 1 for place in node.saves if place]
    need(max(saved, default=-1) < len(node.numbers), where, "saves an argument it does not have", "it has fewer")
    need(all(node.numbers[k] is None for k in saved), where, "saves an argument that is a number",
         "a number is part of the operation, and no value to keep")  # fmt: skip
    need(node.op is not None or not (node.numbers or node.saves), where, "is a leaf with inputs",
         "a leaf is computed from nothing")  # fmt: skip
    need(node.needs_gradient.__class__ is bool, where, "has no truth value in needs_gradient", "it is true or false")
    return node


def _edge(row: Any, where: str, nodes: tuple[Node, ...]) -> Edge:
    whole = isinstance(row, list) and len(row) == 3 and all(map(is_count, row))
    need(whole, where, f"is {row!r:.40}", "an edge is three whole numbers: source, target, argument")
    edge = Edge(*row)
    need(edge.source < edge.target < len(nodes), where, f"goes from node {edge.source} to node {edge.target}",
          f"of {len(nodes)} nodes each is computed from earlier ones, so that there is no cycle")  # fmt: skip
    return edge


def _event(row: Any, where: str, graphs: int, graph: Graph) -> Any:
    """An event that points at what is there."""
    known = isinstance(row, list) and bool(row) and isinstance(row[0], str) and row[0] in KINDS
    need(known, where, f"is {row!r:.40}", f"an event begins with its kind, one of {', '.join(KINDS)}")
    kind, fields = KINDS[row[0]], row[1:]
    need(len(fields) == len(kind._fields), where, f"has {len(fields)} fields",
          f"{row[0]} has {len(kind._fields)}: {', '.join(kind._fields)}")  # fmt: skip
    many = {"graph": graphs, "node": len(graph.nodes), "edge": len(graph.edges)}[kind._fields[0]]
    need(is_count(fields[0]) and fields[0] < many, where, f"is about {kind._fields[0]} {fields[0]!r:.20}",
          f"there are {many}, numbered from 0")  # fmt: skip
    return kind(fields[0], *(value_in(value, where) for value in fields[1:]))


def _moment(row: Any, where: str) -> Memory:
    whole = isinstance(row, list) and len(row) == 4 and all(x.__class__ is int for x in row)
    need(whole, where, f"is {row!r:.40}", "it is four whole numbers: event, node, change and bytes saved")
    return Memory(*row)
