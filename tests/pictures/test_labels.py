"""What stands where: node titles, slots and their order, notes, and names nobody expects."""

import itertools

import numpy as np
import pytest

import gradviz as gv
from gradviz.pictures import labels as at
from gradviz.pictures.look import EDGES, STYLES, Look
from gradviz.pictures.numbers import Texts
from gradviz.recording import Frame
from tests.pictures.gallery import PICTURES, broken
from tests.recording.traces import figure_1

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


def titles(text, **inputs):
    graph = gv.record(text, **inputs).graph
    return [at.title(graph, k) for k in range(len(graph.nodes)) if not graph.nodes[k].is_leaf]


@pytest.mark.parametrize("text, title", [
    ("x*3", "× 3"), ("3*x", "3 ×"), ("1 - x", "1 −"), ("x - 1", "− 1"), ("x**2", "( )²"), ("x**-12", "( )⁻¹²"),
    ("x**0.5", "( )^0.5"),
    ("2**x", "2 ^"), ("-x", "−"), ("x/4", "÷ 4"), ("exp(x)", "exp"), ("relu(x)", "relu"),
    ("maximum(x, 2)", "max(·, 2)"), ("x + 1.23456", "+ 1.235"),
    ("sigmoid(x)", "σ"), ("z = x*3", "z = × 3"), ("x - -1", "− −1"),
])  # fmt: skip
def test_titles_show_the_operation_and_its_numbers(text, title):
    """R94, design section 3."""
    assert titles(text, x=2) == [title]


def test_options_are_shown():
    graph = gv.record(lambda a: a.sum(dim=0, keepdim=True).mean(), a=[[1.0, 2.0]]).graph
    assert [at.title(graph, k) for k in (1, 2)] == ["Σ dim=0, keepdim=True", "mean"]


def test_figure_1_node_by_node():
    """R23, R24."""
    recording = figure_1()
    made = at.labels(recording.graph, recording.frame())
    assert (
        made.nodes[4] == ("z = ×", "6", "∂ 4")
        and made.nodes[7] == ("L = ( )²", "4", "∂ 1")
        and made.nodes[0] == ("x", "2", "∂ 12")
    )
    assert made.edges == ["×2", "×3", "×1", "×1", "×1", "×−1", "×4"]


@pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES)
def test_slots_are_where_the_slot_functions_say(make):
    picture = make()
    graph, frame, look = picture.graph, picture.frame, picture.look
    texts, made = at.slot_texts(graph, frame, look, picture.lit), at.labels(graph, frame, look)
    assert len(texts) == at.slot_count(graph, look) and all(isinstance(text, str) for text in texts)
    for k, (name, *shape, value, third) in enumerate(made.nodes):
        assert name == at.titles(graph, look)[k] and texts[at.value_slot(k)] == value
        assert shape == ([str(graph.nodes[k].shape)] if graph.nodes[k].shape else [])
        gradient = texts[at.gradient_slot(graph, k)]
        assert third == (at.GRADIENT_SIGN + gradient if graph.nodes[k].needs_gradient else at.NOT_ASKED)
        assert set(texts[at.state_slot(graph, k)].split()) <= {"born", "kept", "lit", "dim", "active"}
    for k, text in enumerate(made.edges):
        shown = [texts[at.local_slot(graph, k)]] * look.local
        shown += [texts[at.contribution_slot(graph, k)]] if look.contribution else []
        assert " ".join(shown).strip() == text
        assert texts[at.edge_state_slot(graph, k)] in ("", "lit", "dim", "active")
    nodes, edges = range(len(graph.nodes)), range(len(graph.edges))
    places = [at.value_slot(k) for k in nodes] + [at.gradient_slot(graph, k) for k in nodes]
    places += [at.local_slot(graph, k) for k in edges] + [at.state_slot(graph, k) for k in nodes]
    places += [at.edge_state_slot(graph, k) for k in edges] + [at.note_slot(graph)]
    places += [at.contribution_slot(graph, k) for k in edges] * look.contribution
    places += [at.size_slot(graph, look, k) for k in range(len(graph.nodes) + 1)] * look.saved
    assert sorted(places) == list(range(len(texts)))


