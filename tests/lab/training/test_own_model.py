"""A model with a state of its own: buffers go back in time with the parameters, and all examples are seen as in use."""

import threading

import numpy as np
import pytest

import gradviz as gv
from gradviz import nn
from gradviz.lab.training.loop import Run, Settings
from gradviz.lab.training.modules import of_module
from gradviz.nn import functional as F

X = np.random.default_rng(1).standard_normal((12, 2))
THREE = np.arange(12) % 3


def net(*middle):
    return nn.Sequential(nn.Linear(2, 4), *(middle or (nn.BatchNorm1d(4), nn.Dropout(0.4))), nn.Linear(4, 3))


def by_hand(model, run, turns):
    """The same loop without the figure, on the same batches: losses, buffers, and what the model in use says."""
    optimizer = gv.optim.SGD(model.parameters(), lr=0.2)
    losses, buffers, says, whole = [], [], [], []
    for turn in range(turns + 1):
        model.eval()
        says.append(model(gv.tensor(X)).detach().numpy())
        whole.append(F.cross_entropy(model(gv.tensor(X)), gv.tensor(THREE)).item())
        buffers.append({name: buffer.detach().numpy().copy() for name, buffer in model.named_buffers()})
        model.train()
        rows = run.batches.rows(turn) if run.batches.size else slice(None)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(gv.tensor(X[rows])), gv.tensor(THREE[rows]))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, buffers, says, whole


