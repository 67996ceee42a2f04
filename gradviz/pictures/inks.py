"""Colours in DOT itself, for PNG and PDF, which no style sheet reaches: the theme's, as the SVG has them.

Labels with several colours are HTML-like, which not every Graphviz knows; layouts are never made from these.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from .labels import CONTRIBUTION_SIGN
from .legend import groups
from .look import Look
from .themes import Theme

SHARP = {"png": {"dpi": "144"}}
"""What else a form asks for: a PNG has to be sharp on a projector."""


class Inks:
    """The colours and the labels of a picture in one theme.

    Attributes:
        theme: the colours.
    """

    def __init__(self, theme: Theme, look: Look, note: str, form: str) -> None:
        """Choose the colours of one picture.

        Args:
            theme: the colours.
            look: says what the legend has to explain.
            note: what stands under the picture, or "".
            form: the ending of the file, such as "png".
        """
        self.theme, self._look, self._note, self._form = theme, look, note, form

    def graph(self) -> dict[str, str]:
        """The attributes of the whole graph: its ground, and under it the legend and the note."""
        theme = self.theme
        of = {"v": theme.value, "g": theme.gradient, "l": theme.local, "c": theme.gradient, "parallel": theme.ink}
        words = [_ink(text, of[kind]) for group in groups(self._look) for kind, text in group if kind in of]
        rows = [" &nbsp; ".join([_ink("rounded: input, double: output", theme.ink), *words])]
        rows += [_ink(self._note, theme.alarm, "B")] if self._note else []
        label = "".join(f'{row}<BR ALIGN="LEFT"/>' for row in rows)
        return {"bgcolor": theme.background, "pad": "0.2", "fontname": "Courier", "fontsize": "10", "labelloc": "b",
                "labeljust": "l", "label": f"<{label}>", **SHARP.get(self._form, {})}  # fmt: skip

    def node(self, kind: str) -> str:
        """The attributes of a node of a kind: its box and its lines."""
        theme = self.theme
        fill = theme.output if "out" in kind else theme.leaf if "leaf" in kind else theme.operation
        style = "rounded,filled" if "leaf" in kind else "filled"
        return f' style="{style}" fillcolor="{fill}" color="{theme.line}" fontcolor="{theme.ink}"'

    def lines(self, lines: Sequence[str]) -> str:
        """The lines of a node: what it is, its value in bold, its gradient slanted."""
        *titles, value, gradient = lines
        written = [_ink(line, self.theme.ink) for line in titles]
        written += [_ink(value, self.theme.value, "B"), _ink(gradient, self.theme.gradient, "I")]
        return f"<{'<BR/>'.join(written)}>"

    def edge(self, text: str) -> str:
        """The text of an edge: the local gradient, what it contributes, or both."""
        local, sign, sent = text.partition(CONTRIBUTION_SIGN)
        parts = [_ink(local.strip(), self.theme.local)] if local.strip() else []
        parts += [_ink(sign + sent, self.theme.gradient, "I")] if sign else []
        return f"<{' '.join(parts) or ' '}>"

    def mark(self, text: str) -> str:
        """A mark beside a node."""
        return f"<{_ink(text, self.theme.alarm, 'B')}>"


def _ink(text: str, colour: str, tag: str = "") -> str:
    inner = escape(text, quote=False) or " "
    return f'<FONT COLOR="{colour}">{f"<{tag}>{inner}</{tag}>" if tag else inner}</FONT>'
