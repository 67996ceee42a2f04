"""Checkpoints: keep only where a stretch of the computation began, and compute it again when it is needed.

A forward pass through n layers keeps about n values for the backward pass. Cut into k segments of which all but the
last keep nothing but their ends, about k + n/k are kept; the price is that those segments are computed twice, almost
one more forward pass. With k = √n both are as small as they get together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..core.backward import fit, sweep
from ..core.context import Context
from ..core.grad_mode import enable_grad, mode
from ..core.operation import Gate, Op, vjp
from ..core.recorder import tell_recorded
from ..core.scalars import load_numpy, settle
from ..core.tensor import LEAF_NEEDS, MANY, Tensor, constant
from ..core.words.creation import get_rng_state, set_rng_state
from .outsiders import Outsiders


def checkpoint(
    function: Callable[..., Tensor],
    *args: Any,
    use_reentrant: bool = False,
    preserve_rng_state: bool = True,
    **kwargs: Any,
) -> Tensor:
    """Compute `function(*args)` without keeping what happens inside; the backward pass computes it again.

    Value and gradients are those of the plain call. Tensors that the function uses without being given them, such as
    a layer's weights, get their gradients too: they are found in the forward pass and become inputs of the
    checkpoint's node, so the picture shows them. What is kept is the inputs, and the result, which the second
    computation must reproduce.

    Args:
        function: takes the arguments, returns one Tensor. It is called once in the forward pass and once in each
            backward pass.
        *args: what it is called with; Tensors among them need not require gradients.
        use_reentrant: PyTorch has two forms and asks which one; gradviz has the one that PyTorch recommends, False.
        preserve_rng_state: whether gradviz's random numbers are the same in the second computation.
        **kwargs: keyword arguments of the function.

    Raises:
        ValueError: for use_reentrant=True.
        TypeError: if the function does not return one Tensor.
        RuntimeError: in the backward pass, if the second computation gives another value or uses other Tensors.

    Example:
        >>> import gradviz as gv
        >>> from gradviz.utils.checkpoint import checkpoint
        >>> x = gv.tensor(2.0, requires_grad=True)
        >>> y = checkpoint(lambda x: gv.exp(x * x), x, use_reentrant=False)
        >>> y.backward()
        >>> x.grad
        tensor(218.3926)
    """
    if use_reentrant:
        raise ValueError(
            "checkpoint() got use_reentrant=True; gradviz has the other form alone, which also works when no input "
            "requires a gradient. Write use_reentrant=False, as PyTorch recommends."
        )
    segment = _Segment(function, args, kwargs, preserve_rng_state)
    if not mode.on:
        return segment.call()
    result, boundary = segment.first_time()
    if not boundary:
        return result
    out = constant(result._value)  # what the function recorded is dropped here
    out._extras().context = segment
    out._op, out._a, out._b, out._needs = _op(function, boundary), tuple(boundary), (), MANY
    if not mode.quick:
        tell_recorded(out)
    return out


def checkpoint_sequential(
    functions: Sequence[Callable[[Tensor], Tensor]],
    segments: int,
    input: Tensor,
    use_reentrant: bool = False,
    **kwargs: Any,
) -> Tensor:
    """Apply functions one after the other in `segments` checkpoints, the last of which is computed plainly.

    The last segment is what the backward pass needs first, so keeping it costs nothing at the peak and saves one
    computation of it, as in PyTorch.

    Args:
        functions: layers (a list, or a Sequential).
        segments: how many pieces, as equal as whole numbers allow; the last takes the rest.
        input: what the first function gets.
        use_reentrant: see `checkpoint`.
        **kwargs: options of `checkpoint`.

    Raises:
        ValueError: if there are fewer functions than segments, or segments is not positive.

    Example:
        >>> import gradviz as gv
        >>> from gradviz.utils.checkpoint import checkpoint_sequential
        >>> x = gv.tensor(0.5, requires_grad=True)
        >>> with gv.Meter() as meter:
        ...     checkpoint_sequential([gv.tanh] * 16, 4, x).backward()
        >>> meter.peak_saved, meter.forward_calls
        (8, 28)
    """
    layers = list(functions)
    if not 0 < segments <= len(layers):
        raise ValueError(
            f"checkpoint_sequential() got {segments} segments for {len(layers)} functions; each segment has at least "
            f"one. Choose 1 to {len(layers)}; the square root of their number keeps least."
        )
    size = len(layers) // segments
    for start in range(0, size * (segments - 1), size):
        input = checkpoint(_chain(layers[start : start + size]), input, use_reentrant=use_reentrant, **kwargs)
    return _chain(layers[size * (segments - 1) :])(input)


def _chain(layers: list[Callable[[Tensor], Tensor]]) -> Callable[[Tensor], Tensor]:
    def segment(value: Tensor) -> Tensor:
        for layer in layers:
            value = layer(value)
        return value

    return segment


class _Segment(Context):
    """A stretch of the computation that can be run again; it stands on its node as a student's ctx does."""

    def __init__(self, function: Callable[..., Any], args: Any, kwargs: Any, preserve: bool) -> None:
        super().__init__(())
        self.function, self.args, self.kwargs = function, args, kwargs
        self.random = get_rng_state() if preserve else None

    def pack(self, pack: Any, unpack: Any) -> None:
        """Nothing to pack: inputs are needed as they are, to start again from."""

    def call(self) -> Tensor:
        """Run the function once."""
        result = self.function(*self.args, **self.kwargs)
        if result.__class__ is not Tensor:
            raise TypeError(
                f"the function given to checkpoint() returned {result!r:.60} ({type(result).__name__}); its node in "
                "the graph has one Tensor as its value. Return one, and checkpoint several results one by one."
            )
        return result

    def first_time(self) -> tuple[Tensor, list[Tensor]]:
        """Run for the result alone, and find the Tensors from outside that need gradients.

        Operations are recorded meanwhile, so that the function does exactly what it does without a checkpoint (an
        `x += 1` changes x in place where nothing is recorded); nobody keeps the record.
        """
        with Outsiders(keep_record=False) as seen:
            result = self.call()
        seen.add((result,))
        return result, list(seen.tensors.values())

    def second_time(self) -> tuple[Tensor, list[Tensor]]:
        """Run again, recorded, with the random numbers of the first time."""
        now = get_rng_state() if self.random is not None else None
        try:
            if self.random is not None:
                set_rng_state(self.random)
            with enable_grad(), Outsiders(keep_record=True) as seen:
                result = self.call()
        finally:
            if now is not None:
                set_rng_state(now)
        seen.add((result,))
        return result, list(seen.tensors.values())


