"""The text of a formula: what may stand in it, and what is said when something else does.

`read` goes over the text from left to right and refuses, at the exact place, whatever is foreign, too long or
too deep. Python's own parser (`ast.parse`: grammar only, nothing is compiled or run) sees the rest, as short,
flat, clean tokens: so no formula can hang it, exhaust its stack or make it warn.
"""

from __future__ import annotations

import ast
import itertools
import keyword
import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from .formula_errors import FormulaError, Place, fault, nearest, shown

MAX_CHARACTERS = 10_000
MAX_DEPTH = 100  # brackets, signs and powers inside one another; a+b+c+... is flat
MAX_OPERATIONS = 1_000

# Read as the operator they look like: one character each, so that every place stays what it was.
_ALIKE = str.maketrans({"×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "−": "-", "–": "-"})
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_APART = r"\s\x00-\x1f!-/:-@\[-^`{-\x7f×·⋅∗÷−–⁰¹²³⁴-⁹⁻⁺“”‘’"  # what no name contains
_DIGITS = r"[0-9](?:_?[0-9])*"
_PATTERN = re.compile(
    r"(?P<space>[^\S\n\r]+|\#[^\n\r]*)|(?P<end>[;\n\r])"
    rf"|(?P<number>(?:{_DIGITS}\.?(?:{_DIGITS})?|\.{_DIGITS})(?:[eE][-+−]?{_DIGITS})?)"
    r"|(?P<foreign>==|!=|<=|>=|<<|>>|:=|->|//=?|\*\*=|[-+*/@%&|^]=|[⁰¹²³⁴-⁹⁻⁺]+)"
    r"|(?P<operator>\*\*|[-+*/@×·⋅∗÷−–])|(?P<equals>=)|(?P<open>[(\[])|(?P<close>[)\]])|(?P<comma>,)"
    rf"|(?P<word>[^{_APART}0-9][^{_APART}]*)|(?P<other>.)",
    re.DOTALL,
)
_STARTS = frozenset({"number", "word", "open"})
_FINISHES = frozenset({"number", "word", "close"})

_NO_COMPARING = ("a formula computes; it compares nothing", "use maximum or relu where a line bends")
_ONLY = "a formula holds names, numbers, operators and functions"
_CHOICE = "write relu(x) or maximum(x, 0) where a line bends, else where(is_positive(x), a, b); or a Python function"
_NO_SLOPE = ("only + - * / ** and @ are known, which have a gradient", "use one of these")
_FOREIGN = {
    "^": ("in Python ^ is not a power", "use ** for a power: x**2"),
    "==": (_NO_COMPARING[0], "use one = to name a value: z = w*x"),
    ":=": ("a whole statement gives a name", "write z = w*x; and then use z"),
    ".": ("a formula looks inside no object", "call the plain function: exp(x), not np.exp(x) or x.exp()"),
    ":": ("lambda, slices and dictionaries are no part of a formula", "write the expression alone: w*x + b"),
    "√": (_ONLY, "write a power: x**0.5"),
    **dict.fromkeys("'\"“”‘’`", (_ONLY + ", no text", "leave the quotation mark out")),
    **dict.fromkeys(("<", ">", "<=", ">=", "!=", "≤", "≥", "≠"), _NO_COMPARING),
    "|": ("bars round a value are no sign of Python", "write abs(x) for |x|"),
    **dict.fromkeys(("//", "%", "&", "~", "!", "<<", ">>"), _NO_SLOPE),
}


class Token(NamedTuple):
    """One number, name or sign: its kind, how Python writes it, and where it stands."""

    kind: str
    source: str
    place: Place


class Statement:
    """One statement: the name before `=` if there is one, its expression, and the way back to the text."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        named = len(tokens) > 1 and tokens[1].kind == "equals" and tokens[0].source.isidentifier()
        self.text = text
        self.name = tokens[0].source if named and not keyword.iskeyword(tokens[0].source) else None
        self.start, self._end = tokens[0].place, tokens[-1].place
        self._tokens = tokens[2:] if self.name else tokens
        # Python's parser counts UTF-8 bytes of what it is given: here is what the counts mean in the text.
        self._begins: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        offset = 0
        for token in self._tokens:
            size = len(token.source.encode())
            self._begins[offset], self._ends[offset + size] = token.place.position, sum(token.place)
            offset += size + 1

    def tree(self) -> ast.expr:
        """Python's own reading of the expression."""
        source = " ".join(token.source for token in self._tokens)
        try:
            return ast.parse(source, mode="eval").body
        except SyntaxError as error:
            size = len(source[: max(0, (error.offset or 1) - 1)].encode())
            reached = [position for begin, position in self._begins.items() if begin <= size]
            place = Place(reached[-1], 1) if error.offset else self._end
            why = f"something is missing before or after this (Python's parser says: {error.msg})"
            advice = "write z = w*x + b, a value on each side of an operator; in a call values before options"
        except (RecursionError, MemoryError):
            place, why = self.start, "this statement is longer or deeper than this Python can read"
            advice = "name parts of it: z = w*x; L = z**2"
        raise fault(self.text, place, "the formula cannot be read here", why, advice)

    def place(self, node: ast.expr) -> Place:
        """Where a part of the tree stands in the text."""
        begin = self._begins[node.col_offset]
        return Place(begin, self._ends[node.end_col_offset or 0] - begin)


def normal(name: str) -> str:
    """The name as Python itself reads it: letters that differ only in style become the same (NFKC)."""
    return unicodedata.normalize("NFKC", name)


def tidy(value: float) -> float:
    """The int of a whole number that float64 holds exactly; any other number as it is."""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def read(text: str, functions: Collection[str]) -> list[Statement]:
    """Splits a formula into statements, refusing what cannot be part of one and calls of other functions."""
    if len(text) > MAX_CHARACTERS:
        why = f"it has {len(text):,} characters; a formula has at most {MAX_CHARACTERS:,}"
        raise fault(text, Place(MAX_CHARACTERS, 1), "the formula is too long", why, "write a Python function")
    tokens = list(_balanced(text, _tokens(text, functions)))
    for before, token in itertools.pairwise(tokens):
        is_call = before.kind == "word" and token.source == "("
        if before.kind in _FINISHES and token.kind in _STARTS and not is_call:
            raise _side_by_side(text, before, token, functions)
        if before.source in ("\n", "\r") and token.kind == "operator":
            why, advice = "a new line is a new statement", "put brackets round the lines that belong together"
            raise fault(text, token.place, "a line cannot begin with an operator", why, advice)
    groups = itertools.groupby(tokens, lambda token: token.kind == "end")
    statements = [Statement(text, list(group)) for is_end, group in groups if not is_end]
    if not statements:
        raise fault(text, Place(0, 1), "the formula is empty", "nothing is computed", "write (w*x + b)**2")
    return statements


def _tokens(text: str, functions: Collection[str]) -> Iterator[Token]:
    before = Token("end", "", Place(0, 0))
    for match in _PATTERN.finditer(text):
        kind, raw, place = match.lastgroup or "other", match.group(), Place(match.start(), len(match.group()))
        if kind == "space":
            continue
        if kind in ("foreign", "other"):
            raise _foreign(text, raw, place)
        if kind == "number":
            raw = _number(text, raw, place)
        elif kind == "word":
            raw = _word(text, raw, place)
        elif raw == "(" and before.kind == "word" and before.source not in functions:
            raise _unknown_function(text, before, functions)
        before = Token(kind, raw.translate(_ALIKE), place)
        yield before


def _foreign(text: str, raw: str, place: Place) -> FormulaError:
    given_once = ("a name gets its value once", "use one = and a new name: z = w*x")
    why, advice = _FOREIGN.get(raw, given_once if raw[-1] == "=" else (_ONLY, "leave it out"))
    if raw[0].translate(_RAISED) != raw[0]:
        why, advice = "a power is written with **", f"write **{raw.translate(_RAISED)[:20]}"
    if unicodedata.category(raw[0]) == "No" and why == _ONLY:
        advice = f"write {unicodedata.numeric(raw[0]):.4g}"
    sign = raw[:20] if raw.isprintable() else f"U+{ord(raw):04X}"
    return fault(text, place, f"{sign} has no meaning in a formula", why, advice)


def _number(text: str, raw: str, place: Place) -> str:
    value = float(raw.translate(_ALIKE))
    if math.isinf(value):
        why = "everything is computed in float64, whose largest number is about 1.8e308"
        raise fault(text, place, f"the number {raw[:20]} is too large", why, "use a smaller one")
    return repr(tidy(value) if raw.replace("_", "").isdigit() else value)


def _word(text: str, raw: str, place: Place) -> str:
    name = normal(raw)
    if not name.isidentifier():
        fits = [normal("a" * (i > 0) + letter).isidentifier() for i, letter in enumerate(raw)]
        wrong = fits.index(False) if False in fits else 0
        raise _foreign(text, raw[wrong], Place(place.position + wrong, 1))
    if keyword.iskeyword(name) and name not in ("True", "False"):
        why = "it is a Python keyword, so it names no value; and a formula has no conditions and loops"
        advice = _CHOICE if name in ("if", "else") else f"pick another name: {name}_"
        raise fault(text, place, f"{shown(name)} cannot be used", why, advice)
    return name


_DEFINES = re.compile(r"\s*\w+\s*\([\w\s,]*\)\s*=[^=]")
"""How mathematics begins a function: f(x) = ..."""
_MEANT = {"max": "maximum", "min": "minimum", "σ": "sigmoid", "Σ": "sum", "tg": "tan", "pow": "power"}
"""What functions are also called."""


def _unknown_function(text: str, word: Token, functions: Collection[str]) -> FormulaError:
    called, near = word.source[:20], nearest(word.source, functions)
    what, why = f"unknown function {shown(word.source)}", "a formula can call known functions only"
    if _DEFINES.match(text) and word.place.position == text.index(word.source):
        what, why = f"{called}(...) is defined here", "a formula gives a value a name, and names no function"
        advice = f"write {called} = {text.partition('=')[2].strip()[:40]}"
    elif _MEANT.get(word.source) in functions:
        advice = f"write {_MEANT[word.source]}(...)"
    else:
        advice = f"{near} is the nearest known name" if near else f"known are {', '.join(sorted(functions)[:12])}"
        advice += f"; for a product write {called}*(...)"
    return fault(text, word.place, what, why, advice)


def _side_by_side(text: str, before: Token, token: Token, functions: Collection[str]) -> FormulaError:
    if token.source == "[":
        why, advice = "a formula takes no elements out of an array", "give the element as an input"
        return fault(text, token.place, "[ cannot stand here", why, advice)
    if before.source in functions:
        why, advice = "a function takes its input in brackets", f"write {before.source}({token.source[:20]})"
        return fault(text, token.place, f"{before.source} stands without brackets", why, advice)
    product = f"{before.source[-20:]}*{token.source[:20]}{'...)' if token.source == '(' else ''}"
    why = "a product needs *, and two statements need ; or a new line between them"
    return fault(text, token.place, "an operator is missing before this", why, f"write {product}")


def _balanced(text: str, tokens: Iterable[Token]) -> Iterator[Token]:
    """Drops line ends in brackets and at the start; counts what Python's parser recurses into."""
    opened: list[tuple[Token, int]] = []  # each open bracket, and the depth at which it stands
    depth, operations, before = 0, 0, ""
    for token in tokens:
        if opened and token.source == ";":
            break
        if token.kind == "end" and (opened or not before):
            continue
        operations += token.kind in ("operator", "end") or (before == "word" and token.source == "(")
        if token.kind == "open":
            opened.append((token, depth))
            depth += 1
        elif token.kind == "close":
            depth = _closed(text, opened, token)
        elif token.source == "**" or (token.kind == "operator" and before not in _FINISHES):
            depth += 1
        elif token.kind in ("operator", "comma", "end"):
            depth = opened[-1][1] + 1 if opened else 0
        _check_limits(text, token, depth, operations)
        before = token.kind
        yield token
    if opened:
        bracket = opened[-1][0]
        why, advice = "it has no partner", f"write {')' if bracket.source == '(' else ']'} where it ends"
        raise fault(text, bracket.place, f"{bracket.source} is never closed", why, advice)


def _closed(text: str, opened: list[tuple[Token, int]], token: Token) -> int:
    bracket, depth = opened.pop() if opened else (None, 0)
    if bracket is None or bracket.source + token.source not in ("()", "[]"):
        why = f"it does not match the {bracket.source} before it" if bracket else "no bracket is open here"
        raise fault(text, token.place, f"{token.source} closes nothing", why, "take it out or open one")
    return depth


def _check_limits(text: str, token: Token, depth: int, operations: int) -> None:
    if depth > MAX_DEPTH:
        why = f"brackets, signs and powers stand at most {MAX_DEPTH} deep inside one another"
        raise fault(text, token.place, "the formula is too deep here", why, "name parts: z = w*x; L = z**2")
    if operations > MAX_OPERATIONS:
        why = f"a formula has at most {MAX_OPERATIONS:,} operations and statements"
        raise fault(text, token.place, "the formula is too long here", why, "write a Python function instead")
