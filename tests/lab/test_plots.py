"""Plots: what is drawn, that it only moves, and that everything lives where the plotting library is not installed."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.lab.plotting import plots
from gradviz.lab.plotting.plot_axes import limits, ticks
from gradviz.lab.plotting.plots import Plot
from tests.common import examples


def lines(**series):
    plot = Plot("Loss by epoch", "epoch", "loss")
    plot.lines(series)
    return plot


def marks(plot):
    return plot.drawing.figure.marks


@pytest.fixture
def no_library(monkeypatch):
    """bqplot cannot be imported."""
    monkeypatch.setitem(sys.modules, "bqplot", None)


def test_importing_the_module_does_not_load_the_plotting_library():
    program = "import sys, gradviz.lab.plotting.plots; print('bqplot' in sys.modules, 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_a_line_is_drawn_with_its_points_and_its_numbers_stand_in_the_table():
    plot = lines(train=([1, 2, 3], [0.5, 0.25, 0.125]))
    line, points = marks(plot)
    assert line.y.tolist() == points.y.tolist() == [0.5, 0.25, 0.125]
    assert '<th scope="col">train</th>' in plot.table
    assert '<tr><th scope="row">2</th><td>0.25</td></tr>' in plot.table
    assert plot.twin.table == plot.table


def test_moved_data_change_the_same_marks_and_the_table():
    plot = lines(train=([1, 2], [4, 2]))
    before = list(marks(plot))
    plot.move("train", [1, 2, 3], [4, 2, 1])
    assert all(one is other for one, other in zip(before, marks(plot), strict=True))
    assert [mark.y.tolist() for mark in marks(plot)] == [[4, 2, 1]] * 2
    assert '<tr><th scope="row">3</th><td>1</td></tr>' in plot.twin.table


def test_a_tick_sends_no_new_figure(monkeypatch):
    plot, sent = lines(train=([1, 2], [4, 2])), []
    plot.drawing.figure.observe(sent.append)
    plot.observe(sent.append)
    for tick in range(5):
        plot.move("train", [1, 2], [4, tick])
    assert sent == []


def test_series_differ_by_more_than_colour():
    plot = lines(**{name: ([1, 2], [k, k + 1]) for k, name in enumerate("abcd")})
    drawn = marks(plot)[::2], marks(plot)[1::2]
    assert len({mark.line_style for mark in drawn[0]}) == len({mark.marker for mark in drawn[1]}) == 4
    assert all(mark.colors[0].startswith("var(--gv-") for mark in marks(plot))


def test_what_has_no_place_on_a_log_axis_is_a_gap_and_stands_in_the_table():
    plot = Plot("Gradients", "layer", "size", log=(False, True))
    plot.lines({"relu": ([1, 2, 3, 4], [1.0, 0.0, 1e-3, math.inf])})
    line, points = marks(plot)
    assert np.isnan(line.y).tolist() == [False, True, False], "the library cannot end a line where there is no number"
    assert points.x.tolist() == [1, 3]
    assert '<tr><th scope="row">2</th><td>0</td></tr>' in plot.table
    assert "<td>inf</td>" in plot.table


def test_a_line_of_which_nothing_can_be_drawn_is_not_and_comes_back():
    plot = Plot("Gradients", "layer", "size", log=(False, True))
    plot.lines({"relu": ([1, 2], [0.0, 0.0])})
    assert [len(mark.x) for mark in marks(plot)] == [0]
    plot.move("relu", [1, 2], [0.0, 0.5])
    assert [mark.y.tolist() for mark in marks(plot)] == [[0.5], [0.5]]


def test_what_comes_and_goes_is_drawn_by_the_same_marks():
    plot = lines(a=([1, 2], [1, 2]), b=([], []))
    plot.move("b", [1, 2], [3, 4])
    first = marks(plot)
    for _ in range(3):
        plot.move("b", [], [])
        plot.marker(1.0, "now")
        plot.move("b", [1, 2], [3, 4])
        plot.marker(None)
    assert marks(plot) == first


def test_steps_hold_their_value():
    plot = Plot("Memory", "event", "bytes")
    plot.lines({"live": ([0, 1], [8, 16])}, steps=True)
    assert [mark.interpolation for mark in marks(plot)] == ["step-after"]


def test_a_marker_stands_upright_moves_and_goes():
    plot = lines(train=([1, 2, 3], [4, 2, 1]))
    plot.marker(2, "now")
    upright = marks(plot)[-1]
    assert (upright.x.tolist(), upright.y.tolist()) == ([2, 2], [0, 1])
    assert "now" in plot.head.value
    plot.marker(3, "now")
    assert marks(plot)[-1] is upright and upright.x.tolist() == [3, 3]
    plot.marker(None)
    assert upright not in marks(plot) and "now" not in plot.head.value


def test_a_series_can_be_taken_out_and_its_look_is_free_again():
    plot = lines(a=([1], [1]), b=([1], [2]))
    look = plot.series["a"].look
    plot.remove("a")
    assert len(marks(plot)) == 2 and ">a<" not in plot.table
    plot.points({"c": ([1], [3])})
    assert plot.series["c"].look == look


def test_bars_stand_side_by_side():
    plot = Plot("Units", "layer", "share")
    plot.bars({"dead": ([1, 2], [0.5, 0.25]), "saturated": ([1, 2], [0, 1])})
    (bars,) = marks(plot)
    assert bars.type == "grouped" and bars.y.tolist() == [[0.5, 0.25], [0, 1]]


def test_a_heat_map_has_its_middle_where_it_is_asked_for_and_is_updated_in_place():
    plot = Plot("Surface", "w", "b")
    plot.heat([0, 1], [0, 1, 2], [[-1, 0, 3], [0, 0, 0]], middle=0)
    (heat,) = marks(plot)
    colours = heat.scales["color"]
    assert (colours.min, colours.mid, colours.max) == (-3, 0, 3)
    plot.heat([0, 1], [0, 1, 2], [[-5, 0, 3], [0, 0, 0]], middle=0)
    assert marks(plot) == [heat] and heat.color.tolist()[0] == [-5, 0, 3] and colours.max == 5
    assert "blue −5, white 0, red 5" in plot.head.value


def test_regions_have_their_names_and_pale_colours_of_their_own():
    plot = Plot("Who", "x", "y")
    plot.heat([0, 1], [0, 1], [[0, 2], [1, 1]], names=["cat", "<dog>", "cow"])
    (heat,) = marks(plot)
    colours = heat.scales["color"]
    assert list(colours.domain) == [0, 1, 2] and len(set(colours.colors)) == 3
    assert "The model says:" in plot.head.value and "</span> &lt;dog&gt;</span>" in plot.head.value
    assert "blue" not in plot.head.value
    assert plot.table.count("&lt;dog&gt;") == 2 and plot.table.count("<td>cow</td>") == 1
    plot.heat([0, 1], [0, 1], [[0, 0], [0, 1]], names=["cat", "<dog>", "cow"])
    assert marks(plot) == [heat] and heat.color.tolist() == [[0, 0], [0, 1]]


def test_a_heat_map_tells_where_it_has_no_number_and_can_be_taken_out():
    plot = Plot("Loss", "w", "b")
    plot.heat([0, 1], [0, 1], [[np.nan, 1], [3, -np.inf]])
    (heat,) = marks(plot)
    assert heat.color.tolist() == [[3, 1], [3, 1]] and "red 3 or no number" in plot.head.value
    assert "<td>nan</td>" in plot.table
    plot.heat([0, 1], [0, 1], [[2, 1], [3, 4]])
    assert "no number" not in plot.head.value
    plot.flat()
    assert marks(plot) == [] and "blue" not in plot.head.value and "gv-plot-mapped" not in plot._dom_classes


def test_the_table_of_a_heat_map_has_the_largest_row_on_top():
    plot = Plot("Surface", "w", "b")
    plot.heat([0, 1], [7, 8], [[2, 2], [3, 3]])
    rows = plot.table.split("<tr>")[2:]
    assert rows[0].startswith('<th scope="row">1</th><td>3</td>') and rows[1].startswith('<th scope="row">0</th>')


def test_wrong_shapes_are_refused_by_name():
    plot = Plot("t", "x", "y")
    with pytest.raises(ValueError, match="a: 2 horizontal and 1 vertical"):
        plot.lines({"a": ([1, 2], [1])})
    with pytest.raises(ValueError, match=r"2 rows and 1 columns .* \(1, 2\)"):
        plot.heat([0, 1], [0], [[1, 2]])
    with pytest.raises(KeyError, match="no series 'b'; its series are: none"):
        plot.move("b", [1], [1])


def test_names_are_not_read_as_html():
    plot = lines(**{"<b>": ([1], [1])})
    plot.marker(1, "<i>")
    assert "<b>" not in plot.head.value + plot.table and "<i>" not in plot.head.value


def test_the_description_says_what_the_drawing_shows():
    plot = lines(train=([1, 2, 3], [4, 1, 2]))
    assert plot.description == "Loss by epoch. loss over epoch. train: 3 points, from 4 to 2, smallest 1, largest 4."
    assert plot.twin.label == plot.description
    plot.move("train", [], [])
    assert plot.description.endswith("train: no numbers yet.")


def test_a_long_series_has_a_short_table():
    plot = lines(train=(range(10_000), range(10_000)))
    assert plot.table.count("<tr>") == 51 and "50 of 10000 rows" in plot.table
    assert len(marks(plot)) == 1, "a marker on each of 10,000 points would cover the line"


def test_without_the_library_there_is_the_table_and_how_to_get_the_library(no_library):
    plot = lines(train=([1, 2], [4, 2]))
    plot.move("train", [1, 2], [4, 3])
    plot.marker(2, "now")
    plot.limits(x=(0, 3))
    plot.heat([0, 1], [0, 1], [[1, 2], [3, 4]])
    plot.map = None
    plot.points({"here": ([2], [3])})
    plot.bars({"bar": ([2], [3])})
    plot.remove("bar")
    assert plot.drawing is None and "pip install 'gradviz[plots]'" in plot.twin.alone
    assert '<tr><th scope="row">2</th><td>3</td><td>3</td></tr>' in plot.twin.table
    assert plots.bqplot()[0] is None


def test_with_the_library_nothing_is_said_of_it():
    assert lines(train=([1], [1])).twin.alone == ""


@examples(200)
@given(st.lists(st.floats(), max_size=6), st.booleans())
def test_every_axis_has_finite_ends_and_few_ticks_between_them(numbers, log):
    low, high = limits(numbers, log=log, room=True)
    assert math.isfinite(low) and math.isfinite(high) and low < high
    found = ticks(low, high, log=log, whole=False).values
    assert len(found) <= 8 and found == sorted(found)
    assert all(low - 1e-9 * abs(low) <= tick <= high + 1e-9 * abs(high) for tick in found)


@pytest.mark.parametrize("low, high", [(1.85, 2.15), (2.9985, 3.0015), (-13.0, 17.0), (2.985, 3.015), (0.0, 100.0)])
def test_numbers_side_by_side_are_so_few_that_none_covers_the_next(low, high):
    """At 215 pixels, which a plot beside controls has, and 8 pixels a letter."""
    found = ticks(low, high, log=False, whole=False, across=True)
    places = [(value - low) / (high - low) * 215 for value in found.values]
    widths = [8 * len(format(value, found.format)) for value in found.values]
    assert len(places) >= 2
    for k in range(1, len(places)):
        assert places[k] - places[k - 1] > (widths[k] + widths[k - 1]) / 2


def test_the_page_hears_how_numbers_are_written_before_it_hears_the_numbers(monkeypatch):
    """In one message the page wrote the new ticks as the ones before: 2, 2, 2 in place of 1.9999, 2.0000, 2.0001."""
    plot, sent = lines(train=([1.0, 2.5], [4, 2])), []
    axis = plot.drawing.figure.axes[0]

    def note(widget, key=None):
        sent.append((widget, {key} if isinstance(key, str) else {*key}))

    monkeypatch.setattr(type(axis), "send_state", note)
    plot.move("train", [1.9999, 2.0001], [4, 2])
    assert [keys for widget, keys in sent if widget is axis] == [{"tick_format", "tick_labels"}, {"tick_values"}]


def test_an_axis_has_the_minus_sign_of_all_texts():
    """The library would write a hyphen."""
    found = ticks(-0.2, 0.2, log=False, whole=False)
    assert found.labels == {"-0.2": "−0.2", "-0.1": "−0.1", "0": "0.0", "0.1": "0.1", "0.2": "0.2"}
    assert ticks(1e-9, 1e-5, log=True, whole=False).texts == ["1e−9", "1e−8", "1e−7", "1e−6", "1e−5"]
    assert list(ticks(1e-9, 1e-5, log=True, whole=False).labels) == ["1e-9", "1e-8", "1e-7", "0.000001", "0.00001"]
    assert ticks(-3e6, 3e6, log=False, whole=True).labels["-2000000"] == "−2.0e6"
    plot = lines(train=([1.0, 2.0], [-1.0, 1.0]))
    assert plot.drawing.figure.axes[1].tick_labels["-1"] == "−1"
