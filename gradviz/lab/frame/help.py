"""The head of a figure with its tools, and its help: keys and what the figure is for, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ...language import mark, say


def tools_html(title: str, idea: str) -> str:
    """The head: title, key idea and the tools, which the page's own script serves."""
    tools = "".join(
        f'<button type="button" data-tool="{name}" title="{escape(what)}" aria-label="{escape(what)}">{sign}</button>'
        for name, sign, what in _tools()
    )
    return (
        f'<div class="gv-head"><p><strong>{escape(title)}</strong> <span class="gv-idea">{escape(idea)}</span></p>'
        f'<div class="gv-tools" role="group" aria-label="{escape(say("view"))}">{tools}</div></div>'
    )


def _tools() -> list[tuple[str, str, str]]:
    return [
        ("smaller", "−", say("Smaller picture")),
        ("larger", "+", say("Larger picture")),
        ("projector", "⤢", say("Projector: large type, full screen")),
        ("theme", "◐", say("Next theme: as the page, light, dark, contrast")),
        ("help", "?", say("Keys and description")),
    ]


def room_words() -> list[str]:
    """What stands above a picture that has more width than its place, and above one that was made to fit."""
    return [
        say("The picture goes on to the right."), say("Show all of it"),
        say("Point at a node to read it."), say("Large again"),
    ]  # fmt: skip


def help_html(idea: str, keys: Sequence[tuple[str, str]]) -> str:
    """What the figure is for and which keys it knows."""
    common = [
        (mark("Tab"), mark("to the next control, then from node to node")),
        (mark("Up, Down"), mark("on a node: to the one before and the one after")),
        (mark("Enter"), mark("select the node")),
        (mark("Esc"), mark("let go of it")),
        ("+ −", mark("a larger or smaller picture")),
        ("P", mark("projector")),
        ("?", mark("this help")),
    ]
    rows = "".join(
        f"<tr><th scope='row'><kbd>{escape(say(key))}</kbd></th><td>{escape(say(what))}</td></tr>"
        for key, what in [*keys, *common]
    )
    return (
        f"<p>{escape(say(idea))}</p><table aria-label='{escape(say('keys'))}'><tbody>{rows}</tbody></table>"
        f"<p>{escape(say('Sliders keep their own arrow keys. What the picture shows is read out in order.'))}</p>"
    )
