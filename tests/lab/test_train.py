"""The train figure without a browser: what it shows at every stop, what its controls do, and what bad input does."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.lab.plotting import plots
from gradviz.lab.training import loop
from gradviz.lab.training.data import DATA
from gradviz.pictures.labels import state_slot
from gradviz.pictures.numbers import short
from gradviz.recording.events import Updated


def plain(text):
    return text.replace("\u2212", "-")


def said(figure):
    return plain(figure.diagram.texts[-1])


def row(figure, k=0):
    """Before, gradient and after of the k-th parameter."""
    first = figure.extra_slot(5 + 3 * k)
    return [plain(text) for text in figure.diagram.texts[first : first + 3]]


def lit(figure):
    marks = figure.diagram.texts[figure.extra_slot(0) : figure.extra_slot(5)]
    return [k for k, mark in enumerate(marks) if mark == "current"]


def stand(figure, epoch, line):
    """Bring the scrubber to the end of a line; lines are 0 for, 1 zero_grad, 2 forward, 3 backward, 4 step."""
    figure.scrubber.index = next(k for k, s in enumerate(figure.stops) if (s.turn, s.line) == (epoch, line))


def test_a_loss_with_a_border_has_its_surface_too_and_no_run_shows_that_of_another():
    """R21: log has no number left of 0, and that is seen."""
    figure = gv.train("L = (log(w)*x - b)**2", w=0.5, b=0.5, x=2, lr=0.05, steps=3)
    plot = figure.views.plots[1].plot
    assert plot.map.has_gaps and "or no number" in plot.head.value and np.isfinite(plot.map.drawn).all()
    assert min(plot.map.columns) < 0 < max(plot.map.columns)
    figure.at(w=-1)
    assert plot.map is None, "no step could be taken, and there is no loss anywhere near"


def test_the_secret_number_game_is_told_line_by_line():
    """R47, R49, R69, R81, M12."""
    figure = gv.train()
    figure.scrubber.index = 0
    assert said(figure) == "The loop has not begun. The parameters: θ = 1." and lit(figure) == [0]
    for line, text, numbers in [
        (1, "Epoch 2: zero_grad forgets the gradients of the last epoch. No parameter moves.", ["2", "—", "—"]),
        (2, "Epoch 2: forward computes the loss, 1. No parameter moves.", ["2", "—", "—"]),
        (3, "Epoch 2: backward puts -2 into θ.grad. θ is still 2.", ["2", "-2", "—"]),
        (4, "Epoch 2: step sets θ to 2 - 0.25 × (-2) = 2.5.", ["2", "-2", "2.5"]),
    ]:
        stand(figure, 1, line)
        assert (said(figure), lit(figure), row(figure)) == (text, [line], numbers)


def test_without_zero_grad_the_old_gradients_are_in_the_sentence():
    """R67, M14."""
    figure = gv.train(zero_grad=False)
    assert [state["θ"] for state in figure.run.states] == [1, 2, 3.5, 4.75, 5.125]
    stand(figure, 1, 3)
    assert said(figure) == "Epoch 2: backward adds -2 to the -4 that nobody zeroed: θ.grad is -6. θ is still 2."
    assert "# optimizer.zero_grad()" in figure.diagram.panel
    figure.pressed("z")
    assert figure.run.states[-1]["θ"] == 2.875 and "# optimizer" not in figure.diagram.panel


@pytest.mark.parametrize("optimizer", ["momentum", "Adam"])
def test_other_optimizers_say_where_the_parameter_goes(optimizer):
    figure = gv.train(optimizer=optimizer)
    stand(figure, 0, 4)
    assert said(figure).startswith("Epoch 1: step moves θ from 1 to ")
    assert f"optim.{'SGD' if optimizer == 'momentum' else 'Adam'}([θ], lr=0.25" in figure.diagram.panel


def test_parameters_are_marked_in_the_picture_and_named_in_the_table():
    """R49."""
    figure = gv.train("L = (w*x + b - t)**2", w=3, x=2, b=1, t=5)
    graph = figure.recording.graph
    marked = {n.name for i, n in enumerate(graph.nodes) if "parameter" in figure.diagram.texts[state_slot(graph, i)]}
    assert marked == {"w", "b"}
    moved = {graph.nodes[e.node].name for e in figure.recording.events if isinstance(e, Updated)}
    assert moved == marked
    assert "<td>x, t</td><td>yes</td><td>no</td>" in figure.diagram.panel


def test_every_event_can_be_looked_at_and_the_place_is_kept_between_grains():
    """R140."""
    figure = gv.train()
    stand(figure, 2, 3)
    figure.loop.grain.value = "event"
    assert (figure.stop.turn, figure.stop.line) == (2, 3) and said(figure).startswith("Epoch 3, backward: ")
    assert len(figure.stops) == len(figure.run.recording.events) + 1
    for k in range(len(figure.stops)):
        figure.scrubber.index = k
        assert said(figure) and not figure.diagram.error
    figure.scrubber.index = 2
    assert said(figure) == "Epoch 1, forward: θ is an input: 1."
    figure.loop.grain.value = "epoch"
    figure.pressed("End")
    assert len(figure.stops) == 5 and figure.stop.turn == 3


def test_settings_train_anew_and_reset_brings_the_cells_own_back():
    figure = gv.train()
    figure.loop.lr.value = 0.5
    assert figure.run.states[1]["θ"] == pytest.approx(3.0)
    figure.loop.optimizer.value, figure.loop.steps.value, figure.loop.starts["θ"].value = "Adam", 7, -2.0
    assert figure.run.epochs == 7 and figure.run.states[0]["θ"] == -2 and figure.run.settings.optimizer == "Adam"
    figure.reset()
    assert [state["θ"] for state in figure.run.states] == [1, 2, 2.5, 2.75, 2.875]
    assert figure.stop.turn == 3 and figure.run.settings.lr == 0.25


def test_one_epoch_more_goes_on_where_the_run_ended():
    figure = gv.train()
    figure.scrubber.index = 0
    figure.pressed("n")
    assert figure.run.epochs == 5 and figure.stop.turn == 4 and figure.run.states[-1]["θ"] == 2.9375


def test_a_guess_says_which_way_is_downhill_and_changes_nothing():
    figure = gv.train()
    for guess, way in ((2.5, "a larger θ"), (4, "a smaller θ"), (3, "no direction")):
        figure.guess.number.value = guess
        figure.try_guess()
        assert way in said(figure)
    assert "Guess 3: at θ = 3 the loss is 0" in said(figure)
    assert [state["θ"] for state in figure.run.states] == [1, 2, 2.5, 2.75, 2.875]
    figure.reset()
    assert figure.guess.rows == []


@pytest.mark.parametrize("name", ["secret number", *DATA])
def test_every_ready_problem_opens_and_can_be_scrubbed(name):
    figure = gv.train(name)
    assert figure.run.losses[-1] < figure.run.losses[0] and not figure.diagram.error
    for k in range(0, len(figure.stops), 17):
        figure.scrubber.index = k
    assert len(figure.views.plots) == {"line": 3}.get(name, 2)


def test_own_points_are_learned():
    draw = np.random.default_rng(1)
    X = draw.standard_normal((30, 2))
    figure = gv.train((X, np.where(X[:, 0] > 0, "right", "left")), hidden=3, steps=60)
    assert figure.run.losses[-1] < 0.3 and figure.problem.points.classes == ("left", "right")
    assert figure.problem.parameters["W1"].shape == (2, 3)
    many = gv.train((draw.standard_normal((20, 4)), [0, 1] * 10), steps=3)
    assert len(many.views.plots) == 1, "four columns are no plane"


def test_an_own_model_is_learned_in_mini_batches():
    gv.manual_seed(0)
    model = gv.nn.Sequential(gv.nn.Linear(2, 5), gv.nn.Tanh(), gv.nn.Linear(5, 3))
    figure = gv.train(model, data="three clouds", optimizer="Adam", lr=0.05, steps=10, batch_size=20)
    assert figure.run.whole[-1] < 0.3 and figure.run.batches.count == 3 and not figure.diagram.error
    panel = figure.diagram.panel
    assert "loader = DataLoader(TensorDataset(X, y), batch_size=20, shuffle=True)" in panel
    assert "    for X, y in loader:" in panel and "gv.optim.Adam(model.parameters(), lr=0.05)" in panel
    stand(figure, 4, 2)
    loss = short(figure.run.losses[4])
    assert said(figure) == f"Epoch 2, batch 2: forward computes the loss of 20 examples, {loss}. No parameter moves."
    assert figure.scrubber.label.value.startswith("epoch 2, batch 2, forward")
    figure.loop.batch.value = 60
    assert figure.run.batches.count == 1 and "DataLoader" not in figure.diagram.panel
    figure.reset()
    assert figure.run.settings.batch == 20 and figure.run.batches.count == 3


def test_each_batch_and_all_examples_have_a_line_of_their_own():
    figure = gv.train("line", batch_size=4, steps=3)
    series = figure.views.plots[0].plot.series
    assert series["loss of the batch"].xs == [k / 3 for k in range(10)]
    assert series["loss of all examples"].ys == figure.run.whole and series["loss of all examples"].xs == [0, 1, 2, 3]
    assert series["now"].xs == [3.0]
    figure.scrubber.index = 0
    assert series["now"].xs == [0.0]
    figure.loop.batch.value = 12
    assert set(figure.views.plots[0].plot.series) == {"loss", "now"}


def test_three_classes_are_regions_with_their_names():
    figure = gv.train("three clouds", steps=30)
    plot, state = figure.views.plots[1].plot, figure.run.states[-1]
    heat = plot.map
    place = np.array([heat.columns[7], heat.rows[30]])
    scores = np.tanh(place @ state["W1"] + state["b1"]) @ state["W2"] + state["b2"]
    assert heat.values[30, 7] == scores.argmax() and set(np.unique(heat.values)) == {0, 1, 2}
    for name in ("top", "left", "right"):
        assert f"class {name}</span>" in plot.head.value and f"</span> {name}</span>" in plot.head.value
    assert "<td>top</td>" in plot.table and "<td>0</td>" not in plot.table


def test_two_classes_are_named_in_the_legend_and_no_number_stands_for_one():
    figure = gv.train("two moons", steps=2)
    legend = figure.views.plots[1].plot.head.value
    assert "The model says: blue upper, white undecided, red lower" in legend
    assert not any(digit in legend.split("gv-plot-legend")[1] for digit in "0123456789")


def test_the_plots_follow_the_stop():
    """R21."""
    figure = gv.train()
    curve = figure.views.plots[1].plot
    stand(figure, 0, 2)
    assert curve.series["now"].xs == [1.0] and curve.series["now"].ys == [4.0]
    assert curve.series["slope in .grad"].xs == [], "there is no gradient before backward"
    stand(figure, 0, 3)
    (left, right), (up, down) = curve.series["slope in .grad"].xs, curve.series["slope in .grad"].ys
    assert (down - up) / (right - left) == pytest.approx(-4)
    stand(figure, 0, 4)
    assert curve.series["now"].xs == [2.0] and curve.series["way"].xs == [1.0, 2.0]
    assert curve.series["slope in .grad"].xs == [left, right], "the gradient is that of the place before the step"
    assert curve.series["slope in .grad"].ys == [up, down] and (up + down) / 2 == pytest.approx(4)
    assert figure.views.plots[0].plot.series["loss"].ys == [4, 1, 0.25, 0.0625, 0.015625]


def test_without_the_plotting_library_the_numbers_are_tables(monkeypatch):
    monkeypatch.setattr(plots, "bqplot", lambda: (None, "Install it."))
    figure = gv.train("line", steps=3)
    assert all(each.plot.drawing is None and "<table" in each.plot.table for each in figure.views.plots)
    figure.scrubber.index = 0


def test_where_no_widget_can_live_the_epochs_stand_in_a_table():
    figure = gv.train()
    lines = [line.split() for line in plain(figure.fallback_text()).splitlines()]
    assert lines[:3] == [["epoch", "loss", "θ"], ["0", "4", "1"], ["1", "1", "2"]]
    assert "θ" in figure._repr_mimebundle_()["text/html"] and "<td>2.875</td>" in figure.fallback_html()
    long = gv.train(steps=500)
    assert "…" in long.fallback_text() and len(long.fallback_text().splitlines()) < 45


def test_a_run_that_diverges_says_so_and_lives():
    figure = gv.train(lr=1e160, steps=30)
    assert "Try a smaller learning rate." in figure.loop.said.value and figure.run.epochs < 5
    for k in range(len(figure.stops)):
        figure.scrubber.index = k
    figure.loop.lr.value = 0.25
    assert figure.run.diverged is None and "30 epochs." in figure.loop.said.value


def test_of_a_long_run_single_events_are_kept_at_the_beginning_alone(monkeypatch):
    monkeypatch.setattr(loop, "MOST_EVENTS", 60)
    figure = gv.train(steps=40)
    assert f"of the first {figure.run.kept} epochs" in figure.loop.said.value
    assert said(figure).startswith("After epoch 40: the loss is ")
    assert figure.recording.value("θ") == figure.run.states[39]["θ"]
    figure.scrubber.index = 3
    assert said(figure).startswith("Epoch 1: backward")


def test_a_line_of_many_epochs_is_thinned_out_and_keeps_its_ends():
    figure = gv.train(steps=2000, lr=0.01)
    figure.go_on()  # a slow computer has stopped on the way
    loss = figure.views.plots[0].plot.series["loss"]
    assert len(loss.xs) == 300 and (loss.xs[0], loss.xs[-1]) == (0, 2000) and loss.ys[-1] == figure.run.losses[-1]
    assert len(figure.views.plots[1].plot.series["way"].xs) == 300


def test_the_record_of_a_run_can_be_stored():
    """R96."""
    run = gv.train().run
    assert gv.Recording.from_json(run.recording.to_json()).events == run.recording.events


def test_the_boundary_is_that_of_the_moment():
    figure = gv.train("two moons", steps=5)
    for k in (0, len(figure.stops) - 1):
        figure.scrubber.index = k
        heat, state = figure.views.plots[1].plot.map, figure.run.states[figure.stop.state]
        place = np.array([heat.columns[7], heat.rows[30]])
        s = np.tanh(place @ state["W1"] + state["b1"]) @ state["W2"] + state["b2"]
        assert heat.values[30, 7] == pytest.approx(1 / (1 + np.exp(-s.item())))


def test_a_rate_from_the_slider_has_three_digits_and_the_cells_own_has_all():
    figure = gv.train(lr=1 / 3)
    figure.loop.steps.value = 2
    assert figure.run.settings.lr == 1 / 3
    figure.loop.lr.value = 10**-0.5
    assert figure.run.settings.lr == 0.316
    still = gv.train(lr=0, steps=2)
    still.loop.steps.value = 3
    assert [state["θ"] for state in still.run.states] == [1.0] * 4
