"""Answers that notebooks give while they are tested go to a folder of this run, never beside the notebook."""

import os
import shutil
import tempfile
from pathlib import Path

NAME = "GRADVIZ_ATTEMPTS"


def pytest_configure(config):
    """Before the first kernel starts, which inherits it."""
    config.folder_of_attempts = tempfile.mkdtemp(prefix="gradviz-attempts-")
    os.environ[NAME] = str(Path(config.folder_of_attempts) / "attempts.jsonl")


def pytest_unconfigure(config):
    """Nothing stays behind."""
    os.environ.pop(NAME, None)
    shutil.rmtree(config.folder_of_attempts, ignore_errors=True)
