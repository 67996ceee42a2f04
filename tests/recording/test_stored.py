"""A Recording as JSON and back: nothing is lost, and nothing is believed that does not hold together (R96)."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz import nn
from gradviz.recording.stored_reading import StoredError
from tests.recording.traces import figure_1

pytestmark = pytest.mark.filterwarnings("ignore")


def same(a, b):
    """Whether two values are the same number or array, kind and nan included."""
    if a is None or b is None or isinstance(a, (bool, int, float)):
        return type(a) is type(b) and (a == b or (a != a and b != b))
    return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")


def assert_round_trip(recording):
    back = gv.Recording.from_json(recording.to_json())
    assert back.graphs == recording.graphs and back.memory == recording.memory and len(back) == len(recording)
    for mine, yours in zip(recording.events, back.events, strict=True):
        assert type(mine) is type(yours) and all(map(same, mine, yours)), (mine, yours)
    assert back.to_json() == recording.to_json()
    return back


def loop():
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    with gv.record() as rec:
        for _ in range(2):
            net.zero_grad(set_to_none=False)
            (net(gv.ones(4, 2)) ** 2).mean().backward()
    return rec


RECORDINGS = {
    "figure 1": figure_1,
    "a training loop with groups": loop,
    "inf and nan": lambda: gv.record("a = log(x); L = a*y", x=0, y=float("nan")),
    "float32, integers, a mask": lambda: gv.record(
        lambda x: gv.where(gv.tensor([True, False]), x * gv.tensor([2, 3]), 0.0).sum(),
        x=np.array([1.5, np.inf], dtype="float32"),
    ),
    "an empty array": lambda: gv.record(lambda x: x.sum() + 1, x=np.zeros((0, 3))),
    "a 0-d float32": lambda: gv.record(lambda x: x * 2, x=np.float32(0.1)),
    "a leaf": lambda: gv.record(gv.tensor(2.0, requires_grad=True, name="x\n\"<b>θ")),
    "numbers": lambda: gv.record(lambda x: x ** float("inf") + 10**20 * x, x=0.5),
    "text options": lambda: gv.record(lambda x: x.sum(dim=0, keepdim=True).mean(), x=[[1.0, 2.0]]),
}  # fmt: skip


@pytest.mark.parametrize("make", RECORDINGS.values(), ids=RECORDINGS)
def test_nothing_is_lost(make):
    recording = make()
    back = assert_round_trip(recording)
    assert gv.draw(back).text == gv.draw(recording).text


@given(st.floats(), st.floats(allow_nan=False))
def test_every_float_comes_back_to_the_last_bit(x, y):
    leaf = gv.tensor(x, requires_grad=True, name="x")
    assert_round_trip(gv.record(leaf * y))


def test_the_text_is_json_that_others_can_read():
    stored = json.loads(figure_1().to_json(), parse_constant=lambda name: pytest.fail(name))
    assert stored["format"] == "gradviz recording" and stored["version"] == 1
    assert [node["name"] for node in stored["graphs"][0]["nodes"]] == ["x", "w", "b", "t", "z", "y", "d", "L"]
    assert stored["events"][0] == ["Leaf", 0, 2.0] and stored["events"][8] == ["Seeded", 7, 1.0]


def changed(path, value, recording=figure_1):
    """Figure 1's text with one thing changed; a path that ends in "-" takes the thing away."""
    stored = json.loads(recording().to_json())
    *way, last = path
    inner = stored
    for step in way:
        inner = inner[step]
    if value is KeyError:
        del inner[last]
    else:
        inner[last] = value
    return json.dumps(stored)