@pytest.mark.parametrize("batch", [0, 5])
def test_losses_buffers_and_what_the_model_in_use_says_are_those_of_a_hand_written_loop(batch):
    """R140."""
    model = net()
    run = Run(of_module(model, (X, THREE), None), Settings(0.2, 4, batch=batch))
    gv.manual_seed(7)
    run.go()
    gv.manual_seed(7)
    losses, buffers, says, whole = by_hand(model, run, run.turns)
    np.testing.assert_allclose(run.losses[: run.turns], losses[:-1], rtol=1e-9)
    np.testing.assert_allclose(run.whole, whole[:: run.batches.count], rtol=1e-9)
    for state in reversed(range(run.turns + 1)):
        assert run.buffers[state].keys() == buffers[state].keys() != set()
        for name, value in buffers[state].items():
            np.testing.assert_allclose(run.buffers[state][name].numpy(), value, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(run.predict(X, state), says[state], rtol=1e-9, atol=1e-12)


def test_a_moment_that_was_not_kept_is_recorded_again_and_disturbs_neither_the_run_nor_another():
    run = Run(of_module(net(), (X, THREE), None), Settings(0.2, 4, batch=5))
    run.go(seconds=-1)
    other = Run(run.problem, Settings(0.5, 2))
    other.go()
    run.at(0)
    run.go()
    assert [run.at(turn).value("L") for turn in (9, 0, 5)] == [run.losses[turn] for turn in (9, 0, 5)]
    assert run.buffers[-1]["1.num_batches_tracked"].item() == 12
    assert other.buffers[-1]["1.num_batches_tracked"].item() == 2
    assert other.whole[0] == run.whole[0], "a run begins with the buffers of its beginning"


def test_the_learners_model_keeps_its_buffers_and_its_mode():
    model = net()
    model[1].running_mean = gv.tensor([1.0, 2.0, 3.0, 4.0])
    model.eval()
    run = Run(of_module(model, (X, THREE), None), Settings(0.2, 2))
    run.go()
    assert run.buffers[0]["1.running_mean"].tolist() == model[1].running_mean.tolist() == [1, 2, 3, 4]
    assert run.buffers[1]["1.running_mean"].tolist() != [1, 2, 3, 4], "in the figure it was trained"
    assert not any(part.training for part in model.modules())


def test_a_layer_that_was_put_in_use_before_stays_so():
    model = net()
    model[1].eval()
    model[2].eval()
    run = Run(of_module(model, (X, THREE), None), Settings(0.2, 2))
    run.go()
    assert not run.problem.model.moving and not run.problem.model.random and run.whole == run.losses


def test_a_model_that_says_the_same_in_training_and_in_use_has_one_loss():
    assert of_module(net(nn.Tanh(), nn.Dropout(0.0)), (X, THREE), None).measured is None
    assert of_module(net(nn.Dropout(0.1)), (X, THREE), None).measured is not None


class Centred(nn.Module):
    """Takes off a running mean of its own making."""

    def __init__(self, detached):
        super().__init__()
        self.register_buffer("mean", None)
        self.out, self.detached = nn.Linear(2, 3), detached

    def forward(self, X):
        y = self.out(X)
        if self.training:
            now = y.mean(dim=0)
            now = now.detach() if self.detached else now
            self.mean = now if self.mean is None else 0.9 * self.mean + 0.1 * now
        return y if self.mean is None else y - self.mean


def test_a_buffer_that_forward_makes_and_replaces_goes_back_in_time_too():
    model = Centred(detached=True)
    run = Run(of_module(model, (X, THREE), None), Settings(0.2, 4))
    run.go()
    assert run.buffers[0] == {"mean": None} and run.problem.model.moving == ["mean"]
    np.testing.assert_allclose(run.buffers[1]["mean"].numpy(), model.out(gv.tensor(X)).mean(dim=0).detach().numpy())
    np.testing.assert_allclose(run.predict(X, 0), model.out(gv.tensor(X)).detach().numpy())
    assert run.at(2).value("L") == run.losses[2]


class Plain(nn.Module):
    """Keeps what it has seen in plain attributes: a Tensor, an array changed in place, a count."""

    def __init__(self, detached=True):
        super().__init__()
        self.mean, self.seen, self.calls = gv.zeros(3), np.zeros(3), 0
        self.out, self.detached, self.fixed = nn.Linear(2, 3), detached, np.ones(3)

    def forward(self, X):
        y = self.out(X)
        self.calls += 1
        if self.training:
            self.seen += y.detach().numpy().mean(axis=0)
            self.mean = 0.9 * self.mean + 0.1 * (y.detach() if self.detached else y).mean(dim=0)
        return y - self.mean


def test_plain_attributes_that_forward_changes_go_back_in_time_as_buffers_do():
    model = Plain()
    run = Run(of_module(model, (X, THREE), None), Settings(0.2, 4))
    run.go()
    assert run.problem.model.moving == ["mean", "seen", "calls"] and not run.problem.notes
    assert [kept["calls"] for kept in run.buffers] == [0, 1, 2, 3, 4] and model.calls == 0
    y = model.out(gv.tensor(X)).detach()
    np.testing.assert_allclose(run.buffers[1]["seen"], y.numpy().mean(axis=0))
    assert run.buffers[0]["seen"].tolist() == [0, 0, 0], "an array that is changed in place is kept as it was"
    np.testing.assert_allclose(run.predict(X, 0), y.numpy())
    assert [run.at(k).value("L") for k in (3, 0)] == [run.losses[3], run.losses[0]]
    figure = gv.train(Plain(), data=(X, THREE), steps=2)
    assert "calls" in figure.diagram.panel and "fixed" not in figure.diagram.panel and not figure.diagram.error


@pytest.mark.parametrize("model, name", [(Centred(detached=False), "mean"), (Plain(detached=False), "mean")])
def test_a_buffer_that_keeps_its_history_is_told_before_backward_fails_of_it(model, name):
    figure = gv.train(model, data=(X, THREE), steps=3)
    (note,) = figure.problem.notes
    assert note.startswith(f"{name}: forward computes it") and ".detach()" in note
    assert "a second backward pass" in figure.diagram.error and figure.run.turns == 1


def test_a_forward_that_takes_more_than_the_examples_is_told_what_to_do():
    class Two(nn.Linear):
        def forward(self, X, mask):
            return super().forward(X) * mask

    with pytest.raises(TypeError, match=r"Two\.forward takes X, mask, .* a default, or keep it as self\.name"):
        of_module(Two(2, 3), (X, THREE), None)


def test_of_buffers_that_nothing_moves_none_is_in_the_table():
    model = net(nn.Tanh())
    model.register_buffer("scale", gv.tensor([2.0, 2.0]))
    figure = gv.train(model, data=(X, THREE), steps=2)
    assert figure.run.buffers[-1]["scale"].tolist() == [2, 2] and "scale" not in figure.diagram.panel
    assert "buffer" not in figure.diagram.panel


class Watched(nn.Module):
    """Keeps its hidden values to be looked at, and things that cannot be copied."""

    def __init__(self):
        super().__init__()
        self.out, self.hidden, self.all = nn.Linear(2, 3), None, []
        self.lock, self.numbers = threading.Lock(), (k for k in range(3))

    def forward(self, X):
        self.hidden = self.out(X)
        self.all = [self.hidden, X]
        return gv.tanh(self.hidden)


def test_a_model_that_was_run_before_and_keeps_what_it_computed_is_copied_without_history():
    model = Watched()
    before = model(gv.tensor(X))
    run = Run(of_module(model, (X, THREE), None), Settings(0.2, 3))
    run.go()
    assert run.turns == 3 and not run.problem.notes and not run.problem.model.moving
    assert model.hidden is model.all[0] and before._op is not None, "the learner's own is as it was"
    assert run.problem.model.module.numbers is model.numbers, "what cannot be copied is shared"


class Fixed(nn.Module):
    def __init__(self):
        super().__init__()
        self.out, self.shift = nn.Linear(2, 3), nn.Parameter(np.zeros((12, 1)))

    def forward(self, X):
        return self.out(X) + self.shift


class Narrow(nn.Linear):
    def forward(self, X):
        if X.numpy().max() > np.abs(POINTS).max():
            raise ValueError("too far out")
        return super().forward(X)


POINTS = X


def test_a_model_that_takes_no_other_number_of_examples_is_trained_and_not_drawn():
    figure = gv.train(Fixed(), data=(X, THREE), steps=3)
    assert len(figure.run.losses) == 4 and not figure.diagram.error
    assert figure.problem.points is None and "takes 12 examples and no other number" in figure.problem.notes[-1]
    far = gv.train(Narrow(2, 3), data=(X, THREE), steps=3)
    assert np.isnan(far.run.predict(9 * X, 1)).all() and not far.diagram.error and len(far.run.losses) == 4


@pytest.mark.parametrize("name", ["X", "y"])
def test_a_parameter_with_the_name_of_the_data_is_refused(name):
    model = nn.Linear(2, 3)
    setattr(model, name, nn.Parameter(1.0))
    with pytest.raises(ValueError, match=f"a parameter called {name}, .*another name"):
        of_module(model, (X, THREE), None)
