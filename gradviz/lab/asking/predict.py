"""`predict`: commit to a prediction, then see; the prediction stays beside the truth."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import ipywidgets as widgets

from ... import options
from ...language import mark, say
from ...pictures.numbers import short
from ...questions.attempts import Attempts
from ...questions.making import make, refuse_clash
from ...questions.program import Program, case_for
from ...questions.prompts import given_of
from ...questions.question import Question, QuestionError
from ...questions.seeds import Seed
from ...questions.showing import complete, forward_only
from ...questions.sweep import answer as answered
from ...questions.verdict import Verdict
from ...recording.running import merged, program, without_name
from ..frame.figure import Figure
from ..frame.inputs import check_inputs, refuse_misspelt, refuse_ranges
from .answering import Answering, answering
from .asking import Asked
from .following import Then, check_then, follow
from .quizzing import hidden_values, prompt_html


def predict(
    f: Program,
    /,
    *unnamed: Any,
    wrt: str | Iterable[str] = (),
    asks: str = "gradient",
    sign: bool = False,
    then: Then | None = None,
    attempts: str | os.PathLike[str] | None = None,
    inputs: Mapping[str, Any] | None = None,
    **variables: Any,
) -> Predict:
    """Let a learner predict numbers of any computation before they are seen (R105, R137).

    What is asked for is nowhere on the page, in no file and in no message until a prediction is committed. Then the
    picture shows it, and the prediction stays beside it; a wrong one is traced to the rule that makes it.

    Args:
        f: a formula, a function or a Recording.
        *unnamed: nothing: every input is given by its name, `x=3`.
        wrt: the node or nodes that are asked about; the inputs, or for values the output, if left out.
        asks: "gradient" or "value".
        sign: whether the direction alone is asked for: up, down or neither.
        then: the figure that opens after the prediction: "explore", "stepper", "paths", "zoom" or "nudge"; or a
            function that makes any other figure or picture, such as `gv.train` or `lambda: gv.tape(code)`.
        attempts: the file to which predictions are appended, as in `quiz`.
        inputs: numbers by name, for names that cannot be keywords here.
        **variables: the numbers; without any they are drawn, and new ones can be.

    Returns:
        A widget; Jupyter shows it. `.commit(w=8)` commits in code, `.committed` and `.score()` say what became of it.

    Raises:
        FormulaError, TypeError, ValueError, KeyError: if formula, names or numbers do not fit, or nothing could
            be hidden, as of a figure that is made already.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.predict("L = (w*x - t)**2", wrt="w", w=3, x=2, t=5, attempts="")
        >>> figure.committed, figure.recording.frame().gradients[0]
        (False, None)
        >>> figure.commit(w=4)["w"].correct, figure.recording.gradient("w")
        (True, 4.0)
    """
    if unnamed:
        raise without_name("predict", f, unnamed)
    check_then(f, then)
    chosen = {"wrt": wrt, "sign": sign, "then": then, "attempts": attempts}
    refuse_clash(f, tuple(name for name, given in chosen.items() if given), inputs or {})
    if asks not in ("gradient", "value") or (sign and asks == "value"):
        raise QuestionError(f"asks={asks!r:.20}: a prediction is of a 'gradient' or a 'value', a sign of a gradient.")
    names = [wrt] if isinstance(wrt, str) and wrt else list(wrt)
    numbers = merged(inputs, variables)
    _refuse_inputs(f, numbers)
    return Predict(f, numbers, names, asks, "sign" if sign else "number", then, Attempts(attempts))


def _refuse_inputs(f: Any, numbers: Mapping[str, Any]) -> None:
    """Refuse, before anything runs, what is no input or no number; without any the numbers are drawn."""
    function = program(f) if isinstance(f, str) else f
    refuse_misspelt("predict", function, numbers, drawn=True)
    refuse_ranges(numbers, "a prediction is made for numbers")
    if numbers and callable(function):
        check_inputs(function, numbers)


class Predict(Figure):
    """The figure that `predict` returns.

    Attributes:
        committed: whether a prediction was committed.
        verdicts: what became of it, by node.
        after: the figure that opened after it, or None.
    """

    title = mark("Predict")
    idea = mark("Say what you expect before you look: then you see what is there.")

    def __init__(
        self, f: Any, numbers: Mapping[str, Any], names: list[str], asks: str, kind: str, then: Then | None,
        attempts: Attempts,
    ) -> None:  # fmt: skip
        self._given = (f, dict(numbers), names, asks, kind, then)
        self._store, self._attempt = attempts, 0
        self.prompt, self.place = widgets.HTML(), widgets.VBox()
        self.sure = widgets.Button(
            description=say("Commit"), button_style="primary", tooltip=say("Then the numbers are shown")
        )
        self.new = widgets.Button(description=say("New numbers"), tooltip=say("The same with other numbers"))
        self.sure.on_click(lambda _: self._commit_fields())
        self.new.on_click(lambda _: self.new_numbers())
        if numbers or not isinstance(f, str):
            self.new.layout.display = "none"
        self.below = widgets.VBox()
        buttons = widgets.HBox([self.sure, self.new])
        super().__init__("predict", [self.prompt, self.place, buttons], below=[self.below])
        self._ask()

    @property
    def inputs(self) -> dict[str, float]:
        """The numbers that are given."""
        return dict(self.asked.items[0].question.inputs)

    def _questions(self) -> list[Question]:
        """One question for each node that is asked about, all with the same numbers."""
        f, numbers, names, asks, kind, _ = self._given
        seed = Seed(options.course, options.student, f"predict {f if isinstance(f, str) else ''}", self._attempt)
        if not names and asks == "value":
            any_of_it = make(f, kind="order", asks="forward", seed=seed, inputs=numbers or None)
            names = [case_for(any_of_it).graph.nodes[-1].name or ""]
        first = make(f, wrt=names[0] if names else "", kind="pass" if not names else kind, asks=asks,
                     seed=seed, inputs=numbers or None)  # fmt: skip
        case = case_for(first)
        if not names:
            names = [n.name for n in case.graph.nodes if n.is_leaf and n.needs_gradient and n.name]
        given = dict(first.inputs)
        return [make(f, wrt=name, kind=kind, asks=asks, inputs=given, id=f"predict {name}") for name in names]

    def _ask(self) -> None:
        questions = self._questions()
        self.asked, self.committed = Asked(questions, self._store), False
        self.verdicts: dict[str, Verdict] = {}
        self.after: Any = None
        self.below.children = []
        self.sure.disabled = False
        self._fields: dict[str, Answering] = {each.wrt: answering(each, self._commit_fields) for each in questions}
        case = case_for(questions[0])
        several = say("{given} What do you expect?", given=given_of(questions[0]))
        prompt = several if len(questions) > 1 else questions[0].prompt
        self.prompt.value = prompt_html(prompt, questions[0].code)
        output = case.graph.nodes[case.graph.output].name or ""
        self.place.children = [row for each in questions for row in self._row_of(each, output, len(questions) > 1)]
        hidden = frozenset(k for each in questions for k in hidden_values(each, case))
        caption = say("The numbers that are asked for are hidden.")
        self.show(forward_only(case, hidden=hidden), caption=caption, panel="")

    def _row_of(self, question: Question, output: str, several: bool) -> list[widgets.Widget]:
        """The field of a question; among several it says which of them it is for."""
        box = self._fields[question.wrt].box
        if not several:
            return [box]
        if question.kind == "sign":
            return [widgets.Label(say("when {name} is raised a little", name=question.wrt)), box]
        box.description = question.wrt if question.asks == "value" else f"∂{output}/∂{question.wrt}"
        return [box]

    def new_numbers(self) -> None:
        """The same with other numbers, where they were drawn."""
        self._attempt += 1
        self._ask()

    def commit(self, predictions: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Verdict]:
        """Commit to a prediction; the numbers are shown then, and cannot be predicted again.

        Args:
            predictions: what is expected, by node, as it would be typed.
            **more: the same as keywords.

        Returns:
            What became of each. One that cannot be read keeps everything hidden, and its message says what to type.

        Raises:
            KeyError: if a node was not asked about.
            TypeError: if it is not said which node a prediction is of.
        """
        if not isinstance(predictions, Mapping | None):
            first = next(iter(self._fields))
            raise TypeError(f"commit() takes predictions by name, got {predictions!r:.40}. Write commit({first}=...).")
        given = {**(predictions or {}), **more}
        unknown = [name for name in given if name not in self._fields]
        if unknown:
            raise KeyError(f"{unknown[0]!r:.40} is not asked for here. Asked for: {', '.join(self._fields)}.")
        if self.committed:
            self.announce(say("This was committed already. New numbers give another try."))
            return self.verdicts
        read = {name: self._fields[name].read() for name in self._fields} | given
        return self._committed(read)

    def _committed(self, read: dict[str, Any]) -> dict[str, Verdict]:
        asked = {item.question.wrt: number for number, item in enumerate(self.asked.items)}
        tried = {name: self.asked.judge(number, read[name]) for name, number in asked.items()}
        unread = next(((name, verdict) for name, verdict in tried.items() if not verdict.valid), None)
        if unread is not None:
            self.announce(f"{unread[0]}: {unread[1].message}")
            return tried
        for name, number in asked.items():
            self.verdicts[name] = self.asked.keep(number, read[name], tried[name])
        self.committed, self.sure.disabled = True, True
        for field in self._fields.values():
            field.box.disabled = True
        wrong = next((name for name, verdict in self.verdicts.items() if not verdict.correct), None)
        caption = say("As you predicted.") if wrong is None else f"{wrong}: {self.verdicts[wrong].message}"
        case = case_for(self.asked.items[0].question)
        self.show(complete(case), caption=caption, panel=self._table(read))
        self._open()
        return self.verdicts

    def _commit_fields(self) -> None:
        self.attempt(self.commit)
        if self.committed:  # fields and button are out of use now: the keys stay in the figure
            self.focus()

    def _open(self) -> None:
        """The figure that follows, made only now: before, its numbers would have been on the page."""
        f, _, _, _, _, then = self._given
        if then is not None:
            self.after = follow(then, f, self.inputs)
            self.below.children = [self.after]

    def _table(self, read: Mapping[str, Any]) -> str:
        """Every prediction beside the truth."""
        heads = (say("node"), say("you predicted"), say("it is"), "")
        rows = "".join(self._row(item.question, str(read[item.question.wrt])) for item in self.asked.items)
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
        name = escape(say("predictions"))
        return f'<table aria-label="{name}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'

    def _row(self, question: Question, predicted: str) -> str:
        case = case_for(question)
        node = case.position(question.wrt)
        truth = case.values[node] if question.asks == "value" else answered(case, node)
        word = say("as predicted") if self.verdicts[question.wrt].correct else say("not as predicted")
        cells = (question.wrt, predicted[:40], short(float(truth)), word)
        return f'<tr data-node="{node}">{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'

    def score(self) -> float:
        """The share of the predictions that were right; 0 before they are committed."""
        return self.asked.score

    def reset(self) -> None:
        """Hide everything again, with the same numbers."""
        self._ask()

    def fallback_text(self) -> str:
        """The prompts as text; what is hidden is hidden here too."""
        return "\n".join([say("Run this cell to predict."), *(each.question.prompt for each in self.asked.items)])

    def fallback_html(self) -> str:
        """The same, folded out."""
        return f"<pre>{escape(self.fallback_text())}</pre>"
