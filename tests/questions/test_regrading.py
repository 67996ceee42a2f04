"""What was handed in is graded again from its seeds, and a class's misconceptions are counted (R149)."""

import json
from dataclasses import replace

import pytest

import gradviz as gv
from gradviz import cli
from gradviz.questions.attempts import Attempt, Attempts, read, to_json
from gradviz.questions.bank import BANK, item
from gradviz.questions.grading import correct_text
from gradviz.questions.making import make
from gradviz.questions.question_reading import from_data
from gradviz.questions.regrading import keys, regrade
from gradviz.questions.seeds import GENERATOR_VERSION, Seed


def answered(student, answer, name="A17", **changes):
    question = item(name, Seed("ML", student, name))
    return Attempt({**question.to_data(), **changes}, answer, None, course="ML", student=student), question


def wrong(question):
    """The product of the branches of x**2 + x**3: M2."""
    x = question.inputs["x"]
    return str(2 * x * 3 * x**2)


def test_misconceptions_are_counted_by_answers_and_students():
    attempts = []
    for student in ("ada", "bob", "ada"):
        _, question = answered(student, "")
        attempts.append(answered(student, wrong(question))[0])
    attempts.append(answered("eve", correct_text(answered("eve", "")[1]))[0])
    report = regrade(attempts)
    assert report.counts() == {"M2": (3, 2)} and report.questions() == {"A17": (4, 1)} and not report.refused
    assert "M2" in report.text() and "█" in report.text()


def test_an_attempt_that_says_it_is_right_is_not_believed():
    attempt, question = answered("ada", "1")
    told = Attempt(attempt.question, attempt.answer, True, 1.0, "right", course="ML", student="ada")
    (found,) = regrade([told]).graded
    assert found.correct is False and "says right" in found.altered


def test_other_numbers_than_those_of_the_seed_are_said():
    attempt, question = answered("ada", "33", inputs={"x": 99.0})
    (found,) = regrade([attempt]).graded
    assert "seed" in found.altered


def test_altered_numbers_are_graded_with_those_of_the_seed():
    for seeded in (answered("ada", "5", inputs={"x": 1.0})[0], _own(inputs={"x": 1.0}, answer="5")):
        (found,) = regrade([seeded]).graded
        assert found.correct is False and "seed" in found.altered and found.question.inputs != {"x": 1.0}
    (found,) = regrade([answered("ada", "5", inputs={"x": 1.0}, signs=None)[0]]).graded
    assert found.question == item("A17", Seed("ML", "ada", "A17"))


def _own(answer, **changes):
    question = make("y = x**2 + x**3", wrt="x", id="own", seed=Seed("ML", "ada", "own")).with_(**changes)
    return Attempt(question.to_data(), answer, None, course="ML", student="ada")


@pytest.mark.parametrize("other", [{"student": "bob"}, {"course": "ML 2"}])
def test_a_seed_that_is_not_the_students_own_is_said(other):
    for attempt in (answered("ada", "5")[0], _own("5")):
        assert regrade([attempt]).graded[0].altered == ""
        (found,) = regrade([replace(attempt, **other)]).graded
        assert "ada" in found.altered and "ML" in found.altered


def test_numbers_that_the_teacher_gave_are_kept(monkeypatch):
    monkeypatch.setattr(gv.options, "student", "ada")
    quiz = gv.ask("y = x**2 + x**3", wrt="x", x=3, attempts="")
    assert quiz.answer("33").correct
    quiz.new_numbers()
    assert quiz.answer(correct_text(quiz.question)).correct and quiz.question.inputs != {"x": 3.0}
    found = regrade(quiz.asked.attempts.all).graded
    assert [(each.correct, each.altered) for each in found] == [(True, ""), (True, "")]


@pytest.mark.parametrize("version", [1, GENERATOR_VERSION + 1])
def test_another_version_of_the_generator_is_refused(version):
    attempt, _ = answered("ada", "33", version=version)
    report = regrade([attempt])
    assert not report.graded and f"made by version {version} of the generator" in report.refused[0]
    assert "Grade it with the gradviz that made it" in report.refused[0]


