"""Hooks: a learner's function that sees a gradient on its way, and may put another in its place."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from .extras import ever
from .grad_mode import aside
from .scalars import load_numpy, settle, shape_of
from .tensor import Tensor, constant

_next_key = itertools.count().__next__

REPLACED = -1
"""Stands for the argument number in what an observer is told when a hook has replaced a gradient."""


class RemovableHandle:
    """What `register_hook` returns: `remove()` takes the hook away; as a context it does so at the end."""

    def __init__(self, hooks: dict[int, Callable[[Any], Any]], hook: Callable[[Any], Any]) -> None:
        self._hooks, self._key = hooks, _next_key()
        hooks[self._key] = hook

    def remove(self) -> None:
        """Take the hook away; more than once does no harm."""
        self._hooks.pop(self._key, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.remove()


def register_hook(tensor: Tensor, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
    """Call `hook(gradient)` in every backward pass when the gradient of this Tensor is complete.

    The gradient is the sum over all uses of the Tensor, before it is handed on to the Tensor's inputs or added
    to a leaf's `.grad`. What the hook returns takes its place; None leaves it as it is. Several hooks run in the
    order in which they were registered, each on what the one before it gave.

    Args:
        tensor: the Tensor itself: write `tensor.register_hook(hook)`.
        hook: a function of one Tensor of this Tensor's shape.

    Returns:
        A handle; `handle.remove()` takes the hook away.

    Raises:
        RuntimeError: if the Tensor needs no gradient, so that none will ever come; and in the backward pass, if
            the hook returns another shape.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(3.0, requires_grad=True)
        >>> handle = x.register_hook(lambda gradient: gradient * 2)
        >>> (x * x).backward()
        >>> x.grad
        tensor(12.)
        >>> handle.remove()
    """
    if not tensor._needs:
        raise RuntimeError(
            "register_hook() was called on a Tensor that needs no gradient, so the hook would never run. "
            "Make one of its inputs with requires_grad=True first."
        )
    info = tensor._extras()
    info.hooks = {} if info.hooks is None else info.hooks
    ever.hooked = True
    return RemovableHandle(info.hooks, hook)


def run_hooks(tensor: Tensor, graph: bool, observer: Callable[[Any], object] | None) -> None:
    """Let the hooks of a Tensor see its complete gradient, and keep what they give in its place."""
    info = tensor._info
    if info is None or not info.hooks:
        return
    before = tensor._grad
    for hook in list(info.hooks.values()):
        tensor._grad = _after(hook, tensor, graph)
    if observer is not None and tensor._grad is not before:
        observer((tensor, REPLACED, before, None, None, tensor._grad))


def _after(hook: Callable[[Any], Any], tensor: Tensor, graph: bool) -> Any:
    """The gradient of a Tensor after one hook, raw or with `graph` a Tensor."""
    gradient = tensor._grad
    shown = gradient if gradient.__class__ is Tensor else constant(gradient)
    if graph:
        given = hook(shown)
    else:
        with aside():
            given = hook(shown)
    given = shown if given is None else given  # a hook that changed it in place returns None
    given = given if given.__class__ is Tensor else constant(settle(load_numpy().asarray(given, dtype=float)))
    if given.shape != tensor.shape:
        name = getattr(hook, "__name__", repr(hook))
        raise RuntimeError(
            f"the hook {name} returned shape {tuple(given.shape)} for the gradient of a Tensor of shape "
            f"{shape_of(tensor._value)}. A gradient has its Tensor's shape: return that, or None to leave it as it is."
        )
    return given if graph else given._value
