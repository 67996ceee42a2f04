"""Layouts of both engines, read by an XML parser: every text has one place, and it is the right one."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gradviz as gv
from gradviz import options
from gradviz.pictures import EngineError
from gradviz.pictures.dot import round_text, to_dot
from gradviz.pictures.engines import lay_out
from gradviz.pictures.labels import (
    edge_state_slot,
    labels,
    note_slot,
    shape_text,
    size_slot,
    slot_count,
    slot_texts,
    state_slot,
    titles,
)
from gradviz.pictures.layout import layout, read
from gradviz.pictures.look import PLAIN
from gradviz.pictures.marks import keepers, parallel_marks
from tests.pictures.gallery import (
    ENGINES,
    PICTURES,
    SVG,
    arrays,
    digits,
    edges_of,
    marks_of,
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
    graph, look = make().graph, make().look
    root = parsed(layout(graph, look).svg)
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
    """But for the state of a value whose operation stands apart: its three parts share it."""
    picture = make()
    graph, look = picture.graph, picture.look
    root, n, e = parsed(layout(graph, look).svg), len(graph.nodes), len(graph.edges)
    missing = {n + k for k, node in enumerate(graph.nodes) if not node.needs_gradient}  # these say "no ∂"
    missing |= {2 * n + k for k in range(e)} if not look.local else set()
    missing |= {size_slot(graph, look, k) for k in range(n) if k not in keepers(graph)} if look.saved else set()
    places = slots_of(root) + slots_of(root, "data-mark")
    assert set(places) == set(range(slot_count(graph, look))) - missing
    shared = [state_slot(graph, k) for k, node in enumerate(graph.nodes) if look.rounds and not node.is_leaf]
    assert sorted(places) == sorted([*set(places), *shared, *shared])
    assert len(slot_texts(graph, picture.frame, look)) == slot_count(graph, look)


@pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES)
def test_texts_stand_in_the_right_node_and_edge(make):
    """Not swapped: values, gradients and locals are compared by node with the recording's own."""
    picture = make()
    graph, look, root = picture.graph, picture.look, parsed(picture.svg)
    texts, made = slot_texts(graph, picture.frame, look, picture.lit), labels(graph, picture.frame, look)
    for k, node in nodes_of(root).items():
        assert tuple(texts_of(node)) == made.nodes[k]
        assert node.get("data-state", "") == texts[state_slot(graph, k)]
        marks = marks_of(node)
        assert " ".join(filter(None, [marks.get("parallel"), "▪" * bool(marks.get("kept")) + marks.get("kept", "")])) \
            == made.marks[k]  # fmt: skip
    for k, edge in edges_of(root).items():
        assert [text.strip() for text in texts_of(edge)] == [made.edges[k]]
        assert edge.get("data-state", "") == texts[edge_state_slot(graph, k)]
    note = next(text for text in root.iter(f"{SVG}text") if text.get("class") == "note")
    assert "".join(note.itertext()) == texts[note_slot(graph)]
    total = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "total"]
    assert total == [texts[-1]] * look.saved


def test_operations_stand_apart_in_the_style_of_values():
    """R2: a round node for each operation, before its value, and the inputs' edges lead to it."""
    picture = PICTURES["values"]()
    root = parsed(picture.svg)
    rounds = {g.get("id"): g for g in root.iter(f"{SVG}g") if re.fullmatch(r"o\d+", g.get("id") or "")}
    assert {name: texts_of(g) for name, g in rounds.items()} == {"o1": ["( )²"], "o2": ["3 ×"], "o3": ["×"]}
    assert [texts_of(node)[0] for _, node in sorted(nodes_of(root).items())] == ["x", "p", "q", "f"]
    assert {g.get("id") for g in root.iter(f"{SVG}g") if (g.get("id") or "").startswith("r")} == {"r1", "r2", "r3"}
    for name, group in rounds.items():
        (ellipse,) = group.iter(f"{SVG}ellipse")
        box = box_of(nodes_of(root)[int(name[1:])])
        assert float(ellipse.get("cx")) + float(ellipse.get("rx")) < box[0], "the operation stands before its value"
    for k, edge in edges_of(root).items():
        x, y = (float(c) for c in next(edge.iter(f"{SVG}polygon")).get("points").split()[1].split(","))
        (ellipse,) = rounds[f"o{picture.graph.edges[k].target}"].iter(f"{SVG}ellipse")
        assert abs(x - float(ellipse.get("cx"))) < float(ellipse.get("rx")) + 3
        assert abs(y - float(ellipse.get("cy"))) < float(ellipse.get("ry")) + 3


