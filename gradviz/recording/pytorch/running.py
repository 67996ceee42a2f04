"""`from_torch`: a function of PyTorch's, run and watched; or a tensor that it computed, looked at."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

from ...core.tensor import Tensor
from ..events import Accumulated, Computed, Event, Leaf
from ..history import Recording
from ..running import code_of, merged
from .drafts import Draft, Drafts
from .sweeping import Sweep
from .values import as_leaf, load_torch, raw
from .watching import watched


def from_torch(
    what: Any, /, *, inputs: Mapping[str, Any] | None = None, gradient: Any = None, **variables: Any
) -> Recording:
    """Record a PyTorch function or module as it runs, or look at a tensor that PyTorch has computed.

    A function is run once on fresh leaves, forward and backward: every value, every gradient and what flowed along
    every edge is PyTorch's own. No `.grad` changes, no hook stays, nothing random is drawn twice. Operations that
    gradviz has too are called as here and, where they are elementwise, have their local gradient; all others have
    PyTorch's name. Modules are groups, their parameters named leaves ("hidden.weight").

    Of a computed tensor nothing is run: the Recording has the structure, the values that PyTorch kept for its backward
    pass, and the `.grad` of the leaves. The rest was not recorded.

    Args:
        what: a function of tensors, an nn.Module, or a tensor.
        inputs: values by name, for names that are Python keywords or options of this call.
        gradient: the upstream gradient to start from, in the shape of the result; 1 for a single number.
        **variables: values by name: numbers, lists, arrays or tensors, whose values are taken. Floats become leaves
            that need gradients. Names that a module's `forward` does not have are its inputs in order, so that
            `from_torch(model, x=data)` works for a Sequential too.

    Returns:
        The Recording, as `record` makes it: to be drawn, stepped through and asked.

    Raises:
        ImportError: if PyTorch is not installed.
        TypeError: if the inputs do not fit, or the result is no single number and no gradient is given.
        RuntimeError: if the result needs no gradient, or PyTorch refuses the backward pass.

    Example (PyTorch is optional, so it is not run where this is tested):
        >>> import gradviz as gv
        >>> recording = gv.from_torch(lambda w, x: (w * x - 5) ** 2, w=3, x=2)  # doctest: +SKIP
        >>> recording.gradient("w")  # doctest: +SKIP
        np.float32(4.0)
    """
    torch = load_torch()
    if isinstance(what, torch.Tensor):
        if inputs or variables or gradient is not None:
            raise TypeError(
                "from_torch(tensor) takes no inputs and no gradient: that tensor is computed already, and nothing is "
                "run. Give from_torch() the function that computes it."
            )
        return _look(torch, what)
    values = merged(inputs, variables)
    _check(what, values, gradient)
    drafts = Drafts(torch)
    leaves = {name: as_leaf(torch, value, name) for name, value in values.items()}
    for name, leaf in leaves.items():
        if isinstance(leaf, torch.Tensor):
            drafts.leaf(leaf, name)
    with watched(drafts) as roots:
        output, frames = _call(what, leaves)
    _check_output(torch, output, gradient)
    last = drafts.at(output)
    _name(drafts, what, leaves, roots, frames)
    seed = _seed(torch, output, gradient)
    kept, graph = drafts.graph(last)
    _check_values(kept)
    return Recording(graph, (*_forward(kept), *Sweep(torch, kept, graph, output, seed).events()))


def _check(what: Any, values: Mapping[str, Any], gradient: Any) -> None:
    """Refuse what is no function, and an option that may be meant for the function."""
    if isinstance(what, (str, Tensor)) or not callable(what):
        raise TypeError(
            f"from_torch() got {what!r:.60} ({type(what).__name__}), which PyTorch did not make. It takes a function "
            "of tensors, an nn.Module or a tensor; for text and for gradviz's own Tensors write gv.record(...)."
        )
    try:
        taken = "gradient" in inspect.signature(what).parameters
    except (TypeError, ValueError):  # a built-in function may not say
        taken = False
    if taken and gradient is not None and "gradient" not in values:
        raise TypeError(
            "gradient= is an option of from_torch() and an input of the function, so it could mean either. "
            "Write inputs={'gradient': ...} for the function's."
        )


def _call(function: Callable[..., Any], leaves: dict[str, Any]) -> tuple[Any, list[FrameType]]:
    """Call the function; the frame of its own code is kept, for the names of its variables (see `call_with_names`)."""
    forward = getattr(function, "forward", None)
    code = code_of(forward if callable(forward) else function)
    held: list[FrameType] = []
    if callable(forward) and (ordered := _in_order(forward, leaves)):
        function, leaves = functools.partial(function, *ordered), {}
    if code is None or sys.getprofile() is not None:
        return function(**leaves), held

    def hold(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code is code:
            held.append(frame)
            sys.setprofile(None)

    sys.setprofile(hold)
    try:
        return function(**leaves), held
    finally:
        sys.setprofile(None)


def _in_order(forward: Callable[..., Any], leaves: dict[str, Any]) -> tuple[Any, ...]:
    """The inputs of a module by order, where its `forward` does not know their names; else ()."""
    try:
        inspect.signature(forward).bind(**leaves)
    except TypeError:
        return tuple(leaves.values())
    except ValueError:  # it does not say what it takes
        return ()
    return ()


def _check_output(torch: Any, output: Any, gradient: Any) -> None:
    """Refuse a result that no backward pass can start from.

    Raises:
        TypeError: if it is no tensor, or not a single number.
        RuntimeError: if it needs no gradient.
    """
    if not isinstance(output, torch.Tensor):
        raise TypeError(
            f"the function returned {output!r:.60} ({type(output).__name__}), not a tensor of PyTorch's, so there is "
            "nothing to differentiate. Return one tensor that was computed from the inputs with PyTorch's operations "
            "(torch.sin, not math.sin); of several results, the one to look at."
        )
    if not output.requires_grad:
        off = "" if torch.is_grad_enabled() else " Gradients are switched off where from_torch() was called (no_grad)."
        raise RuntimeError(
            f"the result, of shape {tuple(output.shape)} and {output.dtype}, needs no gradient: PyTorch recorded no "
            f"operation that leads to it.{off} Look for no_grad(), inference_mode(), detach(), item(), whole "
            "numbers or comparisons on the way, and give at least one input of floats."
        )
    if gradient is None and output.numel() != 1:
        raise TypeError(
            f"the result has shape {tuple(output.shape)}, and gradients belong to one number. Add up or average it at "
            "the end (.sum() or .mean()), or give the upstream gradient: gradient=torch.ones(...)."
        )


def _check_values(drafts: list[Draft]) -> None:
    """Refuse what pictures cannot show.

    Raises:
        TypeError: for complex numbers, and for a result without numbers.
    """
    if drafts[-1].value is None:
        raise TypeError(
            "the result has no numbers that could be read: it is on the device 'meta', or inside of one of PyTorch's "
            "function transforms. Compute it on the CPU, and call from_torch() outside of the transform."
        )
    odd = next((draft for draft in drafts if getattr(draft.value, "dtype", float) in ("complex64", "complex128")), None)
    if odd is not None:
        raise TypeError(
            f"{odd.name or odd.op or 'a leaf'} is complex, and recordings hold real numbers: a local gradient is one "
            "number, not two. Compute with .real and .imag, or torch.view_as_real(), from the start."
        )


def _seed(torch: Any, output: Any, gradient: Any) -> Any:
    """The upstream gradient to start with, in the kind of numbers of the output."""
    if gradient is None:
        return torch.ones_like(output, requires_grad=False)
    given = as_leaf(torch, gradient, "gradient").detach().to(output)
    if given.shape != output.shape:
        raise TypeError(
            f"gradient= has shape {tuple(given.shape)}, and the result has {tuple(output.shape)}: every element of the "
            "result gets its own upstream gradient. Give one of the result's shape."
        )
    return given


def _name(drafts: Drafts, function: Any, leaves: Mapping[str, Any], roots: list[Any], frames: list[FrameType]) -> None:
    """Name the values: after variables of the function, then variables around it, then the modules' parameters."""
    own = {name: x for frame in frames for name, x in frame.f_locals.items() if name not in leaves}
    around = {**_around(function), **{n: x for n, x in leaves.items() if not isinstance(x, drafts.torch.Tensor)}}
    called = {id(module): name for name, module in around.items()}
    named = [*own.items(), *around.items()]
    owners = [(root, (*root.named_parameters(), *root.named_buffers())) for root in roots]
    several = sum(bool(members) for _, members in owners) > 1
    for root, members in owners:
        prefix = f"{called[id(root)]}." if several and id(root) in called else ""
        named += [(prefix + name, member) for name, member in members]
    for name, value in named:
        if isinstance(value, drafts.torch.Tensor):
            draft = drafts.all[drafts.found.get(drafts.place(value), -1)] if drafts.all else None
            if draft is not None and draft.place == drafts.place(value) and draft.name is None:
                draft.name = name


