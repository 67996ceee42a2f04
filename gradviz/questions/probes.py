"""What the challenge asks of a learner's own autograd: small programs and the numbers that they must give.

Runs in a process of its own (see `apart`), with the learner's class.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from .mini import PLANTS, Variable

Kind = Callable[..., Any]


class Probe(NamedTuple):
    """One small program.

    Attributes:
        name: what it looks at, for the learner.
        stage: 1 (numbers), 2 (shared values, order, passes, constants) or 3 (matrices).
        source: the requirement that it stands for.
        run: the program: given the learner's class it returns the numbers to look at.
        wanted: what they must be.
    """

    name: str
    stage: int
    source: str
    run: Callable[[Kind], list[Any]]
    wanted: list[Any]


def _value(each: Any) -> Any:
    value = each.value
    return value.tolist() if hasattr(value, "tolist") else value


def _grad(each: Any) -> Any:
    grad = getattr(each.grad, "value", each.grad)  # a gradient may be a Variable itself
    return grad.tolist() if hasattr(grad, "tolist") else grad


def _sum(kind: Kind) -> list[Any]:
    a, b = kind(2.0), kind(3.0)
    c = a + b
    c.backward()
    return [_value(c), _grad(a), _grad(b)]


def _product(kind: Kind) -> list[Any]:
    a, b = kind(-2.0), kind(4.0)
    c = a * b
    c.backward()
    return [_value(c), _grad(a), _grad(b)]


def _power(kind: Kind) -> list[Any]:
    a = kind(2.0)
    c = a**3
    c.backward()
    return [_value(c), _grad(a)]


def _chain(kind: Kind) -> list[Any]:
    a, x, b = kind(-2.0), kind(4.0), kind(5.0)
    e = (a * x + b) ** 2
    e.backward()
    return [_value(e), _grad(a), _grad(x), _grad(b)]


def _book(kind: Kind) -> list[Any]:
    x, w, b = kind(2.0), kind(3.0), kind(1.0)
    y = (w * x + b) ** 2
    y.backward()
    return [_value(y), _grad(w), _grad(b), _grad(x)]


def _two_uses(kind: Kind) -> list[Any]:
    x = kind(2.0)
    f = x**2 * (x * kind(3.0))
    f.backward()
    return [_value(f), _grad(x)]


def _square(kind: Kind) -> list[Any]:
    x = kind(3.0)
    y = x * x + x
    y.backward()
    return [_value(y), _grad(x)]


def _diamond(kind: Kind) -> list[Any]:
    a, b = kind(2.0), kind(3.0)
    c, d = a + b, a * b
    e, f = c + d, c * d
    y = e + f
    y.backward()
    return [_value(y), _grad(a), _grad(b)]


def _late(kind: Kind) -> list[Any]:
    a, b = kind(2.0), kind(3.0)
    y = (a * b + a) * a
    y.backward()
    return [_value(y), _grad(a), _grad(b)]


def _two_losses(kind: Kind) -> list[Any]:
    x = kind(3.0)
    (x**2).backward()
    first = _grad(x)
    (x**3).backward()
    return [first, _grad(x)]


def _twice(kind: Kind) -> list[Any]:
    x = kind(2.0)
    y = x**2 * kind(3.0)
    y.backward()
    first = _grad(x)
    y.backward()
    return [first, _grad(x)]


def _constants(kind: Kind) -> list[Any]:
    x = kind(5.0)
    y = 2 * x + x * 3 + 1 + (4 + x)
    y.backward()
    return [_value(y), _grad(x)]


def _without(kind: Kind) -> list[Any]:
    x, k = kind(5.0), kind(3.0, requires_grad=False)
    y = x * k
    y.backward()
    return [_grad(x), _grad(k)]


def _deep(kind: Kind) -> list[Any]:
    x = kind(1.0)
    y = x
    for _ in range(300):
        y = y + x
    y.backward()
    return [_value(y), _grad(x)]


def _doublings(kind: Kind) -> list[Any]:
    x = kind(1.0)
    y = x
    for _ in range(30):
        y = y + y
    y.backward()
    return [_value(y), _grad(x)]


def _matrices(kind: Kind) -> list[Any]:
    """R88: the sum of dY·(XW + b) has dY as the gradient of XW + b."""
    import numpy as np

    X, W, b = kind(np.array([[1.0, 2], [3, 4]])), kind(np.array([[5.0, 6, 7], [8, 9, 10]])), kind(np.zeros(3))
    Y = X @ W + b
    (Y * kind(np.array([[1.0, 0, -1], [2, 1, 0]]), requires_grad=False)).sum().backward()
    return [_value(Y), _grad(X), _grad(W), _grad(b)]


PROBES = (
    Probe("a sum", 1, "R116", _sum, [5, 1, 1]),
    Probe("a product", 1, "R116", _product, [-8, 4, -2]),
    Probe("a power", 1, "R116", _power, [8, 12]),
    Probe("(ax + b)² at a = −2, x = 4, b = 5", 1, "R42", _chain, [9, -24, 12, -6]),
    Probe("(wx + b)² at w = 3, x = 2, b = 1", 1, "R66", _book, [49, 28, 14, 42]),
    Probe("a value that is used twice: x²·3x at 2", 2, "R106", _two_uses, [24, 36]),
    Probe("x·x + x at 3: both inputs of one operation", 2, "R95", _square, [12, 7]),
    Probe("a diamond: c = a+b, d = ab, y = (c+d) + cd", 2, "R116", _diamond, [41, 25, 19]),
    Probe("an early use and a late one: (ab + a)·a", 2, "R116", _late, [16, 16, 4]),
    Probe("two losses one after the other: x², then x³, at 3", 2, "R67", _two_losses, [6, 33]),
    Probe("backward twice on x²·3 at 2", 2, "R77", _twice, [12, 24]),
    Probe("Python's numbers on either side", 2, "R85", _constants, [35, 6]),
    Probe("a number that needs no gradient", 2, "R76", _without, [3, None]),
    Probe("a chain of 300 sums", 2, "R116", _deep, [301, 301]),
    Probe("30 doublings: a billion paths, 60 edges", 2, "R15", _doublings, [2**30, 2**30]),
    Probe("matrices: XW + b", 3, "R88", _matrices,
          [[[21, 24, 27], [47, 54, 61]], [[-2, -2], [16, 25]], [[7, 3, -1], [10, 4, -2]], [3, 1, -1]]),
)  # fmt: skip
"""The probes in the order in which they are run."""

SLOW = ("30 doublings: a billion paths, 60 edges",)
"""Probes on which a program that walks paths never ends: they are run last, with a smaller one before them."""


def same(one: Any, other: Any) -> bool:
    """Whether two results are alike: numbers to rounding, lists element by element, None only None."""
    if isinstance(one, (list, tuple)) or isinstance(other, (list, tuple)):
        lists = isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)) and len(one) == len(other)
        return lists and all(same(a, b) for a, b in zip(one, other, strict=True))
    if one is None or other is None or isinstance(one, str) or isinstance(other, str):
        return one is other or (isinstance(one, str) and one == other)
    return math.isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9)


def answer(probe: Probe, kind: Kind) -> dict[str, Any]:
    """What a class answers to a probe, as plain data: its numbers, or the error that it raised."""
    try:
        found = probe.run(kind)
        return {"got": [each if each is None else _plain(each) for each in found], "error": ""}
    except MemoryError:  # the run as a whole is over: the next probe would eat as much
        raise
    except RecursionError:
        return {"got": None, "error": "RecursionError"}
    except Exception as error:
        return {"got": None, "error": f"{type(error).__name__}: {error}"[:300]}


def _plain(each: Any) -> Any:
    return [_plain(part) for part in each] if isinstance(each, (list, tuple)) else float(each)


def answers(kind: Kind, names: list[str]) -> dict[str, dict[str, Any]]:
    """What a class answers to the probes of these names. This is what runs apart."""
    return {probe.name: answer(probe, kind) for probe in PROBES if probe.name in names}


def planted_answers(names: list[str]) -> dict[str, dict[str, Any]]:
    """For every planted rule what its engine answers to the probes of stage 1 and 2."""
    quick = [probe for probe in PROBES if probe.name in names and probe.stage < 3 and probe.name not in SLOW]
    found = {"right": {probe.name: answer(probe, Variable) for probe in quick}}
    for name, plant in PLANTS.items():
        skipped = ("a chain of 300 sums",) if name == "recursion" else ()
        found[name] = {probe.name: answer(probe, plant.engine) for probe in quick if probe.name not in skipped}
    return found
