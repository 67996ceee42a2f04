"""no_grad as a context and as a decorator (R70, R79)."""

import threading

import pytest

import gradviz as gv
from gradviz.core.grad_mode import Watcher, mode


def test_inside_nothing_is_recorded():
    """R70."""
    x = gv.tensor(2.0, requires_grad=True)
    with gv.no_grad():
        y, z = x * x, gv.tensor([1.0, 2.0], requires_grad=True).sum()
    for out in (y, z):
        assert out.grad_fn is None and not out.requires_grad and out.is_leaf
    assert (x * x).requires_grad


def test_as_a_decorator():
    @gv.no_grad()
    def step(x):
        """Squares."""
        return x * x

    assert step(gv.tensor(2.0, requires_grad=True)).grad_fn is None
    assert (step.__name__, step.__doc__) == ("step", "Squares.") and mode.on


def test_it_nests_and_ends_on_exceptions():
    with gv.no_grad():
        with gv.no_grad():
            pass
        assert not mode.on
    assert mode.on
    with pytest.raises(KeyError), gv.no_grad():
        raise KeyError
    assert mode.on


def test_a_decorated_function_may_call_itself():
    @gv.no_grad()
    def down(n):
        return n if n == 0 else down(n - 1)

    assert down(3) == 0 and mode.on


def test_gradients_stop_at_what_was_not_recorded():
    """R79."""
    x = gv.tensor(3.0, requires_grad=True)
    with gv.no_grad():
        c = x * x
    (c * x).backward()
    assert x.grad.item() == 9.0


def test_a_leaf_made_inside_still_needs_gradients():
    with gv.no_grad():
        x = gv.tensor(1.0, requires_grad=True)
    (x * 2).backward()
    assert x.grad.item() == 2.0


def in_steps(*threads):
    """Run functions in threads of their own, all of them to each barrier before any goes on."""
    barrier, wrong = threading.Barrier(len(threads)), []

    def guarded(run):
        try:
            run(lambda: barrier.wait(60))
        except BaseException as error:  # a thread's exception would be lost
            wrong.append(error)
            barrier.abort()

    running = [threading.Thread(target=guarded, args=(run,)) for run in threads]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert wrong == []


def test_blocks_of_two_threads_that_overlap_leave_recording_on():
    """Each left what it found: the second found "off", and for ever after nothing was recorded."""

    def first(step):
        with gv.no_grad():
            step()
            step()
        step()

    def second(step):
        step()
        with gv.no_grad():
            step()
            step()

    in_steps(first, second)
    assert gv.is_grad_enabled() and (gv.tensor(1.0, requires_grad=True) * 2).requires_grad
    assert mode.quick


def test_a_block_in_one_thread_is_no_business_of_another():
    x = gv.tensor(3.0, requires_grad=True)

    def quiet(step):
        with gv.no_grad():
            step()
            assert not (x * 2).requires_grad and not gv.is_grad_enabled()
            step()
        assert (x * 2).requires_grad

    def recording(step):
        step()
        y = x * x
        assert y.requires_grad and gv.is_grad_enabled()
        with gv.Meter() as meter:
            y = y * x
            step()
        assert meter.recorded_nodes == 1
        assert gv.grad(y, x)[0].item() == 27.0

    in_steps(quiet, recording)
    assert mode.quick


def test_threads_that_share_no_leaf_sweep_at_the_same_time():
    def train(step):
        for k in range(300):
            x = gv.tensor(float(k), requires_grad=True)
            (x * x + x).backward()
            assert x.grad.item() == 2.0 * k + 1.0

    in_steps(train, train, train)


def test_watchers_are_told_what_they_ask_for_and_are_asked_for_nothing_else():
    """One that wants to hear of calls alone, one that wants to hear of nodes alone, and both at once."""
    heard = []

    class Calls(Watcher):
        def called(self, op, inputs):
            heard.append(("called", op.name))

    class Nodes(Watcher):
        def recorded(self, node):
            heard.append(("recorded", node.value))

    x = gv.tensor(2.0, requires_grad=True)
    for watchers in ((Calls(),), (Nodes(),), (Calls(), Nodes())):
        mode.watch(watchers, None)
        try:
            _ = x * 3.0
        finally:
            mode.watch((), None)
        heard.append("")
    assert heard == [
        ("called", "multiply"), "", ("recorded", 6.0), "", ("called", "multiply"), ("recorded", 6.0), "",
    ]  # fmt: skip
    assert mode.quick
