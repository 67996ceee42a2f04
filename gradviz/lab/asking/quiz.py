"""`quiz` and `ask`: questions in a notebook whose wrong answers are understood."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ... import options
from ...questions.attempts import Attempts
from ...questions.bank import of_student
from ...questions.files import load_items
from ...questions.making import make, refuse_clash
from ...questions.own_code import questions_about
from ...questions.program import Program
from ...questions.question import Question, QuestionError
from ...questions.seeds import Seed
from ...recording.running import merged, program, without_name
from ..frame.inputs import ELSEWHERE, refuse_misspelt
from .quizzing import Quiz

Items = str | os.PathLike[str] | Question | Mapping[str, Any] | Iterable[Any]


def quiz(items: Items, /, *more: Any, attempts: str | os.PathLike[str] | None = None, **unknown: Any) -> Quiz:
    """Ask questions in a notebook cell: an answer is graded, a wrong one is traced to the rule that makes it.

    Args:
        items: questions of `ask` or `gradviz.questions`, the names of items of the bank ("A17"), plain data, a question
            file (JSON, TOML or jupyterquiz's JSON), or a list of these.
        *more: nothing: several stand in one list.
        attempts: the file to which answers are appended; `gradviz.options.attempts` if left out, "" for none.
        **unknown: nothing: an option that is not there is answered with where to find it.

    Returns:
        A widget; Jupyter shows it. `.score()` is the mean score, so that `assert quiz.score() == 1` grades a notebook;
        `.answer("33")` answers in code.

    Raises:
        QuestionError: if an item is no question; the message names the file, the item and the field.
        TypeError: if several are given outside of a list, or an option that is not there.

    Example:
        >>> import gradviz as gv
        >>> questions = gv.quiz(["A17", "A13"], attempts="")
        >>> questions.answer("0").correct, questions.score()
        (False, 0.0)
    """
    if more:
        several = ", ".join(f"{one!r:.20}" for one in (items, *more))
        raise TypeError(f"quiz() takes one thing to ask, and got {1 + len(more)}. Write a list: gv.quiz([{several}]).")
    for name in unknown:
        advice = ELSEWHERE.get(name, "Leave it out.")
        raise TypeError(f"quiz(..., {name}=...): there is no such option; the only one is attempts. {advice}")
    given = enumerate(load_items(items), 1)
    found = [of_student(question, number, options.course, options.student) for number, question in given]
    if not found:
        raise QuestionError("there is no question in it. Give a question, a name such as 'A17', a file, or a list.")
    return Quiz(found, Attempts(attempts))


def ask(
    f: Program,
    /,
    *unnamed: Any,
    wrt: str = "",
    kind: str = "number",
    asks: str = "gradient",
    edge: Sequence[int | str] | None = None,
    id: str = "",
    fade: int | None = None,
    attempts: str | os.PathLike[str] | None = None,
    inputs: Mapping[str, Any] | None = None,
    **variables: Any,
) -> Quiz:
    """Ask one question about a formula or function, with numbers chosen so that no misconception gives the answer.

    Args:
        f: a formula, a function, or a Recording.
        *unnamed: nothing: every input is given by its name, `x=3`.
        wrt: the name of the node that is asked about.
        kind: "number", "choice", "choices", "order", "pick", "pass", "sign", "shape" or "faded".
        asks: "gradient", "value", "local", "contribution" (upstream × local along an edge), "waits", "forward",
            "backward" or "merge".
        edge: the edge whose local gradient is asked for, by the names of its two ends: `edge=("x", "z")`, with the
            argument's number as a third where several join them.
        id: what the question is called among the attempts.
        fade: of a worked example, how many steps are blank, 0 to 4; 2 if left out.
        attempts: the file to which answers are appended, as in `quiz`.
        inputs: numbers by name, for names that cannot be keywords here.
        **variables: the numbers; without any they are drawn for `gradviz.options.course` and `.student`.

    Returns:
        A widget, as `quiz` returns it.

    Raises:
        FormulaError, TypeError, ValueError, KeyError: if formula, names or numbers do not fit.

    Example:
        >>> import gradviz as gv
        >>> question = gv.ask("y = x**2 + x**3", wrt="x", x=3, attempts="")
        >>> question.answer("162").rule
        'M2'
        >>> question.answer("33").correct, question.score()
        (True, 1.0)
    """
    if unnamed:
        raise without_name("ask", f, unnamed)
    chosen = {"wrt": wrt, "id": id, "fade": fade, "edge": edge, "attempts": attempts}
    refuse_clash(f, tuple(name for name, given in chosen.items() if given not in (None, "")), inputs or {})
    numbers = merged(inputs, variables)
    refuse_misspelt("ask", program(f) if isinstance(f, str) else f, numbers, drawn=True)
    name = id or f"{kind} {wrt} {f if isinstance(f, str) else getattr(f, '__name__', '')}"
    seed = Seed(options.course, options.student, name)
    asks = "local" if edge is not None and asks == "gradient" else asks
    more = {} if fade is None else {"fade": fade}
    made = make(f, wrt=wrt, kind=kind, asks=asks, edge=edge, id=id, inputs=numbers or None, seed=seed, **more)
    if numbers:  # they are not drawn: who grades the answer again must not draw them either
        made = made.with_(seed=None)
    return Quiz([made], Attempts(attempts))


def ask_about(kind: type, /, *, attempts: str | os.PathLike[str] | None = None) -> Quiz:
    """Ask three questions about a learner's own class, which has passed `gv.check("autograd", ...)`.

    Which of its lines adds up, in which order it goes back, how often a line runs: the keys come from running the class
    in a process of its own, whole and with single lines changed.

    Args:
        kind: the class, written in a cell of a notebook or in a file.
        attempts: the file to which answers are appended, as in `quiz`.

    Returns:
        A widget, as `quiz` returns it.

    Raises:
        QuestionError: if the class does not pass yet, or its text is not to be found.

    Example:
        >>> import gradviz as gv
        >>> from gradviz.questions.mini import Variable
        >>> [each.question.id for each in gv.ask_about(Variable, attempts="").asked.items]
        ['own-line', 'own-order', 'own-runs']
    """
    seed = Seed(options.course, options.student, f"own {kind!r:.60}")
    return Quiz(questions_about(kind, seed), Attempts(attempts))
