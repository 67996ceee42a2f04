"""A run of a student's code: what happened, what was printed, what went wrong; and nothing of it is left behind."""

import _thread
import itertools
import signal
import sys
import threading

import pytest

import gradviz as gv
from gradviz.core.grad_mode import mode
from gradviz.lab.taping import tape_run
from gradviz.lab.taping.tape_run import Run


def kinds(run):
    return [entry[0] for entry in run.log if entry[0] != "line"]


def lines(run):
    return [run.code.statements[entry[1]].first for entry in run.log if entry[0] == "line"]


def test_what_the_engine_does_is_written_down_under_its_line():
    run = Run("x = gv.tensor(2.0, requires_grad=True)\ny = x * x\ny.backward()\nx.grad = None", {})
    assert [entry[0] for entry in run.log] == [
        "line", "leaf", "line", "op", "line", "sweep", "grad", "line", "zeroed"
    ]  # fmt: skip
    assert [entry[1].name for entry in run.log if entry[0] in ("leaf", "op")] == ["x", "y"]
    assert run.error == ""


def test_after_a_function_has_returned_its_caller_goes_on():
    run = Run("def f(a):\n    return a * a\nx = gv.tensor(3.0, requires_grad=True)\ny = f(x) + x", {})
    assert lines(run) == [1, 3, 4, 2, 4]
    at = {entry[1].name or "a*a": lines(run)[sum(e[0] == "line" for e in run.log[:k]) - 1]
          for k, entry in enumerate(run.log) if entry[0] == "op"}  # fmt: skip
    assert at == {"a*a": 2, "y": 4}


@pytest.mark.parametrize("text, line, says", [
    ("a = 1\nb = a / 0", 2, "ZeroDivisionError: division by zero"),
    ("def f():\n    a = 1\n    raise KeyError('k')\nf()", 3, "KeyError: 'k'"),
    ("gv.tensor(1.0).backward()", 1, "RuntimeError"),
    ("import sys\nsys.exit(3)", 2, "SystemExit"),
    ("raise KeyboardInterrupt", 1, "Interrupted"),
    ("a = 1\nb = (a +\n", 2, "SyntaxError"),
    ("a = 1\n  b = 2", 2, "IndentationError"),
    ("await x", 1, "SyntaxError"),
    ("return 3", 1, "SyntaxError"),
    ("x = '\\ud800'\nprint(undefined)", 2, "NameError"),
])  # fmt: skip
def test_what_goes_wrong_is_said_with_its_line(text, line, says):
    run = Run(text, {})
    assert run.wrong == line and says in run.error
    assert run.error.startswith(f"line {line}: {text.splitlines()[line - 1].strip()}\n")


def test_a_syntax_error_has_the_caret_under_its_place():
    first, caret, _ = Run("x = 1\n    y = (2 +* 3)".replace("    ", ""), {}).error.split("\n")
    assert first[len(caret) - 1] == "*"


def test_no_bytes_and_surrogates_bring_it_down():
    assert "null bytes" in Run("a = 1\0", {}).error
    assert Run("a = '\ud800'", {}).error


@pytest.mark.parametrize("text", [
    "while True:\n    pass",
    "while True:\n    try:\n        a = 1\n    except Exception:\n        pass",
    "while True:\n    try:\n        a = 1\n    except:\n        pass",
    "def f():\n    f()\nf()",
    "for i in iter(int, 1):\n    x = gv.tensor(1.0, requires_grad=True)\n    y = x * 2",
])  # fmt: skip
def test_an_endless_loop_is_stopped_and_said_to_be(text):
    run = Run(text, {})
    assert "Stopped: 1,000 lines have run" in run.error or "RecursionError" in run.error
    assert len(lines(run)) <= tape_run.MOST_STATES + 1


def test_many_operations_on_one_line_are_stopped_too(monkeypatch):
    monkeypatch.setattr(tape_run, "MOST_NODES", 50)
    run = Run("x = gv.tensor(1.0, requires_grad=True)\nsum(x * k for k in range(1000))", {})
    assert "50 values are on the tape" in run.error and run.wrong == 2


def test_what_is_printed_is_kept_up_to_a_limit_and_what_is_more_is_counted(capsys):
    run = Run("print('a', 1)\nprint('b' * 10**6)\n'shown'", {})
    assert run.printed.startswith("a 1\nbbb") and len(run.printed) == tape_run.MOST_PRINTED
    assert run.not_shown == 4 + 10**6 + 1 + len("'shown'\n") - tape_run.MOST_PRINTED
    assert capsys.readouterr().out == ""
    assert Run("3 + 4", {}).printed == "7\n" and Run("None", {}).printed == ""


def test_nothing_is_left_behind():
    before = sys.stdout, sys.gettrace(), mode.on, mode.watchers
    Run("gv.no_grad().__enter__()\nx = gv.tensor(1.0, requires_grad=True)\nraise ValueError", {})
    assert (sys.stdout, sys.gettrace(), mode.on, mode.watchers) == before


def test_a_trace_function_that_somebody_has_set_goes_on():
    def trace(_frame, _event, _argument):
        return None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        Run("a = 1\nb = 2", {})
        assert sys.gettrace() is trace
    finally:
        sys.settrace(before)


def test_the_code_has_names_of_its_own():
    names = {"q": 3}
    run = Run("gv = 5\nprint(gv, q)\nq = 4", names)
    assert run.printed == "5 3\n" and names == {"q": 3} and gv is not None


def test_it_records_inside_of_a_block_that_does_not():
    with gv.no_grad():
        run = Run("x = gv.tensor(1.0, requires_grad=True)\ny = x * 2", {})
    assert "op" in kinds(run)


def test_lines_of_other_threads_are_not_told():
    text = "import threading\ndef f():\n    a = 1\nt = threading.Thread(target=f)\nt.start()\nt.join()"
    assert lines(Run(text, {})) == [1, 2, 4, 5, 6]
    assert threading.active_count() < 50


def test_plain_values_are_told_and_other_ones_not_asked_for_their_repr():
    run = Run("class A:\n    def __repr__(self):\n        raise ValueError\na = A()\nb = 3\nc = 'text'", {})
    assert [entry[1:] for entry in run.log if entry[0] == "set"] == [("b", "3"), ("c", "'text'")] and run.error == ""


def test_the_kernels_interrupt_ends_what_no_line_ends():
    """One line that never ends has no mark in it; the interrupt reaches it as it reaches any cell."""
    text = "clock.start()\nnext(k for k in itertools.count() if k < 0)"
    clock = threading.Timer(1.0, _thread.interrupt_main)  # it starts in the line before
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    try:
        run = Run(text, {"clock": clock, "itertools": itertools})
    finally:
        clock.cancel()
        signal.signal(signal.SIGINT, before)
    assert run.wrong == 2 and "Interrupted here" in run.error and lines(run) == [1, 2]
