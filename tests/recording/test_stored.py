"""A Recording as JSON and back: nothing is lost, and nothing is believed that does not hold together (R96)."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz import nn
from gradviz.recording import look
from gradviz.recording.stored_values import StoredError
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


def twice_with_hooks():
    """Two passes over one graph, hooks on an inner node and a leaf, gradients filled with zeros and forgotten."""
    x = gv.tensor([1.0, 2.0], requires_grad=True, name="x")
    x.register_hook(lambda gradient: gradient * 2)
    with gv.record() as rec:
        y = x * 2
        y.register_hook(lambda gradient: gradient * 0 + 1)
        z = (y * y).sum()
        z.backward(retain_graph=True)
        z.backward()
        x.grad.zero_()
        (x * x).backward(gv.tensor([1.0, 2.0]))
        x.grad = None
    return rec


def resumed():
    """Two passes with a leaf each, and a step of the first one's leaf after both."""
    with gv.record() as rec:
        one, two = (gv.tensor(x, requires_grad=True, name=name) for x, name in ((2.0, "one"), (3.0, "two")))
        (one * one).backward()
        (two**3).backward()
        one.grad = None
        two.grad = None
    return rec


def looked_at(passes):
    x = gv.tensor([1.0, 2.0], requires_grad=True, name="x")
    y = (x * 2).exp().sum()
    for _ in range(passes):
        y.backward(retain_graph=True)
    return look(y)


RECORDINGS = {
    "two passes with hooks": twice_with_hooks,
    "a pass that is resumed": resumed,
    "a look before the backward pass": lambda: looked_at(0),
    "a look after two": lambda: looked_at(2),
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
    """Figure 1's text with one thing changed; KeyError takes the thing away."""
    stored = recording()
    stored = json.loads(json.dumps(stored) if isinstance(stored, dict) else stored.to_json())
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
SENT = ("events", 9)
TURN = next(i for i, event in enumerate(resumed()) if type(event).__name__ == "Resumed")
ARRAY = {"dtype": "float64", "shape": [], "data": [3]}
PAIR = {"dtype": "float64", "shape": [2], "data": [1.0, 2.0]}
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
    "memory of a missing node": (("memory", 0), [4, 40, 8, 8], "is of node 40"),
    "less than no memory": (("memory", 0), [4, 4, 8, -8], "-8 bytes"),
    "memory that goes back": (("memory", 0), [9, 4, 8, 8], "in the events' order"),
    "a version that is true": (("version",), True, "version True"),
    "a version with a point": (("version",), 1.0, "version 1.0"),
    "a kind of numbers that is none": (EVENT, ["Computed", 4, ARRAY | {"dtype": []}], "a value is a number"),
    "a float that is none": (EVENT, ["Computed", 4, {"float": []}], "a value is a number"),
    "a number beyond its kind": (EVENT, ["Computed", 4, ARRAY | {"dtype": "int8", "data": [300]}], "kind int8"),
    "nan as a whole number": (EVENT, ["Computed", 4, ARRAY | {"dtype": "int64", "data": [{"float": "nan"}]}], "int64"),
    "a truth value that is 3": (EVENT, ["Computed", 4, ARRAY | {"dtype": "bool"}], "kind bool"),
    "a number beyond all": (EVENT, ["Computed", 4, 10**400], "huge number"),
    "an element beyond all": (EVENT, ["Computed", 4, ARRAY | {"data": [10**400]}], "huge number"),
    "an element beyond float16": (EVENT, ["Computed", 4, ARRAY | {"dtype": "float16", "data": [1e6]}], "float16"),
    "an endless empty array": (EVENT, ["Computed", 4, ARRAY | {"shape": [0, 10**30], "data": []}], "array of shape"),
    "an array of 100 axes": (EVENT, ["Computed", 4, ARRAY | {"shape": [1] * 100}], "array of shape"),
    "an event without its number": (EVENT, ["Computed", 4, None], "has null"),
    "a pass that starts with null": (("events", 8), ["Seeded", 7, None], "has null"),
    "a local gradient of no shape that fits": (SENT, ["Contributed", 6, 1.0, PAIR, 2.0, 2.0], "has a local"),
    "an upstream gradient of another shape": (SENT, ["Contributed", 6, PAIR, 2.0, 2.0, 2.0], "edge's target"),
    "a contribution of another shape": (SENT, ["Contributed", 6, 1.0, 2.0, PAIR, 2.0], "edge's source"),
    "a total of another shape": (SENT, ["Contributed", 6, 1.0, 2.0, 2.0, PAIR], "edge's source"),
    "no upstream gradient": (SENT, ["Contributed", 6, None, 2.0, 2.0, 2.0], "null for a gradient"),
    "no contribution": (SENT, ["Contributed", 6, 1.0, 2.0, None, 2.0], "null for a gradient"),
    "no total": (SENT, ["Contributed", 6, 1.0, 2.0, 2.0, None], "null for a gradient"),
    "a gradient from nowhere": (("events", 8), ["Updated", 0, 1.0], "node 7, which has none yet"),
    "a value after what takes it": (EVENT, ["Computed", 5, 6.0], "second value|after an operation"),
    "a leaf that is computed": (("events", 0), ["Computed", 0, 2.0], "a leaf, and no operation"),
    "an operation that is a leaf": (EVENT, ["Leaf", 4, 6.0], "computed by an operation"),
    "a pass that begins in the middle": (EVENT, ["Started", 0], r"events\[0\] belongs to no pass"),
    "saving a number": (("graphs", 0, "nodes", 7, "saves"), [2], "argument that is a number"),
    "a leaf with inputs": ((*NODE, "op"), None, "leaf with inputs"),
    "a node that leads nowhere": (("graphs", 0, "edges", 0, 0), 0, "leads nowhere"),
}  # fmt: skip


