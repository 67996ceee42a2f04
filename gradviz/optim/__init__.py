"""Optimizers: they take the step down that the gradients point to.

Read in this order: `optimizer` (what they share), `sgd`, `adam`, `lr_scheduler`.
"""

from ..core.words.missing import unknown
from . import lr_scheduler
from .adam import Adam, AdamW
from .optimizer import Optimizer
from .sgd import SGD

__all__ = ["SGD", "Adam", "AdamW", "Optimizer", "lr_scheduler"]


def __getattr__(name: str) -> object:
    """The error for an optimizer that gradviz does not have."""
    raise unknown(__name__, name, __all__)
