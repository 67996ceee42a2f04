import numpy as np
import pytest
from hypothesis import given

import gradviz as gv
from gradviz.questions.cases import case_of, plan_of
from tests.questions.graphs import case, recordings


@given(recordings())
def test_a_graph_computed_again_has_the_recorded_values_and_local_gradients(recording):
    found, frame = case_of(recording), recording.frame()
    assert found.plan is not None
    assert found.values == pytest.approx(frame.values, rel=1e-12, nan_ok=True)
    assert found.locals == pytest.approx(frame.locals, rel=1e-12, nan_ok=True)


def test_many_sets_of_numbers_are_computed_at_once_as_one_by_one():
    graph = gv.record("y = maximum(a, b)**2 * sigmoid(a) - 3/b", a=1, b=2).graph
    a, b = np.array([1.0, -2.0, 3.0]), np.array([2.0, 0.5, -1.0])
    together = plan_of(graph).case({0: a, 1: b})
    for k in range(3):
        one = case_of(gv.record("y = maximum(a, b)**2 * sigmoid(a) - 3/b", a=a[k], b=b[k]))
        assert [np.broadcast_to(v, 3)[k] for v in together.values] == pytest.approx(one.values)
        assert [np.broadcast_to(v, 3)[k] for v in together.locals] == pytest.approx(one.locals)


def test_an_operation_of_the_learners_own_with_a_declared_name_keeps_its_recorded_slope():
    @gv.tensor_op
    class exp(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            return a * a * a

        @staticmethod
        def backward(ctx, grad_output):
            return grad_output * 7.0

    found = case_of(gv.record(lambda x: exp(x) * 2, x=2.0))
    assert found.plan is None and found.locals == [7.0, 2.0]


def test_arrays_are_refused_with_their_name_and_shape():
    with pytest.raises(ValueError, match=r"w has shape \(2,\).*Ask about a graph of single numbers"):
        case_of(gv.record("sum(w*x)", w=[1.0, 2.0], x=3.0))


def test_an_operation_that_is_not_elementwise_takes_part_on_single_numbers():
    found = case("L = sum(x*x)", x=3.0)
    assert found.locals == [3.0, 3.0, 1.0] and found.plan is not None and not found.plan.many


def test_a_node_is_found_by_its_name_and_a_wrong_name_is_answered_with_those_there_are():
    found = case("z = w*x; L = z**2", w=2, x=3)
    assert [found.position("z"), found.position(1)] == [2, 1]
    with pytest.raises(KeyError, match="w, x, z, L"):
        found.position("q")


def test_a_recording_that_has_no_values_is_refused():
    recording = gv.Recording(gv.record("x*x", x=1).graph, ())
    with pytest.raises(ValueError, match="not computed"):
        case_of(recording)
