"""`nudge`: push one input a little and hold what the slopes predict against what happens, on every node."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets as widgets

from ...core import Tensor
from ...language import mark, say
from ...pictures.picture import image
from ...recording import Graph, Recording
from ...recording.nudging import Nudged, Place, nudged
from ...recording.running import Program, merged, program, without_name
from ..frame.inputs import refuse_clash
from ..frame.live import Live
from ..frame.sliders import low_end
from .nudge_curves import Curves
from .nudge_panel import ghost_texts, ghosts_in, haunted_picture, rows_as_text, table_html, told

SMALLEST, LARGEST = -15.0, 1.0
STEP = 0.1
MOST_ELEMENTS = 12
UP, DOWN = 1.0, -1.0


def nudge(
    f: Program,
    /,
    *unnamed: Any,
    wrt: str | None = None,
    h: float = 0.1,
    inputs: Mapping[str, Any] | None = None,
    lock: Iterable[str] = (),
    hide: Iterable[str] = (),
    **variables: Any,
) -> Nudge:
    """Push an input by h: beside every node stands what its slope predicts, and what really changes (R139).

    The prediction is ∂node/∂input × h, with slopes from one exact sweep forward; the true change comes from running the
    function again. A second plot measures slopes by differences with ever smaller h: the error falls, and then
    rounding makes it rise again (R150).

    Args:
        f: a function of Tensors, or a formula as text.
        *unnamed: nothing: every input is given by its name, `x=3`.
        wrt: the input that is pushed, "w", or an element of an array, "w[0]"; without it the first one.
        h: by how much; negative numbers push down.
        inputs: inputs by name, for names that cannot be keywords here.
        lock: the names of inputs whose controls cannot be moved.
        hide: the names of inputs whose controls are not shown.
        **variables: inputs by name, as in `explore`.

    Returns:
        A widget; Jupyter shows it. `.found` holds predicted and true changes, `.recording` the run before the push.

    Raises:
        FormulaError: if the text is not a formula.
        KeyError: if there is no such input to push.
        TypeError, ValueError: if the inputs do not fit, or h is 0, not finite or out of reach.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.nudge("z = w*x; y = z + b; d = y - t; L = d**2", wrt="w", h=1, w=3, x=2, b=1, t=5)
        >>> figure.found.predicted[-1], figure.found.output
        (8.0, 12.0)
    """
    if unnamed:
        raise without_name("nudge", f, unnamed)
    function, given = program(f), merged(inputs, variables)
    chosen = {"wrt": wrt is not None, "h": h != 0.1, "lock": bool(lock), "hide": bool(hide)}
    refuse_clash("nudge", function, [name for name, is_given in chosen.items() if is_given], inputs or {})
    return Nudge(function, given, wrt, h, lock=lock, hide=hide)


class Nudge(Live):
    """The figure that `nudge` returns.

    Attributes:
        found: predicted and true changes; None until a run has succeeded.
        pushed: the list of inputs that can be pushed.
        size: the slider of |h|.
        way: up or down.
        curves: the plots.
    """

    title = mark("A little push")
    idea = mark("A gradient predicts what a little push does. Push further, and the straight line leaves the curve.")
    own_keys = (
        ("← →", mark("push less, push more")),
        ("S", mark("push the other way")),
    )

    def __init__(self, function: Any, given: Mapping[str, Any], wrt: str | None, h: float, **options: Any) -> None:
        size = _checked(h)
        self.found: Nudged | None = None
        self.pushed = widgets.Dropdown(description=say("push"), layout={"width": "auto"})
        self.way = widgets.ToggleButtons(
            options=[(say("up, +h"), UP), (say("down, −h"), DOWN)], value=UP if h > 0 else DOWN,
            style={"button_width": "90px"},
        )  # fmt: skip
        self.size = widgets.FloatLogSlider(
            size, base=10, min=_lowest(size), max=LARGEST, step=STEP, description="h", tooltip="h",
            readout_format=".3g", layout={"width": "100%", "min_width": "220px"}, style={"description_width": "3em"},
        )  # fmt: skip
        self._first = (size, self.way.value)
        self.curves = Curves()
        super().__init__(
            "nudge", function, given, more=[self.pushed, self.way, self.size], below=[self.curves.errors], **options
        )
        body = self.children[1]
        body.children = [*body.children, self.curves]  # the style sheet puts the curve under the controls
        self._choices(wrt)
        self.pushed.observe(lambda _: self.tick(), "value")
        self.way.observe(lambda _: self.tick(), "value")
        self.size.observe(lambda _: self.tick(), "value")
        self.tick()

    def _choices(self, wrt: str | None) -> None:
        """The numbers that can be pushed: inputs, and the elements of small arrays.

        Raises:
            KeyError: if the one that is asked for is not among them.
        """
        places = [place for name, each in self.controls.items() for place in _places(name, each.value)]
        if not places:
            raise KeyError(
                f"nudge() has no number to push: the inputs are {', '.join(self.controls) or 'none'}. "
                "Give the function an input that is a number, as in nudge(f, x=3.0)."
            )
        named = {str(place): place for place in places}
        asked = str(places[0]) if wrt is None else f"{wrt}[0]" if f"{wrt}[0]" in named else wrt
        if asked not in named:
            raise KeyError(f"nudge(..., wrt={wrt!r}): no such number. These can be pushed: {', '.join(named)}.")
        self.pushed.options = list(named.items())
        self.pushed.value = named[asked]
        self._first_place = named[asked]

    @property
    def h(self) -> float:
        """The push, with its sign."""
        return float(self.way.value * self.size.value)

    # --- what the learner does ---

    def pressed(self, key: str) -> None:
        """Left and right make the push smaller and larger, S turns it round."""
        if key in ("ArrowLeft", "ArrowRight"):
            power = math.log10(self.size.value) + (STEP if key == "ArrowRight" else -STEP)
            self.size.value = 10 ** min(max(round(power, 6), SMALLEST), LARGEST)
        elif key == "s":
            self.way.value = DOWN if self.way.value == UP else UP

    def reset(self) -> None:
        """Inputs and push as the cell had them."""
        with self.controls.quiet():
            self.size.value, self.way.value = self._first
            self.pushed.value = self._first_place
        super().reset()

    def chosen(self) -> dict[str, Any]:
        """The push, for the line of code that makes this figure."""
        return {"wrt": str(self.pushed.value), "h": float(f"{self.h:.12g}")}

    # --- what is shown ---

    def ran(self, output: Tensor, recording: Recording, moved: str | None) -> None:
        """Push, and show both changes of every node."""
        values = self.controls.now
        place, h = self.pushed.value, self.h
        found = self.attempt(lambda: nudged(self.function, values, place, h, output), self.function)
        if found is None:
            return
        self.found = found
        graph = found.recording.graph
        self.show(
            found.recording,
            caption=told(found, place, h, values),
            extra=ghost_texts(found),
            panel=lambda: table_html(graph, self.extra_slot(0)),
        )
        self.attempt(lambda: self.curves.follow(self.function, values, place, found, h), self.function)

    def _drawing(self, graph: Graph) -> str:
        """The drawing with a place for the two changes under every node."""
        drawing = super()._drawing(graph)
        return drawing if self._view is not None or not drawing else ghosts_in(drawing, self.extra_slot(0))

    def fallback_html(self) -> str:
        """The image with the ghosts in it."""
        if self.found is None or not self.diagram.svg or self._view is not None:
            return super().fallback_html()
        picture = self.picture
        return image(haunted_picture(picture.svg, ghost_texts(self.found)), picture.description)

    def fallback_text(self) -> str:
        """The picture's table, and under it both changes of every node."""
        text = super().fallback_text()
        return text if self.found is None else f"{text}\n\n{rows_as_text(self.found)}\n{self.diagram.texts[-1]}"


