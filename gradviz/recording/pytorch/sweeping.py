"""PyTorch's own backward pass, run aside and observed: hooks on the nodes of its graph see every gradient.

No `.grad` changes, the graph is kept, and nothing of the learner's function is run again, so what was random stays as
it was. A node's hook sees what arrived at the node and what it handed to each of its inputs, x*x twice to x.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from ...core.backward import fit
from ...core.operation import LOCAL, PASS
from ...core.scalars import load_numpy, settle, shape_of
from ..events import Contributed, Event, Replaced, Seeded
from ..graph import Graph
from .drafts import Draft, Place
from .keeping import is_leaf_node
from .values import raw

EXACT = {"float64": 1e-9, "complex128": 1e-9, "float32": 1e-4, "complex64": 1e-4}
"""How far two gradients may be apart that differ by rounding alone, for each kind of numbers; else 0.03."""

Seen = dict[Any, tuple[tuple[Any, ...], tuple[Any, ...]]]
"""For a node of PyTorch's graph the gradients of its inputs and of its outputs."""


class Sweep:
    """One backward pass from the last of the drafts.

    Attributes:
        seed: the upstream gradient that it started with.
    """

    def __init__(self, torch: Any, drafts: list[Draft], graph: Graph, output: Any, seed: Any) -> None:
        self.torch, self.drafts, self.graph, self.seed = torch, drafts, graph, seed
        self._sources: list[dict[int, int]] = [{} for _ in drafts]
        for number, edge in enumerate(graph.edges):
            self._sources[edge.target][edge.argument] = number
        insides = [{fn for crossings in draft.crossings for fn, _ in crossings} for draft in drafts]
        self._owners = Counter(fn for inside in insides for fn in inside)
        leaves = {draft.place[0]: draft.tensor for draft in drafts if draft.tensor is not None and draft.needs}
        self._moments = Counter(draft.place[0] for draft in drafts if draft.tensor is not None)
        nodes = {draft.place[0] for draft in drafts if draft.op is not None}.union(*insides)
        self._seen: Seen = {}
        self._received: dict[Any, Any] = {}
        if drafts[-1].op is not None and leaves:
            self._seen, received = self._run(nodes, output, list(leaves.values()), seed)
            self._received = dict(zip(leaves, received, strict=True))

    def _run(
        self, nodes: Iterable[Any], output: Any, inputs: list[Any], seed: Any, ends: Iterable[Place] = ()
    ) -> tuple[Seen, tuple[Any, ...]]:
        """Run PyTorch's pass with a hook on every node: what was seen, and the gradients of the inputs.

        Nothing flows on behind `ends`.
        """
        seen: Seen = {}

        def note(fn: Any, given: tuple[Any, ...], arrived: tuple[Any, ...]) -> None:
            seen[fn] = tuple(map(_copy, given)), tuple(map(_copy, arrived))

        hooks = [fn.register_hook(partial(note, fn)) for fn in nodes]
        hooks += [fn.register_prehook(partial(_stopped, number)) for fn, number in ends]
        try:
            return seen, self.torch.autograd.grad(output, inputs, seed, retain_graph=True, allow_unused=True)
        except RuntimeError as error:
            raise _refused(error) from error
        finally:
            for hook in hooks:
                hook.remove()

    def events(self) -> list[Event]:
        """The pass as events, in tape order from the output back."""
        with load_numpy().errstate(all="ignore"):
            return list(self._events())

    def _events(self) -> Iterator[Event]:
        last = len(self.drafts) - 1
        totals: dict[int, Any] = {last: raw(self.seed)}
        terms: dict[int, list[Any]] = {}
        yield Seeded(last, totals[last])
        for target in range(last, -1, -1):
            arrived = self._arrived(self.drafts[target])
            if arrived is not None and not _same(totals.get(target), raw(arrived), terms.get(target, [])):
                totals[target] = raw(arrived)
                yield Replaced(target, totals[target])
            if self.drafts[target].op is None or arrived is None:
                continue
            for event in self._handed_on(target, arrived, totals):
                terms.setdefault(self.graph.edges[event.edge].source, []).append(event.downstream)
                yield event

    def _handed_on(self, target: int, arrived: Any, totals: dict[int, Any]) -> Iterator[Contributed]:
        """What one value hands to its arguments."""
        seen = self._seen_alone(self.drafts[target], arrived)
        for argument, edge in self._sources[target].items():
            down = _handed(self.drafts[target].crossings[argument], seen)
            if down is not None:
                source = self.graph.edges[edge].source
                totals[source] = down if source not in totals else settle(totals[source] + down)
                local = self._local(target, argument, totals[target], down)
                yield Contributed(edge, totals[target], local, down, totals[source])

    def _arrived(self, draft: Draft) -> Any:
        """The gradient that PyTorch had for a value; of a leaf that was changed on the way, for all its moments."""
        fn, output = draft.place
        if draft.op is None:
            return self._received.get(fn) if self._moments[fn] == 1 else None
        return self._seen[fn][1][output] if fn in self._seen else None

    def _seen_alone(self, draft: Draft, arrived: Any) -> Seen:
        """What was seen, or where several results of one call share its nodes, a pass from this one alone."""
        mine = {fn for crossings in draft.crossings for fn, _ in crossings}
        if all(self._owners[fn] == 1 for fn in mine):
            return self._seen
        make = self.torch.autograd.graph.GradientEdge
        ends = dict.fromkeys(fn.next_functions[i] for crossings in draft.crossings for fn, i in crossings)
        computed = [end for end in ends if not is_leaf_node(end[0])]  # one end may lead into the call by another way
        return self._run(mine, make(*draft.place), [make(*end) for end in ends], arrived, computed)[0]

    def _local(self, target: int, argument: int, up: Any, down: Any) -> Any:
        """The local gradient where an operation of ours states it, and PyTorch's gradient agrees; else None."""
        draft, edges = self.drafts[target], self._sources[target]
        op = draft.ours
        rule = None if op is None or op.variadic or argument >= len(op.inputs) else op.partial(argument)
        if rule is None or rule.kind not in (LOCAL, PASS):
            return None
        values = {place: self.drafts[self.graph.edges[edge].source].value for place, edge in edges.items()}
        inputs = [_as_array(values[i]) if n is None else n for i, n in enumerate(draft.numbers)]
        if draft.value is None or any(x is None for x in inputs):
            return None
        given = (_as_array(draft.value), *inputs, *draft.options.values())
        local = 1.0 if rule.kind == PASS else settle(rule.code(*given))
        whole = settle(up * local)
        return local if _same(fit(whole, values[argument]), down, [whole]) else None


