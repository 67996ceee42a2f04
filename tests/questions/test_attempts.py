"""Attempts: kept whatever happens, by two notebooks at once, and told apart from what is damaged."""

import contextlib
import csv
import json
import multiprocessing
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz import options
from gradviz.questions.attempts import Attempt, Attempts, AttemptsError, read, to_csv, to_json

QUESTION = {"format": "gradviz question", "kind": "number", "prompt": "?", "id": "A17"}


def test_an_attempt_is_a_line_and_comes_back(tmp_path):
    store = Attempts(tmp_path / "a.jsonl")
    store.add(Attempt(QUESTION, "33", True, 1.0, "right", student="ada"))
    store.add(Attempt(QUESTION, "−6", False, 0.0, ("M1", "M13")))
    found, problems = read(tmp_path / "a.jsonl")
    assert found == store.all and problems == [] and store.problem == ""


@given(st.text(max_size=300), st.text(max_size=20))
def test_any_answer_survives(tmp_path_factory, answer, student):
    path = tmp_path_factory.mktemp("a") / "a.jsonl"
    Attempts(path).add(Attempt(QUESTION, answer, student=student))
    (found,), _ = read(path)
    assert found.answer == answer.encode("utf-8", "replace").decode() or found.answer == answer


def _write(path, name):
    store = Attempts(path)
    for number in range(200):
        store.add(Attempt(QUESTION, f"{name}{number}" + "x" * 500))


def test_two_notebooks_at_once_lose_nothing(tmp_path):
    path = tmp_path / "a.jsonl"
    both = [multiprocessing.get_context("spawn").Process(target=_write, args=(path, name)) for name in "ab"]
    for each in both:
        each.start()
    for each in both:
        each.join()
    found, problems = read(path)
    assert len(found) == 400 and problems == []


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_killed_kernel_loses_at_most_its_last_line(tmp_path):
    path = tmp_path / "a.jsonl"
    program = (
        "from gradviz.questions.attempts import *\n"
        f"s = Attempts({str(path)!r})\nwhile True: s.add(Attempt({QUESTION!r}, 'x' * 1000))"
    )
    process = subprocess.Popen([sys.executable, "-c", program])
    while not path.exists() or path.stat().st_size < 50_000:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with open(path, "a") as file:
        file.write('{"format": "gradviz att')  # as if it had been killed in the middle
    Attempts(path).add(Attempt(QUESTION, "after"))
    found, problems = read(path)
    assert found[-1].answer == "after" and len(problems) == 1 and len(found) > 20


def test_a_place_that_cannot_be_written_keeps_them_in_memory(tmp_path):
    (tmp_path / "file").write_text("")
    store = Attempts(tmp_path / "file" / "a.jsonl")
    store.add(Attempt(QUESTION, "33"))
    assert "cannot be written" in store.problem and store.all[0].answer == "33"
    assert json.loads(store.export(tmp_path / "out.json").read_text())[0]["answer"] == "33"


def test_nobody_else_may_read_it(tmp_path):
    store = Attempts(tmp_path / "a.jsonl")
    store.add(Attempt(QUESTION, "33"))
    assert os.name != "posix" or stat.S_IMODE(store.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["[", "[" * 100_000])
