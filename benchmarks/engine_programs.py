"""The scalar programs of the engine's benchmark, and who runs them: gradviz, micrograd, mygrad, HIPS autograd.

Every contender runs the same Python function on its own numbers: it makes the leaves, computes and sweeps back.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

import gradviz as gv

PEERS = ("micrograd", "mygrad", "autograd")


@dataclass(frozen=True)
class Contender:
    """An engine: how it makes a leaf and a datum, and how a number comes out of it."""

    name: str
    leaf: Callable[[float], Any]
    datum: Callable[[float], Any]
    number: Callable[[Any], float]

    def run(self, function: Callable[..., Any], numbers: Sequence[float]) -> tuple[Any, Sequence[Any]]:
        """Leaves, forward, backward: the result and the leaves."""
        leaves = [self.leaf(number) for number in numbers]
        result = function(*leaves)
        result.backward()
        return result, leaves

    def slopes(self, leaves: Sequence[Any]) -> list[float]:
        """The gradients of the leaves after a run."""
        return [float(leaf.grad) for leaf in leaves]


class Functional(Contender):
    """HIPS autograd takes plain numbers and a function."""

    def run(self, function: Callable[..., Any], numbers: Sequence[float]) -> tuple[Any, Sequence[Any]]:
        from autograd import value_and_grad

        found: tuple[Any, Sequence[Any]] = value_and_grad(function, tuple(range(len(numbers))))(*numbers)
        return found

    def slopes(self, leaves: Sequence[Any]) -> list[float]:
        return [float(slope) for slope in leaves]


def contenders() -> list[Contender]:
    """gradviz, and the peers that are installed."""
    found = [Contender("gradviz", partial(gv.tensor, requires_grad=True), gv.tensor, lambda t: t.item())]
    if find_spec("micrograd"):
        from micrograd.engine import Value

        found.append(Contender("micrograd", Value, Value, lambda value: value.data))
    if find_spec("mygrad"):
        import mygrad

        found.append(Contender("mygrad", mygrad.tensor, lambda v: mygrad.tensor(v, constant=True), float))
    if find_spec("autograd"):
        found.append(Functional("autograd", float, float, float))
    return found


@dataclass(frozen=True)
class ScalarProgram:
    """What is run.

    Attributes:
        name: for the table.
        make: the function for a contender.
        numbers: of its leaves.
        peers: who takes part beside gradviz.
        repeat: how often it runs in one timing.
        rounds: how many of a hundred rounds it takes part in.
    """

    name: str
    make: Callable[[Contender], Callable[..., Any]]
    numbers: tuple[float, ...]
    peers: tuple[str, ...]
    repeat: int
    rounds: int = 100

    def results(self) -> dict[str, tuple[float, list[float]]]:
        """The value and the gradients that every contender finds."""
        found = {}
        for contender in self.taking_part():
            value, leaves = contender.run(self.make(contender), self.numbers)
            found[contender.name] = contender.number(value), contender.slopes(leaves)
        return found

    def taking_part(self) -> list[Contender]:
        return [each for each in contenders() if each.name == "gradviz" or each.name in self.peers]


def check(program: ScalarProgram) -> None:
    """All contenders find one value and one gradient, to rounding."""
    results = program.results()
    value, slopes = results["gradviz"]
    for name, (other, others) in results.items():
        pairs = zip([value, *slopes], [other, *others], strict=True)
        if not all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) for a, b in pairs):
            raise AssertionError(f"{program.name}: gradviz and {name} find different numbers")


def chain(length: int) -> Callable[[Contender], Callable[..., Any]]:
    """Y = x, then y = y + x so many times."""

    def add(x: Any) -> Any:
        y = x
        for _ in range(length):
            y = y + x
        return y

    return lambda contender: add


def squared_error(contender: Contender) -> Callable[..., Any]:
    return lambda w, x, b, y: (w * x + b - y) ** 2


def moons(count: int, noise: float = 0.1) -> list[tuple[float, float, int]]:
    """Two half circles that reach into each other, each point with its class −1 or 1."""
    dice, points = random.Random(1), []
    for i in range(count):
        angle = math.pi * dice.random()
        x, y = math.cos(angle), math.sin(angle)
        side = 1 if i % 2 else -1
        x, y = (x, y) if side == -1 else (1 - x, 0.5 - y)
        points.append((x + dice.gauss(0, noise), y + dice.gauss(0, noise), side))
    return points


SIZES = (2, 16, 16, 1)
"""The network of micrograd's demo."""


def demo_weights() -> tuple[float, ...]:
    """One number for each weight and bias: 337 of them."""
    dice = random.Random(1337)
    return tuple(dice.uniform(-1, 1) for a, b in zip(SIZES, SIZES[1:], strict=False) for _ in range(b * (a + 1)))


def demo(points: int) -> Callable[[Contender], Callable[..., Any]]:
    """The 2-16-16-1 network on moons: hinge loss of every point, a little weight decay, and the accuracy."""
    sample = moons(points)

    def make(contender: Contender) -> Callable[..., Any]:
        def loss(*weights: Any) -> Any:
            data = [(contender.datum(x), contender.datum(y)) for x, y, _ in sample]
            scores = [network(weights, inputs) for inputs in data]
            sides = [side for _, _, side in sample]
            margins = [(1 - side * score).relu() for side, score in zip(sides, scores, strict=True)]
            right = [(contender.number(s) > 0) == (side > 0) for s, side in zip(scores, sides, strict=True)]
            assert 0 <= sum(right) / len(right) <= 1
            return sum(margins) * (1 / len(margins)) + 1e-4 * sum(w * w for w in weights)

        return loss

    return make


def network(weights: Sequence[Any], inputs: Sequence[Any]) -> Any:
    """The scores of one point: neurons written out, relu on all but the last layer."""
    start, values = 0, list(inputs)
    for width in SIZES[1:]:
        size, outputs = len(values) + 1, []
        for neuron in range(start, start + width * size, size):
            bias = weights[neuron + size - 1]
            total = sum((w * v for w, v in zip(weights[neuron : neuron + size - 1], values, strict=True)), bias)
            outputs.append(total if width == 1 else total.relu())
        start, values = start + width * size, outputs
    return values[0]


def programs(quick: bool) -> list[ScalarProgram]:
    points = 20 if quick else 100
    return [
        ScalarProgram("chain of 500 adds", lambda c: chain(500)(c), (1.25,), PEERS, 4),
        ScalarProgram("(w*x + b - y)**2", squared_error, (3.0, 2.0, 1.0, 5.0), PEERS, 200),
        ScalarProgram(f"micrograd's demo, {points} points", demo(points), demo_weights(), ("micrograd",), 1, 50),
    ]
