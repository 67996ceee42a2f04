"""A question as plain data: what is asked, of which graph, with which numbers; never the answer to a generated one.

The key of a generated question is worked out from its program and inputs when an answer is graded (`grading`), and its
numbers are drawn again from its seed (`making`). Only an item written by hand holds its key, as its options say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from .seeds import GENERATOR_VERSION, Seed

NUMBER, CHOICE, CHOICES, ORDER, PICK = "number", "choice", "choices", "order", "pick"
PASS, SIGN, SHAPE, TEXT, FADED, STRING = "pass", "sign", "shape", "text", "faded", "string"
KINDS = (NUMBER, CHOICE, CHOICES, ORDER, PICK, PASS, SIGN, SHAPE, TEXT, FADED, STRING)
ASKS = ("", "gradient", "value", "local", "contribution", "waits", "forward", "backward", "merge")
OF_EDGES = ("local", "contribution")
"""What is asked about an edge: its local gradient, or upstream × local, which it adds to the gradient of its source."""

USUAL_ASKS = {ORDER: "forward", CHOICES: "waits", PICK: "merge"}
"""What is asked of a graph by a question of that kind, where it is not said; of the others, a gradient."""

OF_GRAPH = {
    NUMBER: ("gradient", "value", *OF_EDGES), CHOICE: ("gradient",), SIGN: ("gradient",), PASS: ("gradient",),
    FADED: ("gradient",), SHAPE: ("gradient",), CHOICES: ("waits",), ORDER: ("forward", "backward"),
    PICK: ("merge", "waits", "local"),
}  # fmt: skip
"""What a question of each kind can ask about a graph; the kinds that are not here are made from none."""

USUAL_FADE = 2
"""So many steps of a worked example are blank where it is not said."""

FORMAT = "gradviz question"


class QuestionError(ValueError):
    """Data that is no question; the message names the field, why, and what to write."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from.

    Attributes:
        text: what is shown.
        feedback: what is said to who chooses it; of a generated question it is made when it is graded.
        rule: the misconception it belongs to, or "".
        right: whether it is right, in an item written by hand; None in a generated one.
    """

    text: str
    feedback: str = ""
    rule: str = ""
    right: bool | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question, as plain data.

    Attributes:
        kind: "number", "choice", "choices" (several may be right), "order" (the steps), "pick" (a node or an edge of
            the picture), "pass" (a whole backward pass), "sign", "shape" (of a gradient), "text" (free, with a model
            answer), "faded" (a worked example with blanks), "string" (a word, of an item from jupyterquiz).
        prompt: what is asked, as plain text.
        id: what it is called, such as "A17".
        lesson: the lesson it belongs to, such as "04".
        source: the requirements that it covers (R104).
        rules: the misconceptions that it can tell.
        asks: of a generated question, what is asked: "gradient", "value", "local", "contribution", "waits", "forward",
            "backward", "merge".
        program: the formula, or the structure of a recording as JSON text; "" for an item with its own key.
        code: of a question about a function, its text, which is shown with it.
        inputs: the numbers of the leaves, by name.
        shapes: the shapes of the inputs, where the question is about shapes.
        wrt: the node that is asked about.
        edge: the edge that is asked about, as (source, target, argument), or None.
        options: what to choose from, or to put in order (where the order is written by hand, in the right one); of a
            number, the wrong ones that are known.
        key: the number that is right, in an item written by hand; None in a generated one.
        model: a model answer to a free text.
        fade: how many of the steps of a worked example are blank: 0 none ... 4 all.
        rtol: how far off a number may be that cannot be typed exactly, relative to its size.
        atol: how far off any number may be.
        rate: the learning rate of the lesson.
        seed: who is asked what; None where the numbers were given.
        signs: how many numbers may be negative; None is any.
        fixed: whether it has these numbers and no others, because its function may have another graph with them.
        hides: the wrong rules that give the right answer, where no numbers were found that hide none.
        reasons: the second tier: reasons to choose from, which say themselves whether they are right.
        confidence: whether it is asked how sure the learner is.
        original: of an item from jupyterquiz, that item with all its fields.
        version: the version of the generator.
    """

    kind: str
    prompt: str
    id: str = ""
    lesson: str = ""
    source: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    asks: str = ""
    program: str = ""
    code: str = ""
    inputs: Mapping[str, float] = field(default_factory=dict)
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    wrt: str = ""
    edge: tuple[int, int, int] | None = None
    options: tuple[Option, ...] = ()
    key: float | None = None
    model: str = ""
    fade: int = 0
    rtol: float = 5e-3
    atol: float = 0.0
    rate: float = 0.1
    seed: Seed | None = None
    signs: int | None = 1
    fixed: bool = False
    hides: tuple[str, ...] = ()
    reasons: tuple[Option, ...] = ()
    confidence: bool = False
    original: Mapping[str, Any] = field(default_factory=dict)
    version: int = GENERATOR_VERSION

    @property
    def generated(self) -> bool:
        """Whether its key is worked out, and so is nowhere in it."""
        return bool(self.program)

    def to_data(self) -> dict[str, Any]:
        """As plain data for JSON; fields that have their usual values are left out.

        Example:
            >>> Question("text", "Why do branches add?", model="Each way brings its own change.").to_data()["kind"]
            'text'
        """
        usual = Question(self.kind, self.prompt)
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        kept = {name: _plain(value) for name, value in given.items() if value != getattr(usual, name)}
        if self.kind == FADED:  # 0 is not what is meant where nothing is said
            kept["fade"] = self.fade
        return {"format": FORMAT, "kind": self.kind, "prompt": self.prompt, "version": self.version, **kept}

    def to_json(self) -> str:
        """The same as text."""
        return json.dumps(self.to_data(), ensure_ascii=False)  # the end of an imported range may be infinite

    @classmethod
    def from_json(cls, text: str) -> Question:
        """A question from its text.

        Raises:
            QuestionError: if the text is no question.

        Example:
            >>> question = Question("number", "What is 1/4?", key=0.25)
            >>> Question.from_json(question.to_json()) == question
            True
        """
        from .question_reading import read

        return read(text)

    def with_(self, **changes: Any) -> Question:
        """The same with other fields."""
        return replace(self, **changes)


def _plain(value: Any) -> Any:
    if isinstance(value, Seed):
        return value.to_data()
    if isinstance(value, tuple):
        return [_option(x) if isinstance(x, Option) else x for x in value]
    if isinstance(value, Mapping):
        return {name: list(v) if isinstance(v, tuple) else v for name, v in value.items()}
    return value


def _option(option: Option) -> dict[str, Any]:
    return {name: value for name, value in asdict(option).items() if value not in ("", None)}
