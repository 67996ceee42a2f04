"""The train figure with a learner's own model: what it says, also where the model or the data do not fit."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.pictures.numbers import short


def stand(figure, epoch, line):
    """Bring the scrubber to the end of a line; lines are 0 for, 1 zero_grad, 2 forward, 3 backward, 4 step."""
    figure.scrubber.index = next(k for k, s in enumerate(figure.stops) if (s.turn, s.line) == (epoch, line))


def test_buffers_are_in_a_table_and_move_in_forward():
    """R49."""
    gv.manual_seed(0)
    model = gv.nn.Sequential(gv.nn.BatchNorm1d(1, affine=False), gv.nn.Linear(1, 1))
    figure = gv.train(model, data=([[1.0], [3.0]], [0.0, 1.5]), steps=2)
    assert '<table aria-label="buffers">' in figure.diagram.panel and "0.running_mean" in figure.diagram.panel
    first = figure.extra_slot(5 + 3 * 2)  # after those of weight and bias

    def mean():
        return figure.diagram.texts[first : first + 2]

    for turn, line, told in [(0, 1, ["[0]", "—"]), (0, 2, ["[0]", "[0.2]"]), (0, 4, ["[0]", "[0.2]"]),
                             (1, 1, ["[0.2]", "—"]), (1, 3, ["[0.2]", "[0.38]"])]:  # fmt: skip
        stand(figure, turn, line)
        assert mean() == told
    figure.loop.grain.value = "event"
    told = []
    for k, stop in enumerate(figure.stops):
        figure.scrubber.index = k
        told += [mean()] if (stop.turn, stop.line) == (0, 2) else []
    assert told == [["[0]", "—"]] * (len(told) - 1) + [["[0]", "[0.2]"]] and len(told) > 3


def test_where_a_model_is_another_in_training_and_in_use_both_losses_are_shown():
    gv.manual_seed(0)
    model = gv.nn.Sequential(gv.nn.Linear(2, 8), gv.nn.Dropout(0.5), gv.nn.Linear(8, 3))
    figure = gv.train(model, data="three clouds", steps=3)
    series = figure.views.plots[0].plot.series
    assert series["loss in training"].ys == figure.run.losses
    assert series["loss of all examples, in eval mode"].ys == figure.run.whole
    training, use = short(figure.run.losses[-1]), short(figure.run.whole[-1])
    assert f"3 epochs. The loss is {training} in training, and {use} in eval mode." in figure.loop.said.value
    figure.loop.batch.value = 20
    assert set(series) == {"loss of the batch", "loss of all examples, in eval mode", "now"}


X = np.random.default_rng(0).standard_normal((12, 2))
LABELS = np.array(list("abc") * 4)


class Line(gv.nn.Module):
    def __init__(self, outputs=1):
        super().__init__()
        self.out = gv.nn.Linear(2, outputs)

    def forward(self, X):
        return self.out(X)


class Module:
    """What stands for PyTorch's, which is not installed here."""


Module.__module__ = "torch.nn.modules.module"


class Theirs(Module):
    def __call__(self, x):
        return x


@pytest.mark.parametrize(
    "call, text",
    [
        (lambda: gv.train(Line, data=(X, LABELS)), r"the class Line.*no parameters.*train\(Line\(\), data="),
        (lambda: gv.train(Line), "the class Line"),
        (lambda: gv.train(Line, X, LABELS), r"train\(model, data=\(X, y\)\)"),
        (lambda: gv.train(Line(), X, LABELS), r"train\(model, data=\(X, y\)\)"),
        (lambda: gv.train(Theirs(), data=(X, LABELS)), "Theirs, a model of PyTorch's.*gv.nn"),
        (lambda: gv.train(Line(), data=(X, X[:, 0]), optimizer=gv.optim.SGD(Line().parameters(), lr=0.1)),
         "optimizer= is a SGD.*optimizer='Adam'"),
    ],
)  # fmt: skip
def test_a_slip_in_the_call_is_answered_with_what_to_write(call, text):
    with pytest.raises(TypeError, match=text):
        call()