NODE, EDGE, EVENT = ("graphs", 0, "nodes", 4), ("graphs", 0, "edges", 0), ("events", 4)
WRONG = {
    "a newer version": (("version",), 2, "version 2.*reads version 1"),
    "no version": (("version",), KeyError, "version None"),
    "another format": (("format",), "notebook", "format"),
    "no graphs": (("graphs",), [], "graphs is empty"),
    "graphs that are no list": (("graphs",), 3, "no list 'graphs'"),
    "a graph without nodes": (("graphs", 0, "nodes"), [], "no nodes"),
    "a cycle": (EDGE, [4, 4, 0], r"graphs\[0\]\.edges\[0\] goes from node 4 to node 4.*no cycle"),
    "an edge backwards": (EDGE, [6, 4, 0], "no cycle"),
    "a missing node": (EDGE, [1, 40, 0], "of 8 nodes"),
    "an argument twice": (EDGE, [1, 4, 1], "edges that do not fit"),
    "an edge too few": (("graphs", 0, "edges"), [], "edges that do not fit"),
    "half an edge": (EDGE, [1, 4], "three whole numbers"),
    "an edge of text": (EDGE, ["a", 4, 0], "three whole numbers"),
    "a foreign object": (NODE, {"$ref": "x"}, r"nodes\[4\] is no node"),
    "a node without a field": ((*NODE, "symbol"), KeyError, "is no node"),
    "a name of numbers": ((*NODE, "name"), 3, "no text"),
    "a shape below zero": ((*NODE, "shape"), [-1], "whole numbers"),
    "needs_gradient as text": ((*NODE, "needs_gradient"), "yes", "truth value"),
    "saving what is not there": ((*NODE, "saves"), [9], "does not have"),
    "an event of no kind": (EVENT, ["Exploded", 4, 6.0], r"events\[4\].*one of Started"),
    "an event that is no list": (EVENT, {"Computed": 4}, "begins with its kind"),
    "an event of a missing node": (EVENT, ["Computed", 99, 6.0], "about node 99.*there are 8"),
    "an event with a field too many": (EVENT, ["Computed", 4, 6.0, 7.0], "has 2: node, value"),
    "an event of a missing graph": (("events", 0), ["Started", 5], "there are 1"),
    "a value of text": (EVENT, ["Computed", 4, "6"], "a value is a number"),
    "a value of another shape": (EVENT, ["Computed", 4, {"dtype": "float64", "shape": [1], "data": [6.0]}], "shape"),
    "an array too short": (EVENT, ["Computed", 4, {"dtype": "float64", "shape": [2], "data": [6.0]}], "1 elements"),
    "an array of objects": (EVENT, ["Computed", 4, {"dtype": "object", "shape": [], "data": [6.0]}], "a value is"),
    "memory of a missing event": (("memory", 0), [400, 4, 8, 8], "an event's"),
}  # fmt: skip


@pytest.mark.parametrize("path, value, said", WRONG.values(), ids=WRONG)
def test_what_does_not_hold_together_is_refused_with_its_place(path, value, said):
    with pytest.raises(StoredError, match=said):
        gv.Recording.from_json(changed(path, value))


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "[" * 100_000, "NaN", figure_1().to_json()[:-9]])
def test_what_is_no_json_of_ours_is_refused(text):
    with pytest.raises(StoredError, match=r"no recording that can be read.*Why: .*Try: "):
        gv.Recording.from_json(text)


def test_a_huge_text_is_not_even_parsed():
    with pytest.raises(StoredError, match="70,000,000 characters, and at most 64,000,000"):
        gv.Recording.from_json(" " * 70_000_000)
    text = figure_1().to_json()
    with pytest.raises(StoredError, match=f"limit={len(text)}"):
        gv.Recording.from_json(text, limit=100)
    assert gv.Recording.from_json(text, limit=len(text)).gradient("w") == 8.0


@pytest.mark.parametrize("what", [None, 3, b"{}", {"format": "gradviz recording"}])
def test_what_is_no_text_is_refused(what):
    with pytest.raises(TypeError, match="takes text"):
        gv.Recording.from_json(what)


@given(st.data())
def test_no_change_of_a_single_place_breaks_the_reader(data):
    """Whatever stands there: it is refused in our words, or read."""
    stored = json.loads(figure_1().to_json())
    odd = st.sampled_from([None, True, -1, 3, 1e308, "x", [], {}, [[]], {"float": "nan"}, {"dtype": "float64"}])
    inner, key = stored, data.draw(st.sampled_from(sorted(stored)))
    while isinstance(inner[key], (dict, list)) and len(inner[key]) and data.draw(st.booleans()):
        inner = inner[key]
        key = data.draw(st.sampled_from(sorted(inner))) if isinstance(inner, dict) else \
            data.draw(st.integers(0, len(inner) - 1))  # fmt: skip
    inner[key] = data.draw(odd)
    try:
        assert gv.draw(gv.Recording.from_json(json.dumps(stored))).text
    except StoredError as error:
        assert "Try:" in str(error)
