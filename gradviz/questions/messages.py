"""What a learner reads under an answer: what the number did, then where to look. Plain text."""

from __future__ import annotations

from ..language import say
from .cases import Case
from .program import labels
from .rules import Rule
from .slips import NEAR, ONE_OFF
from .sweep import uses, way_back
from .typed import shown


def named(case: Case, node: int) -> str:
    """What a node is called in a sentence: its name, else its sign and value; a power as the question writes it."""
    found = case.graph.nodes[node]
    if found.name:
        return found.name
    sign = labels(case.graph)[node] if found.op == "power" else found.symbol
    return say("{symbol} (value {value})", symbol=sign or say("the leaf"), value=shown(float(case.values[node])))


def right(typed: float, case: Case, asked: int) -> str:
    """After a right answer."""
    if asked == case.graph.output:
        return say("{typed} is right: so much does the output change with itself, and every backward pass starts "
                   "there.", typed=shown(typed))  # fmt: skip
    return say("{typed} is right: each local gradient times what arrives from above, added over the uses.",
               typed=shown(typed))  # fmt: skip


def rule(typed: float, rules: list[Rule], *, sure: bool) -> str:
    """After an answer that one or more rules give."""
    first = rules[0]
    if sure:
        return say(
            "{typed} fits one rule again, a misconception called “{name}”: “{belief}” {advice}",
            typed=shown(typed), name=first.title(), belief=first.said(), advice=first.advice(),
        )  # fmt: skip
    if len({one.id for one in rules}) > 1:
        return say(
            "{typed} comes out of more than one wrong rule; the likeliest: “{belief}” {advice}",
            typed=shown(typed), belief=first.said(), advice=first.advice(),
        )  # fmt: skip
    return say("{typed} is what this wrong rule gives: “{belief}” {advice}",
               typed=shown(typed), belief=first.said(), advice=first.advice())  # fmt: skip


def pair(typed: float, one: Rule, two: Rule, *, sure: bool) -> str:
    """After an answer that two rules give together: their names, for two beliefs would make it long."""
    words = {"typed": shown(typed), "one": one.title(), "two": two.title(), "advice": one.advice()}
    if sure:
        return say("{typed} fits two misconceptions at once again, “{one}” and “{two}”. {advice}", **words)
    return say("{typed} could come from two things at once, “{one}” and “{two}”. {advice}", **words)


def slip(typed: float, kind: str) -> str:
    """After an answer near the right one."""
    if kind == ONE_OFF:
        return say("{typed} is one off: a slip? Add it up once more, and try again.", typed=shown(typed))
    if kind == NEAR:
        return say("{typed} is near: a slip, or rounded early? Go over the last step, and try again.",
                   typed=shown(typed))  # fmt: skip
    return say("{typed} has the right digits in another order: a slip? Try again.", typed=shown(typed))


def unknown(typed: float, case: Case, asked: int) -> str:
    """After an answer that nothing explains: a hint on the first step."""
    output = case.graph.output
    way = way_back(case.graph, asked)
    if len(way) < 2:
        return say("{typed} fits nothing that is known here. How much does {output} change with itself?",
                   typed=shown(typed), output=named(case, output))  # fmt: skip
    first = next((n for n in way[1:] if any(case.graph.edges[e].target == output for e in uses(case.graph)[n])), asked)
    return say(
        "{typed} fits nothing that is known here. Start at {output} with 1; the first step back leads to {node}.",
        typed=shown(typed), output=named(case, output), node=named(case, first),
    )  # fmt: skip
