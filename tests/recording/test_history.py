"""Recordings and frames: what happened, step by step, and that "not computed" is never 0."""

import dataclasses
import itertools

import numpy as np
import pytest

import gradviz as gv
from gradviz.recording import Frame, births
from gradviz.recording.events import Computed, Contributed, Leaf, Resumed, Seeded, Updated
from gradviz.recording.history import is_finite
from tests.recording.traces import by_edge, by_name, edge_names, figure_1

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


def test_figure_1_values_gradients_and_local_gradients():
    """R23, R24, R26 on the book's numbers."""
    recording = figure_1()
    frame = recording.frame()
    assert by_name(recording, frame.values) == {"x": 2, "w": 3, "b": 1, "t": 5, "z": 6, "y": 7, "d": 2, "L": 4}
    assert by_name(recording, frame.gradients) == {"x": 12, "w": 8, "b": 4, "t": -4, "z": 4, "y": 4, "d": 4, "L": 1}
    names = ["w→z", "x→z", "z→y", "b→y", "y→d", "t→d", "d→L"]
    assert by_edge(recording, frame.locals) == dict(zip(names, (2, 3, 1, 1, 1, -1, 4), strict=True))
    assert by_edge(recording, frame.downstreams) == dict(zip(names, (8, 12, 4, 4, 4, -4, 4), strict=True))
    assert by_edge(recording, frame.upstreams) == dict(zip(names, (4, 4, 4, 4, 4, 4, 1), strict=True))


def test_figure_1_on_numbers_that_tell_mistakes_apart():
    """Appendix B."""
    recording = figure_1(x=-2, w=4, b=7, t=2)
    frame = recording.frame()
    assert by_name(recording, frame.values) == {"x": -2, "w": 4, "b": 7, "t": 2, "z": -8, "y": -1, "d": -3, "L": 9}
    assert by_name(recording, frame.gradients) == {
        "x": -24,
        "w": 12,
        "b": -6,
        "t": 6,
        "z": -6,
        "y": -6,
        "d": -6,
        "L": 1,
    }


def test_figure_1_event_by_event():
    """R12, R25, R26: inputs, forward, the seed, then each edge once, newest operation first."""
    recording = figure_1()
    names = [node.name for node in recording.graph.nodes]
    said = []
    for event in recording.events:
        match event:
            case Leaf(node, value) | Computed(node, value):
                said.append((type(event).__name__, names[node], value))
            case Seeded(node, gradient):
                said.append(("Seeded", names[node], gradient))
            case Contributed(edge, upstream, local, downstream, total):
                said.append((edge_names(recording)[edge], upstream, local, downstream, total))
    assert said == [
        ("Leaf", "x", 2), ("Leaf", "w", 3), ("Leaf", "b", 1), ("Leaf", "t", 5),
        ("Computed", "z", 6), ("Computed", "y", 7), ("Computed", "d", 2), ("Computed", "L", 4),
        ("Seeded", "L", 1), ("d→L", 1, 4, 4, 4), ("y→d", 4, 1, 4, 4), ("t→d", 4, -1, -4, -4), ("z→y", 4, 1, 4, 4),
        ("b→y", 4, 1, 4, 4), ("w→z", 4, 2, 8, 8), ("x→z", 4, 3, 12, 12),
    ]  # fmt: skip


