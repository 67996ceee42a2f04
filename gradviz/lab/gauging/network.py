"""The network of `flow`: layers of units in a row, made anew for every run from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core import FUNCTIONS, Tensor, no_grad, tensor
from ...recording import Recording, record, watch
from .gauges import unchanged

EXAMPLES = 16
STEPS = 20
RATE = 0.1


@dataclass(frozen=True)
class Network:
    """A network with equally wide layers, and examples for it; equal fields give equal numbers.

    Attributes:
        activation: the name of the activation function.
        depth: how many layers.
        width: how many units in each.
        scale: how large the weights are: their standard deviation is scale/√width.
        bias: what every bias starts from.
        seed: of the random numbers.
    """

    activation: str
    depth: int
    width: int
    scale: float
    bias: float
    seed: int

    def leaves(self) -> list[tuple[Tensor, Tensor]]:
        """The weights and biases of every layer, as they start."""
        random, size = np.random.default_rng(self.seed), self.scale / np.sqrt(self.width)
        drawn = [random.standard_normal((self.width, self.width)) * size for _ in range(self.depth)]
        return [
            (tensor(weights, requires_grad=True, name=f"W{k}"),
             tensor(np.full(self.width, self.bias), requires_grad=True, name=f"b{k}"))
            for k, weights in enumerate(drawn, 1)
        ]  # fmt: skip

    def loss(self, leaves: list[tuple[Tensor, Tensor]]) -> Tensor:
        """The mean square distance of the network's outputs from their targets, over all examples."""
        random = np.random.default_rng(self.seed + 1)
        h = tensor(random.standard_normal((EXAMPLES, self.width)), name="x")
        targets = tensor(random.standard_normal((EXAMPLES, self.width)), name="t")
        for k, (weights, bias) in enumerate(leaves, 1):
            h = FUNCTIONS[self.activation](h @ weights + bias).named(f"layer {k}")
        loss: Tensor = ((h - targets) ** 2).mean().named("L")
        return loss

    def recording(self) -> Recording:
        """One pass forward and backward."""
        return watch(self.loss(self.leaves()))

    def trained(self) -> tuple[Recording, list[Any]]:
        """Twenty steps of gradient descent, and for each layer which units' weights they left as they were."""
        leaves = self.leaves()
        with record() as recording:
            for _ in range(STEPS):
                self.loss(leaves).backward()
                _step([leaf for pair in leaves for leaf in pair])
        positions = [recording.position(f"W{k}") for k in range(1, self.depth + 1)]
        first, last = recording.frame(recording.starts[0] + _seen(recording)), recording.frame()
        return recording, [unchanged(first.values[k], last.values[k]) for k in positions]


def _step(leaves: list[Tensor]) -> None:
    """One step of gradient descent, and the gradients forgotten."""
    with no_grad():
        for leaf in leaves:
            if leaf.grad is not None:
                leaf -= leaf.grad * RATE
                leaf.grad = None


def _seen(recording: Recording) -> int:
    """How many events after its start the first pass has all its leaves."""
    return len(recording.graphs[0].nodes)
