"""Mini-batches: the numbers are those of a hand-written loop over a DataLoader."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.lab.training.asked import known
from gradviz.lab.training.loop import Run, Settings
from gradviz.lab.training.stops import stops
from gradviz.utils.data import DataLoader, TensorDataset


def trained(name="two moons", **chosen):
    run = Run(known(name, None), Settings(**({"lr": 0.1, "steps": 3, "batch": 16} | chosen)))
    run.go()
    return run


@pytest.mark.parametrize("optimizer, make", [("SGD", gv.optim.SGD), ("Adam", gv.optim.Adam)])
def test_states_and_losses_are_those_of_a_loop_over_a_loader(optimizer, make):
    """R140."""
    run = trained(optimizer=optimizer)
    start, data = run.problem.parameters, run.problem.data
    W1, b1, W2, b2 = (gv.tensor(start[name], requires_grad=True) for name in ("W1", "b1", "W2", "b2"))
    gv.manual_seed(0)
    loader = DataLoader(TensorDataset(gv.tensor(data["X"]), gv.tensor(data["t"])), batch_size=16, shuffle=True)
    stepper, losses, states = make([W1, b1, W2, b2], lr=0.1), [], []
    for _ in range(3):
        for X, t in loader:
            stepper.zero_grad()
            p = gv.sigmoid(gv.tanh(X @ W1 + b1) @ W2 + b2)
            loss = -(t * gv.log(p) + (1 - t) * gv.log(1 - p)).mean()
            loss.backward()
            stepper.step()
            losses.append(loss.item())
            states.append(W2.detach().numpy().copy())
    assert run.batches.count == 4 and run.turns == 12 and run.epochs == 3
    np.testing.assert_allclose(run.losses[:12], losses, rtol=1e-9)
    np.testing.assert_allclose([state["W2"] for state in run.states[1:]], states, rtol=1e-9, atol=1e-12)


def test_an_epoch_sees_every_example_once_in_a_new_order():
    batches = trained().batches
    epochs = [np.concatenate([batches.rows(4 * epoch + k) for k in range(4)]) for epoch in range(2)]
    assert all(sorted(rows) == list(range(60)) for rows in epochs)
    assert epochs[0].tolist() != epochs[1].tolist()
    assert [len(batches.rows(k)) for k in range(4)] == [16, 16, 16, 12]


def test_the_loss_of_all_examples_is_kept_after_each_epoch_and_is_no_part_of_the_record():
    run, full = trained(), Run(known("two moons", None), Settings(0.1, 1))
    assert len(run.whole) == 4 and run.whole[-1] < run.whole[0]
    full.go()
    assert run.whole[0] == pytest.approx(full.losses[0])
    assert len(run.recording.starts) == run.kept == 12
    assert full.whole == full.losses


def test_a_turn_that_was_not_kept_is_recorded_again_on_its_own_batch():
    run = trained()
    for turn in (0, 5, 11):
        assert run.at(turn).value("L") == run.losses[turn]


def test_a_run_with_batches_that_is_stopped_goes_on_where_it_was():
    whole, parts = trained(), Run(known("two moons", None), Settings(0.1, 3, batch=16))
    parts.go(seconds=-1)
    assert parts.turns == 1
    parts.go()
    assert parts.losses == whole.losses and parts.whole == whole.whole


def test_all_examples_in_one_batch_is_the_loop_without_batches():
    one, other = trained(batch=0), trained(batch=60)
    assert one.losses == other.losses and other.batches.count == 1 and len(one.losses) == 4


def test_the_scrubber_stops_at_every_line_of_every_batch_or_after_each_epoch():
    run = trained()
    assert len(stops(run, "line")) == 1 + 12 * 4
    assert [(s.turn, s.after) for s in stops(run, "epoch")[1:]] == [(3, True), (7, True), (11, True)]


def test_a_size_of_numpys_is_a_size():
    model, data = gv.nn.Linear(1, 1), ([[1.0], [2.0], [3.0]], [1.0, 2.0, 4.0])
    figure = gv.train(model, data=data, loss=gv.nn.MSELoss(), batch_size=np.int64(2), steps=1)
    assert figure.run.batches.count == 2
