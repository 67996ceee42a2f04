"""The operations, declared by family. Reading order: arithmetic, functions, shapes."""

from . import arithmetic, functions, shapes

__all__ = ["arithmetic", "functions", "shapes"]
