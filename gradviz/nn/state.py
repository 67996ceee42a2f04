"""What a module knows, as a dictionary: saving it, and taking it over."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple

from ..core.grad_mode import no_grad
from ..core.scalars import load_numpy
from ..core.tensor import Tensor

if TYPE_CHECKING:
    from .module import Module


class Report(NamedTuple):
    """Which names were missing from a loaded state, and which were not expected."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys}"


def state_of(module: Module, prefix: str = "") -> dict[str, Tensor]:
    """All parameters and buffers by dotted name, without history. A shared one stands under each of its names.

    The values are those of this moment. (In PyTorch they follow later training, so that the "best" state
    kept by a loop is the last one unless it is copied; here it is what it says.)
    """
    found: dict[str, Tensor] = OrderedDict()  # which prints as PyTorch's
    for register in (module._parameters, module._buffers):
        found.update({prefix + name: value.detach() for name, value in register.items() if value is not None})
    for name, child in module._modules.items():
        if child is not None:
            found.update(state_of(child, f"{prefix}{name}."))
    return found


def _slots(module: Module, prefix: str = "") -> dict[str, Tensor]:
    """The parameters and buffers themselves, under the names of `state_of`."""
    slots = {prefix + n: v for r in (module._parameters, module._buffers) for n, v in r.items() if v is not None}
    for name, child in module._modules.items():
        if child is not None:
            slots.update(_slots(child, f"{prefix}{name}."))
    return slots


def load_state(module: Module, state: dict[str, Any], strict: bool = True) -> Report:
    """Copy the values of a state into a module's own parameters and buffers.

    Args:
        module: the module.
        state: what `state_dict()` of a module of the same shape gave.
        strict: whether every name must be there, and no other.

    Returns:
        The names that were missing and those that were not expected.

    Raises:
        TypeError: if `state` is not a dictionary.
        RuntimeError: if names (when strict) or shapes differ; then nothing has been changed.
    """
    if not hasattr(state, "items"):
        raise TypeError(
            f"load_state_dict() got a {type(state).__name__}. It takes a dictionary of names and Tensors: "
            "give it other_model.state_dict()."
        )
    slots = _slots(module)
    report = Report([n for n in slots if n not in state], [n for n in state if n not in slots])
    problems = [f"  missing: {name}" for name in report.missing_keys] if strict else []
    problems += [f"  not expected: {name}" for name in report.unexpected_keys] if strict else []
    problems += [
        f"  {name}: the state has shape {_shape(state[name])}, the module has {tuple(slot.shape)}"
        for name, slot in slots.items()
        if name in state and _shape(state[name]) != slot.shape
    ]
    if problems:
        raise RuntimeError(
            f"the state does not fit this {type(module).__name__}, and nothing was loaded:\n"
            + "\n".join(problems)
            + "\nIt was saved from a module with other layers or sizes. Build the same module first; strict=False "
            "skips names that differ, but never shapes."
        )
    with no_grad():
        for name in slots.keys() & state.keys():
            slots[name].copy_(state[name])
    return report


def _shape(value: Any) -> tuple[int, ...]:
    return tuple(value.shape if isinstance(value, Tensor) else load_numpy().shape(value))
