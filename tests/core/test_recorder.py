"""What a call of an operation does: compute, and remember where the value came from."""

import contextvars
import inspect
import warnings

import numpy as np
import pytest

import gradviz as gv
from gradviz.core import FUNCTIONS, OPS, Tensor
from gradviz.core.backward import inputs_of
from gradviz.core.operation import Gate, local, op
from gradviz.recording.tape import tape

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


def leaf(value):
    return gv.tensor(value, requires_grad=True)


def test_inputs_are_remembered_in_order():
    a, b = leaf(2.0), leaf(3.0)
    assert inputs_of(a - b) == (a, b) and inputs_of(b - a) == (b, a) and inputs_of(a.exp()) == (a,)
    assert inputs_of(a**2) == (a, 2) and inputs_of(2 - a) == (2, a)
    assert inputs_of(leaf([1.0]).sum())[0].shape == (1,)


def test_a_number_is_part_of_the_operation_and_an_array_a_leaf():
    """Design, section 3: gv.tensor(3.0) is a node, 3 is none."""
    x = leaf(2.0)
    assert len(tape(x * 3)) == 2 and len(tape(x * gv.tensor(3.0))) == 3
    assert len(tape(x * np.array([1.0, 2.0]))) == 3 and len(tape(x * np.float64(3.0))) == 2


def test_what_needs_no_gradient_leaves_no_trace():
    """R76."""
    out = gv.tensor(2.0) * gv.tensor([1.0, 2.0])
    assert out.is_leaf and tape(out) == [out]


def test_operations_on_raw_values_compute_only():
    assert gv.multiply(2.0, 3.0) == 6.0 and type(gv.multiply(2.0, 3)) is float
    assert type(gv.exp(np.array([0.0]))) is np.ndarray and type(gv.add(np.float64(1), 2.0)) is float
    assert gv.matmul(np.eye(2), np.ones(2)).tolist() == [1.0, 1.0] and gv.sum(np.array([[1.0, 2.0]])) == 3.0


def test_every_recorded_function_says_its_name_signature_and_sentence():
    for name, function in FUNCTIONS.items():
        assert function.__name__ == name and function.__doc__ == OPS[name].doc
        assert "xp" not in inspect.signature(function).parameters


@pytest.mark.parametrize("call", [
    lambda: gv.tensor(0.0) ** -1, lambda: gv.log(leaf(-1.0)), lambda: gv.exp(leaf([1000.0])), lambda: leaf([1.0]) / 0,
    lambda: leaf([1e308]) * 10, lambda: (leaf([0.0, 1.0]) / leaf([0.0, 0.0])).sum().backward(),
    lambda: (leaf([1e308, 1e308]) * 1e10).mean().backward(),
])  # fmt: skip
def test_no_warning_of_numpys_reaches_the_learner(call):
    """gradviz names the operation instead."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        call()
    assert {warning.category for warning in seen} <= {gv.AnomalyWarning}


def test_a_negative_base_with_a_fraction_is_nan_and_never_complex():
    x = leaf(-8.0)
    y = x ** (1 / 3)
    y.backward()
    assert y.value != y.value and x.grad.value != x.grad.value and type(y.value) is float


def test_results_of_numpys_numbers_are_tensors():
    x = leaf(2.0)
    for out in (np.float64(3.0) * x, x * np.float64(3.0), np.float32(3.0) * x, np.array(3.0) * x, np.int64(3) * x):
        assert type(out) is Tensor and out.item() == 6.0 and type(out.value) is float


def test_float32_stays_float32():
    x = leaf(np.float32([1.0, 2.0]))
    y = (x * 3).sum()
    y.backward()
    assert x.grad.dtype == np.float32 and y.dtype == np.float32


CELL = contextvars.ContextVar("the cell that is running, as a notebook keeps it", default=0)


def _mistakes():
    column, row = gv.tensor([[1.0], [2.0], [3.0]], requires_grad=True), gv.tensor([1.0, 2.0, 3.0])
    F = gv.nn.functional
    yield lambda: gv.mse_loss(column, row)
    yield lambda: gv.nn.MSELoss()(column, row)
    yield lambda: F.l1_loss(column, row)
    yield lambda: F.softmax(row)
    yield lambda: ((column - row) ** 2).mean()
    yield lambda: gv.log(row - 5.0)
    yield lambda: gv.sqrt(column - 1.0).sum().backward()


@pytest.mark.parametrize("number", range(7))
def test_a_warning_is_given_in_the_context_of_the_cell_that_runs(number, monkeypatch):
    """Formulas run in a context that was copied at the first array; a notebook shows a warning under that cell."""
    gv.ones(2) + 1.0
    seen = []
    monkeypatch.setattr(warnings, "showwarning", lambda *_: seen.append(CELL.get()))
    CELL.set(7)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        list(_mistakes())[number]()
    assert seen == [7]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("declared", [each for each in OPS.values() if each.advise], ids=lambda each: each.name)
def test_what_may_be_a_mistake_is_no_business_of_the_forward_function(declared):
    declared.forward(np.ones((3, 1)), np.ones(3))


def test_advice_is_for_operations_with_options():
    def cube(a):
        """Third power."""

    with pytest.raises(TypeError, match="operation cube has advise="):
        op("?", "c = a^3", Gate.SCALER, torch="Cube", samples=((2.0,),), advise=print, a=local("1", 1))(cube)
