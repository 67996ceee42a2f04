"""The backward pass: one sweep over the tape, newest operation first.

The sweep starts with the upstream gradient of the root (1 for a number), visits every recorded node once
and every edge once, and on each edge computes

    downstream = upstream × local

(or, where an operation is not elementwise, the vector-Jacobian product that it declares), which is added to
what the input has received so far. Serial numbers order the tape: a node is always newer than its inputs, so
when its turn comes everything that uses it has reported.

While it runs, a gradient lives in the slot of its Tensor. So threads may compute and sweep at the same time where they
share no leaf; over shared leaves they take turns with a lock of their own (one in here would cost a small pass 3%).

`observer` is given (node, argument number, upstream, local or None, downstream, total so far) for every edge as
it is passed; a recording is made that way, by this same sweep.
"""

from __future__ import annotations

from collections.abc import Callable
from math import nan
from typing import Any

from .accumulation import give, retain
from .advice.anomaly_backward import explain_backward
from .advice.backward_checks import freed, refuse_changed, seed_for
from .extras import ever
from .grad_mode import enable_grad, mode
from .hooks import run_hooks
from .operation import FUNCTIONS, NONE, PASS, VJP
from .saved import inputs_of, kept_values
from .scalars import flags, load_numpy, quietly, shape_of
from .tensor import A_NEEDS, B_NEEDS, BOTH_NEED, FREED, MANY, Tensor
from .visited import WAITING, Visited, collect

Step = tuple[Tensor, int, Any, Any, Any, Any]
Observer = Callable[[Step], object]



