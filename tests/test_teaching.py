"""`gradviz grade`, `export` and `key` in a terminal: what a teacher does with the files that a class hands in."""

import csv
import json
import os
import subprocess
import sys

import pytest

import gradviz as gv
from gradviz import cli
from gradviz.questions.attempts import Attempt, Attempts, read
from gradviz.questions.bank import item
from gradviz.questions.grading import correct_text
from gradviz.questions.seeds import Seed

EXERCISE = {"exercise": "relu", "id": "relu", "prompt": "R113"}


def handed_in(folder, student, *answers, name="A17"):
    """A file as a student's notebook writes it."""
    question = item(name, Seed("ML", student, name))
    store = Attempts(folder / f"{student}.jsonl")
    for given in answers:
        text = correct_text(question) if given == "right" else given
        store.add(Attempt(question.to_data(), text, given == "right", float(given == "right"), "", 1, "ML", student))
    return store.path


def branches_multiplied(student):
    x = item("A17", Seed("ML", student, "A17")).inputs["x"]
    return f"{2 * x * 3 * x**2:g}"


def rows_of(path):
    return list(csv.DictReader(path.read_text().splitlines()))


def run(*words):
    """The command in a process of its own, as a teacher runs it."""
    program = "import sys; from gradviz.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_every_answer_is_a_row_as_it_is_graded_now(tmp_path):
    """R149, issue 6: what a file says of itself is not believed in the table either."""
    files = [handed_in(tmp_path, "ada", branches_multiplied("ada"), "right"), handed_in(tmp_path, "bob", "right")]
    lying = files[0].read_text().replace('"correct": false', '"correct": true')
    files[0].write_text(lying)
    done = run("grade", *files, "--csv", tmp_path / "class.csv")
    assert done.returncode == 0 and "Answers: 3; students: 2." in done.stdout and done.stderr == ""
    rows = rows_of(tmp_path / "class.csv")
    assert [(row["student"], row["correct"], row["rule"], row["score"]) for row in rows] == [
        ("ada", "False", "M2", "0.0"), ("ada", "True", "right", "1.0"), ("bob", "True", "right", "1.0"),
    ]  # fmt: skip
    assert {row["question"] for row in rows} == {"A17"} and {row["course"] for row in rows} == {"ML"}
    assert "it says right, and is wrong" in rows[0]["note"] and rows[1]["note"] == "" and rows[0]["hints"] == "1"


def test_a_check_of_a_program_is_a_row_with_a_note(tmp_path, capsys):
    store = Attempts(tmp_path / "a.jsonl")
    store.add(Attempt(EXERCISE, "def relu...", True, 1.0, student="ada"))
    assert cli.main(["grade", str(store.path), "--csv", str(tmp_path / "t.csv")]) == 0
    (row,) = rows_of(tmp_path / "t.csv")
    assert (row["question"], row["correct"], row["note"]) == ("relu", "True", "as the file says it")


def test_attempts_of_several_files_are_put_together_and_graded_like_the_files(tmp_path, capsys):
    files = [str(handed_in(tmp_path, name, "1", "right", "=1+1", "-2+3")) for name in ("ada", "bob")]
    assert cli.main(["export", *files, "--to", str(tmp_path / "all.json")]) == 0
    assert "all.json: 8." in capsys.readouterr().out
    assert read(tmp_path / "all.json")[0] == [each for file in files for each in read(file)[0]]
    assert cli.main(["export", str(tmp_path / "all.json"), "--to", str(tmp_path / "all.csv")]) == 0
    rows = rows_of(tmp_path / "all.csv")
    assert [row["answer"] for row in rows][:4][2:] == ["'=1+1", "'-2+3"] and len(rows) == 8
    capsys.readouterr()
    cli.main(["grade", *files])
    whole = capsys.readouterr().out
    cli.main(["grade", str(tmp_path / "all.json")])
    assert capsys.readouterr().out == whole


