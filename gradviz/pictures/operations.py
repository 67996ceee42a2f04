"""An operation written out with its inputs, just as it was called: nothing is simplified."""

from __future__ import annotations

from collections.abc import Sequence

from ..recording import Node
from .expression import INFIX, takes
from .numbers import MINUS, exponent, short


def call_text(node: Node, inputs: Sequence[str], gap: str = " ") -> str:
    """An operation with a text for each of its inputs that is a node; its own numbers are put in between.

    Args:
        node: made by an operation.
        inputs: names or numbers, in the order of the arguments.
        gap: what stands on both sides of a sign between two inputs.

    Example:
        >>> import gradviz as gv
        >>> call_text(gv.record("(2*x)**3", x=1).graph.nodes[-1], ["u"])
        'u³'
    """
    waiting, sign = iter(inputs), node.symbol
    texts = [next(waiting) if number is None else short(number) for number in node.numbers]
    if not takes(sign, len(texts)):
        return _function(node, texts)
    if sign.startswith("( )"):
        return _base(texts[0]) + sign[3:]
    if sign == "^" and node.numbers[1] is not None:
        return _base(texts[0]) + exponent(node.numbers[1])
    if sign == "^":
        return f"{_base(texts[0])}^{_base(texts[1])}"
    if sign == MINUS and len(texts) == 1:
        return f"{MINUS}{_signed(texts[0])}"
    if sign in INFIX or sign == "@":
        sign = f" {sign} " if sign == "@" else f"{gap}{sign}{gap}"
        return f"{texts[0]}{sign}{_signed(texts[1])}"
    if sign == "1/":
        return f"1/{_signed(texts[0])}"
    if sign == "[ ]":
        return f"{texts[0]}[{dict(node.options).get('index', '')}]"
    if "·" in sign:
        return "".join(piece + text for piece, text in zip(sign.split("·"), [*texts, ""], strict=True))
    return _function(node, texts)


def _function(node: Node, texts: Sequence[str]) -> str:
    """An operation as a function of its inputs and options."""
    options = [f"{name}={text.replace('-', MINUS)}" for name, text in node.options]
    return f"{node.symbol or node.op}({', '.join([*texts, *options])})"


def _signed(text: str) -> str:
    """A text that may follow a sign: a negative number in brackets."""
    return f"({text})" if text.startswith(MINUS) else text


def _base(text: str) -> str:
    """A text that may be raised to a power."""
    return f"({text})" if text.startswith(MINUS) or " " in text else text
