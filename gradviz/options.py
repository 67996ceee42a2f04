"""Settings of this session, as plain attributes: `gradviz.options.engine = "dot"`."""

from __future__ import annotations

import sys
from types import ModuleType

engine: str | None = None
"""Which layout engine to use: "embedded", "dot", the path of an executable, or None for the first that works."""

time_limit: float = 10.0
"""How many seconds an engine may take for one layout; a number above 0, or float("inf")."""

language: str | None = None
"""The language of captions, labels and buttons, such as "de"; None is English. Figures made afterwards follow it."""

attempts: str | None = None
"""The file to which answers to questions are appended; None is the environment's GRADVIZ_ATTEMPTS, or
gradviz-attempts.jsonl in the folder of the notebook. "" keeps them in memory alone. They are never sent anywhere."""

course: str = ""
"""A teacher's word for the class: with `student` it decides which numbers a question has."""

student: str = ""
"""A name, a number or a pseudonym, as the learner likes; "" is allowed."""


class _Options(ModuleType):
    """This module, which refuses a name that is no option: nobody would ever read it."""

    def __setattr__(self, name: str, value: object) -> None:
        if name not in _NAMES and not name.startswith("__"):
            raise AttributeError(_no_option(name))
        super().__setattr__(name, value)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(_no_option(name))


def _no_option(name: str) -> str:
    import difflib

    near = difflib.get_close_matches(name.lower(), _NAMES, 1, 0.5)
    hint = f"Did you mean gradviz.options.{near[0]}?" if near else "Choose one of these."
    return f"gradviz.options has no option {name!r:.60}; the options are: {', '.join(_NAMES)}. {hint}"


_NAMES = tuple(__annotations__)
sys.modules[__name__].__class__ = _Options
