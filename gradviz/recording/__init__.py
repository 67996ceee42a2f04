"""The record: what ran, as plain data that every picture, panel and question reads.

Read in this order: `graph` (structure), `events` (what can happen), `frames` (how things stand), `history`
(Recording), `tape` (a Tensor's history in order, with `grouping`), `watching` (an observed sweep), `running`
(`record`), `block` (`with record()`, with `naming`), `memory` (what is saved), `rows` (the tape as a table), `stored`
(JSON) with `stored_reading`, `stored_values` and `stored_order`, `formula` (text instead of a function), `paths` (ways
through a graph), `walking` (walking them all, beside the sweep), `isomorphism` (two graphs that are one drawing),
`declared` (what the table of operations says of an edge), `symbolic` (the gradient as a formula), `replay` (a frozen
graph), `upstream` (passes from gradients set by hand, one operation alone), `nudging` (a little push, predicted and
true), `pytorch` (the record of real PyTorch), `nodes` (the record of a learner's own engine).
"""

from .formula import Formula
from .formula_errors import FormulaError
from .frames import Frame
from .graph import Edge, Graph, Node
from .history import Recording, births
from .rows import Row, tape_rows
from .running import record
from .symbolic import gradient_graphs
from .watching import look, watch

__all__ = [
    "Edge", "Formula", "FormulaError", "Frame", "Graph", "Node", "Recording", "Row", "births", "gradient_graphs",
    "look", "record", "tape_rows", "watch",
]  # fmt: skip