def _op(function: Callable[..., Any], boundary: list[Tensor]) -> Op:
    """The operation of a checkpoint's node."""
    name = getattr(function, "__name__", type(function).__name__)
    names = [x.name or f"x{i}" for i, x in enumerate(boundary)]
    inputs = tuple(names) if len(set(names)) == len(names) else tuple(f"x{i}" for i in range(len(names)))
    key = (name, inputs)
    if key not in _OPS:
        _OPS[key] = Op(
            "checkpoint", "checkpoint", "CheckpointBackward", rf"c = f({', '.join(inputs)})", Gate.MIXER, _no_replay,
            tuple(vjp("g \\cdot J", _no_replay) for _ in inputs), inputs, (), (),
            f"Computes {name} without keeping what happens inside; the backward pass computes it again.",
            together=_run_again, saves=("c", *inputs),
        )  # fmt: skip
    return _OPS[key]


_OPS: dict[tuple[str, tuple[str, ...]], Op] = {}
"""One for every function's name and inputs, so that equal programs have equal graphs."""


def _no_replay(*_: Any) -> Any:
    raise TypeError(
        "a checkpoint keeps the function, not what happened inside, so a frozen graph cannot replay it. "
        "Freeze the computation without checkpoint()."
    )


def _run_again(node: Tensor, graph: bool, again: bool = False) -> list[tuple[Any, Any]]:
    """Compute a checkpoint's segment once more, recorded, and run the backward pass through it."""
    segment, boundary, up = node._info.context, node._a, node._grad  # type: ignore[union-attr]
    if again and segment._last is not None and segment._last[0] is up:
        return segment._last[1]  # type: ignore[no-any-return]
    up = up._value if up.__class__ is Tensor and not graph else up
    with _cut_off(boundary, _BEGINNING):
        inner, used = segment.second_time()
    _refuse_other(node, inner, used)
    with _cut_off(boundary, None):
        visited = sweep(inner, up, keep=graph, graph=graph)
        found = {id(leaf): leaf._grad for leaf in visited.leaves}
        visited.put_back()
    zeros = load_numpy().zeros_like
    downs = [found[id(x)] if id(x) in found else settle(zeros(x._value)) for x in boundary]
    pairs = [(None, fit(down, x._value)) for down, x in zip(downs, boundary, strict=True)]
    segment._last = None if graph else (up, pairs)
    return pairs


def _refuse_other(node: Tensor, inner: Tensor, used: list[Tensor]) -> None:
    """Raise if the second computation differs from the first one, which `node` holds."""
    numpy = load_numpy()
    same = numpy.shape(node._value) == numpy.shape(inner._value)
    if not same or not numpy.allclose(node._value, inner._value, rtol=1e-12, atol=0.0, equal_nan=True):
        raise RuntimeError(
            "a checkpoint was computed again for the backward pass and gave another value than in the forward pass, so "
            "the gradients would belong to another function. Random numbers must come from gradviz, and nothing that "
            "the function uses may change in between."
        )
    if not {id(x) for x in used} <= {id(x) for x in node._a}:
        raise RuntimeError(
            f"when {node._op!r} was computed again for the backward pass, its function used Tensors that it had not "
            "used before, so their gradients would be lost. It must do the same each time: no state that a call "
            "changes."
        )


_BEGINNING = Op(
    "beginning", "beginning", "CheckpointBackward", "", Gate.CARRIER, _no_replay, (vjp("g", _no_replay),), ("a",), (),
    (), "How an input of a checkpoint was computed, as long as the checkpoint is computed again.",
)  # fmt: skip


@contextmanager
def _cut_off(tensors: Sequence[Tensor], op: Op | None) -> Iterator[None]:
    """Cut Tensors off from what they were computed of, with no gradient yet and no hooks.

    For the sweep they are leaves (`op` is None), so that it ends there. While the function runs, a computed Tensor has
    to stay one without inputs, for `x += 1` on a leaf is an error.
    """
    before = [(x, x._op, x._a, x._b, x._needs, x._grad) for x in tensors]
    hooks = [(x._info, x._info.hooks) for x in tensors if x._info is not None]
    for x in tensors:
        stands_for = op if x._op is not None else None
        x._op, x._a, x._b, x._grad = stands_for, () if stands_for else None, None, None
        x._needs = MANY if stands_for else LEAF_NEEDS
    for info, _ in hooks:
        info.hooks = None
    try:
        yield
    finally:
        for x, op, a, b, needs, gradient in before:
            x._op, x._a, x._b, x._needs, x._grad = op, a, b, needs, gradient
        for info, kept in hooks:
            info.hooks = kept
