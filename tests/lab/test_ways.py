"""The paths as the figure lists, multiplies, adds up and counts them."""

import re

import gradviz as gv
from gradviz.lab.pathways.ways import ANIMATED, LISTED, Ways, list_panel, list_texts, race_panel, race_texts
from tests.recording.test_paths import doublings

SEVERAL = ("f = x**2 * (3*x)", {"x": 2})


def ways(text, inputs, source=0):
    recording = gv.record(text, inputs=inputs)
    return Ways(recording.graph, source), recording.frame()


def test_x_squared_times_3x_reads_as_on_the_slide():
    """R33, R35: at x = 2 the panel reads 3x·2x = 24 and x²·3 = 12, in all 36."""
    found, frame = ways(*SEVERAL)
    assert [found.told(path) for path in found.paths] == ["x → ( )² → f", "x → 3 × → f"]
    assert found.symbols(frame, found.paths) == ["3·x·2·x", "x²·3"]
    assert list_texts(found, frame, 0) == ["current", "6 × 4 = 24", "", "4 × 3 = 12", "", "24 + 12 = 36"]
    panel = list_panel(found, frame, 50)
    assert re.findall(r'data-slot="(\d+)"', panel) == ["51", "53", "55"]
    assert re.findall(r'data-mark="(\d+)"', panel) == ["50", "52", "54"]


def test_a_square_and_a_cube_add_up_to_16():
    """R9, R33: x² + x³ at 2."""
    found, frame = ways("a = x**2; b = x**3; y = a + b", {"x": 2})
    assert list_texts(found, frame, 2) == ["", "1 × 4 = 4", "", "1 × 12 = 12", "current", "4 + 12 = 16"]


def test_one_path_is_one_product():
    """R32."""
    for x, texts in ((1, ["0.5403 × 2 = 1.081", "1.081"]), (0.5, ["0.9689 × 1 = 0.9689", "0.9689"])):
        found, frame = ways("g = x**2; f = sin(g)", {"x": x})
        assert list_texts(found, frame, 0)[1::2] == texts and found.symbols(frame, found.paths) == ["cos(g)·2·x"]


def test_two_edges_between_two_nodes_are_told_apart():
    found, frame = ways("y = x*x; z = y - 1", {"x": -3})
    assert [found.told(path) for path in found.paths] == ["x →¹ y → z", "x →² y → z"]
    assert found.lit(found.paths[1]) == [0, (1, 1), (2, 0)]
    assert list_texts(found, frame, 0)[-1] == "−3 + (−3) = −6"


def test_many_paths_are_counted_and_a_few_are_listed():
    """R15: 20 edges against 1,024 paths, 40 against 1,048,576."""
    for n, paths in ((10, "1,024"), (20, "1,048,576")):
        recording = gv.record("; ".join(f"a{k + 1} = a{k} + a{k}" for k in range(n)), a0=1)
        found = Ways(recording.graph, 0)
        panel = list_panel(found, recording.frame(), 0)
        assert len(found.paths) == LISTED and found.swept == 2 * n and f"path by path: {paths} paths" in panel
        assert f"and {2**n - LISTED:,} more paths: counted, not listed" in panel
        assert list_texts(found, recording.frame(), 0)[-1] == str(2**n)


def test_a_long_path_shows_its_beginning_and_its_end():
    recording = gv.record("; ".join(f"a{k + 1} = sin(a{k})" for k in range(20)), a0=0)
    found = Ways(recording.graph, 0)
    assert found.told(found.paths[0]) == "a0 → a1 → a2 → a3 → … → a19 → a20"
    assert found.numbers(recording.frame(), found.paths[0]) == "1 × 1 × 1 × … × 1 × 1 = 1"


def test_the_race_counts_both_edge_by_edge():
    """R45: the sweep is done after its four edges, and so is the walker, who has two paths of two."""
    found, end = ways("a = x**2; b = x**3; y = a + b", {"x": 2})
    recording = gv.record("a = x**2; b = x**3; y = a + b", x=2)
    starts = len(recording) - found.swept - 1
    told = [race_texts(found, recording.frame(starts + step), end, step) for step in range(5)]
    assert told[0] == ["0", "∂y/∂x: nothing yet", "0", "nothing yet"]
    assert told[1][2:] == ["1", "path 1 of 2: product so far 1; finished: 0, their sum 0"]
    assert told[3] == ["3", "∂y/∂x so far: 12", "3", "path 2 of 2: product so far 1; finished: 1, their sum 4"]
    assert told[4] == ["4", "done: ∂y/∂x = 16", "4", "done: ∂y/∂x = 16"]


def test_a_million_paths_are_not_walked():
    found = Ways(doublings(20), 0)
    assert len(found.visits) == ANIMATED
    told = f"The first {ANIMATED} edges of the walk are played. The other 20,971,280 are counted"
    assert told in race_panel(found, 0)


def test_what_is_no_product_of_numbers_is_said():
    found, frame = ways("L = sum(x*w)", {"x": [1.0, 2.0], "w": 3.0}, source=1)
    assert found.symbols(frame, found.paths) == [""]
    assert list_texts(found, frame, 0) == ["current", "arrays: a product of Jacobians, not of numbers", "", "3"]
    assert race_texts(found, frame, frame, 2)[3] == "arrays: a product of Jacobians, not of numbers"


def test_names_cannot_break_the_panel():
    x = gv.tensor(2.0, requires_grad=True, name="<b>&")
    recording = gv.record((x * x).named("</table>"))
    panel = list_panel(Ways(recording.graph, 0), recording.frame(), 0)
    assert "<b>" not in panel and "</table> " not in panel and "&lt;b&gt;&amp;" in panel
