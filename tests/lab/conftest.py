"""What all tests of figures share."""

import warnings

import pytest


@pytest.fixture(autouse=True)
def no_warning_of_ipywidgets():
    """Its own deprecations are not what is tested here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield
