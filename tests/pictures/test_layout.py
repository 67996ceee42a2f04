"""Layouts of both engines, read by an XML parser: every text has one place, and it is the right one."""

import pytest

import gradviz as gv
from gradviz import options
from gradviz.pictures import EngineError
from gradviz.pictures.labels import GRADIENT_SIGN, NOT_ASKED, slot_count, slot_texts, titles
from gradviz.pictures.layout import layout
from tests.pictures.gallery import (
    ENGINES,
    PICTURES,
    SVG,
    arrays,
    digits,
    edges_of,
    nodes_of,
    parsed,
    slots_of,
    texts_of,
)
from tests.recording.traces import figure_1

pytestmark = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture(autouse=True)
def chosen(engine, monkeypatch):
    monkeypatch.setattr(options, "engine", engine)


@pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES)
def test_every_node_and_edge_is_there_once(make):
    """R23, R95."""
    graph = make().graph
    root = parsed(layout(graph).svg)
    assert sorted(nodes_of(root)) == list(range(len(graph.nodes))) and sorted(edges_of(root)) == list(
        range(len(graph.edges))
    )
    for k, node in nodes_of(root).items():
        assert node.get("id") == f"n{k}" and ("leaf" in node.get("class")) == graph.nodes[k].is_leaf
        assert ("out" in node.get("class").split()) == (k == graph.output)
    for k, edge in edges_of(root).items():
        assert edge.get("id") == f"e{graph.edges[k].target}.{graph.edges[k].argument}"


@pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES)
def test_every_slot_has_exactly_one_place(make):
    picture = make()
    graph, root = picture.graph, parsed(layout(picture.graph).svg)
    n = len(graph.nodes)
    missing = {n + k for k, node in enumerate(graph.nodes) if not node.needs_gradient}  # these say "no ∂"
    places = slots_of(root) + slots_of(root, "data-mark")
    assert sorted(places) == sorted(set(range(slot_count(graph))) - missing)
    assert len(slot_texts(graph, picture.frame)) == slot_count(graph)


@pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES)
def test_texts_stand_in_the_right_node_and_edge(make):
    """Not swapped: values, gradients and locals are compared by node with the recording's own."""
    picture = make()
    graph, root = picture.graph, parsed(picture.svg)
    texts, n = slot_texts(graph, picture.frame), len(graph.nodes)
    for k, node in nodes_of(root).items():
        third = GRADIENT_SIGN + texts[n + k] if graph.nodes[k].needs_gradient else NOT_ASKED
        assert texts_of(node) == [titles(graph)[k], texts[k], third]
        assert node.get("data-state", "") == texts[2 * n + len(graph.edges) + k]
    for k, edge in edges_of(root).items():
        assert texts_of(edge) == [texts[2 * n + k]]
    note = next(text for text in root.iter(f"{SVG}text") if text.get("class") == "note")
    assert "".join(note.itertext()) == texts[-1]


def test_figure_1_by_name():
    """R23, R24, R26 read out of the SVG: eight different nodes, seven edges."""
    root = parsed(gv.draw(figure_1()).svg)
    shown = {t[0].split(" ")[0]: (t[1], t[2]) for t in map(texts_of, nodes_of(root).values())}
    assert shown == {"x": ("2", "∂ 12"), "w": ("3", "∂ 8"), "b": ("1", "∂ 4"), "t": ("5", "∂ −4"), "z": ("6", "∂ 4"),
    "y": ("7", "∂ 4"),
                     "d": ("2", "∂ 4"), "L": ("4", "∂ 1")}  # fmt: skip
    assert [texts_of(edge)[0] for _, edge in sorted(edges_of(root).items())] == [
        "×2",
        "×3",
        "×1",
        "×1",
        "×1",
        "×−1",
        "×4",
    ]


