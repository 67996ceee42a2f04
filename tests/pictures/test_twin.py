"""The text twin: the tape as a table, whole where the picture had to cut."""

import re

import numpy as np
import pytest

import gradviz as gv
from gradviz.pictures.labels import slot_texts
from gradviz.pictures.twin import HEADINGS, spoken, text_twin, words
from tests.pictures.gallery import PICTURES, not_computed
from tests.pictures.test_dot import GOLDEN, NASTY
from tests.recording.traces import figure_1

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


@pytest.mark.parametrize("name", PICTURES)
def test_the_text_twin_is_the_golden_one(name):
    """R98, R145."""
    assert PICTURES[name]().text + "\n" == (GOLDEN / f"{name}.txt").read_text("utf-8")


def test_figure_1_line_by_line():
    """R6, R23, R24, R26 in text."""
    lines = [line.split("  ") for line in gv.draw(figure_1()).text.splitlines()]
    rows = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert rows[0] == list(HEADINGS)
    assert rows[1:] == [
        ["n0", "x", "leaf", "2", "12"], ["n1", "w", "leaf", "3", "8"], ["n2", "b", "leaf", "1", "4"],
        ["n3", "t", "leaf", "5", "−4"],
        ["n4", "z", "w·x", "6", "4", "w: 2, x: 3"], ["n5", "y", "z + b", "7", "4", "z: 1, b: 1"],
        ["n6", "d", "y − t", "2", "4", "y: 1, t: −1"], ["n7", "L", "d²", "4", "1", "d: 4"],
    ]  # fmt: skip


def test_not_computed_is_not_zero():
    text = not_computed().text
    assert "not computed" in text and "not asked for" in text and text.splitlines()[1].split()[3] == "2"
    x = gv.tensor(2.0, requires_grad=True, name="x")
    assert "not computed" not in gv.draw(gv.record(x * 0)).text


@pytest.mark.parametrize("name", [n for n in NASTY if n.strip() and n.isprintable()], ids=ascii)
def test_nasty_names_are_whole(name):
    x = gv.tensor(2.0, requires_grad=True, name=name)
    picture = gv.draw(gv.record(x * 3))
    assert name in picture.text.splitlines()[1] and name in picture.description


@pytest.mark.parametrize("name", ["a\nb", "a\r\nb", "\x00", "", "\u2028", "\ud800\udfff", "a\x85b"], ids=ascii)
def test_a_row_stays_one_line(name):
    x = gv.tensor(2.0, requires_grad=True, name=name)
    text = gv.draw(gv.record(x * 3)).text
    assert len(text.splitlines()) == 3 and text.encode()


def test_every_birth_is_told():
    text = gv.draw(gv.record("a = log(x); b = log(y); L = a + b", x=-1, y=-1)).text
    assert text.splitlines()[-2:] == [
        "nan was born in a = log: log(−1) = nan",
        "nan was born in b = log: log(−1) = nan",
    ]


def test_arrays_are_whole_or_summed_up():
    recording = gv.record(lambda a, b: (a * b).sum(), a=np.arange(20.0), b=np.ones((100, 20)))
    text = gv.draw(recording).text
    assert (
        "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]" in text
        and "shape (100, 20), from 0 to 19" in text
    )


def test_sentences_for_a_screen_reader():
    """R145: every node is read, and "not computed" in words."""
    recording = figure_1()
    said = spoken(words(recording.graph), slot_texts(recording.graph, recording.frame()))
    assert said.startswith("x: value 2, gradient 12. w: value 3, gradient 8.")
    assert said.endswith(
        "d (subtract of y and t): value 2, gradient 4, local gradient for y 1, local gradient for t −1. "
        "L (power of d and 2): value 4, gradient 1, local gradient for d 4."
    )
    assert (
        "gradient not computed" in not_computed().description and "no gradient asked for" in not_computed().description
    )


@pytest.mark.parametrize("edges, headings", [
    ("local", ["local gradients"]), ("contribution", ["contributions"]), ("both", ["local gradients", "contributions"]),
])  # fmt: skip
def test_the_columns_are_those_of_the_edges(edges, headings):
    """R10: by name, too."""
    text = gv.draw(figure_1(), edges=edges).text.splitlines()
    assert [part for part in re.split("  +", text[0]) if part not in HEADINGS[:5]] == headings
    assert ("w: 8, x: 12" in text[5]) == (edges != "local") and ("w: 2, x: 3" in text[5]) == (edges != "contribution")


def test_marks_have_columns_and_a_total():
    """R18, R19, R120: which operation keeps what, and what may run at once."""
    lines = [re.split("  +", line) for line in PICTURES["values"]().text.splitlines()]
    assert lines[0][-2:] == ["parallel", "kept"] and lines[1][-1] == "8 B for p"
    assert lines[2][-2:] == lines[3][-2:] == ["∥1", "8 B for f"]
    assert lines[-1] == ["kept for the backward pass: 3 values, 24 B"]


