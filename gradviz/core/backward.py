"""The backward pass: one sweep over the tape, newest operation first.

The sweep starts with the upstream gradient of the root (1 for a number), visits every recorded node once
and every edge once, and on each edge computes

    downstream = upstream × local

which is added to what the input has received so far. Serial numbers order the tape: a node is always
newer than its inputs, so when its turn comes everything that uses it has reported.

`observer` is given a tuple (node, argument number, upstream, local or None, downstream, total so far) for
every edge as it is passed; a recording is made that way, by this same sweep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from operator import attrgetter
from typing import Any

from .advice.anomaly_backward import explain_backward
from .advice.backward_checks import freed, refuse_changed, seed_for
from .extras import Extras
from .grad_mode import enable_grad, mode
from .hooks import run_hooks
from .operation import FUNCTIONS, NONE, VJP
from .saved import inputs_of, kept_values
from .scalars import flags, load_numpy, quietly, shape_of
from .tensor import A_NEEDS, B_NEEDS, FREED, MANY, Tensor, constant

Step = tuple[Tensor, int, Any, Any, Any, Any]
Observer = Callable[[Step], object]

_WAITING: Any = type("Waiting", (), {"__repr__": lambda self: "waiting for gradients"})()
_by_serial = attrgetter("_serial")


def backward(self: Tensor, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False) -> None:
    """Add ∂self/∂leaf to the `.grad` of every leaf above this Tensor.

    Args:
        self: the Tensor itself: write `loss.backward()`.
        gradient: the upstream gradient to start from; needed unless this Tensor is a single number,
            for which it is 1.
        retain_graph: whether a second backward pass over the same graph is allowed.
        create_graph: whether the backward pass is recorded too, for second derivatives.

    Raises:
        RuntimeError: if this Tensor needs no gradient, is not a single number, was already used for a
            backward pass, or depends on a value that was changed since.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(2.0, requires_grad=True)
        >>> y = x ** 2 * 3
        >>> y.backward(retain_graph=True); y.backward(); x.grad
        tensor(24.)
    """
    seed = seed_for(self, gradient, create_graph)
    visited = sweep(self, seed, keep=create_graph if retain_graph is None else retain_graph, graph=create_graph)
    seen = {id(seed)}
    held = visited.held
    for leaf in visited.leaves:
        received, before = leaf._grad, held.get(leaf) if held else None
        if before is None and received.__class__ is float:
            continue  # it may stay there: the leaf wraps it in a Tensor when `.grad` is read
        if create_graph:
            shared = id(received) in seen
            seen.add(id(received))
            leaf._grad = before + received if before is not None else received + 0.0 if shared else received
        else:
            leaf._grad = _own(received, seen) if before is None else _added(before, received)
    if Extras.retaining:
        _retain(visited.inner)


def _retain(inner: list[Tensor]) -> None:
    """Let the inner Tensors that were asked to do so add up their gradients, as leaves do."""
    for node in inner:
        if node._info is not None and node._info.retains:
            now = node._grad if node._grad.__class__ is Tensor else constant(node._grad)
            node._info.kept = now if node._info.kept is None else node._info.kept + now


def _added(before: Any, received: Any) -> Any:
    """A leaf's `.grad` with what it received now; a Tensor that somebody may hold stays the same object."""
    if before.__class__ is not Tensor:
        return before + received
    before._value = before._value + received
    return before


def _own(received: Any, seen: set[int]) -> Any:
    """A leaf's first gradient as an array that nobody else holds (an in-place zero_ must not reach two leaves)."""
    shared = getattr(received, "base", None) is not None or id(received) in seen
    seen.add(id(received))
    return received.copy() if shared else received


