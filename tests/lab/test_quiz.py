"""The quiz without a browser: every kind of question, and that no key is anywhere before it may be."""

import json
import re

import ipywidgets as widgets
import pytest

import gradviz as gv
from gradviz.questions.bank import BANK
from gradviz.questions.grading import correct_text
from gradviz.questions.question import QuestionError

TWO = "y = x**2 + x**3"


def all_state(figure):
    """Everything that a saved notebook or the page would hold of a figure, but for the random ids of its widgets."""
    found, waiting = [], [figure]
    while waiting:
        each = waiting.pop()
        found.append({name: value for name, value in each.get_state().items() if name not in ("_esm", "_css")})
        waiting += getattr(each, "children", ())
    return re.sub(r"\b[0-9a-f]{32}\b", "an id", repr(found) + repr(figure._repr_mimebundle_()))


def test_a_wrong_answer_is_understood_and_lit_and_a_right_one_shows_the_whole():
    """R100: M2, then right."""
    figure = gv.ask(TWO, wrt="x", x=3, attempts="")
    assert figure.answer("162").rule == "M2"
    assert figure.lit is not None and "162" in figure.diagram.texts[-1]
    assert figure.recording.frame().gradients == [None] * 4
    assert figure.answer("33").correct and figure.score() == 1
    assert figure.recording.gradient("x") == 33


def test_two_matching_wrong_answers_come_before_the_word():
    figure = gv.ask(TWO, wrt="x", x=3, attempts="")
    assert not figure.answer("162").diagnosis.sure
    figure.new_numbers()
    x = figure.question.inputs["x"]
    assert figure.answer(str(2 * x * 3 * x**2)).diagnosis.sure


def test_the_key_is_in_no_state_before_it_is_answered():
    """Eight digits that stand nowhere else."""
    figure = gv.ask("y = a*b", wrt="a", a=3, b=12345.678, attempts="")
    figure.hint(), figure.hint(), figure.hint()
    figure.answer("1")
    assert "12345.678" in all_state(figure)  # b itself is given
    figure = gv.ask("y = a*b*c", wrt="a", a=3, b=1234.5, c=7654.25, attempts="")
    key = correct_text(figure.question)
    for _ in range(3):
        figure.hint()
    figure.answer("1")
    for shape in (key, str(1234.5 * 7654.25), f"{1234.5 * 7654.25:.4g}"):
        assert shape not in all_state(figure)
    figure.answer(str(1234.5 * 7654.25))
    assert figure.recording.gradient("a") == 1234.5 * 7654.25


def test_new_numbers_are_others_and_the_answer_is_shown_after_three_tries():
    figure = gv.ask(TWO, wrt="x", attempts="")
    first = dict(figure.question.inputs)
    assert figure.reveal() == "" and figure.buttons["show"].disabled
    for _ in range(3):
        figure.answer("0")
    assert not figure.buttons["show"].disabled
    shown = figure.reveal()
    assert shown == correct_text(figure.question)
    figure.answer(shown)
    assert figure.score() == 0  # after it was shown it counts no more
    figure.new_numbers()
    assert dict(figure.question.inputs) != first and figure.buttons["show"].disabled is False


def test_with_the_answer_comes_the_nudge_that_shows_the_wrong_number_cannot_be_right():
    figure = gv.ask("y = x**2 + x**3", wrt="x", x=3, attempts="")
    for _ in range(3):
        assert "0.331" not in figure.answer("162").message and "0.331" not in all_state(figure)
    figure.reveal()
    said = " ".join(figure.diagram.texts)
    assert "The answer is 33." in said and "the output changes by 0.331. Your number says 1.62." in said


ODD = ["", " ", "text", "1e999", "nan", "1/0", "x" * 10_000, "<script>x</script>", "3,5", None]


@pytest.mark.parametrize("answer", ODD)
def test_what_is_no_number_is_no_attempt(answer):
    figure = gv.ask(TWO, wrt="x", x=3, attempts="")
    verdict = figure.answer(answer)
    assert not verdict.valid and verdict.message and figure.asked.items[0].tries == 0
    assert figure.answer("99/3").correct


@pytest.mark.parametrize("kind, asks, answer", [
    ("sign", "gradient", "up"), ("choice", "gradient", None), ("choices", "waits", None), ("order", "backward", None),
    ("pick", "merge", "x"), ("pass", "gradient", None), ("number", "value", "36"),
])  # fmt: skip
def test_every_kind_has_a_control_that_answers(kind, asks, answer):
    figure = gv.ask(TWO, wrt="" if kind in ("order", "pass", "pick") else "y" if asks == "value" else "x", kind=kind,
                    asks=asks, x=3, attempts="")  # fmt: skip
    box = figure._answering
    assert isinstance(box.box, widgets.Widget)
    if kind == "pass":
        assert figure.answer({"y": 1, 2: 1, 1: 1, "x": 33}).correct
    elif kind == "order":
        for verdict in (figure.check(), figure.answer([option.text for option in figure.question.options][::-1])):
            assert verdict.valid
    elif answer is None:
        assert not figure.check().valid or figure.asked.items[0].tries
        text = correct_text(figure.question)
        given = [o.text for o in figure.question.options if o.text in text.split("; ")] if kind == "choices" else text
        assert figure.answer(given).correct
    else:
        assert figure.answer(answer).correct


