"""Every requirement of the engine and of the record has a test that carries its number."""

import re
from pathlib import Path

import pytest

NUMBERS = [
    *range(1, 9), *range(10, 20), *range(41, 47), 50, *range(54, 61), *range(63, 99), 112, 120, *range(126, 131),
    *range(143, 147),
]  # fmt: skip
NAMES = [
    name
    for path in Path(__file__).parent.glob("test_r*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), flags=re.M)
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_requirement_has_a_test_of_its_name(number):
    assert [name for name in NAMES if f"_r{number}_" in name]


def test_no_two_tests_share_a_name():
    assert len(NAMES) == len(set(NAMES)) > len(NUMBERS)
