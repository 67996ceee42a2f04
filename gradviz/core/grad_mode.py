"""The switch that says whether operations are recorded, and who looks on while they are."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from .visited import Visited

Function = TypeVar("Function", bound=Callable[..., Any])


class Watcher:
    """Somebody who is told what the engine does, such as a `Meter`. Each takes the methods that it is interested in.

    Attributes:
        follows: whether it wants to hear of every node in a backward pass, which takes the sweep's slower way.
    """

    follows = True

    def called(self, op: Any, inputs: tuple[Any, ...]) -> None:
        """An operation was computed, recorded or not; `op` is None where it is made of others, which are told too."""

    def recorded(self, node: Any) -> None:
        """A node was put on the tape."""

    def sweeping(self, visited: Visited, seed: Any, keep: bool, graph: bool) -> Callable[[Any], object] | None:
        """A backward pass begins at `visited.root`; what is returned is told of every edge, as an observer is.

        Whatever takes part waits for its gradient; what some had before, `visited.before` tells. `keep` says whether
        what the nodes have saved is kept for a second pass, `graph` whether the pass itself is recorded.
        """

    def passed(self, node: Any) -> None:
        """A backward pass has used what this node had saved, and will not need it again."""

    def swept(self, failed: bool) -> None:
        """The backward pass is over: it has reached all its leaves, or has `failed` and left all as it was."""

    def accumulated(self, leaves: list[Any]) -> None:
        """The leaves have added what they received to their `.grad`."""

    def changed(self, tensor: Any) -> None:
        """The value of a Tensor was changed in place."""

    def cleared(self, leaf: Any) -> None:
        """The `.grad` of a leaf was forgotten, or another was put in its place."""


class OfThread:
    """What holds for one thread.

    Attributes:
        on: whether operations leave a trace.
        watchers: who is told of every operation.
        packing: what packs saved values, or None (see `saved_tensors_hooks`).
        called: the methods of that name, of those watchers that have one of their own.
        recorded: the same.
        light: whether there are watchers and operations are recorded, but nobody has to be told of each.
        newest: the last node that was recorded while somebody looked on.
    """

    on = True
    watchers: tuple[Watcher, ...] = ()
    packing: Any = None
    called: tuple[Callable[[Any, tuple[Any, ...]], None], ...] = ()
    recorded: tuple[Callable[[Any], None], ...] = ()
    light = False
    newest: Any = None

    @property
    def plain(self) -> bool:
        """Whether operations are recorded and nobody looks on."""
        return self.on and not self.watchers and self.packing is None


class _Threads(threading.local):
    def __init__(self) -> None:
        self.here = OfThread()


class GradMode:
    """The switch: each thread has its own, and what the recorder asks is whether it may forget about all of them.

    Attributes:
        quick: whether every thread records and nobody looks on. The recorder asks this alone, so that neither watching
            nor threads cost anything while there are none; where it is False, it asks what holds for this thread.
        threads: its `here` is what holds for this thread.
    """

    __slots__ = ("_lock", "_others", "quick", "threads")

    def __init__(self) -> None:
        self.threads, self._lock = _Threads(), threading.Lock()
        self._others = 0  # threads that are not plain
        self.quick = True

    @property
    def here(self) -> OfThread:
        """What holds for this thread, all of it: to find out which thread this is takes as long as all the rest."""
        return self.threads.here

    @property
    def on(self) -> bool:
        """Whether operations leave a trace in this thread."""
        return self.here.on

    @property
    def watchers(self) -> tuple[Watcher, ...]:
        """Who is told of every operation of this thread."""
        return self.here.watchers

    @property
    def packing(self) -> Any:
        """What packs the values that this thread's operations save, or None."""
        return self.here.packing

    @property
    def watched(self) -> bool:
        """Whether a packing or a watcher has to see every node of this thread's backward passes."""
        return self.here.packing is not None or any(watcher.follows for watcher in self.here.watchers)

    def turn(self, on: bool) -> None:
        """Switch recording on or off in this thread."""
        before = self.here.plain
        self.here.on = on
        self._count(before)

    def watch(self, watchers: tuple[Watcher, ...], packing: Any) -> None:
        """Say who looks on in this thread from now."""
        here = self.here
        before = here.plain
        here.watchers, here.packing = watchers, packing
        here.called = tuple(w.called for w in watchers if type(w).called is not Watcher.called)
        here.recorded = tuple(w.recorded for w in watchers if type(w).recorded is not Watcher.recorded)
        self._count(before)

    def _count(self, before: bool) -> None:
        here = self.here
        here.light = here.on and bool(here.watchers) and not (here.called or here.recorded or here.packing)
        if not here.watchers:
            here.newest = None
        if here.plain != before:
            with self._lock:
                self._others += 1 if before else -1
                self.quick = self._others == 0


mode = GradMode()


class _NamedBlock(type):
    """Answers `with gv.no_grad:`, in which the class itself is taken for a context."""

    def __enter__(cls) -> None:
        raise TypeError(f"with gv.{cls.__name__}: is without its brackets. Write: with gv.{cls.__name__}():")

    def __exit__(cls, *exc_info: object) -> None:
        """Never reached; Python asks for it before it enters."""


class no_grad(metaclass=_NamedBlock):
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

    if not TYPE_CHECKING:  # which would take a decorated function for a context

        def __new__(cls, function: Any = None) -> Any:
            """Make the context; `@no_grad` without brackets decorates at once."""
            made = super().__new__(cls)
            return made(function) if callable(function) else made

    def __enter__(self) -> None:
        self._before = mode.on
        mode.turn(False)

    def __exit__(self, *exc_info: object) -> None:
        mode.turn(self._before)

    def __call__(self, function: Function) -> Function:
        """Decorate `function` so that every call of it runs inside such a block."""

        @functools.wraps(function)
        def quiet(*args: Any, **kwargs: Any) -> Any:
            with type(self)():
                return function(*args, **kwargs)

        return quiet  # type: ignore[return-value]  # wraps keeps the signature, which Callable cannot say


class enable_grad(no_grad):
    """Record again inside a `no_grad` block; a context or a decorator.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(3.0, requires_grad=True)
        >>> with gv.no_grad(), gv.enable_grad():
        ...     y = x * x
        >>> y.requires_grad
        True
    """

    def __enter__(self) -> None:
        self._before = mode.on
        mode.turn(True)


class aside:
    """Run code that is no part of the learner's computation: nothing in it is recorded, counted or packed."""

    def __enter__(self) -> None:
        self._before = mode.on, mode.watchers, mode.packing, mode.here.newest
        mode.watch((), None)
        mode.turn(False)

    def __exit__(self, *exc_info: object) -> None:
        on, watchers, packing, newest = self._before
        mode.watch(watchers, packing)
        mode.turn(on)
        mode.here.newest = newest
