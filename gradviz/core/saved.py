"""What a node keeps for the backward pass: which values, how many bytes, and packing them smaller.

A declared operation says in the parameters of its partials what they read: those values are *saved*. The
node keeps its value and points at its inputs anyway (pictures show them), so in gradviz saving costs no
memory of its own; what is counted here is what an engine without pictures would have to hold.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from .extras import ever
from .grad_mode import aside, mode
from .scalars import PLAIN, load_numpy, settle, shape_of
from .tensor import MANY, Tensor

RESULT = 0
"""The place of the result among what a node keeps; the input number i has place i + 1."""


def inputs_of(node: Tensor) -> tuple[Any, ...]:
    """The inputs of a recorded node, in order: Tensors, and the numbers that are part of the operation."""
    if node._needs & MANY:
        return node._a  # type: ignore[no-any-return]
    return (node._a,) if node._b is None else (node._a, node._b)


def saved_by(node: Tensor) -> list[tuple[int, Tensor]]:
    """The Tensors whose values the backward pass will read again at `node`, each with its place.

    Only what the gradients of this very node need: x*w reads w for the gradient of x, and if x needs none,
    w is not saved.
    """
    op: Any = node._op
    inputs = inputs_of(node)
    wanted = [i for i, x in enumerate(inputs) if x.__class__ is Tensor and x._needs]
    names = set(op.saves) if op.together is not None else {n for i in wanted for n in op.partial(i).reads}
    labels = op.inputs * len(inputs) if op.variadic else op.inputs
    kept = [(RESULT, node)] if "c" in names else []
    kept += [(i + 1, x) for i, (name, x) in enumerate(zip(labels, inputs, strict=False)) if name in names]
    return [(place, x) for place, x in kept if x.__class__ is Tensor]


def kept_values(node: Tensor, graph: bool) -> tuple[Any, tuple[Any, ...]]:
    """The result and the inputs of a node as its partials get them.

    Raw values, those that were packed unpacked again; or with `graph` the Tensors themselves.

    Raises:
        RuntimeError: if a recorded backward pass meets packed values, which have lost their history.
    """
    inputs = inputs_of(node)
    packed = node._info.packed if node._info is not None else None
    if graph and packed:
        raise RuntimeError(
            f"a backward pass with create_graph=True reached {node._op!r}, whose saved values were packed by "
            "saved_tensors_hooks: what comes out of unpack has no history, so second derivatives would be wrong. "
            "Compute the forward pass outside the block."
        )
    if graph:
        return node, inputs
    values = [node._value, *(x._value if x.__class__ is Tensor else x for x in inputs)]
    for place, (unpack, package) in (packed or {}).items():
        values[place] = _unpacked(node, unpack, package, shape_of(values[place]))
    return values[0], tuple(values[1:])


def _unpacked(node: Tensor, unpack: Callable[[Any], Any], package: Any, shape: tuple[int, ...]) -> Any:
    with aside():
        value = unpack(package)
    value = value._value if value.__class__ is Tensor else settle(load_numpy().asarray(value))
    if shape_of(value) != shape:
        raise RuntimeError(
            f"unpack gave shape {shape_of(value)} for a value of shape {shape} that {node._op!r} had saved. "
            "pack may change precision, not shape: unpack(pack(t)) must have the shape of t."
        )
    return value


class saved_tensors_hooks:
    """Pack what operations save for the backward pass, and unpack it when it is read there.

    Within the block, `pack_hook(t)` is called with every value that a recorded operation saves, as a Tensor without
    history, and what it returns is kept for the gradient. The backward pass reads `unpack_hook(packed)` in its
    place: a Tensor, array or number of the same shape. PyTorch's name is torch.autograd.graph.saved_tensors_hooks.

    gradviz keeps every value once more, so that it can be drawn: a `Meter` counts the packed size, which is
    what an engine without pictures would hold, and the error that packing brings into gradients is real.

    Args:
        pack_hook: a function of one Tensor, called during the forward pass with nothing recorded.
        unpack_hook: a function of what `pack_hook` returned, called during the backward pass.

    Example:
        >>> import gradviz as gv
        >>> w = gv.tensor(3.14159, requires_grad=True)
        >>> with gv.autograd.graph.saved_tensors_hooks(lambda t: round(t.item(), 1), lambda packed: packed):
        ...     y = w * w
        >>> y.backward(); w.grad
        tensor(6.2000)
    """

    def __init__(self, pack_hook: Callable[[Tensor], Any], unpack_hook: Callable[[Any], Any]) -> None:
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook

    def __enter__(self) -> None:
        self._before = mode.packing
        mode.watch(mode.watchers, self)

    def __exit__(self, *exc_info: object) -> None:
        mode.watch(mode.watchers, self._before)

    def pack(self, node: Tensor) -> None:
        """Pack what a node that was just recorded has saved."""
        info = node._extras()
        with aside():
            if info.context is not None:
                info.context.pack(self.pack_hook, self.unpack_hook)
            else:
                info.packed = {p: (self.unpack_hook, self.pack_hook(x.detach())) for p, x in saved_by(node)}
        ever.hooked = True


def memory_of(kept: Any) -> tuple[int, int]:
    """Where a kept value lives and how many bytes it takes: (identity of the memory, bytes).

    Two views of one array are one piece of memory. A number counts as the 8 bytes of a float64.
    """
    value = kept._value if kept.__class__ is Tensor else kept
    if value.__class__ in PLAIN:
        return id(value), 8
    while getattr(value, "base", None) is not None:
        value = value.base
    if hasattr(value, "nbytes"):
        return id(value), int(value.nbytes)
    if isinstance(value, (tuple, list)):
        return id(value), sum(memory_of(part)[1] for part in value)
    return id(value), len(value) if isinstance(value, (bytes, bytearray)) else sys.getsizeof(value)
