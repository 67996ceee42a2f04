"""What does not fit: a question that cannot be asked of its graph, or has no answer there, is refused."""

from __future__ import annotations

from ..recording import Graph
from .cases import Case
from .diagnosis import asked_in
from .program import graph_of
from .question import ASKS, CHOICE, NUMBER, OF_EDGES, OF_GRAPH, ORDER, PICK, SIGN, Question, QuestionError
from .sweep import uses


def refuse_unfit(draft: Question) -> None:
    """Refuse a question that does not fit its graph: what is asked of which kind, how many blanks, about which node.

    Raises:
        QuestionError: if kind and what is asked do not go together, or it is not said which node is meant.
        KeyError: if there is no node of that name.
        ValueError: if the node needs no gradient.
    """
    graph = graph_of(draft.program)
    if draft.asks not in ASKS[1:]:
        raise QuestionError(f"nothing is asked by asks={draft.asks!r:.30}. There are: {', '.join(ASKS[1:])}.")
    if draft.fade not in range(5):
        raise QuestionError(f"fade={draft.fade!r:.20} is no number of blank steps. Give a whole number from 0 to 4.")
    refuse_asks(draft.kind, draft.asks)
    one_node = draft.kind in (NUMBER, CHOICE, SIGN) and draft.asks not in OF_EDGES or draft.asks == "waits"
    if one_node and not draft.wrt:
        names = ", ".join(node.name for node in graph.nodes if node.name)
        raise QuestionError(f"it is not said which node is asked about. Name it by wrt=; the named nodes are: {names}.")
    if one_node and draft.asks in ("gradient", "waits"):
        asked_in(Case(graph, (), (), None), draft.wrt)
    _refuse_unanswerable(draft, graph)


def _refuse_unanswerable(draft: Question, graph: Graph) -> None:
    """Refuse what has no answer in this graph, or one order alone."""
    used = [len(edges) for edges in uses(graph)]
    several = any(node.needs_gradient and count > 1 for node, count in zip(graph.nodes, used, strict=True))
    if draft.asks == "merge" and not several:
        raise QuestionError(
            "no value is used twice in this graph, so there is no node at which contributions are added. "
            "Ask about a graph such as y = x**2 + x**3."
        )
    if draft.asks == "waits" and not used[Case(graph, (), (), None).position(draft.wrt)]:
        raise QuestionError(
            f"nothing uses {draft.wrt}, so its gradient waits for nothing. Ask about a value that is used."
        )
    if draft.kind == ORDER and sum(not node.is_leaf for node in graph.nodes) < 2:
        raise QuestionError("one operation alone has one order. Ask about a graph with at least two.")
    if draft.kind == PICK and not graph.edges:
        raise QuestionError("this graph has no edge to pick: nothing is computed. Give a formula with an operation.")


def refuse_asks(kind: str, asks: str) -> None:
    """Refuse what a question of that kind does not ask of its graph: a direction is a gradient's, not a value's."""
    goes = OF_GRAPH.get(kind, ())
    if asks not in goes:
        ways = " or ".join(f"asks={each!r}" for each in goes) or 'kind="number"'
        raise QuestionError(
            f"asks={asks!r:.30} does not go with kind={kind!r}, whose graph is asked another thing. "
            f"Write {ways}."
        )
