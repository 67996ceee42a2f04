"""A figure of `gv.train` as a student meets it."""

from .looks import choose_theme
from .waiting import in_sight, plain, wait_for

# What reaches out of the figure on the right, but for what scrolls in a place of its own.
WIDE = """(root) => {
  const right = root.getBoundingClientRect().right + 1;
  return [...root.querySelectorAll('*')].filter((e) => e.getClientRects().length
    && !e.closest('svg, .gv-picture, [class*=noUi]')
    && e.getBoundingClientRect().right > right).map((e) => e.outerHTML.slice(0, 90));
}"""


def shown(page, index):
    root = page.locator(".gv-train").nth(index)
    root.locator(".gv-picture").wait_for()
    return in_sight(root, "start")


def in_both_themes(page, width):
    """The page of a width in light, then in dark. JupyterLab's menu of themes needs a wide one."""
    for theme in ("light", "dark"):
        page.set_viewport_size({"width": 1280, "height": 900})
        choose_theme(page, light=theme == "light")
        page.set_viewport_size({"width": width, "height": 1900})
        yield theme


def caption(root):
    return plain(root.locator(".gv-caption").inner_text())


def says(root, text):
    wait_for(root.page, lambda: caption(root), text)


def keys(root, *names):
    root.locator(".gv-picture g.node").first.focus()
    for name in names:
        root.page.keyboard.press(name)
