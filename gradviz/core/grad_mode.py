"""The switch that says whether operations are recorded."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


class GradMode:
    """Whether operations leave a trace (`on`); one object for the whole process, as notebooks have one thread."""

    __slots__ = ("on",)

    def __init__(self) -> None:
        self.on = True


mode = GradMode()


class no_grad:
    """Compute without recording, as a context or a decorator.

    Inside, results have no `grad_fn` and need no gradient, and a leaf may be changed in place.

    Example:
        >>> import gradviz as gv
        >>> w = gv.tensor(3.0, requires_grad=True)
        >>> with gv.no_grad():
        ...     w -= 0.5
        >>> w
        tensor(2.5000, requires_grad=True)
    """

    def __enter__(self) -> None:
        self._before = mode.on
        mode.on = False

    def __exit__(self, *exc_info: object) -> None:
        mode.on = self._before

    def __call__(self, function: Function) -> Function:
        """Decorate `function` so that every call of it runs without recording."""

        @functools.wraps(function)
        def quiet(*args: Any, **kwargs: Any) -> Any:
            with no_grad():
                return function(*args, **kwargs)

        return quiet  # type: ignore[return-value]  # wraps keeps the signature, which Callable cannot say
