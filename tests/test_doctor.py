"""`gradviz doctor`, with faked engines and for real."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from gradviz import doctor
from gradviz.pictures import engines


def run(*words, **options):
    program = "import sys; from gradviz.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **options)


def fake(name, drawn=b"<svg/>", error=None):
    def draw(dot, format="svg"):
        if error:
            raise error
        return drawn

    return SimpleNamespace(
        name=name,
        command=[f"/bin/{name}"],
        version=lambda: f"{name} version 1.2 (of a Graphviz 3.4)",
        run=draw,
    )


def diagnose(monkeypatch, *found):
    monkeypatch.setattr(engines, "available", lambda: list(found))
    lines = []
    return doctor.report(lines.append), lines


def line_of(lines, what):
    return next(line.split() for line in lines if line.startswith(what + " "))


def test_doctor_says_what_works(monkeypatch):
    status, lines = diagnose(monkeypatch, fake("graphviz-pure"), fake("dot"))
    assert status == 0
    assert line_of(lines, "graphviz-pure")[1:3] == ["ok", "1.2"]
    assert line_of(lines, "dot")[1] == "ok"
    assert line_of(lines, "Python")[1:3] == ["ok", ".".join(map(str, sys.version_info[:3]))]
    assert lines[-1].startswith("A lesson can run here")


@pytest.mark.parametrize(
    "broken", [fake("dot", b"nothing"), fake("dot", error=engines.EngineError("too slow"))]
)
def test_doctor_runs_each_engine(monkeypatch, broken):
    status, lines = diagnose(monkeypatch, broken)
    assert status == 1
    assert line_of(lines, "dot")[1] == "failed"
    assert "an engine that draws" in lines[-1]
    assert diagnose(monkeypatch, fake("graphviz-pure"), broken)[0] == 0


def test_doctor_on_a_chosen_engine_that_does_not_work(monkeypatch):
    chosen = fake("chosen", error=engines.EngineError("could not be started"))
    status, lines = diagnose(monkeypatch, chosen, fake("graphviz-pure"))
    assert status == 0
    assert line_of(lines, "chosen")[1] == "failed"
    assert any("unset GRADVIZ_ENGINE" in line for line in lines)


def test_doctor_without_an_engine_says_how_to_get_one(monkeypatch):
    status, lines = diagnose(monkeypatch)
    assert status == 1
    assert any("-> pip install" in line and line.endswith("graphviz-pure") for line in lines)


def test_doctor_without_widgets_says_how_to_get_them(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    status, lines = diagnose(monkeypatch, fake("dot"))
    assert status == 1
    assert line_of(lines, "anywidget")[1] == "missing"
    assert any(line.strip() == "-> pip install anywidget" for line in lines)
    assert "it needs: anywidget" in lines[-1]


def test_doctor_tells_a_broken_package_from_a_missing_one(monkeypatch):
    def broken(name):
        raise ImportError("a library of it\nis missing")

    monkeypatch.setattr(doctor.importlib, "import_module", broken)
    found = doctor.package("numpy", "pip install numpy")
    assert (found.state, found.note) == ("failed", "ImportError: a library of it")


def test_doctor_for_real():
    done = run("doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert line_of(done.stdout.splitlines(), "jupyterlab_widgets")[1] == "ok"
