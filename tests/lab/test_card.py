"""The card of an operation is what its declaration says, for every operation."""

import pytest

from gradviz.core.operation import OPS
from gradviz.lab.closeup.card import card, card_html, operation_table


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_every_operation_has_a_card_with_a_slope_for_every_input(op):
    """R44, R60."""
    found = card(op.name, op.symbol)
    assert found is not None and len(found.slopes) == len(op.inputs)
    assert found.about == op.doc.splitlines()[0]
    assert op.gate.name.lower() == found.gate and op.gate.value.endswith(found.rows()[-2][1].partition(": ")[2])
    assert "\\" not in found.formula and not any("\\" in text for _, text in found.slopes)


def test_the_card_of_a_product_says_that_each_factor_is_the_others_slope():
    found = card("multiply", "×")
    assert found.formula == "c = a·b" and dict(found.slopes) == {"∂c/∂a": "b", "∂c/∂b": "a"}


def test_an_operation_of_the_learners_own_is_told_from_a_declared_one_and_is_not_markup():
    assert card("multiply", "mine") is None
    assert "&lt;b&gt; is an operation of your own" in card_html("<b>", "mine")


def test_the_table_of_operations_is_read_from_the_declarations():
    """R60: eleven rows, each with its forward formula and local gradients."""
    names = ("add", "subtract", "multiply", "divide", "power", "exp", "log", "sigmoid", "tanh", "relu", "softmax")
    table = operation_table(*names)
    lines = repr(table).splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(names)
    assert all(name in table._repr_html_() for name in names) and table._repr_html_().count("<tr>") == 12
    assert len(operation_table().cards) == len(OPS)


def test_a_name_that_is_not_there_gets_the_near_ones():
    with pytest.raises(ValueError, match="Near to it: sigmoid"):
        operation_table("sigmiod")
