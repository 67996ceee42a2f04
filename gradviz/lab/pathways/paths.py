"""`paths`: every path from a leaf to the output, its product, their sum, and what the sweep saves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...core import Tensor
from ...language import say
from ...recording import Recording, watch
from ...recording.running import Program, merged, program, without_name
from ..frame.as_code import called
from ..frame.inputs import check_inputs, refuse_clash, refuse_misspelt
from .lit_paths import Paths
from .path_structures import OWN, Structure, offered


def paths(
    f: Program | Recording | Tensor | None = None,
    /,
    *unnamed: Any,
    wrt: str | None = None,
    inputs: Mapping[str, Any] | None = None,
    lock: Iterable[str] = (),
    hide: Iterable[str] = (),
    **variables: Any,
) -> Paths:
    """Show every path from a leaf to the output: its product of local gradients, and the sum over all paths.

    The derivative of the output for a leaf is the sum over all paths between them of the product of the local
    gradients along each. One backward sweep finds it with one visit to each edge; walking path by path passes an edge
    as often as paths lead over it. The figure multiplies, adds and counts both.

    Args:
        f: a function of Tensors, a formula as text, a Recording or a computed Tensor. Without it the figure begins with
            x² + x³. It always offers a single path, several paths, a layer, doublings and a formula of one's own.
        *unnamed: nothing: every input is given by its name, `x=3`.
        wrt: the name of the node where the paths begin; the first leaf without it.
        inputs: inputs by name, for names that cannot be keywords here (`wrt`, `inputs`).
        lock: the names of controls that are shown and cannot be moved: "structure", "formula", "doublings", "wrt",
            "mode", or an input of any of the structures.
        hide: the names of controls that are not shown.
        **variables: inputs by name: numbers, ranges (lo, hi), arrays or controls.

    Returns:
        A widget; Jupyter shows it. `.ways` are the paths: `.ways.walk` counts them. `.at(structure="layer", w=1)`
        moves controls, `.to(1)` goes to a path, `.code` is the line that makes the figure as it is.

    Raises:
        FormulaError: if the text is not a formula.
        KeyError: if no node is called `wrt`.
        TypeError, ValueError: if the inputs do not fit, or no gradient flows to `wrt`.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.paths("f = x**2 * (3*x)", x=2)
        >>> figure.products, figure.total
        (['6 × 4 = 24', '4 × 3 = 12'], '24 + 12 = 36')
        >>> figure = gv.paths("b = a + a; c = b + b; d = c + c", a=1)
        >>> figure.ways.swept, figure.ways.walk.paths
        (6, 8)
    """
    options = {"wrt": wrt, "lock": lock, "hide": hide}
    if f is None or isinstance(f, (Recording, Tensor)):
        return _without_inputs(f, bool(inputs or variables or unnamed), options)
    if unnamed:
        raise without_name("paths", f, unnamed)
    function, given = program(f), merged(inputs, variables)
    refuse_clash("paths", function, [name for name, given_ in options.items() if given_], inputs or {})
    refuse_misspelt("paths", function, given)
    check_inputs(function, given)
    if isinstance(f, str):
        offers = [*offered()[:-1], Structure(OWN, say("your own formula"), function, given)]
    else:
        name = say("your function {name}", name=getattr(f, "__name__", ""))
        offers = [Structure("function", name, function, given), *offered()]
    return Paths(offers, OWN if isinstance(f, str) else "function", [called(function)], given, **options)


def _without_inputs(f: Recording | Tensor | None, has_inputs: bool, options: dict[str, Any]) -> Paths:
    """The figure of what takes no inputs: of nothing yet, or of what was computed already."""
    if f is None:
        if has_inputs:
            raise TypeError("paths() was given inputs and no function. Write gv.paths(f, x=3), or gv.paths() alone.")
        return Paths(offered(), "several", [], {}, **options)
    if has_inputs:
        raise TypeError("what was computed already takes no inputs. Give paths() the function: gv.paths(f, x=3).")
    recorded = Structure("recording", say("what was recorded"), watch(f) if isinstance(f, Tensor) else f, {})
    return Paths([recorded, *offered()], "recording", ["recording"], {}, **options)
