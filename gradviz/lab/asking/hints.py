"""Three hints to every question, each says more than the one before; none is the answer."""

from __future__ import annotations

import re

from ...language import say
from ...pictures import latex
from ...questions.bank_hints import first_hint
from ...questions.cases import Case
from ...questions.grading import correct_text
from ...questions.program import case_for, labels
from ...questions.question import Question
from ...questions.showing import complete
from ...questions.sweep import uses

LEVELS = 3
"""So many hints has a question."""

WRITTEN = ("01", "02", "03", "04", "07", "08")
"""The lessons that there are: a hint sends nobody to another."""


def hint_for(question: Question, level: int) -> str:
    """A hint to a question: an imported item's own where it has some, else made from what the question holds.

    Args:
        question: the question.
        level: 1 to 3.
    """
    if own := _own(question):
        return own[min(level, len(own)) - 1]
    if question.kind == "shape":
        return _shape(question)[level - 1]
    if not question.generated or question.kind == "text":
        return _written(question)[level - 1]
    return _of_graph(question, case_for(question))[level - 1]


def _own(question: Question) -> list[str]:
    """The hints that came with an imported item."""
    given = question.original.get("hints") or question.original.get("hint")
    return [each for each in (given if isinstance(given, list) else [given]) if isinstance(each, str) and each.strip()]


def _written(question: Question) -> tuple[str, str, str]:
    """Of an item by hand: where to begin, where it is taught, and what it is not."""
    again = first_hint(question) or say("Read the question once more, word by word, and try the smallest example that "
                                        "you can think of.")  # fmt: skip
    known = [each for each in question.source if not re.fullmatch(r"[RE]\d+", each)]  # no number of a plan
    source = ", ".join(known)
    if question.lesson in WRITTEN:
        place = say("Look again at lesson {lesson}.", lesson=question.lesson)
    elif source and not question.lesson:
        place = say("Look again at {source}.", source=source)
    else:
        place = say("Write down what each word of the question means, then what is given and what is not.")
    return again, place, _ruled_out(question) or say("Say your answer to the smallest example, and why. Does that "
                                                     "reason hold for the question too?")  # fmt: skip


def _ruled_out(question: Question) -> str:
    """One wrong answer with what is behind it; "" where that would leave the right one alone, or tell it."""
    wrong = [each for each in question.options if each.right is not True]
    if question.kind not in ("choice", "choices", "number") or len(wrong) < 2:
        return ""
    said = correct_text(question).casefold()
    told = [each for each in wrong if each.feedback and not _in(said, each.feedback.casefold())]
    if told:
        return say("Not this one: {option}. {feedback}", option=told[0].text, feedback=told[0].feedback)
    return say("Not this one: {option}.", option=wrong[0].text)


def _in(answer: str, text: str) -> bool:
    return any(re.search(rf"(?<![\w.]){re.escape(part)}(?![\w])", text) for part in answer.split("; ") if part)


def _shape(question: Question) -> tuple[str, str, str]:
    return (
        say("Write down the shape of every input, and of each result on the way."),
        say("A gradient has one slope for each element of what it belongs to."),
        say("Which elements does {name} itself have? Where it was spread over a batch, its slopes are added up.",
            name=question.wrt),
    )  # fmt: skip


def _of_graph(question: Question, case: Case) -> tuple[str, str, str]:
    called = labels(case.graph)
    output = called[case.graph.output]
    if question.asks in ("local", "contribution", "forward", "merge"):
        return _of_structure(output)[question.asks]
    start = say("The backward pass starts at {output} with 1 and goes against the arrows, one operation at a time.",
                output=output)  # fmt: skip
    if not question.wrt:
        return (
            start,
            say("A node is complete when every node that uses it has reported: upstream × local, added up."),
            say("A node that is used twice gets two contributions: count the arrows that leave it."),
        )
    return _of_node(question, case, called, start)


def _of_structure(output: str) -> dict[str, tuple[str, str, str]]:
    """By what is asked, where no node is named."""
    return {
        "local": (
            say("A local gradient belongs to one edge: how much does that operation alone change with that one input?"),
            say("Nothing from upstream is in it: leave out all that comes after the operation."),
            say("Take the derivative of the operation by that input, then put in the values of the forward pass."),
        ),
        "contribution": (
            say("An edge sends back upstream × local: two numbers, and their product."),
            say("Upstream is the whole gradient of the node that the edge leads into. Begin at {output} with 1.",
                output=output),
            say("The local gradient is how much that node alone changes with this one input."),
        ),
        "forward": (
            say("Go with the arrows, from the inputs to {output}.", output=output),
            say("An operation can run when all that it is made from is there."),
            say("Begin with one that needs inputs alone, and strike out each that is done."),
        ),
        "merge": (
            say("Contributions are added where a value is used more than once."),
            say("Count the arrows that leave each node."),
            say("Inputs are nodes too: look at all of them, not only at the operations."),
        ),
    }  # fmt: skip


def _of_node(question: Question, case: Case, called: list[str], start: str) -> tuple[str, str, str]:
    node, graph = case.position(question.wrt), case.graph
    name, edges = called[node], uses(graph)[node]
    if question.asks == "value":
        return _of_value(case, node, called)
    if question.asks == "waits":
        return (
            say("A gradient is complete when every node that uses the value has reported."),
            say("Follow the arrows that leave {name}, one step only.", name=name),
            say("Arrows that leave {name}: {count}.", name=name, count=len(edges)),
        )
    users = ", ".join(called[graph.edges[edge].target] for edge in reversed(edges)) or say("nothing")
    used = say("{name} is used by {users}. Each use brings one contribution: upstream × local.",
               name=name, users=users)  # fmt: skip
    return start, used, say("In symbols: {formula}", formula=_symbols(question, case, called))


def _of_value(case: Case, node: int, called: list[str]) -> tuple[str, str, str]:
    name, graph = called[node], case.graph
    made_from = ", ".join(dict.fromkeys(called[graph.edges[edge].source] for edge in graph.incoming()[node]))
    if not made_from:
        return (
            say("{name} is an input: nothing has to be computed.", name=name),
            say("Arrows leave {name}, and none arrives there.", name=name),
            say("Look for {name} among the numbers of the question.", name=name),
        )
    return (
        say("Go with the arrows from the inputs: each value is computed from those before it, up to {name}.",
            name=name),
        say("{name} is computed from {sources}: have those first.", name=name, sources=made_from),
        say("The last step to {name} is the operation {sign}.", name=name, sign=graph.nodes[node].symbol),
    )  # fmt: skip


def _symbols(question: Question, case: Case, called: list[str]) -> str:
    """The product of slopes along each path; a node without a name is called as in the question."""
    names = [node.name or "" for node in case.graph.nodes]
    try:
        text = latex(complete(case), wrt=question.wrt).text.split(" = ")[1].strip()
        if any(letter.isalpha() for letter in text) and not any(re.fullmatch(r"n\d+", name) for name in names):
            return re.sub(r"\bn(\d+)\b", lambda found: f"[{called[int(found[1])]}]", text)
    except (KeyError, ValueError, TypeError, IndexError):
        pass  # it has no formula, or the number alone that is asked for
    return say("multiply along each path, then add the paths")