def test_the_texts_of_a_live_picture_come_first_in_every_look():
    """A live picture may change its look, and its panel keeps its slots."""
    graph, frame = figure_1().graph, figure_1().frame()
    plain = at.slot_texts(graph, frame)
    for style, edges, marks in itertools.product(STYLES, EDGES, (False, True)):
        texts = at.slot_texts(graph, frame, Look(edges, style, marks, False))
        assert texts[: len(plain)] == plain and (edges == "local") == (len(texts) == len(plain))


def test_contributions_are_upstream_times_local():
    """R10, R24 at the numbers of Appendix B; signed and slanted, so not taken for a local gradient."""
    made = at.labels(figure_1().graph, figure_1().frame(), Look("contribution"))
    assert made.edges == ["→ 8", "→ 12", "→ 4", "→ 4", "→ 4", "→ −4", "→ 4"]
    made = at.labels(figure_1().graph, figure_1().frame(), Look("both"))
    assert made.edges == ["×2 → 8", "×3 → 12", "×1 → 4", "×1 → 4", "×1 → 4", "×−1 → −4", "×4 → 4"]


@pytest.mark.parametrize("edges", EDGES)
def test_what_was_not_computed_is_empty_and_never_0(edges):
    """At w = 2 every gradient is 0 at the end, and in the middle those that are not there yet are empty."""
    recording = figure_1(w=2)
    for index in range(len(recording)):
        frame = recording.frame(index)
        texts = at.labels(recording.graph, frame, Look(edges)).edges
        for text, local, sent in zip(texts, frame.locals, frame.downstreams, strict=True):
            assert (text == "") == (local is None and sent is None)
    assert all("0" in text for text in at.labels(recording.graph, recording.frame(), Look("contribution")).edges)


def test_not_computed_and_zero_are_shown_differently():
    """karpathy/nn-zero-to-hero pull request 80; R28 at w = 2, where all gradients are 0."""
    recording = figure_1(w=2)
    before, after = Frame.empty(recording.graph), recording.frame()
    zero = at.slot_texts(recording.graph, after)
    assert zero[at.value_slot(7)] == "0" and [zero[at.gradient_slot(recording.graph, k)] for k in range(8)] == [
        "0"
    ] * 7 + ["1"]
    nothing = at.slot_texts(recording.graph, before)
    assert nothing[:16] == ["—"] * 16 and nothing[16:23] == [""] * 7
    assert set(nothing[23:]) == {""}


def test_a_birth_is_marked_once_and_told_below():
    recording = broken()
    texts = at.slot_texts(recording.graph, recording.frame())
    marks = [texts[at.state_slot(recording.graph, k)] for k in range(4)]
    assert [recording.graph.nodes[k].name for k, mark in enumerate(marks) if mark] == ["a"] and set(marks) == {
        "",
        "born",
    }
    assert texts[-1] == "nan was born in a = log: log(−1) = nan (dashed border)"


def test_of_several_births_the_note_tells_the_first_and_counts_the_others():
    """Two numbers that are lost look like one, where the note names one."""
    recording = gv.record("log(x) + log(y) + x/y", x=-1, y=0)
    assert at.slot_texts(recording.graph, recording.frame())[-1] == (
        "nan was born in log: log(−1) = nan and 2 more (dashed borders)"
    )


@pytest.mark.parametrize("text, inputs, note", [
    ("L = x/y", {"x": 1, "y": 0}, "inf was born in L = ÷: 1 ÷ 0 = inf"),
    ("L = exp(x)", {"x": 1000}, "inf was born in L = exp: exp(1000) = inf"),
    ("L = 1/x", {"x": 0}, "inf was born in L = 1 ÷: 1 ÷ 0 = inf"),
    ("L = x**0.5", {"x": -4}, "nan was born in L = ( )^0.5: −4 ^ 0.5 = nan"),
    ("L = x*2", {"x": float("nan")}, "x is nan: this input is not a finite number"), ("L = x*2", {"x": 1}, ""),
])  # fmt: skip
def test_notes_say_what_could_not_be_computed(text, inputs, note):
    """Issue 2: log of a negative number, division by zero, overflow."""
    recording = gv.record(text, inputs=inputs)
    assert at.slot_texts(recording.graph, recording.frame())[-1] == (f"{note} (dashed border)" if note else "")


