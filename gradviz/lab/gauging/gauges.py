"""What a record says of the flow of gradients: dead, saturated and vanishing are three different things.

Everything is read from a Recording. A layer is a node whose operation is an activation function.

- dead: a unit whose slope is exactly 0 on every example, so that no gradient at all comes to what is before it;
- saturated: a slope that is small, below 5 % of the largest that the function has anywhere;
- vanishing: gradients that shrink from layer to layer, because many slopes below 1 are multiplied.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core import Tensor
from ...recording import Recording
from ...recording.events import Contributed

LARGEST = {
    "sigmoid": 0.25, "tanh": 1.0, "relu": 1.0, "leaky_relu": 1.0, "softplus": 1.0, "silu": 1.0998, "gelu": 1.1289,
}  # fmt: skip
"""The largest slope that each activation function has anywhere."""

BENDS = {"sigmoid", "tanh", "softplus", "silu", "gelu"}
"""Those that flatten out little by little; relu has two slopes and nothing between them."""

SATURATED = 0.05
"""A slope below this part of the largest counts as saturated."""


@dataclass(frozen=True)
class Gauge:
    """What the record says of one layer.

    Attributes:
        name: the layer's name.
        activation: its activation function.
        gradient: the mean size of the gradient at the activation's input: what its weights get.
        slope: the mean size of the activation's local gradient.
        largest: the largest local gradient that the function can have.
        units: how many units it has.
        dead: the share of units whose slope is exactly 0 on every example.
        saturated: the share of slopes below 5 % of the largest; None where the function does not flatten out.
    """

    name: str
    activation: str
    gradient: float
    slope: float
    largest: float
    units: int
    dead: float
    saturated: float | None


def gauges(recording: Recording) -> list[Gauge]:
    """The gauge of every layer, in the order of the forward pass."""
    graph, frame = recording.graph, recording.frame()
    slopes = {e.edge: e for e in recording.events if isinstance(e, Contributed)}
    found: list[Gauge] = []
    for position, node in enumerate(graph.nodes):
        if node.op not in LARGEST or 0 in node.shape:
            continue
        edge = next((k for k in graph.incoming()[position] if k in slopes), None)
        if edge is None:
            continue
        units = node.shape[-1] if node.shape else 1
        local = np.broadcast_to(np.asarray(slopes[edge].local, dtype=float), node.shape).reshape(-1, units)
        flat = np.abs(local) < SATURATED * LARGEST[node.op]
        found.append(Gauge(
            node.name or f"layer {len(found) + 1}", node.op, _size(frame.gradients[graph.edges[edge].source]),
            float(np.abs(local).mean()), LARGEST[node.op], units, float((local == 0).all(axis=0).mean()),
            float(flat.mean()) if node.op in BENDS else None,
        ))  # fmt: skip
    return found


def as_floats(given: Any) -> Any:
    """What was given for numbers as an array of floats; None where it is nothing of the kind."""
    try:
        found = np.asarray(given.detach().numpy() if isinstance(given, Tensor) else given)
        return None if found.dtype.kind in "USc" else found.astype(float)
    except (TypeError, ValueError):
        return None


def products(layers: list[Gauge], *, best: bool) -> list[float]:
    """For every layer the product of the slopes from it to the output: the mean ones, or the best there could be."""
    steps = [layer.largest if best else layer.slope for layer in layers]
    return [math.prod(steps[k:]) for k in range(len(steps))]


def unchanged(before: Any, after: Any) -> Any:
    """Which units' weights (columns) are the same to the last bit."""
    return (np.ascontiguousarray(before).view(np.int64) == np.ascontiguousarray(after).view(np.int64)).all(axis=0)


def _size(gradient: Any) -> float:
    """The mean size of a gradient; 0 where none came."""
    return 0.0 if gradient is None else float(np.abs(gradient).mean())
