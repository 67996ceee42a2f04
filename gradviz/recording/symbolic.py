"""The gradient as a formula: the backward pass, recorded on the tape like any other computation."""

from __future__ import annotations

from ..core.backward import gradients
from ..core.tensor import Tensor
from .graph import Graph
from .tape import structure, tape


def gradient_graphs(output: Tensor) -> dict[str, Graph | float]:
    """For every named leaf, the graph that computes its gradient, or a number where it is constant.

    The partials of the operations are run on Tensors instead of raw numbers, so their products and sums
    become a graph whose last node is ∂output/∂leaf. No `.grad` changes.
    """
    found: dict[str, Graph | float] = {}
    for leaf, gradient in gradients(output, graph=True):
        if leaf.name is not None:
            found[leaf.name] = structure(tape(gradient)) if isinstance(gradient, Tensor) else gradient
    return found
