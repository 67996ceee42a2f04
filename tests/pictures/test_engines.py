"""Layout engines: their order, their time limit, and what happens when one fails."""

import os
import subprocess
import sys
import time
import warnings
from pathlib import Path

import graphviz
import pytest

import gradviz as gv
from gradviz import options
from gradviz.pictures import EngineError, engines
from gradviz.pictures.engines import Engine, available, chosen, embedded, lay_out, on_path
from tests.common import fresh_python

DOT = "digraph { a -> b }"
GOOD = "cat > /dev/null; echo '<svg/>'"
BAD = {
    "hangs": ("sleep 6", "was stopped after 0.3 s"),
    "hangs with a child": ("sleep 6 & wait", "was stopped after 0.3 s"),
    "crashes": ("echo 'dot: no memory' >&2; exit 3", "ended with code 3: dot: no memory"),
    "is killed": ("kill -9 $$", "ended with code -9"),
    "prints garbage": ("echo hello", "wrote no SVG"), "prints nothing": ("exit 0", "wrote no SVG"),
    "prints no UTF-8": (r"printf '\377\376'", "wrote no SVG"),
    "does not read": ("exec <&-; exit 1", "ended with code 1"),
}  # fmt: skip


@pytest.fixture
def script(tmp_path):
    """Makes an engine out of shell commands."""

    def make(commands, name="engine", mode=0o755):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{commands}\n")
        path.chmod(mode)
        return Engine(name, (str(path),))

    return make


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    """No choice, no memory of what was said; a short time limit."""
    monkeypatch.setattr(options, "engine", None)
    monkeypatch.setattr(options, "time_limit", 0.3)
    monkeypatch.delenv("GRADVIZ_ENGINE", raising=False)
    monkeypatch.setattr(engines, "_said", set())


def use(monkeypatch, first, second):
    monkeypatch.setattr(engines, "embedded", lambda: first)
    monkeypatch.setattr(engines, "on_path", lambda: second)


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_engine_gives_a_note_and_the_next_one_draws(kind, script, monkeypatch):
    """Issue 2: hangs, crashes, garbage; one visible note, once."""
    commands, said = BAD[kind]
    use(monkeypatch, script(commands, "first"), script(GOOD, "second"))
    started = time.monotonic()
    with pytest.warns(UserWarning) as caught:
        assert lay_out(DOT).strip() == "<svg/>"
    assert time.monotonic() - started < 4
    assert len(caught) == 1 and "the first engine" in str(caught[0].message) and said in str(caught[0].message)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lay_out(DOT)


@pytest.mark.parametrize("command, said", [
    ("/no/such/engine", "No such file"), ("/dev/null", "could not be started"),
    (str(Path(__file__)), "could not be started"), ("/", "could not be started"),
])  # fmt: skip
def test_an_engine_that_cannot_be_started(command, said, script, monkeypatch):
    """Missing, no executable, a directory."""
    use(monkeypatch, Engine("first", (command,)), script(GOOD, "second"))
    with pytest.warns(UserWarning, match=said):
        assert "<svg/>" in lay_out(DOT)


def test_with_none_left_the_error_says_what_was_tried_and_what_to_install(script, monkeypatch):
    use(monkeypatch, script("exit 3", "first"), script("echo hello", "second"))
    with (
        pytest.warns(UserWarning),
        pytest.raises(EngineError, match=r"first .*code 3; .*second .*no SVG.*pip install graphviz-pure"),
    ):
        lay_out(DOT)
    use(monkeypatch, None, None)
    with pytest.raises(
        EngineError, match=r"no layout engine was found.*pip install graphviz-pure.*graphviz\.org/download"
    ):
        lay_out(DOT)


def test_nothing_is_remembered_of_a_failure(script, monkeypatch):
    graph = gv.record("x*x*x*x*x", x=1).graph
    use(monkeypatch, None, None)
    with pytest.raises(EngineError):
        gv.pictures.layout.layout(graph)
    monkeypatch.undo()
    assert gv.pictures.layout.layout(graph).svg.startswith("<svg")


