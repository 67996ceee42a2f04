"""Questions about the shape of a gradient."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..core.advice.anomaly import unsaid
from ..core.scalars import load_numpy
from ..language import say
from ..recording import record
from .diagnosis import RIGHT, UNKNOWN
from .program import graph_of, leaf_name
from .question import Question
from .typed import AnswerError
from .verdict import Verdict


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as it is said: 5 × 3, or "a number"."""
    return " × ".join(map(str, shape)) if shape else say("a number")


def shape_prompt(program: str, shapes: Mapping[str, tuple[int, ...]], wrt: str) -> str:
    """What is asked about the shape of a gradient; a program that is no formula is "a function"."""
    said = ", ".join(f"{name}: {shape_text(shape)}" for name, shape in shapes.items())
    formula = say("A function") if program.lstrip().startswith("{") else program
    return say("{program}, with the shapes {shapes}. Which shape has the gradient of {name}?", program=formula,
               shapes=said, name=wrt)  # fmt: skip


MOST_NUMBERS = 10_000
"""So many numbers has an array of a question about shapes at most: it is computed to know."""


def shape_asked(question: Question) -> tuple[int, ...]:
    """The shape of the gradient that is asked for: recorded, not believed.

    Raises:
        ValueError: if an array is larger than any that is asked about.
    """
    for name, shape in question.shapes.items():
        if math.prod(shape) > MOST_NUMBERS:
            raise ValueError(
                f"{name} of shape {shape_text(shape)} has more than {MOST_NUMBERS} numbers. Ask about a smaller one."
            )
    if question.program.lstrip().startswith("{"):
        graph = graph_of(question.program)
        return next(n.shape for i, n in enumerate(graph.nodes) if n.is_leaf and leaf_name(graph, i) == question.wrt)
    ones = {name: load_numpy().ones(shape) if shape else 1.0 for name, shape in question.shapes.items()}
    with unsaid():
        recording = record(question.program, inputs=ones)
    gradient = recording.gradient(question.wrt)
    return tuple(getattr(gradient, "shape", ()))


def grade_shape(question: Question, answer: Any, history: list[Any]) -> Verdict:
    """A shape: right, turned round, or not summed back (M20)."""
    typed, right = read_shape(answer), shape_asked(question)
    if typed == right:
        return Verdict(True, 1.0, say("Right: a gradient has the shape of what it belongs to."), RIGHT)
    if typed == right[::-1]:
        return Verdict(False, 0.0, say("That is the shape turned round. A gradient has the shape of its own value, "
                                       "for each element has one slope."), "M20")  # fmt: skip
    return Verdict(False, 0.0, say("A gradient has the shape of what it belongs to; what was spread over a batch is "
                                   "summed back."), "M20" if len(typed) > len(right) else UNKNOWN)  # fmt: skip


def read_shape(typed: Any) -> tuple[int, ...]:
    """A shape as it was typed: "3×2", "3, 2", "(3, 2)"; "" in brackets or "a number" is a single number.

    Raises:
        AnswerError: if it is none.

    Example:
        >>> read_shape("3×2"), read_shape("(3,)"), read_shape([4, 1])
        ((3, 2), (3,), (4, 1))
    """
    if isinstance(typed, (list, tuple)) and all(isinstance(size, int) for size in typed):
        return tuple(typed)
    text = str(typed).strip().lower()
    if text in ("()", "a number", "number", "scalar", say("a number")):
        return ()
    for sign in ("×", "x", "*", "by"):
        text = text.replace(sign, ",")
    sizes = [part.strip() for part in text.strip("()[] ").split(",") if part.strip()]
    if not sizes or len(text) > 60 or not all(size.isascii() and size.isdigit() and len(size) < 10 for size in sizes):
        raise AnswerError(say("Type a shape, such as 3×2, (3,) or “a number”."))
    return tuple(map(int, sizes))
