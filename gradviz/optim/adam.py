"""Adam: each number gets a step size of its own."""

from __future__ import annotations

from typing import Any

from ..core.scalars import load_numpy
from .optimizer import Group, Optimizer, remember, remembered


class Adam(Optimizer):
    """θ ← θ − lr · m̂ / (√v̂ + eps), with running means m of the gradient and v of its square.

    m ← β₁ m + (1 − β₁) g and v ← β₂ v + (1 − β₂) g²; both start at 0, which m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ) make up
    for at step t. So the first step has size lr, whatever the gradient. Weight decay λ adds λθ to g.

    Args:
        params: Tensors, or a list of dictionaries with "params" and settings of their own.
        lr: the learning rate.
        betas: β₁ and β₂.
        eps: keeps the division away from 0.
        weight_decay: λ, which pulls parameters to 0.
        amsgrad: whether v̂ is the largest v so far, so that no step grows (Reddi et al. 2018).
        maximize: whether to go uphill.

    Raises:
        TypeError: if params are not Tensors.
        ValueError: if there are none, or a setting makes no sense.

    Example:
        >>> import gradviz as gv
        >>> w = gv.tensor(1.0, requires_grad=True)
        >>> optimizer = gv.optim.Adam([w], lr=0.25)
        >>> ((w - 3) ** 2).backward()
        >>> optimizer.step()
        >>> w
        tensor(1.2500, requires_grad=True)

    Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015.
    """

    def __init__(
        self, params: Any, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, amsgrad: bool = False, *, maximize: bool = False,
    ) -> None:  # fmt: skip
        settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, settings | {"amsgrad": amsgrad, "maximize": maximize})

    def _change(self, value: Any, gradient: Any, state: dict[str, Any], group: Group) -> Any:
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * value
        return self._adapted(value, gradient, state, group)

    def _adapted(self, value: Any, gradient: Any, state: dict[str, Any], group: Group) -> Any:
        """The step without weight decay."""
        (first, second), zero = group["betas"], 0.0 * value
        step = int(remember(state, "step", remembered(state, "step", 0.0) + 1.0))
        mean = remember(state, "exp_avg", first * remembered(state, "exp_avg", zero) + (1.0 - first) * gradient)
        squares = (1.0 - second) * (gradient * gradient)
        square = remember(state, "exp_avg_sq", second * remembered(state, "exp_avg_sq", zero) + squares)
        if group["amsgrad"]:
            largest = load_numpy().maximum(remembered(state, "max_exp_avg_sq", zero), square)
            square = remember(state, "max_exp_avg_sq", largest)
        size = (square / (1.0 - second**step)) ** 0.5 + group["eps"]
        return value - group["lr"] / (1.0 - first**step) * mean / size


class AdamW(Adam):
    """Adam with weight decay apart from the gradient: θ is first multiplied by 1 − lr · λ.

    In Adam the decay is divided by √v̂ like the gradient, so that parameters with large gradients hardly decay.

    Args:
        params: Tensors, or a list of dictionaries with "params" and settings of their own.
        lr: the learning rate.
        betas: β₁ and β₂.
        eps: keeps the division away from 0.
        weight_decay: λ.
        amsgrad: whether v̂ is the largest v so far.
        maximize: whether to go uphill.

    Example:
        >>> import gradviz as gv
        >>> w = gv.tensor(1.0, requires_grad=True)
        >>> optimizer = gv.optim.AdamW([w], lr=0.25)
        >>> ((w - 3) ** 2).backward()
        >>> optimizer.step()
        >>> w
        tensor(1.2475, requires_grad=True)

    Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.
    """

    def __init__(
        self, params: Any, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 1e-2, amsgrad: bool = False, *, maximize: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize)

    def _change(self, value: Any, gradient: Any, state: dict[str, Any], group: Group) -> Any:
        return self._adapted(value * (1.0 - group["lr"] * group["weight_decay"]), gradient, state, group)
