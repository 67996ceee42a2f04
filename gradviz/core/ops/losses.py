"""Losses in one operation each, because their gradient is simpler, and safer, than that of their parts.

`reduction` says what becomes of the losses of all examples: "mean", "sum", or "none", which leaves them as they are.
Weights, ignored examples and smoothing are compositions, in `gradviz.nn.functional`.
"""

from __future__ import annotations

import math
from typing import Any

from ..advice.loss_checks import (
    check_class_numbers,
    check_reduction,
    is_soft,
    refuse_no_probabilities,
    refuse_other_shape,
    warn_of_broadcast,
)
from ..dtypes import promoted
from ..operation import Gate, op, vjp, without_gradient
from ..scalars import load_numpy, shape_of
from .arithmetic import divide
from .choices import clamp
from .exponentials import less_the_largest, log_softmax, softmax
from .functions import log, log1p
from .kinds import kind_of, raw
from .reductions import sum
from .shapes import unsqueeze

_SCORES = [[1.0, 2.0, 3.0], [0.5, -1.0, 0.0]]
_PLACES = [[[1.0, 2.0], [0.5, 0.0], [-1.0, 3.0]]]  # one example, three classes, two places
_CLASSES = (
    (_SCORES, [2, 0]), (_SCORES[0], 1), (_PLACES, [[2, 1]]), (_SCORES, [2, 0], "sum"), (_SCORES, [2, 0], "none"),
    (_SCORES[0], 1, "none"), (_PLACES, [[2, 1]], "none"),
)  # fmt: skip
_PARTS = [[0.2, 0.3, 0.5], [0.0, 2.0, 0.5]]


def _reduced(name: str, losses: Any, reduction: str) -> Any:
    """The losses as their mean, their sum, or as they are."""
    check_reduction(name, reduction)
    losses = load_numpy().asarray(losses)
    if reduction == "none":
        return losses
    return losses.sum() / losses.size if reduction == "mean" else losses.sum()


def _shared(up: Any, count: int, reduction: str) -> Any:
    """The upstream gradient of each loss: one of `count` when their mean was taken."""
    return up * divide(1.0, count) if reduction == "mean" else up


def _class_dim(scores: Any) -> int:
    """The dimension that counts classes: the second, or the only one."""
    return min(1, len(shape_of(scores)) - 1)


