"""What a Module refuses or warns of, and in which words."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from ..core.advice.tensor_checks import warn_learner
from ..core.dtypes import NAMES, as_dtype
from ..core.grad_mode import no_grad
from ..core.making import changed_in_place
from ..core.scalars import load_numpy, settle
from ..core.tensor import Tensor

if TYPE_CHECKING:
    from .module import Module


def no_forward(module: Module) -> str:
    """The message for a module without a forward pass."""
    name = type(module).__name__
    return (
        f"{name} was called, but it has no forward(). Calling a module runs its forward pass. "
        f"Write in class {name}: def forward(self, x): ... (indented as far as __init__)."
    )


def hint_no_return(module: Module) -> None:
    """Warn that a forward pass has given nothing back."""
    name = type(module).__name__
    warn_learner(
        f"{name}.forward() returned None, so nothing can be computed from its output. A function without return gives "
        f"None. Write return at the end of it: return self.layer(x)."
    )


def not_initialised(module: Module, what: str) -> str:
    """The message for a module whose `__init__` did not call that of Module."""
    name = type(module).__name__
    return (
        f"{name} cannot {what} yet: its registers do not exist, because Module.__init__ has not run. "
        f"Write super().__init__() as the first line of {name}.__init__."
    )


def loss_was_given(name: str, count: int) -> str:
    """The message for a loss that was given its predictions and targets where it is made."""
    return (
        f"nn.{name} was given {count} value{'s' * (count > 1)}, a Tensor among them, where it is made. A loss is an "
        "object: its options come first, predictions and targets when it is called. Make it first: "
        f"nn.{name}()(pred, target), or loss = nn.{name}() once and then loss(pred, target)."
    )


def no_attribute(module: Module, name: str) -> str:
    """The message for an attribute that is not there."""
    kind = type(module).__name__
    if "_parameters" not in module.__dict__:
        return not_initialised(module, f"give {name!r}")
    names = [] if name.startswith("_") else [n for n in dir(module) if not n.startswith("_")]
    near = difflib.get_close_matches(name, names, n=1)
    return f"'{kind}' object has no attribute '{name}'." + (f" Did you mean '{near[0]}'?" if near else "")


def wrong_kind(module: Module, name: str, value: object) -> str:
    """The message for a value that cannot take a registered attribute's place."""
    return (
        f"{type(module).__name__}.{name} was given {value!r:.60} ({type(value).__name__}), but it is registered as a "
        "parameter, buffer or module, and optimizers rely on that. Wrap a Tensor in nn.Parameter(...), or change the "
        f"values in place: with gv.no_grad(): module.{name}.copy_(values)."
    )


def hint_unregistered(module: Module, name: str, value: Any) -> None:
    """Warn where an attribute looks like something to learn, but no optimizer will find it."""
    from .module import Module

    kind = type(module).__name__
    if isinstance(value, Tensor) and value.is_leaf and value.requires_grad:
        warn_learner(
            f"{kind}.{name} is a Tensor that requires grad but not a Parameter, so parameters() does not list it and "
            f"an optimizer will not change it. Write self.{name} = nn.Parameter(...)."
        )
    elif value.__class__ in (list, tuple) and any(isinstance(item, Module) for item in value):
        warn_learner(
            f"{kind}.{name} is a plain {type(value).__name__} of modules, so their parameters are not found and an "
            f"optimizer will not change them. Write self.{name} = nn.ModuleList([...]) or nn.Sequential(...)."
        )


def cast(module: Module, target: Any) -> None:
    """Turn a module's floats into another dtype in place; "cpu" is where they are already.

    Raises:
        ValueError: for another device.
        TypeError: for a dtype that is not of floats.
    """
    words = str(getattr(target, "type", target)) if not isinstance(target, type) else target.__name__
    if words == "cpu":
        return
    if words.partition(":")[0] in ("cuda", "mps", "xpu"):
        raise ValueError(
            f"to({words!r}): gradviz computes on the processor only, for pictures of small graphs. "
            'Write to("cpu"), or use PyTorch for large networks.'
        )
    if isinstance(target, str) and target not in NAMES:
        raise ValueError(f'to({target!r}) names no dtype or device. Devices: "cpu". Dtypes: {", ".join(NAMES)}.')
    dtype = as_dtype(target)
    if dtype.kind != "f":
        raise TypeError(f"to({target!r}): parameters are learned in small steps, so only float dtypes can hold them.")
    with no_grad():
        for tensor in (*module.parameters(), *module.buffers()):
            if tensor.dtype.kind == "f":
                changed_in_place(tensor, settle(load_numpy().asarray(tensor._value, dtype=dtype)))
                tensor._grad = None
