"""A small engine of the kind that learners write, and the same engine with one planted wrong rule.

The right one is the answer of the challenge. The others are what wrong programs are held against, and what `gv.hunt`
hides.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from ..language import mark

Slopes = dict[str, Callable[..., tuple[Any, ...]]]


class Variable:
    """A number that remembers how it was made, so that its gradient can be found.

    Attributes:
        value: the number.
        grad: the gradient, added up over backward passes in leaves; None before the first one.
        requires_grad: whether it has one.
    """

    slopes: Slopes = {  # of a result's inputs, from their values and the result's
        "+": lambda a, b, c: (1.0, 1.0),
        "-": lambda a, b, c: (1.0, -1.0),
        "*": lambda a, b, c: (b, a),
        "**": lambda a, n, c: (n * a ** (n - 1),),
        "max": lambda a, b, c: (1.0, 0.0) if a > b else (0.0, 1.0) if b > a else (0.5, 0.5),
        "sigmoid": lambda a, c: (c * (1 - c),),
    }

    def __init__(
        self, value: float, requires_grad: bool = True, made: tuple[str, tuple[Any, ...], tuple[Any, ...]] | None = None
    ) -> None:
        self.value = value
        self.requires_grad = requires_grad
        self.grad: float | None = None
        self.made = made  # the operation, the Variables that it took, the numbers for its slopes

    def __add__(self, other: Any) -> Variable:
        return self._made("+", other, lambda a, b: a + b)

    def __sub__(self, other: Any) -> Variable:
        return self._made("-", other, lambda a, b: a - b)

    def __mul__(self, other: Any) -> Variable:
        return self._made("*", other, lambda a, b: a * b)

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: Any) -> Variable:
        return self._constant(other) - self

    def __pow__(self, exponent: float) -> Variable:
        value = self.value**exponent
        return self._result(value, ("**", (self,), (self.value, exponent, value)))

    def maximum(self, other: Any) -> Variable:
        """The larger one."""
        return self._made("max", other, max)

    def sigmoid(self) -> Variable:
        """1 / (1 + exp(−x))."""
        value = 1 / (1 + math.exp(-self.value))
        return self._result(value, ("sigmoid", (self,), (self.value, value)))

    def _constant(self, other: Any) -> Variable:
        return other if isinstance(other, Variable) else type(self)(other, requires_grad=False)

    def _made(self, operation: str, other: Any, compute: Callable[[Any, Any], Any]) -> Variable:
        second = self._constant(other)
        value = compute(self.value, second.value)
        return self._result(value, (operation, (self, second), (self.value, second.value, value)))

    def _result(self, value: float, made: tuple[str, tuple[Any, ...], tuple[Any, ...]]) -> Variable:
        return type(self)(value, any(each.requires_grad for each in made[1]), made)

    # --- the backward pass, in parts that a planted rule replaces ---

    def backward(self) -> None:
        """Find the gradient of this number for everything that it was computed from."""
        upstream: dict[int, Any] = {id(self): self.seed()}
        for node in self.order():
            gradient = upstream.get(id(node), 0.0)
            node.keep(gradient)
            for source, slope in node.edges():
                sent, before = node.along(gradient, slope), upstream.get(id(source))
                upstream[id(source)] = sent if before is None else self.joined(before, sent)

    def edges(self) -> list[tuple[Any, Any]]:
        """The inputs that need a gradient, each with its local gradient."""
        if self.made is None:
            return []
        operation, inputs, numbers = self.made
        slopes = zip(inputs, self.slopes[operation](*numbers), strict=True)
        return [(source, slope) for source, slope in slopes if source.requires_grad]

    def seed(self) -> Any:
        """What the pass starts with: the output's gradient for itself."""
        return 1.0

    def along(self, upstream: Any, slope: Any) -> Any:
        """What an edge of this operation sends to an input."""
        return upstream * slope

    def joined(self, before: Any, sent: Any) -> Any:
        """What a node has received when one more use has reported."""
        return before + sent

    def keep(self, gradient: Any) -> None:
        """Store a node's gradient: leaves add up over passes, inner nodes are fresh in each."""
        self.grad = gradient if self.made is not None or self.grad is None else self.grad + gradient

    def order(self) -> list[Variable]:
        """Every node after all that use it."""
        seen: set[int] = set()
        found: list[Variable] = []
        waiting: list[tuple[Variable, bool]] = [(self, False)]
        while waiting:
            node, ready = waiting.pop()
            if ready:
                found.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                waiting.append((node, True))
                waiting += [(source, False) for source, _ in self.turn(node.edges())]
        return found[::-1]

    def turn(self, edges: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
        """In which turn the inputs of a node are visited, the last one first."""
        return edges


class _Breadth(Variable):
    """Goes through the nodes in the order in which they are met: a node may be told on before all have reported."""

    def order(self) -> list[Variable]:
        found: list[Variable] = []
        waiting: list[Variable] = [self]
        for node in waiting:
            if all(node is not each for each in found):
                found.append(node)
                waiting += [source for source, _ in node.edges()]
        return found


class _Recursive(Variable):
    """Calls itself for every input at once, with what has been added up so far."""

    def backward(self) -> None:
        self._push(1.0)

    def _push(self, sent: Any) -> None:
        self.grad = sent if self.grad is None else self.grad + sent
        for source, slope in self.edges():
            source._push(self.grad * slope)


class _Mean(Variable):
    """Takes the mean of what the uses of a value send."""

    def backward(self) -> None:
        came: dict[int, list[Any]] = {id(self): [1.0]}
        for node in self.order():
            shares = came.get(id(node), [0.0])
            gradient = sum(shares[1:], shares[0]) / len(shares)
            node.keep(gradient)
            for source, slope in node.edges():
                came.setdefault(id(source), []).append(gradient * slope)


class _Written(Variable):
    """Writes what an edge sends into `.grad` at once, in place of what stands there, also from an earlier pass."""

    def backward(self) -> None:
        self.grad = 1.0
        for node in self.order():
            for source, slope in node.edges():
                source.grad = self.written(source.grad, (node.grad or 0.0) * slope)

    def written(self, before: Any, sent: Any) -> Any:
        """What stands in `.grad` afterwards."""
        return sent


class _WrittenOnce(_Written):
    """The same, where nothing stands there yet."""

    def written(self, before: Any, sent: Any) -> Any:
        return sent if before is None else before


class _Stale(_Written):
    """Inner gradients are kept from pass to pass, and the next pass starts from what is there."""

    def written(self, before: Any, sent: Any) -> Any:
        return (before or 0.0) + sent


def _first_input_first(engine: type[Variable]) -> type[Variable]:
    """The engine with the order that a function has which calls itself for one input after the other."""
    return type(f"{engine.__name__}FirstInputFirst", (engine,), {"turn": lambda self, edges: edges[::-1]})


class Plant(NamedTuple):
    """One wrong rule in the small engine.

    Attributes:
        rule: the misconception, "M1" to "M24".
        fault: what the program does, as it would be said to who wrote it.
        engine: the class.
    """

    rule: str
    fault: str
    engine: type[Variable]


def _planted(name: str, slopes: Slopes | None = None, **parts: Any) -> type[Variable]:
    """The engine with some of its parts replaced."""
    return type(name, (Variable,), {**parts, **({"slopes": {**Variable.slopes, **slopes}} if slopes else {})})


_LAST = mark("a gradient is assigned (=) where it should be added (+=): the last use of a value wins")
_FIRST = mark("only the first use of a value counts, later ones are lost")
_AVERAGED = mark("the mean of the contributions of several uses is taken, and they should be added")
PLANTS: dict[str, Plant] = {
    name: Plant(rule, fault, engine)
    for name, rule, fault, engine in (
        ("overwritten", "M1", _LAST, _planted("Overwritten", joined=lambda self, before, sent: sent)),
        ("first use", "M1", _FIRST, _planted("First", joined=lambda self, before, sent: before)),
        ("written", "M1", _LAST, _Written),
        ("written, first input first", "M1", _LAST, _first_input_first(_Written)),
        ("written once", "M1", _FIRST, _WrittenOnce),
        ("written once, first input first", "M1", _FIRST, _first_input_first(_WrittenOnce)),
        ("multiplied", "M2", mark("the contributions of several uses are multiplied, and they should be added"),
         _planted("Multiplied", joined=lambda self, before, sent: before * sent)),
        ("averaged", "M3", _AVERAGED, _Mean),
        ("averaged one by one", "M3", _AVERAGED,
         _planted("Averaged", joined=lambda self, before, sent: (before + sent) / 2)),
        ("added along", "M4",
         mark("along an edge upstream and local gradient are added, and they should be multiplied"),
         _planted("Added", along=lambda self, upstream, slope: upstream + slope)),
        ("no upstream", "M5", mark("an edge sends its local gradient alone: the upstream gradient is forgotten"),
         _planted("Local", along=lambda self, upstream, slope: slope)),
        ("value above", "M11", mark("an edge sends its local gradient times the result's value, and it should be times "
                                    "the upstream gradient"),
         _planted("Valued", along=lambda self, upstream, slope: self.value * slope)),
        ("not swapped", "M6", mark("a product gives each input its own value, and it should give the other's"),
         _planted("Unswapped", {"*": lambda a, b, c: (a, b)})),
        ("no minus", "M7", mark("a difference sends +1 to its second input, and it should send −1"),
         _planted("Unsigned", {"-": lambda a, b, c: (1.0, 1.0)})),
        ("exponent kept", "M9", mark("the power keeps its exponent: n·aⁿ, and it should be n·aⁿ⁻¹"),
         _planted("Kept", {"**": lambda a, n, c: (n * a**n,)})),
        ("exponent lost", "M9", mark("the exponent is not brought down: aⁿ⁻¹, and it should be n·aⁿ⁻¹"),
         _planted("Lost", {"**": lambda a, n, c: (a ** (n - 1),)})),
        ("seed", "M10", mark("the pass starts with the output's value, and it should start with 1"),
         _planted("Seeded", seed=lambda self: self.value)),
        ("sign", "M13", mark("every gradient has the wrong sign"),
         _planted("Negative", seed=lambda self: -1.0)),
        ("subtracted", "M13",
         mark("what an edge sends is subtracted (-=), and it should be added (+=)"),
         _planted("Subtracted", along=lambda self, upstream, slope: -upstream * slope)),
        ("replaced", "M14", mark("a second backward pass replaces the gradient of a leaf, and it should add to it"),
         _planted("Replaced", keep=lambda self, gradient: setattr(self, "grad", gradient))),
        ("stale", "M16", mark("inner gradients are kept from one pass to the next, and they should be fresh in each"),
         _Stale),
        ("order", "M19", mark("a node passes its gradient on before all its uses have reported"),
         _Breadth),
        ("recursion", "M19",
         mark("a node passes on what it has so far each time that a use reports, so parts count twice"),
         _Recursive),
        ("slope of the input", "M22", mark("the sigmoid's slope is taken at its input, and it should use its output"),
         _planted("Input", {"sigmoid": lambda a, c: (a * (1 - a),)})),
        ("both", "M24", mark("max sends its gradient to both inputs, and only the larger one should have it"),
         _planted("Both", {"max": lambda a, b, c: (1.0, 1.0)})),
    )
}  # fmt: skip
"""The planted rules by name."""
