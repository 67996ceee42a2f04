"""A Recording as JSON text, and back.

The text is one object:

    {"format": "gradviz recording", "version": 1,
     "graphs": [{"nodes": [{"name": ..., "op": ..., and the other fields of a Node}, ...],
                 "edges": [[source, target, argument], ...]}],
     "events": [["Leaf", node, value], ["Contributed", edge, upstream, local, downstream, total], ...],
     "memory": [[event, node, change, live], ...]}

An event is its kind and its fields in the order in which `events` declares them. A value is null (not computed), true
or false, a number, {"float": "nan" | "inf" | "-inf"}, or an array {"dtype", "shape", "data"}: its elements in one row,
in row-major order. Numbers keep every digit. Another version, or a text that does not hold together, is refused:
sources come before targets, so that there is no cycle, and nothing points at what is not there.
"""

from __future__ import annotations

import json
import math
from typing import Any

from ..core.scalars import load_numpy
from .graph import Graph, Node
from .history import Recording

FORMAT, VERSION = "gradviz recording", 1
FIELDS = tuple(field for field in Node._fields if field != "joins")  # what is recorded has no folded groups
DTYPES = frozenset({"float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint8", "bool"})


def written(recording: Recording) -> str:
    """A recording as JSON text.

    Raises:
        ValueError: if nothing was recorded.
    """
    recording.graph_at()
    return json.dumps(
        {
            "format": FORMAT, "version": VERSION,
            "graphs": [_graph_out(graph) for graph in recording.graphs],
            "events": [[type(event).__name__, *map(_value_out, event)] for event in recording.events],
            "memory": [list(moment) for moment in recording.memory],
        },
        ensure_ascii=False, allow_nan=False, separators=(",", ":"),
    )  # fmt: skip


def _graph_out(graph: Graph) -> dict[str, Any]:
    nodes = []
    for node in graph.nodes:
        fields = {field: getattr(node, field) for field in FIELDS}
        nodes.append(fields | {"numbers": [_value_out(n) for n in node.numbers]})
    return {"nodes": nodes, "edges": [list(edge) for edge in graph.edges]}


def _value_out(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None or value.__class__ in (bool, int):
        return value
    if value.__class__ is float:
        return value if math.isfinite(value) else {"float": str(value)}
    array = load_numpy().asarray(value)
    if str(array.dtype) not in DTYPES:
        raise TypeError(f"a value of kind {type(value).__name__} ({array.dtype}) has no form in a stored recording.")
    data = [x if math.isfinite(x) else {"float": str(x)} for x in array.ravel().tolist()]
    return {"dtype": str(array.dtype), "shape": list(array.shape), "data": data}
