"""The text of a learner's function, so that a question about it can show what it is about."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from types import FunctionType
from typing import Any

LONGEST, MOST_LINES = 2000, 40
"""A longer function is not shown: a question is no place to read a program."""


def source_of(function: Callable[..., Any]) -> str:
    """The text of a function or lambda; "" where there is none to be had, or it is too long.

    Example:
        >>> source_of(len)
        ''
    """
    plain = inspect.unwrap(function) if callable(function) else None
    if not isinstance(plain, FunctionType):
        return ""
    try:
        text = textwrap.dedent(inspect.getsource(plain)).rstrip()
    except (OSError, TypeError, IndentationError, SyntaxError):  # typed at a prompt, or made by exec
        return ""
    if plain.__name__ == "<lambda>":
        text = _lambda(text)
    return text if len(text) <= LONGEST and text.count("\n") < MOST_LINES else ""


def _lambda(text: str) -> str:
    """The lambda alone, of the lines in which it stands; "" where there is more than one."""
    for start in (text, text[text.find("lambda") :]):
        for end in range(len(start), 0, -1):
            try:
                tree = ast.parse(start[:end].strip())
            except (SyntaxError, ValueError):
                continue
            found = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda)]
            if found:
                return (ast.get_source_segment(start[:end].strip(), found[0]) or "") if len(found) == 1 else ""
    return ""
