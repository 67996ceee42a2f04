"""The head of a figure with its tools, and its help: keys and what the figure is for, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..language import say


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


def help_html(idea: str, keys: Sequence[tuple[str, str]]) -> str:
    """What the figure is for and which keys it knows."""
    common = [
        ("Tab", say("to the next control, then from node to node")),
        (say("Up, Down"), say("on a node: to the one before and the one after")),
        ("Enter", say("select the node")),
        ("Esc", say("let go of it")),
        ("+ −", say("a larger or smaller picture")),
        ("P", say("projector")),
        ("?", say("this help")),
    ]
    rows = "".join(
        f"<tr><th scope='row'><kbd>{escape(say(key))}</kbd></th><td>{escape(say(what))}</td></tr>"
        for key, what in [*keys, *common]
    )
    return (
        f"<p>{escape(say(idea))}</p><table aria-label='{escape(say('keys'))}'><tbody>{rows}</tbody></table>"
        f"<p>{escape(say('Sliders keep their own arrow keys. What the picture shows is read out in order.'))}</p>"
    )
