"""R94: local variables name the Tensors made in a function, and nothing else."""

import cProfile
import functools

import gradviz as gv


def test_a_rebound_argument_does_not_take_the_name_of_the_input():
    def f(x):
        for _ in range(3):
            x = x * 2
        return x

    recording = gv.record(f, x=2)
    assert recording.gradient("x") == 8.0 and [n.name for n in recording.graph.nodes] == ["x", None, None, None]


def test_tensors_from_outside_keep_their_own_names():
    weight = gv.tensor(3.0, requires_grad=True)

    def f(x):
        inner = weight
        return x * inner

    assert gv.record(f, x=2).gradient("x") == 3.0
    assert weight.name is None


def test_a_running_profiler_is_left_alone():
    def f(x):
        y = x * 2
        return y

    profiler = cProfile.Profile()
    profiler.enable()
    try:
        assert gv.record(f, x=2).gradient("x") == 2.0
    finally:
        profiler.disable()


def test_names_come_from_beneath_decorators_partials_and_callable_objects():
    def plain(x, k=1.0):
        y = x * k
        return y

    @functools.wraps(plain)
    def decorated(*args, **kwargs):
        return plain(*args, **kwargs)

    class Model:
        def __call__(self, x):
            y = x * 3.0
            return y

    for f in (decorated, functools.partial(plain, k=2.0), Model()):
        assert gv.record(f, x=2).position("y") == 1
