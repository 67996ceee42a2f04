"""Questions from files and names: JSON, TOML, jupyterquiz's JSON, and the items of the bank."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .jupyterquiz import is_jupyterquiz, read_jupyterquiz
from .question import Question, QuestionError
from .question_reading import from_data

MOST_BYTES = 8 * 2**20
"""A file of questions is no larger than this."""

Given = str | os.PathLike[str] | Question | Mapping[str, Any] | Iterable[Any]


def load_items(items: Given) -> list[Question]:
    """Questions from what `quiz` is given.

    Raises:
        QuestionError: if an item is no question; the message names the file, the item and the field.
    """
    if isinstance(items, Question):
        return [items]
    if isinstance(items, Mapping):
        return [from_data(dict(items), "item")]
    if isinstance(items, (str, os.PathLike)):
        return _named(items)
    if not isinstance(items, Iterable):
        raise QuestionError(
            f"{items!r:.40} is no question. Give a question, the name of an item such as 'A17', a file, or a list of "
            "these."
        )
    found: list[Question] = []
    for number, item in enumerate(items, 1):
        if isinstance(item, Mapping):
            found.append(from_data(dict(item), f"item {number}"))
        elif isinstance(item, (str, os.PathLike, Question)):
            found += load_items(item)
        else:
            raise QuestionError(
                f"item {number} is a {type(item).__name__}, which is no question. Give a question, the name of an "
                "item such as 'A17', a file, or plain data."
            )
    return found


def _named(given: str | os.PathLike[str]) -> list[Question]:
    """An item of the bank by its name, or the questions of a file."""
    from .bank import BANK, item

    text = os.fspath(given)
    if text in BANK:
        return [item(text)]
    if Path(text).suffix in (".json", ".toml"):
        return read_file(text)
    near = [name for name in (text.upper(), f"{text}.toml", f"{text}.json") if name in BANK or Path(name).is_file()]
    meant = f" Did you mean {near[0]!r:.70}?" if near else ""
    raise QuestionError(
        f"{text!r:.60} is neither an item of the bank ({', '.join(list(BANK)[:3])} ...) nor a file of questions "
        f"(.json or .toml).{meant}"
    )


def read_file(path: str | os.PathLike[str]) -> list[Question]:
    """The questions of a file: a list, or an object or table with `questions`.

    Raises:
        QuestionError: if it cannot be read, is damaged, has an item that is no question, or the same id twice.
    """
    file = Path(path)
    data = _parsed(file)
    if isinstance(data, Mapping):
        data = data.get("questions", data)
    if isinstance(data, Mapping) or not isinstance(data, list):
        way = "[[questions]] above each" if file.suffix == ".toml" else '[...] or {"questions": [...]}'
        raise QuestionError(f"{file.name}: there is no list of questions. Write {way}.")
    if is_jupyterquiz(data):
        return read_jupyterquiz(data, file.name)
    found = [from_data(each, f"{file.name}, item {number}") for number, each in enumerate(data, 1)]
    _refuse_twice(found, file.name)
    return found


def write_file(path: str | os.PathLike[str], questions: Iterable[Question]) -> None:
    """Write questions as JSON, as `read_file` reads them."""
    data = {"questions": [question.to_data() for question in questions]}
    Path(path).write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _parsed(file: Path) -> Any:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise QuestionError(f"{file.name}: it has more than {MOST_BYTES >> 20} MB, which no file of questions has.")
        text = file.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
        return tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
    except OSError as error:
        raise QuestionError(f"{file}: it cannot be read ({error.strerror or error}). Is the name right?") from None
    except UnicodeDecodeError:
        raise QuestionError(f"{file.name}: it is no text in UTF-8. Save it as UTF-8.") from None
    except (ValueError, RecursionError) as error:
        kind = "TOML" if file.suffix == ".toml" else "JSON"
        raise QuestionError(f"{file.name}: it is no {kind} ({error!s:.120}).") from None


def _refuse_twice(questions: list[Question], name: str) -> None:
    seen: dict[str, int] = {}
    for number, question in enumerate(questions, 1):
        if question.id and question.id in seen:
            raise QuestionError(
                f"{name}, item {number}: the id {question.id!r:.40} is that of item {seen[question.id]} too. Attempts "
                "are told apart by it: give each item its own."
            )
        seen.setdefault(question.id, number)
