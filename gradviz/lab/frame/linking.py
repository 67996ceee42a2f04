"""Two figures whose inputs move together, by name: an input that comes later, with another structure, does too."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from .as_code import differ

if TYPE_CHECKING:
    from .controlled import Controlled


def linked(figure: Controlled, other: Controlled, names: Collection[str]) -> Callable[[], None]:
    """Let inputs of two figures move together, from now on and at once: `figure` takes the values of `other`.

    Args:
        figure: one of them.
        other: the other.
        names: the inputs that are linked; all that both have, also later on, where these are none.

    Returns:
        A function that unlinks them.
    """
    moving = False  # what the one does for the other is not told back: it may reach less far

    def both(values: dict[str, Any], end: Controlled) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name in end.values and (not names or name in names)}

    def follow(end: Controlled) -> Callable[[dict[str, Any]], None]:
        def heard(change: dict[str, Any]) -> None:
            nonlocal moving
            old, new = change["old"], change["new"]
            changed = {name: value for name, value in new.items() if name not in old or differ(old[name], value)}
            wanted = {name: value for name, value in both(changed, end).items() if differ(end.values[name], value)}
            if moving or not wanted:
                return
            moving = True
            try:
                end.follow(wanted)
            finally:
                moving = False

        return heard

    figure.follow(both(other.values, figure))
    ends = [(other, follow(figure)), (figure, follow(other))]
    for one, heard in ends:
        one.observe(heard, "values")
    return lambda: [one.unobserve(heard, "values") for one, heard in ends] and None
