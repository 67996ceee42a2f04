"""Running a program to its end, with a limit of time and of output."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO

MOST_BYTES = 64 * 2**20
"""How much a program may write unless told otherwise; a picture of 500 nodes is less than one megabyte."""

MOMENT = 0.5
"""How many seconds a pipe may stay open after the program has ended: a process that it started may hold it."""

LOOK = 0.05
"""How many seconds pass at most between two looks at whether the program has ended, or is late."""

POLLS = hasattr(selectors, "PollSelector")
"""Whether one thread can wait for several pipes; Windows cannot. To start four costs 0.4 ms, an eighth of a layout."""


def finished(
    command: list[str], data: bytes, limit: float, most: int | None = None, env: dict[str, str] | None = None,
    place: str | None = None,
) -> tuple[int, bytes, bytes]:  # fmt: skip
    """Run a command to its end, in the folder `place` where one is given: its exit code, output and complaints.

    Like `subprocess.run(timeout=)`, which however sleeps in steps while it waits and costs a quarter of a
    small layout; and what the command itself started is stopped with it. A group of processes is enough for that: to a
    new session Linux gives a share of the processor of its own, for which it waits on a busy machine, up to four times
    as long as a small layout takes. What left the group may hold the pipes open for ever: they are left alone a
    moment after the end of the command.

    Raises:
        TimeoutError: if it took longer than `limit` seconds.
        OverflowError: if it wrote more than `most` bytes, `MOST_BYTES` if that is not given.
        OSError, ValueError: if it could not be started.
    """
    pipe, group = subprocess.PIPE, 0 if os.name == "posix" else None
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, process_group=group, env=env, cwd=place)
    try:
        carry = _in_turn if POLLS else _in_threads
        drawn, complaint = carry(process, data, limit, MOST_BYTES if most is None else most)
    except BaseException:  # an interrupt too: leave nothing behind
        _stop(process)
        process.wait()
        raise
    return process.returncode, drawn, complaint


def _stop(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL) if os.name == "posix" else process.kill()


def _too_much(most: int) -> OverflowError:
    return OverflowError(f"wrote more than {most / 2**20:g} MB")


def _in_turn(process: Any, data: bytes, limit: float, most: int) -> tuple[bytes, bytes]:
    """Carry what goes in and what comes out, whichever pipe is ready, and wait for the end."""
    clock, late, left_alone = time.monotonic, time.monotonic() + limit, float("inf")
    given, drawn, complaint = bytearray(data), bytearray(), bytearray()
    with selectors.PollSelector() as pipes, process.stdin, process.stdout, process.stderr:
        os.set_blocking(process.stdin.fileno(), False)
        pipes.register(process.stdin, selectors.EVENT_WRITE, (_give, process.stdin, given))
        pipes.register(process.stdout, selectors.EVENT_READ, (_take, process.stdout, drawn))
        pipes.register(process.stderr, selectors.EVENT_READ, (_take, process.stderr, complaint))
        while pipes.get_map() and clock() < min(late, left_alone):
            _carry(pipes)
            if max(len(drawn), len(complaint)) > most:
                raise _too_much(most)
            if process.poll() is not None:
                left_alone = min(left_alone, clock() + MOMENT)
        if pipes.get_map() and process.poll() is not None:
            _stop(process)  # what it has started
    pause = 5e-5
    while process.poll() is None:
        if clock() > late:
            raise TimeoutError
        time.sleep(pause := min(2 * pause, LOOK))
    return bytes(drawn), bytes(complaint)


def _carry(pipes: selectors.BaseSelector) -> None:
    """Carry what can be carried now, and close what has come to its end."""
    for key, _ in pipes.select(LOOK):
        carry, pipe, data = key.data
        if carry(key.fd, data):
            pipes.unregister(pipe)
            pipe.close()


def _give(pipe: int, data: bytearray) -> bool:
    """Give a process what it takes of its input; whether that was the rest. It may end without reading it."""
    try:
        del data[: os.write(pipe, data)]
    except BrokenPipeError:
        data.clear()
    return not data


def _take(pipe: int, data: bytearray) -> bool:
    """Take what a process has written; whether that was the end."""
    piece = os.read(pipe, 2**16)
    data += piece
    return not piece


def _in_threads(process: Any, data: bytes, limit: float, most: int) -> tuple[bytes, bytes]:
    """The same where one thread cannot wait for several pipes."""
    over, stopped = threading.Event(), list[Exception]()

    def stop(*why: Exception) -> None:
        stopped.extend(why)
        _stop(process)

    timer, drawn, complaint = threading.Timer(limit, stop, [TimeoutError()]), list[bytes](), list[bytes]()
    threads = _readers(process, data, (drawn, complaint), (over, stop, most))
    try:
        for thread in (*threads, timer):
            thread.start()
        process.wait()
    finally:
        timer.cancel()
    for thread in threads:
        thread.join(MOMENT)
    over.set()
    if any(thread.is_alive() for thread in threads):
        stop()
    if stopped:
        raise stopped[0]
    return b"".join(tuple(drawn)), b"".join(tuple(complaint))


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
                return stop(_too_much(most))
