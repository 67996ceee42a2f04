"""The objects of a learner's engine in order: inputs before what uses them, by a list and not by calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .attributes import Attributes

MOST_NODES = 1_000_000


class Source(NamedTuple):
    """One input of an object.

    Attributes:
        node: the object that is the input; None where it is a plain number.
        number: that number.
        slope: what the engine keeps beside the input: its local gradient or a function of the upstream gradient.
    """

    node: Any
    number: float | None = None
    slope: float | Callable[[Any], Any] | None = None


class Read(NamedTuple):
    """One object with its inputs.

    Attributes:
        node: the object.
        sources: its inputs in order.
        unordered: whether a set held them: each once, in no order.
    """

    node: Any
    sources: tuple[Source, ...]
    unordered: bool


def walked(output: Any, attributes: Attributes) -> list[Read]:
    """Every object that the output was computed from and itself, inputs before what uses them.

    Raises:
        TypeError: if an input is no object of the engine.
        ValueError: if an object was computed from itself.
    """
    found: list[Read] = []
    read: dict[int, Read] = {}  # by id: an engine may have an == of its own
    done: set[int] = set()
    waiting: list[tuple[Any, Any, bool]] = [(output, None, False)]
    while waiting:
        node, user, ready = waiting.pop()
        if ready:
            done.add(id(node))
            found.append(read[id(node)])
        elif id(node) not in read:
            read[id(node)] = _read(node, attributes)
            _refuse_more_than(len(read))
            waiting.append((node, user, True))
            sources = [source.node for source in read[id(node)].sources if source.node is not None]
            waiting += [(source, node, False) for source in reversed(sources)]
        elif id(node) not in done:  # it waits for its inputs, and is one of theirs
            raise ValueError(
                f"{called(node, attributes)} is an input of {called(user, attributes)}, which was computed from it: a "
                "cycle has no order of computing. Let an operation make a new object and not change one in place."
            )
    return found


def _refuse_more_than(count: int) -> None:
    if count > MOST_NODES:
        raise ValueError(
            f"more than {MOST_NODES:,} objects were reached, and there are more: does each look make new ones, as a "
            "property would that computes the inputs? Name an attribute that holds them."
        )


def called(node: Any, attributes: Attributes) -> str:
    """What an object is called in an error."""
    name = attributes.read("name", node)
    return f"{type(node).__name__} {name}" if isinstance(name, str) and name else f"a {type(node).__name__}"


def _read(node: Any, attributes: Attributes) -> Read:
    held = attributes.read("inputs", node)
    if held is None:
        return Read(node, (), False)
    if attributes.is_node(held):
        held = (held,)
    if not isinstance(held, (tuple, list, set, frozenset)):
        raise TypeError(
            f"the inputs of {called(node, attributes)} are {held!r:.60} ({type(held).__name__}), and should be a "
            "tuple, a list or a set of objects. Name the attribute that holds them: from_nodes(output, inputs='...')."
        )
    sources = [_source(each, node, attributes) for each in held]
    unordered = isinstance(held, (set, frozenset))
    if unordered:
        sources.sort(key=lambda source: _place(source, attributes))
    return Read(node, tuple(sources), unordered)


def _place(source: Source, attributes: Attributes) -> tuple[str, str, str]:
    """Where an input of a set stands: not by its address, which is another one in each run."""
    if source.node is None:
        return ("", "", str(source.number))
    read = (attributes.read(what, source.node) for what in ("name", "op", "value"))
    return tuple(str(each)[:40] for each in read)  # type: ignore[return-value]  # three of them


def _source(each: Any, node: Any, attributes: Attributes) -> Source:
    if attributes.is_node(each):
        return Source(each)
    if isinstance(each, (int, float)) and not isinstance(each, bool):
        return Source(None, float(each))
    if isinstance(each, (tuple, list)) and each and attributes.is_node(each[0]):
        slope = next((part for part in each[1:] if callable(part) or isinstance(part, (int, float))), None)
        return Source(each[0], None, slope)
    raise TypeError(
        f"an input of {called(node, attributes)} is {each!r:.60} ({type(each).__name__}), which is no object of this "
        f"engine: it has no {attributes.where['value']!r:.40}. An input is such an object, a plain number, or a pair "
        "of an object and its local gradient."
    )
