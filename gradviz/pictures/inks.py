"""Colours in DOT itself, for PNG and PDF, which no style sheet reaches: the theme's, as the SVG has them.

Labels with several colours are HTML-like, which not every Graphviz knows; layouts are never made from these.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from ..language import say
from .labels import CONTRIBUTION_SIGN, GROUP_SIGN
from .legend import NO_MARKS, Marks, groups
from .look import Look
from .marks import KEPT_SIGN, PARALLEL_SIGN
from .themes import Theme

SHARP = {"png": {"dpi": "144"}}
"""What else a form asks for: a PNG has to be sharp on a projector."""


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours and the labels of a picture in one theme.

    Attributes:
        theme: the colours.
        look: says what the legend has to explain.
        note: what stands under the picture, or "".
        form: the ending of the file, such as "png".
        born: the nodes in which an inf or nan was born.
        kept: all that is kept for the backward pass, in words.
        marks: which marks there are to explain.
        counts_bytes: whether the engine takes a line to be as wide as it has bytes, which is too wide with "∂" in it.
    """

    theme: Theme
    look: Look
    note: str
    form: str
    born: Collection[int] = ()
    kept: str = ""
    marks: Marks = NO_MARKS
    counts_bytes: bool = False

    def graph(self) -> dict[str, str]:
        """The attributes of the whole graph: its ground, and under it the legend and the note."""
        theme = self.theme
        of = {"v": theme.value, "g": theme.gradient, "l": theme.local, "c": theme.gradient, "parallel": theme.ink,
              "kept": theme.alarm, "op group": theme.ink}  # fmt: skip
        signs = {"parallel": f"{PARALLEL_SIGN}2 ", "kept": f"{KEPT_SIGN} "}
        after = {"kept": f" {self.kept}"}
        words = [(kind, _ink(self.known(signs.get(kind, "") + text + after.get(kind, "")), of[kind]))
                 for group in groups(self.look, self.marks) for kind, text in group if kind in of]  # fmt: skip
        numbers = [word for kind, word in words if len(kind) == 1]
        explained = [word for kind, word in words if len(kind) > 1]
        rows = [" &nbsp; ".join([_ink(say("rounded: input, double: output"), theme.ink), *numbers])]
        rows += [" &nbsp; ".join(explained)] if explained else []
        rows += [_ink(self.note, theme.alarm, "B")] if self.note else []
        label = "".join(f'{row}<BR ALIGN="LEFT"/>' for row in rows)
        return {"bgcolor": theme.background, "pad": "0.2", "fontname": "Courier", "fontsize": "10", "labelloc": "b",
                "labeljust": "l", "label": f"<{label}>", **SHARP.get(self.form, {})}  # fmt: skip

    def node(self, kind: str, state: str = "", position: int = -1) -> str:
        """The attributes of a node of a kind: its box, as what is lit, dimmed or born has it, and its lines."""
        if state == "unmade":
            return " style=invis"
        theme, born = self.theme, position in self.born
        fill = theme.output if "out" in kind else theme.leaf if "leaf" in kind else theme.operation
        fill = theme.background if kind == "operation" else fill
        fill = _faded(fill, theme.background) if state == "dim" else fill
        style = f"{'rounded,' * ('leaf' in kind)}filled{',dashed' * born}"
        line = self._line(state, born, thin="2.5" if "group" in kind else theme.thin)
        return f' style="{style}" fillcolor="{fill}" fontcolor="{theme.ink}"{line}'

    def line(self, state: str) -> str:
        """The attributes of an edge: its line."""
        return " style=invis" if state == "unmade" else self._line(state, False, self.theme.thin)

    def _line(self, state: str, born: bool, thin: str) -> str:
        theme, is_lit = self.theme, state in ("lit", "active")
        colour = theme.ink if is_lit else theme.alarm if born else theme.line
        colour = _faded(colour, theme.background) if state == "dim" else colour
        return f' color="{colour}" penwidth={theme.strong if is_lit or born else thin}'

    def lines(self, lines: Sequence[str]) -> str:
        """The lines of a node: what it is, its value in bold, its gradient slanted."""
        *titles, value, gradient = lines
        written = [self._centred((self.known(line), self.theme.ink, "")) for line in titles]
        written += [self._centred((value, self.theme.value, "B")), self._centred((gradient, self.theme.gradient, "I"))]
        return f"<{'<BR/>'.join(written)}>"

    def edge(self, text: str) -> str:
        """The text of an edge: the local gradient, what it contributes, or both."""
        local, sign, sent = text.partition(CONTRIBUTION_SIGN)
        parts = [(local.strip(), self.theme.local, "")] if local.strip() else []
        parts += [(sign + sent, self.theme.gradient, "I")] if sign else []
        return f"<{self._centred(*parts) if parts else ' '}>"

    def mark(self, text: str) -> str:
        """A mark beside a node."""
        return f"<{self._centred((self.known(text), self.theme.alarm, 'B'))}>"

    def known(self, text: str) -> str:
        """A text in letters that the engine's own font has."""
        return text.replace(PARALLEL_SIGN, "‖").replace(GROUP_SIGN, "■") if self.counts_bytes else text

    def _centred(self, *parts: tuple[str, str, str]) -> str:
        """A line of texts with their colours and tags; blanks before it stand for what an engine adds after it."""
        last = parts[-1][0]
        blanks = " " * (self.counts_bytes * (len(last.encode(errors="replace")) - len(last)))
        return blanks + " ".join(_ink(*part) for part in parts)


def _ink(text: str, colour: str, tag: str = "") -> str:
    inner = escape(text, quote=False) or " "
    return f'<FONT COLOR="{colour}">{f"<{tag}>{inner}</{tag}>" if tag else inner}</FONT>'


def _faded(colour: str, ground: str, share: float = 0.35) -> str:
    """A colour of which only a part is left over its ground."""
    pairs = [(int(colour[k : k + 2], 16), int(ground[k : k + 2], 16)) for k in (1, 3, 5)]
    return "#" + "".join(f"{round(above * share + below * (1 - share)):02X}" for above, below in pairs)
