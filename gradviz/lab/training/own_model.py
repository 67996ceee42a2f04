"""A learner's own `nn.Module`: a copy of it that runs on any parameters, and from any state of its buffers."""

from __future__ import annotations

import copy
import inspect
from typing import Any

import numpy as np

from ...core import Tensor, no_grad, tensor
from ...core.tensor import constant
from ...core.words.creation import get_rng_state, set_rng_state
from ...nn import Module

Kept = dict[str, Any]
"""What the buffers of a model hold at one moment, by dotted name: Tensors; in plain attributes also arrays, numbers."""


class OwnModel:
    """A copy of a model, so that the learner's own stays as it is; called, it runs on the parameters it is given.

    Attributes:
        module: the copy.
        parameters: the values that it starts from, by dotted name: all that need gradients.
        buffers: what its buffers hold at the start. A plain attribute that forward changes counts as one too.
        moving: the names of the buffers that a forward pass in training changes.
        attached: the names of those that keep their history, so that the next backward pass would go on into this one.
        random: whether it draws random numbers, as dropout does.
        moody: whether it says something else in training than in use, after `eval()`.
    """

    def __init__(self, model: Module) -> None:
        self.module = _copied(model)
        learned = {id(p): name for name, p in self.module.named_parameters() if p.requires_grad}
        self.parameters = {name: p._value for name, p in self.module.named_parameters() if id(p) in learned}
        if not self.parameters:
            raise ValueError(_nothing_to_learn(model))
        self._places = [
            (part._parameters, key, learned[id(p)])
            for part in self.module.modules()
            for key, p in part._parameters.items()
            if id(p) in learned
        ]
        self._buffers: list[tuple[dict[str, Any], str, str]] = [
            (part._buffers, key, f"{path}.{key}" if path else key)
            for path, part in self.module.named_modules()
            for key in part._buffers
        ]
        self._buffers += self._plain()
        # A part that is to stay as after eval(), a frozen batch norm say, stays so; a whole model may come from use.
        self._trained = {id(part): part.training or not self.module.training for part in self.module.modules()}
        self.buffers = self.keep()
        self.moving: list[str] = []
        self.attached: list[str] = []
        self.random = self.moody = False

    def __call__(self, X: Tensor, parameters: dict[str, Any], training: bool = True) -> Any:
        """The model's output for these examples, with these parameters in the places of its own."""
        own = [register[key] for register, key, _ in self._places]
        for part in self.module.modules():
            part.training = training and self._trained[id(part)]
        try:
            for register, key, name in self._places:
                register[key] = parameters[name]
            return self.module(X)
        finally:
            for (register, key, _), before in zip(self._places, own, strict=True):
                register[key] = before

    def _plain(self) -> list[tuple[dict[str, Any], str, str]]:
        """Plain attributes that hold numbers: until a first pass has shown which of them it changes, all."""
        return [
            (part.__dict__, key, f"{path}.{key}" if path else key)
            for path, part in self.module.named_modules()
            for key, value in part.__dict__.items()
            if isinstance(value, (Tensor, np.ndarray, int, float)) and not isinstance(value, bool) and key[0] != "_"
        ]

    def keep(self) -> Kept:
        """What the buffers hold now. What changes them later does not change it."""
        return {name: _alone(register[key]) for register, key, name in self._buffers}

    def bring_back(self, kept: Kept) -> None:
        """Give the buffers what they held at another moment; one that holds it still stays the Tensor that it is."""
        for register, key, name in self._buffers:
            if not _same(register[key], kept[name]):
                register[key] = _alone(kept[name])

    def tried(self, X: Any) -> Tensor:
        """The output for these examples as it is now, and on the way whether it is random, and what it changes.

        Raises:
            TypeError, ValueError: if it is not one row for each example.
        """
        _refuse_more_inputs(self.module)
        dice, leaves = get_rng_state(), {n: tensor(v, requires_grad=True) for n, v in self.parameters.items()}
        try:
            said = self(tensor(X), leaves)
            self.random = get_rng_state() != dice
            self._find_moving(tensor(X), leaves)
        finally:
            set_rng_state(dice)
            self.bring_back(self.buffers)
        if not isinstance(said, Tensor):
            raise TypeError(_no_tensor(said))
        if not said.shape or len(said) != len(X) or len(said.shape) > 2:
            raise ValueError(
                f"the model's output has shape {tuple(said.shape)} for {len(X)} examples, and the loss compares one "
                f"row with one target. Give one row for each: its shape is to be ({len(X)}, outputs)."
            )
        with no_grad():
            self.moody = self.random or not np.array_equal(said._value, self(tensor(X), leaves, training=False)._value)
        self.bring_back(self.buffers)
        return said

    def _read_again(self, names: list[str], X: Tensor, leaves: dict[str, Any]) -> list[str]:
        """Those of the buffers that the output of the next pass depends on."""
        held = {name: (register, key) for register, key, name in self._buffers if name in names}
        begun = {name: tensor(register[key]._value, requires_grad=True) for name, (register, key) in held.items()}
        for name, (register, key) in held.items():
            register[key] = begun[name]
        try:
            self(X, leaves).sum().backward()
        except Exception:  # what it is, the loop will tell
            return []
        return [name for name, leaf in begun.items() if leaf.grad is not None]

    def takes_more(self, X: Any) -> bool:
        """Whether the model, in use, takes other numbers of examples too."""
        leaves = {name: tensor(value) for name, value in self.parameters.items()}
        try:
            with no_grad():
                return len(self(tensor(np.concatenate([X, X])), leaves, training=False)) == 2 * len(X)
        except Exception:  # the model's own: a shape that is fixed
            return False
        finally:
            self.bring_back(self.buffers)

    def _find_moving(self, X: Tensor, leaves: dict[str, Any]) -> None:
        """See which buffers a first pass has changed; of the plain attributes no other is looked at from now on."""
        held = {name: register[key] for register, key, name in self._buffers}
        self.moving = [name for name, value in held.items() if not _same(value, self.buffers[name])]
        joined = [n for n in self.moving if isinstance(held[n], Tensor) and held[n].requires_grad]
        self.attached = self._read_again(joined, X, leaves) if joined else []
        plain, written = {name for _, _, name in self._plain()}, {*joined} - {*self.attached}
        self.moving = [name for name in self.moving if name not in plain & written]  # kept to be looked at, no more
        still = plain - {*self.moving}
        self._buffers = [place for place in self._buffers if place[2] not in still]
        self.buffers = {name: self.buffers[name] for _, _, name in self._buffers}


