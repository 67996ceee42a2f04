"""inf and nan are named where they are born: operation, inputs, line, reason, advice; once, and nowhere else."""

import subprocess
import sys
import warnings

import numpy as np
import pytest

import gradviz as gv
from gradviz.core.advice.anomaly import AnomalyWarning


def leaf(value, name=None, **kwargs):
    return gv.tensor(value, requires_grad=True, name=name, **kwargs)


def heard(call, action="always"):
    """The texts of all anomaly warnings of a call, and where they were shown; no other warning may come."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter(action)
        call()
    assert all(entry.category is AnomalyWarning and entry.filename == __file__ for entry in caught)
    return [str(entry.message) for entry in caught]


@pytest.mark.parametrize(("call", "words"), [
    (lambda: gv.log(leaf(-1.0)), "log made nan out of a = -1. Why: a negative number has no real logarithm"),
    (lambda: gv.log(leaf(0.0)), "log made -inf out of a = 0. Why: towards 0 the logarithm falls to -inf"),
    (lambda: gv.log1p(leaf(-2.0)), "log1p made nan out of a = -2. .* and log1p adds 1 before"),
    (lambda: leaf(1.0) / 0, "divide made inf out of a = 1, b = 0. Why: it is a division by zero"),
    (lambda: leaf(0.0) / gv.tensor(0.0), "divide made nan out of a = 0, b = 0. Why: 0/0 has no value"),
    (lambda: gv.reciprocal(leaf(0.0)), "reciprocal made inf out of a = 0. Why: it is a division by zero"),
    (lambda: gv.exp(leaf(1000.0)), r"exp made inf out of a = 1000. Why: e to more than 709.78 is larger than float64"),
    (lambda: gv.exp(leaf([100.0], dtype="float32")), "exp made inf .* e to more than 88.72 is larger than float32"),
    (lambda: gv.sqrt(leaf(-4.0)), "sqrt made nan out of a = -4. Why: a negative number has no real square root"),
    (lambda: leaf(-8.0) ** (1 / 3), "power made nan out of a = -8, b = 0.333333. Why: .* fraction is not real"),
    (lambda: leaf(0.0) ** -1, "power made inf out of a = 0, b = -1. Why: 0 to a negative power is a division by zero"),
    (lambda: leaf(1e200) ** 2, r"power made inf out of .* larger than float64 can hold \(1.79769e\+308\)"),
    (lambda: leaf(1e200) * 1e200, "multiply made inf out of a = 1e[+]200, b = 1e[+]200. Why: the result is larger"),
    (lambda: leaf(1.0) * float("inf"), "multiply made inf .* a number in the formula is inf or nan itself"),
    (lambda: leaf([1e308, 1e308]).sum(), r"sum made inf out of a of shape \(2,\) from 1e\+308 to 1e\+308"),
    (lambda: leaf([[1e200]]) @ leaf([[1e200]]), "matmul made inf"),
    (lambda: leaf([[1e200, 1.0]] * 3) @ leaf([[1e200], [1.0]]), r"matmul made inf .* of shape \(3, 2\) from 1 to 1e"),
])  # fmt: skip
def test_the_birth_of_inf_or_nan_is_explained(call, words):
    """Operation, inputs with their values, reason, the learner's line, advice."""
    with pytest.warns(AnomalyWarning, match=f"^{words}") as caught:
        call()
    (text,) = [str(entry.message) for entry in caught if entry.category is AnomalyWarning]
    assert "It happened in test_anomaly.py, line " in text and "lambda: " in text and " Try: " in text
    assert caught[0].filename == __file__


def test_an_array_is_counted_and_its_first_bad_element_shown_with_its_inputs():
    p = leaf([[1.0, 2.0, 0.5], [0.0, -3.0, 1.0]])
    rows = leaf([1.0, 0.0])
    (text,) = heard(lambda: gv.log(p))
    assert text.startswith("log made -inf at [1, 0] (2 of 6 numbers are inf or nan) out of p = 0 (shape (2, 3))")
    (text,) = heard(lambda: gv.tensor([[5.0], [6.0]]) / rows)
    assert text.startswith("divide made inf at [0, 1] (2 of 4 numbers")
    assert "a = 5 (shape (2, 1)), rows = 0 (shape (2,))" in text


def test_inputs_have_the_names_of_tensors_or_of_variables():
    speed, time = leaf(1.0, "v"), leaf(0.0)
    (text,) = heard(lambda: speed / time)
    assert "out of v = 1, time = 0." in text


