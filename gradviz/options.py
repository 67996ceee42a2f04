"""Settings of this session, as plain attributes: `gradviz.options.engine = "dot"`."""

from __future__ import annotations

engine: str | None = None
"""Which layout engine to use: "embedded", "dot", the path of an executable, or None for the first that works."""

time_limit: float = 10.0
"""How many seconds an engine may take for one layout; a number above 0, or float("inf")."""

language: str | None = None
"""The language of captions, labels and buttons, such as "de"; None is English. Figures made afterwards follow it."""

attempts: str | None = None
"""The file to which answers to questions are appended; None is the environment's GRADVIZ_ATTEMPTS, or
gradviz-attempts.jsonl in the folder of the notebook. "" keeps them in memory alone. They are never sent anywhere."""

course: str = ""
"""A teacher's word for the class: with `student` it decides which numbers a question has."""

student: str = ""
"""A name, a number or a pseudonym, as the learner likes; "" is allowed."""
