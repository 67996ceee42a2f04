"""The error for a name that gradviz does not have: the nearest one it has, and what is left to PyTorch.

gradviz draws small networks and knows as much of PyTorch as their lessons need. A name that it lacks is either a slip
of the pen or belongs to something larger; both deserve a better answer than "no attribute".
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

LEFT_TO_PYTORCH = {
    r"conv|unfold|^fold$": "Convolutions are left to PyTorch: gradviz draws networks of single units.",
    r"pool": "Pooling is left to PyTorch, with convolutions; x.amax(dim) and x.mean(dim) reduce a dimension.",
    r"rnn|lstm|gru": "Recurrent layers are left to PyTorch; a loop over a Linear layer makes one, and can be drawn.",
    r"transformer|attention": "Transformers are left to PyTorch; softmax(Q @ K.T) @ V is attention, and can be drawn.",
    r"cuda|mps|xpu|device_count|pin_memory|distributed|dataparallel|^amp$|autocast|gradscaler":
        "gradviz computes on the CPU alone: graphics cards and several machines are left to PyTorch.",
    r"^(save|load|hub|from_file)$|pickle":
        "Files are left to Python: model.state_dict() is a dictionary, and np.savez(path, **arrays) saves one.",
    r"jit|compile|script|onnx|export|^fx$|trace_module|quant|vmap|^func$":
        "Compiling and transforming programs is left to PyTorch; gv.freeze replays a recorded graph.",
    r"fft|stft|complex|^real$|imag|polar|angle|conj":
        "Complex numbers and Fourier transforms are left to PyTorch and numpy.",
    r"sparse|nested|to_dense|coalesce": "Sparse and nested Tensors are left to PyTorch.",
    r"linalg|inverse|^inv$|pinverse|svd|eig|^qr$|cholesky|^det$|logdet|slogdet|solve|lstsq|matrix_":
        "Inverses, decompositions and determinants are left to PyTorch and numpy: np.linalg on t.detach().numpy().",
    r"distributions|bernoulli|multinomial|poisson|generator":
        "Other random distributions are left to PyTorch: gradviz has rand, randn, randint, normal and randperm.",
    r"vision|audio|torchtext|datasets|transforms": "Data sets, images and sound are left to PyTorch's companions.",
    r"as_strided|storage|stride|data_ptr|share_memory|set_$|resize_|detach_|untyped":
        "Memory layout is left to PyTorch: in gradviz values are never shared between Tensors.",
    r"adagrad|adadelta|rmsprop|lbfgs|adamax|nadam|radam|rprop":
        "Other optimizers are left to PyTorch: gradviz has SGD (with momentum), Adam and AdamW.",
    r"^a(sin|cos|tan)h?2?$|^arc": "Inverse angles are left to PyTorch; an operation of your own takes gv.tensor_op.",
}  # fmt: skip
"""What a name is about, as a pattern, and where that is to be found."""

SLIPS = {
    "gradient": "grad", "gradients": "grad", "length": "numel", "len": "numel", "relu6": "clamp", "hardtanh": "clamp",
    "array": "tensor", "asarray": "tensor", "astensor": "tensor", "variable": "tensor", "astype": "to", "copy": "clone",
    "append": "cat", "matmult": "matmul", "backprop": "backward", "ln": "log", "zerograd": "zero_",
    "zero_grad": "zero_", "no_gradient": "no_grad", "random": "rand", "seed": "manual_seed", "average": "mean",
    "total": "sum",
    "stddev": "std", "variance": "var",
}  # fmt: skip
"""What people mean by a name that is spelled too differently for a comparison of letters."""


FEW = 30
"""So many names are listed where none is near."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a slip of the pen most likely meant, or None."""
    by_letters: dict[str, str] = {}
    for each in known:
        by_letters.setdefault(_letters(each), each)
    letters = _letters(name)
    meant = SLIPS.get(name.lower())
    if meant is not None and _letters(meant) in by_letters:
        return by_letters[_letters(meant)]
    if letters in by_letters:
        return by_letters[letters]
    near = difflib.get_close_matches(letters, by_letters, n=1, cutoff=0.7)
    return by_letters[near[0]] if near else None


def _letters(name: str) -> str:
    """A name without capitals and underscores."""
    return name.lower().replace("_", "")


def topic(name: str) -> str | None:
    """The sentence about what a name belongs to, if that is left to PyTorch."""
    for pattern, sentence in LEFT_TO_PYTORCH.items():
        if re.search(pattern, name.lower()):
            return sentence
    return None


def message(owner: str, name: str, known: Iterable[str], elsewhere: str = "") -> str:
    """The text of an AttributeError for a name that an owner lacks.

    Args:
        owner: who was asked, such as "gradviz.nn".
        name: what was asked for.
        known: the names that there are.
        elsewhere: a sentence about where the name is found instead, or "".

    Example:
        >>> from gradviz.core.words.missing import message
        >>> message("gradviz", "tensr", ["tensor", "zeros"])
        "gradviz has no 'tensr'. Did you mean 'tensor'?"
    """
    known = list(known)
    near, left = nearest(name, known), topic(name)
    parts = [f"{owner} has no {name!r}."]
    if elsewhere:
        parts.append(elsewhere)
    elif left is not None and (near is None or _letters(near) != _letters(name)):
        parts.append(left)
    elif near is not None:
        parts.append(f"Did you mean {near!r}?")
    else:
        parts.append(f"It has: {', '.join(known)}." if len(known) <= FEW else f"dir() shows its {len(known)} names.")
        parts.append("The rest is left to PyTorch, such as convolutions, graphics cards and loading of files.")
    return " ".join(parts)


def unknown(owner: str, name: str, known: Iterable[str], elsewhere: str = "") -> AttributeError:
    """The AttributeError of a module or place for a name that it lacks; the arguments are those of `message`."""
    if name.startswith("_"):
        return AttributeError(f"{owner} has no attribute {name!r}")
    return AttributeError(message(owner, name, known, elsewhere), name=name)  # with a name Python adds no guess
