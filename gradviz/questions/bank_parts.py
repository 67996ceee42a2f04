"""How the items of the bank are written down: with options of their own, with a number, or as a graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .question import CHOICE, Option, Question


def right(text: str, feedback: str = "") -> Option:
    """An option that is right."""
    return Option(text, feedback, "", True)


def wrong(text: str, feedback: str, rule: str = "") -> Option:
    """An option that is wrong: what is behind it, and where to look."""
    return Option(text, feedback, rule, False)


def chosen(
    name: str, lesson: str, source: str, prompt: str, *options: Option, kind: str = CHOICE, **fields: Any
) -> Question:
    """An item with options of its own."""
    rules = tuple(dict.fromkeys(option.rule for option in options if option.rule))
    return Question(
        kind, prompt, name, lesson, tuple(source.split()), rules=rules, options=options, **fields
    )  # fmt: skip


def number(name: str, lesson: str, source: str, prompt: str, key: float, *known: Option, **fields: Any) -> Question:
    """An item whose right number is given, with the feedback for wrong numbers that are known."""
    rules = tuple(dict.fromkeys(option.rule for option in known if option.rule))
    sources = tuple(source.split())
    return Question("number", prompt, name, lesson, sources, rules=rules, options=known, key=key, **fields)


def asked(
    name: str, lesson: str, source: str, program: str, wrt: str = "", inputs: Mapping[str, float] | None = None,
    rules: str = "", **fields: Any,
) -> Question:  # fmt: skip
    """An item that is made from a graph: these are its usual numbers, and a seed draws others."""
    return Question(
        fields.pop("kind", "number"), fields.pop("prompt", ""), name, lesson, tuple(source.split()),
        rules=tuple(rules.split()), asks=fields.pop("asks", "gradient"), program=program, wrt=wrt, inputs=inputs or {},
        **fields,
    )  # fmt: skip
