"""What an untrusted notebook shows of each tool's stored picture, in JupyterLab in headless Chromium, offline.

`python -m benchmarks.peers_seen < bundles.json` prints what was seen as JSON. It needs the
packages of the extra `bench`, the tools need not be installed: their outputs come as they would stand in the notebook.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbformat.sign import NotebookNotary
from playwright.sync_api import Page

from .jupyter import TOKEN, browser, lab

LOOK = """(cells) => cells.map((cell) => {
  const image = cell.querySelector(".jp-OutputArea-output img");
  if (image) return image.naturalWidth > 0 ? ["picture", image.alt.length] : ["broken image", 0];
  return [cell.querySelector(".jp-OutputArea-output svg") ? "picture" : "text", 0];
})"""


def seen(bundles: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Open a notebook with these outputs that nobody has run here, and look; then the same signed, as after a run."""
    with lab() as (address, folder), browser() as chromium:
        unsigned, signed = Path(folder, "untrusted.ipynb"), Path(folder, "trusted.ipynb")
        nbformat.write(book(bundles), unsigned)
        nbformat.write(book(bundles), signed)
        NotebookNotary(data_dir=str(folder.parent / "home" / "data")).sign(nbformat.read(signed, 4))
        context = chromium.new_context(viewport={"width": 1400, "height": 3000})
        context.route("**/*", lambda route: route.continue_() if _local(route.request.url) else route.abort())
        return {path.stem: _look(context.new_page(), f"{address}/lab/tree/{path.name}", bundles)
                for path in (unsigned, signed)}  # fmt: skip


def _look(page: Page, address: str, bundles: dict[str, dict[str, str]]) -> dict[str, str]:
    page.goto(f"{address}?reset&token={TOKEN}")
    page.wait_for_selector(f".jp-CodeCell:nth-of-type({len(bundles)}) .jp-OutputArea-output", timeout=60_000)
    page.wait_for_timeout(1_000)
    found: list[list[Any]] = page.eval_on_selector_all(".jp-Notebook .jp-CodeCell", LOOK)
    return {name: _said(*what) for name, what in zip(bundles, found, strict=True)}


def _local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))


def _said(what: str, letters: int) -> str:
    return f"{what}, alt text of {letters} letters" if letters else what


def book(bundles: dict[str, dict[str, str]]) -> nbformat.NotebookNode:
    """One cell a tool; nothing is signed, so JupyterLab does not trust it."""
    cells = []
    for name, data in bundles.items():
        output = nbformat.v4.new_output("execute_result", data=data, execution_count=1)
        cells.append(nbformat.v4.new_code_cell(f"# {name}", outputs=[output], execution_count=1))
    return nbformat.v4.new_notebook(cells=cells)


if __name__ == "__main__":
    print(json.dumps(seen(json.load(sys.stdin))))
