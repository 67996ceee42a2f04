"""Gradients by central differences, for tests that must not trust the engine."""

import numpy as np

import gradviz as gv


def slopes(f, values, h=1e-5):
    """∂f/∂values for a function of one Tensor that gives one number."""
    values = np.asarray(values, dtype=float)
    found = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        step = np.zeros_like(values)
        step[place] = h
        found[place] = (f(gv.tensor(values + step)).item() - f(gv.tensor(values - step)).item()) / (2 * h)
    return found


def assert_slopes(f, values):
    """The gradient that the engine computes is the one that small steps show."""
    leaf = gv.tensor(np.asarray(values, dtype=float), requires_grad=True)
    f(leaf).backward()
    np.testing.assert_allclose(leaf.grad.numpy(), slopes(f, values), rtol=1e-6, atol=1e-8)
