"""The engine: Tensors, the table of operations, the backward sweep.

Read in this order: `scalars` (floats that answer as IEEE 754 does), `tensor` (a value that remembers how it
was made), `operation` (what an operation is), `ops` (every operation, declared once), `recorder` (what a
call does), `backward` (the sweep), `grad_mode`, `making`, `methods`, `grad_fn`, `printing`.
"""

from . import ops
from .backward import gradients
from .creation import CREATION
from .grad_mode import no_grad
from .making import tensor
from .methods import PUBLIC, attach
from .operation import FUNCTIONS, OPS, Gate, Op
from .tensor import Tensor

attach()
PUBLIC.update({function.__name__: function for function in CREATION})

__all__ = ["FUNCTIONS", "OPS", "PUBLIC", "Gate", "Op", "Tensor", "gradients", "no_grad", "ops", "tensor"]