@pytest.mark.parametrize("text, inputs, values, gradients", [
    ("t1 = x*w; t2 = t1 + b; y = t2**2", {"x": 2, "w": 3, "b": 1}, {"t1": 6, "t2": 7, "y": 49},
     [("y", 1), ("t2", 14), ("t1", 14), ("b", 14), ("x", 42), ("w", 28)]),  # R38, R39
    ("c = a*x; d = c + b; e = d**2", {"a": 3, "x": 1, "b": 2}, {"c": 3, "d": 5, "e": 25},
     [("e", 1), ("d", 10), ("c", 10), ("b", 10), ("a", 10), ("x", 30)]),  # R42, R43
    ("p = x**2; q = 3*x; f = p*q", {"x": 2}, {"p": 4, "q": 6, "f": 24},
    [("f", 1), ("p", 6), ("q", 4), ("x", 12), ("x", 36)]),
    ("c = a + b; d = a*b; e = c + d; f = c*d; y = e + f", {"a": 2, "b": 3}, {"c": 5, "d": 6, "e": 11, "f": 30, "y": 41},
     [("y", 1), ("e", 1), ("f", 1), ("c", 6), ("d", 5), ("c", 7), ("d", 6), ("a", 18), ("b", 12), ("a", 25),
     ("b", 19)]),
    ("z = w*x; u = z + b; s = sigmoid(u); L = log(s)", {"w": 0.5, "x": 2, "b": -1}, {"z": 1, "u": 0, "s": 0.5},
     [("L", 1), ("s", 2), ("u", 0.5), ("z", 0.5), ("b", 0.5), ("w", 1), ("x", 0.25)]),  # R109
])  # fmt: skip
def test_traces_of_appendix_b(text, inputs, values, gradients):
    """Every total in the order in which the sweep reaches it."""
    recording = gv.record(text, **inputs)
    nodes, edges = recording.graph
    assert {name: recording.value(name) for name in values} == values
    reached = [(nodes[e.node].name, e.gradient) for e in recording.events if type(e) is Seeded]
    reached += [(nodes[edges[e.edge].source].name, e.total) for e in recording.events if type(e) is Contributed]
    assert reached == gradients


def test_products_only_make_three_paths_of_12():
    """Appendix B: x²·3x as (x·x)·(3·x)."""
    recording = gv.record("(x*x)*(3*x)", x=2)
    into_x = [
        e.downstream for e in recording.events if type(e) is Contributed and recording.graph.edges[e.edge].source == 0
    ]
    assert into_x == [12, 12, 12] and recording.gradient("x") == 36


def test_before_it_is_computed_there_is_none_and_never_0():
    """R25: step k shows the first k results and nothing else."""
    recording = figure_1()
    nothing = Frame.empty(recording.graph)
    assert set(
        itertools.chain(nothing.values, nothing.gradients, nothing.locals, nothing.upstreams, nothing.downstreams)
    ) == {None}
    for index in range(len(recording)):
        frame = recording.frame(index)
        assert [v is None for v in frame.values] == [k > index for k in range(8)]
        assert sum(g is not None for g in frame.gradients) == max(0, index - 7)
        assert sum(x is not None for x in frame.locals) == max(0, index - 8)


def test_frames_at_an_index_follow_python():
    recording = figure_1()
    assert recording.frame(-1) is recording.frame(len(recording) - 1) and len(recording) == 16
    assert recording.frame(3).values == [2, 3, 1, 5, None, None, None, None]
    for outside in (16, -17):
        with pytest.raises(IndexError):
            recording.frame(outside)


def test_names_are_found_and_missing_ones_listed():
    recording = figure_1()
    assert (recording.value("z"), recording.gradient("z"), recording.position("L")) == (6, 4, 7)
    with pytest.raises(KeyError, match="no node is named 'q'.*x, w, b, t, z, y, d, L"):
        recording.value("q")


@pytest.mark.parametrize("text, inputs, born", [
    ("L = log(x)", {"x": -1}, ["L"]), ("z = 1/x; L = z*0", {"x": 0}, ["z"]),
    ("z = exp(x); L = z + 1", {"x": 1000}, ["z"]),
    ("a = log(x); b = log(y); L = a + b", {"x": -1, "y": -1}, ["a", "b"]),
    ("L = x*y", {"x": float("nan"), "y": 1}, ["x"]),
    ("z = x - y; L = z*1", {"x": float("inf"), "y": float("inf")}, ["x", "y"]), ("L = x*2", {"x": 3}, []),
])  # fmt: skip
def test_inf_and_nan_are_traced_to_where_they_were_born(text, inputs, born):
    recording = gv.record(text, inputs=inputs)
    assert [recording.graph.nodes[k].name for k in births(recording.graph, recording.frame())] == born


