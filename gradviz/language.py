"""The language of what a student reads: every visible text goes through `say`.

The English text is the key, as in GNU gettext, whose catalogues are used: a translation is one file,
`gradviz/locale/<language>/LC_MESSAGES/gradviz.mo`, made from the template `gradviz/locale/gradviz.pot`.
"""

from __future__ import annotations

import gettext
import warnings
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from . import options

P = ParamSpec("P")
R = TypeVar("R")

HOME = Path(__file__).parent / "locale"
"""Where the catalogues are."""


def say(text: str, /, **values: Any) -> str:
    """A text in the language of `gradviz.options.language`, with the values in the places of their names.

    Args:
        text: the English text, a literal, so that it can be collected; {name} is a place.
        **values: what stands in the places.
    """
    if options.language is None:
        return text.format(**values) if values else text
    translated = _catalogue(options.language).gettext(text)
    try:
        return translated.format(**values) if values else translated
    except (LookupError, ValueError, AttributeError):  # a translation with a slip in its places
        return text.format(**values)


def mark(text: str) -> str:
    """Mark a text for the template where it is written, when `say` is given it later."""
    return text


def remembered(maxsize: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """As `functools.lru_cache`, for what has visible text in it: of each language its own is remembered."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize)
        def kept(_language: str | None, *args: P.args, **kwargs: P.kwargs) -> R:
            return function(*args, **kwargs)

        look_up: Callable[..., R] = kept  # a type checker cannot see that arguments of any kind are hashable

        @wraps(function)
        def asked(*args: P.args, **kwargs: P.kwargs) -> R:
            return look_up(options.language, *args, **kwargs)

        asked.cache_clear = kept.cache_clear  # type: ignore[attr-defined]  # as lru_cache has it
        return asked

    return decorate


@lru_cache(maxsize=8)
def _catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English, and a warning, where there is none."""
    try:
        return gettext.translation("gradviz", HOME, [language])
    except OSError:
        there = sorted(path.parts[-3] for path in HOME.glob("*/LC_MESSAGES/gradviz.mo"))
        warnings.warn(
            f"there is no translation for options.language = {language!r}, so texts stay English. "
            f"There are: {', '.join(there) or 'none yet'}; None is English.",
            stacklevel=3,
        )
        return gettext.NullTranslations()
