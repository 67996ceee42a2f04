"""Finds a Chromium for the browser tests and prints its path; --install installs one if there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
]
HELP = """\
No Chromium was found for the browser tests, and none could be installed.
They open the lessons in a real browser, so they cannot run without one.
Try one of these, then run the tests again:
    apt-get install chromium                 (as root, on Debian)
    python -m playwright install chromium    (in the tests' virtual environment)
    export CHROMIUM=path-of-a-browser        (a Chromium or Chrome that is already there)"""


def find() -> str | None:
    """The path of a Chromium: $CHROMIUM, one on the PATH, one in its usual place, or Playwright's own."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    on_path = [path for name in NAMES if (path := shutil.which(name))]
    in_place = [place for place in PLACES if Path(place).exists()]
    return next(iter(on_path + in_place), None) or _of_playwright()


def find_or_fail() -> str:
    """The same, or an error that says how to install one."""
    path = find()
    if path is None:
        raise RuntimeError(HELP)
    return path


def install() -> None:
    """Install Debian's Chromium where that is possible, else Playwright's build."""
    if shutil.which("apt-get") and getattr(os, "geteuid", lambda: 1)() == 0:
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    if find() is None:
        _run(sys.executable, "-m", "playwright", "install", "chromium")


def _of_playwright() -> str | None:
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Exception:  # not installed, or its driver does not run here: then it has no browser either
        return None
    return path if Path(path).exists() else None


def _run(*command: str) -> None:
    print("+", *command, file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, stdout=sys.stderr, stdin=subprocess.DEVNULL, env=environment)


def main() -> int:
    """Print the path and return 0, or say on stderr how to install a browser and return 1."""
    if find() is None and "--install" in sys.argv[1:] and not os.environ.get("CHROMIUM"):
        install()
    path = find()
    print(path or HELP, file=sys.stdout if path else sys.stderr)
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
