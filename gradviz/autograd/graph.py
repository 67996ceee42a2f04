"""What is kept for the backward pass, by PyTorch's name."""

from ..core.saved import saved_tensors_hooks

__all__ = ["saved_tensors_hooks"]
