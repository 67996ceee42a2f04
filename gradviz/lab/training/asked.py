"""What a call of `train` asks for: a ready problem, points or a model of the learner's own, or a loss."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, NamedTuple

from ...nn import Module
from ...recording.running import merged, program
from ..frame.as_code import called, plain, single
from ..frame.inputs import refuse_clash, refuse_misspelt
from .data import DATA, own
from .models import of_points
from .modules import of_module
from .problem import SECRET, Problem, of_formula, secret_number


class Call(NamedTuple):
    """How the cell called `train`: what its line of code is written from again.

    Attributes:
        first: what is trained, as Python.
        options: the options that were given, by name.
        given: the values of the inputs, by name.
    """

    first: list[str]
    options: dict[str, Any]
    given: dict[str, Any]


class Name(str):
    """What is written in code as it is: the name of a learner's own object."""

    __repr__ = str.__str__


def call(f: Any, options: Mapping[str, Any], zeroing: bool, values: dict[str, Any]) -> Call:
    """What a call was; arrays, models and functions are told by a name."""
    if f is None or isinstance(f, str):
        first = [] if f is None else [repr(f)]
    else:
        first = ["(X, y)" if isinstance(f, tuple) else "model" if isinstance(f, Module) else called(f)]
    written = {name: value for name, value in options.items() if name not in ("lock", "hide")}
    if not isinstance(written.get("data", ""), str):
        data = written["data"]
        written["data"] = {k: plain(v) for k, v in data.items()} if isinstance(data, Mapping) else Name("(X, y)")
    if "learn" in written and not isinstance(written["learn"], str):
        written["learn"] = list(written["learn"])
    if "loss" in written:
        written["loss"] = Name(called(written["loss"], "loss"))
    return Call(first, written if zeroing else {**written, "zero_grad": False}, values)


def known(name: str, hidden: int | None) -> Problem | None:
    """The problem of this name, or None."""
    if name not in DATA:
        return None
    return of_points(DATA[name](), (0 if name == "perceptron" else 8) if hidden is None else hidden)


def of_arrays(given: tuple[Any, ...], hidden: int | None) -> Problem:
    """The problem of the learner's own (X, y)."""
    return of_points(own(*given), 8 if hidden is None else hidden)


def asked(f: Any, options: Mapping[str, Any], values: dict[str, Any], inputs: Mapping[str, Any]) -> Problem:
    """The problem that a call asks for, as `made`; it has examples if it is to be cut into batches."""
    problem, size = made(f, options, values, inputs), options.get("batch_size")
    if size is not None and (problem.examples == 0 or size == 0):
        raise ValueError(
            f"batch_size={size!r:.40} cuts the examples of a data set, and {problem.examples or 'none'} can be cut "
            "here. Give a whole number from 1, and examples: train((X, y), batch_size=8)."
        )
    return problem


def made(f: Any, options: Mapping[str, Any], values: dict[str, Any], inputs: Mapping[str, Any]) -> Problem:
    """The problem that a call asks for.

    Args:
        f: a formula, a function, a name, a pair of arrays, a model, or None.
        options: the options that were given.
        values: all inputs by name.
        inputs: those of them that were given in `inputs=`.
    """
    data, hidden = options.get("data", {}), options.get("hidden")
    if isinstance(data, Mapping):
        data = {name: single(value) for name, value in data.items()}
    _no_class(f)
    if isinstance(f, Module):
        _refuse_for_model(options, values)
        return of_module(f, options.get("data"), options.get("loss"))
    if not isinstance(data, Mapping):
        raise TypeError(
            f"data= is {data!r:.40}, and for a loss it gives inputs by their names, data={{'x': 2.0}}. Examples and "
            "targets go with a model, train(model, data=(X, y)), or stand alone: train((X, y))."
        )
    if callable(f):
        refuse_clash("train", f, options, inputs)
    if "loss" in options:
        raise TypeError(
            "loss= goes with a model, train(model, data=(X, y), loss=f), and everything else has its loss already. "
            "Leave it out; an input of that name goes into inputs=."
        )
    if f is None or f == SECRET:
        return secret_number(merged(data, values))
    ready = known(f, hidden) if isinstance(f, str) else of_arrays(f, hidden) if isinstance(f, tuple) else None
    if ready is not None:
        _refuse(options, {**values, **data}, "learn")
        return ready
    function = program(_no_slip(f))
    refuse_clash("train", function, options, inputs)
    return of_formula(function, merged(data, values), options.get("learn"), data)


def without_names(f: Any) -> TypeError:
    """The error for values that were given without a name."""
    if isinstance(f, Module) or (isinstance(f, type) and issubclass(f, Module)):
        return TypeError(
            "train() got a model and values without a name, and which of them are examples is not known. Give examples "
            "and targets as one pair, by name: train(model, data=(X, y))."
        )
    return TypeError(
        "train() got values without a name, and it shows names. Give each input by its name, train(f, w=1, x=2), and "
        "points of your own as one pair: train((X, y))."
    )


def _no_class(f: Any) -> None:
    """Refuse a class in a model's place, and a model of PyTorch's."""
    if isinstance(f, type) and issubclass(f, Module):
        raise TypeError(
            f"train() got the class {f.__name__}, and a class has no parameters before a model is made of it. Make "
            f"one, with what {f.__name__} takes in the parentheses: train({f.__name__}(), data=(X, y))."
        )
    bases = (f if isinstance(f, type) else type(f)).__mro__
    if any(base.__module__.split(".")[0] == "torch" and base.__name__ == "Module" for base in bases):
        raise TypeError(
            f"train() got {type(f).__name__}, a model of PyTorch's, and the loop is recorded with gradviz's own "
            "Tensors. Build it of the layers of the same names in gv.nn, from gradviz import nn; one pass of it as it "
            "is shows gv.draw(gv.from_torch(model, x))."
        )


def _no_slip(f: Any) -> Any:
    """What was given, if it is not nearly the name of a ready problem."""
    if not isinstance(f, str):
        return f
    ready = [*DATA, SECRET]
    near = difflib.get_close_matches(f, ready, n=1, cutoff=0.8) or [name for name in ready if f in name.split()]
    if near:
        raise ValueError(
            f"train({f!r}): there is no ready problem of that name. Did you mean {near[0]!r}? There are: "
            f"{', '.join([SECRET, *DATA])}."
        )
    return f


def _refuse_for_model(options: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Refuse inputs and names of parameters beside a model."""
    refuse_misspelt("train", None, values)
    given = [*values, *(f"{name}=" for name in ("learn", "hidden") if name in options)]
    if given:
        raise TypeError(
            f"{', '.join(given)} was given beside a model, which has its parameters and layers itself. Leave it out; "
            "what is not to be learned is frozen in the model: model.layer.requires_grad_(False)."
        )


def _refuse(options: Mapping[str, Any], values: Mapping[str, Any], *names: str) -> None:
    """Refuse what a problem has already."""
    given = [*values, *(f"{name}=" for name in names if name in options)]
    if given:
        raise TypeError(
            f"a ready problem has its data already, and {', '.join(given)} was given besides. Leave it out, or give "
            "your own loss, train(f, w=1.0, x=2.0), or model, train(model, data=(X, y), loss=f)."
        )
