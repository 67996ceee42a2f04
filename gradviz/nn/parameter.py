"""Parameter: a Tensor that a module counts among the numbers it learns."""

from __future__ import annotations

from typing import Any

from ..core.making import tensor
from ..core.tensor import Tensor


class _MarkedTensors(type):
    """Lets `isinstance(t, Parameter)` ask for the mark, as every Tensor is of one class."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor) and instance._info is not None and instance._info.parameter


class Parameter(metaclass=_MarkedTensors):
    """Make a Tensor that a `Module` registers when it becomes one of its attributes.

    The result is an ordinary Tensor with a mark, so that everything that takes Tensors takes it.

    Args:
        data: a Tensor, number, list or array. The values are copied.
        requires_grad: whether gradients are computed for it; False freezes it.

    Raises:
        TypeError: for integers and truth values, which cannot have a gradient.

    Example:
        >>> import gradviz as gv
        >>> from gradviz import nn
        >>> w = nn.Parameter(gv.tensor([1.0, 2.0]))
        >>> isinstance(w, nn.Parameter), w.requires_grad
        (True, True)
    """

    def __new__(cls, data: Any, requires_grad: bool = True) -> Tensor:  # type: ignore[misc]
        """The marked Tensor; it is of class Tensor, and `isinstance` above knows the mark."""
        made = tensor(data, requires_grad)
        made._extras().parameter = True
        return made
