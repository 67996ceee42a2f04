"""Watching a function of PyTorch's while it runs: its calls, its modules, and what it must not leave behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ...core.groups import Span
from .calls import Calls
from .drafts import Drafts


@contextmanager
def watched(drafts: Drafts) -> Iterator[list[Any]]:
    """Write down in `drafts` every call that is made in the block; gives the modules that were called from outside.

    Afterwards no hook is left, and every `.grad` of a leaf that was used is as it was, also where the block raised.
    """
    torch, calls, roots = drafts.torch, Calls(drafts), list[Any]()
    modules = torch.nn.modules.module

    def enter(module: Any, _inputs: Any) -> None:
        if not calls.spans and not any(module is root for root in roots):
            roots.append(module)
        calls.spans.append(Span("", module))

    def leave(_module: Any, _inputs: Any, _output: Any) -> None:
        calls.spans.pop()

    hooks = [
        modules.register_module_forward_pre_hook(enter),
        modules.register_module_forward_hook(leave, always_call=True),
    ]
    try:
        with _mode(torch, calls)():
            yield roots
    finally:
        for hook in hooks:
            hook.remove()
        _put_back(drafts)


def _mode(torch: Any, calls: Calls) -> Any:
    """PyTorch's function mode, made here because its class is there only when PyTorch is."""

    def called(_mode: Any, func: Callable[..., Any], _types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return calls(func, args, kwargs or {})

    return type("Watching", (torch.overrides.TorchFunctionMode,), {"__torch_function__": called})


def _put_back(drafts: Drafts) -> None:
    """Give every leaf the `.grad` that it had: a backward pass of the learner's own may have changed it."""
    with drafts.torch.no_grad():
        for leaf, grad, numbers, version in drafts.grads:
            leaf.grad = grad
            if grad is not None and grad._version != version:
                grad.copy_(numbers)
