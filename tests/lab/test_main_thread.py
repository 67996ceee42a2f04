"""A figure's work on the main thread, in a real kernel that was asked for a subshell as JupyterLab asks for one."""

import threading
import time

import pytest
from jupyter_client.manager import KernelManager

from gradviz.lab.frame.main_thread import on_main_thread

FIGURE = """
import threading, time
import gradviz as gv
started, threads = [], []
def endless(w):
    threads.append(threading.current_thread() is threading.main_thread())
    while w.item() > 3:
        started.append(1)
        time.sleep(0.01)
    return w * 2
figure = gv.explore(endless, w=1)
"""


@pytest.fixture(scope="module")
def kernel():
    manager = KernelManager()
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(client, code, subshell=None):
    """Send a cell, to a subshell if one is named; the identity of its message."""
    message = client.session.msg("execute_request", {"code": code, "silent": False, "store_history": False,
                                                     "user_expressions": {}, "allow_stdin": False})  # fmt: skip
    message["header"]["subshell_id"] = subshell
    client.shell_channel.send(message)
    return message["header"]["msg_id"]


def said(client, identity):
    """What the cell printed, when it is done."""
    text = ""
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != identity:
            continue
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "stream":
            text += content["text"]
        elif kind == "error":
            raise AssertionError("\n".join(content["traceback"]))
        elif kind == "status" and content["execution_state"] == "idle":
            return text


def test_an_interrupt_ends_a_figures_function_also_from_a_subshell(kernel):
    manager, client = kernel
    said(client, run(client, FIGURE))
    ask = client.session.msg("create_subshell_request", {})
    client.control_channel.send(ask)
    reply = client.get_control_msg(timeout=60)
    if reply["content"].get("status") != "ok":
        pytest.skip("this kernel has no subshells")
    subshell = reply["content"]["subshell_id"]
    moving = run(client, "figure.controls['w'].value = 4; print(figure.diagram.error)", subshell)
    while "yes" not in said(client, run(client, "print('yes' if started else 'no')", other(client))):
        time.sleep(0.05)
    manager.interrupt_kernel()
    assert "Interrupted" in said(client, moving)
    lives = run(client, "figure.controls['w'].value = 2; print(figure.recording.frame().values, threads)", subshell)
    assert said(client, lives).split("\n")[0] == "[2.0, 4.0] [True, True, True]"


def other(client):
    """A second subshell, to look on while the first one waits and the main thread works."""
    client.control_channel.send(client.session.msg("create_subshell_request", {}))
    return client.get_control_msg(timeout=60)["content"]["subshell_id"]


def test_without_a_kernel_it_runs_where_it_is():
    seen = []
    thread = threading.Thread(target=lambda: seen.append(on_main_thread(threading.current_thread)))
    thread.start()
    thread.join(30)
    assert seen == [thread] and on_main_thread(threading.current_thread) is threading.main_thread()


def test_what_the_work_raises_is_raised():
    with pytest.raises(ZeroDivisionError):
        on_main_thread(lambda: 1 / 0)
