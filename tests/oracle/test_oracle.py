"""gradviz against HIPS autograd on random programs over the whole table of operations, in five ways (R86, R87)."""

import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given

from gradviz.core import OPS
from tests.common import examples
from tests.oracle import hips
from tests.oracle.drawing import programs
from tests.oracle.programs import Program, Step, V
from tests.oracle.rules import RULES
from tests.oracle.ways import WAYS


@pytest.mark.parametrize("name", OPS)
def test_every_operation_has_a_rule_and_an_oracle(name):
    assert name in RULES, f"say in tests/oracle/rules.py how a random program calls {name}"
    assert name in hips.FUNCTIONS, f"write {name} in autograd.numpy's words in tests/oracle/hips.py"


def test_no_rule_is_left_over():
    for where, names in (("RULES in rules.py", RULES), ("FUNCTIONS in hips.py", hips.FUNCTIONS)):
        left = set(names) - set(OPS)
        assert not left, f"{where} has {sorted(left)}, which no operation bears: take it out"


@pytest.mark.parametrize("name", OPS)
@pytest.mark.parametrize("way", WAYS)
def test_random_programs(way, name):
    @examples(8)
    @given(programs(name))
    def compare(program):
        WAYS[way](program, hips)

    compare()


@pytest.mark.parametrize("way", WAYS)
def test_the_comparison_sees_one_part_in_a_billion(way, monkeypatch):
    program = Program([np.array([0.7, 1.1])], [True])
    program.steps.append(Step("sin", (V(0),)))
    program.values, program.root = hips.values(program), 1
    WAYS[way](program, hips)
    monkeypatch.setitem(hips.FUNCTIONS, "sin", lambda a: anp.sin(a) * (1 + 1e-9))
    with pytest.raises(AssertionError, match="not"):
        WAYS[way](program, hips)
