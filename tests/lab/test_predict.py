"""Predict, then look (R105, R137): locked until committed, and beside the truth afterwards."""

import json

import pytest

import gradviz as gv
from benchmarks.lab import FIGURES

from .test_quiz import all_state

LOSS = "z = w*x; y = z + b; d = y - t; L = d**2"


def figure(**options):
    return gv.predict(LOSS, w=3, x=2, b=1, t=5, attempts="", **options)


def test_nothing_is_shown_before_and_everything_after():
    made = figure()
    assert made.recording.frame().gradients == [None] * 8 and not made.committed
    verdicts = made.commit(w=8, x="12", b=4, t="−4")
    assert all(each.correct for each in verdicts.values()) and made.score() == 1
    assert made.recording.gradient("w") == 8 and made.diagram.panel.count("as predicted") == 4


def test_a_wrong_prediction_is_understood_and_stays_beside_the_truth():
    made = figure(wrt="w")
    assert made.commit(w=2)["w"].rule == "M5"
    assert "<td>2</td><td>8</td>" in made.diagram.panel and made.diagram.texts[-1].startswith("w: ")
    assert made.commit(w=8)["w"].correct is False and made.score() == 0, "it was committed already"


def test_the_key_is_nowhere_before_it_is_committed():
    made = gv.predict("y = a*b*c", wrt="a", a=3, b=1234.5, c=7654.25, then="explore", attempts="")
    for text in ("9449171", "9.449", "9449172"):
        assert text not in all_state(made)
    made.commit(a="7")
    assert made.after.recording.gradient("a") == 1234.5 * 7654.25


@pytest.mark.parametrize("bad", ["", "text", "1e999", "nan", "<b>", None])
def test_what_cannot_be_read_keeps_it_locked(bad):
    made = figure(wrt="w")
    made.commit(w=bad)
    assert not made.committed and made.recording.frame().gradients == [None] * 8


def test_values_and_signs():
    made = gv.predict(LOSS, asks="value", wrt=["z", "L"], w=3, x=2, b=1, t=5, attempts="")
    assert made.recording.frame().values[4:] == [None] * 4
    assert made.commit(z=6, L=4)["L"].correct
    sign = figure(wrt="t", sign=True)
    assert sign.commit(t="up")["t"].correct is False


def test_numbers_are_drawn_and_drawn_anew():
    made = gv.predict("y = x**2 + x**3", attempts="")
    first = made.inputs
    made.commit(x=0)
    made.new_numbers()
    assert made.inputs != first and not made.committed and made.recording.frame().gradients[0] is None


def test_predictions_are_attempts_that_can_be_graded(tmp_path, capsys):
    made = gv.predict(LOSS, wrt="w", w=3, x=2, b=1, t=5, attempts=tmp_path / "a.jsonl")
    made.commit(w=2)
    assert json.loads((tmp_path / "a.jsonl").read_text())["rule"] == "M5"
    from gradviz import cli

    cli.main(["grade", str(tmp_path / "a.jsonl")])
    assert "M5" in capsys.readouterr().out


@pytest.mark.parametrize("options, said", [
    ({"wrt": "q"}, "q"), ({"asks": "local"}, "asks"), ({"then": "train"}, "then"),
    ({"sign": True, "asks": "value"}, "sign"),
])  # fmt: skip
def test_bad_options_are_refused(options, said):
    with pytest.raises((KeyError, ValueError), match=said):
        figure(**options)


def test_a_node_that_is_not_asked_about_is_refused():
    with pytest.raises(KeyError, match="Asked for: w"):
        figure(wrt="w").commit(x=1)


def test_a_function_and_typing():
    made = gv.predict(lambda a, b: a * b, wrt="a", a=2, b=5, attempts="")
    made.place.children[0].value = "5"
    made.sure.click()
    assert made.committed and made.score() == 1


def test_a_figure_that_is_made_already_hides_nothing_and_is_refused():
    """Every figure of the lab: whatever it holds is on its way to the page when it is made."""
    for code in FIGURES.values():
        made = eval(code, {"gv": gv})
        with pytest.raises(TypeError, match="numbers have gone"):
            gv.predict(made, attempts="")
        with pytest.raises(TypeError, match="made already"):
            figure(then=made)


@pytest.mark.parametrize("then", ["gates", "tape", "train", "flow", "jacobian", "memory", "build", "hunt", "ask"])
def test_a_figure_of_no_formula_is_named_as_a_function(then):
    with pytest.raises(ValueError, match="then=lambda"):
        figure(then=then)


def test_a_recording_cannot_be_run_again_and_says_so_before_anybody_predicts():
    made = gv.record("y = x**2", x=3)
    with pytest.raises(ValueError, match="a run that is over"):
        gv.predict(made, then="explore", attempts="")
    shown = gv.predict(made, then=lambda: gv.draw(made), attempts="")
    shown.commit(x=6)
    assert "<img" in shown.after.value


@pytest.mark.parametrize("then, said", [(lambda: 1 / 0, "ZeroDivisionError"), (lambda: 3, "no figure"),
                                        (lambda x: x, "TypeError"), (lambda: "<img src=x>", "&lt;img")])  # fmt: skip
def test_what_goes_wrong_in_what_follows_stands_in_its_place(then, said):
    made = figure(wrt="w", then=then)
    assert made.commit(w=8)["w"].correct and said in made.after.value and "<img" not in made.after.value
    assert made.recording.gradient("w") == 8 and not made.diagram.error


def test_what_follows_is_made_only_after_the_commitment():
    calls = []
    made = figure(wrt="w", then=lambda: calls.append(1) or gv.gates())
    made.commit(w="?")
    assert calls == [] and made.after is None
    made.commit(w=8)
    assert calls == [1] and made.below.children == (made.after,)


def test_the_formula_is_said_once_and_every_field_says_what_it_is_for():
    made = figure()
    assert made.prompt.value.count("L = d**2") == 1
    assert [row.description for row in made.place.children] == ["∂L/∂w", "∂L/∂x", "∂L/∂b", "∂L/∂t"]
    made.commit(w=8, x=12, b=4, t=-4)
    assert all(row.disabled for row in made.place.children)
    made.reset()
    assert not any(row.disabled for row in made.place.children)
