"""The benchmarks of pictures and recordings count what is there: programs have their sizes, checks read SVG rightly."""

from importlib import import_module

import pytest

import gradviz as gv
from benchmarks import folding, parts, peers, peers_checks, record, repaint, tick
from benchmarks.peers_tools import TOOLS
from benchmarks.programs import chain, check, network

GRAPHVIZ = b"""<svg xmlns="http://www.w3.org/2000/svg"><g class="graph"><title>%3</title>
<g id="node1" class="node"><title>1</title><text>data 3.2500</text><text>grad 0.0000</text></g>
<g id="node2" class="node"><title>2</title><text>MulBackward0</text></g>
<g id="edge1" class="edge"><title>1&#45;&gt;2</title><text>x2</text></g>
<g id="edge2" class="edge"><title>1&#45;&gt;2</title></g></g></svg>"""


def test_an_svg_of_graphviz_is_read_node_by_node_and_edge_by_edge():
    found = peers_checks.seen(GRAPHVIZ)
    assert found.nodes == ["data 3.2500 | grad 0.0000", "MulBackward0"]
    assert found.edges == ["x2", ""]
    assert found.heads == ["2", "2"]


def test_an_svg_of_gradviz_is_read_the_same_way():
    x = gv.tensor(3.0, requires_grad=True, name="x")
    found = peers_checks.seen(gv.draw(gv.record(x * x)).svg.encode())
    assert len(found.nodes) == 2 and found.edges == ["×3", "×3"]
    assert found.heads == ["e1", "e1"]


@pytest.mark.parametrize("text", ["3.2500", "data 3.25", "Tensor(3.25)", "×3.25", "is 3.25.", "3.251", "w=3.25"])
def test_a_number_is_found_as_it_is_written(text):
    assert peers_checks.shown([3.25], [text]) == (text != "3.251")


@pytest.mark.parametrize("text", ["3", "3.3", "13.25", "3.25e7", "-3.25", "−3.25", "MulBackward3", "v3.25"])
def test_another_number_is_not_taken_for_it(text):
    assert peers_checks.shown([3.25], [text]) == 0


def test_a_rounded_number_counts_and_a_sign_matters():
    assert peers_checks.shown([12.1875, -3.75], ["12.19", "−3.75"]) == 2
    assert peers_checks.shown([-3.75, 3.75], ["-3.75"]) == 1


def test_the_numbers_of_the_formula_are_those_that_are_looked_for():
    made = TOOLS["gradviz"].compute("formula", backward=True)
    recording = gv.record(made.result)
    frame = recording.frame()
    assert sorted(frame.values) == sorted(peers_checks.VALUES)
    assert sorted(leaf.grad.item() for leaf in made.names.values()) == sorted(peers_checks.GRADIENTS)
    assert sorted({*frame.locals} - {1.0}) == sorted(peers_checks.LOCALS)
    numbers = [*peers_checks.VALUES, *peers_checks.GRADIENTS]
    assert len(set(numbers)) == len(numbers), "no number of a node stands for two things"


STEADY = ("values in the nodes", "gradients in the nodes", "local gradients on the edges", "edges of x into x*x",
          "a gradient before the backward pass", "moments of one run, forward and back", "without a `dot` on PATH",
          "text for screen readers", "same DOT from the same program")  # fmt: skip


@pytest.mark.parametrize("label", STEADY)
def test_the_table_in_the_docs_says_of_gradviz_what_the_check_finds(label):
    lines = (peers.ROOT / "docs" / "peers.md").read_text("utf-8").splitlines()
    (cell,) = [line.split(" | ")[1] for line in lines if line.startswith(f"| {label} |")]
    assert peers_checks.FACTS[label](TOOLS["gradviz"]) == cell, "run: make bench-peers"


def test_the_tables_are_written_between_their_marks_and_nowhere_else(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{peers.MARKS[0]}\nold\n{peers.MARKS[1]}\nafter\n", encoding="utf-8")
    peers.write(page, peers.markdown(["a", "b"], [["1|2", "3"]]))
    text = page.read_text("utf-8")
    assert text.startswith("before\n") and text.endswith(f"{peers.MARKS[1]}\nafter\n") and "old" not in text
    assert "| a | b |\n| --- | --- |\n| 1\\|2 | 3 |" in text
    page.write_text("no marks")
    with pytest.raises(SystemExit, match="no place for the tables"):
        peers.write(page, "x")


def test_programs_have_the_sizes_that_the_tables_say():
    for program in (network(), network(45), chain(500), chain(500, "shared")):
        check(program)
    sizes = {n: len(gv.record(folding.network(w, grouped=True)).graph.nodes) for n, w in folding.WIDTHS.items()}
    assert sizes == {500: 510, 5000: 5130}
    grouped = gv.record(folding.network((4, 1), grouped=True)).graph
    assert {node.groups[:1] for node in grouped.nodes} == {(), ("layer 1",), ("layer 2",)}
    assert not any(n.groups for n in gv.record(folding.network((4, 1), grouped=False)).graph.nodes)


def test_the_recording_that_is_scrubbed_has_10_000_events():
    program = chain(record.EVENTS_NODES)
    assert len(gv.record(program.function(), **program.inputs)) == 10_000


def test_a_layout_is_measured_with_labels_on_all_edges():
    graph = gv.record("x*x + x", x=3).graph
    assert repaint.with_edge_labels(graph).count('label="00000000" ') == len(graph.edges)


def test_boxes_of_a_picture_are_counted_and_a_message_has_none():
    loss = folding.network((2, 1), grouped=False)
    _, svg = folding.measured(folding.WAYS["gv.draw(loss).svg"], loss, 1)
    _, bundled = folding.measured(folding.WAYS["a notebook's bundle"], loss, 1)
    assert folding.drawn(svg) == folding.drawn(bundled) == len(gv.record(loss).graph.nodes)
    assert folding.drawn("too many nodes; write gv.group") == 0


def test_a_tick_is_measured_on_a_figure_that_shows_what_its_slider_was_moved_to():
    program = network()
    moving = tick.Moving(program, program.text, writes=False)
    figure, before = moving.figure, moving.figure.recording
    moving.move()
    value = figure.controls[program.moves].value
    assert figure.recording is before and figure.values[program.moves] != value
    moving.tick()
    assert figure.recording.value(program.moves) == figure.values[program.moves] == value


@pytest.mark.parametrize(("module", "name"), [part[1:] for part in parts.PARTS])
def test_every_part_of_a_tick_that_is_timed_is_there(module, name):
    found = import_module(module)
    for step in name.split("."):
        found = getattr(found, step)
    assert callable(found)