def _checked(h: float) -> float:
    """The size of the first push.

    Raises:
        ValueError: if it is no push, or none that the slider can hold.
    """
    if isinstance(h, (int, float)) and 10**SMALLEST <= abs(h) <= 10**LARGEST:
        return abs(float(h))
    raise ValueError(
        f"nudge(..., h={h!r:.40}): a push is a number that is not 0, and its size is from {10**SMALLEST:g} to "
        f"{10**LARGEST:g}, as far as the slider goes. Give h=0.1, or a negative number to push down."
    )


def _lowest(size: float) -> float:
    """The power of ten with which the slider begins: it reaches `size` in whole steps, which the page would round."""
    low = low_end(math.log10(size), SMALLEST, STEP)
    return low if low > SMALLEST - 1e-9 else low + STEP


def _places(name: str, value: Any) -> list[Place]:
    """The numbers in an input that can be pushed."""
    if isinstance(value, bool):
        return []
    if isinstance(value, (int, float)):
        return [Place(name)]
    if not isinstance(value, list):
        return []
    found = [Place(name, at) for at in _indices(value)]
    return found[:MOST_ELEMENTS]


def _indices(value: Any) -> list[tuple[int, ...]]:
    if not isinstance(value, list):
        return [()]
    return [(k, *rest) for k, part in enumerate(value) for rest in _indices(part)]
