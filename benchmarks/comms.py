"""Comms for a process without a kernel: messages are encoded and signed as a kernel would, then dropped."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import comm
import ipywidgets
from comm.base_comm import BaseComm
from jupyter_client.session import Session

_session = Session(key=b"benchmark")


class WritingComm(BaseComm):
    """Does all that a kernel's comm does up to the socket."""

    def publish_msg(
        self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **keys: Any
    ) -> None:
        content = {"data": data or {}, "comm_id": self.comm_id, **keys}
        _session.serialize(_session.msg(msg_type, content=content, metadata=metadata))


@contextlib.contextmanager
def writing_comms() -> Iterator[None]:
    """Widgets made inside have a WritingComm."""
    before = comm.create_comm
    comm.create_comm = WritingComm
    try:
        yield
    finally:
        comm.create_comm = before


def without_comm(widget: ipywidgets.Widget) -> None:
    """Take the comms of a figure away: its traits are set, and no message is built."""
    waiting = [widget]
    while waiting:
        each = waiting.pop()
        waiting += getattr(each, "children", ())
        parts = (getattr(each, name, None) for name in ("layout", "style"))
        waiting += [part for part in parts if isinstance(part, ipywidgets.Widget)]
        each.comm = None
