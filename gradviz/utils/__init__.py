"""PyTorch's place for what belongs to training but is no part of a network: `utils.data`, `utils.checkpoint`."""

from ..core.words.missing import unknown
from . import checkpoint, data

__all__ = ["checkpoint", "data"]


def __getattr__(name: str) -> object:
    """The error for a name that gradviz does not have."""
    raise unknown(__name__, name, __all__)