def test_a_value_that_two_operations_keep_is_one_mark():
    text = gv.draw(gv.record("y = x*x; z = sin(x); L = y + z", x=3), saved=True).text
    assert "8 B for y, z" in text and text.endswith("kept for the backward pass: 1 value, 8 B")


def test_a_highlight_is_told_in_words():
    """R145."""
    recording = figure_1()
    picture = gv.draw(recording, highlight=["x", "z", "y"])
    assert picture.text.splitlines()[-1] == "highlighted: x → z → y"
    assert picture.description.endswith(" Highlighted: x → z → y.")
    assert gv.draw(recording, highlight=recording.events[-1]).description.endswith(" Now: x ← z.")


def test_sentences_of_every_option():
    """R145: contributions, marks and style are read aloud; what is not there yet is said to be."""
    recording = gv.record("p = x**2; q = 3*x; f = p*q", x=2)
    said = gv.draw(recording, edges="both", style="values", parallel=True, saved=True).description
    assert said.startswith("Every value is a node, and before a computed one stands its operation as a round node.")
    assert "x: value 2, gradient 36, kept for the backward pass 8 B." in said
    assert "p (power of x and 2): value 4, gradient 6, local gradient for x 4, contributes to x 24, may run in" in said
    assert "in parallel, depth 1, kept for the backward pass 8 B. q" in said
    said = gv.draw(recording, edges="contribution", index=1).description
    assert "q (multiply of 3 and x): value not computed, gradient not computed, contributes to x not computed." in said


def test_numbers_and_options_of_an_operation_are_read_aloud():
    """R145: x² and x³ are two things for the ear too, and a sum along a dimension is not the whole sum."""
    said = gv.draw(gv.record("a = x**2; b = 3 - x; y = a/b", x=2)).description
    assert "a (power of x and 2)" in said and "b (subtract of 3 and x)" in said
    said = gv.draw(gv.record(lambda x: x.sum(dim=0).max(), x=[[1.0, 2.0], [3.0, 5.0]])).description
    assert "(sum of x, dim 0): value [4, 7], gradient [0, 1]." in said
    long = gv.draw(gv.record(lambda x: x[[0, 1] * 40].sum(), x=[1.0, 2.0])).description
    assert "…): value" in long and len(long) < 300


def test_local_gradients_are_read_aloud_where_there_are_any():
    """R5, R24, R145: none of a sum or of an input without a gradient; what is not computed yet is said to be so."""
    recording = gv.record(lambda w, x: (w * x.detach()).sum(), w=[2.0, 3.0], x=[4.0, 4.0])
    said = gv.draw(recording).description
    assert "(multiply of w and n1): value [8, 12], gradient [1, 1], local gradient for w 4. n3 (sum of n2)" in said
    assert said.count("local gradient") == 1
    assert "local gradient for w not computed" in gv.draw(recording, index=2).description
    assert "local" not in gv.draw(recording, edges="contribution").description


@pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")
def test_the_note_is_a_sentence_of_its_own():
    said = gv.draw(gv.record("y = log(x)", x=-1)).description
    assert said.startswith("nan was born in ") and "(dashed border). x: value −1" in said


def test_slot_numbers_in_the_sentences_are_slots():
    recording = figure_1()
    texts = slot_texts(recording.graph, recording.frame())
    assert all(0 <= word < len(texts) for word in words(recording.graph) if isinstance(word, int))


def test_names_that_are_alike_stay_apart():
    """Two leaves called x, and a leaf called like another node's id."""
    one, two = (gv.tensor(v, requires_grad=True, name="x") for v in (2.0, 3.0))
    assert "x#0·x#1" in gv.draw(one * two).text
    assert gv.draw(gv.record("(n1 + 1)*n1", n1=3)).text.splitlines()[3].split()[1] == "n1·n1#0"


def test_one_wide_cell_makes_its_own_row_longer_and_no_other():
    """Issue 4: one operation with 400 contributions had made a table of 1,203 nodes 7 MB."""
    leaves = [gv.tensor(float(k), requires_grad=True, name=f"x{k}") for k in range(400)]
    recording = gv.record(gv.stack(leaves).sum())
    table = gv.draw(recording, fold=False, saved=True, edges="both", style="values").text.split("\n")
    wide = [row for row in table if len(row) > 400]
    assert wide and all("x7: 1, x8: 1" in row or "x7, x8" in row for row in wide) and len("\n".join(table)) < 100_000


def test_of_very_many_rows_those_that_are_asked_for_are_written_and_no_others():
    recording = figure_1()
    whole, some = (text_twin(recording.graph, recording.frame(), only=only).split("\n") for only in (None, [0, 7]))
    assert len(some) == len(whole) and some[2:8] == [""] * 6
    assert [some[k].split() for k in (0, 1, 8)] == [whole[k].split() for k in (0, 1, 8)]
