"""A figure of `gv.explore` as a student meets it: read from the page, touched with keys and mouse."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page

from .waiting import in_sight, plain

# An arrow belongs to the boxes where it is seen to start and to end, whatever its id says.
READ = """(root) => {
  const all = (place, selector) => [...place.querySelectorAll(selector)];
  const text = (place, selector) => place.querySelector(selector)?.textContent ?? '';
  const shown = (element) => Boolean(element) && element.getClientRects().length > 0;
  const nodes = all(root, '.gv-picture g.node');
  const boxes = nodes.map((node) => node.querySelector('polygon, path').getBoundingClientRect());
  const names = nodes.map((node) => text(node, 'text'));
  const far = (box, p) => Math.hypot(
    Math.max(box.left - p.x, 0, p.x - box.right), Math.max(box.top - p.y, 0, p.y - box.bottom));
  const nearest = (p) => boxes.map((box, k) => [far(box, p), k]).sort((a, b) => a[0] - b[0])[0][1];
  const end = (path, length) => nearest(path.getPointAtLength(length).matrixTransform(path.getScreenCTM()));
  const edges = all(root, '.gv-picture g.edge').map((edge) => {
    const path = edge.querySelector('path');
    return [names[end(path, 0)], names[end(path, path.getTotalLength())], text(edge, 'text')];
  });
  const sliders = all(root, '.widget-slider').map((slider) => [text(slider, '.widget-label'),
    slider.querySelector('.noUi-handle').getAttribute('aria-valuenow'), text(slider, '.widget-readout')]);
  const error = root.querySelector('.gv-error');
  return {
    nodes: nodes.map((node) => [...all(node, 'text').map((t) => t.textContent), node.dataset.state ?? '']),
    edges, sliders,
    rows: all(root, '.gv-panel tbody tr').map((row) => [...row.children].map((cell) => cell.textContent)),
    caption: shown(root.querySelector('.gv-caption')) ? text(root, '.gv-caption') : '',
    description: text(root, '.gv-picture svg > desc'),
    note: text(root, '.gv-picture .note'),
    error: shown(error) ? error.textContent : '',
    dimmed: Number(getComputedStyle(root.querySelector('.gv-picture')).opacity) < 0.9,
  };
}"""

# Fires slider keys faster than a test could press them: one every few milliseconds, all within a second.
BURST = """async (handle, [keys, gap]) => {
  const start = performance.now();
  for (let k = 0; k < keys.length; k++) {
    while (performance.now() < start + k * gap) await new Promise((next) => setTimeout(next, 0));
    handle.dispatchEvent(new KeyboardEvent('keydown', { key: keys[k], bubbles: true, cancelable: true }));
  }
  return performance.now() - start;
}"""


@dataclass
class Seen:
    """What a figure shows at one moment. Texts have their minus signs made plain."""

    titles: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, tuple[str, str]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    edges: list[tuple[str, str, str]] = field(default_factory=list)
    rows: dict[str, tuple[str, str]] = field(default_factory=dict)
    sliders: dict[str, tuple[float, float]] = field(default_factory=dict)
    described: dict[str, tuple[str, str]] = field(default_factory=dict)
    caption: str = ""
    description: str = ""
    note: str = ""
    error: str = ""
    dimmed: bool = False

    @property
    def locals(self) -> dict[str, str]:
        """The local gradients by edge, such as "w→z"."""
        return {f"{source}→{target}": text.removeprefix("×") for source, target, text in self.edges}

    @property
    def values(self) -> dict[str, float]:
        """What the sliders say, from the attribute that screen readers use."""
        return {name: now for name, (now, _) in self.sliders.items()}


class Figure:
    """One figure on a page: the `index`-th that `explore` has made there."""

    def __init__(self, page: Page, index: int = 0) -> None:
        self.page, self.root = page, page.locator(".gv-explore").nth(index)
        self.root.wait_for(timeout=60_000)
        self.root.locator(".gv-picture, .gv-error").first.wait_for(timeout=60_000)

    def show(self) -> Figure:
        """Scroll to the figure: a picture that is out of sight is not kept up to date, and need not be."""
        in_sight(self.root)
        return self

    def read(self) -> Seen:
        """Everything the figure shows now."""
        raw: dict[str, Any] = self.root.evaluate(READ)
        seen = Seen(
            **{key: plain(raw[key]) for key in ("caption", "description", "note", "error")}, dimmed=raw["dimmed"]
        )
        for title, value, gradient, state in raw["nodes"]:
            name = name_in(plain(title))
            assert name not in seen.nodes, f"two nodes are called {name!r}"
            seen.titles[name], seen.states[name] = plain(title), state
            seen.nodes[name] = plain(value), plain(gradient).removeprefix("∂ ")
        seen.edges = [(name_in(plain(a)), name_in(plain(b)), plain(text)) for a, b, text in raw["edges"]]
        seen.rows = {what: (plain(formula).removeprefix("= "), plain(number).removeprefix("= "))
                     for what, formula, number in raw["rows"]}  # fmt: skip
        seen.sliders = {name: (float(now), float(plain(readout))) for name, now, readout in raw["sliders"]}
        more = r"(?:, (?:local|contributes|may|kept) .*?)?"
        sentence = rf"(\S+)(?: \([^)]*\))?: value (\S+), gradient (.+?){more}\.(?= |$)"
        seen.described = {name: (value, gradient) for name, value, gradient in re.findall(sentence, seen.description)}
        return seen

    def handle(self, name: str) -> Locator:
        """The part of a slider that takes the keys: sliders of ipywidgets 8 are noUiSliders, not <input>s."""
        label = self.page.locator(f'.widget-label:text-is("{name}")')
        return self.root.locator(".widget-slider").filter(has=label).locator(".noUi-handle")

    def press(self, name: str, key: str, times: int = 1) -> None:
        """Press a key on a slider."""
        self.handle(name).focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def set(self, name: str, value: float, step: float = 0.1) -> None:
        """Bring a slider to a value with the arrow keys."""
        away = round((value - float(self.handle(name).get_attribute("aria-valuenow") or "nan")) / step)
        self.press(name, "ArrowRight" if away > 0 else "ArrowLeft", abs(away))

    def burst(self, name: str, keys: list[str], gap: float) -> float:
        """Send keys to a slider, one every `gap` milliseconds; returns how long that took, in seconds."""
        return float(self.handle(name).evaluate(BURST, [keys, gap])) / 1000

    def drag(self, name: str, pixels: int, steps: int = 12) -> None:
        """Drag a slider with the mouse."""
        self.handle(name).scroll_into_view_if_needed()
        box = self.handle(name).bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + pixels, y, steps=steps)
        self.page.mouse.up()

    def reset(self) -> None:
        """Press the Reset button."""
        self.root.get_by_role("button", name="Reset").click()


def name_in(title: str) -> str:
    """The name in a node's first line, such as "z = ×"."""
    return title.split(" = ")[0]
