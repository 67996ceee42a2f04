"""The command `gradviz`: `lab` opens the lessons, `doctor` says what works here, the others are for teachers."""

from __future__ import annotations

import argparse
import importlib.metadata
import sys
from collections.abc import Sequence

EXAMPLES = """\
examples:
  gradviz lab                       open the lessons in JupyterLab
  gradviz lab my-folder             open the notebooks of a folder
  gradviz lab --no-browser          print the address and leave the browser alone
  gradviz lab -- --debug            hand an option on to JupyterLab
  gradviz doctor                    say what works here, and how to mend what does not
  gradviz grade attempts/*.json     grade again what students handed in; count misconceptions
  gradviz grade handed-in           the same of every file of attempts in a folder
  gradviz grade attempts/*.json --csv class.csv
                                    the same, and every answer as a row of a table
  gradviz export attempts/*.jsonl --to all.json
                                    put attempts together in one file (.json or .csv), as they are
  gradviz key A17 A19 --course ML --student ada --student bob
                                    the right answers to each student's own numbers
"""


class Complaint(Exception):
    """Something the user can mend: its text says what happened, why, and what to try."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: the words after `gradviz`; those of the command line if left out.

    Returns:
        The exit status: 0 if it went well, 1 if it did not, 2 if the command was not understood.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    ours, extra = _split(given)
    parser = _parser()
    options = parser.parse_args(ours)
    if extra and options.command != "lab":
        parser.error("only `gradviz lab` hands options after -- on to JupyterLab")
    try:
        return _run(options, extra)
    except Complaint as complaint:
        print(f"gradviz: {complaint}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def version() -> str:
    """The version of gradviz that is installed, or words that say that none is."""
    try:
        return importlib.metadata.version("gradviz")
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """What stands before the first `--`, and what stands after it."""
    if "--" not in words:
        return words, []
    place = words.index("--")
    return words[:place], words[place + 1 :]


def _run(options: argparse.Namespace, extra: list[str]) -> int:
    if options.command == "lab":
        from . import launch

        return launch.open_lab(options.folder, options.port, not options.no_browser, extra)
    if options.command in ("grade", "export", "key"):
        from . import teaching

        if options.command == "grade":
            return teaching.grade_files(options.files, options.csv)
        if options.command == "export":
            return teaching.export_files(options.files, options.to)
        return teaching.print_keys(options.items, options.course, options.student)
    from . import doctor

    return doctor.report()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gradviz",
        description="Computational graphs and backpropagation as pictures you can touch.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"gradviz {version()}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="lab | doctor | grade | export | key")
    lab = commands.add_parser("lab", help="open the lessons in JupyterLab, on this computer alone")
    lab.add_argument("folder", nargs="?", help="a folder of notebooks (the lessons, if left out)")
    lab.add_argument("--port", type=_port, help="the port to use (the first free one from 8888, if left out)")
    lab.add_argument("--no-browser", action="store_true", help="do not open a browser")
    commands.add_parser("doctor", help="say what works here, and how to mend what does not")
    grade = commands.add_parser("grade", help="grade again what students handed in, and count misconceptions")
    grade.add_argument("files", nargs="+", help="files of attempts (.json or .jsonl), or folders of them")
    grade.add_argument("--csv", metavar="FILE", help="write every answer, as it is graded now, to this table (.csv)")
    export = commands.add_parser("export", help="put attempts together in one file, as they are")
    export.add_argument("files", nargs="+", help="files of attempts (.json or .jsonl), or folders of them")
    export.add_argument("--to", required=True, metavar="FILE", help="the file to write, .json or .csv")
    key = commands.add_parser("key", help="print the right answers to every student's own numbers")
    key.add_argument("items", nargs="+", help="items of the bank (A17), or files of questions")
    key.add_argument("--course", default="", help="the class, as in gradviz.options.course")
    key.add_argument("--student", action="append", default=[], help="a student, as in gradviz.options.student")
    return parser


def _port(text: str) -> int:
    """A port number, checked."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")
    return int(text)