def backward(
    self: Tensor, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False, inputs: Any = None
) -> None:
    """Add ∂self/∂leaf to the `.grad` of every leaf above this Tensor.

    Args:
        self: the Tensor itself: write `loss.backward()`.
        gradient: the upstream gradient to start from; needed unless this Tensor is a single number,
            for which it is 1.
        retain_graph: whether a second backward pass over the same graph is allowed.
        create_graph: whether the backward pass is recorded too, for second derivatives.
        inputs: the leaves that get a gradient, where that is not all.

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
    if ever.retained:
        retain(visited.inner)
    if inputs is not None:
        visited.leave_out(inputs)
    if not mode.quick and mode.watchers:
        give(visited, seed, create_graph)
        for watcher in mode.watchers:
            watcher.accumulated(visited.leaves)
    elif not visited.plain or visited.held:  # else a leaf wraps its float in a Tensor when `.grad` is read
        give(visited, seed, create_graph)


def gradients(
    root: Tensor, gradient: Any = None, *, observer: Observer | None = None, graph: bool = False
) -> list[tuple[Tensor, Any]]:
    """Run the backward pass aside, to be looked at: no `.grad` changes and nothing is freed.

    It may follow a backward pass without retain_graph: an engine that shows values has them still.

    Returns:
        Pairs (leaf, gradient) in the order in which the sweep met the leaves: raw values, or with `graph` Tensors.
    """
    visited = sweep(root, seed_for(root, gradient, graph), keep=True, aside=True, graph=graph, observer=observer)
    received = [(leaf, leaf._grad) for leaf in visited.leaves]
    visited.put_back()
    return received


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
    visited = collect(root)
    order = visited.inner
    try:
        if not mode.quick and mode.watchers and not aside:
            observer = _of_all(observer, visited, seed, keep, graph)
        root._grad = seed
        if ever.changed >= 0 and order and ever.changed > order[-1]._serial:
            refuse_changed(order)
        if visited.arrays:
            quietly(_walk, order, keep, aside, graph, observer)
        else:
            _walk(order, keep, aside, graph, observer)
        _arrive(visited, aside, graph, observer)
    except BaseException:
        visited.put_back()
        _tell_swept(aside, failed=True)
        raise
    if not keep:
        _free(order)
    if not mode.quick and mode.watchers:
        _tell_swept(aside, failed=False)
    return visited


def _tell_swept(aside: bool, failed: bool) -> None:
    for watcher in () if aside else mode.watchers:
        watcher.swept(failed)


def _arrive(visited: Visited, aside: bool, graph: bool, observer: Observer | None) -> None:
    """Look at what has arrived in the leaves: their hooks, and anybody who has to be told of inf or nan."""
    if ever.silent:
        visited.forget_unreached()
    for leaf in visited.leaves if ever.hooked else ():
        run_hooks(leaf, graph, observer)
    total = 0.0
    for leaf in visited.leaves:
        gradient = leaf._grad
        total += gradient if gradient.__class__ is float else nan
    visited.plain = total - total == 0.0
    if not aside and (flags.raised or not visited.plain):
        explain_backward(visited.leaves, visited.inner, graph)


def _free(order: list[Tensor]) -> None:
    """Let go what the nodes have saved: a second pass over them is refused."""
    for node in order:
        if node._op.saves:  # type: ignore[union-attr]  # inner nodes have an operation
            node._needs |= FREED


def _of_all(observer: Observer | None, visited: Visited, seed: Any, keep: bool, graph: bool) -> Observer | None:
    """One observer for all who want to be told of this pass; None if nobody does."""
    asked = [watcher.sweeping(visited, seed, keep, graph) for watcher in mode.watchers]
    observers = [each for each in (observer, *asked) if each is not None]
    if len(observers) < 2:
        return observers[0] if observers else None

    def tell(step: Step) -> None:
        for each in observers:
            each(step)

    return tell


def _walk(order: list[Any], keep: bool, aside: bool, graph: bool, observer: Observer | None) -> None:
    """Visit the nodes newest first: each hands its gradient on to every input that needs one.

    What has one or two floats as inputs is written out here, once for each; all else goes through `_pass_any`.
    """
    hooked, always = ever.hooked, graph or (not mode.quick and mode.watched)
    for node in order:
        op, up, needs = node._op, node._grad, node._needs
        if needs > BOTH_NEED or always or (hooked and node._info is not None):
            _pass_any(node, keep, aside, graph, observer)
            continue
        a, b = node._a, node._b
        c, x, y = node._value, a, b
        if op.saves:
            x = a._value if a.__class__ is Tensor else a
            y = b._value if b.__class__ is Tensor else b
        if needs != B_NEEDS and a._needs:
            code, before = op.local_a, a._grad
            local, down = 1.0, up
            if code is not None:
                local = code(c, x) if b is None else code(c, x, y)
                down = up * local
            a._grad = down if before is WAITING else before + down
            if observer is not None:
                observer((node, 0, up, local, down, a._grad))
        if needs != A_NEEDS and b._needs:
            code, before = op.local_b, b._grad
            local, down = 1.0, up
            if code is not None:
                local = code(c, x, y)
                down = up * local
            b._grad = down if before is WAITING else before + down
            if observer is not None:
                observer((node, 1, up, local, down, b._grad))


def _pass_any(node: Tensor, keep: bool, aside: bool, graph: bool, observer: Observer | None) -> None:
    """Hand the gradient of any node on: with arrays, many inputs or options, with hooks, or while somebody looks on."""
    op: Any = node._op
    if node._needs & FREED and not aside:
        raise freed(node)
    if node._info is not None:
        run_hooks(node, graph, observer)
    given = op.together(node, graph) if op.together is not None else None
    kept = kept_values(node, graph) if given is None else ()
    for argument, source in enumerate(inputs_of(node)):
        if source.__class__ is Tensor and source._needs:
            local, down = _along(node, argument, source, *kept) if given is None else given[argument]
            if down is None:
                _pass_none(source)
                continue
            total = source._grad = down if source._grad is WAITING else source._grad + down
            if observer is not None:
                observer((node, argument, node._grad, local, down, total))
    for watcher in () if keep else mode.watchers:
        watcher.passed(node)


def _pass_none(source: Tensor) -> None:
    """Nothing flows here: a leaf goes on waiting, an inner node gets 0 so that its turn can come."""
    if source._grad is WAITING and source._op is not None:
        source._grad = _none_of(source)


def _none_of(source: Tensor) -> Any:
    return 0.0 if source._value.__class__ is float else load_numpy().zeros_like(source._value)


def contribution(node: Tensor, argument: int, *, graph: bool = False) -> tuple[Any, Any]:
    """The local gradient (None where the operation is not elementwise) and downstream gradient of one edge.

    For any operation; the node's own gradient must have been computed.
    """
    op: Any = node._op
    if op.together is not None:
        local, down = op.together(node, graph, again=True)[argument]
        return local, down if down is not None else _none_of(inputs_of(node)[argument])
    return _along(node, argument, inputs_of(node)[argument], *kept_values(node, graph))


def _along(node: Tensor, argument: int, source: Tensor, c: Any, inputs: tuple[Any, ...]) -> tuple[Any, Any]:
    """What flows from a node to one of its inputs, from the values that were kept: the local and the downstream."""
    op: Any = node._op
    rule, up = op.partial(argument), node._grad
    if rule.kind is NONE:
        return 0.0, _none_of(source)
    if rule.kind is PASS:
        return 1.0, fit(up, source._value)
    options = node._b if node._needs & MANY else ()
    given = (inputs, *options, argument) if op.variadic else (*inputs, *options)
    if rule.kind is VJP:
        return None, fit(rule.code(up, c, *given), source._value)
    local = rule.code(c, *given)
    return local, fit(up * local, source._value)


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