def test_what_cannot_be_read_is_told_and_the_rest_is_exported(tmp_path, capsys):
    good, newer = handed_in(tmp_path, "ada", "1"), tmp_path / "newer.jsonl"
    newer.write_text(json.dumps({**json.loads(good.read_text()), "version": 99}) + "\n{half\n")
    files = [str(good), str(newer), str(tmp_path / "none.json")]
    assert cli.main(["export", *files, "--to", str(tmp_path / "all.json")]) == 1
    said = capsys.readouterr().out
    assert "version 99" in said and "damaged" in said and "none.json: it cannot be read" in said
    assert len(json.loads((tmp_path / "all.json").read_text())) == 1


@pytest.mark.parametrize("words, said", [
    (["export", "{ada}", "--to", "{folder}/out.txt"], ".json or .csv"),
    (["export", "{ada}", "--to", "{ada}"], ".json or .csv"),
    (["export", "{folder}/x.json", "--to", "{folder}/../{name}/x.json"], "one of the files"),
    (["export", "{ada}", "--to", "{ada}/out.json"], "cannot be written"),
    (["export", "{folder}/none.json", "--to", "{folder}/out.json"], "cannot be read"),
    (["grade", "{ada}", "--csv", "{folder}/out.json"], ".csv"),
    (["grade", "{ada}", "--csv", "{ada}/out.csv"], "cannot be written"),
])  # fmt: skip
def test_a_target_that_will_not_do_is_refused_and_nothing_is_lost(tmp_path, capsys, words, said):
    ada = handed_in(tmp_path, "ada", "1")
    before = ada.read_text()
    (tmp_path / "x.json").write_text("[]")
    places = {"ada": ada, "folder": tmp_path, "name": tmp_path.name}
    assert cli.main([word.format(**places) for word in words]) == 1
    assert said in capsys.readouterr().err
    assert ada.read_text() == before and sorted(os.listdir(tmp_path)) == ["ada.jsonl", "x.json"]
    assert (tmp_path / "x.json").read_text() == "[]"


def test_without_a_target_the_command_is_not_understood(capsys):
    with pytest.raises(SystemExit):
        cli.main(["export", "a.json"])
    assert "--to" in capsys.readouterr().err


@pytest.mark.parametrize("answer, cell", [
    ("-6", "-6"), ("-2.5e-3", "-2.5e-3"), ("−6", "−6"), ("-6|calc", "'-6|calc"), ("=1", "'=1"), ("@x", "'@x"),
    ("+1", "'+1"), ("\t=1", "'\t=1"), ("a\nb", "a\nb"), ("1,5", "1,5"),
])  # fmt: skip
def test_a_cell_that_a_spreadsheet_would_run_is_text(tmp_path, answer, cell):
    file = handed_in(tmp_path, "ada", answer)
    assert cli.main(["export", str(file), "--to", str(tmp_path / "t.csv")]) == 0
    with open(tmp_path / "t.csv", newline="") as table:
        assert [row["answer"] for row in csv.DictReader(table)] == [cell]


def test_a_seed_that_is_none_does_not_stop_the_export(tmp_path):
    store = Attempts(tmp_path / "a.jsonl")
    store.add(Attempt({"kind": "number", "seed": "lost"}, "1"))
    assert cli.main(["export", str(store.path), "--to", str(tmp_path / "t.csv")]) == 0


def test_the_answers_of_a_session_on_disk_are_exported_by_their_file(tmp_path, monkeypatch):
    """What a learner answers in a notebook and what a teacher exports are the same."""
    monkeypatch.setattr(gv.options, "student", "eve")
    quiz = gv.quiz("A17", attempts=tmp_path / "eve.jsonl")
    quiz.answer("1"), quiz.answer("2")
    assert cli.main(["export", str(tmp_path / "eve.jsonl"), "--to", str(tmp_path / "t.csv")]) == 0
    quiz.asked.attempts.export(tmp_path / "own.csv")
    assert (tmp_path / "t.csv").read_text() == (tmp_path / "own.csv").read_text()


