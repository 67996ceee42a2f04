"""The items of lessons 09 to 11: matrices and softmax, memory and compute, the hunt."""

from __future__ import annotations

from ..language import mark
from .bank_parts import chosen, number, right, wrong
from .question import SHAPE, Question

ITEMS = (
    Question(SHAPE, mark("Y = XW with X 5 × 3 and W 3 × 2. Which shape has the gradient of W?"), "A40", "09",
             ("R88",), rules=("M20",), asks="gradient", program="sum(X@W)", shapes={"X": (5, 3), "W": (3, 2)}, wrt="W"),
    chosen("A41", "09", "R87", mark("Y = XW + b, and [[1, 0, −1], [2, 1, 0]] arrives: what is the gradient of b?"),
           right("[3, 1, −1]", mark("b is used in each row, so the rows are added.")),
           wrong("[[1, 0, −1], [2, 1, 0]]", mark("b has one row: what it was spread over is summed back."), "M20"),
           wrong("[1.5, 0.5, −0.5]", mark("Uses add up; the mean would be in the loss."), "M3"),
           wrong("[0, 3]", mark("That is summed over the wrong side."), "M20")),
    chosen("A42", "09", "R89", mark("The Jacobian of softmax: what is the sum of a row, and is it diagonal?"),
           right(mark("0; no"), mark("Raise one logit, and the others lose what it gains.")),
           wrong(mark("1; yes"), mark("The outputs sum to 1, their changes to 0."), "M21"),
           wrong(mark("0; yes"), mark("A row that sums to 0 has more than one entry."), "M21")),
    chosen("A43", "09", "R90", mark("Softmax and cross entropy, p = [0.2, 0.5, 0.3], target the second: the gradient?"),
           right("[0.2, −0.5, 0.3]", mark("p − y, with y = [0, 1, 0].")),
           wrong("[0, −0.5, 0]", mark("The others are pulled down too."), "M21"),
           wrong("[−0.2, 0.5, −0.3]", mark("That is y − p: the way down, not the gradient."), "M13"),
           wrong("[0.16, 0.25, 0.21]", mark("That is p(1 − p), the diagonal of softmax alone."), "M21")),
    chosen("A44", "10", "R18 R120", mark("Which operation saves nothing for the backward pass?"),
           right(mark("add"), mark("Its local gradients are 1, whatever the values are.")),
           wrong(mark("exp"), mark("It keeps its result, which is its slope.")),
           wrong(mark("multiply"), mark("It keeps both inputs: each is the other's slope.")),
           wrong("ReLU", mark("It keeps where the input was above 0."))),
    number("A45", "10", "R124", mark("16 layers in 4 segments, checkpointed: how many activations at the peak?"), 8,
           wrong("4", mark("Those are kept at the borders. Within the segment that is run again there are more.")),
           wrong("16", mark("That is without checkpointing.")), rtol=0.0),
    number("A46", "10", "R124 R125",
           mark("16 layers in 4 segments: all work against a plain pass, if backward costs twice forward?"), 1.25,
           wrong("2", mark("About one more forward pass is added, not all of the work once more.")),
           wrong("1.3333", mark("That is a whole forward pass more; the last segment is not run again.")), rtol=0.01),
    chosen("A47", "10", "R114", mark("A leaf of 20 million floats: how much more memory does requires_grad=True take?"),
           right(mark("none yet"), mark("Only what operations save, and later the gradient, take memory.")),
           wrong(mark("twice as much"), mark("The gradient is made by backward, not before.")),
           wrong(mark("a little for each float"), mark("It is one mark on the tensor."))),
    chosen("A48", "10", "R126", mark("float16(10⁻⁸), and the same multiplied by 65536 before?"),
           right(mark("0; it survives"), mark("The smallest float16 above 0 is about 6·10⁻⁸.")),
           wrong(mark("10⁻⁸; 0"), mark("float16 has no number so near to 0; a larger one it has.")),
           wrong(mark("0; 0"), mark("6.6·10⁻⁴ is well within float16."))),
    chosen("A49", "11", "R74 R142", mark("A gradient check fails only where a value is used twice. What is the cause?"),
           right(mark("= where += should be"), mark("The second contribution overwrites the first.")),
           wrong(mark("a lost sign"), mark("That would fail where nothing is used twice, too."), "M7"),
           wrong(mark("a wrong scale"), mark("That would fail everywhere."))),
    chosen("A50", "11", "R78 R142", mark("An engine fails only on the second backward pass. What is the cause?"),
           right(mark("inner gradients are kept"), mark("They have to start anew in each pass; leaves accumulate.")),
           wrong(mark("the learning rate"), mark("No rate takes part in a backward pass."), "M12"),
           wrong(mark("a wrong local gradient"), mark("That would fail in the first pass already."))),
)  # fmt: skip
