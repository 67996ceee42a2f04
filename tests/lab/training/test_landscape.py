"""The grid of a loss around the way of a run: how fine it is depends on the loss, and not on what else runs here."""

import math

import pytest

import gradviz as gv
from gradviz.lab.training import landscape

FORMULAS = {1: ("(x*w - 6)**2", {"learn": ["w"], "x": 2, "w": 1}),
            2: ("(w*2 + b - 6)**2", {"learn": ["w", "b"], "w": 1, "b": 0})}  # fmt: skip


def run_of(count):
    formula, given = FORMULAS[count]
    return gv.train(formula, **given, lr=0.01, steps=2).run


@pytest.fixture
def clock(monkeypatch):
    """A clock that only a loss moves on: by the next of `takes`, and then again and again by the last of them."""

    class Clock:
        now, calls, takes = 0.0, 0, (1e-4,)

    real = landscape.loss_at

    def loss_at(run, place):
        Clock.now += Clock.takes[min(Clock.calls, len(Clock.takes) - 1)]
        Clock.calls += 1
        return real(run, place)

    monkeypatch.setattr(landscape, "loss_at", loss_at)
    monkeypatch.setattr(landscape.time, "monotonic", lambda: Clock.now)
    return Clock


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("slow", [(), (0.3,), (0.05, 0.05), (0.02, 0.02, 0.02, 0.02), (0.02, 1e-4, 0.3)])
def test_calls_that_something_else_made_long_do_not_make_the_grid_coarser(clock, count, slow):
    run = run_of(count)
    clock.now, clock.calls, clock.takes = 0.0, 0, (*slow, 1e-4)
    found = landscape.grid(run)
    assert found is not None and found.values.shape == (landscape.SIDES[count],) * count


@pytest.mark.parametrize("count, takes, side", [(1, 0.01, 51), (2, 2e-3, 15), (1, 0.07, None), (2, 0.01, None)])
def test_a_slow_loss_gets_a_coarser_grid_and_a_slower_one_none(clock, count, takes, side):
    run = run_of(count)
    clock.now, clock.calls, clock.takes = 0.0, 0, (takes,)
    found = landscape.grid(run)
    assert (None if found is None else found.values.shape[0]) == side
    if found is None:
        assert clock.calls <= landscape.TRIES


def test_a_loss_of_seconds_is_not_tried_again(clock):
    run = run_of(1)
    clock.now, clock.calls, clock.takes = 0.0, 0, (3.0,)
    assert landscape.grid(run) is None and clock.calls == 1


def test_a_loss_that_fails_where_the_run_starts_has_no_grid(monkeypatch):
    run = run_of(1)
    monkeypatch.setattr(landscape, "loss_at", lambda run, place: None)
    assert landscape.grid(run) is None


def test_the_grid_holds_the_way_and_the_loss_at_each_place():
    run = run_of(2)
    (across, up), values = landscape.grid(run)
    assert math.isclose(values[3, 5], (across[3] * 2 + up[5] - 6) ** 2)
    way = landscape.way(run)
    assert across[0] < way[:, 0].min() and way[:, 0].max() < across[-1]
    assert up[0] < way[:, 1].min() and way[:, 1].max() < up[-1]
