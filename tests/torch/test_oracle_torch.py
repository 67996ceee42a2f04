"""gradviz against PyTorch on random programs over the whole table of operations, and on its kinks and ties (R86)."""

import numpy as np
import pytest
from hypothesis import given

import gradviz as gv
from gradviz.core import FUNCTIONS, OPS
from tests.common import examples
from tests.oracle.drawing import programs
from tests.oracle.ways import WAYS, assert_same

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")
from tests.torch import oracle  # noqa: E402  (it imports torch)

pytestmark = pytest.mark.torch

CORNERS = (-2.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
TIES = [[1.0, 3.0, 3.0], [0.0, 0.0, 0.0], [-1.0, -1.0, -2.0], [0.0, 2.0, 0.0]]


@pytest.mark.parametrize("name", OPS)
def test_every_operation_has_an_oracle(name):
    assert name in oracle.FUNCTIONS, f"write {name} in PyTorch's words in tests/torch/oracle.py"


@pytest.mark.parametrize("name", OPS)
@pytest.mark.parametrize("way", WAYS)
def test_random_programs(way, name):
    @examples(40)
    @given(programs(name))
    def compare(program):
        WAYS[way](program, oracle)

    compare()


def compare_one(name, *operands, options=()):
    """Value and first gradients of one operation, for upstream gradients without symmetry."""
    ours = [gv.tensor(x, requires_grad=True) for x in operands]
    theirs = [oracle.constant(np.asarray(x)).requires_grad_() for x in operands]
    left, right = FUNCTIONS[name](*ours, *options), oracle.FUNCTIONS[name](*theirs, *options)
    shape, what = np.shape(left.value), f"{name} of {operands} with {options}"
    assert_same(left, oracle.array(right), left.value, what, "the value")
    upstream = np.random.default_rng(0).uniform(0.5, 1.5, shape)
    left.backward(gradient=upstream)
    right.backward(gradient=oracle.constant(upstream))
    for mine, other in zip(ours, theirs, strict=True):
        assert_same(mine.grad, oracle.array(other.grad), mine.value, what, "a gradient")


@pytest.mark.parametrize("name", ["abs", "sign", "round", "floor", "ceil", "is_positive", "relu", "leaky_relu"])
def test_corners_of_one_input(name):
    """The slope at a corner is PyTorch's, for numbers and for arrays."""
    compare_one(name, np.array(CORNERS))
    for x in CORNERS:
        compare_one(name, x)


@pytest.mark.parametrize("options", [(-1.0, 1.0), (None, 0.5), (0.0, None), (0.5, 0.5)], ids=str)
@pytest.mark.parametrize("name", ["clamp", "within"])
def test_on_the_bounds(name, options):
    compare_one(name, np.array(CORNERS), options=options)


@pytest.mark.parametrize("name", ["maximum", "minimum", "wins_over"])
def test_ties_of_two_inputs(name):
    """Halved."""
    compare_one(name, np.array(CORNERS), np.array(CORNERS))
    compare_one(name, np.array(CORNERS)[:, None], np.array(CORNERS))
    compare_one(name, 1.5, 1.5)


@pytest.mark.parametrize("name", ["amax", "amin", "prod", "norm", "var"])
@pytest.mark.parametrize("options", [(), (0,), (1,), (-1, True)], ids=str)
def test_ties_and_zeros_in_a_reduction(name, options):
    """Several largest elements share evenly; a product with zeros; the length of nothing."""
    compare_one(name, np.array(TIES), options=(options[0], 1, *options[1:]) if name == "var" and options else options)


@pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")
@pytest.mark.parametrize("exponent", [0.0, 1.0, 2.0, 3.0, 0.5])
def test_powers_at_zero(exponent):
    compare_one("power", np.array([0.0, 1.0, 2.0]), np.full(3, exponent))
