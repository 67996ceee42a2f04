"""The tape as rows: five things stored of each operation (R38, R41)."""

import pytest

import gradviz as gv
from gradviz.core import OPS
from gradviz.recording import tape_rows
from tests.recording.traces import figure_1


def tape_figure():
    return gv.record("t1 = x*w; t2 = t1 + b; y = t2**2", x=2, w=3, b=1)


def test_rows_of_the_tape_figure():
    """R38: MUL 6, ADD 7, SQUARE 49; R41: operation, inputs, output, gradient function, saved values."""
    assert [row[1:] for row in tape_rows(tape_figure())] == [
        ("multiply", (0, 1), 6.0, "MulBackward0", {0: 2.0, 1: 3.0}),
        ("add", (3, 2), 7.0, "AddBackward0", {}),
        ("power", (4, (2,)), 49.0, "PowBackward0", {4: 7.0}),
    ]


def test_the_tape_grows_with_the_forward_pass():
    recording = figure_1()
    assert [len(tape_rows(recording, i)) for i in range(9)] == [0, 0, 0, 0, 1, 2, 3, 4, 4]


def test_a_result_that_is_saved_is_the_nodes_own():
    (row,) = tape_rows(gv.record("exp(x)", x=0.0))
    assert row.saved == {row.node: 1.0} and row.gradient_function == "ExpBackward0"


def test_a_students_operation_has_a_step_of_its_own_name():
    @gv.tensor_op
    class cube(gv.Operation):
        @staticmethod
        def forward(ctx, a):
            ctx.a = a
            return a**3

        @staticmethod
        def backward(ctx, grad_output):
            return 3 * ctx.a**2 * grad_output

    assert "cube" not in OPS
    (row,) = tape_rows(gv.record(lambda x: cube(x), x=2.0))
    assert (row.operation, row.output, row.gradient_function) == ("cube", 8.0, "cubeBackward")


def test_an_event_that_is_not_there_is_refused():
    with pytest.raises(IndexError, match="no event 99"):
        tape_rows(figure_1(), 99)
