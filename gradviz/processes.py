"""Running a program to its end, with a limit of time and of output."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

MOST_BYTES = 64 * 2**20
"""How much a program may write unless told otherwise; a picture of 500 nodes is less than one megabyte."""

MOMENT = 0.5
"""How many seconds a pipe may stay open after the program has ended: a process that it started may hold it."""


def finished(
    command: list[str], data: bytes, limit: float, most: int | None = None, env: dict[str, str] | None = None
) -> tuple[int, bytes, bytes]:
    """Run a command to its end: its exit code, output and complaints.

    Like `subprocess.run(timeout=)`, which however sleeps in steps while it waits and costs a quarter of a
    small layout; and what the command itself started is stopped with it. A group of processes is enough for that: to a
    new session Linux gives a share of the processor of its own, for which it waits on a busy machine, up to four times
    as long as a small layout takes. What left the group may hold the pipes open for ever: they are read by threads,
    which are left alone a moment after the end of the command.

    Raises:
        TimeoutError: if it took longer than `limit` seconds.
        OverflowError: if it wrote more than `most` bytes, `MOST_BYTES` if that is not given.
        OSError, ValueError: if it could not be started.
    """
    pipe, over, stopped = subprocess.PIPE, threading.Event(), list[Exception]()
    group = 0 if os.name == "posix" else None
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, process_group=group, env=env)

    def stop(*why: Exception) -> None:
        stopped.extend(why)
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL) if os.name == "posix" else process.kill()

    timer, drawn, complaint = threading.Timer(limit, stop, [TimeoutError()]), list[bytes](), list[bytes]()
    threads = _readers(process, data, (drawn, complaint), (over, stop, MOST_BYTES if most is None else most))
    try:
        for thread in (*threads, timer):
            thread.start()
        process.wait()
    finally:
        timer.cancel()
        if process.poll() is None:  # an interrupt came through: leave nothing behind
            stop()
    for thread in threads:
        thread.join(MOMENT)
    over.set()
    if any(thread.is_alive() for thread in threads):
        stop()
    if stopped:
        raise stopped[0]
    return process.returncode, b"".join(tuple(drawn)), b"".join(tuple(complaint))


def _readers(
    process: subprocess.Popen[bytes], data: bytes, pieces: tuple[list[bytes], list[bytes]], limits: tuple[Any, ...]
) -> list[threading.Thread]:
    """The threads that give a process its input and collect what it writes."""
    jobs: list[tuple[Callable[..., None], tuple[Any, ...]]]
    jobs = [(_write, (process.stdin, data)), (_read, (process.stdout, pieces[0], *limits)),
            (_read, (process.stderr, pieces[1], *limits))]  # fmt: skip
    return [threading.Thread(target=job, args=needs, daemon=True) for job, needs in jobs]


def _write(pipe: BinaryIO, data: bytes) -> None:
    """Give a process its input; it may end without reading it."""
    with contextlib.suppress(OSError), pipe:
        pipe.write(data)


def _read(
    pipe: BinaryIO, pieces: list[bytes], over: threading.Event, stop: Callable[[Exception], None], most: int
) -> None:
    """Collect what a process writes, until it ends, is too much, or nobody waits for it any more."""
    size = 0
    with pipe:
        while (piece := os.read(pipe.fileno(), 2**16)) and not over.is_set():
            pieces.append(piece)
            size += len(piece)
            if size > most:
                return stop(OverflowError(f"wrote more than {most / 2**20:g} MB"))
