"""What the lessons ask beside the items A1 to A50: quick checks (B) and, in words, why something is so (W)."""

from __future__ import annotations

from ..language import mark
from .bank_parts import chosen, number, right, wrong
from .question import TEXT, Question


def _why(name: str, lesson: str, source: str, prompt: str, model: str) -> Question:
    """A question for a text, with the model answer to compare it with."""
    return Question(TEXT, prompt, name, lesson, tuple(source.split()), model=model)


ITEMS = (
    chosen("B1", "01", "R102 R2", mark("In this course, what does a node of a computational graph stand for?"),
           right(mark("a value, with the operation that made it, if there is one"),
                 mark("An input is a value that no operation has made. Other books draw operations alone as nodes.")),
           wrong(mark("an operation alone"), mark("Then w, x, b and t, which nothing has made, would be no nodes.")),
           wrong(mark("the way of a value into an operation"), mark("That is an edge.")),
           wrong(mark("a layer of a network"), mark("A layer has many values; each of them can have a node."))),
    chosen("B2", "02", "R56", mark("A tie: 1 arrives at max(1, 1). What do the two inputs get here and in PyTorch?"),
           right(mark("½ and ½"), mark("At a tie there is no slope, so a rule is needed: the two share.")),
           wrong(mark("1 and 0"), mark("Other programs do that; here a tie is shared.")),
           wrong(mark("1 and 1"), mark("Then raising both by h would seem to raise the result by 2h."), "M24"),
           wrong(mark("0 and 0"), mark("Raise both by h, and the result rises by h: together they must get 1."))),
    number("B3", "02", "R53 R33", mark("x is used twice; its uses send back 4 and −1. What is the gradient of x?"), 3,
           wrong("-4", mark("Both uses move the output: what they send back is added, not multiplied."), "M2"),
           wrong("5", mark("−1 counts with its sign.")),
           wrong("1.5", mark("Nothing is averaged: each use moves the output by all that it sends back."), "M3"),
           wrong("4", mark("That is one use alone; the other one has sent something back, too."), "M1"),
           wrong("-1", mark("That is one use alone; the other one has sent something back, too."), "M1")),
    number("B4", "02", "R58", mark("4 arrives at relu(x), and x is −0.5. What does x get?"), 0,
           wrong("4", mark("Left of 0 the result is 0 and stays 0 when x moves a little: the gate is shut."), "M24"),
           wrong("1", mark("That is the slope right of 0. At −0.5 the gate is shut.")),
           wrong("-2", mark("That is what arrives times the value of x. Multiply by the slope at x."), "M11"),
           wrong("-0.5", mark("That is the value of x, and a gradient is asked for."), "M11")),
    number("B5", "04", "R14 R15 R31", mark("A graph has 300 edges and ten thousand million paths from its inputs to "
           "its output. How many edges does one backward pass visit?"), 300,
           wrong("1e10", mark("Those are the paths. A node adds up before it sends on, so no edge is walked twice.")),
           wrong("600", mark("Twice would be forward and backward together."))),
    number("B6", "08", "R67", mark("L = (4 + θ − 7)², θ = 1, rate 0.25, and zero_grad is left out: θ is 2 after the "
           "first step. What is it after the second?"), 3.5,
           wrong("2.5", mark("That is with zero_grad. Without it the −4 of the first pass is still there."), "M14"),
           wrong("3", mark("That is where it should end. Add −2 to the −4 that is kept, and take the step."), "M14"),
           wrong("0.5", mark("A step goes against the gradient: −6 is kept, so θ goes up."), "M13")),
    chosen("B7", "08", "R103 R67", mark("x² at x = 3: forward, backward, and both once more, without zeroing. x.grad?"),
           right("12", mark("Each pass has a graph of its own, and the leaf adds up: 6 + 6.")),
           wrong("6", mark("The second gradient is added to the first, it does not replace it."), "M14"),
           wrong("36", mark("The passes are added, not multiplied."), "M2"),
           wrong(mark("an error"), mark("That comes when one graph is swept twice; here each has its own."), "M16")),
    chosen("B8", "08", "R69 R21", mark("for batch, target in loader: loss = criterion(model(batch), target); "
           "loss.backward(); optimizer.step(). The loss falls at first, then it grows and swings. What is missing?"),
           right(mark("optimizer.zero_grad(), between a step and the next backward"),
                 mark("Until then each step follows the sum of all gradients since the start.")),
           wrong(mark("a second loss.backward()"), mark("It would add the same gradient again, if it ran."), "M14"),
           wrong(mark("optimizer.zero_grad(), between backward and step"),
                 mark("That clears what step is about to use: nothing would move."), "M12"),
           wrong(mark("a new model for each batch"), mark("Then nothing would be learned."))),
    _why("W1", "01", "R3 R28", mark("Why is the gradient at the output always 1, whatever the value of the output is?"),
         mark("A gradient says how many times as much the output moves when this number moves. When the output moves "
              "by a little, it moves by just as much as itself: 1 times.")),
    _why("W2", "02", "R54 R55", mark("In z = w·x the slope for w is x. Why is it not w?"),
         mark("Push w by h: z becomes (w + h)·x, which is h·x more. How much comes of a push on w depends on what w is "
              "multiplied by, and not on w itself.")),
    _why("W3", "03", "R12 R26", mark("Why does the backward pass go from the output to the inputs, and not the other "
         "way? Use the word upstream."),
         mark("To send something to an input, an operation needs its upstream gradient: how fast the output moves with "
              "its own result. At the output it is known, 1. Elsewhere it is known only when the operations between "
              "there and the output have had their turn.")),
    _why("W4", "04", "R36 R110", mark("A friend says: a node takes the average of what its branches send back, or the "
         "gradient would grow with every branch. What do you answer? Give numbers."),
         mark("A push on x goes down every branch at once, and all changes arrive in the output together: they add up. "
              "y = x² + x³ at 3, pushed by 0.01, moves by about 0.33, which is (6 + 27)·0.01; the average predicts "
              "0.165. More branches are more influence, so the gradient should grow.")),
    _why("W7", "07", "R12 R116", mark("A backward() calls itself at once for each input, with what it has so far. On a "
         "chain its numbers are right. Why must the nodes be put in order where a value is used twice?"),
         mark("Where a value is used twice, its gradient is complete only when both uses have reported. A function "
              "that calls itself passes on what has arrived so far, and then again, so parts are counted twice, or "
              "every path is walked: thirty doublings have a billion of them. In order each node sends once, when it "
              "has all.")),
    _why("W8", "08", "R67 R69", mark("Why does backward add to .grad and not replace it, although most loops zero it "
         "at once? Use the words branch and batch."),
         mark("Within one pass a value that is used in several branches gets the sum of what they send back. The same "
              "sum over several passes gives the gradient of a batch that was cut into parts. When it should not add "
              "up, it is zeroed by a line that you can see.")),
)  # fmt: skip
"""In the order of the lessons."""
