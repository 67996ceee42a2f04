"""Starting values for parameters; each function changes a Tensor in place and returns it.

`fan_in` is how many inputs feed one output (the last size of a weight), `fan_out` how many outputs one input
feeds (the first size).
"""

from __future__ import annotations

import math
from typing import Any

from ..core.grad_mode import no_grad
from ..core.tensor import Tensor
from ..core.words.creation import rand, randn


@no_grad()
def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0) -> Tensor:
    """Uniform between a and b."""
    return tensor.copy_(rand(*tensor.shape) * (b - a) + a)  # type: ignore[no-any-return]


@no_grad()
def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """Normal with a mean and a standard deviation."""
    return tensor.copy_(randn(*tensor.shape) * std + mean)  # type: ignore[no-any-return]


@no_grad()
def constant_(tensor: Tensor, val: float) -> Tensor:
    """The same number everywhere."""
    return tensor.fill_(val)  # type: ignore[no-any-return]


def zeros_(tensor: Tensor) -> Tensor:
    """0 everywhere. For a bias; a layer whose weights are all 0 hands no gradient back."""
    return constant_(tensor, 0.0)


def ones_(tensor: Tensor) -> Tensor:
    """1 everywhere."""
    return constant_(tensor, 1.0)


GAINS = {"linear": 1.0, "identity": 1.0, "sigmoid": 1.0, "tanh": 5.0 / 3.0, "relu": math.sqrt(2.0)}
"""By how much each activation shrinks the spread of numbers."""


def calculate_gain(nonlinearity: str, param: float = 0.01) -> float:
    """The factor that makes up for an activation; `param` is the slope of a leaky relu."""
    if nonlinearity == "leaky_relu":
        return math.sqrt(2.0 / (1.0 + param**2))
    if nonlinearity not in GAINS:
        raise ValueError(f"no gain is known for {nonlinearity!r}. Known: leaky_relu, {', '.join(GAINS)}.")
    return GAINS[nonlinearity]


def xavier_uniform_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Uniform in ±gain·√(6/(fan_in + fan_out)) (Glorot and Bengio 2010): for tanh and sigmoid."""
    bound = gain * math.sqrt(6.0 / sum(_fans("xavier_uniform_", tensor)))
    return uniform_(tensor, -bound, bound)


def xavier_normal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Normal with standard deviation gain·√(2/(fan_in + fan_out)) (Glorot and Bengio 2010)."""
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / sum(_fans("xavier_normal_", tensor))))


def kaiming_uniform_(tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu") -> Tensor:
    """Uniform in ±gain·√(3/fan) (He et al. 2015): for relu; `a` is the slope of a leaky one."""
    bound = math.sqrt(3.0) * _kaiming("kaiming_uniform_", tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound)


def kaiming_normal_(tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu") -> Tensor:
    """Normal with standard deviation gain/√fan (He et al. 2015)."""
    return normal_(tensor, 0.0, _kaiming("kaiming_normal_", tensor, a, mode, nonlinearity))


def _kaiming(name: str, tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    """The standard deviation that keeps the spread of numbers from layer to layer."""
    fans: dict[str, Any] = dict(zip(("fan_in", "fan_out"), _fans(name, tensor), strict=True))
    if mode not in fans:
        raise ValueError(f'{name} got mode={mode!r}; it keeps the spread of one direction: "fan_in" or "fan_out".')
    return float(calculate_gain(nonlinearity, a) / math.sqrt(fans[mode]))


def _fans(name: str, tensor: Tensor) -> tuple[int, int]:
    """(fan_in, fan_out) of a weight."""
    if tensor.ndim != 2:
        raise ValueError(
            f"{name} got shape {tuple(tensor.shape)}. It looks at how many inputs and outputs a "
            "weight connects, so it needs "
            "a matrix. Use zeros_ or uniform_ for a bias."
        )
    return tensor.shape[1], tensor.shape[0]
