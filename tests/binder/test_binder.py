"""binder/: the Dockerfile repo2docker renders from this repository, and the same install without Docker."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="repo2docker does not run on Windows")
FILES = [ROOT / "binder" / name for name in ("requirements.txt", "runtime.txt", "postBuild", "README.md")]


@pytest.fixture(scope="module")
def picked():
    """The build pack that repo2docker picks for this repository; it reads the working folder."""
    from repo2docker.app import Repo2Docker

    application = Repo2Docker()
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        packs = (kind(application.base_image) for kind in application.buildpacks)
        pack = next(pack for pack in packs if pack.detect())
        pack.platform = "linux/amd64"
        yield pack
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def dockerfile(picked):
    return [
        line.strip() for line in picked.render().splitlines() if line.strip() and not line.startswith("#")
    ]


def place(lines, *words):
    """The one line that holds all the words."""
    (found,) = [number for number, line in enumerate(lines) if all(word in line for word in words)]
    return found


def test_repo2docker_picks_python_3_11(picked, dockerfile):
    assert type(picked).__name__ == "PythonBuildPack"
    assert (picked.binder_dir, picked.python_version) == ("binder", "3.11")
    assert place(dockerfile, "COPY", "environment-2epy-2d3-2e11-2dlinux")


def test_the_repository_is_copied_before_pip_reads_it_and_post_build_runs_last(dockerfile):
    copied = place(dockerfile, "COPY", " src/ ")
    installed = place(dockerfile, "pip install", '-r "binder/requirements.txt"')
    built = place(dockerfile, "RUN ./binder/postBuild")
    assert copied < installed < built
    assert not any("RUN" in line and "pip install" in line for line in dockerfile[:copied])


def test_repo2docker_starts_the_server_that_the_requirements_keep_in_step(dockerfile):
    assert place(dockerfile, "CMD", '"jupyter", "notebook"')
    assert "notebook" in FILES[0].read_text().splitlines()


def test_post_build_is_a_program():
    assert os.access(ROOT / "binder" / "postBuild", os.X_OK)


def test_the_files_name_no_place_but_this_repository():
    for path in [*FILES[:3], ROOT / "constraints.txt"]:
        text = path.read_text()
        assert not any(word in text for word in ("://", "--index", "--find-links", "/home/", "/tmp/")), path


def test_every_requirement_is_pinned_once_by_the_constraints():
    pins = [line.split(" ;")[0].split("==") for line in (ROOT / "constraints.txt").read_text().splitlines()]
    pins = [pin for pin in pins if not pin[0].startswith("#")]
    assert all(len(pin) == 2 for pin in pins)
    assert len({pin[0] for pin in pins}) == len(pins)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A new virtual environment with binder/requirements.txt, installed as on Binder: from the root."""
    folder = tmp_path_factory.mktemp("binder") / "env"
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "-r", "binder/requirements.txt"], cwd=ROOT, check=True, timeout=600)
    return python


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_is_pinned_is_what_is_installed(environment):
    listed = subprocess.run(
        [environment, "-m", "pip", "list", "--format=json"], capture_output=True, check=True
    )
    installed = {
        item["name"].lower().replace("_", "-"): item["version"] for item in json.loads(listed.stdout)
    }
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = dict(line.split(" ;")[0].split("==") for line in lines if not line.startswith("#"))
    unpinned = set(installed) - {"gradviz", "pip", "setuptools"} - set(pins)
    assert unpinned == set()
    assert {name: pin for name, pin in pins.items() if installed.get(name, pin) != pin} == {}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_first_lesson_runs_in_it(environment, tmp_path):
    lesson = min((ROOT / "notebooks").glob("01_*.ipynb"))
    convert = ["-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "--output-dir", tmp_path]
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    clean |= {"IPYTHONDIR": str(tmp_path), "JUPYTER_DATA_DIR": str(tmp_path), "JUPYTER_PREFER_ENV_PATH": "1"}
    subprocess.run([environment, *convert, lesson], cwd=tmp_path, env=clean, check=True, timeout=600)
    cells = json.loads((tmp_path / lesson.name).read_text("utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    assert any("svg" in json.dumps(output) for output in outputs)
    assert not [output for output in outputs if output["output_type"] == "error"]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_post_build_switches_the_saving_of_widgets_on(environment):
    path = os.pathsep.join([str(environment.parent), os.environ["PATH"]])
    subprocess.run(["binder/postBuild"], cwd=ROOT, env=os.environ | {"PATH": path}, check=True, timeout=60)
    landed = environment.parent.parent / "etc" / "jupyter" / "labconfig" / "default_setting_overrides.json"
    shipped = ROOT / "gradviz" / "jupyter" / "labconfig" / "default_setting_overrides.json"
    assert json.loads(landed.read_text()) == json.loads(shipped.read_text())
    program = "from jupyterlab_server.settings_utils import _get_overrides as o; print(o('none')[0])"
    read = subprocess.run(
        [environment, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert "'saveState': True" in read.stdout