def test_the_value_that_is_asked_for_is_not_in_the_picture():
    figure = gv.ask("z = w*x; y = z + 1", wrt="z", asks="value", w=34.5, x=67.25, attempts="")
    frame = figure.recording.frame()
    assert frame.values[2:] == [None, None] and "2320" not in all_state(figure)


def test_typing_and_pressing_check():
    figure = gv.ask(TWO, wrt="x", x=3, attempts="")
    figure._answering.box.value = "33"
    figure.buttons["check"].click()
    assert figure.score() == 1


@pytest.mark.parametrize("fade, blanks", [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)])
def test_a_worked_example_fades(fade, blanks):
    figure = gv.ask("z = w*x; y = z**2", wrt="w", kind="faded", fade=fade, w=3, x=2, attempts="")
    fields = [w for w in figure._answering.box.children if isinstance(w, widgets.VBox)]
    assert len(fields) == blanks


def test_a_whole_pass_says_beside_each_field_what_became_of_it():
    """Follow-through: what is right from a wrong number counts, and says so."""
    figure = gv.ask("z = w*x; L = z**2", kind="pass", w=3, x=2, attempts="")
    *rows, total = figure._answering.box.children
    for row, typed in zip(rows, ("1", "72", "216", ""), strict=True):
        row.children[0].value = typed
    verdict = figure.check()
    assert [row.children[1].value for row in rows] == [
        "right", "not yet: look here", "counts: right from your number before", "still missing",
    ]  # fmt: skip
    assert verdict.rule == "M9" and figure.diagram.texts[-1] == verdict.message
    assert total.value == "Steps done right: 2 of 4."
    assert [row.children[0].value for row in rows] == ["1", "72", "216", ""]


def test_order_moves_with_its_buttons():
    figure = gv.ask(TWO, kind="order", asks="forward", x=3, attempts="")
    select, buttons = figure._answering.box.children
    first = figure._answering.read()
    select.value = first[1]
    buttons.children[0].click()
    assert figure._answering.read()[:2] == [first[1], first[0]]


def test_a_quiz_of_several_keeps_a_score_and_a_list():
    figure = gv.quiz(["A6", "A17"], attempts="")
    figure.answer(correct_text(figure.question))
    figure.next()
    assert figure.number == 1 and figure.score() == 0.5
    figure.did("question", "0")
    assert figure.number == 0
    assert "question 1 (solved)<" in figure.diagram.panel and "question 2 (open)<" in figure.diagram.panel
    assert "A17" not in figure.diagram.panel
    assert f'title="{figure.asked.items[1].question.prompt}' in figure.diagram.panel
    figure.did("question", "7"), figure.did("question", "x")
    assert figure.number == 0


@pytest.mark.parametrize("name", BANK)
def test_every_item_of_the_bank_can_be_shown_and_wrongly_answered(name):
    figure = gv.quiz(name, attempts="")
    assert figure.question.prompt.split()[0] in figure.fallback_text()
    figure.check()
    figure.hint()
    assert not figure.diagram.error


def test_attempts_are_kept_with_the_question_and_without_its_key(tmp_path):
    figure = gv.ask("y = a*b*c", wrt="a", a=3, b=1234.5, c=7654.25, attempts=tmp_path / "a.jsonl")
    figure.answer("7")
    (line,) = (tmp_path / "a.jsonl").read_text().splitlines()
    data = json.loads(line)
    assert data["answer"] == "7" and data["correct"] is False and str(1234.5 * 7654.25) not in line


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_lost(tmp_path):
    (tmp_path / "file").write_text("")
    figure = gv.ask(TWO, wrt="x", x=3, attempts=tmp_path / "file" / "a.jsonl")
    figure.answer("6")
    assert "cannot be written" in figure.diagram.texts[-1] and len(figure.asked.attempts.all) == 1


@pytest.mark.parametrize("items, said", [
    ([], "no question"), (7, "7 is no question"), (["A999"], "A999"), ([7], "item 1 is a int"),
    ("nowhere.json", "cannot be read"),
])  # fmt: skip
def test_items_that_are_none_are_refused(items, said):
    with pytest.raises((QuestionError, TypeError), match=said):
        gv.quiz(items, attempts="")


