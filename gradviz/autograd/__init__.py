"""PyTorch's `torch.autograd` by its names: gradients as results, Jacobians, a student's own operations.

Nothing here computes a gradient of its own; `gradviz.core` does.
"""

from typing import Any

from ..core.custom import Function
from ..core.grad_mode import enable_grad, no_grad
from ..core.grad_of import grad
from ..core.gradcheck import gradcheck, gradgradcheck
from ..core.making import tensor
from ..core.tensor import Tensor
from ..core.words.missing import unknown
from . import functional, graph
from .anomaly_mode import detect_anomaly, is_anomaly_enabled, set_detect_anomaly

__all__ = [
    "Function", "Variable", "backward", "detect_anomaly", "enable_grad", "functional", "grad", "gradcheck",
    "gradgradcheck", "graph", "is_anomaly_enabled", "no_grad", "set_detect_anomaly",
]  # fmt: skip


def Variable(data: Any, requires_grad: bool = False) -> Tensor:
    """The Tensor itself, or one made of the data: PyTorch's name of long ago for a Tensor that is recorded."""
    if not isinstance(data, Tensor):
        return tensor(data, requires_grad)
    return data.requires_grad_() if requires_grad else data


def backward(
    tensors: Any, grad_tensors: Any = None, retain_graph: bool | None = None, create_graph: bool = False,
    inputs: Any = None,
) -> None:  # fmt: skip
    """`t.backward()` for one Tensor or several: all their gradients add up in the leaves.

    Args:
        tensors: a Tensor, or several.
        grad_tensors: the upstream gradient of each; None for single numbers.
        retain_graph: whether a later backward pass over the same graph is allowed.
        create_graph: whether the pass is recorded.
        inputs: the leaves that get a gradient, where that is not all.

    Raises:
        RuntimeError: as `Tensor.backward` does, or if there is not one upstream gradient for each Tensor.
    """
    roots = list(tensors) if isinstance(tensors, (tuple, list)) else [tensors]
    given = grad_tensors if isinstance(grad_tensors, (tuple, list)) else [grad_tensors] * len(roots)
    if len(given) != len(roots):
        raise RuntimeError(
            f"backward() got {len(given)} grad_tensors for {len(roots)} tensors; each has one upstream gradient. "
            "Give one for each, None where the Tensor is a single number."
        )
    for place, (root, seed) in enumerate(zip(roots, given, strict=True)):
        shared = True if place + 1 < len(roots) else retain_graph  # parts of the graph may belong to several
        root.backward(seed, shared, create_graph, inputs)


def __getattr__(name: str) -> object:
    """The error for a name that gradviz does not have."""
    raise unknown(__name__, name, __all__)
