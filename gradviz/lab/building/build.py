"""`build`: the learner puts the graph of a formula together, node by node, and is told what is missing by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...recording.running import Program, merged, program, without_name
from ..frame.inputs import check_inputs, names_of, refuse_clash, refuse_misspelt
from .built import PALETTE, Build


def build(
    formula: Program,
    /,
    *unnamed: Any,
    palette: Iterable[str] = PALETTE,
    inputs: Mapping[str, Any] | None = None,
    lock: Iterable[str] = (),
    hide: Iterable[str] = (),
    **variables: Any,
) -> Build:
    """Let a learner build the graph of a formula out of operations, and say what is missing or too much.

    A graph is right if it is the formula's up to isomorphism: in any order, under any names, with the inputs of + and
    × either way round. A value that is used twice is one node with two edges; computing it twice is another graph.

    Args:
        formula: text, or a function of Tensors, of which the graph is to be built.
        *unnamed: nothing: every input is given by its name, `x=3`.
        palette: the names of the operations that are offered; those of the formula are always among them.
        inputs: values of inputs by name, for names that cannot be keywords here (`palette`, `inputs`).
        lock: "nodes" for a graph that cannot be changed, "check" for a button that cannot be pressed.
        hide: the same names, of what is not shown.
        **variables: values of the inputs by name; 2, 3, 4 and so on for those that are not given.

    Returns:
        A widget; Jupyter shows it. `.correct` says whether the graph is right, `.graph` is the learner's.
        `.at(nodes=[("v1", "exp", "x")], check=True)` puts nodes and checks them, `.code` is the line that makes the
        figure as it is.

    Raises:
        FormulaError: if the text is not a formula.
        TypeError, ValueError: if the inputs do not fit, the palette names no operation, or the formula has operations
            with options.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.build("L = log(sigmoid(w*x + b))", w=0.5, x=2, b=-1)
        >>> figure.add("multiply", "x", "w"), figure.add("add", "v1", "b"), figure.add("sigmoid", "v2")
        ('v1', 'v2', 'v3')
        >>> figure.correct, figure.check()
        (False, ['Missing: log, for log(σ(w·x + b)).'])
        >>> figure.add("log", "v3", name="mine"), figure.correct, figure.check()
        ('mine', True, [])
        >>> figure.recording.gradient("w")
        1.0
    """
    if unnamed:
        raise without_name("build", formula, unnamed)
    function, given = program(formula), merged(inputs, variables)
    chosen = tuple(palette)
    options = {"palette": chosen != PALETTE, "lock": lock, "hide": hide}
    refuse_clash("build", function, [name for name, is_given in options.items() if is_given], inputs or {})
    for k, name in enumerate(names_of(function)):
        given.setdefault(name, 2.0 + k)
    refuse_misspelt("build", function, given)
    check_inputs(function, given)
    return Build(function, given, chosen, lock=lock, hide=hide)
