"""What Adam keeps from step to step."""

import numpy as np

import gradviz as gv
from gradviz.optim import Adam


def test_amsgrad_keeps_the_largest_second_moment():
    """By hand: after a large gradient the steps stay short, where plain Adam forgets it."""
    moved = {}
    for amsgrad in (False, True):
        w = gv.tensor([1.0, -2.0], requires_grad=True)
        optimizer = Adam([w], lr=0.1, betas=(0.9, 0.5), amsgrad=amsgrad)
        mean, square, largest, expected = np.zeros(2), np.zeros(2), np.zeros(2), np.array([1.0, -2.0])
        for step, slope in enumerate((10.0, 0.1, 0.1, -0.2), 1):
            w.grad = gv.tensor([slope, 2 * slope])
            optimizer.step()
            gradient = np.array([slope, 2 * slope])
            mean, square = 0.9 * mean + 0.1 * gradient, 0.5 * square + 0.5 * gradient**2
            largest = np.maximum(largest, square)
            size = np.sqrt((largest if amsgrad else square) / (1 - 0.5**step)) + 1e-8
            expected = expected - 0.1 / (1 - 0.9**step) * mean / size
        np.testing.assert_allclose(w.detach().numpy(), expected, rtol=1e-12)
        moved[amsgrad] = expected
    assert not np.allclose(moved[True], moved[False])
