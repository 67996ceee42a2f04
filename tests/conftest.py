"""Every test starts as a fresh process does."""

import pytest
from hypothesis import settings

from gradviz.core.extras import ever

settings.register_profile("any machine", deadline=None)  # what an example takes says nothing where others work too
settings.load_profile("any machine")


@pytest.fixture(autouse=True)
def the_quick_sweep(monkeypatch):
    """One hook anywhere makes every later sweep of the process look for hooks; the tests must meet the quick one."""
    monkeypatch.setattr(ever, "hooked", False)
