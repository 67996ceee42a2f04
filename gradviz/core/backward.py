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

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from .backward_checks import freed, refuse_changed, seed_for
from .extras import Extras
from .grad_mode import enable_grad, mode
from .hooks import run_hooks
from .operation import FUNCTIONS, LOCAL, NONE, PASS, VJP
from .saved import inputs_of, kept_values
from .scalars import quietly, shape_of
from .tensor import A_NEEDS, B_NEEDS, FREED, MANY, Tensor

Step = tuple[Tensor, int, Any, Any, Any, Any]
Observer = Callable[[Step], object]

_WAITING: Any = type("Waiting", (), {"__repr__": lambda self: "waiting for gradients"})()
_by_serial = attrgetter("_serial")


def backward(root: Tensor, gradient: Any, retain_graph: bool | None, create_graph: bool) -> None:
    """Run the backward pass from `root` and add the results to the leaves' `.grad` (see `Tensor.backward`)."""
    seed = seed_for(root, gradient, create_graph)
    keep = create_graph if retain_graph is None else retain_graph
    seen = {id(seed)}
    visited = sweep(root, seed, keep=keep, graph=create_graph)
    for leaf, before in zip(visited.leaves, visited.leaves_before, strict=True):
        received = leaf._grad  # a float may stay there: the leaf wraps it in a Tensor when `.grad` is read
        if create_graph:
            shared = id(received) in seen
            seen.add(id(received))
            leaf._grad = before + received if before is not None else received + 0.0 if shared else received
        elif before is not None:
            leaf._grad = _added(before, received)
        elif received.__class__ is not float:
            leaf._grad = _own(received, seen)


def _added(before: Any, received: Any) -> Any:
    """A leaf's `.grad` with what it received now; a Tensor that somebody may hold stays the same object."""
    if before.__class__ is not Tensor:
        return before + received
    before._value = before._value + received
    return before


def gradients(
    root: Tensor, gradient: Any = None, *, observer: Observer | None = None, graph: bool = False
) -> list[tuple[Tensor, Any]]:
    """Run the backward pass aside: no `.grad` changes and nothing is freed.

    Returns:
        Pairs (leaf, gradient) in the order in which the sweep met the leaves; the gradients are raw values,
        or with `graph` Tensors that have a history of their own.
    """
    visited = sweep(root, seed_for(root, gradient, graph), keep=True, graph=graph, observer=observer)
    received = [(leaf, leaf._grad) for leaf in visited.leaves]
    visited.put_back()
    return received


class Visited:
    """The Tensors that take part in a sweep, each with the gradient that it held before."""

    __slots__ = ("inner", "inner_before", "leaves", "leaves_before")

    def __init__(self) -> None:
        self.inner: list[Tensor] = []
        self.inner_before: list[Any] = []
        self.leaves: list[Tensor] = []
        self.leaves_before: list[Any] = []

    def put_back(self) -> None:
        """Give every Tensor the gradient again that it held before the sweep."""
        for node, before in zip(self.inner, self.inner_before, strict=True):
            node._grad = before
        for leaf, before in zip(self.leaves, self.leaves_before, strict=True):
            leaf._grad = before


def sweep(root: Tensor, seed: Any, *, keep: bool, graph: bool = False, observer: Observer | None = None) -> Visited:
    """Carry `seed` from `root` back to the leaves, where it is left in `_grad` for the caller to take.

    If anything fails on the way, every gradient is as it was before.
    """
    if graph and not mode.on:
        with enable_grad():  # as in PyTorch, create_graph records even inside no_grad
            return sweep(root, seed, keep=keep, graph=graph, observer=observer)
    visited = _collect(root)
    try:
        root._grad = seed
        _walk(sorted(visited.inner, key=_by_serial, reverse=True), keep, graph, observer)
        for leaf in visited.leaves if Extras.careful else ():
            run_hooks(leaf, graph, observer)
    except BaseException:
        visited.put_back()
        raise
    return visited


def _collect(root: Tensor) -> Visited:
    """Find every node and leaf above `root` that needs a gradient; all of them now wait for theirs."""
    visited = Visited()
    inner, inner_before, leaves, leaves_before = (
        visited.inner, visited.inner_before, visited.leaves, visited.leaves_before
    )  # fmt: skip
    (leaves if root._op is None else inner).append(root)
    (leaves_before if root._op is None else inner_before).append(root._grad)
    root._grad = _WAITING
    for node in inner:  # grows while it is walked
        needs = node._needs
        if needs & MANY:
            sources = node._a
        else:
            sources = (
                (node._a, node._b)
                if needs & A_NEEDS and needs & B_NEEDS
                else (node._a if needs & A_NEEDS else node._b,)
            )
        for source in sources:
            if source.__class__ is not Tensor or source._grad is _WAITING or not source._needs:
                continue
            if source._op is None:
                leaves.append(source)
                leaves_before.append(source._grad)
            else:
                inner.append(source)
                inner_before.append(source._grad)
            source._grad = _WAITING
    return visited


