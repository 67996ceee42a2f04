"""The card of an operation: all that the table of operations declares of it, to read."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from ...core.operation import OPS, PASS, VJP, Op
from ...language import say
from ...pictures.tex_text import as_text


class Card(NamedTuple):
    """What is declared of one operation, as plain text.

    Attributes:
        name: its name in Python.
        symbol: its sign in pictures.
        formula: what it computes, c in terms of a, b.
        slopes: for every input, its letter and the local derivative; where the operation is not elementwise, what it
            hands back for the upstream gradient g.
        gate: the name of its gate.
        rule: the gate's sentence.
        about: the operation's own sentence.
    """

    name: str
    symbol: str
    formula: str
    slopes: tuple[tuple[str, str], ...]
    gate: str
    rule: str
    about: str

    def rows(self) -> list[tuple[str, str]]:
        """The card as heads and cells."""
        what = self.rule.partition(": ")[2]
        named = say("{name}, written {symbol}", name=self.name, symbol=self.symbol)
        return [
            (say("operation"), self.name if self.name == self.symbol else named),
            (say("forward"), self.formula),
            *self.slopes,
            (say("gate"), f"{self.gate}: {say(what)}"),
            (say("in one sentence"), self.about),
        ]


def card(name: str, symbol: str) -> Card | None:
    """The card of an operation; None for one that the table does not hold, such as a student's own.

    Args:
        name: the operation's name.
        symbol: its sign, by which a student's own operation of the same name is told from a declared one.

    Example:
        >>> card("multiply", "×").slopes
        (('∂c/∂a', 'b'), ('∂c/∂b', 'a'))
    """
    op = OPS.get(name)
    if op is None or op.symbol != symbol:
        return None
    gate, rule, about = op.gate.name.lower(), op.gate.value, op.doc.splitlines()[0]  # collected with the operations
    return Card(op.name, op.symbol, as_text(op.latex), slopes_of(op), say(gate), rule, say(about))


class OperationTable:
    """The table that `operation_table` returns: shown as HTML, printed as text.

    Attributes:
        cards: the operations, one card each.
    """

    def __init__(self, cards: Sequence[Card]) -> None:
        self.cards = tuple(cards)

    def _rows(self) -> list[tuple[str, str, str, str, str]]:
        heads = (say("operation"), say("sign"), say("forward"), say("local gradients"), say("gate"))
        rows = [heads]
        for one in self.cards:
            slopes = ", ".join(f"{head} = {text}" for head, text in one.slopes)
            rows.append((one.name, one.symbol, one.formula, slopes, one.gate))
        return rows

    def __repr__(self) -> str:
        rows = self._rows()
        widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
        return "\n".join("  ".join(t.ljust(w) for t, w in zip(row, widths, strict=True)).rstrip() for row in rows)

    def _repr_html_(self) -> str:
        heads, *rows = self._rows()
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
        body = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def operation_table(*names: str) -> OperationTable:
    """The table of operations as they are declared: sign, forward formula, local gradients, gate (R60).

    c is the result, a and b are the inputs; where an operation is not elementwise, g is the upstream gradient and the
    table says what is handed back.

    Args:
        *names: which operations; without any, all there are.

    Raises:
        ValueError: if there is no operation of that name.

    Example:
        >>> import gradviz as gv
        >>> print(gv.operation_table("multiply", "tanh"))
        operation  sign  forward     local gradients       gate
        multiply   ×     c = a·b     ∂c/∂a = b, ∂c/∂b = a  swapper
        tanh       tanh  c = tanh a  ∂c/∂a = 1 − c²        scaler
    """
    unknown = [name for name in names if name not in OPS]
    if unknown:
        near = difflib.get_close_matches(str(unknown[0]), OPS, n=3)
        raise ValueError(
            f"operation_table() got {unknown[0]!r:.40}, and no operation has that name. "
            f"Near to it: {', '.join(near) or 'nothing'}; without names you get the whole table."
        )
    found = [card(name, OPS[name].symbol) for name in names or OPS]
    return OperationTable([one for one in found if one is not None])


def slopes_of(op: Op) -> tuple[tuple[str, str], ...]:
    """For every input of an operation, the head and the text of what is declared of its derivative."""
    found = []
    for letter, partial in zip(op.inputs, op.partials, strict=True):
        head = say("back to {letter}", letter=letter) if partial.kind == VJP else f"∂c/∂{letter}"
        found.append((head, "1" if partial.kind == PASS else as_text(partial.latex)))
    return tuple(found)


def card_html(name: str, symbol: str) -> str:
    """The card as a table of a panel; of an operation that is not declared, one sentence that says so."""
    found = card(name, symbol)
    if found is None:
        text = say("{name} is an operation of your own: its rule is the backward function that you wrote.", name=name)
        return f'<p class="gv-card">{escape(text)}</p>'
    rows = "".join(
        f'<tr><th scope="row">{escape(head)}</th><td>{escape(text)}</td></tr>' for head, text in found.rows()
    )
    return f'<table class="gv-card" aria-label="{escape(say("card of the operation"))}"><tbody>{rows}</tbody></table>'