def test_of_unknown_inputs_nothing_is_said_to_be_born():
    recording = gv.record("z = x*1; L = log(z)", x=-1)
    frame = recording.frame()
    unknown = dataclasses.replace(frame, values=[None if k == 1 else value for k, value in enumerate(frame.values)])
    assert births(recording.graph, frame) == [2] and births(recording.graph, unknown) == []


@pytest.mark.parametrize("value, finite", [
    (1.0, True), (float("nan"), False), (None, True), (3, True), (True, True), (np.array([1e308, 1e308]), True),
    (np.array([-1e308, 1.0, np.inf]), False), (np.array([np.nan]), False), (np.zeros(0), True),
    (np.array([True]), True),
    (np.array([2**62, 2**62]), True), (np.float32("inf"), False), (np.int64(3), True),
])  # fmt: skip
def test_is_finite(value, finite):
    """Large numbers whose sum overflows are finite."""
    assert is_finite(value) is finite


def test_an_array_is_not_taken_for_its_sum():
    recording = gv.record(lambda a: (a * 1e-300).sum(), a=np.array([1e308, 1e308]))
    assert births(recording.graph, recording.frame()) == []


@pytest.mark.parametrize("index", [16, -17, 10**9])
def test_an_event_that_is_not_there_is_named(index):
    with pytest.raises(IndexError, match=rf"no event {index}: this recording has 16"):
        figure_1().frame(index)


def test_any_frame_of_a_long_recording_is_the_events_so_far():
    """Frames that are kept on the way must not differ from those made from the start."""
    x = gv.tensor(1.0, requires_grad=True, name="x")
    with gv.record() as rec:
        for n in (150, 3, 400):
            y = x
            for _ in range(n):
                y = y * 0.99 + x
            y.backward()
    assert len(rec) > 2000
    for index in (0, 1, 255, 256, 257, 511, 512, 900, 1024, len(rec) - 1, 1000, 300, *rec.starts):
        start = max(s for s in rec.starts if s <= index)
        graph = rec.graph_at(index)
        assert rec.frame(index) == Frame.empty(graph).apply(graph, rec.events[start : index + 1])


def test_a_frame_may_be_changed_without_harm():
    recording = gv.record("y = x*x*x*x", x=3.0)
    recording.frame(3).values[0] = 99.0
    assert recording.frame(3).values[0] == 3.0


def test_two_passes_that_take_turns_have_a_frame_each_however_often():
    """Two losses, whose leaves are moved in turns: each turn is a return to a pass as it stood last."""
    w, v = (gv.tensor(x, requires_grad=True, name=name) for name, x in (("w", 2.0), ("v", 4.0)))
    with gv.record() as recording:
        (w * w).backward()
        (v * v * v).backward()
        with gv.no_grad():
            for _ in range(1500):
                w -= 0.001
                v -= 0.002
    assert len(recording.starts) == 2 and sum(isinstance(event, Resumed) for event in recording.events) == 3000
    values, seen = {"w": 2.0, "v": 4.0}, 0
    for index, event in enumerate(recording.events):
        if isinstance(event, Updated):
            name = "v" if recording.graph_at(index).nodes[0].name == "v" else "w"
            values[name] = event.value
            if index % 97 == 0:
                seen += 1
                frame = recording.frame(index)
                assert frame.values[0] == values[name] and frame.gradients[0] == {"w": 4.0, "v": 48.0}[name]
    assert seen > 10 and recording.frame().values[0] == v.item()
    again = gv.Recording.from_json(recording.to_json())
    assert again.frame(-2) == recording.frame(-2) and again.frame(77) == recording.frame(77)
