"""Every test starts as a fresh process does, with the same random numbers on every run and machine."""

import pytest
from hypothesis import settings

import gradviz as gv
from gradviz.core.extras import ever

# What an example takes says nothing where others work too. `--hypothesis-profile=new` looks for examples not yet seen.
settings.register_profile("new", deadline=None)
settings.register_profile("same", deadline=None, derandomize=True, database=None)
settings.load_profile("same")


@pytest.hookimpl(optionalhook=True)  # PyTorch's environment runs one test at a time
def pytest_xdist_make_scheduler(config, log):
    """Where tests run side by side: one browser for all that need it, and the tests of any other file in order."""
    from xdist.scheduler import LoadFileScheduling

    class OneBrowser(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return "browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)

    return OneBrowser(config, log)


@pytest.fixture(autouse=True)
def a_fresh_start(monkeypatch):
    """One hook anywhere makes every later sweep of the process look for hooks; the tests must meet the quick one."""
    monkeypatch.setattr(ever, "hooked", False)
    gv.manual_seed(0)
