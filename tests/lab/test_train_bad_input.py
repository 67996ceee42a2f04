"""The train figure with what it cannot work with: the message names the cause, and the figure lives."""

import math
import time

import pytest

import gradviz as gv
from gradviz.recording.events import Started


def plain(text):
    return text.replace("\u2212", "-")


def said(figure):
    return plain(figure.diagram.texts[-1])


def test_a_function_that_fails_at_once_is_named_and_the_figure_lives():
    ways = {"fail": True}

    def f(w):
        if ways["fail"]:
            raise ZeroDivisionError("of my own")
        return w * w

    figure = gv.train(f, w=1.0)
    assert "of my own" in figure.diagram.error and figure.recording is None
    assert "of my own" in figure.fallback_text()
    ways["fail"] = False
    figure.again()
    assert not figure.diagram.error and figure.run.epochs == 20


def test_a_function_that_fails_later_leaves_the_epochs_before_it():
    def f(w):
        if w.item() > 2.2:
            raise ValueError("too far")
        return (w - 3) ** 2

    figure = gv.train(f, w=1.0, lr=0.25)
    assert "too far" in figure.diagram.error and figure.run.epochs == 2 and figure.recording is not None
    figure.scrubber.index = 0
    assert not figure.diagram.error, "the moments before the failure can be looked at"


def test_an_interrupt_shows_what_there_is_and_the_run_can_be_taken_up():
    calls = []

    def f(w):
        calls.append(1)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return (w - 3) ** 2

    figure = gv.train(f, w=1.0, lr=0.25)
    assert figure.run.epochs == 4 and "Stopped after 4 of 20 epochs." in figure.loop.said.value
    assert figure.loop.rest.layout.display == ""
    figure.go_on()
    assert figure.run.epochs == 20 and figure.loop.rest.layout.display == "none"


def test_an_interrupt_while_the_plots_are_made_leaves_a_figure_without_the_curve():
    """Issue 5: the widget is alive after the kernel's own interrupt, whatever it was doing."""
    calls, at = [], [8]  # 3 turns and the last loss come before

    def f(w):
        calls.append(1)
        if len(calls) == at[0]:
            raise KeyboardInterrupt
        return (w - 3) ** 2

    figure = gv.train(f, w=1.0, lr=0.25, steps=3)
    curve = figure.views.plots[1]
    assert figure.run.epochs == 3 and curve.grid is None and not figure.diagram.error
    figure.at(lr=0.125)
    assert curve.grid is not None
    at[0] = len(calls) + 8
    figure.loop.lr.value = 0.5
    assert figure.run.settings.lr == 0.5 and figure.run.epochs == 3 and curve.grid is None


def test_a_slow_function_opens_with_what_it_has_done_so_far():

    def slow(w):
        time.sleep(0.3)
        return (w - 3) ** 2

    began = time.monotonic()
    figure = gv.train(slow, w=1.0, steps=1000)
    assert time.monotonic() - began < 60 and 0 < figure.run.epochs < 12, "all of it takes five minutes"
    assert figure.loop.rest.layout.display == ""
    before = figure.run.epochs
    figure.one_more()
    assert figure.run.epochs == before + 1, "a slow run is gone on with, not begun anew"


def test_a_structure_that_changes_on_the_way_is_drawn_as_it_is():
    figure = gv.train(lambda w: (w - 3) ** 2 if w.item() < 2.2 else ((w - 3) * 2) ** 2, w=1.0, lr=0.1, steps=8)
    assert len(figure.run.recording.graphs) == 2
    for k in range(len(figure.stops)):
        figure.scrubber.index = k
        assert not figure.diagram.error
        event = figure.run.recording.events[figure.stop.event]
        assert isinstance(event, Started) or figure.recording.graph_at(figure.stop.event) == figure._drawn[0]


@pytest.mark.parametrize(
    "f, inputs, text",
    [
        (lambda w: w, {"w": [1.0, 2.0]}, "shape"),
        (lambda w: 3.0, {"w": 1.0}, "not a Tensor"),
        (lambda w: w.detach() * 2, {"w": 1.0}, "grad"),
    ],
)
def test_a_loss_that_is_no_loss_is_said_in_the_pictures_place(f, inputs, text):
    assert text in gv.train(f, **inputs).diagram.error


