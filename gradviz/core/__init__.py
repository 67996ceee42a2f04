"""The engine: Tensors, the table of operations, the backward sweep.

Read in this order: `scalars` (floats that answer as IEEE 754 does), `tensor` (a value that remembers how it
was made), `operation` (what an operation is), `ops` (every operation, declared once), `recorder` (what a
call does), `saved` (what a node keeps), `backward` (the sweep), `hooks`, `grad_mode`, `making`, `grad_fn`,
`printing`, `methods` (what all this is called on a Tensor). What a learner is told: `tensor_checks`,
`backward_checks`, `anomaly` (where inf and nan were born), `missing` and `lacking` (names that are not there).
PyTorch's words for what is there: `creation`, `dtypes`, `settings`, `spellings` and their like, `in_place`,
`through_numpy`. Then what is built on them: `grad_of` (gradients as a result), `gradcheck`, `custom` (a
student's own operations, with `context`, `custom_backward`, `custom_checks`), `meter`.
"""

from . import ops
from .backward import backward as sweep_back
from .backward import gradients
from .copying import deepcopied, reduced
from .dtypes import DTYPES
from .grad_mode import enable_grad, no_grad
from .hooks import register_hook
from .making import tensor
from .methods import PUBLIC, attach
from .operation import FUNCTIONS, OPS, Gate, Op
from .tensor import Tensor

attach()
Tensor.backward = sweep_back  # type: ignore[method-assign]
Tensor.register_hook = register_hook  # type: ignore[attr-defined]
Tensor.__deepcopy__ = deepcopied  # type: ignore[attr-defined]
Tensor.__reduce_ex__ = reduced  # type: ignore[method-assign,assignment]
PUBLIC.update(DTYPES)

__all__ = ["FUNCTIONS", "OPS", "PUBLIC", "Gate", "Op", "Tensor", "enable_grad", "gradients", "no_grad", "ops", "tensor"]
