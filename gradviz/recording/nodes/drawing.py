"""`from_nodes`: the graph behind an object of a learner's own engine, as a Recording like any other."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import copy
from typing import Any, NamedTuple

from ...core.scalars import load_numpy, shape_of
from ...core.tensor import Tensor
from ..events import Accumulated, Computed, Contributed, Event, Leaf, Replaced, Seeded
from ..frames import Frame
from ..graph import Edge, Graph, Node
from ..history import Recording
from ..watching import walked_edges
from .attributes import Attributes, Where, has
from .naming import Named, locals_of, named
from .walking import Read, Source, called, walked


def from_nodes(
    output: Any, /, *, inputs: Where = None, value: Where = None, grad: Where = None, op: Where = None,
    name: Where = None,
) -> Recording:  # fmt: skip
    """Read the graph behind an object of an engine of your own, or of micrograd: to be drawn, read and walked.

    Nothing is run but functions that the engine keeps beside an input, which are asked for its local gradient. The
    structure, the values and the gradients are those that stand in the objects. Where an object says which operation
    made it ("+", "tanh", "**2") and its value is what that operation gives, it is drawn as that operation, with its
    local gradients; any other has the engine's own word for it, with a ? after one that means something else here
    ("relu?"). Gradients that are all 0 or None are "not computed".

    Args:
        output: the object whose graph is wanted.
        inputs: the attribute that holds an object's inputs: a tuple, list or set of objects, numbers or pairs of an
            object and its local gradient (or a function of the upstream gradient). Here and below: the attribute's
            name, or a function of the object; the usual names, micrograd's among them, are found without being told.
        value: the attribute that holds its value, a number or an array.
        grad: the attribute that holds its gradient.
        op: the attribute that says which operation made it.
        name: the attribute that says what it is called.

    Returns:
        The Recording: `gv.draw(gv.from_nodes(L))`. A set holds an object that is used twice by one operation only once
        (micrograd's x*x): where the value says so the second edge is put back, and a warning tells of it.

    Raises:
        TypeError: if an attribute is not found, or holds something else; the message lists those that there are.
        ValueError: if an object was computed from itself.

    Example:
        >>> import gradviz as gv
        >>> from gradviz.questions.mini import Variable
        >>> x = Variable(3.0)
        >>> y = x * x + x
        >>> y.backward()
        >>> recording = gv.from_nodes(y, inputs=lambda v: v.made and v.made[1], op=lambda v: v.made and v.made[0])
        >>> [node.symbol for node in recording.graph.nodes], recording.frame().gradients
        (['', '×', '+'], [7.0, 1.0, 1.0])
    """
    _refuse(output)
    given = {"inputs": inputs, "value": value, "grad": grad, "op": op, "name": name}
    attributes = Attributes(output, given)
    parts = _parts(walked(output, attributes), attributes)
    _warn_of_sets(parts, attributes)
    graph = _graph(parts)
    return Recording(graph, _events(graph, parts), lambda: _last(graph, parts))


def _refuse(output: Any) -> None:
    """Refuse what has a door of its own, or is no object of an engine at all."""
    if isinstance(output, Tensor):
        raise TypeError(
            "from_nodes was given a Tensor of gradviz, which is recorded already: use gv.draw(tensor), or "
            "gv.record(tensor) for its backward pass."
        )
    if type(output).__module__.partition(".")[0] == "torch":
        raise TypeError("from_nodes was given something of PyTorch's: gv.from_torch(tensor) reads that.")
    plain = (bool, int, float, complex, str, bytes, list, tuple, set, dict, type(None), type)
    if isinstance(output, plain) or hasattr(output, "__array_interface__"):
        raise TypeError(
            f"from_nodes was given {output!r:.40} ({type(output).__name__}), which has no inputs to go back to. Give "
            "the object that your engine computed last, such as the loss."
        )


class Part(NamedTuple):
    """One object as it is drawn.

    Attributes:
        node: the object.
        made: its operation; None for a leaf.
        value: its value.
        grad: its gradient, None where not computed.
        locals: the local gradient for each of its inputs that is an object, by argument.
        called: its name, or None.
        needs: whether it needs a gradient.
    """

    node: Any
    made: Named | None
    value: Any
    grad: Any
    locals: dict[int, Any]
    called: str | None
    needs: bool

    @property
    def sources(self) -> list[tuple[int, Source]]:
        """The inputs that are objects, each with its argument number."""
        made = self.made.sources if self.made is not None else ()
        return [(k, source) for k, source in enumerate(made) if source.node is not None]


def _parts(reads: list[Read], attributes: Attributes) -> list[Part]:
    grads = [attributes.value(read.node, "grad") for read in reads]
    with _gradients_stay(reads, attributes):
        found = [part._replace(grad=grad) for part, grad in zip(_bare(reads, attributes), grads, strict=True)]
    computed = any(map(_is_there, grads))
    return found if computed else [part._replace(grad=None) for part in found]


@contextmanager
def _gradients_stay(reads: list[Read], attributes: Attributes) -> Iterator[None]:
    """Put gradients back afterwards: a function beside an input may add to its gradient and not only return a slope."""
    where = attributes.where["grad"]
    nodes = [read.node for read in reads] if any(callable(s.slope) for read in reads for s in read.sources) else []
    before = [(node, copy(getattr(node, where))) for node in nodes if isinstance(where, str) and has(node, where)]
    try:
        yield
    finally:
        for node, grad in before:
            with suppress(AttributeError):  # a property is read and not set
                setattr(node, str(where), grad)


def _bare(reads: list[Read], attributes: Attributes) -> list[Part]:
    """The objects as they are drawn, without their gradients."""
    values: dict[int, Any] = {}
    found: list[Part] = []
    for read in reads:
        value = values[id(read.node)] = _value(read.node, attributes)
        made = named(read, attributes.read("op", read.node), value, values) if read.sources else None
        slopes = locals_of(made, value, values) if made is not None else {}
        text = attributes.read("name", read.node)
        its_name = text if isinstance(text, str) and text.strip() else None
        needs = bool(getattr(read.node, "requires_grad", True))
        found.append(Part(read.node, made, value, None, slopes, its_name, needs))
    return found


def _value(node: Any, attributes: Attributes) -> Any:
    value = attributes.value(node)
    if value is None:
        raise TypeError(
            f"{called(node, attributes)} has no value: its attribute {attributes.where['value']!r:.40} is missing or "
            "None. Compute the values first, or name the attribute: from_nodes(output, value='...')."
        )
    return value


def _is_there(grad: Any) -> bool:
    """Whether a gradient is one: engines begin with 0, which is no gradient."""
    return grad is not None and (bool(grad != 0) if isinstance(grad, float) else bool((grad != 0).any()))


def _warn_of_sets(parts: list[Part], attributes: Attributes) -> None:
    made = [(part, part.made) for part in parts if part.made is not None]
    names = [called(part.node, attributes) for part, each in made if each.repaired]
    gone = [called(part.node, attributes) for part, each in made if each.lost]
    where = attributes.where["inputs"]
    if names or gone:
        told = [f"the second edge of {', '.join(names[:4])} was put back, as the value says" if names else "",
                f"of {', '.join(gone[:4])} an edge may be missing" if gone else ""]  # fmt: skip
        warnings.warn(
            f"{where if isinstance(where, str) else 'the inputs'!s}: a set holds each input once, so an operation that "
            f"uses one twice (x*x) loses an edge: {'; '.join(filter(None, told))}. Keep the inputs in a tuple.",
            stacklevel=3,
        )


def _graph(parts: list[Part]) -> Graph:
    place = {id(part.node): k for k, part in enumerate(parts)}
    edges = [Edge(place[id(source.node)], k, n) for k, part in enumerate(parts) for n, source in part.sources]
    return Graph(tuple(map(_node, parts)), tuple(edges))


def _node(part: Part) -> Node:
    shape = tuple(shape_of(part.value))
    if part.made is None:
        return Node(part.called, None, "", (), (), shape, part.needs)
    numbers = tuple(source.number if source.node is None else None for source in part.made.sources)
    return Node(part.called, part.made.name, part.made.symbol, numbers, (), shape, part.needs)


def _carried(graph: Graph, parts: list[Part]) -> list[tuple[int, Any, Any, Any]]:
    """Of every edge in the order of a backward pass: its number, upstream, local and downstream gradient."""
    found = []
    for number in walked_edges(graph):
        _, target, argument = graph.edges[number]
        upstream, slope = parts[target].grad, parts[target].locals[argument]
        down = None if upstream is None or slope is None else upstream * slope
        found.append((number, upstream, slope, down))
    return found


def _last(graph: Graph, parts: list[Part]) -> Frame:
    """How things stand in the objects."""
    frame = Frame.empty(graph)
    frame.values, frame.gradients = [part.value for part in parts], [part.grad for part in parts]
    for number, upstream, slope, down in _carried(graph, parts):
        frame.locals[number], frame.upstreams[number], frame.downstreams[number] = slope, upstream, down
    return frame


def _events(graph: Graph, parts: list[Part]) -> list[Event]:
    """The same as a story, as far as the objects tell it: what an edge carried, and then what stands in each node."""
    events: list[Event] = [(Leaf if part.made is None else Computed)(k, part.value) for k, part in enumerate(parts)]
    totals: dict[int, Any] = {}
    if parts[-1].grad is not None:
        events.append(Seeded(graph.output, parts[-1].grad))
        totals[graph.output] = parts[-1].grad
    for number, upstream, slope, down in _carried(graph, parts):
        if down is not None:
            source = graph.edges[number].source
            totals[source] = totals[source] + down if source in totals else down
            events.append(Contributed(number, upstream, slope, down, totals[source]))
    for k, part in enumerate(parts):
        if part.made is None and part.needs:
            events.append(Accumulated(k, part.grad))
        elif part.grad is not None and not _same(part.grad, totals.get(k)):
            events.append(Replaced(k, part.grad))
    return events


def _same(one: Any, other: Any) -> bool:
    """Whether two gradients are one but for rounding: an engine may add up in an order of its own, or in float32."""
    if other is None or shape_of(one) != shape_of(other):
        return False
    if isinstance(one, float):
        return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-12) or (one != one and other != other)
    return bool(load_numpy().allclose(one, other, rtol=1e-6, atol=1e-12, equal_nan=True))