def test_damaged_lists_are_refused_with_the_reason(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(AttemptsError, match="damaged"):
        read(tmp_path / "a.json")


@pytest.mark.parametrize("exported", [True, False], ids=["exported", "line by line"])
@pytest.mark.parametrize("bad, said", [
    (1, "no attempt"), ({"format": "other"}, "no attempt"), ({"format": "gradviz attempt", "version": 9}, "version 9"),
    ({"format": "gradviz attempt", "version": 1}, "no question"),
])  # fmt: skip
def test_an_entry_that_is_no_attempt_of_this_version_is_told_and_the_others_are_read(tmp_path, exported, bad, said):
    entries = [Attempt(QUESTION, "1").to_data(), bad, Attempt(QUESTION, "2").to_data()]
    lines = [json.dumps(each) for each in entries]
    (tmp_path / "a.json").write_text(f"[{','.join(lines)}]" if exported else "\n".join(lines))
    found, (problem,) = read(tmp_path / "a.json")
    assert [each.answer for each in found] == ["1", "2"] and said in problem
    assert ("attempt 2" if exported else "line 2") in problem


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(AttemptsError, match="cannot be read"):
        read(tmp_path / "no.json")


def test_export(tmp_path):
    store = Attempts("")
    assert store.path is None
    store.add(Attempt(QUESTION, "=HYPERLINK(1)", False, 0.0, ("M1", "M5"), student="@ada"))
    rows = list(csv.reader(to_csv(store.all).splitlines()))
    assert rows[1][2] == "'@ada" and rows[1][5] == "'=HYPERLINK(1)" and rows[1][8] == "M1 + M5"
    assert store.export(tmp_path / "t.csv").read_text() == to_csv(store.all)
    store.export(tmp_path / "t.json")
    assert read(tmp_path / "t.json")[0] == store.all and to_json(store.all).startswith("[")
    with pytest.raises(ValueError, match="csv"):
        store.export(tmp_path / "t.txt")


def test_the_place_is_chosen_by_argument_option_environment(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADVIZ_ATTEMPTS", raising=False)
    assert Attempts().path.name == "gradviz-attempts.jsonl"
    monkeypatch.setenv("GRADVIZ_ATTEMPTS", str(tmp_path / "env"))
    assert Attempts().path == tmp_path / "env"
    monkeypatch.setattr(options, "attempts", str(tmp_path / "opt"))
    assert Attempts().path == tmp_path / "opt" and Attempts(tmp_path / "arg").path == tmp_path / "arg"


def test_half_a_character_is_kept_as_an_escape(tmp_path):
    attempts = Attempts(tmp_path / "a.jsonl")
    attempts.add(Attempt({"kind": "text"}, "\ud800"))
    assert not attempts.problem and len(read(attempts.path)[0]) == 1


@contextlib.contextmanager
def nobody():
    """Permissions count: the superuser would write in spite of them."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def folder():
    """A folder that anybody may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as made:
        os.chmod(made, 0o777)
        yield Path(made)


@pytest.mark.skipif(os.name != "posix", reason="permissions")
def test_a_read_only_file_is_said_and_nothing_is_lost_when_it_can_be_written_again(folder):
    path = folder / "a.jsonl"
    with nobody():
        store = Attempts(path)
        store.add(Attempt(QUESTION, "1"))
        path.chmod(0o400)
        for answer in ("2", "3"):
            store.add(Attempt(QUESTION, answer))
            assert "cannot be written" in store.problem and "Permission denied" in store.problem
        assert [each.answer for each in read(path)[0]] == ["1"] and len(store.all) == 3
        path.chmod(0o600)
        store.add(Attempt(QUESTION, "4"))
        assert store.problem == "" and [each.answer for each in read(path)[0]] == ["1", "2", "3", "4"]


@pytest.mark.skipif(os.name != "posix", reason="permissions")
def test_a_read_only_folder_is_said_and_the_attempts_can_be_exported_elsewhere(folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o500)
    os.chown(closed, 65534 if not os.geteuid() else -1, -1)
    with nobody():
        store = Attempts(closed / "a.jsonl")
        store.add(Attempt(QUESTION, "1"))
        assert "Permission denied" in store.problem and not os.listdir(closed)
        with pytest.raises(OSError):
            store.export(closed / "out.json")
        assert read(store.export(folder / "out.json"))[0] == store.all and not os.listdir(closed)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full")
def test_a_full_disk_is_said():
    store = Attempts("/dev/full")
    store.add(Attempt(QUESTION, "1"))
    assert "cannot be written" in store.problem and len(store.all) == 1


def test_a_line_of_which_a_part_was_written_is_written_again_whole(tmp_path, monkeypatch):
    store, write = Attempts(tmp_path / "a.jsonl"), os.write
    store.add(Attempt(QUESTION, "1"))
    monkeypatch.setattr(os, "write", lambda file, given: write(file, given[: len(given) // 2]))
    store.add(Attempt(QUESTION, "2"))
    assert "No space left" in store.problem
    monkeypatch.undo()
    store.add(Attempt(QUESTION, "3"))
    found, problems = read(store.path)
    assert [each.answer for each in found] == ["1", "2", "3"] and len(problems) == 1 and not store.problem


def test_two_notebooks_that_answer_and_a_teacher_who_grades_do_not_disturb_each_other(tmp_path):
    """Real processes, each with a quiz of its own; every line that is seen on the way is whole."""
    path = tmp_path / "a.jsonl"
    program = (
        "import sys, gradviz as gv\n"
        "gv.options.student = sys.argv[2]\n"
        "quiz = gv.quiz(['A17', 'A36'], attempts=sys.argv[1])\n"
        "for number in range(60): quiz.answer(str(number)); quiz.next()\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", program, str(path), name]) for name in ("ada", "bob")]
    while any(each.poll() is None for each in both):
        if path.exists():
            assert len(read(path)[1]) <= 1, "the last line may be on its way"
        time.sleep(0.01)
    found, problems = read(path)
    assert [each.returncode for each in both] == [0, 0] and problems == []
    for name in ("ada", "bob"):
        assert [each.answer for each in found if each.student == name] == [str(number) for number in range(60)]