def test_the_line_of_the_learner_is_quoted_also_out_of_functions_of_gradviz():
    model = gv.nn.Linear(1, 1)
    with gv.no_grad():
        model.weight.fill_(1e300)
    with pytest.warns(AnomalyWarning) as caught:
        model(gv.tensor([[1e300]]))  # this line
    assert "It happened in test_anomaly.py, line" in str(caught[0].message)
    assert str(caught[0].message).count("model(gv.tensor([[1e300]]))  # this line") == 1


def test_what_follows_is_silent():
    def program():
        y = gv.log(leaf(-1.0))
        z = y * 2
        z = (z + 1).exp() / z
        return gv.stack([z, z]).sum()

    assert len(heard(program)) == 1

    def arrays():
        c = gv.log(gv.tensor([0.0, 1.0]))  # nothing is recorded, and yet c is no data of the learner's
        return (leaf(2.0) * c).sum() * gv.log(gv.tensor(0.0)) * leaf(1.0)

    assert [text[:14] for text in heard(arrays)] == ["log made -inf ", "log made -inf "]


@pytest.mark.parametrize("action", ["always", "default"])
def test_a_loop_is_told_once_for_each_line(action):
    def loop():
        for i in range(5):
            gv.log(leaf(-1.0 - i))
            gv.sqrt(leaf(-1.0 - i))

    assert [text[:5] for text in heard(loop, action)] == ["log m", "sqrt "]
    assert len(heard(loop, action)) == 2, "again, since the warning filters are new"


def test_as_an_error_it_stops_every_time():
    def loop():
        for _ in range(2):
            with pytest.raises(AnomalyWarning):
                gv.log(leaf(-1.0))

    heard(loop, "error")


def test_a_notebook_that_runs_a_cell_again_is_told_again():
    """IPython throws Python's notes on warnings away when a cell runs, and with them goes ours."""
    names = {"gv": gv, "__name__": "__main__"}
    cell = compile("gv.log(gv.tensor(-1.0))\n", "/tmp/ipykernel_7/42.py", "exec")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(3):
            exec(cell, names)
        assert len(caught) == 1
        del names["__warningregistry__"]
        exec(cell, names)
    assert len(caught) == 2 and "It happened in line 1 of the cell" in str(caught[0].message)


def test_in_a_formula_the_formula_is_named():
    (text,) = heard(lambda: gv.record("z = x - 3; L = log(z)", x=2.0))
    assert "log made nan out of z = -1." in text or "log made nan out of a = -1." in text
    assert "in the formula 'z = x - 3; L = log(z)'" in text


def test_data_that_hold_nan_are_named_once_as_the_source():
    data, w = gv.tensor([1.0, np.nan, 3.0], name="heights"), leaf(2.0)

    def program():
        loss = (data * w).mean()
        loss = loss * 2 + (data + w).sum()
        return loss.exp()

    (text,) = heard(program)
    assert text.startswith("mean met nan at [1] in heights. Why: ")
    assert "there from the start" in text and "missing values" in text


def test_a_parameter_that_a_step_made_inf_is_named():
    w = leaf(1e200)
    with gv.no_grad():
        w *= 1e200
    (text,) = heard(lambda: w * 2)
    assert "met inf in w. Why: w was changed in place, as a step" in text and "learning rate" in text


@pytest.mark.filterwarnings("error")
def test_what_is_finite_in_the_end_is_no_anomaly():
    """numpy's flags are raised on the way, or inf is meant and does its work."""
    gv.sigmoid(leaf([-1000.0, 1000.0])).sum().backward()
    scores = leaf([1.0, 2.0, 3.0]) + gv.tensor([0.0, -np.inf, 0.0])
    assert gv.softmax(scores, 0).tolist()[1] == 0.0
    best = gv.minimum(gv.tensor(np.inf), leaf(3.0))
    best.backward()
    gv.tanh(leaf([1e5])).sum().backward()
    gv.exp(leaf(-1e5)).backward()
    gv.cross_entropy(leaf([[1000.0, -1000.0]]), gv.tensor([0])).backward()


def test_an_operation_of_the_students_is_named_too():
    class Inverse(gv.Operation):
        def forward(ctx, a):
            return 1.0 / a

        def backward(ctx, grad_output):
            return grad_output

    (text,) = heard(lambda: gv.tensor_op(Inverse)(leaf([0.0, 1.0])))
    assert text.startswith("Inverse made inf at [0]")


def test_a_program_given_on_the_command_line_is_warned_too():
    """There `__main__` has a loader that refuses to give its source."""
    code = "import gradviz as gv; print(gv.log(gv.tensor([-1.0, 1.0])))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and "AnomalyWarning: log made nan" in done.stderr and "nan" in done.stdout