@pytest.mark.parametrize(
    "call, kind, text",
    [
        (lambda: gv.train("w*x", w=1), Exception, "x"),
        (lambda: gv.train("w*x", w=1, x=2, z=3), Exception, "z"),
        (lambda: gv.train("w*x", 1, 2), TypeError, "without a name"),
        (lambda: gv.train("w", w=math.nan), ValueError, "inf or nan"),
        (lambda: gv.train(lr=-1), ValueError, "lr=-1"),
        (lambda: gv.train(lr=math.nan), ValueError, "lr=nan"),
        (lambda: gv.train(steps=2.5), ValueError, "steps=2.5"),
        (lambda: gv.train(optimizer="sgd"), ValueError, "SGD, momentum, Adam"),
        (lambda: gv.train("two moons", w=1), TypeError, "has its data already"),
        (lambda: gv.train("w**2", w=1, batch_size=4), ValueError, "batch_size=4 cuts the examples"),
        (lambda: gv.train("xor", batch_size=0), ValueError, "batch_size=0"),
        (lambda: gv.train("xor", batch_size=2.5), ValueError, "batch_size=2.5"),
        (lambda: gv.train("w**2", w=1, loss=max), TypeError, "loss= goes with a model"),
        (lambda: gv.train("w*x", w=1, data=([1.0], [2.0])), TypeError, "go with a model"),
        (lambda: gv.train(gv.nn.Linear(1, 1)), TypeError, "needs examples"),
        (lambda: gv.train(gv.nn.Linear(1, 1), data="line", x=2), TypeError, "x was given beside a model"),
        (lambda: gv.train(lambda lr, w: lr * w, lr=1, w=1), TypeError, "inputs="),
        (lambda: gv.train(([1, 2], [1])), ValueError, "Each point has one target"),
        (lambda: gv.train(3), TypeError, "expected a function"),
        (lambda: gv.train(lambda: 1), ValueError, "no inputs"),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused_in_words(call, kind, text):
    with pytest.raises(kind, match=text.replace("+", r"\+")):
        call()


def test_no_epochs_thirty_parameters_and_one_node():
    none = gv.train(steps=0)
    assert none.stops == [none.stop] and said(none).startswith("The loop has not begun")
    none.pressed("n")
    assert none.run.epochs == 1
    names = [f"w{k}" for k in range(30)]
    many = gv.train(" + ".join(f"{name}**2" for name in names), inputs=dict.fromkeys(names, 1.0), steps=3)
    assert "22 more parameters" in plain(many.diagram.panel) and not many.loop.starts
    alone = gv.train("w", w=1.0, steps=2)
    assert alone.run.states[-1]["w"] == pytest.approx(0.8) and said(alone) == "After epoch 2: the loss is 0.8."


def test_a_loss_that_takes_gradients_itself_is_shown_epoch_by_epoch():
    def f(w):
        (slope,) = gv.grad(w**4, w, create_graph=True)
        return (slope - 4) ** 2

    figure = gv.train(f, w=1.5, lr=0.001, steps=5)
    assert figure.run.epochs == 5 and figure.run.kept == 0 and not figure.diagram.error
    for k in range(len(figure.stops)):
        figure.scrubber.index = k


def test_names_are_never_markup():
    figure = gv.train(lambda **values: next(iter(values.values())) ** 2, inputs={"<b>w</b>": 1.0}, learn=["<b>w</b>"])
    figure.try_guess()
    for text in (figure.diagram.panel, figure.loop.said.value, figure.guess.list.value, figure.fallback_html()):
        assert "<b>" not in text


def test_a_graph_too_large_to_draw_is_told_as_a_table_and_trains_all_the_same():
    def f(w):
        y = w
        for _ in range(1100):
            y = y * 0.999
        return y * y

    figure = gv.train(f, w=1.0, steps=2)
    assert figure.run.epochs == 2 and not figure.diagram.svg and "nodes" in figure.diagram.twin


def test_two_figures_do_not_touch_each_other():
    one, two = gv.train(), gv.train()
    one.scrubber.index, one.loop.lr.value = 0, 0.1
    assert two.stop.turn == 3 and two.run.states[-1]["θ"] == 2.875


@pytest.mark.parametrize("hidden", [-1, 1.5, True])
def test_units_are_counted_in_whole_numbers(hidden):
    with pytest.raises(ValueError, match="counts units"):
        gv.train("xor", hidden=hidden)


def test_a_slip_in_the_name_of_a_problem_is_told_with_the_name_that_is_meant():
    with pytest.raises(ValueError, match="Did you mean 'two moons'"):
        gv.train("two moon")
