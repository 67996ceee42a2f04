"""Crowded graphs: the texts of edges are placed by us, at their lines, over no node and hardly over each other."""

import re

import pytest

import gradviz as gv
from gradviz import options
from gradviz.pictures.dot import crowded, to_dot
from gradviz.pictures.engines import embedded, on_path
from gradviz.pictures.labels import labels, slot_count
from gradviz.pictures.layout import layout
from gradviz.pictures.look import PLAIN, Look
from gradviz.pictures.marks import keepers
from tests.pictures.gallery import ENGINES, SVG, edges_of, nodes_of, parsed, slots_of, texts_of
from tests.pictures.test_layout import box_of


def recurrent(steps):
    """One weight, one bias, used at every step: few nodes, and edges across the whole picture."""

    def loss(w, u, b, **xs):
        h = 0.0
        for x in xs.values():
            h = gv.tanh(w * h + u * x + b)
        return h * h

    return gv.record(loss, w=0.5, u=0.3, b=0.1, inputs={f"x{k}": 0.1 * k for k in range(steps)})


def layers(width, depth):
    """A network of numbers: many nodes, short edges."""
    values = [gv.tensor(0.1 * k, requires_grad=True, name=f"x{k}") for k in range(width)]
    for _ in range(depth):
        values = [gv.tanh(sum(v * gv.tensor(0.3, requires_grad=True) for v in values)) for _ in range(width)]
    return gv.record(sum(values))


CROWDED = {"recurrent": recurrent(16), "layers": layers(5, 4)}


def test_what_is_crowded():
    """By its nodes, or by how far its edges reach; a lesson's figures are not."""
    assert [crowded(r.graph) for r in (CROWDED["recurrent"], CROWDED["layers"], recurrent(5), layers(3, 2))] \
        == [True, True, False, False]  # fmt: skip
    assert len(CROWDED["recurrent"].graph.nodes) < 200 < len(CROWDED["layers"].graph.nodes)


@pytest.mark.parametrize("name", CROWDED)
def test_the_engine_gets_no_texts_of_edges_but_room_for_them(name):
    graph = CROWDED[name].graph
    source = to_dot(graph)
    assert "nslimit=2" in source and "->" in source
    assert not any("label" in line for line in source.splitlines() if "->" in line)
    gaps = [float(re.search(r"ranksep=([\d.]+)", to_dot(g, look=look))[1])
            for g, look in ((recurrent(3).graph, PLAIN), (graph, PLAIN), (graph, Look("both")))]  # fmt: skip
    assert gaps == sorted(set(gaps)) and "nslimit" not in to_dot(recurrent(3).graph)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("look", [PLAIN, Look("both", "values", True, True)], ids=["plain", "all"])
@pytest.mark.parametrize("name", CROWDED)
def test_the_slots_are_those_of_any_picture(name, look, engine, monkeypatch):
    monkeypatch.setattr(options, "engine", engine)
    graph = CROWDED[name].graph
    root = parsed(layout(graph, look).svg)
    places = set(slots_of(root) + slots_of(root, "data-mark"))
    assert set(range(slot_count(graph, look))) - places == (
        {len(graph.nodes) + k for k, node in enumerate(graph.nodes) if not node.needs_gradient}
        | {slot_count(graph, look) - 1 - len(graph.nodes) + k for k in range(len(graph.nodes))
           if look.saved and k not in keepers(graph)}
    )  # fmt: skip
    made = labels(graph, CROWDED[name].frame(), look)
    shown = gv.pictures.picture.paint(layout(graph, look).svg, gv.pictures.labels.slot_texts(
        graph, CROWDED[name].frame(), look))  # fmt: skip
    assert {k: texts_of(edge)[0].strip() for k, edge in edges_of(parsed(shown)).items()} == dict(enumerate(made.edges))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CROWDED)
def test_texts_lie_at_their_lines_over_no_node_and_hardly_over_each_other(name, engine, monkeypatch):
    """As wide as they can become: with the texts of every number."""
    monkeypatch.setattr(options, "engine", engine)
    root = parsed(layout(CROWDED[name].graph).svg)
    nodes, boxes = [box_of(node) for node in nodes_of(root).values()], []
    for edge in edges_of(root).values():
        (text,) = (e for e in edge if e.tag == f"{SVG}text")
        x, y = float(text.get("x")), float(text.get("y")) - 4
        boxes.append((x - 26.4, y - 5, x + 26.4, y + 5))
        line = [float(n) for n in re.findall(r"-?[\d.]+", next(edge.iter(f"{SVG}path")).get("d"))]
        assert min(line[::2]) <= x <= max(line[::2])
        assert min(line[1::2]) - 8 <= y <= max(line[1::2]) + 8
    assert not [b for b in boxes if any(over(b, node) for node in nodes)]
    covered = [b for k, b in enumerate(boxes) if any(over(b, other) for other in boxes[:k])]
    assert len(covered) <= len(boxes) * 0.02, f"{len(covered)} of {len(boxes)}"


def over(one, other):
    return min(one[2], other[2]) - max(one[0], other[0]) > 1 and min(one[3], other[3]) - max(one[1], other[1]) > 1


@pytest.mark.parametrize("engine", ENGINES)
def test_files_of_a_crowded_graph_have_the_texts(engine):
    """Beside their edges: external labels cost the engine no nodes."""
    picture = gv.draw(CROWDED["recurrent"])
    assert picture.source.count("xlabel=") == len(picture.graph.edges)
    run = embedded() if engine == "embedded" else on_path()
    drawn = run.run(picture.source).decode()
    for text in set(labels(picture.graph, picture.frame).edges):
        assert f">{text}</text>" in drawn
