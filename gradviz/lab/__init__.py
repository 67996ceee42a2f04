"""Figures to touch, made of ipywidgets: the live diagram and everything built around it.

Read in this order: `frame` (what every figure has), `exploring` (the simplest one), and then any other folder. A figure
is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "building.build": ("Build", "build",),
    "closeup.card": ("operation_table",),
    "exploring.explore": ("Explore", "explore",),
    "gauging.flow": ("Flow", "flow",),
    "closeup.gates": ("Gates", "gates",),
    "asking.hunt": ("Hunt", "hunt",),
    "gauging.jacobian": ("Jacobian", "jacobian",),
    "gauging.memory": ("Memory", "memory",),
    "closeup.nudge": ("Nudge", "nudge",),
    "pathways.paths": ("Paths", "paths",),
    "asking.predict": ("Predict", "predict",),
    "asking.quiz": ("ask", "ask_about", "quiz",),
    "asking.quizzing": ("Quiz",),
    "stepping.stepper": ("stepper",),
    "stepping.stepping": ("Stepper",),
    "taping.tape": ("Tape", "tape",),
    "training.train": ("Train", "train",),
    "closeup.zoom": ("Zoom", "zoom",),
}
"""Where the public names live."""

_WHERE = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    """Load a figure when it is first asked for."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_WHERE[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