def gradients(
    root: Tensor, gradient: Any = None, *, observer: Observer | None = None, graph: bool = False
) -> list[tuple[Tensor, Any]]:
    """Run the backward pass aside, to be looked at: no `.grad` changes and nothing is freed.

    It may follow a backward pass without retain_graph: an engine that shows values has them still.

    Returns:
        Pairs (leaf, gradient) in the order in which the sweep met the leaves; the gradients are raw values,
        or with `graph` Tensors that have a history of their own.
    """
    visited = sweep(root, seed_for(root, gradient, graph), keep=True, aside=True, graph=graph, observer=observer)
    received = [(leaf, leaf._grad) for leaf in visited.leaves]
    visited.put_back()
    return received


class Visited:
    """The Tensors that take part in a sweep.

    Attributes:
        inner: the recorded nodes, newest first.
        leaves: those that no operation made.
        held: the gradients that some of them held before; a fresh graph has none.
    """

    __slots__ = ("held", "inner", "leaves")

    held: dict[Tensor, Any]
    inner: list[Tensor]
    leaves: list[Tensor]

    def put_back(self) -> None:
        """Give every Tensor the gradient again that it held before the sweep."""
        for tensor in (*self.inner, *self.leaves):
            tensor._grad = self.held.get(tensor)


def sweep(
    root: Tensor, seed: Any, *, keep: bool, aside: bool = False, graph: bool = False, observer: Observer | None = None
) -> Visited:
    """Carry `seed` from `root` back to the leaves, where it is left in `_grad` for the caller to take.

    If anything fails on the way, every gradient is as it was before.

    Args:
        root: where to start.
        seed: its upstream gradient, raw or with `graph` a Tensor.
        keep: whether a second pass may follow.
        aside: whether this pass is only looked at, so that it may follow one that did not keep.
        graph: whether the pass itself is recorded.
        observer: who is told of every edge.
    """
    if graph and not mode.on:
        with enable_grad():  # as in PyTorch, create_graph records even inside no_grad
            return sweep(root, seed, keep=keep, aside=aside, graph=graph, observer=observer)
    visited = _collect(root)
    order = visited.inner
    try:
        root._grad = seed
        if order and Extras.last_change > order[-1]._serial:
            refuse_changed(order)
        _walk(iter(order), keep, aside, graph, observer, Extras.careful or mode.watched)
        for leaf in visited.leaves if Extras.careful else ():
            run_hooks(leaf, graph, observer)
        if observer is None:
            explain_backward(visited.leaves, order, graph)
    except BaseException:
        visited.put_back()
        raise
    if not keep:
        for node in order:
            if node._op.saves:  # type: ignore[union-attr]  # inner nodes have an operation
                node._needs |= FREED
    return visited


def _collect(root: Tensor) -> Visited:
    """Find every node and leaf above `root` that needs a gradient; all of them now wait for theirs."""
    visited = Visited()
    inner: list[Any] = []
    leaves: list[Tensor] = []
    held: dict[Tensor, Any] = {}
    visited.inner, visited.leaves, visited.held = inner, leaves, held
    _meet((root,), visited)
    for node in inner:  # grows while it is walked
        needs, a, b = node._needs, node._a, node._b
        if needs & MANY:
            _meet(a, visited)
            continue
        if needs & A_NEEDS and a._grad is not _WAITING and a._needs:
            if a._grad is not None:
                held[a] = a._grad
            a._grad = _WAITING
            (leaves if a._op is None else inner).append(a)
        if needs & B_NEEDS and b._grad is not _WAITING and b._needs:
            if b._grad is not None:
                held[b] = b._grad
            b._grad = _WAITING
            (leaves if b._op is None else inner).append(b)
    inner.sort(key=_by_serial, reverse=True)
    return visited


def _meet(sources: tuple[Any, ...], visited: Visited) -> None:
    """Add those of many inputs that need a gradient and were not met before."""
    for source in sources:
        if source.__class__ is Tensor and source._needs and source._grad is not _WAITING:
            if source._grad is not None:
                visited.held[source] = source._grad
            source._grad = _WAITING
            (visited.leaves if source._op is None else visited.inner).append(source)


