"""Every test starts as a fresh process does."""

import pytest

from gradviz.core.extras import ever


@pytest.fixture(autouse=True)
def the_quick_sweep(monkeypatch):
    """One hook anywhere makes every later sweep of the process look for hooks; the tests must meet the quick one."""
    monkeypatch.setattr(ever, "hooked", False)
