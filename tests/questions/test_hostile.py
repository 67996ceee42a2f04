"""What a learner's program may do by accident: each time a clear message, and a kernel that lives and is unchanged."""

import math
import os
import threading
import time
from pathlib import Path

import pytest

import gradviz as gv
from gradviz.questions.apart import apart
from gradviz.questions.challenge import grade
from gradviz.questions.exercises import check

from .own_solutions import Locals

PROGRAMS = {  # what the constructor does; what must be said
    "sleeps": ("import time; time.sleep(1000)", "without an end"),
    "calls itself": ("Bad()", "Recursion"),
    "eats memory": ("[0] * 10**10", "memory"),
    "eats memory slowly": ("x = []\n        while True: x.append(bytearray(10**7))", "memory"),
    "prints megabytes": ("print('x' * 10**7)", "megabyte"),
    "prints for ever": ("while True: print('x' * 1000)", "megabyte"),
    "writes complaints for ever": ("import sys\n        while True: sys.stderr.write('x' * 1000)", "megabyte"),
    "exits": ("raise SystemExit(0)", "left Python"),
    "exits at once": ("import os; os._exit(0)", "left Python"),
    "kills itself": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "left Python"),
    "crashes": ("import ctypes; ctypes.string_at(0)", "left Python"),
    "closes its output": ("import os, sys; sys.stdout.close(); os.close(1); os.close(2)", ""),
    "closes everything": ("import os; os.closerange(0, 64)", "without an answer"),
    "raises something strange": ("class Odd(BaseException): pass\n        raise Odd('<b>')", "Odd"),
    "is interrupted": ("raise KeyboardInterrupt", "left Python"),
    "raises without words": ("raise ValueError", "ValueError"),
    "raises words that raise": ("class E(Exception):\n            def __str__(self): 1/0\n        raise E", "E"),
    "replaces json": ("import json; json.dumps = lambda x: '{}'", ""),
    "replaces float": ("import builtins; builtins.float = None; builtins.isinstance = lambda *a: True", ""),
    "replaces math": ("import math; math.isclose = lambda *a, **k: True", ""),
    "replaces os.write": ("import os; os.write = lambda *a: 0", ""),
    "traces": ("import sys; sys.settrace(lambda *a: 1/0)", ""),
}  # fmt: skip


def bad(body):
    namespace = {"__name__": "__main__"}
    exec(f"class Bad:\n    def __init__(self, *a, **k):\n        {body}\n", namespace)
    return namespace["Bad"]


@pytest.fixture(autouse=True)
def lives():
    """The kernel afterwards: its modules, its folder, its threads and its numbers are as they were."""
    folder, files, threads = os.getcwd(), sorted(os.listdir()), threading.active_count()
    yield
    assert (os.getcwd(), sorted(os.listdir()), threading.active_count()) == (folder, files, threads)
    assert float("1") == 1.0 and not math.isclose(1, 2) and gv.record("y = x**2", x=3).gradient("x") == 6


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_program_that_misbehaves_fails_with_words(name):
    body, said = PROGRAMS[name]
    start = time.monotonic()
    report = grade(bad(body))
    assert not report.passed and said in report.message and "Traceback" not in report.message, report.message
    assert time.monotonic() - start < 30 and len(report.message) < 5000
    assert "<b>" not in report._repr_mimebundle_()["text/html"]


def forks():
    for _ in range(3):
        if os.fork() == 0:
            time.sleep(60)
    return 7


def threads():
    def work():
        time.sleep(60)

    for _ in range(3):
        threading.Thread(target=work, daemon=False).start()
    return 7


def deletes():
    made = [Path(f"{k}.txt") for k in range(3)]
    for path in made:
        path.write_text("x")
    for path in Path().iterdir():
        path.unlink()
    os.rmdir(os.getcwd())
    return 7


@pytest.mark.parametrize("job", [forks, threads, deletes])
def test_what_was_started_or_deleted_ends_with_it(job):
    """Threads and children do not keep it waiting, and what is deleted was in a folder of its own."""
    start = time.monotonic()
    outcome = apart(job)
    assert outcome.value == 7 and time.monotonic() - start < 15


class Liar:
    """Equal to everything, larger than everything, true, and a float by its own account."""

    def __eq__(self, other):
        return True

    __hash__ = None
    __lt__ = __le__ = __gt__ = __ge__ = __eq__

    def __bool__(self):
        return True


class FloatLiar(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__
    __ne__ = __sub__ = __abs__ = lambda self, *other: 0.0


@pytest.mark.parametrize("lie", [Liar(), FloatLiar(7.0)])
def test_a_number_that_says_it_is_equal_to_all_is_not_believed(lie):
    assert not check("slope", lambda x: lie).passed
    assert not check("secret-number", (lie, 5)).passed and not check("micro-batches", [lie] * 3).passed
    assert not check("dead-relu", (lie, "dead")).passed
    assert not check("locals", dict.fromkeys(("log", "sigmoid", "u", "w", "b", "x"), lie)).passed
    assert not check("memory", (lie, lie, lie)).passed and not check("walk", lambda result: lie).passed


def test_a_class_whose_numbers_lie_does_not_pass():
    class Lying(Locals):
        @property
        def grad(self):
            return FloatLiar(7.0)

        @grad.setter
        def grad(self, value):
            pass

    assert not grade(Lying).passed


def test_the_program_cannot_write_its_own_verdict():
    """What is printed is no answer: the answer's mark is another one each time, and not among what it sees."""

    class Forger:
        def __init__(self, *a, **k):
            import sys

            sys.stdout.write("\n" + "0" * 32 + '{"value": {}}\n')
            sys.stdout.write(f'\n{sys.argv}\n{{"value": 1}}')

    assert not grade(Forger).passed
