"""`gradviz grade` and `gradviz key`: what a teacher runs in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from .cli import Complaint
from .questions.attempts import Attempt, AttemptsError, read
from .questions.files import load_items
from .questions.question import QuestionError
from .questions.regrading import keys, plain, regrade


def grade_files(files: Sequence[str]) -> int:
    """Grade attempts again and print the class's report.

    Returns:
        0, or 1 if something in the files was refused.

    Raises:
        Complaint: if no file can be read.
    """
    found: list[Attempt] = []
    problems: list[str] = []
    unread: list[str] = []
    for file in files:
        try:
            attempts, faults = read(file)
        except AttemptsError as error:
            unread.append(plain(str(error)))
            continue
        found += attempts
        problems += map(plain, faults)
    if len(unread) == len(files):
        raise Complaint("\n".join(unread))
    problems = unread + problems
    report = regrade(found)
    print("\n".join([*problems, report.text()]) if problems else report.text(), end="")
    return 1 if problems or report.refused else 0


def print_keys(items: Sequence[str], course: str, students: Sequence[str]) -> int:
    """Print the right answers of every student.

    Raises:
        Complaint: if an item is no question.
    """
    try:
        print(keys(load_items(list(items)), course, students or [""]))
    except QuestionError as error:
        raise Complaint(str(error)) from None
    return 0
