"""Attempts: what was answered, line by line in a file of the learner's own. It is never sent anywhere.

A line is one attempt as JSON. It is written in one piece to the end of the file, so that two notebooks may write at
once, and a kernel that is killed leaves at most its own last line unfinished. A line that cannot be read is kept, and
said to be there.
"""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .. import options
from ..language import say

FORMAT, VERSION = "gradviz attempt", 1
NAME = "gradviz-attempts.jsonl"
MOST_BYTES = 64 * 2**20
"""A file of attempts is no larger than this; a course of 200 with 100 questions each has about 20 MB."""

COLUMNS = ("time", "course", "student", "question", "attempt", "answer", "correct", "score", "rule", "hints")


class AttemptsError(ValueError):
    """A file of attempts that cannot be used; the message names it, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer to one question.

    Attributes:
        question: the question as plain data, without its key.
        answer: what was answered, as it was typed.
        correct: whether it was right; None where nobody can say.
        score: between 0 and 1.
        rule: the misconception it fits: "M1", two of them, or a word such as "slip".
        hints: how many hints had been looked at.
        course: the class.
        student: who answered, as they call themselves.
        time: when, in UTC.
    """

    question: dict[str, Any]
    answer: Any
    correct: bool | None = None
    score: float = 0.0
    rule: str | tuple[str, ...] = ""
    hints: int = 0
    course: str = ""
    student: str = ""
    time: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    def to_data(self) -> dict[str, Any]:
        """As plain data."""
        kept = {name: getattr(self, name) for name in self.__slots__}
        return {"format": FORMAT, "version": VERSION, **kept}

    @classmethod
    def from_data(cls, data: Any, where: str = "attempt") -> Attempt:
        """Read plain data.

        Raises:
            AttemptsError: if it is no attempt, or one of a later version.
        """
        if data is None:
            raise AttemptsError(f"{where}: it is damaged or unfinished.")
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise AttemptsError(f'{where}: this is no attempt of gradviz: there is no "format": "{FORMAT}".')
        if data.get("version") != VERSION:
            raise AttemptsError(
                f"{where}: it was written as version {data.get('version')!r:.20}, and this gradviz reads version "
                f"{VERSION}. Read it with the gradviz that wrote it, or a newer one."
            )
        if not isinstance(data.get("question"), dict):
            raise AttemptsError(f"{where}: it has no question. The file may be damaged.")
        rule = data.get("rule", "")
        if not all(isinstance(data.get(name) or 0, (int, float)) for name in ("score", "hints")):
            raise AttemptsError(f"{where}: its score or its hints are no number.")
        return cls(
            data["question"], data.get("answer"), data.get("correct"), float(data.get("score") or 0.0),
            tuple(map(str, rule)) if isinstance(rule, list) else str(rule), int(data.get("hints") or 0),
            _word(data.get("course")), _word(data.get("student")), str(data.get("time", "")),
        )  # fmt: skip


def _word(name: Any) -> str:
    return "" if name is None else str(name)


