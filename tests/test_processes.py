"""Programs run to their end: what they write, and what ends them."""

import os
import sys
import time

import pytest

from gradviz import processes
from gradviz.processes import finished

posix = pytest.mark.skipif(os.name != "posix", reason="sessions and shells are POSIX's")
PYTHON = [sys.executable, "-S", "-c"]


@pytest.fixture(params=[pytest.param(True, marks=posix), False], ids=["in turn", "in threads"], autouse=True)
def _way(request, monkeypatch):
    """Both ways to carry what goes in and out, wherever both can be had."""
    monkeypatch.setattr(processes, "POLLS", request.param)


def shell(commands, limit=20.0, data=b"x"):
    return finished(["/bin/sh", "-c", commands], data, limit)


def test_code_output_and_complaint_are_what_the_program_gave():
    program = "import sys; sys.stdout.write(sys.stdin.read()[::-1]); sys.stderr.write('no'); sys.exit(3)"
    assert finished([*PYTHON, program], b"abc", 60) == (3, b"cba", b"no")


def test_more_than_a_pipe_holds_goes_both_ways():
    data = os.urandom(1 << 20)
    program = "import sys, shutil; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)"
    assert finished([*PYTHON, program], data, 60) == (0, data, b"")


def test_a_program_that_is_late_is_stopped():
    with pytest.raises(TimeoutError):
        finished([*PYTHON, "import time; time.sleep(60)"], b"", 0.2)


@posix
@pytest.mark.timeout(25)
def test_a_program_that_closes_its_pipes_is_waited_for_until_it_is_late():
    assert shell("cat > /dev/null; exec >&- 2>&-; sleep 0.3; exit 4") == (4, b"", b"")
    with pytest.raises(TimeoutError):
        shell("exec <&- >&- 2>&-; sleep 60", limit=0.3)


@posix
@pytest.mark.timeout(25)
@pytest.mark.parametrize("redirect", ["", ">/dev/null", "2>/dev/null"])
def test_a_child_in_a_session_of_its_own_is_not_waited_for(redirect):
    """It holds the pipes open, and no group reaches it."""
    sleeper = f"{sys.executable} -S -c 'import os, time; os.setsid(); time.sleep(60)'"
    started = time.monotonic()
    assert shell(f"cat; {sleeper} {redirect} & exit 1") == (1, b"x", b"")
    assert time.monotonic() - started < 15


@posix
@pytest.mark.timeout(25)
def test_input_that_nobody_reads_is_not_waited_for():
    """A child that holds the reading end of a full pipe."""
    sleeper = f"{sys.executable} -S -c 'import os, time; os.setsid(); time.sleep(60)'"
    started = time.monotonic()
    assert shell(f"exec 3<&0; {sleeper} <&3 >/dev/null 2>&1 & exit 0", data=bytes(1 << 20)) == (0, b"", b"")
    assert time.monotonic() - started < 15


@posix
@pytest.mark.timeout(25)
def test_what_a_program_leaves_running_in_its_group_is_stopped(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert shell(f"sleep 60 > {pipe} & exit 2")[0] == 2
    os.set_blocking(end, True)
    assert os.read(end, 1) == b""  # waits until it is closed on the other side
    os.close(end)


@posix
@pytest.mark.timeout(60)
@pytest.mark.parametrize("where", ["", " >&2"])
def test_a_flood_is_stopped_and_not_kept(where):
    with pytest.raises(OverflowError, match="^wrote more than 64 MB$"):
        shell(f"cat > /dev/null; yes{where}", limit=50)


def test_the_bound_is_on_what_is_too_much_only(monkeypatch):
    monkeypatch.setattr(processes, "MOST_BYTES", 1 << 17)
    program = "import sys; sys.stdout.write('y' * int(sys.stdin.read()))"
    assert finished([*PYTHON, program], b"%d" % (1 << 17), 60)[1] == b"y" * (1 << 17)
    with pytest.raises(OverflowError):
        finished([*PYTHON, program], b"%d" % ((1 << 17) + 1), 60)


def test_what_cannot_be_started_is_said():
    with pytest.raises(FileNotFoundError):
        finished(["/no/such/program"], b"", 1)
    with pytest.raises(ValueError, match="null byte"):
        finished(["a\0b"], b"", 1)
