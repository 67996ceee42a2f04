"""The loop against independent ones in numpy, and what becomes of it when something goes wrong."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import gradviz as gv
from gradviz.lab.training import loop
from gradviz.lab.training.asked import known
from gradviz.lab.training.loop import OPTIMIZERS, Run, Settings
from gradviz.lab.training.problem import of_formula, secret_number
from gradviz.recording.events import Leaf, Updated

RATES = st.floats(min_value=0.001, max_value=0.4)


def trained(problem, **chosen):
    run = Run(problem, Settings(**({"lr": 0.25, "steps": 4} | chosen)))
    run.go()
    return run


def by_hand(gradient, theta, lr, steps, optimizer, zeroing=True):
    """The parameters of a loop that knows nothing of gradviz."""
    theta, held, m, v = np.asarray(theta, dtype=float), 0.0, 0.0, 0.0
    found = [theta]
    for step in range(1, steps + 1):
        g = held = gradient(theta) + (0.0 if zeroing else held)
        if optimizer == "Adam":
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            g = (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        elif optimizer == "momentum":
            g = m = 0.9 * m + g
        theta = theta - lr * g
        found.append(theta)
    return found


def test_the_secret_number_game_goes_half_of_the_way_at_each_step():
    """R47, R81."""
    run = trained(secret_number({}))
    assert [state["θ"] for state in run.states] == [1, 2, 2.5, 2.75, 2.875]
    assert run.losses == [4, 1, 0.25, 0.0625, 0.015625]
    first = run.recording.frame(15)
    named = {node.name: first.gradients[i] for i, node in enumerate(run.recording.graph.nodes)}
    assert {name: named[name] for name in "xθy"} == {"x": -4, "θ": -4, "y": 4}


def test_without_zeroing_the_parameter_runs_away_past_the_goal():
    """R67, M14."""
    run = trained(secret_number({}), zeroing=False)
    assert [state["θ"] for state in run.states] == [1, 2, 3.5, 4.75, 5.125]
    assert run.losses == [4, 1, 0.25, 3.0625, 4.515625]


@settings(max_examples=25)
@example(lr=0.25, theta=1.0, optimizer="SGD", zeroing=False)
@given(lr=RATES, theta=st.floats(-5, 5), optimizer=st.sampled_from(sorted(OPTIMIZERS)), zeroing=st.booleans())
def test_the_parameters_are_those_of_a_loop_in_numpy(lr, theta, optimizer, zeroing):
    problem = of_formula("(x*w - t)**2", {"x": 1.5, "w": theta, "t": 2.0}, ["w"])
    run = trained(problem, lr=lr, steps=6, optimizer=optimizer, zeroing=zeroing)
    expected = by_hand(lambda w: 2 * 1.5 * (1.5 * w - 2.0), theta, lr, 6, optimizer, zeroing)
    np.testing.assert_allclose([state["w"] for state in run.states], expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(run.losses, [(1.5 * w - 2.0) ** 2 for w in expected], rtol=1e-9, atol=1e-12)


@settings(max_examples=15)
@given(lr=RATES, optimizer=st.sampled_from(sorted(OPTIMIZERS)), seed=st.integers(0, 99))
def test_the_parameters_of_a_line_are_those_of_a_loop_in_numpy(lr, optimizer, seed):
    draw = np.random.default_rng(seed)
    x, t = draw.standard_normal((7, 1)), draw.standard_normal((7, 1))
    start = draw.standard_normal((1, 1))
    run = trained(of_formula(lambda x, t, W: ((x @ W - t) ** 2).mean(), {"x": x, "t": t, "W": start}, ["W"]),
                  lr=lr, steps=5, optimizer=optimizer)  # fmt: skip
    expected = by_hand(lambda W: 2 * x.T @ (x @ W - t) / len(x), start, lr, 5, optimizer)
    np.testing.assert_allclose([state["W"] for state in run.states], expected, rtol=1e-9, atol=1e-12)


@settings(max_examples=15)
@given(lr=RATES, theta=st.floats(-5, 5))
def test_without_zeroing_each_step_follows_the_sum_of_all_gradients_so_far(lr, theta):
    run = trained(secret_number({"θ": theta}), lr=lr, steps=5, zeroing=False)
    thetas = [state["θ"] for state in run.states]
    for k in range(5):
        stale = sum(2 * (4 + thetas[j] - 7) for j in range(k + 1))
        assert math.isclose(thetas[k + 1], thetas[k] - lr * stale, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("name", ["perceptron", "two moons", "circles", "xor", "line"])
def test_every_data_set_is_learned_and_the_net_tells_nearly_all_points_apart(name):
    problem = known(name, None)
    run = Run(problem, Settings(**problem.defaults))
    run.go()
    assert run.losses[-1] < run.losses[0] / 5
    if problem.points.classes:
        said = problem.predict(problem.points.X, run.states[-1])[:, 0] > 0
        assert np.mean(said == (problem.points.t[:, 0] == 1)) > 0.95


def test_a_step_changes_the_parameters_and_nothing_else():
    """R49."""
    values = {"w": 3, "x": 2, "b": 1, "t": 5}
    run = trained(of_formula("z = w*x; y = z + b; L = (y - t)**2", values, ["w", "b"]), lr=0.1)
    nodes = run.recording.graph.nodes
    assert {nodes[e.node].name for e in run.recording.events if isinstance(e, Updated)} == {"w", "b"}
    data = {(nodes[e.node].name, e.value) for e in run.recording.events if isinstance(e, Leaf)}
    assert {(name, value) for name, value in data if name in "xt"} == {("x", 2.0), ("t", 5.0)}


def test_what_is_recorded_is_what_the_run_says():
    run = trained(secret_number({}), optimizer="momentum")
    moved = [e.value for e in run.recording.events if isinstance(e, Updated)]
    assert moved == [state["θ"] for state in run.states[1:]]
    assert run.at(2).value("L") == run.losses[2]
    assert run.parameters["θ"].item() == moved[-1]


def test_a_run_that_is_stopped_and_gone_on_with_ends_where_one_without_a_stop_does():
    whole, parts = (Run(secret_number({}), Settings(0.1, 30, "Adam")) for _ in range(2))
    whole.go()
    parts.go(seconds=-1)
    assert parts.epochs == 1 and not parts.over and parts.losses[-1] == parts.at(1).value("L")
    parts.go()
    assert parts.states == whole.states and parts.losses == whole.losses and parts.kept == 1


def test_a_long_run_keeps_the_events_of_its_first_epochs_and_the_numbers_of_all(monkeypatch):
    monkeypatch.setattr(loop, "MOST_EVENTS", 70)
    run = trained(secret_number({}), steps=50)
    assert run.epochs == 50 and 1 < run.kept < 10 and len(run.recording.starts) == run.kept
    assert len(run.losses) == 51
    assert run.at(49).value("L") == run.losses[49]


def test_a_run_that_diverges_stops_and_says_where():
    run = trained(secret_number({}), lr=1e200, steps=50)
    assert run.diverged is not None and run.epochs < 5 and run.over
    assert not math.isfinite(run.losses[run.diverged])
    assert all(map(math.isfinite, run.losses[: run.diverged]))


def test_a_run_that_is_interrupted_keeps_the_epochs_before():
    seen = []

    def slow(w):
        seen.append(1)
        if len(seen) == 4:
            raise KeyboardInterrupt
        return (w - 3) ** 2

    run = Run(of_formula(slow, {"w": 1.0}, None), Settings(0.25, 10))
    with pytest.raises(KeyboardInterrupt):
        run.go()
    assert run.epochs == run.kept == 3 and run.broken and run.over
    assert [state["w"] for state in run.states] == [1, 2, 2.5, 2.75]
    with gv.record() as rec:
        (gv.tensor(2.0, requires_grad=True) * 3).backward()
    assert len(rec) and len(run.recording.starts) == 3, "the run's recording goes on after its end"


def test_a_parameter_that_no_step_could_move_is_refused():
    with pytest.raises(TypeError, match="whole numbers"):
        Run(of_formula(lambda w: w.sum(), {"w": np.arange(3)}, None), Settings(0.1, 1))
    with pytest.raises(ValueError, match="inf or nan"):
        Run(of_formula("w**2", {"w": math.nan}, None), Settings(0.1, 1))
    with pytest.raises(ValueError, match="do not fit into memory"):
        Run(of_formula(lambda w: w.sum(), {"w": np.zeros(1000)}, None), Settings(0.1, 10**6))


def test_what_is_too_long_for_memory_names_only_what_can_help():
    wide = of_formula(lambda w: w.sum(), {"w": np.zeros(10**6)}, None)
    with pytest.raises(ValueError, match=r"Give at most steps=32 or a smaller net\.$"):
        Run(wide, Settings(0.1, 100))
    cut = of_formula(lambda w, x: (w * x.sum()).sum(), {"w": np.zeros(10**6), "x": np.ones(64)}, ["w"])
    cut.examples = 64
    with pytest.raises(ValueError, match=r"Give larger batches or a smaller net\.$"):
        Run(cut, Settings(0.1, 100, batch=1))
