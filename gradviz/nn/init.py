"""Starting values for parameters; each function changes a Tensor in place and returns it.

`fan_in` is how many inputs feed one output (the last size of a weight), `fan_out` how many outputs one input
feeds (the first size).
"""

from __future__ import annotations

import math
from typing import Any

from ..core.grad_mode import no_grad
from ..core.scalars import load_numpy
from ..core.tensor import Tensor
from ..core.words.creation import rand, randn
from ..core.words.missing import unknown

__all__ = [
    "calculate_gain", "constant_", "eye_", "kaiming_normal_", "kaiming_uniform_", "normal_", "ones_", "orthogonal_",
    "uniform_", "xavier_normal_", "xavier_uniform_", "zeros_",
]  # fmt: skip


@no_grad()
def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0) -> Tensor:
    """Uniform between a and b.

    Args:
        tensor: of any shape; it is changed in place, also where it requires grad.
        a: the lower bound.
        b: the upper bound.

    Example:
        >>> import gradviz as gv
        >>> w = gv.nn.init.uniform_(gv.empty(2, 3), -0.5, 0.5)
        >>> bool((w.abs() <= 0.5).all())
        True
    """
    return tensor.copy_(rand(*tensor.shape) * (b - a) + a)  # type: ignore[no-any-return]


@no_grad()
def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """Normal with a mean and a standard deviation.

    Args:
        tensor: of any shape; it is changed in place, also where it requires grad.
        mean: the mean.
        std: the standard deviation.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.init.normal_(gv.empty(2, 3), 0.0, 0.02).shape
        torch.Size([2, 3])
    """
    return tensor.copy_(randn(*tensor.shape) * std + mean)  # type: ignore[no-any-return]


@no_grad()
def constant_(tensor: Tensor, val: float) -> Tensor:
    """The same number everywhere.

    Changed in place, also where it requires grad.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.init.constant_(gv.empty(3), 0.1)
        tensor([0.1000, 0.1000, 0.1000])
    """
    return tensor.fill_(val)  # type: ignore[no-any-return]


def zeros_(tensor: Tensor) -> Tensor:
    """0 everywhere.

    For a bias; a layer whose weights are all 0 hands no gradient back.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.init.zeros_(gv.ones(3))
        tensor([0., 0., 0.])
    """
    return constant_(tensor, 0.0)


def ones_(tensor: Tensor) -> Tensor:
    """1 everywhere.

    Changed in place, also where it requires grad.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.init.ones_(gv.empty(3))
        tensor([1., 1., 1.])
    """
    return constant_(tensor, 1.0)


GAINS = {"linear": 1.0, "identity": 1.0, "sigmoid": 1.0, "tanh": 5.0 / 3.0, "relu": math.sqrt(2.0)}
"""By how much each activation shrinks the spread of numbers."""


def calculate_gain(nonlinearity: str, param: float = 0.01) -> float:
    """The factor that makes up for an activation; `param` is the slope of a leaky relu.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.init.calculate_gain("tanh")
        1.6666666666666667
    """
    if nonlinearity == "leaky_relu":
        return math.sqrt(2.0 / (1.0 + param**2))
    if nonlinearity not in GAINS:
        raise ValueError(f"no gain is known for {nonlinearity!r}. Known: leaky_relu, {', '.join(GAINS)}.")
    return GAINS[nonlinearity]


def xavier_uniform_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Uniform in ±gain·√(6/(fan_in + fan_out)) (Glorot and Bengio 2010): for tanh and sigmoid.

    The weight is a matrix (outputs, inputs), changed in place; any other shape raises a ValueError.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.init.xavier_uniform_(gv.empty(2, 3)).shape
        torch.Size([2, 3])
    """
    bound = gain * math.sqrt(6.0 / sum(_fans("xavier_uniform_", tensor)))
    return uniform_(tensor, -bound, bound)


def xavier_normal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Normal with standard deviation gain·√(2/(fan_in + fan_out)) (Glorot and Bengio 2010).

    The weight is a matrix (outputs, inputs), changed in place; any other shape raises a ValueError.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.init.xavier_normal_(gv.empty(2, 3)).shape
        torch.Size([2, 3])
    """
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / sum(_fans("xavier_normal_", tensor))))


def kaiming_uniform_(tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu") -> Tensor:
    """Uniform in ±gain·√(3/fan) (He et al. 2015): for relu; `a` is the slope of a leaky one.

    The weight is a matrix (outputs, inputs), changed in place; any other shape raises a ValueError.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.init.kaiming_uniform_(gv.empty(2, 3)).shape
        torch.Size([2, 3])
    """
    bound = math.sqrt(3.0) * _kaiming("kaiming_uniform_", tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound)


def kaiming_normal_(tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu") -> Tensor:
    """Normal with standard deviation gain/√fan (He et al. 2015).

    The weight is a matrix (outputs, inputs), changed in place; any other shape raises a ValueError.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.init.kaiming_normal_(gv.empty(2, 3)).shape
        torch.Size([2, 3])
    """
    return normal_(tensor, 0.0, _kaiming("kaiming_normal_", tensor, a, mode, nonlinearity))


@no_grad()
def orthogonal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Rows (or columns, whichever are fewer) of length `gain` at right angles to each other.

    Raises:
        ValueError: if the Tensor is no matrix.

    Example:
        >>> import gradviz as gv
        >>> w = gv.nn.init.orthogonal_(gv.empty(2, 3))
        >>> gv.allclose(w @ w.T, gv.eye(2))
        True

    Source: Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning", 2014.
    """
    rows, columns = _fans("orthogonal_", tensor)[::-1]
    numpy = load_numpy()
    q, r = numpy.linalg.qr(numpy.asarray(randn(max(rows, columns), min(rows, columns)).value))
    q = q * numpy.sign(numpy.diag(r))  # so that every direction is as likely as any other
    return tensor.copy_(gain * (q if rows >= columns else q.T))  # type: ignore[no-any-return]


@no_grad()
def eye_(tensor: Tensor) -> Tensor:
    """1 on the diagonal, 0 elsewhere: a layer that passes its input on.

    Raises:
        ValueError: if the Tensor is no matrix.

    Example:
        >>> import gradviz as gv
        >>> gv.nn.init.eye_(gv.empty(2, 2)).tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """
    rows, columns = _fans("eye_", tensor)[::-1]
    return tensor.copy_(load_numpy().eye(rows, columns))  # type: ignore[no-any-return]


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


def __getattr__(name: str) -> object:
    """The error for a name that gradviz does not have."""
    raise unknown(__name__, name, __all__)