def test_the_order_is_choice_embedded_path(monkeypatch):
    assert [e.name for e in available()] == [e.name for e in (embedded(), on_path()) if e]
    monkeypatch.setattr(options, "engine", "dot")
    assert [e.name for e in available()][0] == "dot" and len(available()) == len({e.name for e in available()})
    monkeypatch.setattr(options, "engine", "/opt/my/dot")
    assert available()[0] == Engine("chosen", ("/opt/my/dot",)) and len(available()) >= 2


def test_the_environment_may_choose_and_options_win(monkeypatch):
    monkeypatch.setenv("GRADVIZ_ENGINE", "dot")
    assert chosen() == on_path()
    monkeypatch.setattr(options, "engine", "embedded")
    assert chosen() == embedded()
    monkeypatch.setattr(options, "engine", None)
    monkeypatch.setenv("GRADVIZ_ENGINE", "")
    assert chosen() is None


@pytest.mark.parametrize("name", ["embedded", "dot"])
def test_a_choice_that_is_not_installed_is_said_and_passed_over(name, script, monkeypatch):
    other = script(GOOD, "other")
    use(monkeypatch, None if name == "embedded" else other, None if name == "dot" else other)
    monkeypatch.setattr(options, "engine", name)
    with pytest.raises(EngineError, match=f"{name!r} was asked for, but it is not installed"):
        chosen()
    with pytest.warns(UserWarning, match=f"{name!r} was asked for.*next engine"):
        assert "<svg/>" in lay_out(DOT)


def test_a_chosen_engine_is_the_one_that_runs(script, monkeypatch):
    marked = script("cat > /dev/null; echo '<svg>chosen</svg>'")
    monkeypatch.setenv("GRADVIZ_ENGINE", marked.command[0])
    assert lay_out(DOT).strip() == "<svg>chosen</svg>"


def test_the_embedded_engine_is_found_without_path(monkeypatch):
    """A kernel's PATH often lacks the virtual environment."""
    program = """
from gradviz.pictures import engines
print(engines.embedded().run("digraph { a }")[:5], engines.on_path())
"""
    assert fresh_python(program, PATH="/nowhere").split()[-1] == "None"


def test_engines_say_their_version(script, monkeypatch):
    monkeypatch.setattr(options, "time_limit", 10.0)
    for engine in filter(None, (embedded(), on_path())):
        assert "version" in engine.version() or engine.version()
    for broken in (script("exit 1"), Engine("gone", ("/no/such",))):
        with pytest.raises(EngineError, match="does not run"):
            broken.version()


def test_a_script_gets_the_dot_text_and_the_form(script, monkeypatch):
    echo = script('echo "<svg>$1"; cat; echo "</svg>"')
    assert echo.run("digraph { ü }").decode().split("\n") == ["<svg>-Tsvg", "digraph { ü }</svg>", ""]
    assert echo.run("x", "png").decode().startswith("<svg>-Tpng")


@pytest.mark.skipif(os.name != "posix", reason="sessions are POSIX's")
def test_an_engine_has_its_own_group_of_processes_in_the_session_of_its_caller(script, monkeypatch):
    """Its group is what a time limit ends; a new session would have to wait for the processor on a busy machine."""
    monkeypatch.setattr(options, "time_limit", 20.0)
    tell = "import os; print('<svg>', os.getsid(0), os.getpgid(0), os.getpid())"
    session, group, process = map(int, script(f'exec "{sys.executable}" -S -c "{tell}"').run(DOT).split()[1:])
    assert session == os.getsid(0) and group == process != os.getpgid(0)


def test_the_graphviz_package_is_left_as_it_is():
    """Design, section 6: no other package's globals are patched, and it is not asked to run anything."""

    def state():
        modules = [m for name, m in sys.modules.items() if name.split(".")[0] == "graphviz"]
        return {
            (m.__name__, key): id(value) for m in modules for key, value in vars(m).items() if not key.startswith("__")
        }

    before, environment = state(), dict(os.environ)
    run, popen = subprocess.run, subprocess.Popen
    picture = gv.draw(gv.record("x*y", x=1, y=2))
    assert picture.svg and picture.source and isinstance(picture.to_graphviz(), graphviz.Source)
    assert {k: v for k, v in state().items() if k in before} == before and dict(os.environ) == environment
    assert (subprocess.run, subprocess.Popen) == (run, popen)
    assert graphviz.set_default_engine("dot") == "dot" and graphviz.ENGINES and Path("dot") == graphviz.DOT_BINARY
