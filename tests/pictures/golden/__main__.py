"""Write the golden files anew: python -m tests.pictures.golden (then read the difference)."""

from pathlib import Path

from tests.pictures.gallery import PICTURES

for name, make in PICTURES.items():
    for ending, text in ((".dot", make().source), (".txt", make().text + "\n")):
        Path(__file__).with_name(name + ending).write_text(text, encoding="utf-8")
