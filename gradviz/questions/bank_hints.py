"""The first hint to an item that is written by hand: where to begin with this one."""

from __future__ import annotations

from ..language import mark, say
from .bank import item
from .question import Question, QuestionError

_FIRST = {
    "A1": mark("Count the boxes that compute; inputs are not among them."),
    "A2": mark("Go through each order from the left: has every value all that it is made from?"),
    "A4": mark("Draw it. In the graph a value is one box, and several arrows may leave it; in a tree only one."),
    "A5": mark("Write down for each operation which results it needs before it can begin."),
    "A9": mark("Raise one of the two by 0.1, then the other one: by how much does the result change?"),
    "A10": mark("The slope of a sigmoid can be written with its output alone: which two factors is it?"),
    "A11": mark("The change is about the slope times the nudge. What is the slope of x³ at 2?"),
    "A12": mark("Which operation lies between z and y, and what is its local gradient?"),
    "A20": mark("Draw two doublings and count: how many arrows does one add, and what does it do to the ways?"),
    "A22": mark("Raise the 3 by 0.1, then the 7: which of them moves the result?"),
    "A26": mark("What is the local gradient of a sum for each of its inputs?"),
    "A36": mark("What is the gradient of one pass, and does backward replace it or add to it?"),
    "A37": mark("Ask of each line what it writes into: the loss, .grad, or the weight itself."),
    "A38": mark("Write the mean of four numbers with the means of their two halves."),
    "A39": mark("Work out ∂L/∂θ first. The step goes against it, and is as long as rate × gradient."),
    "B1": mark("In the picture of a graph, what do a round box and a square box have in common?"),
    "B2": mark("Raise both inputs by 0.1: how much does the result rise, and what must the two get together?"),
    "B3": mark("Raise x by a little: each use moves the output. How much do they move it together?"),
    "B4": mark("Which slope has ReLU to the left of 0?"),
    "B5": mark("How often does the backward pass walk along one edge?"),
    "B6": mark("What stands in θ.grad before the second backward, and what does backward do with it?"),
    "B7": mark("What is in x.grad after the first pass, and does the second replace it or add to it?"),
    "B8": mark("Say what is in .grad when the second batch begins."),
}


def first_hint(question: Question) -> str:
    """The first hint to an item of the bank; "" where it has none of its own, or the question only has its name.

    Args:
        question: any question.
    """
    if question.id not in _FIRST:
        return ""
    try:
        same = item(question.id).prompt == question.prompt
    except QuestionError:
        return ""
    return say(_FIRST[question.id]) if same else ""