def test_marks_lie_over_the_border_of_their_node_and_hide_no_text():
    """R19, R120."""
    for name in ("values", "values_of_arrays"):
        picture = PICTURES[name]()
        for node in nodes_of(parsed(picture.svg)).values():
            left, top, right, bottom = box_of(node)
            lines = [float(text.get("y")) for text in node if text.tag == f"{SVG}text"]
            for mark in (g for g in node if g.tag == f"{SVG}g"):
                (rect,) = mark.iter(f"{SVG}rect")
                x, y, width, height = (float(rect.get(key)) for key in ("x", "y", "width", "height"))
                assert left <= x and x + width <= right
                border = top if "parallel" in mark.get("class") else bottom
                assert y < border + 4 and border - 4 < y + height
                assert y >= max(lines) + 1 or y + height <= min(lines) - 9 + 1


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
    graph, look = make().graph, make().look
    root = parsed(layout(graph, look).svg)
    of_structure = {*titles(graph, look), *map(shape_text, graph.nodes), *parallel_marks(graph)}
    of_structure |= {round_text(graph, k) for k in range(len(graph.nodes))} | {"∥2", "8 B"}  # the legend's examples
    texts = [text for text in root.iter(f"{SVG}text") if "".join(text.itertext()) not in of_structure]
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
    assert "L (power of d and 2): value 4, gradient 1, local gradient for d 4." in description


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
    with pytest.warns(UserWarning, match="cannot be read"), pytest.raises(EngineError, match="cannot be read"):
        layout(gv.record("x*x*x*x", x=3).graph)


@settings(max_examples=150)
@given(data=st.data())
def test_a_damaged_svg_is_refused_or_gives_a_whole_layout(data):
    """Pieces cut out, doubled or overwritten: a ValueError, which leads to the next engine, and nothing else."""
    picture = PICTURES[data.draw(st.sampled_from(sorted(PICTURES)))]()
    graph, look = picture.graph, picture.look
    svg = lay_out(to_dot(graph, look=look), str)
    start = data.draw(st.integers(0, len(svg)))
    end = data.draw(st.integers(start, min(len(svg), start + 400)) | st.just(len(svg)))
    filling = data.draw(st.sampled_from(["", svg[start:end] * 2, "<svg>", "\x00", "-1.5.2", '<g id="n0"></g>']))
    try:
        made = read(svg[:start] + filling + svg[end:], graph, look)
    except ValueError:
        return
    root = parsed(made.svg)
    assert len(nodes_of(root)) == len(graph.nodes) and len(edges_of(root)) == len(graph.edges)


def test_a_node_too_many_is_refused():
    graph = figure_1().graph
    svg = lay_out(to_dot(graph), str)
    node = svg[svg.index('<g id="n0"') : svg.index("</g>", svg.index('<g id="n0"')) + 4]
    for more in (node, node.replace("n0", "n99")):
        with pytest.raises(ValueError, match="twice, or unasked"):
            read(svg.replace(node, node + more), graph, PLAIN)


def test_a_crowded_graph_without_outlines_is_refused(monkeypatch):
    """The texts of its edges find their places among the outlines."""
    monkeypatch.setattr("gradviz.pictures.layout.crowded", lambda graph: True)
    monkeypatch.setattr("gradviz.pictures.dot.crowded", lambda graph: True)
    graph = figure_1().graph
    svg = lay_out(to_dot(graph), str)
    assert "data-node" in read(svg, graph, PLAIN).svg
    for start in ("<path", "<polygon"):
        svg = svg.replace(start, "<line")
    with pytest.raises(ValueError, match="it is broken"):
        read(svg, graph, PLAIN)


def test_a_prefix_that_nothing_explains_is_refused():
    """Well formed without namespaces, but no browser shows it."""
    graph = figure_1().graph
    whole = lay_out(to_dot(graph), str)
    broken = whole.replace("<text ", '<text odd:x="1" ', 1)
    assert read(whole, graph, PLAIN).svg and broken != whole
    with pytest.raises(ValueError, match="unbound prefix"):
        read(broken, graph, PLAIN)
