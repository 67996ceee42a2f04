"""The computations that the figure `paths` offers: single path, several paths, a layer, doublings, one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ...language import say
from ...recording import Formula, Recording

OWN, DOUBLINGS = "own", "doublings"


class Structure(NamedTuple):
    """One choice: what it is called, what runs (or what ran), and what its inputs start with."""

    key: str
    label: str
    function: Callable[..., Any] | Recording
    given: Mapping[str, Any]


def offered() -> list[Structure]:
    """The structures that every `paths` has (R31): numbers as in the books and slides that they are from."""
    return [
        _structure("single", say("single path: f(g(x))"), "g = x**2; f = sin(g)", x=1.0),
        _structure("several", say("several paths: x² + x³"), "a = x**2; b = x**3; y = a + b", x=2.0),
        _structure("product", say("several paths: x²·3x"), "f = x**2 * (3*x)", x=2.0),
        _structure("layer", say("a layer with squared error"),
                   "z = w*x; y = z + b; s = sigmoid(y); d = s - t; L = d**2", w=0.5, x=2.0, b=-1.0, t=0.0),
        Structure(DOUBLINGS, say("doublings: a + a"), doublings(10), {"a0": 1.0}),
        _structure(OWN, say("your own formula"), "y = x*sin(x) + x", x=2.0),
    ]  # fmt: skip


def _structure(key: str, label: str, text: str, **given: float) -> Structure:
    return Structure(key, label, Formula(text), given)


def doublings(count: int) -> Formula:
    """A value added to itself again and again: two edges more each time, and twice as many paths (R15)."""
    return Formula("; ".join(f"a{k + 1} = a{k} + a{k}" for k in range(count)))
