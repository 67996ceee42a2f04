"""Calls that do not fit: each is answered with the function's name, what it got, and what to write; never by numpy."""

import re

import numpy as np
import pytest

import gradviz as gv
from gradviz import nn

T = gv.tensor([1.0, 2.0, 3.0], requires_grad=True)
M = gv.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
S = gv.tensor(2.0, requires_grad=True)
LINEAR = nn.Linear(1, 1)


def sgd(*parameters, **settings):
    return gv.optim.SGD(*(parameters or [LINEAR.parameters()]), **settings)


CALLS = [
    (lambda: T.sum(dims=0), TypeError, "sum() has no option 'dims'", "Did you mean dim=?", "a, dim, keepdim"),
    (lambda: gv.softmax(T), TypeError, "softmax() is missing", "'dim'", "gv.softmax(a, dim=-1)"),
    (lambda: gv.mse_loss(T), TypeError, "mse_loss() is missing", "gv.mse_loss(input, target)"),
    (lambda: gv.var(T, 0, wrong=1), TypeError, "var() has no option 'wrong'"),
    (lambda: gv.exp(T, 3), TypeError, "exp() takes 1 positional argument"),
    (lambda: T.sum(dim=1), IndexError, "sum got shape (3,), dim=1", "no dimension 1", "-1 to 0", "Try 0"),
    (lambda: T.argmax(dim=1), IndexError, "shape (3,) has no dimension 1"),
    (lambda: S.sum(dim=1), IndexError, "got shape (), dim=1: there is no dimension 1"),
    (lambda: T.transpose(0, 1), ValueError, "transpose got shape (3,)", "x.reshape(-1, 1) makes a column"),
    (lambda: S.transpose(0, 1), ValueError, "transpose got shape ()", "a single number has no dimensions"),
    (lambda: T.permute(1, 0), ValueError, "permute got shape (3,)", "x.T"),
    (lambda: T.view(2, 2), ValueError, "reshape (or view) got shape (3,)", "(3,) or (3, 1)", "one may be -1"),
    (lambda: gv.arange(12.0).reshape(5, -1), ValueError, "shape (12,)", "12 elements", "(12,) or (2, 6)"),
    (lambda: gv.arange(12.0).reshape(-1, -1), ValueError, "only one size may be -1"),
    (lambda: T.expand(2, 2), ValueError, "expand (or broadcast_to) got shape (3,)", "a size of 1 can be repeated"),
    (lambda: gv.stack(T, T), TypeError, "stack got a Tensor as dim", "one list", "gv.stack([a, b])"),
    (lambda: gv.cat(T, T), TypeError, "cat got a Tensor as dim", "gv.cat([a, b])"),
    (lambda: gv.cat([T, M]), ValueError, "cat got shapes (3,) and (2, 2)", "gv.stack for a new dimension"),
    (lambda: gv.stack([T, T[:2]]), ValueError, "stack got shapes (3,) and (2,)", "one shape"),
    (lambda: gv.cat([1, 2]), ValueError, "cat got shapes () and ()", "gv.stack([...]) makes one"),
    (lambda: gv.log([1, "a"]), TypeError, "log got [1, 'a']", "gv.tensor(...)"),
    (lambda: gv.where(T > 0, 1), TypeError, "where() got a condition and one of the two", "gv.where(condition, value"),
    (lambda: gv.softmax(gv.zeros(2, 0), 1), ValueError, "softmax got shape (2, 0)", "no number in it"),
    (lambda: gv.amax(gv.zeros(0)), ValueError, "amax got shape (0,)", "selection or batch is empty"),
    (lambda: gv.outer(M, M), RuntimeError, "outer got shapes (2, 2) and (2, 2)", "two vectors"),
    (lambda: gv.tril(S), RuntimeError, "tril() got shape ()", "matrix"),
    (lambda: gv.triu(T), RuntimeError, "triu() got shape (3,)", "matrix"),
    (lambda: gv.tensor([S, S * 2]), TypeError, "Tensors that require grad", "no gradient would flow", "gv.stack([w1"),
    (lambda: gv.tensor([[1, 2], [3]]), TypeError, "tensor() got [[1, 2], [3]]", "not a rectangular block"),
    (lambda: gv.tensor(1.0, require_grad=True), TypeError, "tensor() has no option 'require_grad'", "requires_grad=?"),
    (lambda: gv.tensor(1.0, requires_grad="yes"), TypeError, "requires_grad got 'yes'", "True or False"),
    (lambda: T.requires_grad_("yes"), TypeError, "requires_grad got 'yes'", "True or False"),
    (lambda: gv.zeros(2, require_grad=True), TypeError, "zeros() has no option 'require_grad'", "requires_grad=?"),
    (lambda: gv.zeros((2, 3), (1)), TypeError, "given as ((2, 3), 1)", "one by one or as one tuple"),
    (lambda: gv.ones(2.0), TypeError, "given as (2.0)", "whole numbers"),
    (lambda: T.reshape(6 / 2), TypeError, "given as (3.0)", "n // 2, not n / 2"),
    (lambda: gv.randn(-1), ValueError, "sizes (-1,)", "Only reshape takes -1"),
    (lambda: gv.eye(2.5), TypeError, "eye() got 2.5", "whole number"),
    (lambda: gv.randperm(2.5), TypeError, "randperm() got 2.5", "whole number"),
    (lambda: gv.linspace(0, 1, 2.5), TypeError, "linspace() got 2.5", "whole number"),
    (lambda: gv.randint(10), TypeError, "randint() got no size", "gv.randint(0, 10, (5,))"),
    (lambda: gv.randint(2, 10), TypeError, "randint() got no size", "gv.randint(2, 10, (5,))"),
    (lambda: gv.manual_seed("a"), TypeError, "manual_seed() got 'a'", "whole number"),
    (lambda: gv.ones_like(3), TypeError, "ones_like got 3", "gv.tensor(...)"),
    (lambda: gv.randint_like(3, 2), TypeError, "randint_like got 3", "gv.tensor(...)"),
    (lambda: bool(gv.ones(0)), RuntimeError, "no elements", "shape (0,)", "t.numel() > 0"),
    (lambda: setattr(T, "value", 3), AttributeError, "assigning to .value", "with gv.no_grad(): w.fill_(3.0)"),
    (lambda: gv.record(lambda x, y: x * y, 1, 2), TypeError, "record() got 1, 2", "record(f, x=1, y=2)"),
    (lambda: gv.record("w*x", 1, 2), TypeError, "record() got 1, 2 without a name", "record(f, w=1, x=2)"),
    (lambda: gv.explore("w*x", 1, 2), TypeError, "explore() got 1, 2 without a name", "explore(f, w=1, x=2)"),
    (lambda: LINEAR(5.0), TypeError, "got 5.0 (float)", "in_features=1", "gv.tensor([[5.0]])"),
    (lambda: LINEAR([[5.0]]), TypeError, "got [[5.0]] (list)", "gv.tensor([[5.0]])"),
    (lambda: sgd(LINEAR.parameters), TypeError, "SGD was given a function", "model.parameters()"),
    (lambda: sgd(3), TypeError, "SGD was given 3", "a list of Tensors"),
    (lambda: sgd(lr="0.1"), TypeError, "SGD got lr='0.1'", "no number"),
    (lambda: sgd(learning_rate=0.1), TypeError, "SGD() has no option 'learning_rate'", "Did you mean lr=?"),
    (lambda: gv.optim.Adam([S], beta=0.1), TypeError, "Adam() has no option 'beta'", "Did you mean betas=?"),
]


