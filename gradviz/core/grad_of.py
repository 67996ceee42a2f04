"""`grad`: gradients as a result, for any Tensors of a graph, while every `.grad` stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

from .advice.backward_checks import described, seed_for
from .backward import sweep
from .grad_mode import enable_grad
from .operation import FUNCTIONS
from .scalars import load_numpy, settle
from .tensor import Tensor, constant

Tensors = Tensor | Sequence[Tensor]


def grad(
    outputs: Tensors,
    inputs: Tensors,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool = False,
    *,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """Compute ∂outputs/∂inputs and return it; no `.grad` is read or changed.

    With outputs y₁, y₂, … and upstream gradients g₁, g₂, … (1 for a number), the result for each input x is
    Σₖ gₖ·∂yₖ/∂x, in the shape of x.

    Args:
        outputs: a Tensor, or several.
        inputs: a Tensor or several, leaves or computed on the way to the outputs.
        grad_outputs: the upstream gradient of each output, in its shape; None for a single number.
        retain_graph: whether a later backward pass over the same graph is allowed; if not said, as `create_graph`.
        create_graph: whether the result has a history, so that it can be differentiated again.
        allow_unused: whether an input that the outputs do not depend on gives None; else it raises.
        materialize_grads: whether it gives zeros instead.

    Returns:
        A tuple with one gradient for each input, also where there is one alone, as in PyTorch.

    Raises:
        RuntimeError: if an output or input needs no gradient, an output is not a number and has no upstream
            gradient, or an input was not used.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(2.0, requires_grad=True)
        >>> (slope,) = gv.grad(x ** 3, x, create_graph=True)
        >>> slope, gv.grad(slope, x)[0]
        (tensor(12., grad_fn=<MulBackward0>), tensor(12.))
    """
    roots, wanted = _several(outputs), _several(inputs)
    given = [None] * len(roots) if grad_outputs is None else _several(grad_outputs)
    if len(given) != len(roots):
        raise RuntimeError(
            f"grad() got {len(given)} grad_outputs for {len(roots)} outputs; each output has one upstream gradient. "
            "Give one for each, None where the output is a single number."
        )
    _refuse_constants(wanted)
    seeds = [seed_for(root, seed, create_graph) for root, seed in zip(roots, given, strict=True)]
    root, seed = (roots[0], seeds[0]) if len(roots) == 1 else _joined(roots, seeds)
    keep = create_graph if retain_graph is None else retain_graph
    found = sweep(root, seed, keep=keep, graph=create_graph).received(wanted)
    unused = [place for place, gradient in enumerate(found) if gradient is None]
    if unused and not (allow_unused or materialize_grads):
        raise _unused(unused[0], wanted[unused[0]])
    for place in unused if materialize_grads else ():
        found[place] = settle(load_numpy().zeros_like(wanted[place]._value))
    return tuple(g if g is None or g.__class__ is Tensor else constant(g) for g in found)


def _unused(place: int, tensor: Tensor) -> RuntimeError:
    return RuntimeError(
        f"the outputs of grad() do not depend on input {place}, {described(tensor)}: no path leads from it to them, or "
        "the path goes through detach(). Give allow_unused=True to get None for it."
    )


def _several(given: Any) -> list[Any]:
    return list(given) if isinstance(given, (tuple, list)) else [given]


def _refuse_constants(inputs: list[Tensor]) -> None:
    for place, tensor in enumerate(inputs):
        if tensor.__class__ is not Tensor or not tensor._needs:
            what = described(tensor) if tensor.__class__ is Tensor else f"{tensor!r:.40}"
            raise RuntimeError(
                f"input {place} of grad() is {what}, which needs no gradient, so nothing was recorded for it. "
                "Make it with requires_grad=True before the forward pass."
            )


def _joined(roots: list[Tensor], seeds: list[Any]) -> tuple[Tensor, float]:
    """One number whose gradient for every root is that root's seed: the sum of all products."""
    with enable_grad():
        return reduce(add, [FUNCTIONS["sum"](root * seed) for root, seed in zip(roots, seeds, strict=True)]), 1.0