def test_what_an_earlier_generator_made_is_still_read_and_exported(tmp_path):
    """Only grading again needs the numbers to be drawn again."""
    attempt, _ = answered("ada", "33", version=1)
    file = tmp_path / "old.jsonl"
    Attempts(file).add(attempt)
    assert read(file)[0][0].question["version"] == 1
    assert cli.main(["export", str(file), "--to", str(tmp_path / "all.csv")]) == 0
    assert "ada" in (tmp_path / "all.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["number", "text"])
def test_what_was_written_by_hand_is_of_no_version(kind):
    written = {"kind": kind, "prompt": "1 + 1?", "key": 2} if kind == "number" else {"kind": kind, "prompt": "Why?"}
    assert from_data({**written, "version": 1}).prompt == written["prompt"]


@pytest.mark.parametrize("name", BANK)
def test_every_item_of_the_bank_is_regraded_as_right(name):
    seed = Seed("ML", "ada", name)
    question = item(name, seed)
    given = correct_text(question)
    if question.kind in ("pass", "faded"):
        from gradviz.questions.passes import steps_back
        from gradviz.questions.program import case_for
        from gradviz.questions.sweep import gradients

        case = case_for(question)
        given = {str(node): float(gradients(case, node)[node]) for node in steps_back(case)}
    elif question.kind == "choices":
        given = [o.text for o in question.options if o.right or (o.right is None and o.text in given.split("; "))]
    elif question.kind == "order":
        given = [o.text for o in question.options] if not question.generated else given.split("; ")
    elif question.kind == "pick" and question.asks != "local":
        given = given.split("; ")[0]
    data = json.loads(to_json([Attempt(question.to_data(), given, student="ada")]))[0]
    report = regrade([Attempt.from_data(data)])
    assert not report.refused, report.refused
    assert report.graded[0].correct in (True, None), (question, given)


def test_the_command_grades_files_and_prints_a_table(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(gv.options, "student", "ada")
    monkeypatch.setattr(gv.options, "course", "ML")
    quiz = gv.ask("y = x**2 + x**3", wrt="x", id="mine", attempts=tmp_path / "a.jsonl")
    quiz.answer(wrong(quiz.question)), quiz.answer(correct_text(quiz.question))
    quiz.asked.attempts.export(tmp_path / "a.json")
    assert cli.main(["grade", str(tmp_path / "a.jsonl"), str(tmp_path / "a.json")]) == 0
    said = capsys.readouterr().out
    assert "Answers: 2; students: 1." in said and "taken once: 2." in said and "M2" in said and "50%" in said


def test_a_damaged_line_is_told_and_the_rest_is_graded(tmp_path, capsys):
    store = Attempts(tmp_path / "a.jsonl")
    store.add(answered("ada", "6")[0])
    with open(store.path, "a") as file:
        file.write("{half\n")
    assert cli.main(["grade", str(store.path)]) == 1
    said = capsys.readouterr().out
    assert "line 2" in said and "Answers: 1;" in said
    assert cli.main(["grade", str(tmp_path / "none.json")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_the_teacher_has_every_students_key(capsys):
    """R147."""
    assert cli.main(["key", "A17", "A35", "--course", "ML", "--student", "ada", "--student", "bob"]) == 0
    said = capsys.readouterr().out
    for student in ("ada", "bob"):
        assert correct_text(item("A17", Seed("ML", student, "A17"))) in said
    assert cli.main(["key", "A99"]) == 1
    assert keys([item("A17")], "ML", ["ada"]).count("ada") == 1


def test_of_a_long_prompt_the_table_of_keys_has_what_is_asked_and_names_stay_apart():
    text = "z = w*x; q = z/t - abs(x); L = minimum(q, z)*w + sqrt(z**2) + maximum(w, x)*t"
    table = keys([make(text, wrt="t"), make(text, kind="order", asks="backward")], "ML", ["ada"])
    assert "What is ∂L/∂t?" in table and "… " in table and "minimum(q, z); " in table


def test_checks_of_exercises_are_listed_and_not_graded_again():
    """R117: with the hints that were looked at."""
    from gradviz.questions.attempts import Attempt

    kept = Attempt({"exercise": "slope", "id": "slope"}, "", True, 1.0, "", 2, student="ada")
    report = regrade([kept])
    assert report.exercises == [kept] and not report.graded and not report.refused
    assert "slope" in report.text() and "most hints" in report.text()


def test_an_item_that_was_made_easier_in_the_file_is_graded_as_it_is():
    for change in ({"atol": 1e9}, {"rtol": 1e9}, {"program": "y = x", "wrt": "x"}, {"wrt": "y"}):
        attempt, _ = answered("ada", "1", **change)
        (found,) = regrade([attempt]).graded
        assert found.correct is False and "changed" in found.altered, change


def test_numbers_without_the_seed_are_said():
    attempt, _ = answered("ada", "5", seed=None, inputs={"x": 1.0})
    (found,) = regrade([attempt]).graded
    assert "seed" in found.altered


def test_a_name_from_a_file_moves_no_cursor():
    attempt, _ = answered("\x1b[31mada\x1b]0;t\x07", "5")
    text = regrade([Attempt(attempt.question, "5", True, student=attempt.student)]).text()
    assert "\x1b" not in text and "\x07" not in text and "\\x1b[31mada" in text
    table = keys([item("A17").with_(id="", prompt="\x1b[31mask\nME")], "ML", ["\x1b[31mada\nbob"])
    assert "\x1b" not in table and "\\x1b[31mada" in table and len(table.splitlines()) == 3


def test_a_name_from_a_file_adds_no_line():
    attempt, _ = answered("ada\neve, A17: it says right, and is wrong", "5")
    text = regrade([replace(attempt, correct=True)]).text()
    assert not any(line.startswith("eve") for line in text.splitlines())


def test_an_attempt_whose_score_is_no_number_is_a_complaint(tmp_path, capsys):
    file = tmp_path / "one.jsonl"
    attempt, _ = answered("ada", "5")
    file.write_text(json.dumps({**attempt.to_data(), "score": [1]}) + "\n")
    assert cli.main(["grade", str(file)]) == 1
    assert "score" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_graded(tmp_path, capsys):
    store = Attempts(tmp_path / "a.jsonl")
    store.add(answered("ada", "6")[0])
    assert cli.main(["grade", str(tmp_path / "no\x1b[31mne.json"), str(store.path)]) == 1
    said = capsys.readouterr().out
    assert "cannot be read" in said and "Answers: 1;" in said and "\x1b" not in said and "\\x1b[31mne" in said


def test_a_formula_is_one_row_of_the_report_whatever_numbers_the_students_have():
    attempts = []
    for student in ("ada", "bob"):
        made = make("y = (a + b)*c", wrt="a", seed=Seed("ML", student, "own"))
        attempts.append(Attempt(made.to_data(), correct_text(made), True, course="ML", student=student))
    assert regrade(attempts).questions() == {"y = (a + b)*c (a)": (2, 2)}


def test_free_text_is_not_counted_as_wrong():
    attempt, _ = answered("ada", "Because it moves by as much as itself.", "W1")
    (row,) = [line for line in regrade([attempt]).text().splitlines() if line.startswith("W1")]
    assert "not graded" in row and "%" not in row


def test_what_a_student_whose_name_is_a_number_hands_in_is_graded(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(gv.options, "student", 3)
    monkeypatch.setattr(gv.options, "course", None)
    file = tmp_path / "three.jsonl"
    gv.quiz("A17", attempts=file).answer("1")
    gv.ask("y = x**2", wrt="x", attempts=file).answer("1")
    assert cli.main(["grade", str(file)]) == 0
    assert "Answers: 2; students: 1." in capsys.readouterr().out


def test_two_questions_about_one_formula_are_two_rows_and_every_misconception_has_its_name():
    """R147: also where the numbers are given, so that no seed names them."""
    formula, numbers = "z = w*x; y = z + b; d = y - t; L = d**2", {"w": 4, "x": 3, "b": 7, "t": 2}
    number = make(formula, wrt="b", inputs=numbers)
    asked = [(number, "1"), (make(formula, kind="faded", fade=1, inputs=numbers), ["5"]), (item("A21"), ["L"])]
    attempts = [Attempt(question.to_data(), given, False, 0.0, "", student="ada") for question, given in asked]
    text = regrade(attempts).text()
    assert f"{formula} (b)" in text and f"{formula} (faded)" in text
    assert "M19   not all uses waited for" in text


@pytest.mark.parametrize("rule", ["Mist", "M", "M5.5", "M²", "M 1", "slip", "<b>", "M99999999"])
def test_an_items_own_word_for_a_wrong_answer_ends_no_report(rule):
    """A teacher may write what they like there; M1 and its like are counted."""
    own = from_data({"kind": "number", "prompt": "1?", "key": 1, "options": [{"text": "2", "rule": rule},
                                                                             {"text": "3", "rule": "M1"}]})  # fmt: skip
    report = regrade([Attempt(own.to_data(), "2"), Attempt(own.to_data(), "3")])
    assert not report.refused and report.counts() == {"M1": (1, 1)} and "M1" in report.text()
