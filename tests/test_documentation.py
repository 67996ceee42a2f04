"""Every public name says what it is and shows it: a docstring of more than one line, with an example that runs."""

import doctest
import importlib
import inspect

import pytest

ROOMS = (
    "gradviz", "gradviz.nn", "gradviz.nn.functional", "gradviz.nn.init", "gradviz.optim", "gradviz.optim.lr_scheduler",
)  # fmt: skip


def public(room):
    """The functions and classes of a room by name; other rooms and dtypes have no docstring of their own."""
    module = importlib.import_module(room)
    names = getattr(module, "__all__", [n for n, v in vars(module).items() if getattr(v, "__module__", "") == room])
    found = {name: getattr(module, name) for name in names if not name.startswith("_")}
    return {n: v for n, v in found.items() if inspect.isclass(v) or inspect.isroutine(v)}


NAMES = [f"{room}.{name}" for room in ROOMS for name in public(room)]


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_explains_itself_and_its_example_runs(name):
    room, _, short = name.rpartition(".")
    text = inspect.getdoc(public(room)[short]) or ""
    assert len(text.splitlines()) > 1, f"{name} has no docstring of more than one line"
    test = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    assert test.examples, f"write an example into the docstring of {name}: Example: and lines that start with >>>"
    failed, _ = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test)
    assert failed == 0


def test_the_list_is_not_empty_by_accident():
    assert len(NAMES) > 280 and {"gradviz.exp", "gradviz.nn.Linear", "gradviz.optim.SGD"} <= set(NAMES)
