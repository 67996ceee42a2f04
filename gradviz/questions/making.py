"""Questions made from any graph: numbers are found, options drawn, and a prompt written. No key is kept."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..core.scalars import shape_of
from ..recording import Edge, Formula, Graph, Recording
from .cases import Case
from .diagnosis import inputs_of, refuse_options
from .nearness import matches
from .numbers import Local, NoNumbers, Value, Wanted, best_numbers
from .program import Program, alone, asked_edge, case_for, edge_of, graph_of, labels, leaf_name, packed, plan_for
from .prompts import prompt_of
from .question import (
    CHOICE,
    CHOICES,
    FADED,
    NUMBER,
    OF_EDGES,
    OF_GRAPH,
    ORDER,
    PASS,
    PICK,
    SHAPE,
    USUAL_FADE,
    Option,
    Question,
    QuestionError,
)  # fmt: skip
from .rules import RULES, Rule
from .seeds import Seed, shuffled
from .shapes import shape_prompt
from .skipping import skips
from .source import source_of
from .steady import goes_there, is_steady
from .sweep import answer, uses
from .typed import shown
from .unfit import refuse_asks, refuse_unfit
from .verdict import refuse_endless
from .wrong import hidden_rules, wrong_answers

WRONG_OPTIONS = 4
"""So many wrong options stand beside the right one, where there are so many rules."""


def make(
    f: Program, /, *, wrt: str = "", kind: str = NUMBER, asks: str = "gradient", seed: Seed | None = None,
    inputs: Mapping[str, Any] | None = None, edge: Sequence[int | str] | None = None, signs: int | None = 1,
    **fields: Any,
) -> Question:  # fmt: skip
    """Make a question from a graph.

    Args:
        f: a formula, a function, or a Recording (whose numbers are used unless a seed is given).
        wrt: the name of the node that is asked about; for a whole pass, an order or a merge it is not needed.
        kind: see `Question`.
        asks: what is asked about it: "gradient", "value", "local" or "contribution" (of an edge), "waits" (for which),
            "forward" or "backward" (an order), "merge" (to be picked).
        seed: who is asked what, for the first or the next time; numbers are drawn from it where none are given.
        inputs: the numbers, where they are given; for a question about shapes, arrays.
        edge: the edge whose local gradient is asked for, by the names or positions of its two ends, with the argument's
            number where there are several between them; the one that leaves `wrt` if left out.
        signs: how many of the numbers may be negative; None is any.
        **fields: other fields of the Question: id, lesson, source, rules, fade, rtol, atol, rate, reasons, confidence,
            prompt; of a worked example, `fade` is 2 where it is left out.

    Raises:
        QuestionError: if there is no such kind, the question cannot be asked of this graph, or its right number is not
            finite.
        NoNumbers: if no numbers were found.
        KeyError: if there is no node of that name.

    Example:
        >>> question = make("y = x**2 + x**3", wrt="x", inputs={"x": 3})
        >>> question.prompt, question.key
        ('y = x**2 + x**3, with x = 3. What is ∂y/∂x?', None)
    """
    if kind not in OF_GRAPH:
        made = ", ".join(OF_GRAPH)
        raise QuestionError(f"no question of kind {kind!r:.20} is made from a graph. The kinds: {made}.")
    if kind == SHAPE:
        refuse_asks(kind, asks)
        return _about_shape(f, wrt, inputs or {}, seed, fields)
    names = Formula(f).inputs if isinstance(f, str) else () if isinstance(f, Recording) else inputs_of(f)
    program, numbers = packed(f, names, inputs)
    if kind == FADED:
        fields.setdefault("fade", USUAL_FADE)
    fields.setdefault("code", source_of(f) if callable(f) else "")
    found = asked_edge(program, kind, asks, edge, wrt)
    draft = Question(
        kind, str(fields.pop("prompt", "")), asks=asks, program=program, wrt=wrt, edge=found, inputs=numbers, seed=seed,
        signs=signs, fixed=callable(f) and not is_steady(f, names or tuple(inputs or ()), graph_of(program)), **fields,
    )  # fmt: skip
    refuse_unfit(draft)
    if inputs is None and (seed is not None or not isinstance(f, Recording)):
        draft = _with_numbers(draft, seed or Seed(), f)
    return finished(draft.with_(seed=None) if draft.fixed else draft)


def again(question: Question, attempt: int | None = None) -> Question:
    """The question drawn from its seed once more: as it was, or for another attempt, with new numbers.

    Raises:
        QuestionError: if it was not generated from a seed.

    Example:
        >>> first = make("y = x**2 + x**3", wrt="x", seed=Seed("ML", "ada", "A17"))
        >>> again(first) == first, again(first, 1).inputs != first.inputs
        (True, True)
    """
    if not question.generated or question.seed is None:
        raise QuestionError("this question has no seed, so there are no other numbers. Make it with make(f, seed=...).")
    if question.fixed:
        raise QuestionError("with other numbers this function may have another graph, so there are no others. "
                            "Ask about a formula, or a function without an if or a number of its own.")  # fmt: skip
    seed = question.seed if attempt is None else Seed(**{**question.seed.to_data(), "attempt": attempt})
    bare = question.with_(options=(), hides=(), seed=seed, prompt="", inputs={})
    return finished(_with_numbers(bare, seed, None))


def completed(question: Question) -> Question:
    """A question that was written down without a prompt, with numbers where it has none, its options and its prompt.

    Example:
        >>> completed(Question("number", "", asks="gradient", program="y = x**2", wrt="x", inputs={"x": 3})).prompt
        'y = x**2, with x = 3. What is ∂y/∂x?'
    """
    if question.asks in OF_EDGES and question.kind != PICK and question.edge is None:
        question = question.with_(edge=edge_of(graph_of(question.program), None, question.wrt))
    refuse_unfit(question)
    if not question.inputs:
        question = _with_numbers(question, question.seed or Seed(), None)
    return finished(question)


def asked_nodes(question: Question, graph: Graph) -> list[Wanted]:
    """What must not come out right by a wrong rule: the gradients of nodes, or what else is asked for as a number."""
    if question.kind == NUMBER and question.edge is not None:
        edge = Edge(*question.edge)
        return [edge if question.asks == "contribution" else Local(graph.edges.index(edge))]
    if question.asks == "value":
        return [Value(Case(graph, (), (), None).position(question.wrt))]
    if question.asks == "gradient" and question.wrt:
        return [Case(graph, (), (), None).position(question.wrt)]
    if question.kind in (PASS, FADED):
        return [i for i, node in enumerate(graph.nodes) if node.is_leaf and node.needs_gradient]
    return []


def _with_numbers(draft: Question, seed: Seed, f: Any) -> Question:
    """Numbers that hide no rule; where there are none, those that hide the fewest."""
    plan = plan_for(draft)
    asked = asked_nodes(draft, plan.graph)
    # two edges of one graph are two questions, and have numbers of their own
    drawn = seed if draft.edge is None else replace(seed, question=f"{seed.question} {tuple(draft.edge)}")
    names = {leaf: leaf_name(plan.graph, leaf) for leaf in plan.leaves}
    free = inputs_of(f) if draft.fixed else tuple(names.values())
    kept = {leaf: draft.inputs[name] for leaf, name in names.items() if name not in free}
    for found in best_numbers(plan, asked, drawn, signs=draft.signs, rate=draft.rate, fixed=kept):
        numbers = {names[leaf]: number for leaf, number in found.items()}
        given = {name: number for name, number in numbers.items() if name in free}
        if not draft.fixed or goes_there(f, given, plan.graph):
            return draft.with_(inputs=numbers, seed=seed)
    raise NoNumbers(
        "with these numbers the function takes another branch, so its graph is another one. "
        "Give the numbers yourself: inputs={'x': 3}."
    )


def finished(draft: Question) -> Question:
    """A question that has its numbers, with its options, its prompt, and the rules that its numbers hide."""
    case = case_for(draft)
    refuse_endless(draft, case)
    hidden = [rule.key for asked in asked_nodes(draft, case.graph) for rule in _hidden(case, asked, draft.rate)]
    draft = draft.with_(hides=tuple(dict.fromkeys(hidden)))
    if draft.kind == CHOICE:
        draft = draft.with_(options=_numbers_to_choose(draft, case))
    elif draft.kind in (CHOICES, ORDER):
        draft = draft.with_(options=_nodes_to_choose(draft, case))
    return draft if draft.prompt else draft.with_(prompt=prompt_of(draft, case))


def _hidden(case: Case, asked: Wanted, rate: float) -> tuple[Rule, ...]:
    if isinstance(asked, Value):  # no rule of the way back is asked for
        return ()
    return hidden_rules(*alone(case, asked.edge), rate) if isinstance(asked, Local) else hidden_rules(case, asked, rate)


def _numbers_to_choose(draft: Question, case: Case) -> tuple[Option, ...]:
    """The right number and those of the likeliest wrong rules, in a random order."""
    asked = case.position(draft.wrt)
    right = float(answer(case, asked))
    kept = [right]
    known = (*RULES, *skips(case, asked))
    found = sorted(wrong_answers(case, asked, draft.rate, known), key=lambda pair: -pair[0].prior)
    for _rule, number in found:
        number = float(number)
        apart = not any(matches(number, other) or shown(number) == shown(other) for other in kept)
        if apart and number == number and abs(number) < 1e9 and len(kept) <= WRONG_OPTIONS:
            kept.append(number)
    dice = _dice(draft)
    return tuple(Option(shown(number)) for number in shuffled(dice, kept))


def _dice(draft: Question) -> random.Random:
    """What the options are shuffled with; without a seed each question still has an order of its own."""
    named = Seed(question=draft.id or f"{draft.program} {draft.wrt} {dict(draft.inputs)}")
    return (draft.seed or named).dice("options")


def _nodes_to_choose(draft: Question, case: Case) -> tuple[Option, ...]:
    """The operations to put in order, or the nodes that one may wait for."""
    called = labels(case.graph)
    operations = [i for i, node in enumerate(case.graph.nodes) if not node.is_leaf]
    dice = _dice(draft)
    return tuple(Option(called[node]) for node in shuffled(dice, operations))


def waits_for(case: Case, node: int) -> set[int]:
    """The nodes that must have reported before a gradient is complete: those that use the value."""
    return {case.graph.edges[edge].target for edge in uses(case.graph)[node]}


def _about_shape(f: Program, wrt: str, inputs: Mapping[str, Any], seed: Seed | None, fields: Any) -> Question:
    """What shape a gradient has: of arrays, which no other question is about."""
    if isinstance(f, str):
        shapes = {name: _shape(value) for name, value in inputs.items()}
        program = f
    else:
        program, _ = packed(f, (), inputs or None)
        graph = graph_of(program)
        shapes = {leaf_name(graph, i): node.shape for i, node in enumerate(graph.nodes) if node.is_leaf}
    if wrt not in shapes:
        raise KeyError(f"there is no input {wrt!r}; the inputs are: {', '.join(shapes) or 'none'}. Ask for one.")
    prompt = fields.pop("prompt", "") or shape_prompt(program, shapes, wrt)
    fields.setdefault("code", source_of(f) if callable(f) else "")
    return Question(SHAPE, prompt, asks="gradient", program=program, wrt=wrt, shapes=shapes, seed=seed, **fields)


def _shape(value: Any) -> tuple[int, ...]:
    if isinstance(value, tuple) and all(isinstance(size, int) for size in value):
        return value
    if isinstance(value, list):  # rows, as one types an array
        inner = {_shape(part) for part in value}
        if len(inner) > 1:
            raise QuestionError("the rows of an array are not all of one length. Give each as many numbers.")
        return (len(value), *next(iter(inner), ()))
    return tuple(shape_of(getattr(value, "_value", value)))


def refuse_clash(f: Program, options: tuple[str, ...], given: Mapping[str, Any]) -> None:
    """Refuse an option's name that is an input of the function, as `diagnose` does."""
    if not isinstance(f, Recording):
        refuse_options("ask", Formula(f) if isinstance(f, str) else f, options, given)
