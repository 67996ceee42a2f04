"""The search for a browser: the one that was chosen, or an error that says how to install one."""

import os
import subprocess
import sys

import pytest

from tests.browser import chromium


def test_the_chosen_browser_is_taken(monkeypatch):
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert chromium.find_or_fail() == sys.executable


def test_a_chosen_browser_that_is_not_there_is_not_replaced(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(RuntimeError, match="apt-get install chromium"):
        chromium.find_or_fail()


def test_the_program_prints_a_path_or_fails_with_the_line_that_installs():
    for chosen, status in ((sys.executable, 0), ("/no/such/browser", 1)):
        env = os.environ | {"CHROMIUM": chosen}
        done = subprocess.run([sys.executable, chromium.__file__], env=env, capture_output=True, text=True)
        assert done.returncode == status
        assert ("apt-get install chromium" in done.stderr) == bool(status)
        assert done.stdout.strip() == ("" if status else sys.executable)
