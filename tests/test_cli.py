"""The command `gradviz`: the words it understands, and what it says to others."""

import subprocess
import sys

import pytest

from gradviz import cli, launch


def run(*words, **options):
    program = "import sys; from gradviz.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **options)


def test_version():
    done = run("--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"gradviz {cli.version()}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "required"),
        (["dance"], "invalid choice: 'dance'"),
        (["lab", "--port", "many"], "'many' is not a port"),
        (["lab", "--port", "65536"], "'65536' is not a port"),
        (["doctor", "--", "--debug"], "only `gradviz lab`"),
    ],
)
def test_words_that_are_not_understood(words, said, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_without_jupyterlab_one_line_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(launch.importlib.util, "find_spec", lambda name: None)
    assert cli.main(["lab"]) == 1
    said = capsys.readouterr().err
    assert 'pip install "gradviz[lab]"' in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("option", ["--IdentityProvider.token=", "--ServerApp.token=''", "--token="])
def test_the_token_cannot_be_dropped(option, capsys):
    assert cli.main(["lab", "--", option]) == 1
    assert "was refused" in capsys.readouterr().err


def test_a_folder_that_is_not_there(capsys):
    assert cli.main(["lab", "nowhere"]) == 1
    assert "there is no folder 'nowhere'" in capsys.readouterr().err


def test_the_command_is_a_module_too():
    """Where pip has put the script beside the path."""
    for word, code, said in (("--version", 0, f"gradviz {cli.version()}"), ("dance", 2, "invalid choice: 'dance'")):
        done = subprocess.run([sys.executable, "-m", "gradviz", word], capture_output=True, text=True, timeout=120)
        assert done.returncode == code and said in done.stdout + done.stderr
