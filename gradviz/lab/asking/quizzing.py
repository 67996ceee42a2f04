"""The widget of a quiz: prompt, picture, answer, and feedback that names the cause."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import ipywidgets as widgets

from ...language import mark, say
from ...questions.attempts import Attempts
from ...questions.cases import Case
from ...questions.program import case_for
from ...questions.question import Question, QuestionError
from ...questions.showing import complete, forward_only
from ...questions.verdict import Verdict
from ..frame.figure import Figure
from .answering import Answering, answering, shuffled_places
from .asking import REVEAL_AFTER, Asked

_IDEAS = {
    "text": mark("Write first, in your own words: then there is a model answer to compare with."),
    "string": mark("Type first, then look."),
    "order": mark("Put them in order first: a wrong order says what comes too early."),
    "pick": mark("Choose in the picture first: what is said then tells you where to look."),
    "shape": mark("Write the shape first: a wrong one says where it comes from."),
    **dict.fromkeys(("choice", "choices", "sign"), mark("Choose first, then look: what is said tells you why.")),
}
"""The key idea by what is asked for, where it is no number."""


class Quiz(Figure):
    """The figure that `quiz` and `ask` return.

    Attributes:
        asked: the questions and what became of them.
        number: which of them is shown, from 0.
    """

    title = mark("Question")
    idea = mark("Answer first, then look: a wrong number says where it comes from.")
    own_keys = (("N", mark("the next question")), ("H", mark("a hint")))

    def __init__(self, questions: Sequence[Question], attempts: Attempts) -> None:
        self.asked = Asked(questions, attempts)
        self.number = 0
        self.prompt = widgets.HTML()
        self.place = widgets.VBox()
        self.more = widgets.VBox()
        buttons = widgets.HBox(self._buttons(), layout={"flex_flow": "row wrap"})
        super().__init__("quiz", [self.prompt, self.place, self.more, buttons])
        self._show_question()

    def _buttons(self) -> list[widgets.Widget]:
        made = {
            "check": widgets.Button(description=say("Check"), button_style="primary", tooltip=say("Grade the answer")),
            "hint": widgets.Button(description=say("Hint"), tooltip=say("Three hints, each says more")),
            "new": widgets.Button(description=say("New numbers"), tooltip=say("The same question with other numbers")),
            "show": widgets.Button(description=say("Show answer"), disabled=True,
                                   tooltip=say("After {count} wrong answers", count=REVEAL_AFTER)),
            "next": widgets.Button(description=say("Next"), tooltip=say("The next question")),
        }  # fmt: skip
        made["check"].on_click(lambda _: self.check())
        made["hint"].on_click(lambda _: self.hint())
        made["new"].on_click(lambda _: self.new_numbers())
        made["show"].on_click(lambda _: self.reveal())
        made["next"].on_click(lambda _: self.next())
        self.buttons = made
        return list(made.values())

    # --- what a learner, or a test cell, does ---

    @property
    def question(self) -> Question:
        """The question that is shown."""
        return self.asked.items[self.number].question

    def answer(self, given: Any, *, reason: Any = None, confident: int | None = None) -> Verdict:
        """Answer the question that is shown; the same as typing it and pressing Check.

        Args:
            given: a number or text as it would be typed; for the other kinds see `gradviz.questions.grading.grade`.
            reason: of a question with reasons, the place or text of one.
            confident: how sure the learner is, from 1 to 3.
        """
        verdict = self.asked.answer(self.number, given, reason, confident)
        self._show_verdict(verdict)
        return verdict

    def check(self) -> Verdict:
        """Grade what stands in the field."""
        reason = self._reason.read() if self._reason else None
        sure = self._sure.value if self._sure else None
        verdict = self.answer(self._answering.read(), reason=reason, confident=sure)
        self._answering.focus()
        return verdict

    def score(self) -> float:
        """The mean of the best scores, between 0 and 1; an answer after it was shown does not count."""
        return self.asked.score

    def hint(self) -> str:
        """The next hint."""
        text = self.asked.hint(self.number)
        self.announce(text)
        return text

    def new_numbers(self) -> None:
        """The same question with other numbers; an item written by hand has none, and says so."""
        try:
            self.asked.renew(self.number)
        except QuestionError as error:
            self.announce(str(error))
            return
        self._show_question()

    def reveal(self) -> str:
        """Show the right answer, after enough wrong ones, and a nudge that the last wrong number does not foretell."""
        text = self.asked.reveal(self.number)
        if text:
            told = say("The answer is {answer}.", answer=text)
            last = self.asked.items[self.number].last
            if last is not None and last.diagnosis is not None and last.diagnosis.proof is not None:
                told = f"{told} {last.diagnosis.proof.said()}"  # not before: the change over h is nearly the answer
            self._show_whole(told)
        return text

    def next(self) -> None:
        """Go to the next question; after the last comes the first."""
        self._go((self.number + 1) % len(self.asked.items))

    def _go(self, number: int) -> None:
        """Show another question; what is typed as the answer to the one that is shown stays."""
        if number != self.number:
            self.number = number
            self._show_question()

    def pressed(self, key: str) -> None:
        """N and H."""
        if key == "n":
            self.next()
        elif key == "h":
            self.hint()

    def picked(self, node: int | None) -> None:
        """A node of the picture is chosen as the answer, where one is asked for."""
        if node is not None:
            self._answering.picked(node)

    def did(self, what: str, value: str) -> None:
        """A question of the list was chosen."""
        if what == "question" and value.isdecimal() and int(value) < len(self.asked.items):
            self._go(int(value))

    def fallback_text(self) -> str:
        """The prompts as text, with the answers to choose from."""
        lines = [say("Run this cell to answer.")]
        for number, item in enumerate(self.asked.items, 1):
            lines.append(f"{number}. {item.question.prompt}")
            lines += [f"   {line}" for line in item.question.code.splitlines()]
            options = item.question.options
            if item.question.kind != "number":  # those of a number are wrong ones that are known, and nothing to choose
                lines += [f"   - {options[place].text}" for place in shuffled_places(item.question)]
        return "\n".join(lines)

    def fallback_html(self) -> str:
        """The same, folded out; no picture, which would be that of one question alone."""
        return f"<pre>{escape(self.fallback_text())}</pre>"

    # --- what is shown ---

    def _show_question(self) -> None:
        question = self.question
        many = len(self.asked.items)
        where = f"{self.number + 1}/{many} " if many > 1 else ""
        self.say_idea(_IDEAS.get(question.kind, self.idea))
        self._answering: Answering = answering(question, self.check)
        self.place.children = [self._answering.box]
        self._reason, self._sure = self._second_tier(question)
        self.prompt.value = prompt_html(where + question.prompt, question.code)  # what is typed under it is kept
        self.buttons["new"].layout.display = None if question.generated and not question.fixed else "none"
        self.buttons["new"].button_style = ""
        self.buttons["next"].layout.display = None if many > 1 else "none"
        self.buttons["show"].disabled = self.asked.items[self.number].wrong < REVEAL_AFTER
        self.diagram.picked = -1
        (self.remove_class if _has_picture(question) else self.add_class)("gv-undrawn")
        self._draw("", None)

    def _second_tier(self, question: Question) -> tuple[Answering | None, widgets.ToggleButtons | None]:
        """Reasons to choose from, and how sure the learner is, where the question asks for them."""
        reason, sure = None, None
        if question.reasons:
            options = question.with_(kind="choice", options=question.reasons)
            reason = answering(options, self.check)
        if question.confidence:
            levels = [(say("guessed"), 1), (say("fairly sure"), 2), (say("certain"), 3)]
            sure = widgets.ToggleButtons(options=levels, description=say("how sure"))
        rows = [widgets.Label(say("Why?")), reason.box] if reason else []
        self.more.children = [*rows, *([sure] if sure else [])]
        return reason, sure

    def _show_verdict(self, verdict: Verdict) -> None:
        text = verdict.message
        self._answering.mark(verdict.marks)
        if verdict.reason is False and verdict.correct:
            text = f"{text} {say('The reason that you chose is not the one.')}"
        if self.asked.attempts.problem:
            text = f"{text} {self.asked.attempts.problem}"
        item = self.asked.items[self.number]
        self.buttons["show"].disabled = not (item.solved or item.wrong >= REVEAL_AFTER)
        self.buttons["new"].button_style = "info" if _by_a_rule(verdict) else ""  # in sight, where words would be many
        if item.solved and self.question.kind != "text":
            self._show_whole(text)
        else:
            lit = _edge(verdict) or verdict.node
            self._draw(text, lit)

    def _show_whole(self, text: str) -> None:
        """The picture with its gradients: only now may they be seen."""
        if not _has_picture(self.question):
            self._say(text)
            return
        self.show(complete(case_for(self.question)), caption=text, panel=self._list())

    def _draw(self, text: str, lit: Any) -> None:
        """The picture as far as it may be seen before the answer, with the blamed edge or node lit."""
        question = self.question
        if not _has_picture(question):
            self._say(text)
            return
        case = case_for(question)
        seen = forward_only(case, hidden=hidden_values(question, case))
        self.show(seen, caption=text, panel=self._list(), highlight=lit)

    def _say(self, text: str) -> None:
        """A question without a graph has no picture."""
        with self.diagram.hold_sync():
            self._drawn = (None, self.look)
            self.recording = None
            self.diagram.svg, self.diagram.twin, self.diagram.texts = "", "", [text]
            self.diagram.words, self.diagram.panel, self.diagram.error = [], self._list(), ""

    def _list(self) -> str:
        """The questions with what became of them, to go to."""
        if len(self.asked.items) == 1:
            return ""
        rows = []
        for number, item in enumerate(self.asked.items):
            state = say("solved") if item.solved else say("open")
            state = say("tries: {count}", count=item.tries) if item.tries and not item.solved else state
            here = ' aria-current="true"' if number == self.number else ""
            name = escape(say("question {number} ({state})", number=number + 1, state=state))
            asked = escape(item.question.prompt, quote=True)
            rows.append(f'<li><button type="button" data-do="question" data-value="{number}"{here} title="{asked}">'
                        f"{name}</button></li>")  # fmt: skip
        points = escape(say("score {score}", score=f"{self.score():.0%}"))
        return f'<ol class="gv-questions" aria-label="{escape(say("questions"))}">{"".join(rows)}</ol><p>{points}</p>'


def _by_a_rule(verdict: Verdict) -> bool:
    """Whether a wrong rule gives the answer: then the same with other numbers is worth a try."""
    return verdict.correct is False and str(verdict.rule or "")[:1] in ("M", "(")


def prompt_html(prompt: str, code: str) -> str:
    """What is asked, under the text of the function that it is asked about."""
    above = f'<pre class="gv-asked-code">{escape(code)}</pre>' if code else ""
    return f'{above}<p class="gv-prompt">{escape(prompt)}</p>'


def _has_picture(question: Question) -> bool:
    return question.generated and question.kind != "shape"


def _edge(verdict: Verdict) -> Any:
    return None if verdict.edge is None else tuple(verdict.edge)


def hidden_values(question: Question, case: Case) -> frozenset[int]:
    """The values that would be the answer: that of the node asked for and all that are computed from it."""
    if question.asks != "value":
        return frozenset()
    asked = case.position(question.wrt)
    hidden = {asked}
    for edge in case.graph.edges:
        if edge.source in hidden:
            hidden.add(edge.target)
    return frozenset(hidden)
