"""`gv.tape`: the code, the tape and the graph after every line, at the level of the widget."""

import re

import ipywidgets as widgets
import pytest

import gradviz as gv
from gradviz.lab.taping.tape_panel import HIDDEN, NOW, Panel
from gradviz.recording import tape_rows

BOOK = """x = gv.tensor(2.0, requires_grad=True)
w = gv.tensor(3.0, requires_grad=True)
b = gv.tensor(1.0, requires_grad=True)
t1 = x * w
t2 = t1 + b
y = t2 ** 2
y.backward()
print(w.grad, b.grad, x.grad)"""


def at(figure, step):
    figure.scrubber.index = step
    return figure


def rows(figure):
    """The rows of the tape that are seen."""
    html = re.search(r'<div class="gv-tape-rows">.*?</ol>', figure.diagram.panel).group()
    found = []
    for mark, row in re.findall(r'<li data-mark="(\d+)">(.*?)</li>', html):
        if HIDDEN not in figure.diagram.texts[int(mark)]:
            head = re.search(r"<summary>(.*?)</summary>", row).group(1)
            head = re.sub(r'<span[^>]*data-slot="(\d+)"></span>', lambda m: figure.diagram.texts[int(m[1])], head)
            found.append(re.sub(r"<[^>]+>", "", head))
    return found


def unseen(figure):
    """The nodes that the picture does not show yet."""
    states = re.findall(r'data-mark="(\d+)" data-node="(\d+)"', figure.diagram.svg)
    return {int(node) for mark, node in states if "unmade" in figure.diagram.texts[int(mark)]}


def test_r37_the_mark_moves_with_the_step_and_the_graph_grows():
    figure = gv.tape(BOOK)
    assert figure.scrubber.count == 6
    seen, there = [], []
    for step in range(6):
        at(figure, step)
        marks = [figure.diagram.texts[int(n)] for n in re.findall(r'<li data-mark="(\d+)"><details><summary><code>',
                                                                  figure.diagram.panel)]  # fmt: skip
        seen.append([k + 1 for k, mark in enumerate(marks) if mark == NOW])
        there.append(6 - len(unseen(figure)))
    assert seen == [[1, 2, 3], [4], [5], [6], [7], [8]] and there == [3, 4, 5, 6, 6, 6]


def test_r38_the_rows_are_those_of_the_recording():
    figure = gv.tape(BOOK)
    assert rows(at(figure, 3)) == ["MUL t1 = 6 inputs x, w", "ADD t2 = 7 inputs t1, b", "SQUARE y = 49 inputs t2"]
    assert rows(at(figure, 1)) == ["MUL t1 = 6 inputs x, w"] and rows(at(figure, 0)) == []
    assert len(tape_rows(figure.recording)) == 3


def test_r39_the_walk_in_words_and_step_by_step():
    figure = at(gv.tape(BOOK), 4)
    assert figure.diagram.texts[-1] == (
        "Line 7: The backward pass visits SQUARE, ADD, MUL, in this order. It ends with the gradients x 42, w 28, b 14."
    )
    figure.pressed("b")
    assert figure.scrubber.count == 9 and figure.scrubber.index == 4
    said = [at(figure, step).diagram.texts[-1] for step in range(4, 8)]
    assert [text.split()[2] for text in said] == ["The", "y", "t2", "t1"]
    figure.pressed("b")
    assert figure.scrubber.count == 6 and figure.scrubber.index == 4


def test_r40_three_captions_are_tied_to_the_steps():
    figure = gv.tape(BOOK)
    phases = re.findall(r'<div data-mark="(\d+)"><dt>(.*?)</dt>', figure.diagram.panel)
    assert [name for _, name in phases] == ["Forward pass", "Graph building", "Backward pass"]
    on = [[name[0] for mark, name in phases if at(figure, step).diagram.texts[int(mark)] == NOW] for step in range(6)]
    assert on == [["F", "G"]] * 4 + [["B"], []]


def test_r41_each_row_has_five_fields_and_what_is_freed_is_said():
    figure = at(gv.tape(BOOK), 3)
    fields = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", figure.diagram.panel.split("Backward walk")[0])
    names = ["operation", "input references", "output", "gradient function", "saved values"]
    assert [name for name, _ in fields] == names * 3
    saved = [int(re.search(r'"(\d+)"', text).group(1)) for name, text in fields if name == "saved values"]
    assert [figure.diagram.texts[slot] for slot in saved] == ["x = 2, w = 3", "none", "t2 = 7"]
    at(figure, 4)
    assert figure.diagram.texts[saved[0]] == "x = 2, w = 3, let go after the backward pass"


def test_each_line_opens_its_explanation_with_its_numbers_of_the_last_round():
    figure = gv.tape("w = gv.tensor(1.0, requires_grad=True)\nfor k in range(3):\n    y = w * k")
    slot = int(re.findall(r'<p data-slot="(\d+)"></p></details>', figure.diagram.panel)[2])
    told = [at(figure, step).diagram.texts[slot] for step in range(figure.scrubber.count)]
    assert told[0] == "Not run yet." and told[2].startswith("y#1 = w × 0 = 1 × 0 = 0.")
    assert told[-1].startswith("y#3 = w × 2")


