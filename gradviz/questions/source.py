"""The text of a learner's function, so that a question about it can show what it is about."""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

LONGEST, MOST_LINES = 2000, 40
"""A longer function is not shown: a question is no place to read a program."""


def source_of(function: Callable[..., Any]) -> str:
    """The text of a function, method or lambda; "" where there is none to be had, or it is too long.

    Of what is bound or filled in beforehand (a method of an object, a `functools.partial`) it is that of the function
    behind; of an object that can be called, that of its `__call__`.

    Example:
        >>> source_of(len)
        ''
    """
    plain = _behind(function)
    if plain is None or str(plain.__module__).partition(".")[0] == "gradviz":  # no learner wrote the inside of ours
        return ""
    try:
        text = textwrap.dedent(inspect.getsource(plain.__code__)).rstrip()
    except (OSError, TypeError, IndentationError, SyntaxError):  # typed at a prompt, or made by exec
        return ""
    if plain.__name__ == "<lambda>":
        text = _lambda(text, plain.__code__)
    return text if len(text) <= LONGEST and text.count("\n") < MOST_LINES else ""


def _behind(function: Any) -> FunctionType | None:
    """The function that runs in the end; None where it is none of Python's."""
    for _ in range(100):  # a wrapper may name itself
        if isinstance(function, (functools.partial, functools.partialmethod)):
            function = function.func
        elif inspect.ismethod(function):
            function = function.__func__
        elif callable(function) and (inner := getattr(function, "__wrapped__", None)) is not None:
            function = inner
        elif not isinstance(function, (FunctionType, type)) and inspect.isfunction(call := type(function).__call__):
            function = call
        else:
            break
    return function if isinstance(function, FunctionType) else None


def _lambda(text: str, code: CodeType) -> str:
    """The lambda alone, of the lines in which it stands; "" where it is not to be seen which one is meant.

    Among several, one within another too, it is the one that compiles to the same code.
    """
    for start in (text, text[text.find("lambda") :]):
        for end in range(len(start), 0, -1):
            part = start[:end].strip()
            try:
                tree = ast.parse(part)
            except (SyntaxError, ValueError):
                continue
            if found := [node for node in ast.walk(tree) if isinstance(node, ast.Lambda)]:
                texts = [ast.get_source_segment(part, node) or "" for node in found]
                same = texts if len(texts) == 1 else [each for each in texts if _same(each, code)]
                return same[0] if len(set(same)) == 1 else ""
    return ""


def _same(text: str, code: CodeType) -> bool:
    """Whether a lambda's text compiles to this code, among the same names of functions around it."""
    around = compile(f"def around({', '.join(code.co_freevars)}):\n return ({text})", "", "exec").co_consts[0]
    found = next(each for each in around.co_consts if isinstance(each, CodeType))
    return _alike(found, code)


def _alike(one: Any, other: Any) -> bool:
    """Whether two pieces of code do the same; two constants are alike if they are equal and of one kind."""
    if not (isinstance(one, CodeType) and isinstance(other, CodeType)):
        return type(one) is type(other) and bool(one == other)
    parts = ((each.co_code, each.co_names, each.co_varnames, each.co_freevars) for each in (one, other))
    constants = zip(one.co_consts, other.co_consts, strict=False)
    return next(parts) == next(parts) and all(_alike(a, b) for a, b in constants)
