r"""Formulas as LaTeX: numbers, products, declared formulas with names in the places of their letters, and back to text.

While a formula is put together, the name of a node is one character that means nothing to LaTeX and that no name
contains (`mark`). What the learner calls things is written in last, so no name can be taken for a command or a letter.
All that is written is understood by MathJax and by KaTeX.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..recording import Node
from ..recording.declared import Rule, forward_rule
from .expression import Call, Factor, Product, Sum
from .numbers import MINUS, short

FIRST_MARK = 0xF0000
"""Characters from here on are private: no text has a meaning for them."""

MOST_MARKS = 0x10FFFF - FIRST_MARK + 1
"""How many nodes can have a mark."""

SUM, NEGATIVE, PRODUCT, ATOM = range(4)
"""How tightly a piece of LaTeX holds together: what is looser than its place asks for gets brackets."""

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_FUNCTIONS = {r"\ln", r"\sin", r"\cos", r"\tanh"}
_COMPARING = {">", "<", "=", r"\le", r"\ge"}
_SPACES = {r"\,", r"\ ", r"\quad"}
_DELIMITERS = {"", "(", "[", "{", ",", "|", ")", "]", "}", r"\lfloor", r"\rfloor", r"\lceil", r"\rceil", r"\text",
               r"\;", *_COMPARING}  # fmt: skip


def mark(position: int) -> str:
    """The character that stands for a node."""
    return chr(FIRST_MARK + position)


def number(value: float) -> str:
    r"""A number as pictures show it, in LaTeX.

    Example:
        >>> number(-1.5), number(0.000123456)
        ('-1.5', '1.23 \\times 10^{-4}')
    """
    text = short(value).replace(MINUS, "-")
    if not text.strip("-").replace(".", "").isdigit():
        mantissa, exponential, power = text.partition("e")
        text = {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\mathrm{nan}"}.get(text, text)
        return rf"{mantissa} \times 10^{{{power}}}" if exponential else text
    return text


def level(latex: str) -> int:
    """How tightly a piece of LaTeX holds together."""
    top = _top(latex)
    if any(t in ("+", "-", r"\text") or t in _COMPARING for t in top[1:]):
        return SUM
    if top[:1] == ["-"]:
        return NEGATIVE
    return ATOM if len(top) == 1 or (len(top) == 3 and top[1] == "_") else PRODUCT


def _top(latex: str) -> list[str]:
    """The tokens outside of all brackets; a pair of brackets with all that is in it counts as one."""
    found: list[str] = []
    depth = 0
    for token in _TOKEN.findall(latex):
        opens = token in ("(", "[", "{", r"\lfloor", r"\lceil") or (token == "|" and not depth)
        if depth == 0 and not token.isspace():
            found.append(token)
        depth += 1 if opens else -1 if token in (")", "]", "}", "|", r"\rfloor", r"\rceil") else 0
    return found


def at_least(latex: str, wanted: int) -> str:
    """The piece, in brackets if it is looser than its place asks for."""
    return latex if level(latex) >= wanted else f"({latex})"


def times(factors: list[str], sign: str = r"\,") -> str:
    r"""Factors side by side; a dot before a number, for 2\,3 would read as one."""
    text = factors[0] if factors else "1"
    for factor in factors[1:]:
        text += (r" \cdot " if factor[0].isdigit() or factor[:1] == "-" else sign) + factor
    return text


# -- formulas of the graph -------------------------------------------------------------------------------


def product(formula: Product) -> str:
    """A formula that was read off a graph, as LaTeX; its names are marks."""
    size = abs(formula.coefficient)
    above = [(f, p) for f, p in formula.powers if p > 0]
    below = [_power(f, -p) for f, p in formula.powers if p < 0]
    alone = len(above) == 1 and not below and formula.coefficient == 1 and above[0][1] == 1
    factors = [_factor(above[0][0])] if alone else [_power(f, p) for f, p in above]
    if size != 1 or not factors:
        factors.insert(0, number(size))
    text = rf"\frac{{{times(factors)}}}{{{times(below)}}}" if below else times(factors)
    return "-" + text if formula.coefficient < 0 else text


def _power(factor: Factor, power: float) -> str:
    base = at_least(_factor(factor), PRODUCT if power == 1 else ATOM)
    return base if power == 1 else f"{base}^{{{number(power)}}}"


def _factor(factor: Factor) -> str:
    match factor:
        case str():
            return factor
        case Sum(terms):
            text = product(terms[0])
            for term in terms[1:]:
                written = product(term)
                text += f" - {written[1:]}" if term.coefficient < 0 else f" + {written}"
            return text
        case Call(op, symbol, inputs, options):
            pieces = [product(x) for x in inputs]
            rule = forward_rule(Node(None, op, symbol, (None,) * len(inputs), options, (), True))
            if rule is None or not rule.elementwise:
                pieces += [r"\ldots"] if "…" in symbol else []  # arguments that nothing tells of
                return rf"\operatorname{{{plain_word(op)}}}({', '.join(pieces)})"
            meant = {letter: pieces[place - 1] for letter, place in rule.places.items() if place}
            return fill(rule.latex, meant | {letter: number(x) for letter, x in rule.numbers.items()})
    return product(factor)


def plain_word(text: str) -> str:
    """A name as it may stand in an upright word: what LaTeX has a meaning for gets a backslash."""
    return "".join(c if c.isalnum() else rf"\{c}" if c in "_%#&$" else r"\ " for c in text)


# -- declared formulas -----------------------------------------------------------------------------------


def with_names(rule: Rule, source_marks: Mapping[int, str]) -> str:
    """A declared formula with what stands at each place (0 the result, k + 1 argument k) and the numbers it has."""
    meant = {letter: source_marks[place] for letter, place in rule.places.items() if place in source_marks}
    return fill(rule.latex, meant | {letter: number(x) for letter, x in rule.numbers.items()})


def fill(latex: str, meant: Mapping[str, str]) -> str:
    r"""A declared formula with its letters replaced; brackets where what is put in is looser than its place.

    Example:
        >>> fill(r"b\,a^{b-1}", {"a": "x + 1", "b": "2"})
        '2\\,(x + 1)'
        >>> fill("c(1-c)", {"c": "-0.5"})
        '(-0.5)(1-(-0.5))'
    """
    tokens = list(_TOKEN.findall(latex))
    solid = [i for i, t in enumerate(tokens) if not t.isspace() and t not in _SPACES]
    written = list(tokens)
    words = _inside_words(tokens)
    for order, i in enumerate(solid):
        if tokens[i] in meant and i not in words:
            before = tokens[solid[order - 1]] if order else ""
            after = tokens[solid[order + 1]] if order + 1 < len(solid) else ""
            written[i] = _fitted(meant[tokens[i]], before, after)
    return _tidy(_joined(tokens, written))


def letters(latex: str) -> set[str]:
    """The letters of a declared formula that stand for something."""
    tokens = _TOKEN.findall(latex)
    words = _inside_words(tokens)
    return {token for i, token in enumerate(tokens) if token.isalpha() and i not in words}


def _inside_words(tokens: list[str]) -> set[int]:
    r"""The places inside \operatorname{...} and \text{...}, whose letters are no variables."""
    found: set[int] = set()
    for i, token in enumerate(tokens):
        if token in (r"\operatorname", r"\text", r"\mathrm"):
            found |= set(range(i, tokens.index("}", i)))
    return found


def _fitted(piece: str, before: str, after: str) -> str:
    """A piece with the brackets that its neighbours ask for."""
    if after in ("^", "'", "_"):
        return at_least(piece, ATOM)
    if before in _FUNCTIONS:
        return f"({piece})"
    if before in ("-", "/") or after == "/":
        return at_least(piece, PRODUCT)
    left = before not in _DELIMITERS and before != "+"
    right = after not in _DELIMITERS and after not in ("+", "-") or after in ("(", "[", "|") and before != "|"
    if left or right:
        return at_least(piece, PRODUCT)
    return at_least(piece, PRODUCT) if before == "+" and level(piece) == NEGATIVE else piece


def _joined(tokens: list[str], written: list[str]) -> str:
    """The tokens as one text; beside something else what was put in gets a thin space, a number a dot."""
    text = ""
    for i, piece in enumerate(written):
        new = piece is not tokens[i]
        is_number = piece.lstrip("(-")[:1].isdigit()
        if new and text and text[-1].isalnum() and (is_number or piece[0] != "(") and tokens[i - 1][0] != "\\":
            text += r"\,"
        if text.endswith(r"\,") and is_number:
            text = text[:-2] + r" \cdot "
        text += piece
    return text


def _tidy(latex: str) -> str:
    """Exponents worked out: 2 − 1 is 1, and a first power is not written."""
    latex = re.sub(r"\{(\d+(?:\.\d+)?)-1\}", lambda m: f"{{{number(float(m[1]) - 1)}}}", latex)
    latex = re.sub(r"\{\((-\d+(?:\.\d+)?)\)-1\}|\{(-\d+(?:\.\d+)?)-1\}",
                   lambda m: f"{{{number(float(m[1] or m[2]) - 1)}}}", latex)  # fmt: skip
    return re.sub(r"(\\(?:ln|sin|cos|tanh)) \(", r"\1(", latex.replace("^{1}", ""))
