"""What is too large to draw is shown as text with a message, and never freezes the kernel."""

import re

import pytest
from hypothesis import given

import gradviz as gv
from gradviz import options
from gradviz.pictures import EngineError
from gradviz.pictures.dot import crowded, to_dot
from gradviz.pictures.engines import lay_out
from gradviz.pictures.limits import COLUMNS_PER_NODE, MOST_NODES, TooLargeError, crossings, refuse, shortened
from gradviz.pictures.numbers import short
from gradviz.recording import look
from tests.pictures.gallery import edges_of, parsed, texts_of
from tests.pictures.graphs import graphs, network, recurrent


def chain(count):
    x = gv.tensor(1.0, requires_grad=True, name="x")
    for _ in range(count - 1):
        x = gv.sin(x)
    return x


def test_5000_nodes_without_groups_are_shown_as_text_and_the_way_to_group_them():
    """Issue 4: why, and how, and at once."""
    bundle = gv.draw(chain(5000))._repr_mimebundle_()
    message, table = bundle["text/plain"].split("\n\n", 1)
    assert list(bundle) == ["text/plain"]
    assert re.match(
        r"this graph of 5,000 nodes is not drawn: more than 1,000 nodes take long to lay out, .* "
        r'Try: write `with gv\.group\("layer 1"\):` .* nn\.Modules, and it is drawn folded\. .*limit=None', message
    )  # fmt: skip
    lines = table.splitlines()
    assert len(lines) == 1 + 20 + 1 + 20 and "4,960 rows are left out" in lines[21]
    assert lines[1].startswith("n0 ") and lines[20].startswith("n19 ") and lines[22].startswith("n4980 ")
    assert len(gv.draw(chain(5000)).text.splitlines()) == 5001


def test_a_picture_that_is_refused_says_so_wherever_it_is_asked_for(tmp_path):
    picture = gv.draw(chain(MOST_NODES + 1))
    for ask in (
        lambda: picture.svg,
        lambda: picture.save(tmp_path / "a.svg"),
        lambda: picture.save(tmp_path / "a.png"),
    ):
        with pytest.raises(TooLargeError, match="is not drawn: more than 1,000 nodes"):
            ask()
    assert (
        picture.save(tmp_path / "a.txt") and picture.save(tmp_path / "a.dot") and issubclass(TooLargeError, EngineError)
    )
    assert repr(picture) == picture._repr_mimebundle_()["text/plain"]


def test_the_limit_can_be_moved_and_lifted():
    assert gv.draw(chain(MOST_NODES)).svg and gv.draw(chain(MOST_NODES + 1), limit=None).svg
    assert "text/html" in gv.draw(chain(30), limit=30)._repr_mimebundle_()
    with pytest.raises(TooLargeError, match="more than 29 nodes"):
        _ = gv.draw(chain(30), limit=29).svg


def test_a_large_graph_with_groups_is_told_to_fold():
    with pytest.raises(TooLargeError, match=r"Try: draw its groups as one node each: gv\.draw\(\.\.\., fold=True\)"):
        _ = gv.draw(network(20, 30, 35, 10, 1), fold=False).svg


def test_few_nodes_with_long_edges_are_refused_too():
    """One weight in 200 steps: an engine would be at it for minutes."""
    with pytest.raises(TooLargeError, match=r"402 nodes is not drawn: its edges cross \d\d,\d00 columns"):
        _ = gv.draw(recurrent(200)).svg


def test_what_is_drawn_at_the_limit_takes_a_few_seconds_at_most(monkeypatch):
    """Long edges up to what is allowed. About one second on a free machine; other work runs beside this one."""
    monkeypatch.setattr(options, "time_limit", 60.0)
    steps = next(n for n in range(200, 0, -1) if crossings(look(recurrent(n)).graph) <= COLUMNS_PER_NODE * MOST_NODES)
    graph = look(recurrent(steps)).graph
    refuse(graph)
    assert crowded(graph) and steps > 50
    assert gv.draw(recurrent(steps)).svg


