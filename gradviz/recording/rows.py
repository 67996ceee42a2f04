"""The tape as rows: what is stored of each operation (R41)."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..core.operation import OPS
from .graph import Graph
from .history import Recording


class Row(NamedTuple):
    """What the tape stores of one operation.

    Attributes:
        node: the position of its result.
        operation: its name, such as "multiply".
        inputs: what it was called with: positions of nodes, and numbers as `(number,)`.
        output: its value, None where it has not been computed.
        gradient_function: what PyTorch calls the step that carries its gradient back, such as "MulBackward0".
        saved: what that step reads again, by position: values of inputs, or its own.
    """

    node: int
    operation: str
    inputs: tuple[int | tuple[float], ...]
    output: Any
    gradient_function: str
    saved: dict[int, Any]


class Entry(NamedTuple):
    """What the tape stores of one operation, without the numbers.

    Attributes:
        node: the position of its result.
        operation: its name.
        inputs: as in a Row.
        gradient_function: as in a Row.
        saved: the nodes whose values its backward step reads again.
    """

    node: int
    operation: str
    inputs: tuple[int | tuple[float], ...]
    gradient_function: str
    saved: tuple[int, ...]


def tape_rows(recording: Recording, index: int = -1) -> list[Row]:
    """A Row for every operation that had been computed after the event at `index`, in tape order.

    Args:
        recording: what happened.
        index: after which event, as in `Recording.frame`.

    Raises:
        IndexError: if there is no such event.

    Example:
        >>> import gradviz as gv
        >>> from gradviz.recording import tape_rows
        >>> for row in tape_rows(gv.record("t1 = x*w; t2 = t1 + b; y = t2**2", x=2, w=3, b=1)):
        ...     print(row.operation, row.inputs, row.output, row.gradient_function, row.saved)
        multiply (0, 1) 6.0 MulBackward0 {0: 2.0, 1: 3.0}
        add (3, 2) 7.0 AddBackward0 {}
        power (4, (2,)) 49.0 PowBackward0 {4: 7.0}
    """
    graph, values = recording.graph_at(index), recording.frame(index).values
    return [
        Row(node, operation, inputs, values[node], step_back, {place: values[place] for place in saved})
        for node, operation, inputs, step_back, saved in entries(graph)
        if values[node] is not None
    ]


def entries(graph: Graph) -> list[Entry]:
    """What the tape stores of every operation, in tape order, without the numbers."""
    sources, saved = {edge[1:]: edge.source for edge in graph.edges}, graph.saved()
    found = []
    for position, node in enumerate(graph.nodes):
        if node.op is not None:
            inputs = tuple(
                sources[position, k] if number is None else (number,) for k, number in enumerate(node.numbers)
            )
            found.append(Entry(position, node.op, inputs, _step_back(graph, position), tuple(saved[position])))
    return found


def _step_back(graph: Graph, position: int) -> str:
    """The name of an operation's backward step: PyTorch's for ours, else made of its own."""
    name = str(graph.nodes[position].op)
    return OPS[name].torch_name if name in OPS else f"{name}Backward"
