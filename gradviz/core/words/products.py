"""Products of vectors and matrices by PyTorch's names, all made of the operations in the table."""

from __future__ import annotations

from typing import Any

from ..operation import FUNCTIONS
from ..scalars import load_numpy
from ..tensor import Tensor
from .shapes import getitem, permute, reshape


def dot(input: Tensor, other: Tensor) -> Tensor:
    """The sum of the products of two vectors."""
    return _matched("dot", input, other, 1, 1)


def mv(input: Tensor, vec: Tensor) -> Tensor:
    """Matrix times vector."""
    return _matched("mv", input, vec, 2, 1)


def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """Matrix times matrix."""
    return _matched("mm", input, mat2, 2, 2)


def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """A batch of matrices times a batch of matrices."""
    return _matched("bmm", input, mat2, 3, 3)


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """Every element of one vector times every element of another."""
    if (input.ndim, vec2.ndim) != (1, 1):
        raise RuntimeError(
            f"outer got shapes {tuple(input.shape)} and {tuple(vec2.shape)}; it takes two vectors. Flatten them first, "
            "x.flatten(), or write a[..., :, None] * b[..., None, :] for vectors in the last dimension."
        )
    column, row = FUNCTIONS["unsqueeze"](input, 1), FUNCTIONS["unsqueeze"](vec2, 0)
    return FUNCTIONS["multiply"](column, row)  # type: ignore[no-any-return]


def _matched(name: str, a: Tensor, b: Tensor, first: int, second: int) -> Tensor:
    if (a.ndim, b.ndim) != (first, second):
        raise RuntimeError(
            f"{name} got shapes {tuple(a.shape)} and {tuple(b.shape)}; it takes {first} and {second} dimensions. "
            "matmul (or @) takes any."
        )
    return FUNCTIONS["matmul"](a, b)  # type: ignore[no-any-return]


def einsum(equation: str, *operands: Any) -> Tensor:
    """A sum of products by index letters: "ij,jk->ik" is a matrix product, "ii->" a trace.

    Every operand is laid out along all letters, all are multiplied, and the letters that are not in the result are
    summed over.

    Example:
        >>> import gradviz as gv
        >>> gv.einsum("ij,j->i", gv.tensor([[1.0, 2.0], [3.0, 4.0]]), gv.tensor([1.0, 10.0]))
        tensor([21., 43.])
    """
    given, arrow, wanted = equation.replace(" ", "").partition("->")
    terms = given.split(",")
    operands = tuple(operands[0]) if len(operands) == 1 and isinstance(operands[0], (tuple, list)) else operands
    letters = sorted(set(given) - {","})
    if not arrow:  # the letters that occur once, in alphabetical order
        wanted = "".join(letter for letter in letters if given.count(letter) == 1)
    if [len(term) for term in terms] != [x.ndim for x in operands] or not set(wanted) <= set(letters) or "." in given:
        raise ValueError(
            f"einsum() got {equation!r} for shapes {[tuple(x.shape) for x in operands]}. It takes one letter for each "
            'dimension of each operand, commas in between, and "->" before the letters of the result.'
        )
    order = [*wanted, *(letter for letter in letters if letter not in wanted)]
    product = None
    for term, x in zip(terms, operands, strict=True):
        laid_out = _along_letters(x, term, order)
        product = laid_out if product is None else product * laid_out
    over = tuple(range(len(wanted), len(order)))
    return FUNCTIONS["sum"](product, over) if over else product  # type: ignore[return-value]


def _along_letters(x: Tensor, term: str, order: list[str]) -> Tensor:
    """An operand with one dimension for every letter, of size 1 where it has none."""
    while len(set(term)) < len(term):  # a letter twice: the diagonal of its two dimensions
        letter = next(each for each in term if term.count(each) > 1)
        first, second = term.index(letter), term.rindex(letter)
        others = [d for d in range(len(term)) if d not in (first, second)]
        grid = load_numpy().arange(x.shape[first])
        x = getitem(permute(x, [first, second, *others]), (grid, grid))
        term = letter + "".join(term[d] for d in others)
    ranked = permute(x, sorted(range(len(term)), key=lambda d: order.index(term[d])))
    sizes = dict(zip(sorted(term, key=order.index), ranked.shape, strict=True))
    return reshape(ranked, [sizes.get(letter, 1) for letter in order])


PRODUCTS = (dot, mv, mm, bmm, outer, einsum)
"""Every public function here."""
