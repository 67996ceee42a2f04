"""A learner's code runs where the kernel's interrupt reaches it: on the main thread.

JupyterLab may hand what a figure's page says to the kernel on a thread of its own, a subshell. Python gives signals to
the main thread alone, so a function without an end would run there until the kernel is restarted.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


def on_main_thread(work: Callable[[], Any]) -> Any:
    """Run `work` and return its result; from a subshell of the kernel, on the main thread as soon as that is idle.

    Args:
        work: what to run. What it raises is raised here; KeyboardInterrupt too, where the kernel was interrupted.
    """
    loop = _loop_of_kernel() if _in_subshell() else None
    if loop is None:
        return work()
    done: Future[Any] = Future()
    loop.add_callback(_interruptibly, work, done)
    return done.result()


def _in_subshell() -> bool:
    """Whether this is a subshell's thread: one of the learner's own might be waited for by the main thread."""
    return type(threading.current_thread()).__module__ == "ipykernel.subshell"


def _loop_of_kernel() -> Any:
    """The event loop of the kernel's main thread; None where there is no kernel."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(getattr(shell, "kernel", None), "io_loop", None)


def _interruptibly(work: Callable[[], Any], done: Future[Any]) -> None:
    """Run `work` with the interrupt heard, as it is while a cell runs; an idle kernel is deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        done.set_result(work())
    except BaseException as error:  # it is raised in the thread that waits for it
        done.set_exception(error)
    finally:
        signal.signal(signal.SIGINT, before)
