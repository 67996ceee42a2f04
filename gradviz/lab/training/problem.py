"""What is trained: a loss, the parameters it starts from, and the data it is held against."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...core import FUNCTIONS, no_grad, tensor
from ...recording import Formula
from ...recording.running import merged, program
from ..frame.inputs import check_inputs, refuse_clash, refuse_misspelt
from .data import DATA, Points, own

Loss = Callable[..., Any]

SECRET = "secret number"

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
    """

    loss: Loss
    parameters: dict[str, Any]
    data: dict[str, Any]
    code: str
    score: Callable[..., Any] | None = None
    points: Points | None = None
    defaults: dict[str, Any] = field(default_factory=dict)

    def predict(self, X: Any, parameters: Mapping[str, Any]) -> Any:
        """What the model says of points with these parameters, as an array of one number a point."""
        assert self.score is not None
        with no_grad():
            said = self.score(tensor(X), **{name: tensor(value) for name, value in parameters.items()})
        return said._value[:, 0]


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
    """
    function = program(f)
    refuse_misspelt("train", function, values)
    check_inputs(function, values)
    learned = _learned(values, [learn] if isinstance(learn, str) else learn, set(data))
    return Problem(
        function,
        {name: value for name, value in values.items() if name in learned},
        {name: value for name, value in values.items() if name not in learned},
        forward_line(function, values),
    )


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


def of_points(points: Points, hidden: int, seed: int = 0) -> Problem:
    """A straight line through points on a line, or a net that tells two classes of points apart.

    Args:
        points: the data set.
        hidden: how many tanh units the layer between has; 0 for a perceptron, σ(Xw + b).
        seed: of the numbers that the weights start from.
    """
    if not points.classes:
        return Problem(
            _line_loss, {"w": 0.0, "b": 0.0}, {"x": points.X, "t": points.t}, "L = ((x*w + b - t)**2).mean()",
            _line, points, {"lr": 0.3, "steps": 20},
        )  # fmt: skip
    import numpy as np

    if not isinstance(hidden, int) or isinstance(hidden, bool) or hidden < 0:
        raise ValueError(f"hidden={hidden!r:.40} counts units. Give a whole number: hidden=8, or 0 for a perceptron.")
    draw, width = np.random.default_rng(seed), points.X.shape[1]
    data = {"X": points.X, "t": points.t}
    if hidden == 0:
        start = {"W": 0.5 * draw.standard_normal((width, 1)), "b": np.zeros(1)}
        return Problem(_perceptron_loss, start, data, "L = bce(X @ W + b, t)", _perceptron, points,
                       {"lr": 0.5, "steps": 20})  # fmt: skip
    start = {
        "W1": draw.standard_normal((width, hidden)), "b1": np.zeros(hidden),
        "W2": draw.standard_normal((hidden, 1)) / hidden**0.5, "b2": np.zeros(1),
    }  # fmt: skip
    return Problem(_net_loss, start, data, "L = bce(tanh(X @ W1 + b1) @ W2 + b2, t)", _net, points,
                   {"lr": 0.1, "steps": 100, "optimizer": "Adam"})  # fmt: skip


def known(name: str, hidden: int | None) -> Problem | None:
    """The problem of this name, or None."""
    if name not in DATA:
        return None
    return of_points(DATA[name](), (0 if name == "perceptron" else 8) if hidden is None else hidden)


def of_arrays(given: tuple[Any, ...], hidden: int | None) -> Problem:
    """The problem of the learner's own (X, y)."""
    return of_points(own(*given), 8 if hidden is None else hidden)


def asked(f: Any, options: Mapping[str, Any], values: dict[str, Any], inputs: Mapping[str, Any]) -> Problem:
    """What a call of `train` asks for.

    Args:
        f: a formula, a function, a name, a pair of arrays, or None.
        options: the options that were given.
        values: all inputs by name.
        inputs: those of them that were given in `inputs=`.
    """
    data, hidden = options.get("data", {}), options.get("hidden")
    if f is None or f == SECRET:
        return secret_number(merged(data, values))
    ready = known(f, hidden) if isinstance(f, str) else of_arrays(f, hidden) if isinstance(f, tuple) else None
    if ready is not None:
        if values or data or "learn" in options:
            raise TypeError(
                f"a ready problem has its data already, and {', '.join({**values, **data}) or 'learn='} was given "
                "besides. Leave it out, or give your own loss: train(f, w=1.0, x=2.0)."
            )
        return ready
    near = difflib.get_close_matches(f, [*DATA, SECRET], n=1, cutoff=0.8) if isinstance(f, str) else []
    if near:
        raise ValueError(
            f"train({f!r}): there is no ready problem of that name. Did you mean {near[0]!r}? There are: "
            f"{', '.join([SECRET, *DATA])}."
        )
    function = program(f)
    refuse_clash("train", function, options, inputs)
    return of_formula(function, merged(data, values), options.get("learn"), data)


# -- the models: run on Tensors, and what a variable is called here is what the picture says ----------------------


def _line(x: Any, w: Any, b: Any) -> Any:
    return x * w + b


def _line_loss(x: Any, t: Any, w: Any, b: Any) -> Any:
    p = _line(x, w, b).named("p")
    d = p - t
    L = (d**2).mean()
    return L


def _perceptron(X: Any, W: Any, b: Any) -> Any:
    return X @ W + b


def _perceptron_loss(X: Any, t: Any, W: Any, b: Any) -> Any:
    s = _perceptron(X, W, b).named("s")
    L = _bce(s, t)
    return L


def _net(X: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    h = FUNCTIONS["tanh"](X @ W1 + b1).named("h")
    return h @ W2 + b2


def _net_loss(X: Any, t: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    s = _net(X, W1, b1, W2, b2).named("s")
    L = _bce(s, t)
    return L


def _bce(s: Any, t: Any) -> Any:
    """Binary cross entropy of p = σ(s): the picture keeps σ, which the learner knows, and rounding does no harm."""
    p = FUNCTIONS["sigmoid"](s).named("p")
    return FUNCTIONS["binary_cross_entropy"](p, t, "mean")