def test_both_ways_give_the_same():
    figure = gv.tape(BOOK)
    on = [list(at(figure, step).diagram.texts) for step in range(6)]
    assert [list(at(figure, step).diagram.texts) for step in range(5, -1, -1)] == on[::-1]


def test_the_drawing_and_the_panel_are_sent_once_for_a_structure():
    figure = gv.tape("w = gv.tensor(1.0, requires_grad=True)\nfor k in range(3):\n    y = w * 2\n    y.backward()")
    sent = []
    figure.diagram.observe(lambda change: sent.append(change["name"]), ["svg", "panel"])
    for step in range(figure.scrubber.count):
        at(figure, step)
    assert sent == []


def test_keys_move_it():
    figure = gv.tape(BOOK)
    for key, step in (("ArrowRight", 1), ("End", 5), ("ArrowLeft", 4), ("Home", 0)):
        figure.pressed(key)
        assert figure.scrubber.index == step
    figure.pressed("End")
    figure.reset()
    assert figure.scrubber.index == 0


def test_a_function_is_shown_with_the_lines_that_call_it():
    def loss(w, x):
        z = w * x
        return z**2

    figure = gv.tape(loss, w=3, x=[2.0])
    code = "\n".join(figure.story.run.lines)
    assert code.startswith("def loss(w, x):\n    z = w * x") and "x = gv.tensor([2.0], requires_grad=True)" in code
    assert figure.story.run.error == "" and figure.recording is not None
    assert [node.name for node in figure.recording.graph.nodes] == ["w", "x", "z", "output"]


def test_inputs_become_lines_and_are_held_against_a_function():
    figure = gv.tape("y = x * 2", inputs={"x": float("inf")})
    assert figure.story.run.lines[0] == "x = gv.tensor(float('inf'), requires_grad=True)" and not figure.story.run.error
    with pytest.raises(TypeError, match="no value for b"):
        gv.tape(_of_two, a=1)
    with pytest.raises(TypeError, match="cannot create an input"):
        gv.tape("y = x", x="text")


def _of_two(a, b):
    return a * b


@pytest.mark.parametrize("wrong, error", [(3, TypeError), (len, TypeError), (lambda x: x, ValueError)])
def test_what_is_no_code_is_refused(wrong, error):
    with pytest.raises(error, match="Give|Define"):
        gv.tape(wrong, **({"x": 1} if error is ValueError else {}))


@pytest.mark.parametrize("text", [
    "", "x = (", "a = 1", "print(1)", "1 / 0", "# a comment", "\0", "while True:\n    pass",
    "x = gv.tensor(1.0, requires_grad=True)", "import torch_that_is_not_there",
])  # fmt: skip
def test_any_code_gives_a_figure_that_lives(text):
    figure = gv.tape(text)
    for key in ("End", "ArrowLeft", "Home", "b", "ArrowRight"):
        figure.pressed(key)
    bundle = figure._repr_mimebundle_()
    assert isinstance(figure, widgets.VBox) and "text/plain" in bundle
    places = re.findall(r'data-(?:slot|mark)="(\d+)"', figure.diagram.panel)
    assert all(int(place) < len(figure.diagram.texts) for place in places)


def test_an_error_is_shown_at_once_in_its_line_and_is_no_markup():
    figure = gv.tape("x = gv.tensor(1.0, requires_grad=True)\ny = x * 2\nraise ValueError('<b>bad</b>')")
    assert figure.scrubber.index == 2 and figure.diagram.texts[-1] == "Line 3: the code stops here."
    assert "&lt;b&gt;bad&lt;/b&gt;" in figure.diagram.panel and "<b>bad" not in figure.diagram.panel
    assert rows(at(figure, 1)) == ["MUL y = 2 inputs x, 2"]


def test_names_and_prints_are_no_markup():
    figure = gv.tape("x = gv.tensor(1.0, requires_grad=True).named('<i>')\ny = x * 2\nprint('<script>')")
    assert "<i>" not in figure.diagram.panel and "<script>" not in figure.diagram.panel


def test_what_stands_still_shows_the_end():
    figure = gv.tape(BOOK)
    bundle = figure._repr_mimebundle_()
    assert "SQUARE   y = 49  inputs t2" in bundle["text/plain"] and "tensor(28.) tensor(14.)" in bundle["text/plain"]
    assert bundle["text/html"].startswith("<img")


def test_a_large_network_is_folded_and_its_rows_are_the_newest():
    figure = gv.tape("""from gradviz import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(30)])
    def forward(self, x):
        for layer in self.layers:
            x = layer(x).tanh()
        return x.sum()
net = Net()
net(gv.tensor([1.0, 2.0])).backward()""")
    assert figure.story.run.error == ""
    assert len(figure._panel.rows(figure.recording.graph)) == 60 and "operations before these" in figure.diagram.panel
    for step in range(figure.scrubber.count):
        at(figure, step)


def test_a_panel_has_a_text_for_each_of_its_places():
    figure = gv.tape(BOOK)
    panel = figure._panel
    assert isinstance(panel, Panel)
    for step in range(6):
        sent = len(at(figure, step).diagram.texts) - figure.extra_slot(0)
        assert len(panel.texts(step, figure.recording.graph)) + 1 == sent
