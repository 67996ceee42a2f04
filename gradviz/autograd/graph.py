"""What is kept for the backward pass, by PyTorch's name."""

from ..core.saved import saved_tensors_hooks
from ..core.words.missing import unknown

__all__ = ["saved_tensors_hooks"]


def __getattr__(name: str) -> object:
    """The error for a name that gradviz does not have."""
    raise unknown(__name__, name, __all__)
