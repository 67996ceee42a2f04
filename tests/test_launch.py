"""`gradviz lab`: which folder it opens, and a real JupyterLab that it starts."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from gradviz import cli, launch

COMMAND = [sys.executable, "-c", "import sys; from gradviz.cli import main; sys.exit(main())"]
MANAGER = "@jupyter-widgets/jupyterlab-manager:plugin"
KERNELS = "@jupyterlab/apputils-extension:kernels-settings"
SETTINGS = "default_setting_overrides.json"
TOKEN = "a-token-for-tests"


def test_a_checkout_opens_its_own_notebooks(monkeypatch, tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01_first.ipynb").touch()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(launch, "CHECKOUT", tmp_path / "notebooks")
    monkeypatch.setattr(launch, "HERE", tmp_path / "gradviz")
    assert launch.lessons() == tmp_path / "notebooks"


@pytest.fixture
def wheel(monkeypatch, tmp_path):
    """An install from a wheel, with lessons inside, in an empty working folder."""
    packaged, here = tmp_path / "site" / "lessons", tmp_path / "here"
    packaged.mkdir(parents=True)
    here.mkdir()
    (packaged / "01_first.ipynb").write_text("lesson")
    (packaged / "02_second.ipynb").write_text("lesson")
    monkeypatch.setattr(launch, "CHECKOUT", tmp_path / "none")
    monkeypatch.setattr(launch, "PACKAGED", packaged)
    monkeypatch.chdir(here)
    return here


def test_packaged_lessons_are_copied_and_a_students_work_is_kept(wheel):
    folder = launch.lessons()
    assert folder == wheel / "gradviz-lessons"
    (folder / "01_first.ipynb").write_text("my work")
    (folder / "02_second.ipynb").unlink()
    assert launch.lessons() == folder
    assert (folder / "01_first.ipynb").read_text() == "my work"
    assert (folder / "02_second.ipynb").read_text() == "lesson"


def test_lessons_that_cannot_be_copied_are_a_complaint(wheel, capsys):
    (wheel / "gradviz-lessons").write_text("a file in the way")
    assert cli.main(["lab"]) == 1
    assert "could not be copied" in capsys.readouterr().err


def test_the_first_notebook_is_opened_whatever_its_name(tmp_path):
    assert launch.address(tmp_path) == "/lab"
    (tmp_path / "02_b.ipynb").touch()
    (tmp_path / "01 ä?.ipynb").touch()
    assert launch.address(tmp_path) == "/lab/tree/01%20%C3%A4%3F.ipynb"


def test_the_users_own_config_path_is_kept():
    assert launch.config_path(None) == str(launch.JUPYTER_CONFIG)
    assert launch.config_path("/mine").split(os.pathsep) == [str(launch.JUPYTER_CONFIG), "/mine"]


def test_root_is_allowed_only_to_root(monkeypatch, tmp_path):
    monkeypatch.setattr(launch.os, "geteuid", lambda: 0, raising=False)
    assert "--allow-root" in launch.options(tmp_path, None, True)
    monkeypatch.setattr(launch.os, "geteuid", lambda: 1000, raising=False)
    assert "--allow-root" not in launch.options(tmp_path, None, True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url, token=TOKEN):
    request = urllib.request.Request(url, headers={"Authorization": f"token {token}"} if token else {})
    return urllib.request.urlopen(request, timeout=60)


def wait_until_it_answers(process, url, log):
    for _ in range(1800):
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(OSError):
            return get(url)
        time.sleep(0.1)
    raise AssertionError(f"no answer within three minutes:\n{log.read_text()}")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """`gradviz lab` on a folder with one notebook, for a user with a configuration of their own."""
    home, root, port = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("my lessons"), free_port()
    (root / "01_first.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    (home / "JUPYTER_CONFIG_DIR" / "labconfig").mkdir(parents=True)
    theirs = {"@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab Dark"}}
    (home / "JUPYTER_CONFIG_DIR" / "labconfig" / SETTINGS).write_text(json.dumps(theirs))
    names = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"]
    names += ["JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"]
    env = os.environ | {name: str(home / name) for name in names} | {"JUPYTER_TOKEN": TOKEN}
    words = ["lab", str(root), "--port", str(port), "--no-browser"]
    with open(home / "log", "wb") as log:
        process = subprocess.Popen([*COMMAND, *words], env=env, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_it_answers(process, url + "/api/status", home / "log")
        yield SimpleNamespace(url=url, port=port, home=home, root=root, pid=process.pid)
    finally:
        process.terminate()
        process.wait(60)


def test_lab_asks_for_the_token(lab):
    for token in (None, "wrong"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            get(lab.url + "/api/contents", token)
        assert refused.value.code == 403


def test_lab_listens_on_loopback_alone(lab):
    started = [
        json.loads(path.read_text()) for path in (lab.home / "JUPYTER_RUNTIME_DIR").glob("jpserver-*.json")
    ]
    assert [(server["hostname"], server["pid"]) for server in started] == [("127.0.0.1", lab.pid)]
    with socket.socket() as other, pytest.raises(OSError):
        other.settimeout(2)
        other.connect(("127.0.0.2", lab.port))  # would be answered by a server that listens everywhere


def test_lab_opens_the_folders_first_notebook(lab):
    page = get(lab.url + "/")
    assert page.url == f"{lab.url}/lab/tree/01_first.ipynb"
    listed = json.load(get(lab.url + "/api/contents"))
    assert [item["name"] for item in listed["content"]] == ["01_first.ipynb"]


def test_lab_saves_widgets_in_notebooks_and_keeps_the_users_own_defaults(lab):
    def default(plugin, name):
        settings = json.load(get(f"{lab.url}/lab/api/settings/{quote(plugin, safe='@/:')}"))
        return settings["schema"]["properties"][name]["default"], settings["raw"]

    assert default(MANAGER, "saveState") == (True, "{}")
    assert default(KERNELS, "commsOverSubshells") == ("disabled", "{}")
    assert default("@jupyterlab/apputils-extension:themes", "theme") == ("JupyterLab Dark", "{}")
    assert not (lab.home / "JUPYTERLAB_SETTINGS_DIR").exists()


def test_lab_says_that_a_port_is_taken(lab):
    words = ["lab", str(lab.root), "--port", str(lab.port), "--no-browser"]
    env = os.environ | {"HOME": str(lab.home)}
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, timeout=120, env=env)
    assert done.returncode != 0
    assert str(lab.port) in done.stderr


def test_lab_ships_its_settings_with_the_package():
    settings = Path(launch.JUPYTER_CONFIG) / "labconfig" / SETTINGS
    wanted = {MANAGER: {"saveState": True}, KERNELS: {"commsOverSubshells": "disabled"}}
    assert json.loads(settings.read_text()) == wanted
