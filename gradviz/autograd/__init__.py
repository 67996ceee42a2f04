"""PyTorch's `torch.autograd` by its names: gradients as results, Jacobians, a student's own operations.

Nothing here computes a gradient of its own; `gradviz.core` does.
"""

from ..core.custom import Function
from ..core.grad_mode import enable_grad, no_grad
from ..core.grad_of import grad
from ..core.gradcheck import gradcheck, gradgradcheck
from . import functional, graph
from .anomaly_mode import detect_anomaly, is_anomaly_enabled, set_detect_anomaly

__all__ = [
    "Function", "detect_anomaly", "enable_grad", "functional", "grad", "gradcheck", "gradgradcheck", "graph",
    "is_anomaly_enabled", "no_grad", "set_detect_anomaly",
]  # fmt: skip
