"""Neural networks in PyTorch's words: modules, layers, activations, losses.

Nothing here has a gradient of its own: every layer is a composition of the operations in `gradviz.core`, so
its picture shows what it really computes. Read in this order: `parameter`, `module`, `containers`, `layers`,
`activations`, `norm`, `functional` with `normalising`, `class_losses` and `regression_losses`, `losses`, `init`,
`utils`.
"""

from ..core.words.missing import unknown
from . import functional, init, utils
from .activations import ELU, GELU, LeakyReLU, LogSoftmax, ReLU, Sigmoid, SiLU, Softmax, Softplus, Tanh
from .containers import ModuleDict, ModuleList, Sequential
from .layers import Dropout, Embedding, Flatten, Identity, Linear
from .losses import (
    BCELoss,
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    HuberLoss,
    L1Loss,
    MSELoss,
    NLLLoss,
    SmoothL1Loss,
)
from .module import Module
from .norm import BatchNorm1d, LayerNorm
from .parameter import Parameter

__all__ = [
    "ELU", "GELU", "BCELoss", "BCEWithLogitsLoss", "BatchNorm1d", "CrossEntropyLoss", "Dropout", "Embedding", "Flatten",
    "HuberLoss", "Identity", "L1Loss", "LayerNorm", "LeakyReLU", "Linear", "LogSoftmax", "MSELoss", "Module",
    "ModuleDict", "ModuleList", "NLLLoss", "Parameter", "ReLU", "Sequential", "SiLU", "Sigmoid", "SmoothL1Loss",
    "Softmax", "Softplus", "Tanh", "functional", "init", "utils",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """The error for a layer that gradviz does not have."""
    raise unknown(__name__, name, __all__)