def test_a_pattern_is_read_where_the_shell_does_not(tmp_path, monkeypatch, capsys):
    """On Windows *.jsonl reaches the command as it is; a file that has such a name is that file."""
    handed_in(tmp_path, "ada", "right")
    handed_in(tmp_path, "b[o]b", "right")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["grade", "*.jsonl", "--csv", "class.csv"]) == 0
    assert [row["student"] for row in rows_of(tmp_path / "class.csv")] == ["ada", "b[o]b"]
    assert cli.main(["export", "b[o]b.jsonl", "--to", "one.csv"]) == 0
    assert [row["student"] for row in rows_of(tmp_path / "one.csv")] == ["b[o]b"]
    assert cli.main(["grade", "*.nothing"]) == 1
    assert "*.nothing: it cannot be read" in capsys.readouterr().err


def test_a_folder_stands_for_the_files_of_attempts_in_it(tmp_path):
    """One folder for each student, as they are handed in; Jupyter's copies are not counted twice."""
    for student in ("bob", "ada"):
        (tmp_path / student / ".ipynb_checkpoints").mkdir(parents=True)
        file = handed_in(tmp_path / student, student, "right")
        (tmp_path / student / ".ipynb_checkpoints" / "copy.jsonl").write_bytes(file.read_bytes())
        (tmp_path / student / "lesson.ipynb").write_text("{}")
    done = run("grade", tmp_path, "--csv", tmp_path / "class.csv")
    assert done.returncode == 0 and "Answers: 2; students: 2." in done.stdout, done.stdout + done.stderr
    assert [row["student"] for row in rows_of(tmp_path / "class.csv")] == ["ada", "bob"]
    assert run("export", tmp_path, "--to", tmp_path.parent / "all.json").returncode == 0
    assert len(read(tmp_path.parent / "all.json")[0]) == 2


def test_a_folder_without_attempts_is_told_where_they_are(tmp_path):
    (tmp_path / "lesson.ipynb").write_text("{}")
    done = run("grade", tmp_path)
    assert done.returncode == 1 and "no file of attempts" in done.stderr and "gradviz-attempts.jsonl" in done.stderr


def test_what_is_handed_in_twice_is_counted_once(tmp_path, capsys):
    """A copy of a file, or an export that lies beside the files it was made from."""
    handed_in(tmp_path, "ada", "right", branches_multiplied("ada"))
    assert cli.main(["export", str(tmp_path), "--to", str(tmp_path / "all.json")]) == 0
    (tmp_path / "ada (1).jsonl").write_bytes((tmp_path / "ada.jsonl").read_bytes())
    capsys.readouterr()
    assert cli.main(["grade", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "Answers: 2; students: 1." in said and "taken once: 4." in said
    assert cli.main(["export", str(tmp_path), "--to", str(tmp_path.parent / "again.json")]) == 0
    assert len(read(tmp_path.parent / "again.json")[0]) == 2


def test_two_without_a_name_who_answer_in_the_same_second_are_two(tmp_path, capsys):
    for name, last in (("a", "33"), ("b", "162")):
        store = Attempts(tmp_path / f"{name}.jsonl")
        for given in ("6", last):
            store.add(Attempt(item("A17").to_data(), given, time="2026-01-01T10:00:00+00:00"))
    (tmp_path / "copy of a.jsonl").write_bytes((tmp_path / "a.jsonl").read_bytes())
    assert cli.main(["grade", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "Answers: 4" in said and "taken once: 2." in said


def test_the_same_answer_twice_in_one_file_is_two_answers(tmp_path, capsys):
    handed_in(tmp_path, "ada", "6", "6", "6")
    assert cli.main(["grade", str(tmp_path)]) == 0
    assert "Answers: 3" in capsys.readouterr().out


def test_no_file_in_a_folder_is_passed_over_in_silence(tmp_path, capsys, monkeypatch):
    """An ending in capitals is one; a folder that may not be opened is named."""
    handed_in(tmp_path, "ada", "right").rename(tmp_path / "ADA.JSONL")
    shut = tmp_path / "bob"
    shut.mkdir()
    handed_in(shut, "bob", "right")
    assert cli.main(["grade", str(tmp_path)]) == 0 and "students: 2" in capsys.readouterr().out
    really = os.scandir

    def scandir(path):
        if os.fspath(path) == str(shut):
            raise PermissionError(13, "Permission denied", str(shut))
        return really(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert cli.main(["grade", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert f"{shut}: it cannot be read" in said and "students: 1" in said
