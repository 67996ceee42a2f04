"""Opens JupyterLab on the lessons: for this computer alone, token kept, widgets saved in notebooks."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from urllib.parse import quote

from .cli import Complaint

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent / "notebooks"
PACKAGED = HERE / "lessons"
COPIED = "gradviz-lessons"
# Holds labconfig/default_setting_overrides.json. It switches on the widget manager's saveState, and it switches off
# subshells for widgets: what a figure runs in a thread of its own no interrupt reaches, be it without an end. They are
# defaults beneath the user's own settings: whoever changed one of them in JupyterLab keeps it so.
JUPYTER_CONFIG = HERE / "jupyter"


def open_lab(folder: str | None, port: int | None, browser: bool, extra: list[str]) -> int:
    """Open JupyterLab on the first notebook of a folder and stay until it ends.

    Args:
        folder: the folder to open; the lessons if None.
        port: the port, or None for the first free one.
        browser: whether to open a browser.
        extra: options handed on to JupyterLab.

    Returns:
        JupyterLab's exit status.

    Raises:
        Complaint: JupyterLab is missing, there is no such folder, or an option would drop the token.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise Complaint('the lessons open in JupyterLab, which is missing here. Try: pip install "gradviz[lab]"')
    _refuse_without_token(extra)
    root = _given(folder) if folder else lessons()
    os.environ["JUPYTER_CONFIG_PATH"] = config_path(os.environ.get("JUPYTER_CONFIG_PATH"))
    from jupyterlab.labapp import main as jupyterlab

    words = options(root, port, browser) + extra
    sys.argv = ["jupyter-lab", *words]
    return int(jupyterlab(words) or 0)


def options(root: Path, port: int | None, browser: bool) -> list[str]:
    """The words that follow `jupyter lab`. Jupyter refuses an ip that is given twice, so this one stays."""
    words = ["--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={root}"]
    words.append(f"--LabApp.default_url={address(root)}")
    if port is not None:
        words += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not browser:
        words.append("--no-browser")
    if getattr(os, "geteuid", lambda: 1)() == 0:
        words.append("--allow-root")
    return words


def address(root: Path) -> str:
    """The page to open: the first notebook of the folder, or JupyterLab itself where there is none."""
    first = min(root.glob("*.ipynb"), default=None, key=lambda path: path.name)
    return f"/lab/tree/{quote(first.name)}" if first else "/lab"


def config_path(before: str | None) -> str:
    """JUPYTER_CONFIG_PATH with gradviz's folder in front; the user's own folder is searched as ever."""
    return os.pathsep.join([str(JUPYTER_CONFIG), before] if before else [str(JUPYTER_CONFIG)])


def lessons() -> Path:
    """The lessons of a checkout, or the packaged ones, copied here so that a student can write in them.

    Returns:
        The folder that holds them.

    Raises:
        Complaint: no lessons were found, or they cannot be copied to this folder.
    """
    if any(CHECKOUT.glob("*.ipynb")) and (HERE.parent / "pyproject.toml").exists():
        return CHECKOUT
    if not PACKAGED.is_dir():
        raise Complaint(
            "no lessons were found: this install of gradviz came without them. "
            "Name a folder of notebooks: gradviz lab FOLDER"
        )
    target = Path.cwd() / COPIED
    try:
        copy_new(PACKAGED, target)
    except OSError as error:
        raise Complaint(
            f"the lessons could not be copied to {target}: {error.strerror}. They are copied so that "
            "you can write in them. Try again in a folder of your own, such as your home folder."
        ) from error
    return target


def copy_new(source: Path, target: Path) -> None:
    """Copy a folder, leaving every file alone that is already there: it may hold a student's work."""
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if path.is_file() and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def _given(folder: str) -> Path:
    root = Path(folder).expanduser().resolve()
    if not root.is_dir():
        raise Complaint(
            f"there is no folder {folder!r} to open: nothing of that name is seen from {Path.cwd()}, or "
            "it is a file. Give a folder that exists, or none at all for the lessons."
        )
    return root


def _refuse_without_token(extra: list[str]) -> None:
    for word in extra:
        name, equals, value = word.partition("=")
        if name.endswith("token") and equals and not value.strip("'\""):
            raise Complaint(
                f"the option {word} was refused: without a token, every page and program on this computer "
                "could run code in your lessons. Leave it out; `jupyter lab list` prints the address to open."
            )
