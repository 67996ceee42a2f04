"""The settings of a session: those there are can be set, and a misspelt one is refused with the nearest name."""

import importlib

import pytest

import gradviz as gv
from gradviz import options

NAMES = ("engine", "time_limit", "language", "attempts", "course", "student")


@pytest.mark.parametrize("name", NAMES)
def test_an_option_is_read_set_and_set_back(name, monkeypatch):
    before = getattr(options, name)
    monkeypatch.setattr(gv.options, name, "other")
    assert getattr(options, name) == "other"
    monkeypatch.undo()
    assert getattr(options, name) == before


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [("studnet", "student"), ("Student", "student"), ("cours", "course"), ("lang", "language"), ("engin", "engine"),
     ("timelimit", "time_limit"), ("attempt", "attempts"), ("time_limits", "time_limit")],
)  # fmt: skip
def test_a_misspelt_option_is_refused_with_the_nearest_name(misspelt, meant):
    with pytest.raises(AttributeError, match=rf"has no option '{misspelt}'.*Did you mean gradviz.options.{meant}\?"):
        setattr(gv.options, misspelt, "x")
    with pytest.raises(AttributeError, match=rf"Did you mean gradviz.options.{meant}\?"):
        getattr(gv.options, misspelt)
    assert misspelt not in vars(options)


def test_a_name_like_none_of_them_gets_the_list():
    with pytest.raises(AttributeError, match=", ".join(NAMES)):
        gv.options.colour = "red"


def test_every_option_is_listed_and_nothing_else():
    assert options._NAMES == NAMES


def test_the_module_can_be_loaded_again(monkeypatch):
    monkeypatch.setattr(options, "student", "ada")
    importlib.reload(options)
    assert options.student == ""
    with pytest.raises(AttributeError):
        options.studnet = "x"
