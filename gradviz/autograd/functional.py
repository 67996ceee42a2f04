"""Derivatives of whole functions: Jacobian, Hessian, and their products with vectors.

For a function y = f(x) with m numbers out and n in, the Jacobian J has ∂yᵢ/∂xⱼ in row i, column j. One backward pass
gives one row (vᵀJ for any v), so reverse mode suits functions with few outputs, such as a loss.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.grad_mode import enable_grad
from ..core.grad_of import grad
from ..core.gradcheck import one_hots
from ..core.making import tensor
from ..core.operation import FUNCTIONS
from ..core.scalars import load_numpy, settle
from ..core.tensor import Tensor, constant
from ..core.words.missing import unknown

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]

Program = Callable[..., Any]


def jacobian(func: Program, inputs: Any, create_graph: bool = False) -> Any:
    """All partial derivatives of a function: J[i, j] = ∂yᵢ/∂xⱼ, by one backward pass for each output element.

    Args:
        func: takes the inputs, returns a Tensor or a tuple of them.
        inputs: a Tensor (or number or array), or a tuple of them.
        create_graph: whether the result can be differentiated again.

    Returns:
        For one output and one input a Tensor of shape (*output, *input). For a tuple of inputs a tuple with one
        for each; for a tuple of outputs a tuple of those.

    Raises:
        TypeError: if `func` does not return Tensors.

    Example:
        >>> import gradviz as gv
        >>> gv.autograd.functional.jacobian(lambda x: x ** 2, gv.tensor([1.0, 2.0]))
        tensor([[2., 0.],
                [0., 4.]])
    """
    (leaves, several), (outputs, many) = _run(func, inputs, create_graph)
    found = [_rows(output, leaves, create_graph) for output in outputs]
    per_output = [tuple(blocks) if several else blocks[0] for blocks in found]
    return tuple(per_output) if many else per_output[0]


def hessian(func: Program, inputs: Any, create_graph: bool = False) -> Any:
    """All second derivatives of a function with one number out: H[i, j] = ∂²y/∂xᵢ∂xⱼ.

    It is the Jacobian of the gradient, so the backward pass is recorded and differentiated.

    Args:
        func: takes the inputs, returns a single number.
        inputs: a Tensor (or number or array), or a tuple of them.
        create_graph: whether the result can be differentiated again.

    Returns:
        For one input a Tensor of shape (*input, *input); for a tuple of inputs a tuple of tuples, [i][j] for the
        inputs i and j.

    Raises:
        RuntimeError: if the function gives more than one number.

    Example:
        >>> import gradviz as gv
        >>> gv.autograd.functional.hessian(lambda x: (x ** 3).sum(), gv.tensor([1.0, 2.0]))
        tensor([[ 6.,  0.],
                [ 0., 12.]])
    """

    def slopes(*moved: Any) -> Any:
        (leaves, _), (outputs, many) = _run(func, moved, create_graph=True)
        if many or outputs[0].shape not in ((), (1,)):
            shapes = ", ".join(str(tuple(output.shape)) for output in outputs)
            raise RuntimeError(
                f"hessian() needs a function that returns one number; this one returns shape {shapes}. "
                "Reduce it first, as in f(x).sum(), or take the Hessian of one element."
            )
        return tuple(_gradients(outputs, leaves, [None], create_graph=True))

    with enable_grad():
        found = jacobian(slopes, inputs if isinstance(inputs, tuple) else (inputs,), create_graph)
    return found if isinstance(inputs, tuple) else found[0][0]


def vjp(func: Program, inputs: Any, v: Any = None, create_graph: bool = False) -> tuple[Any, Any]:
    """A vector times the Jacobian, vᵀJ: what one backward pass computes.

    Args:
        func: takes the inputs, returns a Tensor or a tuple of them.
        inputs: a Tensor (or number or array), or a tuple of them.
        v: the upstream gradient in the shape of the output (a tuple for a tuple); None for a single number.
        create_graph: whether the result can be differentiated again.

    Returns:
        (what func returned, vᵀJ in the form of the inputs).

    Example:
        >>> import gradviz as gv
        >>> gv.autograd.functional.vjp(lambda x: x ** 2, gv.tensor([1.0, 2.0]), gv.tensor([1.0, 10.0]))[1]
        tensor([ 2., 40.])
    """
    (leaves, several), (outputs, many) = _run(func, inputs, create_graph)
    seeds = list(v) if isinstance(v, (tuple, list)) else [v] * len(outputs)
    found = _gradients(outputs, leaves, seeds, create_graph)
    results = outputs if create_graph else [output.detach() for output in outputs]
    return tuple(results) if many else results[0], tuple(found) if several else found[0]


def jvp(func: Program, inputs: Any, v: Any = None, create_graph: bool = False) -> tuple[Any, Any]:
    """The Jacobian times a vector, Jv: how the outputs move when the inputs move along v.

    vᵀJ is linear in its vector u, and its derivative with respect to u is J: two backward passes give Jv.

    Args:
        func: takes the inputs, returns a Tensor or a tuple of them.
        inputs: a Tensor (or number or array), or a tuple of them.
        v: a direction in the form of the inputs; None for a single number.
        create_graph: whether the result can be differentiated again.

    Returns:
        (what func returned, Jv in the form of the outputs).

    Example:
        >>> import gradviz as gv
        >>> gv.autograd.functional.jvp(lambda x: x ** 2, gv.tensor([1.0, 2.0]), gv.tensor([1.0, 10.0]))[1]
        tensor([ 2., 40.])
    """
    (leaves, _), (outputs, many) = _run(func, inputs, create_graph=True)
    along = list(v) if isinstance(v, (tuple, list)) else [v] * len(leaves)
    vectors = [tensor(_zeros(output), requires_grad=True) for output in outputs]
    with enable_grad():
        rows = _gradients(outputs, leaves, vectors, create_graph=True)
    pairs = [(row, _seed(w, leaf)) for row, leaf, w in zip(rows, leaves, along, strict=True) if row._needs]
    found = _gradients([row for row, _ in pairs], vectors, [w for _, w in pairs], create_graph)
    results = outputs if create_graph else [output.detach() for output in outputs]
    return tuple(results) if many else results[0], tuple(found) if many else found[0]


def _seed(given: Any, leaf: Tensor) -> Any:
    """A direction in the shape of an input; 1 for a single number."""
    if given is None and leaf.shape == ():
        return constant(1.0)
    if given is None or tensor(given).shape != leaf.shape:
        have = "none" if given is None else f"one of shape {tuple(tensor(given).shape)}"
        raise RuntimeError(
            f"jvp() needs a direction v of shape {tuple(leaf.shape)} for this input and got {have}. "
            "Give one in the form of the inputs."
        )
    return given if given.__class__ is Tensor else tensor(given)


def vhp(func: Program, inputs: Any, v: Any = None, create_graph: bool = False) -> tuple[Any, Any]:
    """A vector times the Hessian, vᵀH, without the Hessian: the gradient of the gradient's product with v.

    Args:
        func: takes the inputs, returns a single number.
        inputs: a Tensor (or number or array), or a tuple of them.
        v: a direction in the form of the inputs; None for a single number.
        create_graph: whether the result can be differentiated again.

    Returns:
        (what func returned, vᵀH in the form of the inputs).

    Example:
        >>> import gradviz as gv
        >>> gv.autograd.functional.vhp(lambda x: (x ** 3).sum(), gv.tensor([1.0, 2.0]), gv.tensor([1.0, 10.0]))[1]
        tensor([  6., 120.])
    """
    (leaves, several), (outputs, _) = _run(func, inputs, create_graph=True)
    along = list(v) if isinstance(v, (tuple, list)) else [v] * len(leaves)
    with enable_grad():
        slopes = _gradients(outputs, leaves, [None], create_graph=True)
        found = _gradients(slopes, leaves, along, create_graph)
    result = outputs[0] if create_graph else outputs[0].detach()
    return result, tuple(found) if several else found[0]


def hvp(func: Program, inputs: Any, v: Any = None, create_graph: bool = False) -> tuple[Any, Any]:
    """The Hessian times a vector, Hv: as `vhp`, for a Hessian is symmetric."""
    return vhp(func, inputs, v, create_graph)


def _run(func: Program, inputs: Any, create_graph: bool) -> tuple[tuple[list[Tensor], bool], tuple[list[Tensor], bool]]:
    """Call the function on Tensors that need gradients: (inputs, whether several), (outputs, whether several)."""
    several = isinstance(inputs, (tuple, list))
    with enable_grad():
        leaves = [_input(x, create_graph) for x in (inputs if several else (inputs,))]
        result = func(*leaves)
    many = isinstance(result, (tuple, list))
    outputs = list(result) if many else [result]
    for output in outputs:
        if output.__class__ is not Tensor:
            raise TypeError(
                f"the function returned {output!r:.60} ({type(output).__name__}), not a Tensor, so it has no "
                "derivative. Return what was computed from its inputs with gradviz operations."
            )
    return (leaves, several), (outputs, many)


def _input(value: Any, create_graph: bool) -> Tensor:
    """A fresh input: with `create_graph` still joined to its history, else a leaf of its own."""
    if create_graph and value.__class__ is Tensor and value._needs:
        return FUNCTIONS["clone"](value)  # type: ignore[no-any-return]
    return tensor(float(value) if isinstance(value, int) else value, requires_grad=True)


def _gradients(outputs: list[Tensor], inputs: list[Tensor], seeds: list[Any], create_graph: bool) -> list[Tensor]:
    """`grad`, with zeros where an input was not used."""
    used = [(output, seed) for output, seed in zip(outputs, seeds, strict=True) if output._needs]
    found: Any = [None] * len(inputs)
    if used:
        roots, upstream = [output for output, _ in used], [seed for _, seed in used]
        found = grad(roots, inputs, upstream, True, create_graph, allow_unused=True)
    return [constant(_zeros(x)) if g is None else g for g, x in zip(found, inputs, strict=True)]


def _zeros(like: Tensor) -> Any:
    """Raw zeros in the shape and kind of a Tensor, also where it is inf or nan."""
    return settle(load_numpy().zeros_like(like._value))


def _rows(output: Tensor, inputs: list[Tensor], create_graph: bool) -> list[Tensor]:
    """The Jacobian of one output for every input."""
    rows = [_gradients([output], inputs, [seed], create_graph) for seed in one_hots(output.shape)]
    if output.shape == ():
        return rows[0]
    blocks = []
    for place, leaf in enumerate(inputs):
        shape = (*output.shape, *leaf.shape)
        stacked = FUNCTIONS["stack"]([row[place] for row in rows], 0) if rows else tensor([])
        blocks.append(FUNCTIONS["reshape"](stacked, shape))
    return blocks


def __getattr__(name: str) -> object:
    """The error for a name that gradviz does not have."""
    raise unknown(__name__, name, __all__)
