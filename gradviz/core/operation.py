"""What an operation is, and how one is declared.

An operation is declared once, beside its forward formula: its symbol, how it hands gradients on (its
*gate*), and for each input the *partial derivative* as a formula to read and as code to run. From that
declaration come the function, the Tensor method, the node's symbol in the picture, the formula of a gradient
beside its number, and the checks of every operation.
"""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


class Gate(enum.Enum):
    """How an operation hands an incoming gradient on, in the words of the gate pictures."""

    DISTRIBUTOR = "distributes: every input gets the upstream gradient"
    SWAPPER = "swaps: every input gets the upstream gradient times the other input"
    ROUTER = "routes: the winning input gets the whole upstream gradient"
    SWITCH = "switches: passes the upstream gradient or blocks it"
    SCALER = "scales: multiplies the upstream gradient by the slope at the input"
    MIXER = "mixes: every output depends on many inputs"
    STEP = "steps: constant on either side, so no gradient passes"
    CARRIER = "carries: moves the upstream gradient back to where the values came from"


PASS, LOCAL, VJP, NONE = "pass", "local", "vjp", "none"


@dataclass(frozen=True, slots=True)
class Partial:
    """One partial derivative: `latex` to read, `code` to run, and which `kind` of code it is.

    A LOCAL code takes (c, a, b) and gives the local gradient; a VJP takes (upstream, c, a, b) and gives the
    downstream gradient, for operations whose Jacobian is not elementwise; PASS is the constant 1; NONE belongs to an
    input that nothing flows to, such as a condition.
    """

    latex: str
    code: Callable[..., Any]
    kind: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The values the code reads: what has to be kept for the backward pass.

        A parameter whose name starts with an underscore is not read, and one whose name starts with `like_` only
        for its shape and kind, which cost nothing to keep; that is the convention of `local` and `vjp`, and a test
        holds every operation to it.
        """
        return tuple(n for n in _spoken(self) if not n.startswith(("_", "like_")) and n != "up")


def _spoken(partial: Partial) -> tuple[str, ...]:
    """The names of the parameters of a partial's code."""
    return partial.code.__code__.co_varnames[: partial.code.__code__.co_argcount]


def local(latex: str, code: Callable[..., Any] | float) -> Partial:
    """State ∂c/∂a of an elementwise operation; the sweep multiplies it by the upstream gradient.

    Args:
        latex: the derivative as LaTeX, in c (the result) and the names of the inputs.
        code: a function of (c, a, b), or a plain number. Parameters that are not read start with "_".
    """
    if callable(code):
        return Partial(latex, code, LOCAL)
    number = float(code)
    return Partial(latex, lambda *_: number, PASS if number == 1.0 else LOCAL)


def vjp(latex: str, code: Callable[..., Any]) -> Partial:
    """State the downstream gradient of an operation that is not elementwise.

    Args:
        latex: the vector-Jacobian product as LaTeX, where g is the upstream gradient.
        code: a function of (up, c, *inputs, *options). Parameters that are not read start with "_", those of
            which the shape alone is read with "like_".
    """
    return Partial(latex, code, VJP)