@pytest.mark.parametrize("event", [["Resumed", 0, 1], ["Resumed", 1, 0], ["Resumed", 0, 10**6], ["Resumed", 0, None],
                                   ["Resumed", 0, 0.0], ["Resumed", 0, {"float": "nan"}]])  # fmt: skip
def test_only_a_pass_that_began_is_resumed(event):
    assert json.loads(resumed().to_json())["events"][TURN] == ["Resumed", 0, 0]
    with pytest.raises(StoredError, match=rf"events\[{TURN}\] resumes .*Started with which it began"):
        gv.Recording.from_json(changed(("events", TURN), event, resumed))


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


ODD = [
    None, True, -1, 0, 3, 300, 1e308, 10**400, "x", "", [], {}, [[]], [3], {"float": "nan"}, {"float": []}, ARRAY,
    PAIR, ARRAY | {"dtype": []}, ARRAY | {"dtype": "int8", "data": [300]}, ARRAY | {"shape": [1] * 100},
    "^", "( )²", "×", "1/", "[ ]", "·+·", "power", "multiply", "sum", "stack", "clamp", ["Started", 0],
    ["Leaf", 0, 1.0], ["Computed", 4, 1.0], ["Seeded", 0, 1.0], ["Contributed", 0, 1.0, 1.0, 1.0, 1.0],
    ["Updated", 0, 5.0], ["Replaced", 0, 1.0], ["Accumulated", 0, None],
]  # fmt: skip
STORED = [json.loads(make().to_json()) for make in (
    figure_1,
    twice_with_hooks,
    resumed,
    lambda: gv.record("L = clamp(w, min=1, max=5)/x + leaky_relu(w)**2", w=3, x=2),
    lambda: gv.record(lambda x, w: ((x @ w) * 2).tanh().sum(dim=0).mean(), x=[[1.0, 2.0]], w=[[1.0], [0.5]]),
)]  # fmt: skip


def places(stored, way=()):
    """The ways to all places in a stored recording."""
    inner = stored.items() if isinstance(stored, dict) else enumerate(stored) if isinstance(stored, list) else ()
    return [found for key, held in inner for found in ((*way, key), *places(held, (*way, key)))]


PLACES = [(stored, way) for stored in STORED for way in places(stored)]


@given(st.sampled_from(PLACES), st.sampled_from(ODD) | st.just(KeyError))
def test_after_a_change_of_any_single_place_it_is_refused_or_all_of_it_can_be_shown(place, odd):
    stored, way = place
    text = changed(way, odd, lambda: stored)
    try:
        back = gv.Recording.from_json(text)
    except StoredError as error:
        assert "Try:" in str(error)
        return
    assert gv.draw(back).text and gv.draw(back, edges="both", style="values", parallel=True, fold=False).text
    assert gv.draw(back).svg
    assert all(gv.caption(back, index) for index in range(len(back)))
    if any(node.is_leaf and node.needs_gradient for node in back.graph.nodes):
        assert gv.latex(back).text
