"""What was measured with: versions only, no names of machines or places."""

from __future__ import annotations

import os
import platform
import runpy
import subprocess
from importlib import metadata
from pathlib import Path

from gradviz.pictures.engines import on_path

PACKAGES = ("gradviz", "numpy", "micrograd", "mygrad", "autograd", "ipywidgets", "jupyterlab", "graphviz-pure")
FINDER = Path(__file__).parents[1] / "tests" / "browser" / "chromium.py"


def chromium() -> str | None:
    """The browser that the tests use too."""
    found: str | None = runpy.run_path(str(FINDER))["find"]()
    return found


def header() -> str:
    parts = [f"Python {platform.python_version()}"]
    parts += [f"{name} {_version(name)}" for name in PACKAGES]
    dot, browser = on_path(), chromium()
    parts.append(f"dot {dot.version().split('version ')[-1].split()[0]}" if dot else "no dot on PATH")
    parts.append(_said(browser) if browser else "no Chromium")
    parts.append(f"{len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()} CPUs")
    parts.append(platform.machine())
    return ", ".join(parts)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        import gradviz

        return getattr(gradviz, "__version__", "(not installed)") if package == "gradviz" else "(not installed)"


def _said(browser: str) -> str:
    done = subprocess.run([browser, "--version"], capture_output=True, text=True, timeout=30, check=False)
    return " ".join(done.stdout.split()[:2]) or "Chromium (version unknown)"
