"""The figure that opens after a prediction: made only then, for before it would have the numbers on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from importlib import import_module
from typing import Any

import ipywidgets as widgets

from ...questions.program import Program
from ...questions.question import QuestionError
from ...recording import Recording
from ..frame.explain import explain

FIGURES = ("explore", "stepper", "paths", "zoom", "nudge")
"""The figures of a formula: these follow by their name alone."""

Then = str | Callable[[], Any]


def check_then(f: Program, then: Any) -> None:
    """Refuse what cannot follow, before anybody has predicted.

    Raises:
        TypeError, QuestionError: if it is a figure that was made already, or a name that no figure of a formula has.
    """
    if isinstance(f, widgets.Widget):
        raise TypeError(
            f"predict was given a figure that is made already ({type(f).__name__}): its numbers have gone to the page, "
            f"so nothing could be hidden. Give the formula and its numbers, and the figure by then=: {_example(f)}."
        )
    if then is None or callable(then):
        return
    if isinstance(then, widgets.Widget):
        raise TypeError(
            f"then= was given a figure that is made already ({type(then).__name__}): its numbers have gone to the "
            f"page, and would be seen before the prediction. Give a function that makes it: {_example(then)}."
        )
    if then not in FIGURES:
        raise QuestionError(
            f"then={then!r:.20} is no figure of a formula, so it cannot follow by its name. These can: "
            f"{', '.join(FIGURES)}. Any other follows by a function that makes it: then=gv.train, or "
            "then=lambda: gv.tape(code)."
        )
    if isinstance(f, Recording):
        raise QuestionError(
            f"then={then!r} runs the formula again, and a Recording is a run that is over. Give the formula or the "
            "function, or a function that makes a picture: then=lambda: gv.draw(recording)."
        )


def _example(figure: widgets.Widget) -> str:
    name = type(figure).__name__.lower()
    return f"then={name!r}" if name in FIGURES else f"then=lambda: gv.{name}(...)"


def follow(then: Then, f: Program, inputs: Mapping[str, float]) -> widgets.Widget:
    """Make what follows; an error in it is shown in its place, for the prediction is committed by now."""
    try:
        if isinstance(then, str):
            return getattr(import_module("gradviz.lab"), then)(f, inputs=inputs)  # type: ignore[no-any-return]
        return _shown(then())
    except Exception as error:
        return widgets.HTML(f'<pre class="gv-error" role="alert">{escape(explain(error, _code(then)))}</pre>')


def _code(then: Then) -> Callable[..., Any]:
    return follow if isinstance(then, str) else then


def _shown(made: Any) -> widgets.Widget:
    """What a function has made, as a widget: a figure is one, of a picture its HTML is taken."""
    if isinstance(made, widgets.Widget):
        return made
    bundle = made._repr_mimebundle_() if hasattr(made, "_repr_mimebundle_") else {}
    if "text/html" not in (bundle or {}):
        raise TypeError(
            f"the function given as then= returned {made!r:.60} ({type(made).__name__}), which is no figure and no "
            "picture. Let it return one: then=lambda: gv.train()."
        )
    return widgets.HTML(bundle["text/html"])
