"""What stands beside the learner's graph: the formula, the nodes in a list, and what the check has found."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ...language import say
from ...pictures.numbers import short
from .build_controls import called
from .comparing import Finding
from .drafts import Draft, Part


def panel(formula: str, draft: Draft, findings: Sequence[Finding], checked: bool, free: bool) -> str:
    """The panel as HTML.

    Args:
        formula: what is to be built.
        draft: the learner's nodes.
        findings: what is not as in the formula.
        checked: whether that was asked for; if not, nothing is said about it.
        free: whether nodes may be deleted.
    """
    rows = "".join(_row(part, free) for part in draft.parts)
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in (say("node"), say("operation"), say("inputs")))
    table = (
        f'<table class="gv-ways" aria-label="{escape(say("your nodes"))}"><thead><tr>{heads}<td></td></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    head = f"<p>{escape(say('Build the graph of'))} <strong class='gv-formula'>{escape(formula)}</strong></p>"
    open_ends = say("An operation that nothing uses yet has a double border, as an output has.")
    ends = [name for name in draft.unused if draft.part(name).op is not None]
    note = f"<p>{escape(open_ends)}</p>" if ends and len(draft.unused) > 1 else ""
    return head + _result(findings, checked) + (table if rows else "") + note


def _row(part: Part, free: bool) -> str:
    operation = say("input") if part.op is None else called(part.op)
    inputs = "" if part.op is None else ", ".join(x if isinstance(x, str) else short(x) for x in part.given)
    tip = escape(say("Delete {name} and what was computed from it", name=part.name))
    button = (
        f'<button type="button" data-do="delete" data-value="{escape(part.name)}" title="{tip}" '
        f'aria-label="{tip}">{escape(say("delete"))}</button>'
    )
    return (
        f'<tr><th scope="row">{escape(part.name)}</th><td>{escape(operation)}</td><td>{escape(inputs)}</td>'
        f"<td>{button if free else ''}</td></tr>"
    )


def _result(findings: Sequence[Finding], checked: bool) -> str:
    """What the check has found, as a list; right, in words."""
    if not checked:
        return ""
    if not findings:
        return f'<p class="gv-right"><strong>{escape(say("Right"))}</strong> ✓</p>'
    items = "".join(f'<li data-kind="{finding.kind}">{escape(finding.text)}</li>' for finding in findings)
    return f'<ol class="gv-findings" aria-label="{escape(say("what the check has found"))}">{items}</ol>'
