"""Layout engines: their order, their time limit, and what happens when one fails."""

import os
import re
import subprocess
import sys
import time
import warnings
from fractions import Fraction
from pathlib import Path

import graphviz
import numpy as np
import pytest

import gradviz as gv
from gradviz import options
from gradviz.pictures import EngineError, engines
from gradviz.pictures.engines import Engine, available, chosen, embedded, lay_out, on_path
from tests.common import fresh_python

DOT = "digraph { a -> b }"
GOOD = "cat > /dev/null; echo '<svg/>'"
BAD = {
    "hangs": ("sleep 60", "was stopped after 1 s"),
    "hangs with a child": ("sleep 60 & wait", "was stopped after 1 s"),
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
    """No choice, no memory of what was said; time enough for a shell to start on a busy computer."""
    monkeypatch.setattr(options, "engine", None)
    monkeypatch.setattr(options, "time_limit", 20.0)
    monkeypatch.delenv("GRADVIZ_ENGINE", raising=False)
    monkeypatch.setattr(engines, "_said", set())


def use(monkeypatch, first, second):
    monkeypatch.setattr(engines, "embedded", lambda: first)
    monkeypatch.setattr(engines, "on_path", lambda: second)


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_engine_gives_a_note_and_the_next_one_draws(kind, script, monkeypatch):
    """Issue 2: hangs, crashes, garbage; one visible note, once."""
    commands, said = BAD[kind]
    monkeypatch.setattr(options, "time_limit", 1.0 if "hangs" in kind else 20.0)
    use(monkeypatch, script(commands, "first"), script(GOOD, "second"))
    started = time.monotonic()
    with pytest.warns(UserWarning) as caught:
        assert lay_out(DOT, str).strip() == "<svg/>"
    assert time.monotonic() - started < 30
    assert len(caught) == 1 and "the first engine" in str(caught[0].message) and said in str(caught[0].message)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lay_out(DOT, str)


@pytest.mark.parametrize("command, said", [
    ("/no/such/engine", "No such file"), ("/dev/null", "could not be started"),
    (str(Path(__file__)), "could not be started"), ("/", "could not be started"),
])  # fmt: skip
def test_an_engine_that_cannot_be_started(command, said, script, monkeypatch):
    """Missing, no executable, a directory."""
    use(monkeypatch, Engine("first", (command,)), script(GOOD, "second"))
    with pytest.warns(UserWarning, match=said):
        assert "<svg/>" in lay_out(DOT, str)


def test_with_none_left_the_error_says_what_was_tried_and_what_to_install(script, monkeypatch):
    use(monkeypatch, script("exit 3", "first"), script("echo hello", "second"))
    with (
        pytest.warns(UserWarning),
        pytest.raises(EngineError, match=r"first .*code 3; .*second .*no SVG.*pip install graphviz-pure"),
    ):
        lay_out(DOT, str)
    use(monkeypatch, None, None)
    with pytest.raises(
        EngineError, match=r"no layout engine was found.*pip install graphviz-pure.*graphviz\.org/download"
    ):
        lay_out(DOT, str)


GARBAGE = {
    "empty": "echo '<svg></svg>'", "cut off": "{dot} $1 | head -c 900", "bytes": r"printf '<svg \377\376\001'",
    "a page": "echo '<html><body><svg viewBox=\"0 0 1 1\"><g ></g></svg></body></html>'",
    "cut off and closed": "{dot} $1 | head -c 900; echo '</svg>'",
    "another graph": "cat > /dev/null; echo 'digraph {{ a [id=n0] }}' | {dot} $1",
    "doubled": "{dot} $1 | sed 's/id=\"n1\"/id=\"n0\"/'",
    "not closed": "{dot} $1 | sed 's/<path /<path <path /'", "floods": "echo '<svg'; yes",
}  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="the engines are shell scripts")
@pytest.mark.parametrize("kind", GARBAGE)
def test_an_svg_that_is_not_what_was_asked_for_leads_to_the_next_engine(kind, script, monkeypatch):
    good = embedded() or on_path()
    liar = script(GARBAGE[kind].format(dot=good.command[0]), "liar")
    graph = gv.record("x*y + x", x=1, y=2).graph
    monkeypatch.setattr(options, "time_limit", 20.0)
    use(monkeypatch, liar, good)
    gv.pictures.layout._cached.cache_clear()
    said = "wrote more than 64 MB" if kind == "floods" else r"wrote a \.svg that cannot be read"
    with pytest.warns(UserWarning, match=rf"the liar engine .*{said}.*The next engine is tried") as caught:
        made = gv.pictures.layout.layout(graph)
    assert len(caught) == 1 and made.svg.count("data-node=") == len(graph.nodes)
    use(monkeypatch, liar, script("exit 3", "other"))
    gv.pictures.layout._cached.cache_clear()
    with (
        pytest.warns(UserWarning, match="other"),
        pytest.raises(EngineError, match=rf"liar .*{said}.*; the other .*code 3.*pip install"),
    ):
        gv.pictures.layout.layout(graph)


