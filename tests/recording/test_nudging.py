"""A nudge: predicted and true change on every node, and what slopes by differences cost."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.recording import record
from gradviz.recording.nudging import Place, nudged, pushed, slope_errors


def line(w, x, b, t):
    z = w * x
    y = z + b
    d = y - t
    return d**2


LESSON = {"w": 3.0, "x": 2.0, "b": 1.0, "t": 5.0}


@pytest.mark.parametrize("h", [0.1, 1.0, -0.1, 1e-3])
def test_figure_1_leaves_its_tangent_by_4_h_squared(h):
    """R139: predicted 8h, true 8h + 4h²."""
    found = nudged(line, LESSON, Place("w"), h)
    assert found.slopes[-1] == 8.0
    assert found.predicted[-1] == 8 * h
    assert found.output == pytest.approx(8 * h + 4 * h * h, rel=1e-9)


def test_every_node_has_its_own_prediction():
    """R139: z moves by x·h = 2h, and so do y and d; x, b and t do not move at all."""
    found = nudged(line, LESSON, Place("w"), 0.1)
    named = {n.name: k for k, n in enumerate(found.recording.graph.nodes)}
    slopes = {name: found.slopes[k] for name, k in named.items()}
    assert slopes == {"w": 1.0, "x": 0.0, "b": 0.0, "t": 0.0, "z": 2.0, "y": 2.0, "d": 2.0, None: 8.0}
    changes = {name: found.changes[k] for name, k in named.items()}
    assert changes["x"] == changes["b"] == changes["t"] == 0.0
    assert changes["z"] == pytest.approx(0.2) and changes[None] == pytest.approx(0.84)


@given(st.lists(st.floats(-1.5, 1.5), min_size=3, max_size=3), st.sampled_from("abc"))
def test_the_forward_sweep_agrees_with_the_backward_sweep(numbers, name):
    def f(a, b, c):
        u = gv.sin(a * b) + c
        v = gv.tanh(u * a) - u / (c * c + 1)
        return v * u + gv.exp(a - c)

    values = dict(zip("abc", numbers, strict=True))
    found = nudged(f, values, Place(name), 1e-3)
    assert found.slopes[-1] == pytest.approx(record(f, inputs=values).gradient(name), rel=1e-9, abs=1e-12)


def test_arrays_are_pushed_an_element_at_a_time_through_operations_that_mix():
    def f(W, x):
        return gv.softmax(W @ x, dim=0)[0] + (W * x).mean() - gv.log(gv.exp(W).sum())

    numbers = np.random.default_rng(1)
    values = {"W": numbers.normal(size=(3, 2)), "x": numbers.normal(size=2)}
    for place in (Place("W", (2, 1)), Place("x", (0,))):
        found = nudged(f, values, place, 1e-6)
        for predicted, change in zip(found.predicted, found.changes, strict=True):
            np.testing.assert_allclose(predicted, change, atol=1e-10)
        backward = record(f, inputs=values).gradient(place.name)
        assert found.slopes[-1] == pytest.approx(backward[place.element])


def test_a_students_own_operation_is_swept_through():
    @gv.tensor_op
    class twice(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            return 2 * a

        @staticmethod
        def backward(ctx, grad_output):
            return 2 * grad_output

    assert nudged(lambda x: twice(x) * x, {"x": 3.0}, Place("x"), 0.1).slopes == [1.0, 2.0, 12.0]


def test_another_branch_after_the_push_is_another_structure():
    found = nudged(lambda x: x * x if x.item() > 0 else gv.exp(x), {"x": 0.05}, Place("x"), -0.1)
    assert found.changes is None
    assert found.output == pytest.approx(math.exp(-0.05) - 0.0025)
    assert found.predicted[-1] == pytest.approx(-0.01)


def test_an_input_that_is_not_used_has_no_say():
    found = nudged(lambda x, y: x * x, {"x": 3.0, "y": 1.0}, Place("y"), 0.5)
    assert found.slopes == [0.0, 0.0] and found.output == 0.0


def test_what_cannot_be_pushed_is_named():
    with pytest.raises(KeyError, match="no input 'q'"):
        pushed({"x": 1.0}, Place("q"), 0.1)
    with pytest.raises(TypeError, match="Say which element"):
        pushed({"x": [1.0, 2.0]}, Place("x"), 0.1)
    assert str(Place("W", (0, 1))) == "W[0, 1]" and str(Place("w")) == "w"


def test_differences_are_best_in_between():
    """R150: neither the largest nor the smallest step is the best, and central differences beat forward ones."""

    def f(w):
        return gv.exp(gv.sin(w))

    slope = record(f, w=3.0).gradient("w")
    found = slope_errors(f, {"w": 3.0}, Place("w"), slope)
    central = dict(zip(found.steps, found.central, strict=True))
    assert 5e-8 < central[1e-3] < 1e-7 and central[1e-5] < 2e-11
    assert 1e-10 < central[1e-8] < 1e-7 and central[1e-14] > 1e-3
    best = min(range(len(found.steps)), key=found.forward.__getitem__)
    assert 1e-9 < found.steps[best] < 1e-6
    assert all(c < e for c, e in zip(found.central[:8], found.forward[:8], strict=True))


def test_a_nudge_changes_nothing_of_the_learners():
    w = gv.tensor(2.0, requires_grad=True)
    held = w * 3
    nudged(lambda x: x * held, {"x": 1.0}, Place("x"), 0.1)
    held.backward()
    assert w.grad.item() == 3.0
