"""The engine: Tensors, the table of operations, the backward sweep.

Read in this order: `scalars` (floats that answer as IEEE 754 does), `extras` (what few Tensors have), `tensor` (a
value that remembers how it was made), `operation` (what an operation is), `ops` (every operation, declared once),
`recorder` (what a call does), `saved` (what a node keeps), `visited` (who takes part in a backward pass),
`accumulation` (what is made of gradients that have arrived), `backward` (the sweep). That is the engine.

Around it: `grad_mode` (recording on and off), `groups` (named parts), `making` (leaves, and changing them), `hooks`,
`grad_fn`, `dtypes`, `printing`, `copying`. Built on it: `grad_of` (gradients as a result), `gradcheck`, `custom` (a
student's own operations, with `context`, `custom_backward`, `custom_checks`), `meter`. Two rooms of their own: `words`
(PyTorch's words for all this) and `advice` (what a learner is told when something goes wrong).
"""

from . import ops
from .backward import backward as sweep_back
from .backward import gradients
from .copying import deepcopied, reduced
from .dtypes import DTYPES
from .grad_mode import enable_grad, no_grad
from .hooks import register_hook
from .making import tensor
from .operation import FUNCTIONS, OPS, Gate, Op
from .tensor import Tensor
from .words.methods import PUBLIC, attach

attach()
Tensor.backward = sweep_back  # type: ignore[method-assign]
Tensor.register_hook = register_hook  # type: ignore[attr-defined]
Tensor.__deepcopy__ = deepcopied  # type: ignore[attr-defined]
Tensor.__reduce_ex__ = reduced  # type: ignore[method-assign,assignment]
PUBLIC.update(DTYPES)

__all__ = ["FUNCTIONS", "OPS", "PUBLIC", "Gate", "Op", "Tensor", "enable_grad", "gradients", "no_grad", "ops", "tensor"]
