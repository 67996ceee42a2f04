"""The list of steps: a window of a fixed size on any number of them, the current one in sight with its neighbours."""

import pytest

from gradviz.lab.stepping.steplist import ROWS, StepList


def texts(current, count, open_=None):
    steps = StepList()
    found = steps.texts("Forward", current, count, lambda k: f"step{k}", count if open_ is None else open_)
    assert len(found) == StepList.size
    rows = list(zip(found[3 : 3 + ROWS], found[3 + ROWS :], strict=True))
    return steps, found[:3], [row for row in rows if row[1] != "gone"]


def test_a_short_list_is_there_whole():
    _, head, rows = texts(1, 3, open_=2)
    assert head == ["Forward", "", ""]
    assert rows == [("1. step0", "done"), ("2. step1", "current"), ("3. step2 (yours)", "closed")]


@pytest.mark.parametrize("current", [0, 3, 500, 996, 999])
def test_of_a_long_one_the_neighbours_on_both_sides_are_listed(current):
    steps, (_, before, after), rows = texts(current, 1000)
    assert len(rows) == ROWS and [state for _, state in rows].count("current") == 1
    shown = [int(text.split("step")[1]) for text, _ in rows]
    assert shown == list(range(steps.start, steps.start + ROWS)) and current in shown
    assert current == 0 or current - 1 in shown
    assert current == 999 or current + 1 in shown
    assert (before == "") == (steps.start == 0) and (after == "") == (steps.start + ROWS == 1000)
    assert before == "" or f"{steps.start} before" in before


def test_its_html_has_a_place_for_every_text():
    html = StepList().html(100)
    places = {int(part.split('"')[0]) for word in ("data-slot=", "data-mark=") for part in html.split(word + '"')[1:]}
    assert places == set(range(100, 100 + StepList.size))
