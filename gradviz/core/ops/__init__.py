"""The operations, declared by family.

Reading order: arithmetic, functions, activations, shapes, matrices, reductions, indexing, losses.
"""

from . import activations, arithmetic, functions, indexing, losses, matrices, reductions, shapes

__all__ = ["activations", "arithmetic", "functions", "indexing", "losses", "matrices", "reductions", "shapes"]
