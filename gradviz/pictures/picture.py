"""The Picture: one frame of a recording, drawn."""

from __future__ import annotations

import base64
import os
import re
from dataclasses import replace
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..recording import Frame, Graph, Recording, births
from .dot import to_dot
from .engines import Engine, EngineError, first
from .highlight import Lit, happened, lit
from .inks import Inks
from .labels import labels, note_slot, slot_texts
from .layout import layout
from .legend import marks_of
from .limits import MOST_NODES, TooLargeError, refuse, shortened
from .look import PLAIN, Look
from .marks import kept_total
from .themes import THEMES, static_style
from .twin import spoken, text_twin, words
from .views import View, lit_in, lit_through

if TYPE_CHECKING:
    import graphviz

FORMS = {"png": b"\x89PNG", "pdf": b"%PDF", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff", "gif": b"GIF8",
         "webp": b"RIFF", "ps": b"%!PS", "eps": b"%!PS", "json": b"{", "xdot": b"digraph",
         "plain": b"graph"}  # fmt: skip
"""The endings of files, besides those written here, that one engine or another can draw, and how they begin."""

WRITTEN = ("svg", "dot", "gv", "txt")
"""The endings of files that are written here."""

_OPEN = re.compile(r' data-(slot|mark)="(\d+)"([^<>]*)>')


def paint(svg: str, texts: list[str]) -> str:
    """The layout's SVG with its texts in their places; no text has a line break in it."""
    ready = escape("\n".join(texts)).split("\n")
    cut = _cut(svg)
    parts = [cut[0]]
    for what, number, after, rest in zip(cut[1::4], cut[2::4], cut[3::4], cut[4::4], strict=True):
        text = ready[int(number)]
        state = f' data-state="{text}"' if text and what == "mark" else ""
        parts.append(f' data-{what}="{number}"{after}{state}>{text if what == "slot" else ""}{rest}')
    return "".join(parts)


@lru_cache(maxsize=16)
def _cut(svg: str) -> list[str]:
    """The SVG cut at its open places: what is before, then for each its kind, its number, its attributes, the rest."""
    return _OPEN.split(svg)


