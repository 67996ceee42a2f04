"""A throw-away JupyterLab on loopback and one notebook of it, open and run, in headless Chromium."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Browser, Page, sync_playwright

from .versions import chromium

TOKEN = "benchmark"
ROOT = Path(__file__).parents[1]
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"]  # fmt: skip
PLACES = {
    "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "run",
    "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython",
}  # fmt: skip
OPTIONS = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--ServerApp.port_retries=0"]


@contextlib.contextmanager
def lab() -> Iterator[tuple[str, Path]]:
    """The address of a JupyterLab and the folder that it serves; both are gone afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, socket.socket() as free:
        home, notebooks = Path(folder, "home"), Path(folder, "notebooks")
        home.mkdir(), notebooks.mkdir()
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        server = _start(home, notebooks, port)
        try:
            _wait(server, port)
            yield f"http://127.0.0.1:{port}", notebooks
        finally:
            server.terminate()  # only the process started here
            server.wait(20)


def _start(home: Path, notebooks: Path, port: int) -> subprocess.Popen[bytes]:
    places = {name: str(home / folder) for name, folder in PLACES.items()}
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    own = [f"--port={port}", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={notebooks}"]
    command = [sys.executable, "-m", "jupyterlab", *OPTIONS, *own]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env={**os.environ, **places, "PYTHONPATH": path}, stdout=quiet, stderr=quiet)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError("JupyterLab ended before it had started; try: python -m jupyterlab")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status?token={TOKEN}", timeout=1)
            return
        time.sleep(0.1)
    raise RuntimeError("JupyterLab did not start within a minute")


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        raise RuntimeError("no Chromium was found; try: python tests/browser/chromium.py --install")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=BROWSER)
        yield found
        found.close()


@contextlib.contextmanager
def notebook(browser: Browser, address: str, folder: Path, cells: list[str], height: int) -> Iterator[Page]:
    """A notebook with these cells, all run; the window is tall enough for all of them to be in view."""
    name = f"bench{len(list(folder.iterdir()))}.ipynb"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, folder / name)
    page = browser.new_page(viewport={"width": 1400, "height": height})
    page.goto(f"{address}/lab/tree/{name}?reset&token={TOKEN}")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    idle(page)
    page.click(".jp-Notebook .jp-CodeCell >> nth=0")
    page.click("#jp-MainMenu >> text=Run")
    page.click("li[data-command='runmenu:run-all']")
    try:
        yield page
    finally:
        page.close()


def idle(page: Page) -> None:
    """Wait until the status bar says that a kernel is connected and has nothing to do."""
    status: Any = "/\\| Idle/.test(document.querySelector('#jp-main-statusbar')?.innerText || '')"
    page.wait_for_function(status, timeout=60_000)
