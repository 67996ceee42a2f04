"""Naming the place in a backward pass where a gradient became inf or nan.

The sweep itself looks at the leaves alone, when it is over. Only if one of them got inf or nan is it gone through once
more, newest node first, and the first edge found on which a finite upstream gradient gave something else.
"""

from __future__ import annotations

from math import isfinite
from typing import Any, NamedTuple

from ..grad_mode import aside
from ..saved import inputs_of
from ..scalars import flags, load_numpy, quietly, shape_of
from ..tensor import Tensor
from .anomaly import LIMIT, AnomalyWarning, Detection, remembered_line
from .anomaly_words import TOO_LARGE, amount, is_finite, short
from .backward_checks import described
from .learner import Place, learners_place


class _Birth(NamedTuple):
    """Where a gradient became inf or nan: on the edge from a node to an input, or, without an edge, in a sum."""

    tensor: Tensor
    argument: int = -1
    local: Any = None
    down: Any = None


def explain_backward(leaves: list[Tensor], nodes: list[Tensor], graph: bool = False) -> None:
    """Say at which node of a finished sweep a gradient became inf or nan, once for each line of the learner's code.

    Nothing is said if the values there are inf or nan themselves, for the forward pass has told so.

    Args:
        leaves: the leaves of the sweep, each with the gradient that it has received in `_grad`.
        nodes: the inner nodes with theirs, newest first.
        graph: whether the pass was recorded, so that the gradients are Tensors.

    Raises:
        RuntimeError: instead of a warning, if a gradient is nan and `set_detect_anomaly(True)` was called.
    """
    if not (flags.raised or graph or any(x._grad.__class__ is float and not isfinite(x._grad) for x in leaves)):
        return  # the floats are finite, and numpy has raised no flag, so arrays got nothing new either
    flags.raised = False
    asked = Detection.asked
    if asked is False or (asked is None and len(nodes) >= LIMIT) or all(is_finite(_raw(x._grad)) for x in leaves):
        return
    with aside():
        birth = quietly(_first, nodes, leaves)
    flags.raised = False
    if birth is None or not (asked or _values_are_finite(birth.tensor) or _is_unused_branch(birth)):
        return
    place, key = learners_place(), ("backward", birth.tensor._op)
    if asked and any(_has_nan(x._grad) for x in leaves):
        raise RuntimeError(f"anomaly detection is on: {_describe(birth, place)}")
    if not place.heard(key):
        place.warn(_describe(birth, place), AnomalyWarning)
        place.now_heard(key)


def _first(nodes: list[Tensor], leaves: list[Tensor]) -> _Birth | None:
    """The first place, newest node first; None if the sweep started from inf or nan."""
    from ..backward import contribution  # the backward pass imports this module

    for node in nodes:
        if not is_finite(_raw(node._grad)):
            return None if node is nodes[0] else _Birth(node)
        for argument, x in enumerate(inputs_of(node)):
            if x.__class__ is not Tensor or not x._needs:
                continue
            local, down = contribution(node, argument)
            if not is_finite(_raw(down)):
                return _Birth(node, argument, _raw(local), _raw(down))
    return next((_Birth(leaf) for leaf in leaves if not is_finite(_raw(leaf._grad))), None)


def _raw(value: Any) -> Any:
    return value._value if value.__class__ is Tensor else value


def _values_are_finite(node: Tensor) -> bool:
    inputs = inputs_of(node) if node._op is not None else ()
    return all(is_finite(_raw(x)) for x in (node, *inputs))


def _is_unused_branch(birth: _Birth) -> bool:
    """Whether 0 · inf made nan: the forward pass has told of the inf, but not that it comes back though unused."""
    if birth.local is None or is_finite(birth.local):
        return False
    up, local = load_numpy().broadcast_arrays(_raw(birth.tensor._grad), birth.local)
    return bool((up[~load_numpy().isfinite(local)] == 0).any())


def _has_nan(gradient: Any) -> bool:
    raw = _raw(gradient)
    return not is_finite(raw) and bool((load_numpy().isnan(raw)).any())


def _describe(birth: _Birth, place: Place) -> str:
    node, line = birth.tensor, remembered_line(birth.tensor)
    made = f" It was made {line}." if line else ""
    if birth.argument < 0:
        hooked = node._info is not None and node._info.hooks
        why = "a hook on it returned that" if hooked else "what reached it was finite, and the sum is too large"
        return (
            f"in the backward pass the gradient of {described(node)} became {amount(_raw(node._grad))}. "
            f"Why: {why}.{made} It happened {place}. Try: {'look at the hook.' if hooked else TOO_LARGE}"
        )
    source = inputs_of(node)[birth.argument]
    labels = node._op.inputs  # type: ignore[union-attr]  # an edge starts at a computed node
    label = place.name_of(source) or labels[min(birth.argument, len(labels) - 1)]
    product, why, advice = _reason(birth, label, _raw(source))
    return (
        f"in the backward pass the gradient became {amount(birth.down)} on the way from {described(node)} to {label}"
        f"{product}. Why: {why}.{made} It happened {place}. Try: {advice}"
    )


def _reason(birth: _Birth, label: str, value: Any) -> tuple[str, str, str]:
    """The numbers of an edge, why their product is not finite, and what to try."""
    name, up, local = birth.tensor._op.name, _raw(birth.tensor._grad), birth.local  # type: ignore[union-attr]
    shapes = {shape_of(x) for x in (up, birth.down, value)}
    if local is None or len(shapes) > 1:
        return "", f"on the way back through {name} a number was divided by 0, or became too large", TOO_LARGE
    bad = ~load_numpy().isfinite(birth.down)
    up, local, value = (float(load_numpy().broadcast_to(x, bad.shape)[bad][0]) for x in (up, local, value))
    product = f": upstream {short(up)} · local {short(local)}, where {label} = {short(value)}"
    if is_finite(local):
        return product, "the product is larger than its kind of numbers can hold: the gradient explodes", TOO_LARGE
    if up == 0:
        advice = "give the unused branch harmless numbers: gv.where(x > 0, gv.log(gv.where(x > 0, x, 1.0)), 0.0)."
        return product, "0 · inf has no value, also where the result is not used, as in a branch of gv.where", advice
    advice = "keep away from that point, as in gv.sqrt(x + 1e-12), or use gv.clamp before."
    return product, f"the slope of {name} is not finite there", advice