def without_gradient() -> Partial:
    """State that nothing flows to an input: a condition, a class index, a place in an array."""
    return Partial("0", lambda *_: 0.0, NONE)


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """One operation as declared. Found in `OPS` under its name.

    Attributes:
        name: its name in Python, such as "multiply".
        symbol: what the picture shows, such as "×"; "·" stands for the input where there is one.
        torch_name: what PyTorch calls its backward node, such as "MulBackward0".
        named: gives that name from the inputs and options, where PyTorch has several.
        latex: the forward formula.
        gate: how it hands gradients on.
        forward: raw values in, raw value out.
        partials: one for each input, in order.
        inputs: the names of the inputs, in order.
        options: the names of what is not an input (dim=, keepdim=).
        samples: input values for checks; each a tuple of arguments.
        doc: one sentence.
        saves: what the backward pass reads again, from "c" and the inputs.
        plain: whether it has one or two inputs and no options, so that two slots of a node hold what it was given.
        elementwise: whether it is plain and states local gradients: the form the sweep has written out.
        advise: what warns of inputs that are likely a mistake, or None.
    """

    name: str
    symbol: str
    torch_name: str
    latex: str
    gate: Gate
    forward: Callable[..., Any]
    partials: tuple[Partial, ...]
    inputs: tuple[str, ...]
    options: tuple[str, ...]
    samples: tuple[tuple[Any, ...], ...]
    doc: str
    variadic: bool = False  # its one input is a list of any length; the partial also gets the argument's number
    named: Callable[..., str] | None = None
    together: Callable[..., Any] | None = None  # a student's operation: one call gives the gradients of all inputs
    saves: tuple[str, ...] = ()  # worked out from the partials; a student's operation says it
    advise: Callable[..., object] | None = None  # warns of inputs, before the forward function runs
    # The code of the first and the last partial at hand, because the sweep reads it for every edge; None stands for 1.
    local_a: Callable[..., Any] | None = field(init=False)
    local_b: Callable[..., Any] | None = field(init=False)
    plain: bool = field(init=False)
    elementwise: bool = field(init=False)

    def __post_init__(self) -> None:
        first, last = self.partials[0], self.partials[-1]
        kinds = {partial.kind for partial in self.partials}
        plain = len(self.inputs) <= 2 and not self.options and not self.variadic and NONE not in kinds
        read = {name for partial in self.partials for name in partial.reads}
        derived = {
            "plain": plain,
            "elementwise": plain and VJP not in kinds,
            "saves": self.saves or tuple(n for n in ("c", *self.inputs) if n in read),
            "local_a": None if first.kind is PASS else first.code,
            "local_b": None if last.kind is PASS else last.code,
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"<operation {self.name}>"

    def backward_name(self, inputs: tuple[Any, ...], options: tuple[Any, ...]) -> str:
        """What PyTorch calls the backward node of one call."""
        return self.torch_name if self.named is None else self.named(*inputs, *options)

    def partial(self, argument: int) -> Partial:
        """The partial derivative for an argument."""
        return self.partials[0 if self.variadic else argument]


OPS: dict[str, Op] = {}
"""Every operation by name, in the order of declaration."""

FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""The recording function of every operation, by name."""


def op(
    symbol: str, latex: str, gate: Gate, *, torch: str, samples: tuple[tuple[Any, ...], ...],
    named: Callable[..., str] | None = None, advise: Callable[..., object] | None = None, **partials: Partial,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # fmt: skip
    """Declare the decorated forward function as an operation and return the function that records it.

    Args:
        symbol: what the picture shows.
        latex: the forward formula, c in terms of the inputs.
        gate: how it hands gradients on.
        torch: the middle of PyTorch's name for it, "Mul" for MulBackward0.
        samples: arguments to check it with.
        named: a function of (*inputs, *options) that gives PyTorch's whole name, where it has several.
        advise: is given the name and the inputs of an operation with options before each computation, and may warn
            of them. The forward function must not: it runs in a context of its own, where a notebook does not know
            the cell.
        **partials: `local` or `vjp` for each input, under the input's name.
    """
    from .recorder import recording  # the recorder needs Op, so it is imported when the first one is made

    def declare(forward: Callable[..., Any]) -> Callable[..., Any]:
        names = [n for n in inspect.signature(forward).parameters if n != "xp"]
        inputs, options = tuple(names[: len(partials)]), tuple(names[len(partials) :])
        _hold_against_signature(forward, inputs, options, partials)
        if advise is not None and not options:
            raise TypeError(f"operation {forward.__name__} has advise=, which is asked only where there are options.")
        declared = Op(
            forward.__name__, symbol, f"{torch}Backward0", latex, gate, forward, tuple(partials[n] for n in inputs),
            inputs, options, samples, inspect.cleandoc(forward.__doc__ or ""),
            "argument" in _spoken(partials[inputs[0]]), named, advise=advise,
        )  # fmt: skip
        OPS[declared.name] = declared
        FUNCTIONS[declared.name] = recording(declared)
        return FUNCTIONS[declared.name]

    return declare


def _hold_against_signature(
    forward: Callable[..., Any], inputs: tuple[str, ...], options: tuple[str, ...], partials: dict[str, Partial]
) -> None:
    """Refuse a declaration whose partials do not fit the forward function's inputs."""
    name = forward.__name__
    if tuple(partials) != inputs:
        raise TypeError(
            f"operation {name} declares partials for {tuple(partials)}, but its inputs come first as {inputs}. "
            "Each input needs one partial under its own name, in the same order."
        )
    for key, partial in partials.items():
        spoken = _spoken(partial)
        given = [n.removeprefix("_").removeprefix("like_") for n in spoken]
        expected = (["up"] if partial.kind == VJP else []) + ["c", *inputs, *options]
        expected += ["argument"] if "argument" in given else []
        if partial.code.__code__.co_argcount and given != expected:
            raise TypeError(f"operation {name}: the partial for {key} takes {given}; it is called with {expected}.")
    if not forward.__doc__:
        raise TypeError(f"operation {name} has no docstring; its sentence is shown on the operation's card.")
