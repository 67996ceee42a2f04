"""The train figure with a learner's own model: what it says, and what it says where the model or the data do not fit."""

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
