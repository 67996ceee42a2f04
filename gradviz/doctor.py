"""`gradviz doctor`: what works on this computer, with versions, and the fix of what does not."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .cli import version

OK, MISSING, FAILED = "ok", "missing", "failed"
TINY = "digraph { rankdir=LR; x -> y }"
MANAGER = "@jupyter-widgets/jupyterlab-manager"
LAB = 'pip install "gradviz[lab]"'


@dataclass(frozen=True)
class Finding:
    """One line of the table."""

    what: str
    state: str
    version: str = ""
    note: str = ""
    fix: str = ""


def report(write: Callable[[str], Any] = print) -> int:
    """Look, write the table, and say whether a lesson can run.

    Args:
        write: receives each line.

    Returns:
        0 if an engine draws and the widgets are there, else 1.
    """
    engines, packages = engine_findings(), package_findings()
    for line in table([_python(), _gradviz(), *packages, *engines, *lab_findings()]):
        write(line)
    missing = [finding.what for finding in packages if finding.state != OK]
    if not any(finding.state == OK for finding in engines):
        missing.append("an engine that draws")
    write("")
    if missing:
        write(f"A lesson cannot run here yet; it needs: {', '.join(missing)}. The lines marked -> say how.")
        return 1
    write("A lesson can run here: pictures are drawn, and the widgets are installed.")
    return 0


def table(findings: Iterable[Finding]) -> list[str]:
    """The findings as lines of text, a fix below each line that needs one."""
    lines = []
    for found in findings:
        lines.append(f"{found.what:<30} {found.state:<8} {found.version:<12} {found.note}".rstrip())
        if found.fix:
            lines.append(f"{'':<30} -> {found.fix}")
    return lines


def package_findings() -> list[Finding]:
    """The packages that no lesson can do without, each really imported."""
    return [package(name, f"pip install {name}") for name in ("numpy", "graphviz", "ipywidgets", "anywidget")]


def package(name: str, fix: str, note: str = "") -> Finding:
    """Import one package and read its version."""
    try:
        importlib.import_module(name)
        return Finding(name, OK, importlib.metadata.version(name), note)
    except ModuleNotFoundError as error:
        if error.name == name:
            return Finding(name, MISSING, "", note, fix)
        return Finding(name, FAILED, "", f"it needs {error.name}, which is not installed", fix)
    except Exception as error:  # a broken install belongs into the table, not into a traceback
        return Finding(name, FAILED, "", _short(error), f"pip install --force-reinstall {name}")


def engine_findings() -> list[Finding]:
    """The embedded engine and `dot`, each run on a tiny graph."""
    try:
        from .pictures import engines

        found = {_kind(engine): engine for engine in reversed(engines.available())}
    except Exception as error:  # then numpy or graphviz is broken, which has its own line
        return [Finding("drawing engines", FAILED, "", _short(error), "mend the lines above first")]
    names = [name for name in ("graphviz-pure", "dot") if name not in found]
    draws = [draw(name, engine) for name, engine in found.items()]
    others = any(finding.state == OK for finding in draws)
    absent = [_absent(name, others) for name in names]
    return sorted(draws + absent, key=lambda finding: finding.what != "graphviz-pure")


def draw(name: str, engine: Any) -> Finding:
    """Run one engine and look at what it drew."""
    try:
        drawn = engine.run(TINY, "svg")
        release = _number(engine.version())
    except Exception as error:  # an EngineError, or a program that cannot be started at all
        return Finding(name, FAILED, "", _short(error), _engine_fix(name, again=True))
    if b"<svg" not in drawn:
        return Finding(name, FAILED, release, "it ran, but drew no SVG", _engine_fix(name, again=True))
    return Finding(name, OK, release, f"draws: {engine.command[0]}")


def lab_findings() -> list[Finding]:
    """JupyterLab, and the part of ipywidgets and of anywidget that lives in its pages."""
    return [
        package("jupyterlab", LAB, note="opens the lessons"),
        extension("jupyterlab_widgets", MANAGER, "pip install --force-reinstall jupyterlab_widgets"),
        extension("anywidget in JupyterLab", "anywidget", "pip install --force-reinstall anywidget"),
    ]


def extension(what: str, name: str, fix: str) -> Finding:
    """Find one extension where JupyterLab looks for it."""
    for folder in _extension_folders():
        described = folder / name / "package.json"
        if described.is_file():
            release = json.loads(described.read_text(encoding="utf-8")).get("version", "")
            return Finding(what, OK, release, "shows widgets in JupyterLab")
    return Finding(what, MISSING, "", "without it JupyterLab shows no widget", fix)


def _extension_folders() -> list[Path]:
    try:
        from jupyter_core.paths import jupyter_path
    except ImportError:
        return [Path(sys.prefix) / "share" / "jupyter" / "labextensions"]
    return [Path(folder) for folder in jupyter_path("labextensions")]


def _kind(engine: Any) -> str:
    """Which of the two engines this is; another one keeps its own name."""
    for program in (str(engine.name), Path(engine.command[0]).stem):
        if program.lower() in ("graphviz-pure", "dot"):
            return program.lower()
    return str(engine.name)


def _absent(name: str, others: bool) -> Finding:
    if name == "dot":
        note = "not needed: another engine draws" if others else "not on the PATH"
        return Finding(name, MISSING, "", note, "" if others else _engine_fix(name))
    try:
        release = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, MISSING, "", "the engine that pip installs", _engine_fix(name))
    fix = _engine_fix(name, again=True)
    return Finding(name, FAILED, release, "installed, but its program was not found", fix)


def _engine_fix(name: str, again: bool = False) -> str:
    if name == "graphviz-pure":
        return f"pip install {'--force-reinstall ' if again else ''}graphviz-pure"
    if name != "dot":
        return "unset GRADVIZ_ENGINE, or set it to the path of a Graphviz `dot`"
    for tool, line in (("apt-get", "apt-get install graphviz"), ("brew", "brew install graphviz")):
        if shutil.which(tool):
            return line
    return "winget install graphviz" if sys.platform == "win32" else "install the system's Graphviz package"


def _number(said: str) -> str:
    """The version number in what an engine says of itself."""
    found = re.search(r"\d+(\.\d+)+", said)
    return found.group() if found else said


def _python() -> Finding:
    return Finding("Python", OK, platform.python_version(), sys.executable)


def _gradviz() -> Finding:
    return Finding("gradviz", OK, version(), str(Path(__file__).parent))


def _short(error: BaseException) -> str:
    """An error's first line, cut to fit the table."""
    first = next(iter(str(error).splitlines()), "")
    text = f"{type(error).__name__}: {first}" if first else type(error).__name__
    return text if len(text) <= 100 else text[:99] + "…"
