"""`stepper`: back and on through everything that happened, forward, backward and in the optimizer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...core import Tensor
from ...pictures.look import looked
from ...recording import Recording, look, watch
from ...recording.running import Program, merged, program, without_name
from ..frame.inputs import refuse_clash
from .stepping import USUAL, Stepper
from .story import FADES


def stepper(
    f: Program | Recording | Tensor,
    /,
    *unnamed: Any,
    single: bool = False,
    fade: int = 0,
    edges: str = "local",
    lock: Iterable[str] = (),
    hide: Iterable[str] = (),
    inputs: Mapping[str, Any] | None = None,
    **variables: Any,
) -> Stepper:
    """Step through a forward and a backward pass, one operation at a time or one edge at a time, back and on.

    Only what has happened is in the picture: a value or a gradient that has not been computed yet is a dash.

    Args:
        f: a function of Tensors, or a formula as text; or a Recording, such as that of a whole training loop; or a
            Tensor that was computed already.
        *unnamed: nothing: every input is given by its name, `x=3`.
        single: whether it goes one event at a time; else events that belong together are one step.
        fade: how much is left to the student: 1 closes the last step, 2 the last two, 3 all of the backward pass but
            the seed, 4 the seed too. A button opens what is closed.
        edges: what stands on the edges: "local", "contribution" or "both".
        lock: the inputs whose controls cannot be moved.
        hide: the inputs whose controls are not shown.
        inputs: inputs by name, for names that cannot be keywords here.
        **variables: inputs by name. Each is a number, a range (lo, hi) or (lo, hi, step), an array, or any ipywidgets
            control. They are moved under "Inputs".

    Returns:
        A widget; Jupyter shows it. Its trait `.index` is the event after which things are shown.

    Raises:
        FormulaError: if the text is not a formula.
        TypeError, ValueError: if the inputs or options do not fit.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.stepper("z = w*x; L = (z - t)**2", w=3, x=2, t=5)
        >>> figure.scrubber.move(1)
        >>> figure.diagram.texts[-1]
        'z = w × x = 3 × 2 = 6.'
        >>> figure.scrubber.last()
        >>> figure.recording[figure.index]
        Contributed(edge=1, upstream=2.0, local=3.0, downstream=6.0, total=6.0)
    """
    if unnamed:
        raise without_name("stepper", f, unnamed)
    if fade not in FADES:
        raise ValueError(f"fade={fade!r:.40} is no level of fading; there are 0 (all is open) to 4 (all is yours).")
    looked(edges)
    options: dict[str, Any] = {"single": bool(single), "fade": fade, "edges": edges, "lock": lock, "hide": hide}
    if isinstance(f, (Recording, Tensor)):
        return Stepper(None, {}, recording=_recording(f, merged(inputs, variables)), **options)
    function, given = program(f), merged(inputs, variables)
    usual = {**USUAL, "lock": (), "hide": ()}
    refuse_clash("stepper", function, [n for n, chosen in options.items() if chosen != usual[n]], inputs or {})
    return Stepper(function, given, **options)


def _recording(what: Recording | Tensor, given: Mapping[str, Any]) -> Recording:
    """What has run already: a Recording, or that of the computation above a Tensor."""
    if given:
        raise TypeError(
            f"stepper() got {', '.join(given)} beside a {type(what).__name__}, which has run already. "
            "Give a function or a formula with its inputs, or leave them out."
        )
    if isinstance(what, Tensor):
        return watch(what) if what.requires_grad else look(what)
    if not what.events:
        raise ValueError(
            "stepper() got a Recording of nothing: no operation on a Tensor that requires grad ran in its block. "
            "Compute a loss in it, and call backward()."
        )
    return what
