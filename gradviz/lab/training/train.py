"""`train`: the training loop event by event, with the loss falling, the parameters moving, and the graph beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...core import Tensor
from ...nn import Module
from ...recording.running import Program, merged
from ..frame.as_code import single
from .asked import asked, call, without_names
from .loop import Settings, checked
from .trainer import Train


def train(
    f: Program | tuple[Any, Any] | Module | None = None,
    /,
    *unnamed: Any,
    learn: str | Iterable[str] | None = None,
    data: Mapping[str, Any] | tuple[Any, Any] | str | None = None,
    loss: Callable[[Tensor, Tensor], Tensor] | None = None,
    lr: float | None = None,
    steps: int | None = None,
    optimizer: str | None = None,
    zero_grad: bool = True,
    hidden: int | None = None,
    batch_size: int | None = None,
    inputs: Mapping[str, Any] | None = None,
    lock: Iterable[str] = (),
    hide: Iterable[str] = (),
    **variables: Any,
) -> Train:
    """Show a training loop line by line: zero_grad, forward, backward, step, and what each does to the numbers.

    Gradient descent moves each parameter against its gradient: θ ← θ − lr · ∂L/∂θ. The loop is run for real, with
    gradviz's optimizers, and recorded; the scrubber goes back and on through what happened.

    Args:
        f: a formula as text or a function of Tensors that returns the loss; or the name of a ready problem, "secret
            number" (as without any), "perceptron", "line", "two moons", "circles", "xor" or "three clouds"; or (X, y),
            points of your own: on a line with numbers, or with two columns or more and classes; or a model of your
            own, a `gv.nn.Module`, with `data=(X, y)`: a copy of it is trained.
        *unnamed: nothing: every value is given by its name, `w=3`.
        learn: the names of the parameters, which a step changes; without it those called w, b, θ and the like.
        data: inputs that are not learned, by name, whatever they are called; for a model (X, y), or a ready set's name.
            Whole numbers in X stay so where the model looks them up, as an Embedding does.
        loss: for a model: `loss(output, target)`, which says what y is: numbers for gv.nn.MSELoss() and the like,
            classes for cross entropy and binary cross entropy. A function of your own gets numbers in the shape of the
            output, and -1 and 1, as a hinge takes them, are drawn as classes. Without it, cross entropy where y names
            classes, one output for each; binary cross entropy for one output and two words, truth values or the numbers
            0 and 1 (or -1 and 1); and else the mean squared error.
        lr: the learning rate.
        steps: how many epochs are run at first.
        optimizer: "SGD", "momentum" or "Adam".
        zero_grad: whether the loop forgets the old gradients.
        hidden: for points: how many units the hidden layer has; 0 for a perceptron, σ(Xw + b).
        batch_size: for a data set: how many examples a step sees; without it all of them. Each epoch goes through all
            examples in a new order, that of a DataLoader with shuffle=True after gv.manual_seed(0).
        inputs: inputs by name, for names that cannot be keywords here.
        lock: the names of controls that are shown and cannot be moved: "lr", "optimizer", "zero_grad", "steps",
            "batch_size", "grain", or a parameter, whose control is its start value.
        hide: the names of controls that are not shown.
        **variables: inputs by name: numbers, lists or arrays.

    Returns:
        A widget; Jupyter shows it. `.run.losses`, `.run.states` and `.run.buffers` are the loss, the parameters and a
        model's buffers after each step, `.run.whole` is the loss of all examples after each epoch (of a model as in
        use, after eval()), `.run.recording` is what happened. `.at(lr=0.5, θ=2)` moves controls, `.to(3)` goes to a
        moment of the scrubber, `.code` is the line that makes the figure as it is.

    Raises:
        FormulaError: if the text is not a formula.
        TypeError, ValueError: if the inputs do not fit, or no parameter is named.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.train("L = (x + θ - y)**2", x=4, θ=1, y=7, lr=0.25, steps=4)
        >>> [state["θ"] for state in figure.run.states]
        [1.0, 2.0, 2.5, 2.75, 2.875]
        >>> figure.run.losses
        [4.0, 1.0, 0.25, 0.0625, 0.015625]
        >>> figure.at(lr=0.5).code
        "gv.train('L = (x + θ - y)**2', x=4, θ=1, y=7, lr=0.25, steps=4).at(lr=0.5)"
    """
    if unnamed:
        raise without_names(f)
    given = {"learn": learn, "data": data, "loss": loss, "lr": lr, "steps": steps, "optimizer": optimizer,
             "hidden": hidden, "batch_size": batch_size, "lock": lock or None, "hide": hide or None}  # fmt: skip
    named = {name: single(value) for name, value in given.items() if value is not None}
    values = {name: single(value) for name, value in merged(inputs, variables).items()}
    problem = asked(f, named, values, inputs or {})
    chosen = {"lr": 0.1, "steps": 20, "optimizer": "SGD", **problem.defaults}
    chosen.update({k: named[k] for k in ("lr", "steps", "optimizer") if k in named})
    settings = checked(Settings(**chosen, zeroing=bool(zero_grad), batch=named.get("batch_size", 0)))
    return Train(problem, settings, call(f, named, bool(zero_grad), values), lock=lock, hide=hide)
