"""Names that gradviz lacks: the nearest one, what is left to PyTorch, and questions that only look."""

import copy
import pickle
import time

import numpy as np
import pytest

import gradviz as gv
from gradviz.core.tensor import Tensor
from gradviz.core.words.missing import LEFT_TO_PYTORCH, SLIPS, message, nearest, topic


@pytest.mark.parametrize("wrong, near", [
    ("tensr", "tensor"), ("relu6", "clamp"), ("nograd", "no_grad"), ("NoGrad", "no_grad"),
    ("tanhh", "tanh"), ("zeroes", "zeros"), ("zeros_lik", "zeros_like"), ("linspce", "linspace"), ("matmult", "matmul"),
    ("arrange", "arange"), ("Exp", "exp"), ("crossentropy", "cross_entropy"), ("stak", "stack"), ("ln", "log"),
    ("manualseed", "manual_seed"), ("variable", "tensor"),
])  # fmt: skip
def test_the_nearest_name_of_the_package(wrong, near):
    with pytest.raises(AttributeError, match=f"^gradviz has no {wrong!r}. Did you mean {near!r}"):
        getattr(gv, wrong)


@pytest.mark.parametrize("wrong, near", [
    ("required_grad", "requires_grad"), ("require_grad", "requires_grad"), ("gradient", "grad"), ("grads", "grad"),
    ("backwards", "backward"), ("backwrd", "backward"), ("shpae", "shape"), ("detatch", "detach"), ("items", "item"),
    ("to_list", "tolist"), ("zero_grad", "zero_"), ("is_leave", "is_leaf"), ("astype", "to"),
    ("requiresGrad", "requires_grad"), ("unsqeeze", "unsqueeze"), ("gradfn", "grad_fn"),
])  # fmt: skip
def test_the_nearest_name_of_a_tensor(wrong, near):
    with pytest.raises(AttributeError) as caught:
        getattr(gv.tensor(1.0), wrong)
    assert str(caught.value) == f"a Tensor has no {wrong!r}. Did you mean {near!r}?"


@pytest.mark.parametrize("wrong, home", [("Parameter", "nn"), ("Linear", "nn"), ("Module", "nn"), ("Adam", "optim")])
def test_a_name_of_another_room_says_which(wrong, home):
    with pytest.raises(AttributeError, match=rf"gradviz has no {wrong!r}\. It is at gradviz\.{home}\.{wrong}\."):
        getattr(gv, wrong)


@pytest.mark.parametrize("name, words", [
    ("conv2d", "Convolutions"), ("max_pool2d", "Pooling"), ("save", "Files"), ("load", "Files"), ("jit", "Compiling"),
    ("compile", "Compiling"), ("fft", "Fourier"), ("linalg", "np.linalg"), ("inverse", "np.linalg"), ("vmap",
    "Compiling"),
    ("sparse_coo_tensor", "Sparse"), ("distributions", "random distributions"), ("arctan", "Inverse angles"),
    ("complex64", "Complex"), ("LSTM", "Recurrent"), ("distributed", "graphics cards"),
])  # fmt: skip
def test_what_is_left_to_pytorch_is_said(name, words):
    with pytest.raises(AttributeError, match=f"gradviz has no {name!r}. .*{words}"):
        getattr(gv, name)


def test_every_topic_answers_and_no_public_name_is_taken_for_one():
    assert all(sentence.endswith(".") for sentence in LEFT_TO_PYTORCH.values())
    assert [n for n in gv.__all__ if topic(n) is not None and n not in ("cuda", "mps", "backends", "Generator")] == []
    known = [*gv.__all__, *dir(Tensor)]
    assert {meant for meant in SLIPS.values() if meant not in known} == set()
    assert not set(SLIPS) & set(gv.__all__)


def test_a_name_without_a_neighbour_lists_what_there_is():
    assert message("gradviz.optim", "qqqq", ["SGD", "Adam"]) == (
        "gradviz.optim has no 'qqqq'. It has: SGD, Adam. "
        "The rest is left to PyTorch, such as convolutions, graphics cards and loading of files."
    )
    assert nearest("qqqq", ["SGD"]) is None


PROBES = (
    "_repr_html_", "_ipython_display_", "_repr_mimebundle_", "_ipython_canary_method_should_not_exist_",
    "__array_interface__", "__array_struct__", "__dlpack__", "__getstate_ex__", "__len_hint__", "_nothing",
)  # fmt: skip


@pytest.mark.parametrize("name", [*PROBES, "something", "gradient"])
def test_asking_whether_a_tensor_has_a_name_is_answered_with_no(name):
    t = gv.tensor([1.0, 2.0])
    assert not hasattr(t, name) and getattr(t, name, 7) == 7


def test_asking_is_quick():
    """The text is found when it is read: hasattr in a loop costs nothing worth a thought."""
    t, start = gv.tensor(1.0), time.process_time()
    for _ in range(2000):
        hasattr(t, "gradient_of_something")
    assert time.process_time() - start < 0.2  # 2000 searches for the nearest name take 3 s


def test_copies_and_pickles_are_not_disturbed():
    t = gv.tensor([1.0, 2.0], requires_grad=True, name="w")
    for other in (copy.copy(t), copy.deepcopy(t), pickle.loads(pickle.dumps(t))):
        assert other is not t and other.tolist() == [1.0, 2.0] and other.requires_grad and other.name == "w"
    assert np.asarray(gv.tensor([1.0])).tolist() == [1.0]


def test_an_unlisted_slip_gets_pythons_own_error():
    """A __getattr__ would hear of all, and halve the speed at which Python reads a Tensor's slots."""
    assert not hasattr(Tensor, "__getattr__")
    with pytest.raises(AttributeError, match="no attribute 'sumn'"):
        _ = gv.tensor(1.0).sumn


def test_names_that_are_lacking_are_not_offered():
    t = gv.tensor(1.0)
    assert {"inverse", "backwards", "logsumexp_"} & set(dir(t)) == set() and {"grad", "exp", "__add__"} <= set(dir(t))
    with pytest.raises(AttributeError, match=r"cannot be changed in place so. Write t = t.logsumexp"):
        _ = t.logsumexp_


def test_a_tensor_takes_no_new_names_either():
    with pytest.raises(AttributeError):
        gv.tensor(1.0).gradient = 3.0
