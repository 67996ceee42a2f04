"""The inputs of a figure held against what its function takes, before anything runs."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...recording import Formula


def check_inputs(function: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Hold the given inputs against what the function takes.

    Raises:
        FormulaError, TypeError: if an input is missing or not known; the message names it and what there is.
    """
    if isinstance(function, Formula):
        return function.check(given)
    parameters = inspect.signature(function).parameters.values()
    if any(p.kind in (p.POSITIONAL_ONLY, p.VAR_POSITIONAL) for p in parameters):
        raise TypeError("inputs are given by name, and this function takes some by place. Leave out its / or *args, "
                        "or write one around it: lambda x: f(x).")  # fmt: skip
    named = [p for p in parameters if p.kind is not p.VAR_KEYWORD]
    missing = [p.name for p in named if p.default is p.empty and p.name not in given]
    if missing:
        advice = ", ".join(f"{name}=1.0" for name in missing)
        raise TypeError(f"no value for {', '.join(missing)}. Give each input one: {advice}.")
    names = [p.name for p in named]
    unknown = [name for name in given if name not in names]
    if unknown and len(named) == len(parameters):
        near = difflib.get_close_matches(unknown[0], names, n=1)
        there = f"The inputs are {', '.join(names)}." if names else "The function takes none."
        raise TypeError(f"{', '.join(unknown)}: no such input. {f'The nearest is {near[0]}.' if near else there}")


def refuse_ranges(given: Mapping[str, Any], why: str) -> None:
    """Refuse a range, as sliders take it, where an input is one value.

    Raises:
        TypeError: if there is one; the message says what to give.
    """
    for name, value in given.items():
        if isinstance(value, tuple):
            raise TypeError(f"{name}={value!r:.40} is a range, and {why}. Give one number, such as {name}=1.0, or an "
                            "array as a list.")  # fmt: skip


def names_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of the inputs that a function or formula takes by name."""
    if isinstance(function, Formula):
        return tuple(function.inputs)
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # some built-in functions do not say
        return ()
    return tuple(p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY))


def takes_any(function: Callable[..., Any] | None) -> bool:
    """Whether a function takes inputs of any name."""
    if function is None or isinstance(function, Formula):
        return False
    return any(p.kind is p.VAR_KEYWORD for p in inspect.signature(function).parameters.values())


def refuse_misspelt(
    caller: str, function: Callable[..., Any] | None, given: Mapping[str, Any], *, drawn: bool = False
) -> None:
    """Refuse a keyword that is no input and looks like an option of the figure: `locks=` for `lock=`, or `theme=`.

    Args:
        caller: the figure's public name.
        function: the learner's function or formula.
        given: what was given by name.
        drawn: whether inputs that are not given are drawn: then no other check has to find any that is not there.

    Raises:
        TypeError: if there is such a keyword; the message names the option that is meant, or says that there is none.
    """
    from importlib import import_module

    figure = getattr(import_module("gradviz.lab"), caller, None)
    if figure is None:
        return
    options = [p.name for p in inspect.signature(figure).parameters.values() if p.kind is p.KEYWORD_ONLY]
    inputs = names_of(function)
    for name in given:
        meant = next((option for option in MEANT.get(name, "").split() if option in options), None)
        near = difflib.get_close_matches(name, options, n=1, cutoff=0.75) if len(name) > 2 else []
        if name not in inputs and (meant or near):
            option = meant or near[0]
            raise TypeError(
                f"{caller}(..., {name}=...): {name} is neither an input of your function nor an option of {caller}. "
                f"Did you mean {option}=?"
            )
        known = not inputs or name in inputs or takes_any(function)
        if not known and (name in ELSEWHERE or drawn):
            raise TypeError(
                f"{caller}(..., {name}=...): {name} is neither an input of your function ({', '.join(inputs[:20])}) "
                f"nor an option of {caller} ({', '.join(options)}). {ELSEWHERE.get(name, 'Leave it out.')}"
            )


MEANT = {
    "epochs": "steps", "learning_rate": "lr", "rate": "lr", "parameters": "learn", "train": "learn", "wrt": "learn",
    "locked": "lock", "eps": "h", "layers": "depth n", "from_": "wrt", "start": "wrt",
}  # fmt: skip
"""What options are also called."""
_OF_A_CLASS = "Each student's own numbers come with gv.options.course and gv.options.student."
ELSEWHERE = {
    "theme": "The button ◐ at the top of the figure changes its colours.",
    "projector": "The button ⤢ at the top of the figure makes it large.",
    "seed": _OF_A_CLASS, "student": _OF_A_CLASS, "course": _OF_A_CLASS,
    "prompt": "A prompt of your own stands in a question file, which gv.quiz reads.",
}  # fmt: skip
"""Where to find what is no option."""


def refuse_clash(caller: str, function: Callable[..., Any], options: Iterable[str], given: Mapping[str, Any]) -> None:
    """Refuse a keyword that is an option of the figure and an input of the function: nobody can know which is meant.

    Args:
        caller: the figure's public name.
        function: the learner's function or formula.
        options: the names of the options that were given as keywords.
        given: the values of `inputs=`; an input that stands there is not in doubt.

    Raises:
        TypeError: if there is such a keyword; the message says how to give both.
    """
    both = sorted(set(options) & set(names_of(function)) - set(given))
    if both:
        name = both[0]
        raise TypeError(
            f"{caller}(..., {name}=...): {name} is an option of {caller} and an input of your function, so it is not "
            f"clear which is meant. Give the input in inputs=: {caller}(f, inputs={{{name!r}: 1.0}})."
        )


def refuse_beside(
    caller: str, function: Callable[..., Any], own: Iterable[str], figure: Iterable[str], given: Mapping[str, Any],
    meant: tuple[str, str],
) -> None:  # fmt: skip
    """Refuse, beside a learner's function, options of what a figure would make itself, and clashes with either.

    Args:
        caller: the figure's public name.
        function: the learner's function or formula.
        own: the names of the options that were given and belong to what the figure makes without a function.
        figure: those of the options that any use of the figure has.
        given: the values of `inputs=`.
        meant: what `own` belongs to, and what to try.

    Raises:
        TypeError: if there is one of either.
    """
    own = list(own)
    refuse_clash(caller, function, [*own, *figure], given)
    if own:
        raise TypeError(f"{caller}(f, {own[0]}=...): that is {meant[0]}, and you gave one function. {meant[1]}")
