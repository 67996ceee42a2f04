"""What `draw` was asked to draw: a Recording, or words for what it got instead."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from ..recording import Recording, look
from ..recording.block import Block
from ..recording.events import Event

FORMULA = "For a function or formula write gv.draw(gv.record(f, x=3))."
INSTEAD = {
    "Block": "That is the block itself: draw what it records, the `rec` of `with gv.record() as rec:`.",
    "Picture": "That is a picture already: the last line of a cell shows it, and .save('a.svg') writes it.",
    "Explore": "That is a live figure; its latest run is its .recording.",
    "Graph": "A graph has no numbers. Draw the recording that it is of.",
}


def recording_of(what: Any, index: int) -> Recording:
    """What is drawn, as a Recording.

    Raises:
        TypeError: if it is neither a Recording nor a Tensor.
        ValueError: if a moment is asked for of a Tensor.
    """
    if isinstance(what, Recording):
        return what
    if type(what).__name__ == "Tensor" and hasattr(what, "_serial"):
        if index != -1:
            raise ValueError(
                f"index={index} asks for a moment of a Recording, and a Tensor is drawn as things stand. "
                "Record its run: gv.draw(gv.record(y), index=3)."
            )
        return look(what)
    said = f"draw() got {what!r:.60} ({_kind(what)}); it draws a gradviz Tensor or a Recording."
    raise TypeError(f"{said} {_advice(what)}")


def moment(recording: Recording, index: Any, highlight: Any) -> int:
    """The index of the frame to draw: that of a highlighted event, where no other is asked for.

    Raises:
        TypeError: if the index is no whole number.
    """
    if not isinstance(index, int) or isinstance(index, bool):
        raise TypeError(
            f"index={index!r:.40} is no whole number. An index counts the events of a recording from 0, and -1 is the "
            "last; for one of recording.events write highlight=event."
        )
    if index == -1 and isinstance(highlight, Event):
        return next((i for i, event in enumerate(recording.events) if event is highlight), -1)
    return index


def misspelt(options: Iterable[str], known: list[str]) -> TypeError:
    """The error for an option that `draw` does not have."""
    name = next(iter(options))
    near = get_close_matches(name, known, 1)
    guess = f"Did you mean {near[0]}=?" if near else f"The options are {', '.join(known)}."
    return TypeError(f"draw() has no option {name}=. {guess}")


def _kind(what: Any) -> str:
    kind = type(what)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__.partition('.')[0]}.{kind.__name__}"


def _advice(what: Any) -> str:
    bases = {base.__module__.partition(".")[0] for base in type(what).__mro__}
    if "torch" in bases:
        return "For PyTorch's own write gv.draw(gv.from_torch(f, x=3)), or gv.from_torch(loss) of a computed tensor."
    return INSTEAD["Block"] if isinstance(what, Block) else INSTEAD.get(type(what).__name__, FORMULA)
