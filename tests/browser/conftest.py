"""One JupyterLab for all browser tests; one browser and one page for each file of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .chromium import find_or_fail
from .server import Lab
from .waiting import PATIENCE

OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# With GRADVIZ_LATE=250 all that a kernel says arrives a quarter of a second late, message by message, as on a slow
# computer: a test that reads too early fails each time.
LATE = """{
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    set onmessage(hear) {
      let free = 0;
      super.onmessage = (message) => {
        free = Math.max(performance.now() + %d, free + 15);
        setTimeout(() => hear.call(this, message), free - performance.now());
      };
    }
  };
}"""
LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")


def unseen(message: str) -> bool:
    """Whether it comes of a plot that is not in view: bqplot draws it without a size, and again when it is."""
    return message.startswith("Error: <rect> attribute ") and message.endswith(('("-92")', '("-64")'))


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab as `gradviz lab` starts it, on a folder of its own."""
    running = Lab(tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("home"))
    try:
        running.wait()
        yield running
    finally:
        running.end()


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium. Not for the whole session: Playwright's event loop would run on under other tests."""
    path = find_or_fail()
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=1000 * PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def page(browser, lab):
    """A page that remembers in `outside` what it asked of other computers, and in `errors` what broke."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    if late := int(os.environ.get("GRADVIZ_LATE", "0")):
        context.add_init_script(LATE % late)
    made = context.new_page()
    made.set_default_timeout(1000 * PATIENCE)
    made.outside, made.errors = [], []
    made.on("request", lambda r: None if r.url.startswith(LOCAL) else made.outside.append(r.url))
    made.on("websocket", lambda s: None if s.url.startswith(LOCAL) else made.outside.append(s.url))
    made.on("pageerror", lambda error: made.errors.append(str(error)))
    made.on("console", lambda m: made.errors.append(m.text) if m.type == "error" and not unseen(m.text) else None)
    yield made
    context.close()
    lab.end_kernels()


@pytest.fixture
def calm(page) -> Iterator[None]:
    """Fails a test during which anything left this computer, broke, or was put into the page by a name."""
    yield
    assert page.outside == []
    assert page.errors == []
    assert page.evaluate("() => window.planted") is None


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """The folder for pictures of the figures: $GRADVIZ_SCREENSHOTS, or screenshots/ in the checkout."""
    here = Path(__file__).resolve().parents[2] / "screenshots"
    folder = Path(os.environ.get("GRADVIZ_SCREENSHOTS") or here)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
