"""What all optimizers share: which Tensors they change, their settings, and when gradients are forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..core.grad_mode import no_grad
from ..core.making import changed_in_place, clear_gradients
from ..core.scalars import load_numpy, settle
from ..core.tensor import Tensor, constant
from ..core.words.missing import message
from . import checks

Group = dict[str, Any]


class Optimizer:
    """The base of every optimizer: a subclass says in `_change` how one parameter moves.

    Settings may differ between groups of parameters: give a list of dictionaries, each with "params" and the
    settings that differ. They stand in `param_groups` and may be changed there between steps.

    Attributes:
        param_groups: one dictionary for each group, with its "params" and settings.
        state: what is remembered for each parameter from step to step, as Tensors by name.

    Example:
        >>> import gradviz as gv
        >>> class Signs(gv.optim.Optimizer):
        ...     def __init__(self, params, lr=0.1):
        ...         super().__init__(params, {"lr": lr})
        ...     def _change(self, value, gradient, state, group):
        ...         return value - group["lr"] * (1 if gradient > 0 else -1)
        >>> w = gv.tensor(1.0, requires_grad=True)
        >>> optimizer = Signs([w])
        >>> (w * w).backward()
        >>> optimizer.step()
        >>> w
        tensor(0.9000, requires_grad=True)
    """

    def __new__(cls, *given: Any, **options: Any) -> Any:
        """Refuse an unknown setting in words, before `__init__` is called."""
        checks.refuse_unknown(cls, options)
        return super().__new__(cls)

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        self.param_groups: list[Group] = []
        self.state: dict[Tensor, dict[str, Any]] = {}
        for group in checks.groups_of(params, type(self).__name__):
            self.add_param_group(group)

    def __getattr__(self, name: str) -> Any:
        """The error for a name that there is not: `zero_grad` for `zero_gard`."""
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        known = [each for each in {*dir(type(self)), *vars(self)} if not each.startswith("_")]
        raise AttributeError(message(type(self).__name__, name, sorted(known), checks.elsewhere(name)), name=name)

    def add_param_group(self, param_group: Group) -> None:
        """Add a group: "params" and the settings that differ from the optimizer's own.

        Raises:
            TypeError: if something in "params" is not a Tensor.
            ValueError: if a Tensor is not a leaf or is listed twice, or a setting makes no sense.
        """
        mine = {id(p) for group in self.param_groups for p in group["params"]}
        params = checks.leaves_of(param_group["params"], type(self).__name__, mine)
        group = {"params": params, **self.defaults, **{k: v for k, v in param_group.items() if k != "params"}}
        checks.check_settings(group, self.defaults, type(self).__name__)
        self.param_groups.append(group)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients before the next backward pass, which would add to them.

        Args:
            set_to_none: whether `.grad` becomes None; else it is filled with zeros. The difference: with zeros a
                parameter that takes no part in the next loss is still moved by momentum and weight decay.
        """
        clear_gradients(self._all(), set_to_none)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move every parameter that has a gradient.

        The values change in place, without being recorded: same Tensors, version + 1.

        Args:
            closure: computes the loss anew and runs backward; called first.

        Returns:
            What the closure returned, or None.
        """
        loss = None if closure is None else closure()
        with no_grad():
            for group in self.param_groups:
                for parameter in group["params"]:
                    self._step_one(parameter, group)
        if all(p.grad is None for p in self._all()):
            checks.hint_no_gradient(type(self).__name__)
        return loss

    def _step_one(self, parameter: Tensor, group: Group) -> None:
        gradient = parameter.grad
        if gradient is None:
            return
        state = self.state.setdefault(parameter, {})
        raw = -gradient._value if group.get("maximize") else gradient._value
        changed = self._change(parameter._value, raw, state, group)
        changed_in_place(parameter, kept_kind(parameter._value, changed))

    def _change(self, value: Any, gradient: Any, state: dict[str, Any], group: Group) -> Any:
        """The new value of one parameter; all of them raw numbers or arrays."""
        raise NotImplementedError(f"{type(self).__name__} does not say how a parameter moves: write _change().")

    def _all(self) -> Iterator[Tensor]:
        return (p for group in self.param_groups for p in group["params"])

    # -- saving ------------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """The settings and what is remembered, with parameters as numbers in the order they were given."""
        number = {id(p): i for i, p in enumerate(self._all())}
        state = {number[id(p)]: dict(kept) for p, kept in self.state.items()}
        groups = [{**group, "params": [number[id(p)] for p in group["params"]]} for group in self.param_groups]
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict()` of an optimizer of the same kind and sizes gave.

        Raises:
            ValueError: if the groups hold other numbers of parameters.
        """
        saved = state_dict["param_groups"]
        sizes, mine = [len(g["params"]) for g in saved], [len(g["params"]) for g in self.param_groups]
        if sizes != mine:
            raise ValueError(
                f"the saved state has groups of {sizes} parameters, this {type(self).__name__} of {mine}. What is "
                "remembered belongs to certain parameters: make the optimizer in the same way first."
            )
        for group, other in zip(self.param_groups, saved, strict=True):
            group.update({name: value for name, value in other.items() if name != "params"})
        order = {
            n: p
            for g, o in zip(self.param_groups, saved, strict=True)
            for p, n in zip(g["params"], o["params"], strict=True)
        }
        self.state = {order[number]: dict(kept) for number, kept in state_dict["state"].items()}

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines += [f"Parameter Group {number}", *(f"    {k}: {group[k]}" for k in sorted(group) if k != "params")]
        return "\n".join([*lines, ")"])


def remembered(state: dict[str, Any], name: str, start: Any) -> Any:
    """The raw value that a state holds under a name, or `start` at the first step."""
    return state[name]._value if name in state else start


def remember(state: dict[str, Any], name: str, value: Any) -> Any:
    """Put a raw value into a state as a Tensor, and give it back."""
    state[name] = constant(value)
    return value


def kept_kind(before: Any, value: Any) -> Any:
    """A new value in the kind of numbers that the old one had."""
    if before.__class__ is float:
        return float(value)
    return settle(load_numpy().asarray(value, dtype=before.dtype))
