"""Which attribute of a learner's objects says what: given by name or as a function, else found among the usual ones."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

from ...core.scalars import load_numpy

Where = str | Callable[[Any], Any] | None
"""The name of an attribute, a function of the object, or None: then it is looked for."""

USUAL = {
    "inputs": ("_prev", "parents", "inputs", "children", "_parents", "_inputs", "_children", "prev", "args"),
    "value": ("data", "value", "val", "_value", "_data"),
    "grad": ("grad", "gradient", "_grad"),
    "op": ("_op", "op", "operation", "op_name", "_operation"),
    "name": ("label", "name", "_name"),
}
"""What the attributes are usually called: micrograd's names first, then those of the lesson."""

NEEDED = ("inputs", "value")
MOST = 24
"""So many attributes are listed in an error."""


class Attributes:
    """How to read the objects of one engine.

    Attributes:
        where: for each of "inputs", "value", "grad", "op" and "name" the attribute's name or a function; None for
            one that the first of them does not have.
    """

    def __init__(self, output: Any, given: dict[str, Where]) -> None:
        """Find out how to read an engine's objects from one of them.

        Raises:
            TypeError: if an attribute that was named is not there, or one that is needed is not found.
        """
        self.where: dict[str, Where] = {}
        self._said: dict[tuple[str, int], tuple[Any, Any]] = {}
        self._kinds = {*type(output).__mro__} - {object}
        for what, where in given.items():
            if where is not None and not callable(where) and not has(output, where):
                near = difflib.get_close_matches(str(where), _listed(output), n=1)
                meant = f" Did you mean {near[0]!r}?" if near else ""
                raise TypeError(f"{what}={where!r:.40}: {_kind(output)} has no such attribute.{meant} {_have(output)}")
            found = next((name for name in USUAL[what] if has(output, name)), None) if where is None else where
            if found is None and what in NEEDED:
                raise TypeError(
                    f"from_nodes cannot tell which attribute of {_kind(output)} holds its {what}: there is none of "
                    f"{', '.join(USUAL[what])}. {_have(output)} Name it, as in from_nodes(output, {what}='...'), or "
                    f"give a function of the object."
                )
            self.where[what] = found

    def read(self, what: str, node: Any) -> Any:
        """What an object has of this; None where it has nothing. A learner's function is called once for each object.

        Raises:
            TypeError: if looking raises an error.
        """
        where = self.where[what]
        if where is None:  # of one that is not needed, some objects may have it: a name, say
            where = next((name for name in USUAL[what] if has(node, name)), None)
        if where is None:
            return None
        if (what, id(node)) in self._said:
            return self._said[what, id(node)][1]
        try:
            found = where(node) if callable(where) else getattr(node, where, None)
        except Exception as error:
            called = getattr(where, "__name__", where)
            raise TypeError(
                f"reading the {what} of {_kind(node)} by {called!r:.40} raised {type(error).__name__}: {error}"
            ) from error
        if callable(where):  # a learner's function is asked once; the object is kept, so that its id stays its own
            self._said[what, id(node)] = (node, found)
        return found

    def is_node(self, thing: Any) -> bool:
        """Whether something is an object of the engine, and no number or array."""
        if isinstance(thing, (bool, int, float, complex, str, bytes)) or hasattr(thing, "__array_interface__"):
            return False
        where = self.where["value"]
        return has(thing, where) if isinstance(where, str) else bool(self._kinds & {*type(thing).__mro__})

    def value(self, node: Any, what: str = "value") -> Any:
        """A value or gradient as a float or an array of its own; None where there is none.

        Raises:
            TypeError: if it is neither.
        """
        found = self.read(what, node)
        for _ in range(3):  # a gradient may be an object of the engine itself
            if self.is_node(found):
                found = self.read("value", found)
        if found is None or isinstance(found, (int, float)):
            return None if found is None else float(found)
        try:
            array = load_numpy().array(found, dtype=float)
        except (TypeError, ValueError):
            raise TypeError(
                f"the {what} of {_kind(node)} is {found!r:.60} ({type(found).__name__}), and should be a number or an "
                f"array. Name the attribute that holds it: from_nodes(output, {what}='...'). {_have(node)}"
            ) from None
        return float(array) if array.ndim == 0 else array


def has(thing: Any, name: str) -> bool:
    """Whether something has an attribute; a property that raises is there."""
    try:
        return hasattr(thing, name)
    except Exception:
        return True


def _kind(thing: Any) -> str:
    return f"{type(thing).__name__!r:.60}".strip("'")


def _listed(thing: Any) -> list[str]:
    """The data attributes of an object: its own, those of its slots, and properties."""
    kinds = type(thing).__mro__
    slots = [name for kind in kinds for name in _slots(kind) if has(thing, name)]
    properties = [name for kind in kinds for name, each in vars(kind).items() if isinstance(each, property)]
    names = [*getattr(thing, "__dict__", {}), *slots, *properties]
    return [name for name in dict.fromkeys(map(str, names)) if not name.startswith("__")]


def _slots(kind: type) -> tuple[str, ...]:
    slots = vars(kind).get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _have(thing: Any) -> str:
    names = _listed(thing)
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"Its attributes are: {', '.join(names[:MOST]) or 'none'}{more}."
