"""What is trained: a loss, the parameters it starts from, and the data it is held against."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...core import no_grad, tensor
from ...language import say
from ...recording import Formula
from ...recording.running import program
from ..frame.inputs import check_inputs, refuse_misspelt, refuse_ranges
from .data import Points

Loss = Callable[..., Any]

SECRET = "secret number"

LOGITS, CHANCES, CLASSES = "logits", "chances", "classes"
"""What a model says of a point: the logit of the second class, its probability, or a score for each class."""

LONGEST_LINE = 60
"""A longer formula is written as a call."""


@dataclass
class Problem:
    """A loss to be made small.

    Attributes:
        loss: the function that is run in every epoch; it takes parameters and data by name.
        parameters: the start value of everything that a step changes.
        data: everything else that the loss takes.
        code: how the forward line of the loop is written.
        score: what the model says of points, `score(X, **parameters)`, where there are points to draw.
        points: the data set that is drawn, or None.
        defaults: learning rate and number of steps, where the learner names none.
        boundary: what the score of points with classes is: LOGITS, CHANCES or CLASSES.
        examples: how many examples a data set has, which can be cut into batches; 0 where there is no data set.
        model: the learner's own model, or None.
        notes: sentences beside the plots: how the data were taken, and what is not drawn.
        measured: the loss as the model has it in use, after `eval()`, where that is another; else None.
    """

    loss: Loss
    parameters: dict[str, Any]
    data: dict[str, Any]
    code: str
    score: Callable[..., Any] | None = None
    points: Points | None = None
    defaults: dict[str, Any] = field(default_factory=dict)
    boundary: str = ""
    examples: int = 0
    model: Any = None
    measured: Loss | None = None
    notes: list[str] = field(default_factory=list)

    def predict(self, X: Any, parameters: Mapping[str, Any]) -> Any:
        """What the model says of points with these parameters, a row for each point; nan where it fails on them."""
        assert self.score is not None
        try:
            with no_grad():
                said = self.score(tensor(X), **{name: tensor(value) for name, value in parameters.items()})
        except (Exception, KeyboardInterrupt):  # where it has never been, it may say nothing, or take too long
            return np.full((len(X), 1), np.nan)
        return said._value.reshape(len(X), -1)

    @property
    def learned(self) -> str:
        """How the optimizer is given the parameters."""
        return "model.parameters()" if self.model is not None else f"[{', '.join(self.parameters)}]"


def secret_number(given: Mapping[str, Any]) -> Problem:
    """The secret number game: which θ makes x + θ equal to y?"""
    values = {"x": 4.0, "θ": 1.0, "y": 7.0, **{"θ" if name == "theta" else name: v for name, v in given.items()}}
    made = of_formula("L = (x + θ - y)**2", values, ["θ"])
    made.defaults = {"lr": 0.25, "steps": 4}
    return made


def of_formula(f: Any, values: Mapping[str, Any], learn: Iterable[str] | None, data: Iterable[str] = ()) -> Problem:
    """A formula or function of the learner's.

    Args:
        f: the formula or function.
        values: a value for each of its inputs.
        learn: the names of the parameters; None for those that are called as parameters usually are.
        data: names that are data whatever they are called.

    Raises:
        ValueError: if no parameter is named and none can be told by its name.
        TypeError: if an input is a range.
    """
    function = program(f)
    refuse_misspelt("train", function, values)
    check_inputs(function, values)
    refuse_ranges(values, "training begins at one value")
    learned = _learned(values, [learn] if isinstance(learn, str) else learn, set(data))
    held = [name for name in values if name not in (*learned, *data) and not USUAL_DATA.fullmatch(name)]
    return Problem(
        function,
        {name: value for name, value in values.items() if name in learned},
        {name: value for name, value in values.items() if name not in learned},
        forward_line(function, values),
        notes=[_held(held, [*learned, *held])] if held and learn is None else [],
    )


def _held(held: list[str], all_of_them: list[str]) -> str:
    return say("Not learned: {names}. Where that is not meant, write learn={all}.", names=", ".join(held),
               all=repr(all_of_them))  # fmt: skip


def forward_line(function: Any, values: Iterable[str]) -> str:
    """How the line that computes the loss is written: a short formula as it is, else a call by name."""
    if isinstance(function, Formula):
        text, output = " ".join(function.text.split()), function.output or "loss"
        if ";" not in text and len(text) <= LONGEST_LINE and len(function.assigned) <= 1:
            return text if function.output else f"loss = {text}"
        return f"{output} = f({', '.join(function.inputs)})"
    called = getattr(function, "__name__", "f")
    return f"loss = {called if called.isidentifier() else 'f'}({', '.join(values)})"


USUAL = re.compile(r"(?:[wWbB]|[θΘ]|theta|weight|bias)s?_?\d*")
"""How parameters are usually called."""

USUAL_DATA = re.compile(r"[xXyYt]_?\d*|inputs?|targets?")
"""How data are usually called."""


def _learned(values: Mapping[str, Any], learn: Iterable[str] | None, data: set[str]) -> list[str]:
    """The names of the parameters."""
    free = [name for name in values if name not in data]
    if learn is None:
        learned = [name for name in free if USUAL.fullmatch(name)] or (free if len(free) == 1 else [])
        if not learned:
            some = free[0] if free else "w"
            raise ValueError(
                f"which of {', '.join(values) or 'no inputs'} are parameters? None is called w, b or θ, and a step "
                f"changes parameters alone. Name them: learn=[{some!r}]."
            )
        return learned
    learned = list(learn)
    unknown = [name for name in learned if name not in free]
    if unknown or not learned:
        raise ValueError(
            f"learn= names {', '.join(map(str, unknown)) or 'nothing'}, and the inputs that can be learned are: "
            f"{', '.join(free) or 'none'}. Give the names of some of them."
        )
    return learned
