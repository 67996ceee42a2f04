"""Where the scrubber stops: every event is told as the line of the loop that caused it."""

import pytest

from gradviz.lab.training import loop
from gradviz.lab.training.loop import Run, Settings
from gradviz.lab.training.problem import secret_number
from gradviz.lab.training.stops import BACKWARD, FORWARD, LOOP, STEP, ZERO, stops
from gradviz.recording.events import Accumulated, Computed, Contributed, Leaf, Seeded, Updated, Zeroed

LINES = {Zeroed: ZERO, Leaf: FORWARD, Computed: FORWARD, Seeded: BACKWARD, Contributed: BACKWARD, Updated: STEP}


@pytest.fixture
def run():
    made = Run(secret_number({}), Settings(0.25, 4))
    made.go()
    return made


def test_each_epoch_runs_through_the_lines_in_their_order(run):
    """R69, M12."""
    lines = [(stop.turn, stop.line) for stop in stops(run, "line")]
    assert lines == [(0, LOOP), *((epoch, line) for epoch in range(4) for line in (ZERO, FORWARD, BACKWARD, STEP))]


def test_without_zeroing_the_line_is_passed_over():
    made = Run(secret_number({}), Settings(0.25, 4, zeroing=False))
    made.go()
    assert {stop.line for stop in stops(made, "event")} == {LOOP, FORWARD, BACKWARD, STEP}
    left = [s for s in stops(made, "event") if isinstance(made.recording.events[s.event], Accumulated)]
    assert {s.line for s in left} == {FORWARD, BACKWARD}, "what was left from before was there in the forward pass"


def test_every_event_has_its_stop_and_its_line(run):
    found = stops(run, "event")[2:]
    assert [stop.event for stop in found] == list(range(1, len(run.recording.events)))
    for stop in found:
        kind = type(run.recording.events[stop.event])
        assert LINES.get(kind, stop.line) == stop.line
        assert stop.turn == sum(start <= stop.event + (kind is Zeroed) for start in run.recording.starts) - 1 or (
            kind is Zeroed
        )


def test_the_state_is_the_next_one_only_after_the_step(run):
    """M12: no weight moves until step."""
    for stop in stops(run, "event"):
        theta = run.recording.frame(stop.event).values[0]
        assert theta in (None, run.states[stop.state]["θ"])
    assert [stop.state for stop in stops(run, "epoch")] == [0, 1, 2, 3, 4]


def test_epochs_whose_events_were_not_kept_have_one_stop_each(monkeypatch):
    monkeypatch.setattr(loop, "MOST_EVENTS", 40)
    run = Run(secret_number({}), Settings(0.25, 10))
    run.go()
    found = stops(run, "event")
    assert found[-1] == (9, STEP, None, True)
    assert [stop.turn for stop in found if stop.event is None] == list(range(run.kept, 10))


def test_a_run_of_no_epochs_has_a_start():
    made = Run(secret_number({}), Settings(0.25, 0))
    made.go()
    for grain in ("event", "line", "epoch"):
        assert stops(made, grain) == [(0, LOOP, None, False)]