def _shared_by_examples(up: Any, scores: Any, reduction: str) -> Any:
    """The upstream gradient of each example's loss, in a shape that broadcasts against the scores."""
    shape, dim = shape_of(scores), _class_dim(scores)
    if reduction == "none" and len(shape) > 1:
        return unsqueeze(up, dim)
    return _shared(up, math.prod(shape) // max(shape[dim], 1), reduction)


def _places(target: Any) -> tuple[Any, ...]:
    """The index of the right class's score of every example."""
    numpy = load_numpy()
    if target.ndim == 1:
        return numpy.arange(len(target)), target
    grid = numpy.indices(target.shape, sparse=True)
    return (*grid[:1], target, *grid[1:])


def as_parts(scores: Any, target: Any) -> Any:
    """Class numbers as parts of 1 in the shape of the scores: 1 for the right class, 0 for the others."""
    numpy = load_numpy()
    parts = numpy.zeros(shape_of(scores), kind_of(scores))
    parts[_places(numpy.asarray(raw(target)))] = 1.0
    return parts


def _beyond_parts(logits: Any, target: Any) -> Any:
    """p·Σt − t, where Σt is 1 unless the probabilities given do not add up to 1."""
    p = softmax(logits, _class_dim(logits))
    if shape_of(target) != shape_of(logits):
        return p - as_parts(logits, target)
    return p * sum(target, _class_dim(logits), True) - target


@op("cross entropy", r"c = -\frac{1}{n}\sum_k t_k \ln \operatorname{softmax}(a)_k", Gate.MIXER, torch="NllLoss",
    samples=(*_CLASSES, (_SCORES, _PARTS), (_SCORES, _PARTS, "none"), (_SCORES[0], _PARTS[0])),
    logits=vjp(r"\frac{g}{n}\,(\operatorname{softmax}(a) - t)", lambda up, _c, logits, target, reduction:
               _beyond_parts(logits, target) * _shared_by_examples(up, logits, reduction)),
    target=vjp(r"-\frac{g}{n}\,\ln \operatorname{softmax}(a)", lambda up, _c, logits, _target, reduction:
               -log_softmax(logits, _class_dim(logits)) * _shared_by_examples(up, logits, reduction)))  # fmt: skip
def cross_entropy(logits: Any, target: Any, reduction: str = "mean") -> Any:
    """Softmax and cross entropy in one: the gradient of the logits is p − t over the number of examples.

    c = −(1/n) Σ t·ln p with p = softmax(logits), averaged over the n examples. A class that the target gives no part
    adds nothing, even where its probability is 0. A target of probabilities gets its own gradient, −ln p over n.

    Args:
        logits: scores, any numbers, of shape (classes,), (n, classes) or (n, classes, ...).
        target: the right class of each example as an integer, of shape (), (n) or (n, ...); or probabilities in the
            shape of the logits.
        reduction: "mean", "sum" or "none".

    Raises:
        TypeError: if class numbers are not integers, or probabilities are.
        ValueError: if shapes do not fit, or a class number is out of range.

    Example:
        >>> import gradviz as gv
        >>> scores = gv.tensor([[1.0, 2.0, 3.0]], requires_grad=True)
        >>> loss = gv.cross_entropy(scores, gv.tensor([2])); loss
        tensor(0.4076, grad_fn=<NllLossBackward0>)
        >>> loss.backward(); scores.grad
        tensor([[ 0.0900,  0.2447, -0.3348]])
    """
    numpy, dim, target = load_numpy(), _class_dim(logits), load_numpy().asarray(target)
    soft = is_soft("cross_entropy", shape_of(logits), target)
    if not soft:
        check_class_numbers("cross_entropy", shape_of(logits), target)
    rest = less_the_largest(logits, dim)[1]
    whole = numpy.log(numpy.exp(rest).sum(axis=dim, keepdims=True))
    if soft:
        losses = -numpy.where(target == 0, numpy.zeros_like(rest), target * (rest - whole)).sum(axis=dim)
    else:
        losses = whole.squeeze(dim) - rest[_places(target)]
    return _reduced("cross_entropy", losses, reduction)


@op("nll", r"c = -\frac{1}{n}\sum_k t_k a_k", Gate.ROUTER, torch="NllLoss", samples=_CLASSES,
    log_probabilities=vjp(r"-\frac{g}{n}\,t", lambda up, _c, like_log_probabilities, target, reduction:
                          -as_parts(like_log_probabilities, target)
                          * _shared_by_examples(up, like_log_probabilities, reduction)),
    target=without_gradient())  # fmt: skip
def nll_loss(log_probabilities: Any, target: Any, reduction: str = "mean") -> Any:
    """Negative log likelihood: minus the log probability of the right class, averaged over the examples.

    Only the right class's number is read, so −inf elsewhere does no harm. After `log_softmax`.

    Args:
        log_probabilities: of shape (classes,), (n, classes) or (n, classes, ...).
        target: the right class of each example as an integer, of shape (), (n) or (n, ...).
        reduction: "mean", "sum" or "none".

    Raises:
        TypeError: if class numbers are not integers.
        ValueError: if shapes do not fit, or a class number is out of range.

    Example:
        >>> import gradviz as gv
        >>> gv.nll_loss(gv.log(gv.tensor([[0.5, 0.25, 0.25]])), gv.tensor([0]))
        tensor(0.6931)
    """
    target = load_numpy().asarray(target)
    check_class_numbers("nll_loss", shape_of(log_probabilities), target)
    return _reduced("nll_loss", -log_probabilities[_places(target)], reduction)


def _size(*inputs: Any) -> int:
    """The number of elements of what the inputs broadcast to."""
    return math.prod(load_numpy().broadcast_shapes(*map(shape_of, inputs)))


_PREDICTED = ([[1.0, -2.0], [0.5, 3.0]], [[0.0, -2.5], [2.5, 4.0]])
_EVERY_WAY = ("mean", "sum", "none")


@op("mse", r"c = \frac{1}{n}\sum_i (a_i - t_i)^2", Gate.MIXER, torch="MseLoss",
    samples=(*((*_PREDICTED, way) for way in _EVERY_WAY), (3.0, 1.0)), advise=warn_of_broadcast,
    input=vjp(r"\frac{2g}{n}\,(a - t)", lambda up, _c, input, target, reduction:
              2.0 * (input - target) * _shared(up, _size(input, target), reduction)),
    target=vjp(r"\frac{2g}{n}\,(t - a)", lambda up, _c, input, target, reduction:
               2.0 * (target - input) * _shared(up, _size(input, target), reduction)))  # fmt: skip
def mse_loss(input: Any, target: Any, reduction: str = "mean") -> Any:
    """Mean squared error: the mean of the squared differences between predictions and targets.

    c = (1/n) Σ(aᵢ − tᵢ)², so the gradient of a prediction is 2(aᵢ − tᵢ)/n, and that of its target the opposite.

    Args:
        input: the predictions, of any shape.
        target: what they should be, of the same shape.
        reduction: "mean", "sum" or "none".

    Raises:
        ValueError: if the shapes do not fit at all.

    Warns:
        UserWarning: if the shapes differ but broadcast, as (3, 1) and (3,) do to (3, 3).

    Example:
        >>> import gradviz as gv
        >>> gv.mse_loss(gv.tensor([1.0, 2.0]), gv.tensor([0.0, 4.0]))
        tensor(2.5000)
    """
    input, target = promoted((input, target))
    apart = input - target
    return _reduced("mse_loss", apart * apart, reduction)


_PROBABLE = ([0.8, 0.4, 0.125], [1.0, 0.0, 0.75])
_LOWEST, _NARROWEST = -100.0, 1e-12


@op("bce", r"c = -\frac{1}{n}\sum_i t_i \ln a_i + (1 - t_i)\ln(1 - a_i)", Gate.MIXER, torch="BinaryCrossEntropy",
    samples=(*((*_PROBABLE, way) for way in _EVERY_WAY), (0.3, 1.0)),
    input=vjp(r"\frac{g}{n}\,\frac{a - t}{a(1 - a)}", lambda up, _c, input, target, reduction:
              divide(input - target, clamp(input * (1.0 - input), _NARROWEST)) * _shared(up, _size(input), reduction)),
    target=vjp(r"\frac{g}{n}\,(\ln(1 - a) - \ln a)", lambda up, _c, input, _target, reduction:
               (clamp(log1p(-input), _LOWEST) - clamp(log(input), _LOWEST)) * _shared(up, _size(input), reduction)),
    )  # fmt: skip
def binary_cross_entropy(input: Any, target: Any, reduction: str = "mean") -> Any:
    """Cross entropy of yes and no: the mean of −(t ln p + (1 − t) ln(1 − p)) for probabilities p.

    As in PyTorch no logarithm is taken below −100, so a probability of 0 for what happens costs 100 and not inf, and
    p(1 − p) under the gradient (p − t)/(p(1 − p)) is at least 10⁻¹²: at p = 0 and 1 the gradient is large, not nan.
    After a sigmoid, `binary_cross_entropy_with_logits` of `gradviz.nn.functional` is more exact.

    Args:
        input: probabilities p, of any shape.
        target: 0 and 1, or numbers between, of the same shape.
        reduction: "mean", "sum" or "none".

    Raises:
        ValueError: if the shapes differ, or an input is no probability.

    Example:
        >>> import gradviz as gv
        >>> gv.binary_cross_entropy(gv.tensor([0.8, 0.4]), gv.tensor([1.0, 0.0]))
        tensor(0.3670)
    """
    refuse_other_shape("binary_cross_entropy", input, target)
    refuse_no_probabilities("binary_cross_entropy", input)
    numpy = load_numpy()
    input, target = promoted((input, target))
    with numpy.errstate(divide="ignore"):  # the −inf is raised to −100 at once
        yes, no = numpy.maximum(numpy.log(input), _LOWEST), numpy.maximum(numpy.log1p(-input), _LOWEST)
    return _reduced("binary_cross_entropy", -(target * yes + (1.0 - target) * no), reduction)