class Picture:
    """A drawing of a recording at one moment; Jupyter shows it as an image with its text twin.

    Attributes:
        graph: what is drawn.
        frame: the moment.
        theme: "light", "dark" or "contrast".
        look: what is shown, and in which style.
        lit: what is highlighted, or None.
        view: what is drawn instead of the recorded graph, or None.
        limit: how many nodes are drawn at most, or None.

    Example:
        >>> import gradviz as gv
        >>> picture = gv.draw(gv.record("x*x", x=3))
        >>> picture.text.splitlines()[1]
        'n0    x     leaf        3      6'
    """

    def __init__(
        self,
        recording: Recording,
        *,
        index: int = -1,
        theme: str = "light",
        look: Look = PLAIN,
        highlight: Any = None,
        view: View | None = None,
        limit: int | None = MOST_NODES,
    ) -> None:
        if theme not in THEMES:
            raise ValueError(f"there is no theme {theme!r}; the themes are: {', '.join(THEMES)}")
        recorded, frame = recording.graph_at(index), recording.frame(index)
        self.graph: Graph = recorded if view is None else view.graph
        self.frame: Frame = frame if view is None else view.frame_of(frame)
        if view is not None and frame.newer:
            self.frame.newer = tuple(k for k, those in enumerate(view.members) if set(those) & set(frame.newer))
        self.theme, self.look, self.view, self.limit = theme, look, view, limit
        self.lit: Lit | None = None
        if view is not None and highlight is not None:
            self.lit = (lit_through if happened(highlight) else lit_in)(view, recorded, highlight)
        elif highlight is not None:
            self.lit = lit(self.graph, highlight)

    @property
    def svg(self) -> str:
        """The picture as SVG that stands alone: opaque background, its own style sheet, a description.

        Raises:
            EngineError: if there is no layout engine; the message says what to install.
            TooLargeError: if there are more nodes than `limit`; the message says how to group them.
        """
        refuse(self.graph, self.limit)
        theme = THEMES[self.theme]
        texts = self._texts()
        filled = paint(layout(self.graph, self.look).svg, texts)
        box = re.search(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)"', filled)
        x, y, width, height = box.groups() if box else ("0", "0", "100%", "100%")
        ground = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{theme.background}"/>'
        said = f'<desc class="gv-description">{escape(spoken(words(self.graph, self.look), texts, self.lit))}</desc>'
        return filled.replace(
            '<desc class="gv-description"></desc>', f"{said}<style>{static_style(theme)}</style>{ground}", 1
        )

    @property
    def text(self) -> str:
        """The text twin: what is drawn as a table. Of all that was recorded it is `gv.draw(x, fold=False).text`."""
        return text_twin(self.graph, self.frame, self.look, self.lit)

    @property
    def description(self) -> str:
        """The picture in sentences, for a screen reader."""
        return spoken(words(self.graph, self.look), self._texts(), self.lit)

    @property
    def source(self) -> str:
        """The picture as DOT text, numbers included; the same on every run and machine."""
        return to_dot(self.graph, labels(self.graph, self.frame, self.look), self.look, self.lit)

    def _texts(self) -> list[str]:
        return slot_texts(self.graph, self.frame, self.look, self.lit)

    def to_graphviz(self) -> graphviz.Source:
        """The picture as an object of the `graphviz` package."""
        import graphviz

        return graphviz.Source(self.source)

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file; its ending says the form: .svg, .dot, .txt, or what an engine can draw.

        Raises:
            TypeError: if it is no path.
            ValueError: if its ending names no form.
            FileNotFoundError: if its folder does not exist.
            EngineError: if no engine can draw that form; the message lists what was tried.
        """
        target, form = _target(path)
        ready = {"svg": lambda: self.svg, "dot": lambda: self.source, "gv": lambda: self.source,
                 "txt": lambda: self.text + "\n"}  # fmt: skip
        if form in ready:
            target.write_text(ready[form](), encoding="utf-8")
        else:
            target.write_bytes(self._drawn_as(form))
        return target

    def _drawn_as(self, form: str) -> bytes:
        """The picture from the first engine that knows the form."""
        refuse(self.graph, self.limit)
        texts, said = labels(self.graph, self.frame, self.look), self._texts()
        inks = Inks(
            THEMES[self.theme], self.look, said[note_slot(self.graph)], form, births(self.graph, self.frame),
            kept_total(self.graph, self.frame) if self.look.saved else "", marks_of(self.graph, self.look),
        )  # fmt: skip

        def coloured(engine: Engine) -> str:
            return to_dot(self.graph, texts, self.look, self.lit, replace(inks, counts_bytes=engine.counts_bytes))

        def begun(drawn: bytes) -> bytes:
            if not drawn.startswith(FORMS[form]):
                raise ValueError("it does not begin like one" if drawn else "it is empty")
            return drawn

        advice = "Try .svg, .dot or .txt; .png needs an engine, .pdf a system Graphviz."
        return first(coloured, form, begun, f"no engine could draw .{form}: {{}}. {advice}")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What survives everywhere: an <img> with the SVG inside it, and the text twin."""
        try:
            html = image(self.svg, self.description)
        except TooLargeError:
            return {"text/plain": repr(self)}
        except EngineError as error:
            return {"text/plain": f"{self.text}\n\n{error}"}
        return {"text/html": html, "text/plain": self.text}

    def __repr__(self) -> str:
        try:
            refuse(self.graph, self.limit)
        except TooLargeError as error:
            return f"{error}\n\n{shortened(self.text, len(self.graph.nodes))}"
        return self.text


def _target(path: str | Path) -> tuple[Path, str]:
    """Where to write, and which form its ending names."""
    if not isinstance(path, str | os.PathLike) or not isinstance(os.fspath(path), str):
        raise TypeError(
            f"a picture cannot be saved to {path!r}, which is of type {type(path).__name__}: it needs a file's name. "
            'Try: .save("picture.svg")'
        )
    target = Path(path)
    target = target.expanduser() if target.parts[:1] == ("~",) else target
    form = target.suffix.lower().lstrip(".")
    if not form:
        raise ValueError(
            f"the file name {str(path)!r} has no ending, and the ending says the form. "
            "A file name needs an ending: .svg, .png, .pdf, .dot or .txt."
        )
    if form not in (*WRITTEN, *FORMS):
        raise ValueError(f"no picture can be saved as .{form}. Use .svg, .png, .pdf, .dot or .txt.")
    if not target.parent.is_dir():
        raise FileNotFoundError(
            f"{str(path)!r} cannot be written, because the folder {str(target.parent)!r} does not exist. "
            f"Make it first: pathlib.Path({str(target.parent)!r}).mkdir(parents=True)"
        )
    return target, form


def image(svg: str, description: str) -> str:
    """An <img> that carries its SVG along: untrusted notebooks and exports keep it, inline SVG they drop."""
    data = base64.b64encode(svg.encode()).decode()
    return f'<img class="gradviz" alt="{escape(description)}" src="data:image/svg+xml;base64,{data}">'
