"""The structure of a PyTorch program while it grows: one draft for every value, found again by its place in the graph.

PyTorch names the gradient of a computed value by a node of its graph and the number of an output. That pair is what a
value is found by here too: an in-place operation gives the same tensor a new place, and so a new draft.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ...core.groups import Span
from ...core.operation import Op
from ..graph import Edge, Graph, Node
from ..grouping import GroupNames
from .keeping import is_leaf_node, kept_options, kept_tensors, plain_name
from .naming import shown
from .telling import NO_INPUTS, UNKNOWN, told_by
from .values import raw

Place = tuple[Any, int]
"""(node, output) of a computed value, (node, version) of a leaf, (identity, version) of a value without gradient."""

Crossing = tuple[Any, int]
"""Where an edge of ours lies in PyTorch's graph: a node and the number of its input."""


@dataclass(slots=True)
class Draft:
    """One value: what its Node will say, and where it lies in PyTorch's graph.

    Attributes:
        place: where its gradient is.
        tensor: the tensor of a leaf.
        sources: for each argument the draft it comes from, or None for a number.
        numbers: for each argument the number, or None.
        crossings: for each argument the places at which PyTorch hands it gradient; they add up.
        ours: the operation of gradviz's that computes the same.
        options: what it was called with.
        spans: the groups it was computed in.
    """

    place: Place
    value: Any
    shape: tuple[int, ...]
    needs: bool
    tensor: Any = None
    name: str | None = None
    op: str | None = None
    symbol: str = ""
    ours: Op | None = None
    sources: list[int | None] = field(default_factory=list)
    numbers: list[float | None] = field(default_factory=list)
    crossings: list[list[Crossing]] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    saves: tuple[int, ...] = ()
    spans: list[Span] = field(default_factory=list)


