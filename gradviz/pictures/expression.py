"""Formulas read off a Graph: the expression of a node, and its gradient in the same words.

A formula is kept as a coefficient times powers of factors, so that what a student would cancel by hand is
cancelled: a factor 1 disappears, 2·3 becomes 6, x·x becomes x², equal terms of a sum join. Nothing else is
rearranged, so that the formula keeps the shape of the graph it was read from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..recording import Graph, Node
from .labels import names
from .labels import symbol as sign_of
from .numbers import MINUS, exponent, short

MOST = 160
"""A formula longer than this is not written: nobody would read it, and shared nodes make it grow without end."""

INFIX = {"+", MINUS, "×", "÷", "^"}
"""Symbols of operations that stand between or before their inputs; all others are written as functions."""


def takes(sign: str, count: int) -> bool:
    """Whether a sign can be written between or around so many inputs; otherwise it is the name of a function.

    An operation of the learner's own, or of PyTorch's, may have a sign and another number of inputs than ours.
    """
    if sign.startswith("( )") or sign in ("1/", "[ ]"):
        return count == 1
    if sign in INFIX or sign == "@":
        return count == 2 or (sign == MINUS and count == 1)
    return "·" not in sign or sign.count("·") == count


class TooLong(Exception):
    """A formula has outgrown `MOST` characters."""


class Sum(NamedTuple):
    """Terms added up."""

    terms: tuple[Product, ...]


class Call(NamedTuple):
    """An operation that is written as a function of its inputs."""

    op: str
    symbol: str
    inputs: tuple[Product, ...]
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Product:
    """coefficient · Π factorⁿ; a factor is a name, a sum, a function, or a whole product in brackets.

    `text` writes it as plain text; `tex.product` as LaTeX.
    """

    coefficient: float = 1.0
    powers: tuple[tuple[Factor, float], ...] = ()

    def times(self, other: Product, exponent: float = 1.0) -> Product:
        """This product times `other` to the power 1 or −1."""
        powers = dict(self.powers)
        for factor, power in other.powers:
            powers[factor] = powers.get(factor, 0.0) + exponent * power
        kept = tuple((f, p) for f, p in powers.items() if p != 0)
        return Product(self.coefficient * other.coefficient**exponent, kept)

    def text(self) -> str:
        """The formula, with a true minus sign, raised dots for products and a fraction bar as "/"."""
        if self.coefficient == 1 and [p for _, p in self.powers] == [1]:
            return _short_enough(_written(self.powers[0][0]))  # nothing beside it: no brackets
        if len(self.powers) > MOST:
            raise TooLong
        size = abs(self.coefficient)
        above = [_power(f, p) for f, p in self.powers if p > 0]
        below = [_power(f, -p) for f, p in self.powers if p < 0]
        if self.coefficient == 0 or size != 1 or not above:
            above.insert(0, short(size))
        text = "·".join(above) + ("/" + (below[0] if len(below) == 1 else f"({'·'.join(below)})") if below else "")
        return MINUS + _short_enough(text) if self.coefficient < 0 else _short_enough(text)


Factor = str | Sum | Call | Product


def _short_enough(text: str) -> str:
    if len(text) > MOST:
        raise TooLong
    return text


def symbol(name: str) -> Product:
    """A single name (or any text that is one factor) as a formula."""
    return Product(1.0, ((name, 1.0),))


def number(value: float) -> Product:
    """A number as a formula."""
    return Product(float(value))


def _power(factor: Factor, power: float) -> str:
    text = _written(factor)
    base = text if _closed(text, " " if power == 1 else " ^") else f"({text})"
    return base if power == 1 else base + exponent(power)


def _closed(factor: str, loose: str) -> bool:
    """Whether no sign in `loose` stands outside of brackets, so that the text needs no further ones."""
    depth = 0
    for character in factor:
        depth += {"(": 1, "[": 1, "|": 0, ")": -1, "]": -1}.get(character, 0)
        if depth == 0 and character in loose:
            return False
    return depth == 0


def _written(factor: Factor) -> str:
    """One factor as text, as it stands alone."""
    match factor:
        case str():
            return factor
        case Sum(terms):
            text = terms[0].text()
            for term in terms[1:]:
                written = term.text()  # of a negative one the brackets are needed too: x − (y − z)
                text += f" {MINUS} {written[1:]}" if term.coefficient < 0 else f" + {written}"
            return text
        case Call():
            return _called(factor)
    return f"({factor.text()})" if factor.powers else factor.text()


def _called(call: Call) -> str:
    """A function written with brackets, or a matrix product; options are named."""
    texts = [x.text() for x in call.inputs]
    if not takes(call.symbol, len(texts)):
        return f"{call.symbol}({', '.join([*texts, *(f'{name}={value}' for name, value in call.options)])})"
    if call.symbol.startswith("( )"):
        return f"({texts[0]}){call.symbol[3:]}"
    if "·" in call.symbol:
        return "".join(p + t for p, t in zip(call.symbol.split("·"), [*texts, ""], strict=True))
    if call.symbol == "@":
        return " @ ".join(f"({t})" if " " in t else t for t in texts)
    if call.symbol == "^":
        return "^".join(f"({t})" if len(t) > 1 else t for t in texts)
    if call.symbol == "÷":
        return "/".join(t if _closed(t, " ") else f"({t})" for t in texts)
    arguments = [*texts, *(f"{name}={value}" for name, value in call.options)]
    return f"{call.symbol or call.op}({', '.join(arguments)})"


def _sum(terms: list[Product]) -> Product:
    """Terms added up: equal ones joined, zeros left out; a sum of one term is that term."""
    joined: dict[tuple[tuple[Factor, float], ...], float] = {}
    for term in terms:
        joined[term.powers] = joined.get(term.powers, 0.0) + term.coefficient
    kept = tuple(Product(c, powers) for powers, c in joined.items() if c != 0)
    if len(kept) < 2:
        return kept[0] if kept else number(0)
    return Product(1.0, ((Sum(kept), 1.0),))


def combine(node: Node, inputs: list[Product]) -> Product:
    """The formula of a node from the formulas of its inputs (numbers included), in argument order."""
    sign = sign_of(node)
    if not inputs:  # a folded group that nothing outside feeds
        return Product(1.0, ((Call(node.op or "", sign, (), node.options), 1.0),))
    first, second = inputs[0], inputs[-1]
    if not takes(sign, len(inputs)):
        return Product(1.0, ((Call(node.op or "", sign, tuple(inputs), node.options), 1.0),))
    if sign == "( )²":
        return _raised(first, 2.0)
    if sign == "1/":
        return _over(number(1), first)
    if sign not in INFIX or (sign == "^" and second.powers):
        return Product(1.0, ((Call(node.op or "", sign, tuple(inputs), node.options), 1.0),))
    if sign == "×":
        return first.times(second)
    if sign == "÷":
        return _over(first, second)
    if sign == "^":
        return _raised(first, second.coefficient)
    if len(inputs) == 1:
        return number(-1).times(first)
    return _sum([first, second if sign == "+" else number(-1).times(second)])


def _over(above: Product, below: Product) -> Product:
    """A quotient; one over 0 stays as it is."""
    if below.coefficient:
        return above.times(below, -1.0)
    return Product(1.0, ((Call("divide", "÷", (above, below), ()), 1.0),))


def _raised(base: Product, exponent: float) -> Product:
    """A power with a number as exponent; over several factors it is written around them."""
    if exponent == 0:
        return number(1)
    if len(base.powers) == 1 and base.coefficient == 1:
        ((factor, power),) = base.powers
        if power == 1 or exponent == int(exponent):  # (x²)^0.5 is |x|, not x
            return Product(1.0, ((factor, power * exponent),))
    return base if exponent == 1 else Product(1.0, ((base, exponent),))


def definitions(
    graph: Graph, *, unfold: bool = False, steps: bool = False, called: Sequence[str] | None = None
) -> list[Product | None]:
    """The formula that defines each node: in the names of its inputs; of a leaf, its name.

    Args:
        graph: the structure to read.
        unfold: whether a named input is replaced once by its own definition, as in 2·(y − t)·x for 2·d·x.
        steps: whether a nameless input is referred to by its id, as in n3 − n4, instead of by its formula.
        called: what every node is called, where that is not what `names` of this graph says.

    Returns:
        For every node its formula, or None where it would be too long.
    """
    incoming, called = graph.incoming(), called or names(graph)
    made: list[Product | None] = []
    mentioned: list[Product | None] = []  # how other formulas refer to the node: by its name if it has one
    opened: list[Product | None] = []  # the same, with the name replaced by its definition
    for position, node in enumerate(graph.nodes):
        sources = [graph.edges[edge].source for edge in incoming[position]]
        name = called[position]
        itself = symbol(name) if len(name) <= MOST else None
        made.append(itself if node.is_leaf else _define(node, [mentioned[s] for s in sources]))
        mentioned.append(itself if node.name or node.is_leaf or steps else made[-1])
        opened.append(made[-1] if node.name or node.is_leaf else _define(node, [opened[s] for s in sources]))
    return opened if unfold else made


def _define(node: Node, sources: list[Product | None]) -> Product | None:
    """One node's formula from its Tensor inputs; None if an input has none or it would be too long."""
    if any(source is None for source in sources):
        return None
    waiting = iter(sources)
    try:
        inputs = [next(waiting) if n is None else number(n) for n in node.numbers]
        made = combine(node, inputs)  # type: ignore[arg-type]  # no source is None here
        made.text()
    except (TooLong, OverflowError, ZeroDivisionError):
        return None
    return made