def _around(function: Any) -> dict[str, Any]:
    """The variables around a function that it uses."""
    try:
        found = inspect.getclosurevars(inspect.unwrap(function))
    except (TypeError, ValueError):
        return {}
    return {**found.globals, **found.nonlocals}


def _forward(drafts: list[Draft]) -> list[Event]:
    """What the forward pass computed, as far as it is known."""
    return [
        (Leaf if draft.op is None else Computed)(position, draft.value)
        for position, draft in enumerate(drafts)
        if draft.value is not None
    ]


def _look(torch: Any, output: Any) -> Recording:
    """What PyTorch has kept of a computed tensor, without running anything."""
    if not output.requires_grad:
        raise RuntimeError(
            f"the tensor of shape {tuple(output.shape)} has no grad_fn: PyTorch recorded nothing that leads to it, "
            "because no input needs a gradient, or it was computed under no_grad() or cut off by detach(). "
            "Make a leaf with requires_grad=True, or give from_torch() the function."
        )
    drafts = Drafts(torch)
    kept, graph = drafts.graph(drafts.at(output))
    _check_values(kept)
    events = _forward(kept)
    for position, draft in enumerate(kept):
        if draft.tensor is not None and draft.needs:
            events.append(Accumulated(position, None if draft.tensor.grad is None else raw(draft.tensor.grad)))
    return Recording(graph, tuple(events))
