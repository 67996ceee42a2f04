"""The engine: Tensors, the table of operations, the backward sweep.

Read in this order: `scalars` (floats that answer as IEEE 754 does), `tensor` (a value that remembers how it
was made), `operation` (what an operation is), `ops` (every operation, declared once), `recorder` (what a
call does), `backward` (the sweep), `grad_mode`, `making`, `methods`, `grad_fn`, `printing`.
"""

from . import ops
from .backward import gradients
from .grad_mode import no_grad
from .making import tensor
from .methods import attach
from .operation import FUNCTIONS, OPS, Gate, Op
from .tensor import Tensor

attach()

__all__ = ["FUNCTIONS", "OPS", "Gate", "Op", "Tensor", "gradients", "no_grad", "ops", "tensor"]