@pytest.mark.parametrize("form", ["png", "pdf", "jpg", "webp"])
def test_a_file_that_does_not_begin_like_its_form_leads_to_the_next_engine(form, script, monkeypatch, tmp_path):
    """Random bytes are not saved as a picture; an engine that says itself that it cannot is passed over quietly."""
    begins = gv.pictures.picture.FORMS[form]
    good = script("cat > /dev/null; printf '" + "".join(f"\\{byte:03o}" for byte in begins) + "ok'", "good")
    picture = gv.draw(gv.record("x*x", x=3))
    monkeypatch.setattr(options, "time_limit", 20.0)
    for bad, said in (("echo hello", "does not begin like one"), ("exit 0", "it is empty"), ("kill -9 $$", "code -9")):
        use(monkeypatch, script(f"cat > /dev/null; {bad}", "bad"), good)
        with pytest.warns(UserWarning, match=f"bad engine .*{said}") as caught:
            assert picture.save(tmp_path / f"a.{form}").read_bytes() == begins + b"ok"
        assert len(caught) == 1
    use(monkeypatch, script("exit 1", "bad"), good)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture.save(tmp_path / f"a.{form}")
    use(monkeypatch, script("echo hello", "bad"), script("exit 1", "worse"))
    listed = rf"could draw \.{form}: the bad .*begin like one; the worse .*code 1\. Try \.svg"
    with pytest.raises(EngineError, match=listed):
        picture.save(tmp_path / f"b.{form}")
    assert not (tmp_path / f"b.{form}").exists()


@pytest.mark.parametrize("name, value", [
    *(("engine", value) for value in (5, 0, [1], [], b"dot", True)),
    *(("time_limit", value) for value in ("x", 0, -1, float("nan"), None, True, [1], 1j)),
])  # fmt: skip
def test_a_setting_that_makes_no_sense_is_said_where_it_is_used(name, value, monkeypatch, tmp_path):
    """What it is, what it is for, and what to write; once, not for every engine, and from no thread."""
    gv.pictures.layout._cached.cache_clear()
    picture = gv.draw(gv.record("x*x", x=3))
    monkeypatch.setattr(options, name, value)
    whole = f"gradviz\\.options\\.{name}"
    said = rf"^{whole} is {re.escape(repr(value))}\. It says .*has to be .*Try: {whole} = "
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for use_it in (lambda: picture.svg, lambda: picture.save(tmp_path / "a.png"), available):
            with pytest.raises(EngineError, match=said):
                use_it()
        assert "gradviz.options" in picture._repr_mimebundle_()["text/plain"]


@pytest.mark.parametrize("limit", [20, np.float32(20), Fraction(20), float("inf"), 10**400])
def test_any_number_above_zero_is_a_time_limit(limit, monkeypatch):
    monkeypatch.setattr(options, "time_limit", limit)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "<svg" in lay_out(DOT, str)


def test_a_path_object_is_an_engine_too(script, monkeypatch):
    monkeypatch.setattr(options, "engine", Path(script("cat > /dev/null; echo '<svg>chosen</svg>'").command[0]))
    assert lay_out(DOT, str).strip() == "<svg>chosen</svg>"


@pytest.mark.skipif(os.name != "posix", reason="sessions are POSIX's")
@pytest.mark.timeout(40)
def test_a_child_in_a_session_of_its_own_does_not_hold_a_picture_up(script, monkeypatch):
    """The time limit is for the engine, and its pipe may stay open for ever."""
    child = f"{sys.executable} -S -c 'import os, time; os.setsid(); time.sleep(60)'"
    monkeypatch.setattr(options, "time_limit", 10.0)
    use(monkeypatch, script(f"cat > /dev/null; {child} & exit 1", "first"), embedded() or on_path())
    with pytest.warns(UserWarning, match="ended with code 1"):
        assert "<svg" in lay_out(DOT, str)


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
        assert "<svg/>" in lay_out(DOT, str)


def test_a_chosen_engine_is_the_one_that_runs(script, monkeypatch):
    marked = script("cat > /dev/null; echo '<svg>chosen</svg>'")
    monkeypatch.setenv("GRADVIZ_ENGINE", marked.command[0])
    assert lay_out(DOT, str).strip() == "<svg>chosen</svg>"


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
    for broken in (script("exit 1"), script("exit 0", "mute"), script("yes", "flood"), Engine("gone", ("/no/such",))):
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
