"""Whether a function has one graph whatever its numbers are, so that a question about it may have other numbers."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from typing import Any

from ..core.advice.anomaly import unsaid
from ..recording import Graph, record
from ..recording.running import program as runnable

TRIED, SECONDS = 20, 1.0
"""With so many numbers it is run, if that takes no longer: an `if` or a round() inside shows by another graph."""

SIZES = (-5.0, -3.0, -2.0, -1.0, -0.5, 0.1, 0.5, 2.0, 3.0, 4.0, 7.0)


def is_steady(f: Callable[..., Any], names: Sequence[str], graph: Graph) -> bool:
    """Whether a function's graph is this one with other numbers too, and has no leaves but its inputs.

    A number that the function reads (an `if`, `round`, `.item()`) is not in the record; a tensor that it makes or finds
    outside is a leaf whose number the function has, and no question may draw another.

    Args:
        f: the function.
        names: its inputs.
        graph: of one run.

    Example:
        >>> first = record(lambda x: x * 2, x=1.0).graph
        >>> is_steady(lambda x: x * 2, ["x"], first), is_steady(lambda x: x * 2 if x > 0 else x * x, ["x"], first)
        (True, False)
    """
    leaves = {node.name for node in graph.nodes if node.is_leaf}
    if not leaves <= set(names):
        return False
    dice, end = random.Random(len(graph.nodes)), time.monotonic() + SECONDS
    for _ in range(TRIED):
        numbers = {name: dice.choice(SIZES) for name in names if name in leaves}
        if not goes_there(f, numbers, graph):
            return False
        if time.monotonic() > end:
            break
    return True


def goes_there(f: Callable[..., Any], numbers: Mapping[str, float], graph: Graph) -> bool:
    """Whether a run with these numbers has this graph; what it prints is not shown, and an error is another way."""
    try:
        with unsaid(), redirect_stdout(io.StringIO()):
            return record(runnable(f), inputs=dict(numbers)).graph_at() == graph
    except Exception:  # a learner's function may refuse a number in any way
        return False
