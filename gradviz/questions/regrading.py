"""Attempts that were handed in: every question made again from its seed, every answer graded again, counted by rule.

What an attempt says of itself (right, wrong, why) is not believed: the question and the answer are enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ..language import say
from .attempts import Attempt, to_csv
from .bank import BANK, item, of_student
from .grading import correct_text, grade
from .making import again
from .question import TEXT, Question, QuestionError
from .question_reading import from_data
from .rules import ELSEWHERE, RULES
from .seeds import GENERATOR_VERSION, Seed

WIDEST, WIDEST_PROMPT = 40, 100
"""How many characters the longest bar of a plot has, and a prompt in a table."""


class Regraded(NamedTuple):
    """One attempt, graded again.

    Attributes:
        attempt: as it was handed in.
        question: made again.
        correct: whether the answer is right; None where nobody can say.
        rule: the misconception it fits, or a word.
        altered: what the attempt says and is not so; "" where it is honest.
        score: between 0 and 1.
    """

    attempt: Attempt
    question: Question
    correct: bool | None
    rule: str | tuple[str, ...]
    altered: str = ""
    score: float = 0.0


@dataclass
class ClassReport:
    """What a class has answered.

    Attributes:
        graded: the attempts, graded again.
        refused: the attempts that could not be, each with the reason.
        exercises: checks of programs: listed as they were kept, for a program is not handed in with them.
    """

    graded: list[Regraded] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    exercises: list[Attempt] = field(default_factory=list)

    def counts(self) -> dict[str, tuple[int, int]]:
        """For every misconception seen: how many answers fit it, and of how many students (R149)."""
        answers: Counter[str] = Counter()
        students: dict[str, set[str]] = {}
        for each in self.graded:
            for rule in (each.rule,) if isinstance(each.rule, str) else each.rule:
                if _MISCONCEPTION.fullmatch(rule):
                    answers[rule] += 1
                    students.setdefault(rule, set()).add(each.attempt.student)
        return {rule: (count, len(students[rule])) for rule, count in sorted(answers.items(), key=_by_count)}

    def questions(self) -> dict[str, tuple[int, int]]:
        """For every question: how many answers, and how many of them right."""
        found: dict[str, tuple[int, int]] = {}
        for each in self.graded:
            name = _called(each.question)
            count, right = found.get(name, (0, 0))
            found[name] = count + 1, right + (each.correct is True)
        return found

    def text(self) -> str:
        """The report as tables, with a bar for each misconception."""
        students = {each.attempt.student for each in self.graded}
        lines = [say("Graded again with generator {version}. Answers: {answers}; students: {students}.",
                     answers=len(self.graded), students=len(students), version=GENERATOR_VERSION)]  # fmt: skip
        free = {_called(each.question) for each in self.graded if each.question.kind == TEXT}
        altered = [each for each in self.graded if each.altered]
        lines += [plain(say("{who}, {question}: {what}", who=e.attempt.student or say("no name"),
                            question=e.question.id or e.question.prompt[:40], what=e.altered))
                  for e in altered]  # fmt: skip
        lines += map(plain, self.refused)
        lines += ["", _table([say("question"), say("answers"), say("right")],
                             [[name, str(count), say("not graded") if name in free else f"{right / count:.0%}"]
                              for name, (count, right) in self.questions().items()])]  # fmt: skip
        return "\n".join([*lines, *self._exercise_lines(), "", self._rules_table()]) + "\n"

    def csv(self) -> str:
        """Every answer as a row of a table, as it is graded now; checks of programs as the files say it."""
        graded = [
            replace(each.attempt, question={**each.attempt.question, "id": _called(each.question)},
                    correct=each.correct, score=each.score, rule=each.rule)
            for each in self.graded
        ]  # fmt: skip
        notes = [each.altered for each in self.graded] + [say("as the file says it")] * len(self.exercises)
        return to_csv([*graded, *self.exercises], notes)

    def _exercise_lines(self) -> list[str]:
        """For every exercise: checks, how many passed, most hints looked at, as the files say it."""
        names = dict.fromkeys(str(each.question["exercise"]) for each in self.exercises)
        rows = []
        for name in names:
            mine = [each for each in self.exercises if each.question["exercise"] == name]
            passed = {each.student for each in mine if each.correct}
            rows.append([name, str(len(mine)), str(len(passed)), str(max(each.hints for each in mine))])
        heads = [say("exercise"), say("checks"), say("students who passed"), say("most hints")]
        return ["", say("Exercises, as the files say it:"), _table(heads, rows)] if rows else []

    def _rules_table(self) -> str:
        counts = self.counts()
        if not counts:
            return say("No answer fits a known misconception.")
        most = max(count for count, _ in counts.values())
        titles = {rule: say(name) for rule, name in ELSEWHERE.items()}
        titles |= {rule.id: rule.title() for rule in reversed(RULES)}
        rows = [
            [rule, titles.get(rule, ""), str(count), str(students), "█" * max(1, round(WIDEST * count / most))]
            for rule, (count, students) in counts.items()
        ]
        return _table([say("rule"), say("what"), say("answers"), say("students"), ""], rows)


_MISCONCEPTION = re.compile(r"M[0-9]{1,3}")
"""A rule that is counted; an item by hand may have any words there."""


def _called(question: Question) -> str:
    """What a question is called in the tables: one name for all students, whatever their numbers are."""
    if question.id or not question.generated:
        return question.id or question.prompt[:40]
    if question.program.lstrip().startswith("{"):  # a function: its question is named in the seed
        return question.seed.question[:60] if question.seed else question.prompt[:60]
    return f"{question.program[:48]} ({question.wrt or question.kind})"


def _by_count(entry: tuple[str, int]) -> tuple[int, int]:
    return -entry[1], int(entry[0][1:])


def regrade(attempts: Iterable[Attempt]) -> ClassReport:
    """Make every question again, grade every answer again.

    Args:
        attempts: what was handed in.

    Returns:
        The report; an attempt of another version of the generator is refused there, and so is one without a question.
    """
    report = ClassReport()
    history: dict[tuple[str, str], list[Any]] = {}
    for number, attempt in enumerate(attempts, 1):
        if "exercise" in attempt.question:
            report.exercises.append(attempt)
            continue
        try:
            report.graded.append(_one(attempt, history))
        except (QuestionError, ValueError, KeyError, TypeError) as error:
            name = attempt.student or say("no name")
            report.refused.append(say("Refused: attempt {number} ({name}): {error}", number=number, name=name,
                                      error=str(error)[:300]))  # fmt: skip
    return report


def _one(attempt: Attempt, history: dict[tuple[str, str], list[Any]]) -> Regraded:
    given = from_data(attempt.question)
    question, altered = _made_again(given)
    earlier = history.setdefault((attempt.student, question.id or question.prompt), [])
    verdict = grade(question, _answer(attempt.answer), history=earlier)
    if verdict.diagnosis is not None:
        earlier.append(verdict.diagnosis)
    altered = altered or _borrowed(attempt, given.seed)
    if not altered and attempt.correct is not None and attempt.correct is not verdict.correct:
        altered = say("it says {said}, and is {really}", said=_word(attempt.correct), really=_word(verdict.correct))
    return Regraded(attempt, question, verdict.correct, verdict.rule, altered, verdict.score)


def _word(correct: bool | None) -> str:
    return say("right") if correct else say("not graded") if correct is None else say("wrong")


def _answer(answer: Any) -> Any:
    """An answer as JSON has kept it: the fields of a pass have their positions as text."""
    return answer if not isinstance(answer, Mapping) else {str(name): value for name, value in answer.items()}


def _made_again(given: Question) -> tuple[Question, str]:
    """The question as its seed, or its item of the bank, makes it; and a word where the file's is another one."""
    if not given.generated and given.id in BANK:
        written = item(given.id, given.seed)
        same = (written.prompt, written.options) == (given.prompt, given.options)
        return written, "" if same else say("the item was changed in the file; graded as it was asked")
    if not given.generated or given.kind == "shape":
        return given, ""
    usual = item(given.id) if given.id in BANK else None
    if usual is None and given.seed is None:  # the numbers were given with the question
        return given, ""
    made = again(given) if usual is None else usual if given.seed is None else item(given.id, given.seed)
    if usual is not None and _changed(usual, given):
        return made, say("the item was changed in the file; graded as it was asked")
    if {name: float(number) for name, number in given.inputs.items()} != dict(made.inputs):
        return made, say("its numbers are not those of its seed; graded with those")
    return made, ""


