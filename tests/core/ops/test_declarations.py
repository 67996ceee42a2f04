"""What every operation says of itself: names, formulas, documentation, and what its partials read."""

import contextlib
import doctest
import inspect
import re

import numpy as np
import pytest

import gradviz as gv
from gradviz.core import FUNCTIONS, OPS
from gradviz.core.operation import NONE, VJP
from tests.core.oracle import CASES, apply, ids, sample, smooth, weights


def spoken(partial):
    return partial.code.__code__.co_varnames[: partial.code.__code__.co_argcount]


def is_read(name):
    return not name.startswith(("_", "like_"))


class Poison:
    """A value that must not be read: whatever is asked of it raises."""

    def __getattribute__(self, name):
        raise AssertionError(
            f"a partial reads {name} of a parameter whose name starts with _, which says that it is not read. Take the "
            "_ away, so that the value is kept for the backward pass; if its shape alone is read, call it like_..."
        )


def nothing_but_shape(value):
    """The same shape and kind of numbers with nan for every number."""
    if isinstance(value, (list, tuple)):
        return [nothing_but_shape(part) for part in value]
    return float("nan") if isinstance(value, float) else np.full_like(value, np.nan)


def partial_calls(case):
    """Every partial of a sample that a gradient can be asked of, with its arguments by name."""
    name, (inputs, options) = case[0], sample(*case)
    op = OPS[name]
    out = apply(name, inputs, options)
    for which in smooth(inputs):
        partial = op.partial(which)
        given = [inputs] if op.variadic else inputs
        values = [*([weights(np.shape(out))] if partial.kind == VJP else []), out, *given, *options]
        values += [which] if op.variadic else []
        yield partial, spoken(partial) or ("_",) * len(values), values


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_partial_reads_what_it_declares_and_nothing_else(case):
    """R18: what is read is what has to be saved; `_x` is not read, and `like_x` for its shape and kind alone."""
    for partial, names, values in partial_calls(case):
        expected = np.asarray(partial.code(*values))
        hidden = [
            Poison() if n.startswith("_") else nothing_but_shape(v) if n.startswith("like_") else v
            for n, v in zip(names, values, strict=True)
        ]
        found = np.asarray(partial.code(*hidden))
        text = f"a partial of {case[0]} reads the numbers of a like_ parameter, which is kept for its shape alone"
        np.testing.assert_array_equal(found, expected, text)
        assert found.dtype == expected.dtype


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_partial_declares_no_more_than_it_reads(case):
    """R18: a value that is declared read, and so kept, is one the gradient depends on; so is a shape."""
    name = case[0]
    for partial, names, values in partial_calls(case):
        inputs = ("c", *OPS[name].inputs)
        for place, spoken_name in enumerate(names):
            if spoken_name.removeprefix("like_") in inputs:
                poisoned = [Poison() if i == place else v for i, v in enumerate(values)]
                with contextlib.suppress(AssertionError, TypeError, ValueError):
                    np.asarray(partial.code(*poisoned), dtype=float)
                    pytest.fail(
                        f"a partial of {name} names {spoken_name!r} and does not read it, so it would be kept for the "
                        f"backward pass for nothing. Call it _{spoken_name.removeprefix('like_')}."
                    )


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_saves_is_the_union_of_what_the_partials_read(op):
    """R18: multiply saves both inputs, add none, exp its output; derived from the declarations alone."""
    read = {n for partial in op.partials for n in spoken(partial) if is_read(n)}
    expected = read & {"c", *op.inputs}
    assert set(op.saves) == expected, f"{op.name} saves {op.saves}, but its partials read {sorted(expected)}"


def test_saved_values_of_the_operations_the_lessons_name():
    """R18, in the lesson's own words."""
    assert (OPS["multiply"].saves, OPS["add"].saves, OPS["exp"].saves) == (("a", "b"), (), ("c",))


SAVES_NOTHING = (
    "add", "subtract", "negative", "sum", "mean", "cumsum", "reshape", "broadcast_to", "transpose", "permute",
    "squeeze", "unsqueeze", "flip", "cat", "stack", "clone", "cast", "getitem", "put",
)  # fmt: skip


@pytest.mark.parametrize("name", SAVES_NOTHING)
def test_what_saves_nothing_goes_backward_twice_as_in_torch(name):
    """R77: only freed values forbid a second pass."""
    inputs, options = sample(name, 0)
    leaves = [gv.tensor(x, requires_grad=True) for x in inputs]
    out = apply(name, leaves, options)
    assert OPS[name].saves == ()
    for _ in range(2):
        out.backward(gradient=weights(out.shape))
    once = gv.core.gradients(out, weights(out.shape))
    for leaf, gradient in once:
        np.testing.assert_allclose(leaf.grad.numpy(), 2 * np.asarray(gradient))


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_a_declaration_is_complete(op):
    """R44, R64: name, symbol, PyTorch's name, formulas, gate and samples."""
    assert OPS[op.name] is op and FUNCTIONS[op.name].__name__ == op.name
    assert re.fullmatch(r"([A-Z][a-z]*\d?)+Backward0", op.torch_name)
    assert op.symbol and op.latex and op.samples and op.gate
    assert len(op.partials) == len(op.inputs) and all(partial.latex for partial in op.partials)
    assert list(inspect.signature(FUNCTIONS[op.name]).parameters) == [*op.inputs, *op.options]
    assert repr(op) == f"<operation {op.name}>"


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_the_first_line_of_the_documentation_is_one_sentence(op):
    """It stands on the operation's card."""
    first, *rest = op.doc.splitlines()
    assert first.endswith("."), f"the first line of {op.name}'s docstring is one sentence and ends with a full stop"
    assert rest and rest[0] == "", f"write an empty line and an example under the first line of {op.name}'s docstring"


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_the_documentation_explains_every_option_and_its_example_runs(op):
    """R44: options are named in the text, and what the example prints is what it says."""
    for option in op.options:
        explained = f"`{option}`" in op.doc or f"    {option}: " in op.doc
        assert explained, f"say in {op.name}'s docstring what its option {option} does"
    assert FUNCTIONS[op.name].__doc__ == op.doc
    test = doctest.DocTestParser().get_doctest(op.doc, {}, op.name, None, None)
    assert test.examples, f"write an example into {op.name}'s docstring: Example: and lines that start with >>>"
    failed, _ = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test)
    assert failed == 0


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_inputs_without_a_gradient_are_conditions_and_classes(op):
    """What cannot have a gradient is never a float in the samples, where a gradient would be looked for."""
    for number in range(len(op.samples)):
        inputs, _ = sample(op.name, number)
        for i in smooth(inputs):
            assert op.partial(i).kind != NONE
