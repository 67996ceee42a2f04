"""Five ways to hold gradviz against an oracle on one program; each raises AssertionError with the program.

An oracle is a module with `values(program)`, `gradients(program, root, upstream)` (for every value; None where
nothing flows) and `second_derivatives(program, root, upstream, weights)`.
"""

import numpy as np

import gradviz as gv
from gradviz.core import FUNCTIONS
from tests.oracle.programs import run

TOLERANCE = 1e-10


def run_here(program):
    """All values of a program in gradviz, its leaves included."""
    leaves = [gv.tensor(x, requires_grad=needs) for x, needs in zip(program.leaves, program.needs, strict=True)]
    return run(program, leaves, FUNCTIONS)


def numbers(x):
    """A value or gradient of either side as an array in float64."""
    return np.asarray(x.detach().numpy() if isinstance(x, gv.Tensor) else x, dtype=float)


def assert_same(ours, theirs, like, program, what):
    """Equal to 1e-10 of the size or, below 1, absolutely, in the shape of `like`; None counts as zeros."""
    ours, theirs = (np.zeros(np.shape(like)) if x is None else numbers(x) for x in (ours, theirs))
    assert ours.shape == np.shape(like), f"{what} has shape {ours.shape}, not {np.shape(like)}\n{program!r}"
    with np.errstate(invalid="ignore"):
        apart = np.where(ours == theirs, 0.0, np.abs(ours - theirs) / np.maximum(1, np.abs(theirs)))  # inf is inf
    assert np.all(apart <= TOLERANCE), f"{what} is {ours.tolist()}, not {theirs.tolist()}\n{program!r}"


def upstream_for(program, place, seed=0):
    """A gradient to start from, without symmetry."""
    return np.random.default_rng(seed).uniform(0.5, 1.5, np.shape(program.values[place]))


def values(program, oracle):
    """Every value of the program."""
    for place, (ours, theirs) in enumerate(zip(run_here(program), oracle.values(program), strict=True)):
        assert_same(ours, theirs, program.values[place], program, f"v{place}")


def two_graphs(program, oracle):
    """Two losses of two graphs over the same leaves: their gradients add up."""
    leaves = [gv.tensor(x, requires_grad=needs) for x, needs in zip(program.leaves, program.needs, strict=True)]
    expected = []
    for root, seed in ((program.root, 1), (program.other_root, 2)):
        upstream = upstream_for(program, root, seed)
        found = run(program, leaves, FUNCTIONS)
        gv.sum(found[root] * upstream).backward()
        expected.append(oracle.gradients(program, root, upstream))
    for place, (leaf, needs) in enumerate(zip(leaves, program.needs, strict=True)):
        assert needs or leaf.grad is None, f"the constant v{place} has a gradient\n{program!r}"
        if needs:
            parts = [0.0 if one[place] is None else numbers(one[place]) for one in expected]
            assert_same(leaf.grad, sum(parts) + np.zeros(leaf.shape), leaf.value, program, f"the sum for v{place}")


def intermediates(program, oracle):
    """The gradient of every value on the way, after one pass over a graph and after two."""
    found = run_here(program)
    kept = [place for place, value in enumerate(found) if value.requires_grad]
    for place in kept:
        found[place].retain_grad()
    upstream = upstream_for(program, program.root)
    expected = oracle.gradients(program, program.root, upstream)
    loss = gv.sum(found[program.root] * upstream)
    for passes in (1, 2):
        loss.backward(retain_graph=passes == 1)
        for place in kept:
            wanted = None if expected[place] is None else passes * expected[place]
            what = f"the gradient of v{place} after {passes} passes"
            assert_same(found[place].grad, wanted, program.values[place], program, what)


def vector_jacobian(program, oracle):
    """An upstream gradient given to a root of any shape: two passes over one graph, aside and to the leaves."""
    found = run_here(program)
    upstream = upstream_for(program, program.root)
    expected = oracle.gradients(program, program.root, upstream)
    learned = [found[place] for place in program.learned]
    aside = gv.grad(found[program.root], learned, upstream, retain_graph=True, allow_unused=True)
    found[program.root].backward(gradient=upstream)
    for place, leaf, gradient in zip(program.learned, learned, aside, strict=True):
        assert_same(gradient, expected[place], leaf.value, program, f"grad's gradient of v{place}")
        assert_same(leaf.grad, expected[place], leaf.value, program, f"backward's gradient of v{place}")


def second_derivatives(program, oracle):
    """The gradients of a sum over all gradients, for the leaves and for the upstream gradient itself."""
    found = run_here(program)
    learned = [found[place] for place in program.learned]
    upstream = upstream_for(program, program.root)
    weights = [upstream_for(program, place, 7 + place) for place in program.learned]
    start = gv.tensor(upstream, requires_grad=True)
    first = gv.grad(found[program.root], learned, start, create_graph=True, allow_unused=True)
    contracted = sum(gv.sum(g * w) for g, w in zip(first, weights, strict=True) if g is not None)
    expected = oracle.second_derivatives(program, program.root, upstream, weights)
    if not contracted.requires_grad:
        second = [None] * len(expected)
    else:
        second = gv.grad(contracted, [*learned, start], allow_unused=True)
    for what, ours, theirs, like in zip(
        [*(f"the second derivative for v{place}" for place in program.learned), "that for the upstream gradient"],
        second, expected, [*(leaf.value for leaf in learned), upstream], strict=True,
    ):  # fmt: skip
        assert_same(ours, theirs, like, program, what)


WAYS = {way.__name__: way for way in (values, two_graphs, intermediates, vector_jacobian, second_derivatives)}
