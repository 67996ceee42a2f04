"""Where a question's numbers come from: a seed made of words, the same on every machine and in every Python."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import asdict, dataclass
from typing import Any

GENERATOR_VERSION = 2
"""Goes up whenever the same seed would give other numbers, prompts or options; attempts keep it (see `grade`)."""


@dataclass(frozen=True, slots=True)
class Seed:
    """Who is asked what, for which time.

    Attributes:
        course: the class or course; a teacher's word.
        student: a name, a number or a pseudonym.
        question: which question.
        attempt: 0 for the first numbers, 1 for the next.

    Example:
        >>> Seed("ML 1", "ada", "A17").dice("numbers").random() == Seed("ML 1", "ada", "A17").dice("numbers").random()
        True
    """

    course: str = ""
    student: str = ""
    question: str = ""
    attempt: int = 0

    def __post_init__(self) -> None:
        for name in ("course", "student", "question"):  # a number is as good a name as a word: 3 is "3" in a terminal
            given = getattr(self, name)
            object.__setattr__(self, name, "" if given is None else str(given))

    def dice(self, purpose: str, *, of_attempt: bool = True, version: int = GENERATOR_VERSION) -> random.Random:
        """A source of chance for one purpose: SHA-256 of the words, never `hash()`.

        Args:
            purpose: what is drawn, so that two purposes do not draw the same.
            of_attempt: whether each attempt draws anew. Numbers are drawn once for all attempts, in an order that
                the attempts go along: so the next attempt has other numbers for certain.
            version: the version of what draws; that of questions, if left out.
        """
        words = [version, self.course, self.student, self.question, purpose]
        text = json.dumps([*words, self.attempt] if of_attempt else words, ensure_ascii=True)
        return random.Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))

    def next(self) -> Seed:
        """The same question with new numbers."""
        return Seed(self.course, self.student, self.question, self.attempt + 1)

    def to_data(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def whole(dice: random.Random, below: int) -> int:
    """A whole number from 0 on; only `random()` gives the same in every version of Python."""
    return int(dice.random() * below)


def shuffled(dice: random.Random, items: list[Any]) -> list[Any]:
    """The items in another order."""
    left, found = list(items), []
    while left:
        found.append(left.pop(whole(dice, len(left))))
    return found
