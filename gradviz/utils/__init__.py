"""PyTorch's place for what belongs to training but is no part of a network: `utils.data`, `utils.checkpoint`."""

from . import checkpoint, data

__all__ = ["checkpoint", "data"]
