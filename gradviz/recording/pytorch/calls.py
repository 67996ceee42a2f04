"""One watched call becomes one draft, or one for each of its results that needs a gradient."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from ...core.groups import Span
from .drafts import Crossing, Draft, Drafts, Place
from .keeping import is_leaf_node, kept_tensors
from .naming import SAME, Said, said, tensors_in, word
from .values import raw

PROPERTIES = {"T", "mT", "H", "mH", "real", "imag"}
"""Properties of tensors that are operations."""

ASIDE = {"grad", "backward", "register_hook", "retain_grad", "requires_grad_"}
"""Calls that are about the graph and no part of it."""

SINGLE = {"add", "subtract", "multiply", "divide", "power", "maximum", "minimum"}
"""Operations of ours that are one node of PyTorch's graph, whose inputs stand in the order of the arguments."""


class Calls:
    """Runs the calls of the learner's function, and writes down what they computed."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts, self.torch = drafts, drafts.torch
        self.spans: list[Span] = []

    def __call__(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run one call and write it down if a gradient flows through it."""
        name = getattr(func, "__name__", "")
        if name in ASIDE or (name == "__get__" and word(func) not in PROPERTIES) or name == "__set__":
            return self._aside(name, func, args, kwargs)
        learning = [t for t in tensors_in(self.torch, (args, kwargs)) if t.requires_grad]
        if not learning or not self.torch.is_grad_enabled():
            return func(*args, **kwargs)
        before = {id(t): self.drafts.seen(t) for t in tensors_in(self.torch, (args, kwargs))}
        if _is_in_place(name, kwargs):
            return self._in_place(func, args, kwargs, before)
        twins: dict[Place, Place] = {}
        if SAME.get(word(func), word(func)) not in SINGLE and len(set(map(id, learning))) < len(learning):
            args, kwargs = self._told_apart((args, kwargs), set(), twins)
        result = func(*args, **kwargs)
        self._write(func, args, kwargs, result, before, twins)
        return result

    def _aside(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A call about the graph; a backward pass of the learner's own keeps it, for the pass that is recorded."""
        if name in ("grad", "backward"):
            kwargs = {**kwargs, "retain_graph": True}
            for root in tensors_in(self.torch, args):
                self.drafts.at(root)
        return func(*args, **kwargs)

    def _told_apart(self, given: Any, seen: set[int], twins: dict[Place, Place]) -> Any:
        """The arguments, where a tensor that is given twice is given the second time as a view of itself.

        So the gradients of the two can be told apart, whatever nodes the call is made of.
        """
        if isinstance(given, self.torch.Tensor):
            if id(given) not in seen or not given.requires_grad:
                seen.add(id(given))
                return given
            twin = given.view_as(given)
            twins[self.drafts.place(twin)] = self.drafts.place(given)
            return twin
        if isinstance(given, dict):
            return {key: self._told_apart(value, seen, twins) for key, value in given.items()}
        if type(given) in (list, tuple):
            return type(given)(self._told_apart(value, seen, twins) for value in given)
        return given

    def _in_place(
        self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], before: dict[int, Place]
    ) -> Any:
        """A call that changes its first argument.

        What changes a part of another tensor gives that one a new history, which is read from PyTorch's graph.
        """
        changed = args[0] if args else kwargs["input"]
        result = func(*args, **kwargs)
        if not (isinstance(changed, self.torch.Tensor) and changed.requires_grad):
            return result
        if changed._is_view():
            self.drafts.all[self.drafts.at(changed._base)].options["by"] = func.__name__
        else:
            self._write(func, args, kwargs, changed, before, {})
        return result

    def _write(
        self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], result: Any,
        before: dict[int, Place], twins: dict[Place, Place],
    ) -> None:  # fmt: skip
        """Write down every result that needs a gradient and is new; the arguments are where they were before."""
        drafts = self.drafts
        results = [t for t in tensors_in(self.torch, result) if t.grad_fn is not None]
        fresh = [(part, t) for part, t in enumerate(results) if drafts.place(t) not in twins and not drafts.has(t)]
        if not fresh:
            return
        call = said(self.torch, func, args, kwargs, result)
        places = [
            (before.get(id(x)) or drafts.place(x)) if isinstance(x, self.torch.Tensor) else None for x in call.operands
        ]
        sources = [None if place is None else drafts.found[twins.get(place, place)] for place in places]
        for part, tensor in self._inner_first(fresh, twins):
            options = {**call.options, "part": part} if len(results) > 1 else call.options
            self._draft(tensor, call._replace(options=options), list(places), sources, twins)

    def _inner_first(self, fresh: list[tuple[int, Any]], twins: dict[Place, Place]) -> list[tuple[int, Any]]:
        """The results of one call, those first from which others of them are computed: of an LSTM cell c, then h."""
        if len(fresh) < 2:
            return fresh
        places = {self.drafts.place(tensor) for _, tensor in fresh}

        def inner(result: tuple[int, Any]) -> int:
            return len(places.intersection(place for _, place, _ in self._walk(result[1].grad_fn, twins)))

        return sorted(fresh, key=inner)

    def _draft(
        self, tensor: Any, call: Said, places: list[Place | None], sources: list[int | None], twins: dict[Place, Place]
    ) -> None:
        """One result as a draft, with the edges that PyTorch's graph has."""
        numbers = [None if p is not None else float(x) for x, p in zip(call.operands, places, strict=True)]
        draft = Draft(
            self.drafts.place(tensor), raw(tensor), tuple(tensor.shape), True, op=call.op, symbol=call.symbol,
            ours=call.ours, sources=list(sources), numbers=numbers, options=call.options, spans=list(self.spans),
        )  # fmt: skip
        draft.crossings = [[] for _ in places]
        inside = self._cross(tensor.grad_fn, places, draft, twins)
        draft.saves = self._saves(inside, draft.place, places, call.operands)
        self.drafts.add(draft)

    def _cross(self, start: Any, places: list[Place | None], draft: Draft, twins: dict[Place, Place]) -> list[Any]:
        """Find where PyTorch's graph of one call begins; returns the nodes inside of it."""
        inside = {start: None}
        for crossing, place, is_outside in self._walk(start, twins):
            if is_outside:
                self._arrive(place, crossing, places, draft)
            else:
                inside[place[0]] = None
        return list(inside)

    def _walk(self, start: Any, twins: dict[Place, Place]) -> Iterator[tuple[Crossing, Place, bool]]:
        """All edges of PyTorch's graph of one call: where each lies, where it leads, and whether that is outside."""
        inside, seen = deque([start]), {start}
        while inside:
            fn = inside.popleft()
            for argument, (node, number) in enumerate(fn.next_functions):
                if node is None:
                    continue
                place = self.drafts.place_of_edge(node, number)
                is_outside = place in self.drafts.found or place in twins or is_leaf_node(node)
                yield (fn, argument), place, is_outside
                if not is_outside and node not in seen:
                    seen.add(node)
                    inside.append(node)

    def _arrive(self, place: Place, crossing: Crossing, places: list[Place | None], draft: Draft) -> None:
        """A crossing belongs to the argument at that place; of several, to the one that has the fewest so far."""
        fitting = [argument for argument, known in enumerate(places) if known == place]
        if not fitting:
            fitting = [len(places)]
            places.append(place)
            source = self.drafts.found.get(place)
            draft.sources.append(self.drafts.leaf(place[0].variable) if source is None else source)
            draft.numbers.append(None)
            draft.crossings.append([])
        min((draft.crossings[argument] for argument in fitting), key=len).append(crossing)

    def _saves(self, inside: list[Any], own: Place, places: list[Place | None], operands: list[Any]) -> tuple[int, ...]:
        """What the call kept of its result and of its arguments; a view of an argument, such as Wᵀ, counts as it."""
        kept = [t for fn in inside for _, t in kept_tensors(self.torch, fn)]
        found = {self.drafts.place(t) for t in kept}
        views = {id(t._base) for t in kept if t._is_view() and self.drafts.place(t) not in (own, *places)}
        arguments = zip(places, (*operands, *[None] * len(places)), strict=False)
        saved = [k + 1 for k, (place, x) in enumerate(arguments) if place and (place in found or id(x) in views)]
        return (*([0] * (own in found)), *saved)


def _is_in_place(name: str, kwargs: dict[str, Any]) -> bool:
    dunder = name.startswith("__") and name.endswith("__")
    changes = name.startswith("__i") and name not in ("__invert__", "__index__", "__int__", "__iter__")
    return bool(kwargs.get("inplace")) or (name == "__setitem__" or changes if dunder else name.endswith("_"))
