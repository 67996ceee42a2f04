"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from ..language import say


class Hint(str):
    """A hint: text that a notebook shows as it is read, without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a check; true where it passed, so that `assert gv.check(...)` is a test cell.

    Attributes:
        passed: whether the exercise is solved.
        message: what was found, and where to look.
        rule: the misconception that explains a wrong answer, "M1" to "M24"; None where none was found.
        where: the part that failed first; "" where nothing did.
        stage: how far a challenge in stages has come.
        printed: what the learner's program printed while it was checked.
        graded: whether it was judged; a text of one's own is not, it stands beside a model answer.
    """

    passed: bool
    message: str
    rule: str | None = None
    where: str = ""
    stage: int = 0
    printed: str = ""
    graded: bool = True

    def __bool__(self) -> bool:
        return self.passed

    def __str__(self) -> str:
        if not self.graded:
            return self.message
        return f"{say('Solved.') if self.passed else say('Not yet.')} {self.message}"

    __repr__ = __str__

    def _repr_mimebundle_(self, **_kwargs: Any) -> dict[str, str]:
        """The message as text, and as HTML that a screen reader announces."""
        lines = "".join(f"<p>{escape(line)}</p>" for line in str(self).splitlines())
        return {"text/plain": str(self), "text/html": f'<div role="status">{lines}</div>'}
