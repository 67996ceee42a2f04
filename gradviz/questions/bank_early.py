"""The items of lessons 01 to 04: graphs, local slopes, one path, several paths."""

from __future__ import annotations

from ..language import mark
from .bank_parts import asked, chosen, number, right, wrong

_FIGURE = "z = w*x; y = z + b; d = y - t; L = d**2"

ITEMS = (
    number("A1", "01", "R1 R6", mark("How many operation nodes has the graph of (wx + b − t)²?"), 4,
           wrong("8", mark("That counts all nodes, the leaves too.")),
           wrong("7", mark("That counts the edges. An operation node is a box that computes something."))),
    chosen("A2", "01", "R11", mark("L = d², d = y − t, y = z + b, z = wx: which is no order of a forward pass?"),
           right(mark("y, z, d, L"), mark("y is made from z, so z has to be there first.")),
           wrong(mark("z, y, d, L"), mark("Here each value comes after all that it is made from."))),
    asked("A3", "01", "R23", _FIGURE, "d", {"w": 4, "x": -2, "b": 7, "t": 2}, asks="value"),
    chosen("A4", "01", "R17", mark("How many nodes has x in x²·3x: in the graph, and drawn as a tree?"),
           right(mark("1 in the graph, 2 in the tree"), mark("The graph shares the node; a tree cannot.")),
           wrong(mark("2 in the graph, 1 in the tree"), mark("A tree cannot share a node, so x stands there twice.")),
           wrong(mark("2 in both"), mark("In the graph a value is one node, however often it is used.")),
           wrong(mark("1 in both"), mark("A node of a tree has one parent, so x stands there once for each use."))),
    chosen("A5", "01", "R19", mark("(a + b)(c + d): which operations can run at the same time?"),
           right(mark("both sums"), mark("Neither waits for the other.")),
           wrong(mark("the product and a sum"), mark("The product waits for both sums.")),
           wrong(mark("none"), mark("Look for two nodes of which neither is made from the other."))),
    asked("A6", "02", "R55 R57", "z = x*y", "x", {"x": 5, "y": -3}, "M6 M11"),
    asked("A7", "02", "R60", "z = x - y", "y", {"x": 8, "y": 3}, "M7 M11"),
    asked("A8", "02", "R60", "z = x/y", "y", {"x": 8, "y": 2}, "M7 M11 M13"),
    chosen("A9", "02", "R56", mark("max(4, 1): the slopes for the first and for the second input?"),
           right("1, 0", mark("Only the larger one can change the result.")),
           wrong("1, 1", mark("Move the smaller one a little: nothing changes."), "M24"),
           wrong("0, 1", mark("The larger one is taken, so it gets the gradient."), "M24"),
           wrong(mark("½, ½"), mark("That is for a tie alone."), "M24")),
    number("A10", "02", "R48 R60", mark("The output of a sigmoid is 0.8. What is its slope there?"), 0.16,
           wrong("-0.16", mark("The slope is σ(1 − σ), and both factors are above 0."), "M13"),
           wrong("0.2", mark("That is 1 − σ alone: multiply it by σ."))),
    number("A11", "02", "R112 R150", mark("x³ at x = 2, x is nudged by 0.01. By how much does it change, about?"), 0.12,
           wrong("0.04", mark("That is the nudge times x². The slope of x³ is 3x²."), "M9"),
           wrong("0.08", mark("That is the nudge times the value of x³. Take its slope."), "M11"), atol=0.002),
    chosen("A12", "03", "R99", mark("z = wx, y = z + b, L = (y − t)², and ∂L/∂y = 2(y − t). What is ∂L/∂z?"),
           right("2(y − t)", mark("The sum hands on what arrives: its local gradient is 1.")),
           wrong("2(y − t)·x", mark("That is one step too far: it is ∂L/∂w.")),
           wrong("2(y − t)·w", mark("That is one step too far: it is ∂L/∂x.")),
           wrong("1", mark("That is the local gradient alone: multiply it by what arrives."), "M5")),
    asked("A13", "03", "R42 R43", "c = a*x; d = c + b; e = d**2", "", {"a": -2, "x": 4, "b": 5}, "M5 M6", kind="pass"),
    asked("A14", "03", "R12", "L = (w*x - t)**2", "L", {"w": 2, "x": 4, "t": 5}, "M10"),
    asked("A15", "03", "R8 R32", "L = (3*x + 1)**2", "x", {"x": 1}, "M4 M5 M6 M8"),
    asked("A16", "03", "R8 R32", "f = sin(x**2)", "x", {"x": 2}, "M4 M9"),
    asked("A17", "04", "R9 R100 R110", "y = x**2 + x**3", "x", {"x": 3}, "M1 M2 M3"),
    asked("A18", "04", "R33 R106", "f = x**2 * (3*x)", "x", {"x": 4}, "M1 M3"),
    asked("A19", "04", "R46", "f = (x + y) * (x*y)", "x", {"x": 2, "y": 3}, "M1 M2 M3"),
    chosen("A20", "04", "R15 R45", mark("Five doublings, b = a + a and so on: how many edges, and how many paths?"),
           right(mark("10 edges, 32 paths"), mark("Each doubling adds two edges and doubles the paths.")),
           wrong(mark("10 edges, 10 paths"), mark("At each node both ways go on: the numbers multiply.")),
           wrong(mark("32 edges, 32 paths"), mark("Each doubling adds two edges only."))),
    asked("A21", "04", "R12 R103", "f = x**2; p = 3*f; q = sin(f); L = p + q", "f", {"x": 2}, "M19", kind="choices",
          asks="waits"),
)  # fmt: skip
