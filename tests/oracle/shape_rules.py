"""How a random program calls the operations that move values: shapes, joins and places. See `rules`."""

import numpy as np


def some(count):
    """A test of shapes: at least so many dimensions."""
    return lambda shape: len(shape) >= count


def dimension(build, v, extra=0):
    """A dimension of a value, counted from the front or from the back; a single number has one to name."""
    ndim = max(1, len(build.shape_of(v)) + extra)
    return build.choose([*range(ndim), *range(-ndim, 0)])


def several_dimensions(build, v):
    """One to all dimensions of a value, as a tuple."""
    ndim = max(1, len(build.shape_of(v)))
    order = [int(i) for i in build.noise.permutation(ndim)][: build.choose(range(1, ndim + 1))]
    return tuple(i - ndim if build.choose([False, True]) else i for i in order)


def reshape(build):
    v = build.pick()
    shape = build.shape_of(v)
    size = int(np.prod(shape))
    return [v], [build.choose([(-1,), (size,), shape[::-1], (1, *shape), (*shape[::-1], 1), (size, -1)])]


def broadcast_to(build):
    v = build.pick()
    shape = tuple(2 if n == 1 and build.choose([True, False]) else n for n in build.shape_of(v))
    return [v], [build.choose([(2, *shape), shape])]


def transpose(build):
    v = build.pick(some(1))
    return v and ([v], [dimension(build, v), dimension(build, v)])


def permute(build):
    v = build.pick(some(1))
    ndim = len(build.shape_of(v)) if v else 0
    order = tuple(int(i) for i in build.noise.permutation(ndim))
    return v and ([v], [build.choose([order, tuple(i - ndim for i in order)])])


def squeeze(build):
    v = build.pick(lambda shape: 1 in shape) or build.pick(some(1))
    return v and ([v], build.choose([[], [dimension(build, v)], [several_dimensions(build, v)]]))


def unsqueeze(build):
    v = build.pick()
    return [v], [dimension(build, v, 1)]


def flip(build):
    v = build.pick(some(1))
    return v and ([v], [several_dimensions(build, v)])


def cat(build):
    """Two or three parts of one shape but for the dimension along which they are joined."""
    v = build.pick(some(1))
    if v is None:
        return None
    shape, dim = build.shape_of(v), dimension(build, v)

    def joins(other):
        return len(other) == len(shape) and np.delete(other, dim).tolist() == np.delete(shape, dim).tolist()

    return parts(build, v, joins), build.choose([[dim], [dim], []]) if dim == 0 else [dim]


def stack(build):
    """Two or three parts of one shape."""
    v = build.pick()
    shape = build.shape_of(v)
    return parts(build, v, lambda other: other == shape), [dimension(build, v, 1)]


def parts(build, v, suits):
    others = [build.pick(suits, constants=True) for _ in range(build.choose([1, 2]))]
    array = np.asarray(build.array(build.shape_of(v)))
    return build.choose([[v, *others], [*others, v], [v, array]])


def cast(build):
    return [build.pick()], ["float32"]


def index_of(build, shape):
    """An index into a shape with at least one dimension: places, slices, integer arrays, masks, new dimensions."""
    first, last = (build.choose(range(-n, n)) for n in (shape[0], shape[-1]))
    rows = build.noise.integers(-shape[0], shape[0], build.choose([(2,), (3,), (2, 2)]))
    mask = build.noise.random(shape) < 0.6
    mask.flat[0] = True
    kinds = [
        first, (..., last), slice(None), slice(first % shape[0], None), slice(None, None, 2), (None, first),
        rows, mask, mask.any(axis=tuple(range(1, len(shape)))), (..., None), [0, shape[0] - 1, 0],
    ]  # fmt: skip
    if len(shape) > 1:
        second = build.choose(range(-shape[1], shape[1]))
        columns = build.noise.integers(0, shape[1], rows.shape)
        kinds += [(first, second), (slice(None), second), (rows, columns), (slice(None), columns), (rows, second)]
    return build.choose(kinds)


def getitem(build):
    v = build.pick(some(1))
    return v and ([v], [index_of(build, build.shape_of(v))])


def put(build):
    """The values go to one row of a larger shape, to every second row, or several to the same row."""
    v = build.pick()
    shape = build.shape_of(v)
    choices = [((2, *shape), 1), ((2, *shape), -2)]
    if shape:
        rows = build.noise.integers(0, 2, shape[0])
        choices += [((2 * shape[0], *shape[1:]), slice(None, None, 2)), ((2, *shape[1:]), rows)]
    return [v], list(build.choose(choices))