def test_a_class_and_a_student_have_numbers_of_their_own(monkeypatch):
    """R147."""
    seen = []
    for student in ("ada", "bob", "ada"):
        monkeypatch.setattr(gv.options, "student", student)
        monkeypatch.setattr(gv.options, "course", "ML 1")
        asked, item = gv.ask("y = a*b + a", wrt="a", attempts=""), gv.quiz("A19", attempts="")
        seen.append((dict(asked.question.inputs), dict(item.question.inputs)))
    assert seen[0] == seen[2] != seen[1]


def test_the_steps_to_put_in_order_do_not_stand_in_it():
    figure = gv.quiz("A35", attempts="")
    assert not figure.check().correct
    steps = [line.strip("- ") for line in figure.fallback_text().splitlines() if line.startswith("   -")]
    assert sorted(steps) == sorted(o.text for o in figure.question.options) != steps


def test_the_static_form_offers_nothing_to_choose_where_a_number_is_asked_for():
    text = gv.quiz(["A1", "A35"], attempts="").fallback_text()
    assert "   - zero_grad" in text and "   - 8" not in text


def test_the_right_option_is_not_always_the_first():
    names = [name for name, question in BANK.items() if question.kind == "choice" and not question.generated]
    firsts = [item.question.options[0].right for item in gv.quiz(names, attempts="").asked.items]
    assert 0.1 < sum(firsts) / len(firsts) < 0.7
    again = [item.question.options for item in gv.quiz(names, attempts="").asked.items]
    assert again == [item.question.options for item in gv.quiz(names, attempts="").asked.items]


def test_no_hint_is_the_answer_and_a_question_about_a_value_has_hints_about_values():
    for name, key in (("A14", "1"), ("A7", "-1")):
        asked = gv.quiz([name], attempts="")
        assert key not in [asked.hint() for _ in range(3)][2]
    asked = gv.quiz(["A3"], attempts="")
    assert not any("backward" in hint or "∂" in hint for hint in (asked.hint(), asked.hint(), asked.hint()))


def test_a_worked_example_asks_for_something_where_no_fading_is_said():
    figure = gv.ask("z = w*x; L = z**2", kind="faded", w=3, x=2, attempts="")
    assert sum(isinstance(row, widgets.VBox) for row in figure.place.children[0].children) == 2


def test_a_local_gradient_is_asked_for_by_its_edge():
    figure = gv.ask("y = x**2 + x**3", edge=("x", "x**2"), x=3, attempts="")
    assert figure.question.prompt.endswith("What is the local gradient of x**2 for x?")
    assert figure.answer("6").correct and not figure.answer("33").correct
    twice = gv.ask("z = x - x; L = z**2 + x", edge=("x", "z", 1), x=3, attempts="")
    assert "as its input number 2" in twice.question.prompt and twice.answer("−1").correct
    with pytest.raises(QuestionError, match="several edges"):
        gv.ask("z = x - x; L = z**2 + x", edge=("x", "z"), x=3, attempts="")
    with pytest.raises(TypeError, match="edge is an option"):
        gv.ask("y = edge*2", edge=("edge", "y"), wrt="edge", attempts="")


def test_the_text_of_a_function_stands_above_its_question_as_text():
    def product(w, x):
        return w * x if w < 9 else w  # <b>

    for figure in (gv.ask(product, wrt="w", w=3, x=2, attempts=""), gv.predict(product, w=3, x=2, attempts="")):
        assert "<pre" in figure.prompt.value and "w &lt; 9 else w  # &lt;b&gt;" in figure.prompt.value
    assert "       return w * x" in gv.ask(product, wrt="w", w=3, x=2, attempts="").fallback_text()
    assert "<pre" not in gv.ask("y = w*x", wrt="w", w=3, x=2, attempts="").prompt.value


def test_the_key_idea_fits_what_is_asked_for():
    """A number has a rule behind it; a text and a choice have none."""
    figure = gv.quiz(["A1", "A4", "W1"], attempts="")
    for wanted in ("a wrong number says", "Choose first", "in your own words", "a wrong number says"):
        assert wanted in figure.children[0].value and wanted in figure.diagram.help
        figure.next()


@pytest.mark.parametrize("names", [["A17", "A13"], ["A17"]])
def test_the_question_that_is_shown_keeps_its_answer_when_it_is_chosen_again(names):
    """By its button in the list; and by N where there is no other."""
    figure = gv.quiz(names, attempts="")
    figure.place.children[0].value = "12"
    figure.check()
    said = figure.diagram.texts[-1]
    figure.did("question", "0")
    figure.pressed("n" if len(names) == 1 else "")
    assert figure.place.children[0].value == "12" and figure.diagram.texts[-1] == said != ""
    figure.new_numbers()
    assert figure.place.children[0].value == ""