def test_texts_of_edges_have_room_of_their_own_in_small_graphs_alone():
    assert not crowded(look(recurrent(20)).graph) and "xlabel" not in gv.draw(recurrent(20)).source
    recording = gv.record(recurrent(60))
    picture = gv.draw(recording)
    assert picture.source.count('xlabel="×') == len(recording.graph.edges)
    texts = [texts_of(edge) for _, edge in sorted(edges_of(parsed(picture.svg)).items())]
    assert texts == [["×" + short(local)] for local in recording.frame().locals]


@given(graphs())
def test_crossings_are_counted_as_an_independent_walk_counts_them(drawn):
    graph, _ = drawn
    column = {}

    def of(node):
        if node not in column:
            column[node] = max((of(e.source) + 1 for e in graph.edges if e.target == node), default=0)
        return column[node]

    place = {}
    for node in range(len(graph.nodes)):
        uses = [of(edge.target) for edge in graph.edges if edge.source == node]
        place[node] = min(uses) - 1 if graph.nodes[node].is_leaf and uses else of(node)
    late = {}

    def last(node):
        if node not in late:
            late[node] = min((last(e.target) - 1 for e in graph.edges if e.source == node), default=of(node))
        return late[node]

    early = sum(place[t] - place[s] for s, t, _ in graph.edges)
    assert crossings(graph) == min(early, sum(last(t) - last(s) for s, t, _ in graph.edges))


def test_a_sum_of_many_terms_is_drawn():
    """Each term can stand beside its plus: no edge crosses a column, and an engine takes a tenth of a second."""
    recording = gv.record(lambda **x: sum((x[name] ** 2 for name in x), 0.0), inputs={f"x{i}": 1.5 for i in range(200)})
    assert len(recording.graph.nodes) == 600 and crossings(recording.graph) == len(recording.graph.edges)
    assert "<svg" in gv.draw(recording).svg


def test_one_node_and_no_edges_cross_nothing():
    graph = look(gv.tensor(1.0)).graph
    assert crossings(graph) == 0 and not crowded(graph)
    refuse(graph)


def test_a_short_text_is_left_as_it_is_and_a_long_one_keeps_its_notes():
    table = "\n".join(["head", *[f"row {k}" for k in range(41)], "note"])
    assert shortened("head\nrow", 1) == "head\nrow"
    lines = shortened(table, 41).splitlines()
    assert lines[20:23] == ["row 19", lines[21], "row 21"] and lines[-1] == "note"
    assert lines[21].strip("· ") == "1 rows are left out; .text has them all"
    many = shortened("\n".join(["head", *["row"] * 50, *["note"] * 30]), 50).splitlines()
    assert many[-1] == "and 10 more such lines" and many.count("note") == 20


def test_the_slider_figure_refuses_too():
    """A widget whose graph outgrows the limit shows its text and the way to group."""
    figure = gv.explore(lambda x: chain_of(x, 1200), x=1.0)
    assert figure.diagram.svg == "" and "more than 1,000 nodes" in figure.diagram.twin
    assert "1,161 rows are left out" in figure.diagram.twin


def chain_of(x, count):
    for _ in range(count):
        x = gv.sin(x)
    return x


def test_an_engine_draws_a_crowded_graph():
    assert "<svg" in lay_out(to_dot(look(recurrent(60)).graph), str)


def test_where_all_groups_are_folded_the_advice_is_a_second_level_of_them():
    """Issue 4: fold=True was called, so that is not what to try."""
    y = gv.tensor(1.0, requires_grad=True, name="x")
    with gv.group("alone"):
        y = gv.exp(y)
    for k in range(6):
        with gv.group(f"layer {k}"):
            y = gv.cos(gv.sin(y))
    with pytest.raises(TooLargeError, match=r'folded already, .* second level .*gv\.group\("block 1"\)'):
        _ = gv.draw(y, fold=True, limit=5).svg
    for fold in (False, "layer 2"):
        with pytest.raises(TooLargeError, match="draw its groups as one node each: .*fold=True"):
            _ = gv.draw(y, fold=fold, limit=5).svg
