"""Random numbers for the tests of training: the same in each, and as before after it."""

import pytest

import gradviz as gv
from gradviz.core.words.creation import get_rng_state, set_rng_state


@pytest.fixture(autouse=True)
def seeded():
    before = get_rng_state()
    gv.manual_seed(3)
    yield
    set_rng_state(before)