class Drafts:
    """All values seen so far, in the order in which they were seen, and what they are found by.

    Attributes:
        grads: every leaf with its `.grad` as it was when it was first seen: the object, its numbers, its version.
    """

    def __init__(self, torch: Any) -> None:
        self.torch = torch
        self.all: list[Draft] = []
        self.found: dict[Place, int] = {}
        self.grads: list[tuple[Any, Any, Any, int]] = []

    def place(self, tensor: Any) -> Place:
        """The place of a tensor's value as it is now."""
        version = 0 if tensor.is_inference() else tensor._version
        if tensor.grad_fn is not None:
            return tensor.grad_fn, tensor.output_nr
        if tensor.requires_grad:
            return self.torch.autograd.graph.get_gradient_edge(tensor).node, version
        return id(tensor), version

    def place_of_edge(self, fn: Any, output: int) -> Place:
        """The place of what a node of PyTorch's graph made."""
        return (fn, fn.variable._version) if is_leaf_node(fn) else (fn, output)

    def add(self, draft: Draft) -> int:
        """Append a draft, to be found by its place."""
        self.found[draft.place] = len(self.all)
        self.all.append(draft)
        return len(self.all) - 1

    def at(self, tensor: Any) -> int:
        """The draft of a tensor's value: one seen before, a leaf, or the end of a history that was not watched."""
        place = self.place(tensor)
        if place in self.found:
            return self.found[place]
        if tensor.grad_fn is None:
            return self.leaf(tensor)
        position = self.history(*place)
        self.all[position].value, self.all[position].shape = raw(tensor), tuple(tensor.shape)
        return position

    def has(self, tensor: Any) -> bool:
        """Whether a tensor's value was seen."""
        return self.place(tensor) in self.found

    def seen(self, tensor: Any) -> Place:
        """The place of a tensor's value as it is now, with a draft for it."""
        self.at(tensor)
        return self.place(tensor)

    def leaf(self, tensor: Any, name: str | None = None) -> int:
        """A leaf, which is kept so that its identity is not given to another tensor."""
        place = self.place(tensor)
        if tensor.requires_grad:
            grad = tensor.grad
            held = (None, 0) if grad is None else (grad.detach().clone(), grad._version)
            self.grads.append((tensor, grad, *held))
        return self.add(Draft(place, raw(tensor), tuple(tensor.shape), tensor.requires_grad, tensor, name))

    def history(self, fn: Any, output: int) -> int:
        """The draft of what a node of PyTorch's graph made, with all that it was made from."""
        waiting = [(fn, output)]
        while waiting:
            node, number = waiting[-1]
            place = self.place_of_edge(node, number)
            sources = () if place in self.found or is_leaf_node(node) else node.next_functions
            missing = [e for e in sources if e[0] is not None and self.place_of_edge(*e) not in self.found]
            if missing:
                waiting += reversed(missing)
                continue
            waiting.pop()
            if place not in self.found and is_leaf_node(node):
                self.leaf(node.variable)
            elif place not in self.found:
                self._made(place)
        return self.found[self.place_of_edge(fn, output)]

    def _made(self, place: Place) -> int:
        """A draft for one output of a node of PyTorch's graph whose inputs are there already."""
        fn, output = place
        kept, options = dict(kept_tensors(self.torch, fn)), kept_options(fn)
        inputs = [e for e in fn.next_functions if e[0] is not None or plain_name(fn) != "CopySlices"]
        told = told_by(self.torch, fn, len(inputs), options, kept)
        draft = Draft(place, None, _shape(fn, output), True, op=told.op, symbol=told.symbol, ours=told.ours)
        data = [t for key, t in kept.items() if not t.requires_grad and key not in NO_INPUTS]
        unwatched = sum(node is None for node, _ in inputs)
        for known in told.before:
            self._known(draft, known)
        for argument, (node, number) in list(enumerate(inputs))[:: -1 if told.is_reversed else 1]:
            if node is not None:
                self._argument(draft, self.found[self.place_of_edge(node, number)], [(fn, argument)])
            else:
                self._known(draft, data[0] if unwatched == len(data) == 1 else UNKNOWN)
        for known in told.after:
            self._known(draft, known)
        draft.options = told.options
        if len(getattr(fn, "_input_metadata", ())) > 1:
            draft.options["part"] = output
        self._learn(kept.values(), draft)
        return self.add(draft)

    def _known(self, draft: Draft, given: Any) -> None:
        """An argument that needs no gradient: a number, a tensor that was kept, or one that nothing tells of.

        A kept tensor that is a single number is part of the operation, as PyTorch keeps numbers so.
        """
        if given is UNKNOWN:
            self._argument(draft, self.add(Draft((object(), 0), None, (), False)))
            return
        is_tensor, two = isinstance(given, self.torch.Tensor), draft.ours is not None and len(draft.ours.inputs) == 2
        if is_tensor and (given.ndim > 0 or given.is_complex() or not two):
            self._argument(draft, self.at(given))
        else:
            self._argument(draft, None, number=float(given))

    @staticmethod
    def _argument(draft: Draft, source: int | None, crossings: Iterable[Crossing] = (), number: Any = None) -> None:
        draft.sources.append(source)
        draft.numbers.append(number)
        draft.crossings.append(list(crossings))

    def _learn(self, kept: Iterable[Any], draft: Draft) -> None:
        """Take the values that a node has kept: of itself, and of what it was made from."""
        places = [self.all[source].place if source is not None else None for source in draft.sources]
        for tensor in kept:
            place = self.place(tensor)
            if place == draft.place:
                draft.value, draft.saves = raw(tensor), (0, *draft.saves)
            for argument, known in enumerate(places):
                if known == place:
                    draft.saves = (*draft.saves, argument + 1)
                    source = self.all[draft.sources[argument] or 0]
                    source.value = raw(tensor) if source.value is None else source.value

    def graph(self, output: int) -> tuple[list[Draft], Graph]:
        """The drafts that lead to one of them, inputs before what uses them, and their structure."""
        reached, waiting = {output}, [output]
        while waiting:
            fresh = {s for s in self.all[waiting.pop()].sources if s is not None} - reached
            reached |= fresh
            waiting += fresh
        order = sorted(reached)
        position = {draft: place for place, draft in enumerate(order)}
        kept = [self.all[draft] for draft in order]
        edges = tuple(
            Edge(position[source], target, argument)
            for target, draft in enumerate(kept)
            for argument, source in enumerate(draft.sources)
            if source is not None
        )
        names = GroupNames()
        _group_leaves(self.torch, kept, edges)
        return kept, Graph(tuple(_node(draft, names.path(draft.spans)) for draft in kept), edges)


def _shape(fn: Any, output: int) -> tuple[int, ...]:
    """The shape of what a node made, where this release of PyTorch tells."""
    told = getattr(fn, "_input_metadata", ())
    return tuple(getattr(told[output], "shape", ())) if output < len(told) else ()


def _group_leaves(torch: Any, drafts: list[Draft], edges: tuple[Edge, ...]) -> None:
    """Put a parameter where all its uses are: data stay outside."""
    uses: dict[int, list[list[Span]]] = {}
    for edge in edges:
        uses.setdefault(edge.source, []).append(drafts[edge.target].spans)
    for position, rows in uses.items():
        if isinstance(drafts[position].tensor, torch.nn.Parameter):
            drafts[position].spans = [span for span in rows[0] if all(span in row for row in rows)]


def _node(draft: Draft, groups: tuple[str, ...]) -> Node:
    return Node(
        draft.name, draft.op, draft.symbol, tuple(draft.numbers), shown(draft.options), draft.shape, draft.needs,
        groups, draft.saves,
    )  # fmt: skip
