"""The operations, declared by family.

Reading order: arithmetic, functions, choices, activations, shapes, indexing, joins, matrices, reductions, variation,
exponentials, losses; `kinds` holds small questions that several of them ask.
"""

from . import arithmetic, functions  # isort: skip
from . import choices, activations, shapes, indexing, joins, matrices  # isort: skip
from . import reductions, variation, exponentials, losses  # isort: skip

__all__ = [
    "activations", "arithmetic", "choices", "exponentials", "functions", "indexing", "joins", "losses", "matrices",
    "reductions", "shapes", "variation",
]  # fmt: skip
