"""What is saved for the backward pass, worked out from the record (R119-R123, R144)."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.recording.memory import most_saved
from tests.recording.traces import figure_1


def live(recording):
    return [moment.live for moment in recording.memory]


def test_figure_1_saves_two_factors_and_the_base_of_the_square():
    """R18: multiply saves both inputs, add and subtract nothing, the square its input."""
    recording = figure_1()
    names = [node.name for node in recording.graph.nodes]
    assert [(names[m.node], m.change, m.live) for m in recording.memory] == [
        ("z", 16, 16), ("L", 8, 24), ("L", -8, 16), ("z", -16, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("batch", [4, 8, 64])
def test_doubling_the_batch_doubles_the_bytes_and_no_node(batch):
    """R119."""

    def loss(X, w):
        return gv.tanh(X @ w).sum()

    once, twice = (gv.record(loss, X=np.ones((n, 3)), w=np.ones(3)) for n in (batch, 2 * batch))
    w = 3 * 8
    assert max(live(twice)) - w == 2 * (max(live(once)) - w) and once.graph.edges == twice.graph.edges


def test_a_value_that_two_operations_save_counts_once():
    recording = gv.record(lambda x: (gv.exp(x) * gv.exp(x)).sum() + (x * x).sum(), x=np.ones(10))
    assert max(live(recording)) == 3 * 80  # x once, two results of exp


def test_views_are_one_piece_of_memory():
    recording = gv.record(lambda x: (x * x).sum() + (x.reshape(5, 2) ** 2).sum(), x=np.ones(10))
    assert max(live(recording)) == 80


def test_values_are_counted_once_as_a_meter_counts_them():
    def f(x):
        return (gv.exp(x) * gv.exp(x)).sum() + (x * x).sum() + (x.reshape(5, 2) ** 2).sum()

    x = gv.tensor(np.ones(10), requires_grad=True)
    with gv.Meter() as meter, gv.record() as recording:
        f(x).backward()
        f(x).backward()  # what the first pass has used up does not count in the second
    assert most_saved(recording) == meter.peak_saved == 3 and max(live(recording)) == meter.peak_bytes


def test_memory_rises_forward_and_falls_backward_to_nothing():
    """R121, R123."""
    recording = gv.record("a = exp(x); b = sin(a); c = a*b; L = c**3", x=0.5)
    kinds = [type(recording.events[m.event]).__name__ for m in recording.memory]
    assert kinds == sorted(kinds, key=["Computed", "Contributed"].index) and live(recording)[-1] == 0
    assert all((m.change > 0) == (kind == "Computed") for m, kind in zip(recording.memory, kinds, strict=True))


def test_a_block_and_the_record_alone_agree():
    x = gv.tensor(np.linspace(1, 2, 7), requires_grad=True, name="x")

    def f():
        return (gv.log(x) * gv.exp(x) / x).sum()

    with gv.record() as rec:
        f().backward()
    aside = gv.record(f())
    assert [m[1:] for m in rec.memory] == [m[1:] for m in aside.memory]


def test_where_nothing_needs_a_gradient_nothing_is_saved():
    """R122."""
    with gv.no_grad():
        y = gv.exp(gv.tensor([1.0, 2.0], requires_grad=True))
    assert gv.draw(y).text and gv.recording.look(y).memory == ()
