"""Losses whose gradient is simpler than that of their parts."""

from __future__ import annotations

from typing import Any

from ..operation import Gate, op, vjp, without_gradient
from ..scalars import load_numpy, shape_of
from .reductions import log_softmax, softmax

_LOGITS = [[1.0, 2.0, 3.0], [0.5, -1.0, 0.0]]


def _one_hot(target: Any, shape: tuple[int, ...]) -> Any:
    """The target as parts of 1: class numbers become rows with a single 1; probabilities stay."""
    numpy = load_numpy()
    target = numpy.asarray(getattr(target, "_value", target))
    if target.shape == shape:
        return target
    return numpy.eye(shape[-1])[target.astype(int)]


def _rows(shape: tuple[int, ...]) -> float:
    """How many examples a loss is averaged over."""
    return float(load_numpy().prod(shape[:-1]))


@op("cross entropy", r"c = -\frac{1}{n}\sum_k t_k \ln p_k", Gate.MIXER, torch="NllLoss", samples=((_LOGITS, [2, 0]),),
    logits=vjp(r"\frac{g}{n}(p - t)", lambda up, _c, logits, target:
               up * ((softmax(logits, -1) - _one_hot(target, shape_of(logits))) * (1.0 / _rows(shape_of(logits))))),
    target=without_gradient())  # fmt: skip
def cross_entropy(logits: Any, target: Any) -> Any:
    """Softmax and cross entropy in one: the gradient of the logits is p − t over the number of examples."""
    numpy = load_numpy()
    return -numpy.sum(_one_hot(target, shape_of(logits)) * numpy.asarray(log_softmax(logits, -1))) / _rows(
        shape_of(logits)
    )


@op("nll", r"c = -\frac{1}{n}\sum_k t_k a_k", Gate.ROUTER, torch="NllLoss", samples=((_LOGITS, [2, 0]),),
    log_probabilities=vjp(r"-\frac{g}{n}t", lambda up, _c, log_probabilities, target:
                          up * (_one_hot(target, shape_of(log_probabilities)) *
                                (-1.0 / _rows(shape_of(log_probabilities))))),
    target=without_gradient())  # fmt: skip
def nll_loss(log_probabilities: Any, target: Any) -> Any:
    """Negative log likelihood: minus the log probability of the right class, averaged."""
    shape = shape_of(log_probabilities)
    return -load_numpy().sum(_one_hot(target, shape) * log_probabilities) / _rows(shape)