def test_a_birth_in_an_array_shows_the_element():
    recording = gv.record(lambda a: a.log().sum(), a=np.array([1.0, 0.0, 2.0]))
    assert at.slot_texts(recording.graph, recording.frame())[-1].startswith("−inf was born in log: log([1, 0, 2])")


@pytest.mark.parametrize("name, shown", [
    ("a\nb", "a b"), ("\x00\x1b[31m", "[31m"), ("", "?"), (" ", "?"), ("\ud800", "?"), ("\u2028", "?"),
    ("a\uffffb", "a b"), ("é<b>&\"'", "é<b>&\"'"),
])  # fmt: skip
def test_names_on_one_line(name, shown):
    assert at.plain(name) == shown


@pytest.mark.parametrize("text, width, shown", [
    ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("重重重", 6, "重重重"), ("重重重重", 6, "重重…"),
    ("a" * 500, 14, "a" * 13 + "…"),
    ("🎓🎓🎓", 5, "🎓🎓…"),
])  # fmt: skip
def test_cutting_counts_wide_characters_twice(text, width, shown):
    assert at.cut(text, width) == shown


def test_the_note_cuts_a_long_name():
    x = gv.tensor(1.0, requires_grad=True)
    recording = gv.record((x * float("nan")).named("q" * 500))
    assert len(at.slot_texts(recording.graph, recording.frame())[-1]) < 80
    assert "q" * 500 in gv.draw(recording).text


@pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES)
def test_every_line_fits_its_node(make):
    picture = make()
    made = at.labels(picture.graph, picture.frame, picture.look)
    assert all(len(line) <= at.NODE_CHARACTERS for node in made.nodes for line in node)
    assert all(len(text) <= at.edge_columns(picture.look) for text in made.edges)


@pytest.mark.parametrize("shape, text", [
    ((), ""), ((3,), "(3,)"), ((64, 128), "(64, 128)"), ((2, 3, 4, 5, 6), "(2,3,4,5,6)"), ((1,) * 20, "(1,1,1,1,1,1,…"),
])  # fmt: skip
def test_the_line_of_a_shape(shape, text):
    node = figure_1().graph.nodes[0]._replace(shape=shape)
    assert at.shape_text(node) == text


def test_texts_that_are_kept_from_frame_to_frame_are_those_that_would_be_written():
    known = Texts()
    for w in (3, 2, -2, 0, float("inf"), float("nan"), -0.0, 1e300):
        recording = figure_1(w=w)
        for index in (4, 9, -1):
            frame = recording.frame(index)
            assert at.slot_texts(recording.graph, frame, known=known) == at.slot_texts(recording.graph, frame)
    assert len(known.known) > 10 and known.write(0.125) == "0.125"
    before, known.MOST = len(known.known), 5
    at.slot_texts(recording.graph, frame, known=known)
    assert len(known.known) < before and 0.125 not in known.known  # it does not grow without end


def test_a_node_without_a_name_shows_its_id_where_the_look_asks_for_it():
    graph = gv.record("L = (w*x - t)**2", w=3, x=2, t=5).graph
    assert at.titles(graph) == ("w", "x", "t", "×", "−", "L = ( )²")
    assert at.titles(graph, Look(ids=True)) == ("w", "x", "t", "n3 = ×", "n4 = −", "L = ( )²")


def test_what_two_nodes_are_called_is_told_apart_in_the_picture_as_in_a_list():
    def twice(x):
        y = x * 2
        y = y + 1
        return y

    graph = gv.record(twice, x=3).graph
    shown = [text.split(" = ")[0] for text in at.titles(graph, Look(ids=True))]
    assert tuple(shown) == at.names(graph)
