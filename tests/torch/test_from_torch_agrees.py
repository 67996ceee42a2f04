"""`from_torch` and `record` of one program agree: the same structure, and every number of every frame (R143)."""

import operator

import numpy as np
import pytest
from hypothesis import given

import gradviz as gv
from gradviz.core import FUNCTIONS, OPS
from tests.common import examples
from tests.oracle.drawing import programs
from tests.oracle.programs import Step, V, run

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")
from tests.torch import oracle  # noqa: E402  (it imports torch)

pytestmark = pytest.mark.torch

HELPERS = {"put", "is_positive", "wins_over", "within"}
"""Operations that only stand in gradients of others: PyTorch has no function for them."""

ARITHMETIC = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv,
    "power": operator.pow,
}  # fmt: skip


def number(x):
    """A single number that needs no gradient as Python's, which is what a 0-d array is to gradviz."""
    return float(x) if isinstance(x, torch.Tensor) and x.ndim == 0 and not x.requires_grad else x


def on_numbers(function):
    return lambda a, b: function(number(a), number(b))


def product(a, dim=None, keepdim=False):
    return torch.prod(a) if dim is None else torch.prod(a, dim, keepdim)


DIRECTLY = {
    **oracle.FUNCTIONS, **{name: on_numbers(function) for name, function in ARITHMETIC.items()}, "where": torch.where,
    "prod": product, "binary_cross_entropy": oracle.loss(torch.nn.functional.binary_cross_entropy),
}  # fmt: skip
"""Every operation as one call of PyTorch's."""


def is_number(x):
    return np.ndim(x) == 0 and not isinstance(x, V)


def in_order(step):
    """PyTorch makes x·2 of 2·x, and does not say which it was: the number second."""
    if step.name in ("add", "multiply") and is_number(step.operands[0]):
        return Step(step.name, step.operands[::-1], step.options)
    return step


def is_direct(program):
    """Whether every step is one call of PyTorch's with the same arguments."""
    for step in program.steps:
        numbers = any(map(is_number, step.operands)) and step.name not in ARITHMETIC
        whole = step.name == "prod" and step.options and step.options[0] is None and True in step.options
        if step.name in HELPERS or numbers or whole:
            return False
    return True


def summed(program, functions, constant, total):
    """The program as a function of its leaves, with a single number as its result."""
    upstream = np.random.default_rng(0).uniform(0.5, 1.5, np.shape(program.values[program.root]))

    def function(**leaves):
        root = run(program, list(leaves.values()), functions, constant)[program.root]
        return total(root * number(constant(upstream)))

    return function


def both(program, functions):
    inputs = {f"v{place}": leaf for place, leaf in enumerate(program.leaves)}
    ours = gv.record(summed(program, FUNCTIONS, lambda array: array, gv.sum), **inputs)
    return ours, gv.from_torch(summed(program, functions, oracle.constant, torch.sum), **inputs)


def assert_equal(ours, theirs, what):
    assert (ours is None) == (theirs is None), f"{what}: {ours} and {theirs}"
    assert ours is None or np.shape(ours) == np.shape(theirs), what
    assert ours is None or np.allclose(ours, theirs, rtol=1e-9, atol=1e-9, equal_nan=True), f"{what}: {ours}, {theirs}"


def outline(recording):
    """A Graph without what PyTorch decides for itself: which values it keeps."""
    return [node._replace(saves=()) for node in recording.graph.nodes], recording.graph.edges


FRAMES = ("values", "gradients", "locals", "upstreams", "downstreams")


@pytest.mark.parametrize("name", OPS)
def test_random_programs_agree(name):
    direct = []

    @examples(20)
    @given(programs(name))
    def compare(program):
        program.steps = list(map(in_order, program.steps))
        direct.append(is_direct(program))
        ours, theirs = both(program, DIRECTLY if direct[-1] else oracle.FUNCTIONS)
        for node in ours.graph.nodes:
            if node.name:
                assert_equal(ours.gradient(node.name), theirs.gradient(node.name), f"{node.name} of {program!r}")
        if direct[-1]:
            assert outline(ours) == outline(theirs), repr(program)
            for part in FRAMES:
                pairs = zip(getattr(ours.frame(), part), getattr(theirs.frame(), part), strict=True)
                for place, (left, right) in enumerate(pairs):
                    assert_equal(left, right, f"{part} {place} of {program!r}")

    compare()
    assert name in HELPERS or any(direct), "no program was compared in full"


def test_a_changed_local_gradient_would_be_seen():
    """Test the tester: what the comparison is there for."""
    ours = gv.record(lambda x: x * x, x=3.0)
    with pytest.raises(AssertionError):
        assert_equal(ours.frame().locals[0], 2.001, "a local gradient")


def test_the_first_example_agrees_event_by_event():
    """R143; (wx + b − y)²."""

    def loss(w, x, b, y):
        z = w * x
        s = z + b
        d = s - y
        return d**2

    inputs = {"w": np.float64(3), "x": np.float64(2), "b": np.float64(1), "y": np.float64(5)}
    ours, theirs = gv.record(loss, **inputs), gv.from_torch(loss, **inputs)
    assert outline(ours) == outline(theirs)
    assert ours.events == theirs.events
    assert [node.saves for node in ours.graph.nodes] == [node.saves for node in theirs.graph.nodes]


def test_a_cut_agrees():
    def f(x, y):
        part = (x * y).detach()
        return part * x

    ours, theirs = (make(f, x=np.float64(3), y=np.float64(4)) for make in (gv.record, gv.from_torch))
    assert outline(ours) == outline(theirs) and ours.events == theirs.events