def test_edges_lead_from_their_source_to_their_target():
    """The arrow's head is at the target's box: geometry, so that labels on the wrong edge are seen."""
    graph = figure_1().graph
    root = parsed(layout(graph).svg)
    boxes = {k: box_of(node) for k, node in nodes_of(root).items()}
    for k, edge in edges_of(root).items():
        start = [float(c) for c in next(edge.iter(f"{SVG}path")).get("d")[1:].split("C")[0].split(",")]
        head = [float(c) for c in next(edge.iter(f"{SVG}polygon")).get("points").split()[1].split(",")]
        assert near(start, boxes[graph.edges[k].source]) and near(head, boxes[graph.edges[k].target]), k


def box_of(node):
    """Left, top, right and bottom of everything a node has drawn."""
    points = []
    for shape in node.iter():
        numbers = (shape.get("points") or shape.get("d") or "").translate(str.maketrans("MCLZ,", "     ")).split()
        points += zip(map(float, numbers[::2]), map(float, numbers[1::2]), strict=True)
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def near(point, box):
    return box[0] - 8 <= point[0] <= box[2] + 8 and box[1] - 8 <= point[1] <= box[3] + 8


@pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES)
def test_a_layout_has_no_number_in_it(make):
    """Design, section 3: numbers come as texts into slots; those in a title belong to the operation."""
    graph = make().graph
    root = parsed(layout(graph).svg)
    texts = [text for text in root.iter(f"{SVG}text") if "".join(text.itertext()) not in titles(graph)]
    assert digits("".join("".join(text.itertext()) for text in texts)) == []


def test_a_layout_does_not_depend_on_the_numbers():
    one = layout(figure_1().graph)
    assert layout(figure_1(-1234567, 1e-9, 1 / 3, 1e100).graph) is one


def test_screen_readers_get_a_role_a_title_and_a_description():
    """R145."""
    root = parsed(gv.draw(figure_1()).svg)
    assert root.get("role") == "img"
    titles_there = [e.text for e in root.iter(f"{SVG}title")]
    assert titles_there == ["Computational graph"]
    (description,) = (e.text for e in root.iter(f"{SVG}desc"))
    assert "L (power of d): value 4, gradient 1." in description


def test_nothing_of_graphvizs_own_paint_is_left(engine):
    """Colours come from the theme alone; no reference leads to the net."""
    svg = layout(figure_1().graph).svg
    root = parsed(svg)
    painted = [
        e.tag
        for e in root.iter()
        if e.get("fill") not in (None, "none") or e.get("stroke") not in (None, "none", "transparent")
    ]
    assert painted == [] and "Courier" not in svg and "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_the_frame_holds_everything():
    """The viewBox has room for all nodes and for the note."""
    for recording in (figure_1(), arrays(), gv.record("x", x=3)):
        root = parsed(layout(recording.graph).svg)
        _, _, width, height = map(float, root.get("viewBox").split())
        assert width >= 240 and height >= 56
        boxes = [box_of(node) for node in nodes_of(root).values()]
        assert max(b[2] for b in boxes) - min(b[0] for b in boxes) <= width
        assert max(b[3] for b in boxes) - min(b[1] for b in boxes) <= height - 20


def test_both_engines_agree_on_ids_and_order(monkeypatch):
    monkeypatch.setattr(options, "engine", "embedded")
    one = parsed(layout(figure_1().graph).svg)
    monkeypatch.setattr(options, "engine", "dot")
    two = parsed(layout(figure_1().graph).svg)
    assert (sorted(slots_of(one)), sorted(nodes_of(one)), sorted(edges_of(one))) == (
        sorted(slots_of(two)), sorted(nodes_of(two)), sorted(edges_of(two))
    )  # fmt: skip


def test_an_svg_of_something_else_is_an_engine_error(tmp_path, monkeypatch):
    liar = tmp_path / "liar"
    liar.write_text('#!/bin/sh\ncat > /dev/null\necho \'<svg xmlns="http://www.w3.org/2000/svg"><g id="n0"/></svg>\'\n')
    liar.chmod(0o755)
    monkeypatch.setattr(options, "engine", str(liar))
    monkeypatch.setattr("gradviz.pictures.engines.embedded", lambda: None)
    monkeypatch.setattr("gradviz.pictures.engines.on_path", lambda: None)
    with pytest.raises(EngineError, match="cannot be read"):
        layout(gv.record("x*x*x*x", x=3).graph)
