"""Programs that misbehave, each in a process of its own, and the notebook's process untouched."""

import os
import sys
import threading
import time

import pytest

from gradviz.questions import apart as module
from gradviz.questions.apart import apart


def test_what_a_job_returns_comes_back_as_plain_data():
    outcome = apart(lambda a, b: {"sum": a + b, "list": [1.5, None, "x"]}, 2, 3)
    assert (outcome.value, outcome.failed) == ({"sum": 5, "list": [1.5, None, "x"]}, "")


def test_a_class_written_in_a_notebook_travels_whole():
    namespace = {"__name__": "__main__"}
    program = "FACTOR = 3\ndef f(x):\n    return FACTOR * x\nclass Thing:\n    def go(self):\n        return f(2)"
    exec(program, namespace)
    assert apart(lambda cls: cls().go(), namespace["Thing"]).value == 6


def test_what_a_program_writes_goes_into_a_place_of_its_own_that_is_removed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "beside.py").write_text("NUMBER = 7\n")
    monkeypatch.syspath_prepend("")

    def job():
        import os

        import beside

        with open("left.txt", "w") as file:
            file.write("x")
        return os.getcwd(), beside.NUMBER

    place, number = apart(job).value
    assert [each.name for each in tmp_path.iterdir()] == ["beside.py"] and not os.path.exists(place) and number == 7


def test_gradviz_is_there():
    def job():
        import gradviz as gv

        return gv.record("x*x", x=3).gradient("x")

    assert apart(job).value == 6


def test_an_endless_loop_is_stopped():
    def job():
        while True:
            pass

    start = time.monotonic()
    outcome = apart(job, seconds=1)
    assert outcome.failed in ("time", "exit") and time.monotonic() - start < 60


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep a process to its memory")
def test_memory_is_limited():
    outcome = apart(lambda: len([bytearray(2**20) for _ in range(4000)]), megabytes=600)
    assert outcome.failed == "memory" and "memory" in outcome.message


def test_printing_without_end_is_stopped():
    def job():
        while True:
            print("x" * 1000)

    assert apart(job).failed == "output"


@pytest.mark.parametrize("way", [sys.exit, lambda: os._exit(3), lambda: os.kill(os.getpid(), 9), lambda: os.abort()])
def test_leaving_python_is_said(way):
    assert apart(way).failed == "exit"


def test_a_forged_answer_is_not_believed():
    outcome = apart(lambda: [print('\n{"value": "forged"}'), "mine"][1])
    assert outcome.value == "mine" and "forged" in outcome.printed


def test_an_error_comes_with_its_text():
    def job():
        raise ValueError("not this one")

    outcome = apart(job)
    assert (outcome.failed, outcome.message) == ("ValueError", "ValueError: not this one")


def test_what_is_no_plain_data_is_an_error_and_not_a_crash():
    assert apart(lambda: object()).failed == "TypeError"


def test_what_cannot_travel_is_said():
    lock = threading.Lock()
    outcome = apart(lambda: lock)
    assert outcome.failed == "start" and "process of its own" in outcome.message


@pytest.mark.skipif(os.name != "posix", reason="groups of processes")
def test_what_it_started_is_stopped_with_it(tmp_path):
    def job(path):
        with open(path, "wb", buffering=0) as file:
            if os.fork():
                file.write(b"x")
            time.sleep(1000)  # both of them

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert apart(job, str(pipe), seconds=3).failed == "time"
    os.set_blocking(end, True)
    assert os.read(end, 9) == b"x" and os.read(end, 9) == b""  # waits until nobody has the other side
    os.close(end)


def test_limits_can_be_chosen(monkeypatch):
    monkeypatch.setattr(module, "PRINTED", 100)
    assert apart(lambda: print("x" * 200)).failed == "output"


def test_a_program_does_not_see_the_mark_of_its_answer():
    def arguments():
        import sys

        return sys.argv[1:]

    assert apart(arguments).value == []