@pytest.mark.parametrize("number", range(len(CALLS)))
def test_the_answer_names_the_function_and_says_what_to_write(number):
    call, error, *words = CALLS[number]
    with pytest.raises(error) as caught:
        call()
    text = str(caught.value)
    assert re.search("(?s)" + ".*".join(map(re.escape, words)), text), text
    assert ".." not in text.replace("...", ""), "a doubled full stop"
    assert caught.value.__cause__ is None and (caught.value.__context__ is None or caught.value.__suppress_context__)


def test_a_block_without_brackets():
    for block in (gv.no_grad, gv.enable_grad, gv.inference_mode):
        with pytest.raises(TypeError, match=rf"Write: with gv\.{block.__name__}\(\):"), block:
            pass
        with block():
            pass


def test_the_traceback_of_shapes_that_do_not_fit_begins_with_the_learners_own():
    """`raise ... from None`: a notebook shows a chained error first, and that would be numpy's."""
    for call in (lambda: M @ T, lambda: T + gv.ones(2), lambda: T * np.ones(2)):
        with pytest.raises(ValueError, match="which do not fit together") as caught:
            call()
        assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_what_fits_is_still_taken():
    assert gv.randint(3, (4,)).shape == (4,) and gv.randint(1, 3, (2, 2)).shape == (2, 2)
    assert gv.randint(high=3, low=1, size=(2,)).shape == (2,) and gv.zeros(gv.tensor(2), np.int64(3)).shape == (2, 3)
    assert gv.manual_seed(np.int64(3)) is None and gv.manual_seed(1.0) is None and T.argmax(dim=-1).item() == 2
    assert sgd(lr=np.float64(0.1)) and sgd(lr=gv.tensor(0.1)) and LINEAR(np.ones((2, 1))).shape == (2, 1)
