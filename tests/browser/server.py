"""A throw-away JupyterLab: `gradviz lab` on an empty folder, with folders of its own for everything it writes."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import nbformat

COMMAND = [sys.executable, "-c", "import sys; from gradviz.cli import main; sys.exit(main())"]
TOKEN = "a-token-for-tests"
FOLDERS = [
    "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR",
    "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR",
]  # fmt: skip
# Beneath gradviz's own defaults, which switch saving of widgets on: no question about news, no look for
# updates on the net, and no saving behind a test's back.
QUIET = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}


class Lab:
    """A running JupyterLab. `root` is the folder it serves."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root, self.home, self.port = root, home, _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        quiet = home / "JUPYTER_CONFIG_DIR" / "labconfig" / "default_setting_overrides.json"
        quiet.parent.mkdir(parents=True)
        quiet.write_text(json.dumps(QUIET))
        environment = os.environ | {name: str(home / name) for name in FOLDERS} | {"JUPYTER_TOKEN": TOKEN}
        environment.pop("GRADVIZ_ATTEMPTS", None)  # a student's answers stay in the folder of the notebook
        with open(home / "log", "wb") as log:
            words = ["lab", str(root), "--port", str(self.port), "--no-browser"]
            self.process = subprocess.Popen([*COMMAND, *words], env=environment, stdout=log, stderr=log)

    def wait(self) -> None:
        """Return as soon as it answers."""
        for _ in range(1800):
            assert self.process.poll() is None, f"JupyterLab has ended:\n{(self.home / 'log').read_text()}"
            with contextlib.suppress(OSError):
                self.ask("/api/status")
                return
            time.sleep(0.1)
        raise AssertionError(f"no answer in three minutes:\n{(self.home / 'log').read_text()}")

    def end(self) -> None:
        """End it, and with it the kernels it has started."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ask(self, path: str, method: str = "GET") -> Any:
        """What the server's REST interface answers."""
        headers = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(self.url + path, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def end_kernels(self) -> None:
        """Shut every kernel down, as a student does who goes home."""
        for session in self.ask("/api/sessions"):
            self.ask(f"/api/sessions/{session['id']}", "DELETE")
        assert self.ask("/api/kernels") == []

    def write(self, name: str, *cells: str | tuple[str, dict[str, Any]]) -> str:
        """Write a notebook of code cells; one given as (source, bundle) has that as its output already."""
        made = [_cell(cell, number) for number, cell in enumerate(cells)]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel})
        nbformat.write(notebook, self.root / name)
        return name

    def address(self, name: str) -> str:
        """The page of a notebook, without what JupyterLab remembers of earlier pages."""
        return f"{self.url}/lab/tree/{name}?reset&token={TOKEN}"


def _cell(cell: str | tuple[str, dict[str, Any]], number: int) -> Any:
    source, bundle = cell if isinstance(cell, tuple) else (cell, None)
    made = nbformat.v4.new_code_cell(source, id=f"cell-{number}")
    if bundle is not None:
        made.execution_count = number + 1
        made.outputs = [nbformat.v4.new_output("execute_result", bundle, execution_count=number + 1)]
    return made


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