def _nothing_to_learn(model: Module) -> str:
    """What is said of a model without a parameter that a step could change."""
    name = type(model).__name__
    if any(True for _ in model.parameters()):
        return (
            f"all parameters of {name} are frozen, and a step changes those alone that need gradients. Let some be "
            "learned: model.requires_grad_(True)."
        )
    return (
        f"{name} has no parameters that need gradients, and a step changes parameters alone. Give a model with layers "
        "such as gv.nn.Linear(2, 1)."
    )


def _copied(model: Module) -> Module:
    """A copy of a model. What it has kept of an earlier pass comes without history, what cannot be copied is shared."""
    known: dict[int, Any] = {}
    for value in (value for part in model.modules() for name, value in part.__dict__.items() if name != "_modules"):
        held = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else [value]
        known.update({id(t): _alone(t) for t in held if isinstance(t, Tensor) and t._op is not None})
        try:
            copy.deepcopy(value, dict(known))
        except Exception:  # a lock, an open file, a generator
            known[id(value)] = value
    return copy.deepcopy(model, known)


def _refuse_more_inputs(module: Module) -> None:
    """Refuse a forward that cannot be called with the examples alone."""
    signature = inspect.signature(module.forward)
    try:
        signature.bind(None)
    except TypeError:
        takes = ", ".join(signature.parameters) or "nothing"
        raise TypeError(
            f"{type(module).__name__}.forward takes {takes}, and the figure calls the model with the examples alone, "
            "the X of data=(X, y). Give what else it takes a default, or keep it as self.name in the model."
        ) from None


def _no_tensor(said: Any) -> str:
    """What is said of an output that is no Tensor."""
    if said is None:
        return "the model returned None: its forward has no return. Write return before what it computes last."
    if isinstance(said, (tuple, list)):
        parts = [f"a Tensor of shape {tuple(p.shape)}" if isinstance(p, Tensor) else type(p).__name__ for p in said[:4]]
        return (
            f"the model returned a {type(said).__name__} of {len(said)} ({', '.join(parts)}), and the loss takes one "
            "output. A comma after return makes a tuple. Return the output alone, and keep the rest as self.rest."
        )
    return (
        f"the model returned {said!r:.60} ({type(said).__name__}), not a Tensor, so no gradient can go back through "
        "it. Return from forward what it computes from X with gradviz operations."
    )


def _alone(buffer: Any) -> Any:
    """The same value where no later change reaches it: in a Tensor, each change in place puts another value there."""
    if not isinstance(buffer, Tensor):
        return copy.copy(buffer)
    copied = constant(buffer._value)
    return copied if buffer.name is None else copied.named(buffer.name)


def _same(one: Any, other: Any) -> bool:
    """Whether two hold the very same value."""
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return one._value is other._value
    return one is other or (type(one) is type(other) and bool(np.array_equal(one, other)))
