"""What an optimizer refuses or warns of, and in which words."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import signature
from typing import Any

from ..core.advice.array_errors import unknown_option
from ..core.advice.tensor_checks import warn_learner
from ..core.tensor import Tensor

NUMBERS = ("lr", "momentum", "dampening", "weight_decay", "eps")
"""The settings that are one number."""

MEANT = {"learning_rate": "lr", "alpha": "lr", "rate": "lr", "decay": "weight_decay", "beta": "betas"}
"""Other people's words for settings."""


def refuse_unknown(kind: type, options: dict[str, Any]) -> None:
    """Raise TypeError for a keyword that an optimizer's `__init__` does not take."""
    known = [p for p in signature(kind.__init__).parameters.values() if p.name != "self"]  # type: ignore[misc]
    if any(p.kind is p.VAR_KEYWORD for p in known):
        return
    for word in options:
        if word not in [p.name for p in known]:
            raise unknown_option(kind.__name__, word, (p.name for p in known), MEANT)


def groups_of(params: Any, name: str) -> list[dict[str, Any]]:
    """The groups that an optimizer was given: dictionaries, or plain Tensors as one group.

    Raises:
        TypeError: if a single Tensor or a module was given.
        ValueError: if nothing was given.
    """
    if isinstance(params, Tensor):
        raise TypeError(f"{name} was given a single Tensor; it takes a list of them. Write {name}([w], ...).")
    if hasattr(params, "parameters"):
        raise TypeError(f"{name} was given a module; it takes its parameters. Write {name}(model.parameters(), ...).")
    if callable(params):
        raise TypeError(f"{name} was given a function; call it: {name}(model.parameters(), ...).")
    if not isinstance(params, Iterable):
        raise TypeError(f"{name} was given {params!r:.60}; it takes a list of Tensors. Write {name}([w, b], ...).")
    given = list(params)
    if not given:
        raise ValueError(
            f"{name} was given no parameters, so it would never change anything. A model without nn.Parameter or "
            "layers has none, and a generator that was used once is empty: call model.parameters() again."
        )
    return given if isinstance(given[0], dict) else [{"params": given}]


def leaves_of(params: Any, name: str, known: set[int]) -> list[Tensor]:
    """The Tensors of one group, each of them a leaf that is in no group yet.

    Raises:
        TypeError: if something is not a Tensor.
        ValueError: if a Tensor was computed, or stands twice.
    """
    leaves = [params] if isinstance(params, Tensor) else list(params)
    seen = set(known)
    for place, leaf in enumerate(leaves):
        if not isinstance(leaf, Tensor):
            raise TypeError(
                f"{name} was given {leaf!r:.60} ({type(leaf).__module__}.{type(leaf).__name__}) as parameter {place}; "
                "it changes gradviz Tensors in place. Write gv.tensor(..., requires_grad=True), or model.parameters()."
            )
        if not leaf.is_leaf:
            raise ValueError(
                f"{name} was given a computed Tensor of shape {tuple(leaf.shape)} as parameter {place}. Its "
                "value follows from others and cannot be chosen. Give the leaves it was computed from, or .detach() it."
            )
        if id(leaf) in seen:
            called = f" ({leaf.name})" if leaf.name else ""
            raise ValueError(
                f"{name} was given parameter {place}{called} twice, so each step would move it twice. "
                "List every Tensor in one group only."
            )
        seen.add(id(leaf))
    return leaves


def check_settings(group: dict[str, Any], known: dict[str, Any], name: str) -> None:
    """Refuse settings that make no sense.

    Raises:
        TypeError: for an unknown setting.
        ValueError: for a number out of its range.
    """
    for setting, value in group.items():
        if setting not in known and setting not in ("params", "initial_lr"):
            raise TypeError(f"{name} has no setting {setting!r}. It has: {', '.join(known)}.")
        if setting in NUMBERS and not hasattr(value, "__float__"):
            raise TypeError(f"{name} got {setting}={value!r:.40}, which is no number. Write {setting}=0.01, say.")
        if setting in ("lr", "momentum", "weight_decay", "eps") and not value >= 0:
            raise ValueError(
                f"{name} got {setting}={value}, which must not be negative: "
                + (
                    "steps would go uphill. Use a small positive number such as 0.01."
                    if setting == "lr"
                    else "use 0 for none."
                )
            )
    for beta in group.get("betas", ()):
        if not 0 <= beta < 1:
            raise ValueError(
                f"{name} got betas={group['betas']}; each is the part of an average that is kept, 0 ≤ β < 1."
            )
    if group.get("nesterov") and (group["momentum"] <= 0 or group["dampening"] != 0):
        raise ValueError(f"{name}(nesterov=True) looks ahead along the velocity: it needs momentum > 0, dampening 0.")


def elsewhere(name: str) -> str:
    """Where a setting stands that somebody looks for on the optimizer itself; "" for any other name."""
    settings = ("lr", "momentum", "weight_decay", "betas", "eps", "dampening", "nesterov", "maximize", "params")
    return f"Each group of parameters has its own: optimizer.param_groups[0][{name!r}]." if name in settings else ""


def hint_no_gradient(name: str) -> None:
    """Warn that a step has moved nothing, for no parameter has a gradient."""
    warn_learner(
        f"{name}.step() has changed nothing: none of its parameters has a gradient. Call loss.backward() before it, "
        "and zero_grad() before that. If you did, the loss was made of other Tensors: w = ... after the optimizer "
        "was made gives the name w to a new one. Make the optimizer last, and change w in place."
    )
