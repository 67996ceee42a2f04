"""Marked code: every statement has its turn, and nothing else about the code changes."""

import pytest

from gradviz.lab.taping.tape_code import MARK, MOST_LINES, SHOWN, Code


def run(text):
    """The lines whose statements had their turn, and the names that the code left behind."""
    code, seen, shown = Code(text, "<test>"), [], []
    names = {MARK: lambda k: seen.append(code.statements[k].first) or True, SHOWN: lambda v: shown.append(v) or v}
    exec(code.runs, names)
    return seen, names, shown


@pytest.mark.parametrize("text, lines", [
    ("a = 1\nb = a + 1", [1, 2]),
    ("for i in range(2):\n    a = i", [1, 1, 2, 1, 2]),
    ("n = 2\nwhile n:\n    n -= 1", [1, 2, 2, 3, 2, 3, 2]),
    ("if 0:\n    a = 1\nelif 1:\n    a = 2\nelse:\n    a = 3", [1, 3, 4]),
    ("def f():\n    return 1\na = f()", [1, 3, 2]),
    ("class A:\n    b = 1\n    def f(self):\n        return self.b\na = A().f()", [1, 2, 3, 5, 4]),
    ("try:\n    1 / 0\nexcept ZeroDivisionError:\n    a = 1\nelse:\n    a = 2\nfinally:\n    b = 1", [1, 2, 4, 8]),
    ("with open('/dev/null') as f:\n    a = 1", [1, 2]),
    ("match 3:\n    case 3:\n        a = 1\n    case _:\n        a = 2", [1, 3]),
    ("def f():\n    yield 1\n    yield 2\na = list(f())", [1, 4, 2, 3]),
    ("a = [\n    1,\n    2,\n]\nb = 2", [1, 5]),
    ("a = 1; b = 2", [1, 1]),
    ("for i in []:\n    a = 1\nelse:\n    a = 2", [1, 4]),
    ("'a text'\na = 1", [2]),
    ("from __future__ import annotations\na = 1", [2]),
    ("# nothing", []),
    ("", []),
])  # fmt: skip
def test_every_statement_has_its_turn_in_the_order_of_execution(text, lines):
    assert run(text)[0] == lines


def test_a_loop_that_its_condition_ends_ends():
    assert run("n = 3\nwhile n > 1 and (n := n - 1):\n    pass")[1]["n"] == 1


def test_a_function_keeps_its_text():
    assert run('def f():\n    "says what"\n    return 1')[1]["f"].__doc__ == "says what"


def test_the_value_of_a_last_expression_is_shown_and_of_no_other():
    assert run("1 + 1\n2 + 2")[2] == [4]
    assert run("a = 3")[2] == []


def test_what_a_statement_sets_and_reads_is_of_its_head_alone():
    loop, line, given = Code("for i, (j, k) in []:\n    z = x.grad\nw -= w.grad", "<test>").statements
    assert (loop.kind, loop.sets, loop.reads) == ("loop", ("i", "j", "k"), ())
    assert (line.sets, line.reads) == (("z",), ("x",)) and (given.sets, given.reads) == (("w",), ("w",))


def test_a_statement_of_several_lines_is_known_by_each_and_several_on_a_line_by_the_nearest():
    code = Code("a = (1 +\n     2)\nb = 1; c = 2", "<test>")
    assert [code.at(line, -1) for line in (1, 2)] == [0, 0]
    assert code.at(3, 1) == 1 and code.at(3, 2) == 2 and code.at(3, 0) == 2


def test_what_is_no_python_and_what_is_too_long_is_refused():
    with pytest.raises(SyntaxError):
        Code("x = (", "<test>")
    with pytest.raises(ValueError, match="501 lines"):
        Code("\n" * MOST_LINES, "<test>")
