"""Stochastic gradient descent, with momentum."""

from __future__ import annotations

from typing import Any

from .optimizer import Group, Optimizer, remember, remembered


class SGD(Optimizer):
    """θ ← θ − lr · g: a step against the gradient.

    With weight decay λ, g is the gradient + λθ. With momentum μ, a velocity v ← μ v + (1 − dampening) g takes the place
    of g (it starts as the first g), so that steps in the same direction add up; `nesterov` uses g + μ v.

    Args:
        params: Tensors, or a list of dictionaries with "params" and settings of their own.
        lr: the learning rate.
        momentum: μ, from 0.
        dampening: how much of each gradient momentum leaves out.
        weight_decay: λ, which pulls parameters to 0.
        nesterov: whether to look ahead along the velocity.
        maximize: whether to go uphill.

    Raises:
        TypeError: if params are not Tensors.
        ValueError: if there are none, or a setting makes no sense.

    Example:
        >>> import gradviz as gv
        >>> w = gv.tensor(1.0, requires_grad=True)
        >>> optimizer = gv.optim.SGD([w], lr=0.25)
        >>> ((w - 3) ** 2).backward()
        >>> optimizer.step()
        >>> w
        tensor(2., requires_grad=True)
    """

    def __init__(
        self, params: Any, lr: float = 1e-3, momentum: float = 0, dampening: float = 0, weight_decay: float = 0,
        nesterov: bool = False, *, maximize: bool = False,
    ) -> None:  # fmt: skip
        settings = {"lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay}
        super().__init__(params, {**settings, "nesterov": nesterov, "maximize": maximize})

    def _change(self, value: Any, gradient: Any, state: dict[str, Any], group: Group) -> Any:
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * value
        if momentum := group["momentum"]:
            fresh = gradient if "momentum_buffer" not in state else (1.0 - group["dampening"]) * gradient
            velocity = remember(state, "momentum_buffer", momentum * remembered(state, "momentum_buffer", 0.0) + fresh)
            gradient = gradient + momentum * velocity if group["nesterov"] else velocity
        return value - group["lr"] * gradient