class Attempts:
    """The attempts of a learner: in memory, and in a file unless that is not wanted or not possible.

    Attributes:
        path: the file, or None.
        all: the attempts of this session, oldest first.
        problem: why they are not written to the file; "" while they are.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = _chosen(path)
        self.all: list[Attempt] = []
        self.problem = ""
        self._waiting = b""

    def add(self, attempt: Attempt) -> None:
        """Keep an attempt.

        Where the file cannot be written, `problem` says why; the attempt is kept in memory, and is written along with
        the next one that can be.
        """
        self.all.append(attempt)
        if self.path is None:
            return
        line = json.dumps(attempt.to_data(), ensure_ascii=False, default=str) + "\n"
        self._waiting += line.encode(errors="backslashreplace")
        try:
            _append(self.path, self._waiting)
            self._waiting, self.problem = b"", ""
        except OSError as error:
            self.problem = (
                f"Your answers cannot be written to {self.path} ({error.strerror or error}). They are kept in this "
                "session: export them, or choose another place with gradviz.options.attempts."
            )

    def export(self, path: str | os.PathLike[str]) -> Path:
        """Write all attempts of this session to one file: .json (for `gradviz grade`) or .csv (a table).

        Raises:
            ValueError: if the name ends otherwise.
            OSError: if it cannot be written.
        """
        target = Path(path)
        if target.suffix not in (".json", ".csv"):
            raise ValueError(f"{target.name}: attempts are exported as .json or .csv. Give a name that ends so.")
        text = to_csv(self.all) if target.suffix == ".csv" else to_json(self.all)
        replace_file(target, text)
        return target


def to_json(attempts: Iterable[Attempt]) -> str:
    """Attempts as one JSON list."""
    return json.dumps([attempt.to_data() for attempt in attempts], ensure_ascii=False, indent=1, default=str) + "\n"


def to_csv(attempts: Iterable[Attempt], notes: Iterable[str] | None = None) -> str:
    """Attempts as a table; a text that a spreadsheet would take for a formula is marked as text.

    Args:
        attempts: the rows.
        notes: what is said beside each, in a column of its own.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS if notes is None else (*COLUMNS, "note"))
    for each, *note in zip(attempts) if notes is None else zip(attempts, notes, strict=True):
        seed = each.question.get("seed")
        again = seed.get("attempt", 0) if isinstance(seed, dict) else 0
        rule = each.rule if isinstance(each.rule, str) else " + ".join(each.rule)
        row = (each.time, each.course, each.student, each.question.get("id") or each.question.get("prompt", ""),
               again, each.answer, each.correct, each.score, rule, each.hints, *note)  # fmt: skip
        writer.writerow([_no_formula(cell) for cell in row])
    return file.getvalue()


_FORMULA = re.compile(r"[=+@\t\r]|-(?![0-9.]+(e-?[0-9]+)?$)")


def _no_formula(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def read(path: str | os.PathLike[str]) -> tuple[list[Attempt], list[str]]:
    """The attempts of a file, written line by line or exported, and what is wrong with lines that cannot be read.

    Raises:
        AttemptsError: if the file cannot be read at all, is too large, or is a damaged list.
    """
    file = Path(path)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise AttemptsError(f"{file}: it has more than {MOST_BYTES >> 20} MB, which no file of attempts has.")
        text = file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise AttemptsError(f"{file}: it cannot be read ({error.strerror or error}). Is the name right?") from None
    found, problems = [], []
    for where, each in _entries(file, text):
        try:
            found.append(Attempt.from_data(each, where))
        except AttemptsError as error:
            problems.append(say("{error} It was left out.", error=str(error)))
    return found, problems


def _entries(file: Path, text: str) -> Iterator[tuple[str, Any]]:
    """The entries of a file, each with the words for where it stands; one that is no JSON is None."""
    if text.lstrip().startswith("["):
        try:
            yield from ((f"{file}, attempt {k + 1}", each) for k, each in enumerate(json.loads(text)))
        except (ValueError, RecursionError) as error:
            raise AttemptsError(f"{file}: the list in it is damaged ({error!s:.80}). Export it again.") from None
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"{file}, line {number}", _parsed(line)


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _chosen(path: str | os.PathLike[str] | None) -> Path | None:
    """Where attempts go: the argument, the option, the environment, or the folder of the notebook."""
    places = (path, options.attempts, os.environ.get("GRADVIZ_ATTEMPTS"), NAME)
    given = next(each for each in places if each is not None)
    return Path(given) if str(given) else None


def _append(path: Path, lines: bytes) -> None:
    """Write lines at the end of a file in one piece, and see to it that they are on the disk.

    Raises:
        OSError: if they cannot be written, or not all of them: a disk may be full in the middle of a line.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(file).st_size
        torn = size > 0 and _last(file, size) != b"\n"  # a killed kernel left half a line: do not write on behind it
        given = b"\n" * torn + lines
        if os.write(file, given) < len(given):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file)
    finally:
        os.close(file)


def _last(file: int, size: int) -> bytes:
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1)


def replace_file(path: Path, text: str) -> None:
    """Write a whole file, or leave the old one as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8", suffix=".part") as part:
        part.write(text)
    os.replace(part.name, path)
