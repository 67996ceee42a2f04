"""How a figure looks, in numbers: colours with their contrast, sizes of letters, and what lies over what."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

# Every text with its colour and the colour that lies behind it: the box of its node, or the first opaque ground.
COLOURS = """(figure) => {
  const css = (element) => getComputedStyle(element);
  const walker = document.createTreeWalker(figure.querySelector('.gv-root'), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), of = walker.currentNode.parentElement;
    if (!text || !of.getClientRects().length || of.closest('title, desc')) continue;
    const box = of.closest('.mark')?.querySelector('rect')
      ?? of.closest('g.node, g.operation')?.querySelector('polygon, path, ellipse');
    let ground = of;
    while (!box && css(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
    found.push([text, of.closest('[class]').getAttribute('class'), of.closest('svg') ? css(of).fill : css(of).color,
      box ? css(box).fill : css(ground).backgroundColor]);
  }
  return found;
}"""

# Letters' heights in pixels of the screen, texts wider than their boxes, and labels on top of something.
SIZES = """(figure) => {
  const svg = figure.querySelector('.gv-picture svg');
  const scale = svg.getScreenCTM().a;
  const all = (selector) => [...svg.querySelectorAll(selector)].filter((e) => e.textContent);
  const box = (element) => element.getBoundingClientRect();
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const shape = (node) => node.querySelector('polygon, path, ellipse');
  const nodes = [...svg.querySelectorAll('g.node, g.operation')].filter(shape).map((node) => box(shape(node)));
  const labels = all('g.edge text');
  return {
    letters: all('g.node text').map((t) => parseFloat(t.getAttribute('font-size')) * scale),
    labels: labels.map((t) => parseFloat(t.getAttribute('font-size')) * scale),
    wide: all('g.node').flatMap((node) => [...node.querySelectorAll('text')].filter((text) => {
      const inner = box(text), outer = box(text.closest('.mark')?.querySelector('rect') ?? shape(node));
      return inner.left < outer.left || inner.right > outer.right || inner.bottom > outer.bottom + 0.5;
    }).map((text) => text.textContent)),
    covered: labels.filter((label, k) => nodes.some((node) => over(node, box(label)))
      || labels.some((other, j) => j < k && over(box(other), box(label)))).map((label) => label.textContent),
    outside: all('text').filter((text) => !over(box(text), box(svg)) || box(text).right > box(svg).right + 1)
      .map((text) => text.textContent),
  };
}"""


# What of these places is not in sight while the figure's head is at the top: below the notebook's lower edge, or aside.
UNSEEN = """(figure, selectors) => {
  figure.scrollIntoView({ block: 'start' });
  const edge = (figure.closest('.jp-WindowedPanel-outer') ?? document.body).getBoundingClientRect();
  return selectors.filter((selector) => {
    const place = figure.querySelector(selector)?.getBoundingClientRect();
    return !place || !place.height || place.bottom > edge.bottom || place.top < edge.top - 1
      || place.right > edge.right;
  });
}"""


def unseen(figure: Locator, *selectors: str) -> list[str]:
    """Those of the places in a figure that a reader has to scroll to, on a screen of 1280 × 800."""
    figure.page.set_viewport_size({"width": 1280, "height": 800})
    return figure.evaluate(UNSEEN, list(selectors))


def colours(figure: Locator) -> list[tuple[str, str, str, str]]:
    """Text, class, colour and ground of every text that a figure shows."""
    return [tuple(found) for found in figure.evaluate(COLOURS)]


def sizes(figure: Locator) -> dict[str, Any]:
    """What SIZES measures."""
    return figure.evaluate(SIZES)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21, as the Web Content Accessibility Guidelines define it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(part) / 255) for part in re.findall(r"\d+", colour)[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def choose_theme(page: Page, light: bool) -> None:
    """Switch JupyterLab's theme from its menu, if it has another one."""
    chosen = f"body[data-jp-theme-light={'true' if light else 'false'}]"
    if page.locator(chosen).count():
        return
    page.click("#jp-MainMenu >> text=Settings")
    page.hover(".lm-Menu-item >> text=/^Theme$/")
    page.click(f".lm-Menu-item >> text=/^JupyterLab {'Light' if light else 'Dark'}$/")
    page.wait_for_selector(chosen, state="attached")


def photograph(figure: Locator, path: Path) -> bytes:
    """Keep a picture of a figure, as soon as what moves has come to rest."""
    figure.page.mouse.move(2, 2)
    figure.evaluate("() => document.activeElement?.blur()")
    return figure.screenshot(path=path, animations="disabled")


def narrow_overflow(figure: Locator, path: Path) -> int:
    """By how many pixels a figure is wider than a page of 480 pixels leaves it; a picture of it there is kept."""
    figure.page.set_viewport_size({"width": 480, "height": 900})
    photograph(figure, path)
    wide = figure.evaluate("(root) => root.scrollWidth - root.clientWidth")
    figure.page.set_viewport_size({"width": 1280, "height": 900})
    return int(wide)