def test_what_is_not_drawn_is_said_beside_the_plots_and_no_markup():
    note = gv.train(Line(), data=(X, X[:, 0]), steps=2).views.children[-1].value
    assert "here loss and parameters tell how training goes" in note
    model = gv.nn.Sequential(gv.nn.Linear(2, 1))
    assert "Give" not in str(gv.train(model, data=(X, np.array(["<i>", "b"] * 6)), steps=1).problem.notes)
    both = gv.train(model, data=(X, np.array([0, 1] * 6)), steps=1)
    assert len(both.views.children) == 3 and "taken for two classes" in both.views.children[-1].value
    assert len(gv.train("two moons", steps=1).views.children) == 2


def test_a_loss_that_is_no_number_before_any_step_is_not_put_down_to_the_learning_rate():
    figure = gv.train(Line(), data=(X, X[:, 0]), loss=lambda p, t: gv.log(p - 100).mean())
    assert "nan before any step" in figure.loop.said.value and "smaller" not in figure.loop.said.value
    figure.reset()
    assert not figure.diagram.error


def scaled(p, t):
    return ((p - t) ** 2).mean()


def test_a_single_example_that_batches_leave_over_is_named_where_a_model_cannot_take_it():
    gv.manual_seed(0)
    model = gv.nn.Sequential(gv.nn.BatchNorm1d(2), Line(3))
    figure = gv.train(model, data=(X, LABELS), batch_size=11, steps=3)
    assert "Stopped after 0 of 3 epochs. The batch at which it stopped has a single" in figure.loop.said.value
    assert "12 in batches of 11 leave one over." in figure.loop.said.value and figure.run.turns == 1
    figure.loop.batch.value = 4
    assert not figure.diagram.error and "3 epochs of 3 batches." in figure.loop.said.value


def spread(p, t):
    return (p[:, 1] + ((p[:, 0] - t) / gv.exp(p[:, 1])) ** 2).mean()


SETUPS = {
    "noise": lambda: gv.train(Line(2), data=(X, X[:, 0]), loss=spread),
    "labels": lambda: gv.train(Line(3), data=(X.tolist(), LABELS.tolist()), batch_size=5),
    "diverges": lambda: gv.train(Line(), data=(X, X[:, 0]), loss=scaled, lr=1e5, steps=90, batch_size=5),
    "one example": lambda: gv.train(Line(), data=(X[:1], [3.0])),
    "one class": lambda: gv.train(Line(2), data=(X[:1], [1])),
    "large batch": lambda: gv.train(Line(3), data=(X, LABELS), batch_size=99),
    "lonely last": lambda: gv.train(gv.nn.Sequential(gv.nn.BatchNorm1d(2), Line(3)), data=(X, LABELS), batch_size=11),
    "no number": lambda: gv.train(Line(), data=(X, X[:, 0]), loss=gv.nn.MSELoss(reduction="none")),
    "fails": lambda: gv.train(Line(), data=(X, X[:, 0]), loss=lambda p, t: 1 / 0),
}  # fmt: skip
ERRORS = {"lonely last": "no spread to divide by", "no number": "gradients belong to one number", "fails": "division"}


@pytest.mark.parametrize("name", SETUPS)
def test_the_figure_lives_with_what_a_learner_brings(name):
    gv.manual_seed(0)
    figure = SETUPS[name]()
    assert ERRORS.get(name, "") in figure.diagram.error and bool(figure.diagram.error) == (name in ERRORS)
    for grain in ("event", "epoch", "line"):
        figure.loop.grain.value = grain
        for k in range(0, len(figure.stops), 9):
            figure.scrubber.index = k
    figure.loop.lr.value = 0.01
    figure.loop.more.click()
    figure.reset()
    assert bool(figure.diagram.error) == (name in ERRORS)
