"""`gradviz grade`, `export` and `key`: what a teacher runs in a terminal."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from glob import glob
from pathlib import Path

from .cli import Complaint
from .questions.attempts import Attempt, AttemptsError, read, replace_file, to_csv, to_json
from .questions.files import load_items
from .questions.question import QuestionError
from .questions.regrading import keys, plain, regrade


def grade_files(files: Sequence[str], table: str | None = None) -> int:
    """Grade attempts again and print the class's report.

    Args:
        files: files of attempts, or folders of them.
        table: a file to which every answer is written as a row, as it is graded now.

    Returns:
        0, or 1 if something in the files was refused.

    Raises:
        Complaint: if no file can be read, or the table cannot be written.
    """
    files = _named(files)
    if table is not None:
        _refuse_target(table, files, (".csv",))
    found, problems, notes = _attempts(files)
    report = regrade(found)
    print("\n".join([*problems, *notes, report.text()]), end="")
    if table is not None:
        _write(table, report.csv())
    return 1 if problems or report.refused else 0


def export_files(files: Sequence[str], target: str) -> int:
    """Put the attempts of files together in one, as they are: JSON for `gradviz grade`, or a table.

    Returns:
        0, or 1 if something in the files was left out.

    Raises:
        Complaint: if no file can be read, or the target cannot be written.
    """
    files = _named(files)
    _refuse_target(target, files, (".json", ".csv"))
    found, problems, notes = _attempts(files)
    _write(target, to_csv(found) if target.endswith(".csv") else to_json(found))
    print("\n".join([*problems, *notes, f"Attempts in {plain(target)}: {len(found)}."]))
    return 1 if problems else 0


def _named(files: Sequence[str]) -> list[str]:
    """The files, with those of a folder or a pattern such as *.jsonl: a shell of Windows hands it on as it is.

    Raises:
        Complaint: if there is no file of attempts in a folder.
    """
    found = [[file] if Path(file).exists() else sorted(glob(file)) or [file] for file in files]
    return [file for names in found for name in names for file in (_inside(name) if Path(name).is_dir() else [name])]


def _inside(folder: str) -> list[str]:
    """The files of attempts in a folder and those in it, in order; not what is hidden, as .ipynb_checkpoints are."""
    unread: list[str] = []  # a folder that may not be opened is named as a file that may not be: it is not passed over
    walk = os.walk(folder, onerror=lambda error: unread.append(str(error.filename)))
    seen = []
    for place, folders, names in walk:
        folders[:] = [name for name in folders if not name.startswith(".")]
        seen += [os.path.join(place, name) for name in names if not name.startswith(".") and _is_kept(place, name)]
    seen = sorted(seen + unread)
    if not seen:
        raise Complaint(
            f"{plain(folder)} has no file of attempts (.jsonl or .json) in it. Answers are not kept in a notebook but "
            "in gradviz-attempts.jsonl beside it: collect those files."
        )
    return seen


def _is_kept(place: str, name: str) -> bool:
    """Whether a file in a folder is named as one of attempts; on some systems the ending is in capitals."""
    return name.lower().endswith((".jsonl", ".json")) and os.path.isfile(os.path.join(place, name))


def _attempts(files: Sequence[str]) -> tuple[list[Attempt], list[str], list[str]]:
    """The attempts of all files, what could not be read, and what else there is to say.

    What stands in two files (handed in twice, or exported beside the files it came from) is taken once; of learners
    without a name only where a whole file does, for two of them may give one answer in the same second.
    """
    found: list[Attempt] = []
    seen: set[str] = set()
    twice = 0
    problems: list[str] = []
    unread: list[str] = []
    for file in files:
        try:
            attempts, faults = read(file)
        except AttemptsError as error:
            unread.append(plain(str(error)))
            continue
        words = [json.dumps(attempt.to_data(), sort_keys=True, default=str) for attempt in attempts]
        copy = len(words) > 1 and seen.issuperset(words)
        each = zip(attempts, words, strict=True)
        new = [attempt for attempt, word in each if not (word in seen and (attempt.student or copy))]
        twice += len(attempts) - len(new)
        seen.update(words)
        found += new
        problems += map(plain, faults)
    if len(unread) == len(files):
        raise Complaint("\n".join(unread))
    notes = [f"Attempts that stand in more than one file, and are taken once: {twice}."] if twice else []
    return found, unread + problems, notes


def _refuse_target(target: str, files: Sequence[str], endings: tuple[str, ...]) -> None:
    """Refuse a target before anything is read: one of another kind, or one of the files themselves."""
    if not target.endswith(endings):
        raise Complaint(f"{plain(target)} ends neither way: give a name that ends in {' or '.join(endings)}.")
    if any(Path(file).resolve() == Path(target).resolve() for file in files):
        raise Complaint(f"{plain(target)} is one of the files that are read, and would be lost. Give another name.")


def _write(target: str, text: str) -> None:
    try:
        replace_file(Path(target), text)
    except OSError as error:
        raise Complaint(
            f"{plain(target)} cannot be written ({error.strerror or error}). Choose a folder you may write to."
        ) from None


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