def _borrowed(attempt: Attempt, seed: Seed | None) -> str:
    """A word where the question was drawn for another student or course than the attempt names."""
    if seed is None or (seed.student, seed.course) == (attempt.student, attempt.course):
        return ""
    return say("the question was drawn for student {student} in course {course}", student=repr(seed.student),
               course=repr(seed.course))  # fmt: skip


_OF_THE_ITEM = ("kind", "asks", "program", "wrt", "edge", "rtol", "atol", "rate", "fade")
"""What an item of the bank has whoever is asked."""


def _changed(usual: Question, given: Question) -> bool:
    """Whether a generated item differs from the bank's."""
    return any(getattr(usual, name) != getattr(given, name) for name in _OF_THE_ITEM)


def keys(questions: Iterable[Question], course: str, students: Iterable[str]) -> str:
    """The right answers for every student of a class, for the teacher (R147).

    Args:
        questions: generated ones get each student's own numbers.
        course: the teacher's word for the class.
        students: names or pseudonyms, as they are set in `gradviz.options.student`.
    """
    rows = []
    for student in students:
        for number, question in enumerate(questions, 1):
            mine = of_student(question, number, course, student)
            answer = correct_text(mine).replace("\n", "; ")
            rows.append([student, question.id or str(number), _end_of(mine.prompt), answer])
    return _table([say("student"), say("question"), say("asked"), say("answer")], rows)


def _end_of(prompt: str) -> str:
    """A prompt, of a long one the end: there stand the student's numbers, and what is asked."""
    return prompt if len(prompt) <= WIDEST_PROMPT else f"… {prompt[2 - WIDEST_PROMPT :]}"


def plain(text: str) -> str:
    """A line from a file as it may stand in a terminal: what would move its cursor, colour or break it is shown."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    rows = [list(map(plain, row)) for row in rows]
    widths = [max(len(row[k]) for row in [heads, *rows]) for k in range(len(heads))]
    lines = [heads, ["-" * width for width in widths], *rows]
    padded = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    return "\n".join("  ".join(line).rstrip() for line in padded)