def _as_array(value: Any) -> Any:
    """A value as numpy's, which answers inf or nan where Python's floats raise."""
    return load_numpy().float64(value) if value.__class__ is float else value


ADVICE = {
    "inplace operation": "A value that the pass needs was changed in place. Write y = y + 1 for y += 1.",
    "second time": "A backward pass from before has freed a part of the graph. Compute that part inside of the "
                   "function too, or keep it: backward(retain_graph=True).",
}  # fmt: skip


def _refused(error: RuntimeError) -> RuntimeError:
    """PyTorch's refusal of a backward pass, with what to do."""
    said = str(error).split(" Hint:")[0].splitlines()[0]
    advice = next((text for sign, text in ADVICE.items() if sign in said), "The function's own .backward() would too.")
    return RuntimeError(f"from_torch() ran the function, and PyTorch refused its backward pass: {said} {advice}")


def _stopped(number: int, arrived: tuple[Any, ...]) -> tuple[Any, ...]:
    """What arrived at a node of PyTorch's graph, with nothing for one of its outputs."""
    return tuple(None if k == number else gradient for k, gradient in enumerate(arrived))


def _copy(gradient: Any) -> Any:
    return None if gradient is None else gradient.detach().clone()


def _handed(crossings: list[tuple[Any, int]], seen: Seen) -> Any:
    """What one argument was handed, at all places where the graph of the call ends in it."""
    found = [raw(seen[fn][0][i]) for fn, i in crossings if fn in seen and seen[fn][0][i] is not None]
    return settle(sum(found[1:], found[0])) if found else None


def _same(ours: Any, theirs: Any, terms: list[Any]) -> bool:
    """Whether two gradients are equal but for rounding; `terms` are what they are sums of, which may cancel."""
    numpy = load_numpy()
    if ours is None or theirs is None or shape_of(ours) != shape_of(theirs):
        return ours is theirs
    equal = ours == theirs
    if bool(equal.all() if shape_of(ours) else equal):
        return True
    near = EXACT.get(str(numpy.asarray(theirs).dtype), 0.03)
    sizes = [numpy.abs(numpy.asarray(term, dtype=float)) for term in (theirs, *terms)]
    largest = sum(float(size[numpy.isfinite(size)].sum()) for size in sizes)
    return bool(numpy.allclose(ours, theirs, rtol=near, atol=near * largest, equal_nan=True))
