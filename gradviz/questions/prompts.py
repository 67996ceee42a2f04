"""The prompts of generated questions."""

from __future__ import annotations

from ..language import mark, say
from .cases import Case
from .program import labels
from .question import CHOICES, FADED, OF_EDGES, PASS, PICK, SIGN, Question
from .typed import in_full


def prompt_of(question: Question, case: Case) -> str:
    """The prompt of a generated question."""
    graph, called = case.graph, labels(case.graph)
    output = graph.nodes[graph.output].name or say("the output")
    words = {"output": output, "name": question.wrt}
    if question.asks in OF_EDGES and question.edge is not None:
        source, target, argument = question.edge
        words |= {"source": called[source], "target": called[target], "number": str(argument + 1)}
    asked = _asked(question)
    if question.edge is not None and sum(edge[:2] == question.edge[:2] for edge in graph.edges) > 1:
        asked = _OF_SEVERAL[question.asks]
    if asked == _GRADIENT and not graph.nodes[graph.output].name:
        asked = mark("What is the gradient of {name}?")
    return f"{given_of(question)} {say(asked, **words)}"


def given_of(question: Question) -> str:
    """What is given in a generated question: its formula, where it has one, and its numbers."""
    numbers = ", ".join(f"{name} = {in_full(value)}" for name, value in question.inputs.items())
    formula = "" if question.program.lstrip().startswith("{") else question.program
    return say("{program}, with {numbers}.", program=formula, numbers=numbers) if formula else f"{numbers}."


_GRADIENT = mark("What is ∂{output}/∂{name}?")
_OF_SEVERAL = {
    "local": mark("What is the local gradient of {target} for {source} as its input number {number}?"),
    "contribution": mark("What does {target} send back to {source} as its input number {number}?"),
}


def _asked(question: Question) -> str:
    """The question itself, before its names are put in."""
    by_kind = {
        SIGN: mark("Does {output} go up or down when {name} is raised a little?"),
        PASS: mark("Give the gradient of every node, from {output} back."),
        FADED: mark("Fill in what is blank in this backward pass from {output}."),
        CHOICES: mark("For which nodes does the gradient of {name} wait?"),
    }
    by_asks = {
        "gradient": _GRADIENT, "value": mark("What is the value of {name}?"),
        "local": mark("What is the local gradient of {target} for {source}?"),
        "contribution": mark("What does {target} send back to {source} along the edge between them?"),
        "forward": mark("Put the operations into an order in which the forward pass can run them."),
        "backward": mark("Put the operations into an order in which the backward pass can visit them."),
        "waits": mark("Pick a node that must report before the gradient of {name} is complete."),
        "merge": mark("Pick a node at which several contributions to one gradient are added."),
    }  # fmt: skip
    if question.kind == PICK and question.asks == "local":
        return mark("Pick an edge whose local gradient is the largest in size.")
    return by_kind.get(question.kind) or by_asks[question.asks]
