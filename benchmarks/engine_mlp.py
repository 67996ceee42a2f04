"""A 784-128-10 network, batch 64, float64, softmax cross entropy: one step without the update.

`python -m benchmarks.engine_mlp` measures in this process, with as many BLAS threads as its environment says;
the engine topic starts it twice.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from typing import Any

import numpy as np

import gradviz as gv
from gradviz.nn import functional as F

from .measure import Job, cpu_ratio, in_turn, ratio, span, table, target

Step = Callable[[], tuple[Any, list[Any]]]
BATCH, SIZES = 64, (784, 128, 10)
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def numbers() -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Weights and biases, images, and the class of each."""
    dice = np.random.default_rng(1)
    weights = [
        dice.standard_normal((784, 128)) / 28, dice.standard_normal(128) / 10,
        dice.standard_normal((128, 10)) / 11, dice.standard_normal(10) / 10,
    ]  # fmt: skip
    return weights, dice.random((BATCH, 784)), dice.integers(0, 10, BATCH)


def by_hand() -> Step:
    """What a careful student writes with numpy: one softmax, its maximum taken off, and four gradients."""
    (w1, b1, w2, b2), x, labels = numbers()
    rows = np.arange(BATCH)

    def step() -> tuple[Any, list[Any]]:
        z = x @ w1 + b1
        h = np.maximum(z, 0.0)
        scores = h @ w2 + b2
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = powers / powers.sum(axis=1, keepdims=True)
        loss = -np.log(p[rows, labels]).mean()
        d = p
        d[rows, labels] -= 1.0
        d /= BATCH
        dh = d @ w2.T
        dh *= z > 0
        return loss, [x.T @ dh, dh.sum(axis=0), h.T @ d, d.sum(axis=0)]

    return step


def with_gradviz(fresh: bool) -> Step:
    arrays, images, classes = numbers()

    def leaves() -> list[Any]:
        return [*(gv.tensor(a, requires_grad=True) for a in arrays), gv.tensor(images), gv.tensor(classes)]

    kept = leaves()

    def step() -> tuple[Any, list[Any]]:
        w1, b1, w2, b2, x, labels = leaves() if fresh else kept
        weights = [w1, b1, w2, b2]
        for weight in weights:
            weight.grad = None
        loss = F.cross_entropy((x @ w1 + b1).relu() @ w2 + b2, labels)
        loss.backward()
        return loss.item(), [weight.grad for weight in weights]

    return step


def with_mygrad(fresh: bool) -> Step:
    import mygrad
    from mygrad.nnet.activations import relu
    from mygrad.nnet.losses import softmax_crossentropy

    arrays, images, labels = numbers()

    def leaves() -> list[Any]:
        return [*(mygrad.tensor(a) for a in arrays), mygrad.tensor(images, constant=True)]

    kept = leaves()

    def step() -> tuple[Any, list[Any]]:  # a tensor forgets its gradient when it is used in a new graph
        w1, b1, w2, b2, x = leaves() if fresh else kept
        loss = softmax_crossentropy(relu(x @ w1 + b1) @ w2 + b2, labels)
        loss.backward()
        return loss.item(), [w1.grad, b1.grad, w2.grad, b2.grad]

    return step


def with_autograd() -> Step:
    from autograd import numpy as anp
    from autograd import value_and_grad
    from autograd.tracer import getval

    arrays, x, labels = numbers()
    rows = np.arange(BATCH)

    def loss(w1: Any, b1: Any, w2: Any, b2: Any) -> Any:
        scores = anp.maximum(x @ w1 + b1, 0.0) @ w2 + b2
        scores = scores - np.max(getval(scores), axis=1, keepdims=True)  # a constant for the gradient, as by hand
        return anp.mean(anp.log(anp.sum(anp.exp(scores), axis=1)) - scores[rows, labels])

    both = value_and_grad(loss, (0, 1, 2, 3))
    return lambda: both(*arrays)


def steps() -> dict[str, Step]:
    """Every way of one step; peers that are not installed are left out."""
    found = {"numpy by hand": by_hand(), "gradviz": with_gradviz(False), "gradviz, leaves anew": with_gradviz(True)}
    if find_spec("mygrad"):
        found |= {"mygrad": with_mygrad(False), "mygrad, leaves anew": with_mygrad(True)}
    if find_spec("autograd"):
        found["autograd"] = with_autograd()
    return found


def check(found: dict[str, Step]) -> None:
    """One loss and four gradients, the same from everybody to rounding; twice, as gradients may add up."""
    loss, gradients = found["numpy by hand"]()
    for name, step in found.items():
        step()
        other, others = step()
        pairs = zip([loss, *gradients], [other, *others], strict=True)
        if not all(np.allclose(np.asarray(a), np.asarray(b), rtol=1e-9, atol=1e-12) for a, b in pairs):
            raise AssertionError(f"{name} finds other numbers than numpy by hand")


def measured(rounds: int) -> str:
    found = steps()
    check(found)
    jobs = {name: Job(name, step, step) for name, step in found.items()}  # one untimed before: see the notes
    in_turn(list(jobs.values()), rounds, warm_up=5)
    hand, ours = jobs["numpy by hand"], jobs["gradviz"]
    rows = [
        [name, cpu_ratio(job, hand), ratio(job.middle, hand.middle), span(job.cpu, 1e6), span(job.seconds, 1e6)]
        for name, job in jobs.items()
    ]
    threads = os.environ.get(THREADS[0])
    notes = ["a training step without its update: parameters and images are kept, gradients set to None before",
             "each timed step follows one of its own, as in training: after another's it would ask for new pages",
             "'leaves anew' makes Tensors of all arrays in every step, which copies them (1.2 MB)"]  # fmt: skip
    if threads:
        middle = median(ours.cpu)
        notes.append(target("gradviz <= 1.2x numpy by hand", middle <= 1.2 * median(hand.cpu)))
        for name in ("mygrad", "autograd"):
            if name in jobs:
                notes.append(target(f"faster than {name}", middle < median(jobs[name].cpu)))
    title = f"MLP 784-128-10, batch 64, float64, softmax cross entropy; BLAS threads: {threads or 'as it chooses'}"
    return table(title, ["way", "CPU / by hand", "wall / by hand", "CPU µs", "wall µs"], rows, notes)


if __name__ == "__main__":
    print(measured(int(sys.argv[1])))
