"""What is missing in a graph that a learner has built, and what is too much, by name.

Nodes are held against those of the formula by what they compute. A node that has no counterpart, but the inputs of a
missing one or its operation, is taken for it, said once, and what follows is judged by what it was carried forward.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from ...language import say
from ...pictures.expression import definitions
from ...pictures.labels import names, operation_text, symbol
from ...recording import Graph
from ...recording.isomorphism import arguments, classes, isomorphism

MOST = 60
"""A formula longer than this is not quoted for a node without a name."""


class Finding(NamedTuple):
    """One thing that is not as in the formula.

    Attributes:
        kind: "missing", "extra", "operation", "order", "input", "number", "twice", "once" or "joined".
        text: the sentence that says it.
        nodes: the positions of the learner's nodes that it is about.
    """

    kind: str
    text: str
    nodes: tuple[int, ...] = ()


def compare(wanted: Graph, built: Graph | None) -> list[Finding]:
    """What is not as in the formula; nothing if the two graphs are one drawing.

    Args:
        wanted: the graph of the formula.
        built: the learner's; None while there is not one node.

    Example:
        >>> import gradviz as gv
        >>> wanted = gv.record("d = y - t; L = d**2", y=7, t=5).graph
        >>> compare(wanted, gv.record("out = (y - t)**2", y=7, t=5).graph)
        []
        >>> print(compare(wanted, gv.record("out = (t - y)**2", y=7, t=5).graph)[0].text)
        Your n2 has its inputs the other way round: t − y. The formula has y − t, and for − the order matters.
    """
    if built is not None and isomorphism(wanted, built) is not None:
        return []
    comparison = _Comparison(wanted, built or Graph((), ()))
    found = comparison.findings()
    return found or [Finding("joined", say("Every node is there, but equal nodes are not used as in the formula."))]


@dataclass
class _Comparison:
    """The two graphs, and which nodes of the learner's are taken for which class of the formula's."""

    wanted: Graph
    built: Graph
    taken: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.needs, self.gives = arguments(self.wanted), arguments(self.built)
        self.called, self.own = _called(self.wanted), _called(self.built)
        self._number()

    def _number(self) -> None:
        self.ours, self.theirs = classes(self.wanted, self.built, known=self.taken)

    def findings(self) -> list[Finding]:
        """First what was meant and went wrong, then what is there too often, is missing or is too much."""
        found = []
        while (near := self._nearest()) is not None:
            missing, extra, kind = near
            found.append(self._wrong(missing, extra, kind))
            self.taken[1, extra] = self.ours[missing]
            self._number()
        return [*found, *self._often(), *self._missing(), *self._extra()]

    # -- what was meant -----------------------------------------------------------------------------------

    def _nearest(self) -> tuple[int, int, str] | None:
        """A missing node and an extra one that is most like it, and what tells them apart."""
        pairs = [
            (rank, missing, extra, kind)
            for missing in self._alone(self.wanted, self.ours, self.theirs)
            for extra in self._alone(self.built, self.theirs, self.ours)
            if self._settled(self.gives[extra], self.theirs, self.ours)
            for rank, kind in [self._likeness(missing, extra)]
            if kind
        ]
        return min(pairs)[1:] if pairs else None

    @staticmethod
    def _alone(graph: Graph, own: list[int], other: list[int]) -> list[int]:
        """The operations without a counterpart."""
        there = set(other)
        return [k for k, node in enumerate(graph.nodes) if not node.is_leaf and own[k] not in there]

    @staticmethod
    def _settled(given: list[int | str], own: list[int], other: list[int]) -> bool:
        """Whether all inputs have a counterpart, so that a fault lies in the operation itself."""
        return all(own[x] in other for x in given if isinstance(x, int))

    def _likeness(self, missing: int, extra: int) -> tuple[int, str]:
        one, other = self.wanted.nodes[missing], self.built.nodes[extra]
        ours = [self.ours[x] if isinstance(x, int) else x for x in self.needs[missing]]
        theirs = [self.theirs[x] if isinstance(x, int) else x for x in self.gives[extra]]
        common = sum((Counter(ours) & Counter(theirs)).values())
        same, alike = one.op == other.op, len(ours) == len(theirs)
        if not self._settled(self.needs[missing], self.ours, self.theirs):
            return (5, "input") if same and alike else (9, "")
        nodes, given = ([x for x in values if isinstance(x, int)] for values in (ours, theirs))
        if same and len(ours) == len(theirs) == common:
            return 0, "order"
        if same and alike and nodes == given:
            return 1, "number"
        if not same and Counter(nodes) == Counter(given):
            return 2, "operation"
        return (3 if common else 4, "input") if same and alike else (9, "")

    def _wrong(self, missing: int, extra: int, kind: str) -> Finding:
        name, sign = self._name(extra), symbol(self.wanted.nodes[missing])
        wanted, given = self._written(self.wanted, missing), self._written(self.built, extra)
        if kind == "order":
            text = say("Your {name} has its inputs the other way round: {given}. The formula has {wanted}, "
                       "and for {sign} the order matters.",
                       name=name, given=given, wanted=wanted, sign=sign)  # fmt: skip
        elif kind == "operation":
            text = say("Your {name} is {given}. The formula has another operation there: {wanted}.",
                       name=name, given=given, wanted=wanted)  # fmt: skip
        elif kind == "number":
            text = say("Your {name} is {given}. The formula has another number there: {wanted}.",
                       name=name, given=given, wanted=wanted)  # fmt: skip
        else:
            text = say("Your {name} is {given}. In the formula that operation has another input: {wanted}.",
                       name=name, given=given, wanted=wanted)  # fmt: skip
        return Finding(kind, text, (extra,))

    # -- how often ----------------------------------------------------------------------------------------

    def _often(self) -> list[Finding]:
        """Nodes that are there twice instead of being used twice, and the other way round."""
        wanted, built = Counter(self.ours), Counter(self.theirs)
        found = []
        for number, count in wanted.items():
            nodes = tuple(k for k, own in enumerate(self.theirs) if own == number)
            if built[number] > count and self._of_itself(nodes):
                found.append(self._twice(self.ours.index(number), nodes))
            elif 0 < built[number] < count:
                called = self._expression(self.ours.index(number))
                text = say("The formula computes {called} {count}, and you {own}.",
                           called=called, count=_times(count), own=_times(built[number]))  # fmt: skip
                found.append(Finding("once", text, nodes))
        return found

    def _of_itself(self, nodes: tuple[int, ...]) -> bool:
        """Whether two of the nodes have the very same inputs: else their inputs are what is there twice."""
        given = [tuple(sorted(map(str, self.gives[k]))) for k in nodes]
        return len(set(given)) < len(given)

    def _twice(self, position: int, nodes: tuple[int, ...]) -> Finding:
        if self.wanted.nodes[position].is_leaf:
            text = say("You drew {called} {count}. An input is one node, and may be used more than once.",
                       called=self.called[position], count=_times(len(nodes)))  # fmt: skip
        else:
            text = say("You computed {called} {count}. The value may be used more than once.",
                       called=self._expression(position), count=_times(len(nodes)))  # fmt: skip
        return Finding("twice", text, nodes)

    # -- what is not there, and what should not be -----------------------------------------------------------

    def _missing(self) -> list[Finding]:
        there = set(self.theirs)
        found = []
        for k, node in enumerate(self.wanted.nodes):
            if self.ours[k] not in there and self.ours[k] not in self.ours[:k]:
                if node.is_leaf:
                    text = say("Missing: the input {name}.", name=self.called[k])
                else:
                    text = say("Missing: {operation}, for {wanted}.",
                               operation=node.op, wanted=self._written(self.wanted, k))  # fmt: skip
                found.append(Finding("missing", text))
        return found

    def _extra(self) -> list[Finding]:
        there = set(self.ours)
        found = []
        for k in range(len(self.built.nodes)):
            if self.theirs[k] not in there:
                text = say("Extra: your {name}, {given}, is not in the formula.",
                           name=self._name(k), given=self._written(self.built, k))  # fmt: skip
                found.append(Finding("extra", text, (k,)))
        return found

    # -- words --------------------------------------------------------------------------------------------

    def _name(self, position: int) -> str:
        return names(self.built)[position]

    def _expression(self, position: int) -> str:
        """What a node of the formula computes: w·x."""
        return self._written(self.wanted, position)

    def _written(self, graph: Graph, position: int) -> str:
        """An operation with its inputs as they were given: y − t, log of n4, (w·x)²."""
        called, given = (self.called, self.needs) if graph is self.wanted else (self.own, self.gives)
        return written(graph, position, [called[x] if isinstance(x, int) else x for x in given[position]])


def written(graph: Graph, position: int, inputs: list[str]) -> str:
    """One operation on inputs that are called as given: "y − t", "σ(y)", "3 × x"."""
    node = graph.nodes[position]
    if node.is_leaf:
        return names(graph)[position]
    sign = operation_text(node)
    given = [text for text, number in zip(inputs, node.numbers, strict=True) if number is None]
    closed = [text if _one(text) else f"({text})" for text in given]
    if sign.startswith("( )"):
        return f"{closed[0]}{sign[3:]}"
    if len(node.numbers) == 2 and len(given) == 2 and len(sign) == 1:
        return f" {sign} ".join(closed)
    if len(node.numbers) == 2 and len(given) == 1 and "·" not in sign:
        return f"{sign} {closed[0]}" if node.numbers[0] is not None else f"{closed[0]} {sign}"
    if node.op == "negative":
        return f"{sign}{closed[0]}"
    return sign.replace("·", given[0]) if "·" in sign and len(given) == 1 else f"{sign}({', '.join(given)})"


def _one(text: str) -> bool:
    """Whether a text stands for one thing without brackets around it."""
    return " " not in text or (text.endswith(")") and "(" in text and " " not in text[: text.index("(")])


def _times(count: int) -> str:
    """How often: "once", "twice", "3 times"."""
    return {1: say("once"), 2: say("twice")}.get(count) or say("{count} times", count=count)


def _called(graph: Graph) -> list[str]:
    """What the nodes are called: by their names, else by what they compute, else by their places."""
    texts = [formula.text() if formula else "" for formula in definitions(graph)]
    return [
        name if node.name or not text or len(text) > MOST else text
        for name, node, text in zip(names(graph), graph.nodes, texts, strict=True)
    ]
