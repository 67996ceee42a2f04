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
    "A23": mark("Which side of 0 is −0.5 on, and which slope has each of the two there?"),
    "A24": mark("Where is the slope of a sigmoid largest, and how large is it there? Ten of them are multiplied."),
    "A25": mark("Is the slope exactly 0 or only small? And is it one factor, or a product of many?"),
    "A26": mark("What is the local gradient of a sum for each of its inputs?"),
    "A27": mark("Think of a loop with an if in it: what has to be known before the graph can be drawn?"),
    "A28": mark("Whose gradient does an optimizer need? What would it cost to keep those of all others?"),
    "A29": mark("Which values does the backward pass of each operation read, and what becomes of them afterwards?"),
    "A30": mark("What does an operation leave behind for the backward pass, and does it so here?"),
    "A31": mark("Where does y send its gradient? Ask of each of the two: was it made by an operation?"),
    "A32": mark("Start at L. A node's turn comes when all that use it have had theirs."),
    "A33": mark("Draw it, and count the arrows that leave x."),
    "A34": mark("What does one pass leave in x.grad? Then ask what starts anew in the second pass, and what does not."),
    "A35": mark("Ask of each step what it needs: backward needs a loss, and what does the loss need?"),
    "A36": mark("What is the gradient of one pass, and does backward replace it or add to it?"),
    "A37": mark("Ask of each line what it writes into: the loss, .grad, or the weight itself."),
    "A38": mark("Write the mean of four numbers with the means of their two halves."),
    "A39": mark("Work out ∂L/∂θ first. The step goes against it, and is as long as rate × gradient."),
    "A41": mark("How many rows use b, and which shape has b itself?"),
    "A42": mark("Raise one input of the softmax a little: what do the outputs add up to before and after?"),
    "A43": mark("Which of the three should be larger, and which smaller? The step goes against the gradient."),
    "A44": mark("Write down the local gradients of each: in which is there no value at all?"),
    "A45": mark("Count what is kept at the borders of the segments, and what one segment needs while it runs again."),
    "A46": mark("Say a forward pass through all layers costs 1. What do the backward pass and the second runs cost?"),
    "A47": mark("Which numbers are there as soon as the leaf is made, and which come with operations or backward?"),
    "A48": mark("What is the smallest number above 0 that float16 has, and on which side of it is each of the two?"),
    "A49": mark("What happens at a value with two uses that happens at no other?"),
    "A50": mark("What is there before the second pass that was not there before the first?"),
    "B1": mark("In the picture of a graph, what do a round box and a square box have in common?"),
    "B2": mark("Raise both inputs by 0.1: how much does the result rise, and what must the two get together?"),
    "B3": mark("Raise x by a little: each use moves the output. How much do they move it together?"),
    "B4": mark("Which slope has ReLU to the left of 0?"),
    "B5": mark("How often does the backward pass walk along one edge?"),
    "B6": mark("What stands in θ.grad before the second backward, and what does backward do with it?"),
    "B7": mark("What is in x.grad after the first pass, and does the second replace it or add to it?"),
    "B8": mark("Say what is in .grad when the second batch begins."),
    "W1": mark("Say first what a gradient of 3 at a number means, then put the output itself in that number's place."),
    "W2": mark("Take w = 3 and x = 2 and push w by 0.1: by how much does the product move, and which of them says so?"),
    "W3": mark("Write down what a node in the middle needs before it can send anything to its inputs."),
    "W4": mark("Take y = x + x and push x by 1: what does the average say, and what happens?"),
    "W7": mark("Draw the smallest graph in which a value is used twice, and follow the calls by hand."),
    "W8": mark("Name one case in which adding is what you want, within one pass and over several."),
}

_OF_OWN_CODE = {
    "own-line": mark("Follow x²·3x back through your lines: x gets two contributions. Which line is run for both?"),
    "own-order": mark("Write down how your backward() makes its list, and work it out for this formula. A pass goes "
                      "through the list from its end."),
    "own-runs": mark("Draw the graph and write down for each operation to which of its inputs your class sends "
                     "something."),
    "own-twice": mark("What does the first pass leave in x.grad, and what do your lines do with that in the second?"),
    "own-objects": mark("Count x, and then one for each operation. Does your class make an object of a plain number, "
                        "too?"),
}  # fmt: skip
"""To the questions about a learner's own class, whose prompts name it."""


def first_hint(question: Question) -> str:
    """The first hint to an item of the bank; "" where it has none of its own, or the question only has its name.

    Args:
        question: any question.
    """
    if question.id in _OF_OWN_CODE:
        return say(_OF_OWN_CODE[question.id])
    if question.id not in _FIRST:
        return ""
    try:
        same = item(question.id).prompt == question.prompt
    except QuestionError:
        return ""
    return say(_FIRST[question.id]) if same else ""