def _walk(order: Iterator[Any], keep: bool, aside: bool, graph: bool, observer: Observer | None, careful: bool) -> None:
    """Visit the nodes newest first: each hands its gradient on to every input that needs one."""
    for node in order:
        op, up = node._op, node._grad
        a, b, needs = node._a, node._b, node._needs
        if (needs & MANY or node._value.__class__ is not float) and not flags.listening:
            return quietly(_walk, chain((node,), order), keep, aside, graph, observer, careful)  # type: ignore[no-any-return]
        if needs >= MANY or (careful and (node._info is not None or mode.watched)):
            _pass_any(node, keep, aside, graph, observer)
            continue
        c, x, y = node, a, b
        if op.saves and not graph:
            c = node._value
            x = a._value if a.__class__ is Tensor else a
            y = b._value if b.__class__ is Tensor else b
        if needs & A_NEEDS and a._needs:
            code, before, local = op.local_a, a._grad, 1.0
            down = up if code is None else up * (local := code(c, x) if b is None else code(c, x, y))
            down = down if down.__class__ is float else fit(down, a._value)
            a._grad = down if before is _WAITING else before + down
            if observer is not None:
                observer((node, 0, up, local, down, a._grad))
        if needs & B_NEEDS and b._needs:
            code, before, local = op.local_b, b._grad, 1.0
            down = up if code is None else up * (local := code(c, x, y))
            down = down if down.__class__ is float else fit(down, b._value)
            b._grad = down if before is _WAITING else before + down
            if observer is not None:
                observer((node, 1, up, local, down, b._grad))


def _pass_any(node: Tensor, keep: bool, aside: bool, graph: bool, observer: Observer | None) -> None:
    """Hand the gradient of any node on: one with many inputs or options, with hooks, or while somebody looks on."""
    op: Any = node._op
    if node._needs & FREED and not aside:
        raise freed(node)
    run_hooks(node, graph, observer)
    given = op.together(node, graph) if op.together is not None else None
    for argument, source in enumerate(inputs_of(node)):
        if source.__class__ is Tensor and source._needs:
            local, down = contribution(node, argument, graph=graph) if given is None else given[argument]
            total = source._grad = down if source._grad is _WAITING else source._grad + down
            if observer is not None:
                observer((node, argument, node._grad, local, down, total))
    for watcher in () if keep else mode.watchers:
        watcher.passed(node)


def contribution(node: Tensor, argument: int, *, graph: bool = False) -> tuple[Any, Any]:
    """The local gradient (None where the operation is not elementwise) and downstream gradient of one edge.

    For any operation; the node's own gradient must have been computed.
    """
    op: Any = node._op
    if op.together is not None:
        return op.together(node, graph, again=True)[argument]  # type: ignore[no-any-return]
    rule, up, source = op.partial(argument), node._grad, inputs_of(node)[argument]
    if rule.kind is NONE:
        return 0.0, 0.0 if source._value.__class__ is float else load_numpy().zeros_like(source._value)
    c, inputs = kept_values(node, graph)
    options = node._b if node._needs & MANY else ()
    values = (c, *((inputs, *options, argument) if op.variadic else (*inputs, *options)))
    local = None if rule.kind is VJP else rule.code(*values)
    down = rule.code(up, *values) if rule.kind is VJP else up * local
    return local, fit(down, source._value)


def fit(down: Any, like: Any) -> Any:
    """Bring a gradient to the shape and the kind of its input's value: summed over what broadcasting had spread."""
    value = down._value if down.__class__ is Tensor else down
    have, shape = shape_of(value), shape_of(like)
    if have != shape:
        extra = len(have) - len(shape)
        spread = tuple(i for i, size in enumerate(have) if i < extra or (shape[i - extra] == 1 and size != 1))
        if down is value:
            down = down.sum(spread).reshape(shape)
        else:
            down = FUNCTIONS["reshape"](FUNCTIONS["sum"](down, spread), shape)
    kind = getattr(like, "dtype", None)  # Python's floats have none
    return down if getattr(value, "dtype", None) == kind else FUNCTIONS["cast"](down, str(kind or "float64"))