def _walk(order: list[Tensor], keep: bool, graph: bool, observer: Observer | None) -> None:
    """Visit the nodes newest first, so that all uses of a node have reported before its turn."""
    if order and Extras.last_change > order[-1]._serial:
        refuse_changed(order)
    careful = partial(_pass_carefully, keep) if Extras.careful or mode.watched else None
    for node in order:
        needs = node._needs
        if needs & FREED:
            raise freed(node)
        step = _pass_many if needs & MANY else _pass_one if node._b is None else _pass_two
        if careful is not None and (node._info is not None or mode.watched):
            step = careful
        if node._value.__class__ is float:
            step(node, graph, observer)
        else:
            quietly(step, node, graph, observer)  # numpy need not warn: the picture names the node
    if not keep:
        for node in order:
            if node._op.saves:  # type: ignore[union-attr]  # inner nodes have an operation
                node._needs |= FREED


def _pass_one(node: Tensor, graph: bool, observer: Observer | None) -> None:
    """Hand the gradient of a node with one input on to it."""
    op: Any = node._op
    up, a = node._grad, node._a
    if not a._needs:
        return
    c, x = (node, a) if graph else (node._value, a._value)
    kind = op.kind_a
    local = 1.0 if kind is PASS else op.code_a(c, x) if kind is LOCAL else None
    down = up if kind is PASS else up * local if kind is LOCAL else op.code_a(up, c, x)
    if down.__class__ is not float or a._value.__class__ is not float:
        down = fit(down, a.shape)
    total = a._grad = down if a._grad is _WAITING else a._grad + down
    if observer is not None:
        observer((node, 0, up, local, down, total))


def _pass_two(node: Tensor, graph: bool, observer: Observer | None) -> None:
    """Hand the gradient of a node with two inputs on to each that needs it; a number in a formula needs none."""
    op: Any = node._op
    up, a, b = node._grad, node._a, node._b
    c, x, y = node, a, b
    if not graph:
        c = node._value
        x = a._value if a.__class__ is Tensor else a
        y = b._value if b.__class__ is Tensor else b
    if node._needs & A_NEEDS and a._needs:
        kind = op.kind_a
        local = 1.0 if kind is PASS else op.code_a(c, x, y) if kind is LOCAL else None
        down = up if kind is PASS else up * local if kind is LOCAL else op.code_a(up, c, x, y)
        if down.__class__ is not float or a._value.__class__ is not float:
            down = fit(down, a.shape)
        total = a._grad = down if a._grad is _WAITING else a._grad + down
        if observer is not None:
            observer((node, 0, up, local, down, total))
    if node._needs & B_NEEDS and b._needs:
        kind = op.kind_b
        local = 1.0 if kind is PASS else op.code_b(c, x, y) if kind is LOCAL else None
        down = up if kind is PASS else up * local if kind is LOCAL else op.code_b(up, c, x, y)
        if down.__class__ is not float or b._value.__class__ is not float:
            down = fit(down, b.shape)
        total = b._grad = down if b._grad is _WAITING else b._grad + down
        if observer is not None:
            observer((node, 1, up, local, down, total))


def _pass_carefully(keep: bool, node: Tensor, graph: bool, observer: Observer | None) -> None:
    """Hand the gradient of any node on where there are hooks, packed values, or somebody who looks on."""
    run_hooks(node, graph, observer)
    _pass_many(node, graph, observer)
    for watcher in () if keep else mode.watchers:
        watcher.passed(node)


def _pass_many(node: Tensor, graph: bool, observer: Observer | None) -> None:
    """Hand the gradient of any node on."""
    op: Any = node._op
    given = op.together(node, graph) if op.together is not None else None
    for argument, source in enumerate(inputs_of(node)):
        if source.__class__ is Tensor and source._needs:
            local, down = contribution(node, argument, graph=graph) if given is None else given[argument]
            total = source._grad = down if source._grad is _WAITING else source._grad + down
            if observer is not None:
                observer((node, argument, node._grad, local, down, total))


def contribution(node: Tensor, argument: int, *, graph: bool = False) -> tuple[Any, Any]:
    """The local gradient (None where the operation is not elementwise) and downstream gradient of one edge.

    For any operation; the node's own gradient must have been computed.
    """
    op: Any = node._op
    if op.together is not None:
        return op.together(node, graph, again=True)[argument]  # type: ignore[no-any-return]
    rule, up, source = op.partial(argument), node._grad, inputs_of(node)[argument]
    if rule.kind is NONE:
        return 0.0, _nothing(source)
    c, inputs = kept_values(node, graph)
    options = node._b if node._needs & MANY else ()
    values = (c, *((inputs, *options, argument) if op.variadic else (*inputs, *options)))
    local = None if rule.kind is VJP else rule.code(*values)
    down = rule.code(up, *values) if rule.kind is VJP else up * local
    return local, fit(down, source.shape)


def _nothing(source: Tensor) -> Any:
    """The gradient of an input that none flows to."""
    return source._value * 0.0


def fit(down: Any, shape: tuple[int, ...]) -> Any:
    """Sum a gradient over what broadcasting had spread, back to the input's own shape."""
    have = down.shape if down.__class__ is Tensor else shape_of(down)
    if have == shape:
        return down
    extra = len(have) - len(shape)
    spread = tuple(i for i, size in enumerate(have) if i < extra or (shape[i - extra] == 1 and size != 1))
    return FUNCTIONS["reshape"](FUNCTIONS["sum"](down, spread), shape)


def _own(received: Any, seen: set[int]) -> Any:
    """A leaf's first gradient as an array that nobody else holds (an in-place zero_ must not reach two leaves)."""
    shared = getattr(received, "base", None) is not None or id(received) in seen
    seen.add(id(received))
    return received.copy() if shared else received
