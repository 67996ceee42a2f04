"""R93 to R98: formulas as text, names, parallel edges, the trace, DOT text, and what is left without widgets."""

import json
import re

import pytest

import gradviz as gv
from tests.common import fresh_python

FIGURE = "z = w*x; y = z + b; d = y - t; L = d**2"
SEED = {"x": 2.0, "w": 3.0, "b": 1.0, "t": 5.0}


def test_r93_text_becomes_a_graph_with_the_right_numbers():
    recording = gv.record("(w*x+b-t)**2", **SEED)
    assert len(recording.graph.nodes) == 8 and len(recording.graph.edges) == 7
    assert {name: recording.gradient(name) for name in SEED} == {"x": 12, "w": 8, "b": 4, "t": -4}


@pytest.mark.parametrize("text", [
    "__import__('os').system('true')", "x.__class__", "eval('1')", "(lambda: 1)()", "[x for x in y]", "open('f')",
    "x = 1; import os", "x[0].real", "x if x else y", "print(x)", "globals()",
])  # fmt: skip
def test_r93_arbitrary_code_is_refused_with_a_caret(text):
    with pytest.raises(gv.FormulaError) as caught:
        gv.record(text, inputs={"x": 1.0, "y": 1.0})
    message = str(caught.value)
    assert re.search(r"^\s*\^+\s*$", message, flags=re.M) and "Why: " in message and "Try: " in message


def test_r93_an_unknown_function_suggests_the_nearest():
    with pytest.raises(gv.FormulaError, match="sigmoid") as caught:
        gv.record("1 + sigmoed(x)", x=1.0)
    message = str(caught.value).splitlines()
    quote = next(i for i, line in enumerate(message) if "^" in line) - 1
    assert message[quote][message[quote + 1].index("^") :].startswith("sigmoed")


def test_r94_nodes_take_their_names_from_the_text_from_variables_and_from_the_user():
    assert [node.name for node in gv.record(FIGURE, **SEED).graph.nodes][4:] == ["z", "y", "d", "L"]

    def loss(x, w, b, t):
        z = w * x
        y = z + b
        d = y - t
        return (d**2).named("L")

    recording = gv.record(loss, **SEED)
    assert [node.name for node in recording.graph.nodes] == ["x", "w", "b", "t", "z", "y", "d", "L"]
    shown = gv.draw(recording).text
    assert all(re.search(rf"\b{name}\b", shown) for name in "zydL")


def test_r95_x_times_x_has_two_edges():
    recording = gv.record("x*x", x=3.0)
    assert [(e.source, e.target, e.argument) for e in recording.graph.edges] == [(0, 1, 0), (0, 1, 1)]
    assert recording.gradient("x") == 6 and recording.frame().downstreams == [3, 3]
    x = gv.tensor(3.0, requires_grad=True)
    assert len(gv.get_graph_above(x * x).edges) == 2
    assert gv.draw(recording).source.count("->") == 2


def test_r96_the_trace_of_forward_and_backward_survives_json():
    recording = gv.record(FIGURE, **SEED)
    plain = [[type(event).__name__, *event] for event in recording.events]
    again = json.loads(json.dumps(plain))
    assert again == plain
    assert [line[0] for line in again] == ["Leaf"] * 4 + ["Computed"] * 4 + ["Seeded"] + ["Contributed"] * 7
    nodes, edges = json.loads(json.dumps(recording.graph))
    assert [node[0] for node in nodes] == ["x", "w", "b", "t", "z", "y", "d", "L"]
    assert edges == [list(edge) for edge in recording.graph.edges]


def test_r96_backward_alone_does_not_compute_the_forward_trace_again():
    recording = gv.record(FIGURE, **SEED)
    before = recording.events[:8]
    assert recording.frame(7).gradients == [None] * 8 and recording.frame().gradients == [12, 8, 4, -4, 4, 4, 4, 1]
    assert recording.events[:8] == before


PROGRAM = f"""
import sys, gradviz as gv
picture = gv.draw(gv.record({FIGURE!r}, inputs={SEED!r}))
sys.stdout.buffer.write(picture.source.encode())
"""


def test_r97_dot_text_is_byte_equal_on_two_runs_and_needs_no_dot():
    here = gv.draw(gv.record(FIGURE, inputs=SEED)).source
    runs = [fresh_python(PROGRAM, PYTHONHASHSEED=seed, PATH="") for seed in ("1", "2")]
    assert runs == [here, here] and here.startswith("digraph")


def test_r98_without_an_engine_there_is_the_table_of_steps(monkeypatch):
    from gradviz.pictures import EngineError, engines, layout

    monkeypatch.setattr(engines, "embedded", lambda: None)
    monkeypatch.setattr(engines, "on_path", lambda: None)
    layout._cached.cache_clear()
    picture = gv.draw(gv.record(FIGURE, inputs=SEED))
    with pytest.raises(EngineError, match="pip install"):
        _ = picture.svg
    shown = picture._repr_mimebundle_()
    assert list(shown) == ["text/plain"] and shown["text/plain"].startswith(picture.text)
    rows = {line.split()[0]: line for line in picture.text.splitlines() if line.split()}
    assert len([line for line in picture.text.splitlines() if line.strip()]) >= 9
    for number in ("6", "7", "4", "12", "8", "-4"):
        assert any(number in re.split(r"[\s|]+", line.replace("−", "-")) for line in rows.values()), number


def test_r98_a_figure_that_no_kernel_serves_shows_its_last_frame_and_the_steps():
    figure = gv.draw(gv.record(FIGURE, inputs=SEED))
    bundle = figure._repr_mimebundle_()
    assert bundle["text/html"].count("<img") == 1 and "base64," in bundle["text/html"]
    assert bundle["text/plain"] == figure.text and "<script" not in bundle["text/html"]
    live = gv.explore(FIGURE, **SEED)._repr_mimebundle_()
    assert "text/plain" in live and "12" in live["text/plain"], "the live figure too"
